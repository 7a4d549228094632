//! The settings that Strimzi keeps for itself: it drops them with a line in its log, and says nothing in the status.
//!
//! Source: `AbstractConfiguration.filterForbidden`, Strimzi 0.39.0 to 1.2.0.

use serde::Deserialize;

/// The keys that a release drops from one of its configurations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenKeys {
    prefixes: Vec<String>,
    exceptions: Vec<String>,
    /// What is kept of what begins with `listener.name.` and the name and port of a listener that is there.
    #[serde(default)]
    per_listener: Vec<String>,
}

/// What has a configuration of which some keys are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Configured {
    /// `spec.kafka.config` of a Kafka.
    Kafka,
    /// `spec.zookeeper.config`.
    ZooKeeper,
    /// `spec.cruiseControl.config`.
    CruiseControl,
    /// `spec.config` of a KafkaConnect.
    Connect,
    /// `spec.adminClient.config` of a KafkaBridge.
    BridgeAdmin,
    /// `spec.consumer.config`.
    BridgeConsumer,
    /// `spec.producer.config`.
    BridgeProducer,
}

impl Configured {
    /// Its table in the catalogue.
    pub(super) const fn table(self) -> &'static str {
        match self {
            Configured::Kafka => "kafka",
            Configured::ZooKeeper => "zookeeper",
            Configured::CruiseControl => "cruise-control",
            Configured::Connect => "connect",
            Configured::BridgeAdmin => "bridge-admin",
            Configured::BridgeConsumer => "bridge-consumer",
            Configured::BridgeProducer => "bridge-producer",
        }
    }
}

/// Why a key is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden<'a> {
    /// What it begins with.
    pub prefix: &'a str,
    /// The keys that begin so too and are allowed, sorted.
    pub allowed: Vec<&'a str>,
}

impl ForbiddenKeys {
    /// Judges a key: it is forbidden if, in lower case, it begins with a prefix, and is not, as written, an exception.
    ///
    /// A prefix that itself holds a capital can match nothing: so it is in Strimzi, where `zookeeper.clientCnxnSocket`
    /// is listed to no effect. `port` forbids all that begins so.
    pub fn get(&self, key: &str) -> Option<Forbidden<'_>> {
        let lower = key.to_lowercase();
        let prefix = self.prefixes.iter().find(|prefix| lower.starts_with(prefix.as_str()))?;
        if self.exceptions.iter().any(|exception| exception == key) {
            return None;
        }
        let mut allowed: Vec<&str> = self.exceptions.iter().map(String::as_str).collect();
        allowed.retain(|exception| exception.starts_with(prefix.as_str()));
        allowed.sort_unstable();
        Some(Forbidden { prefix, allowed })
    }

    /// Whether a key is kept since it is for the listener of that name and port, as in `listener.name.tls-9093.max.connections`.
    ///
    /// Source: `KafkaConfiguration.modifyWithListeners`, Strimzi 0.51.0 on.
    pub fn keeps_for_listener(&self, key: &str, name: &str, port: i64) -> bool {
        let own = key.strip_prefix("listener.name.").and_then(|rest| rest.strip_prefix(name));
        let own = own.and_then(|rest| rest.strip_prefix(&format!("-{port}.")));
        own.is_some_and(|own| self.per_listener.iter().any(|kept| kept == own))
    }

    /// The settings that are kept for a listener.
    pub fn per_listener(&self) -> &[String] {
        &self.per_listener
    }
}
