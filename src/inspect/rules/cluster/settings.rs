//! Will each of the brokers' settings arrive, and does this Kafka know it and take its value?

use super::protocol_version::KEYS;
use crate::bundle::{Kind, Node};
use crate::catalog::{self, Settings};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Cluster, text_of};

const FORBIDDEN: Offence = Offence::error(
    "cluster/setting-dropped",
    "a setting is dropped, since Strimzi keeps it for itself",
)
.why("The operator takes it out with a line in its log. The status says nothing, and what was meant is not in force.")
.write("the field of the Kafka resource that is for it, or nothing")
.source("strimzi, `AbstractConfiguration.filterForbidden`, `KafkaClusterSpec.FORBIDDEN_PREFIXES`");

const SET_ANYWAY: Offence = Offence::warning("cluster/setting-set-anyway", "a setting is dropped, and Strimzi sets the same")
    .why("The operator takes it out with a line in its log, and writes the same from another field: whoever changes it here changes nothing.")
    .write("nothing; the listeners and the authorization say it")
    .source("strimzi, `AbstractConfiguration.filterForbidden`, `KafkaBrokerConfigurationBuilder`");

const MISSPELT: Offence = Offence::error("cluster/setting-misspelt", "a setting is none of Kafka's, and one is spelt much like it")
    .why("Neither the operator nor Kafka refuses a key that it does not know, since plugins bring their own: it does nothing.")
    .write("the name that Kafka knows")
    .source("apache/kafka, `AbstractConfig.logUnused`; strimzi, `KafkaConfiguration.validate`");

const UNKNOWN: Offence = Offence::warning("cluster/setting-unknown", "this Kafka does not know a setting")
    .why("Kafka hands it on to plugins, such as metrics reporters and authorizers. If none reads it, it does nothing.")
    .write("a setting of this Kafka version")
    .source("apache/kafka, `AbstractConfig.logUnused`; strimzi, `KafkaConfiguration.unknownConfigs`");

const REFUSED: Offence = Offence::error("cluster/setting-refused", "a setting has a value that is refused")
    .not_waivable()
    .why("The operator checks each value against what this Kafka version takes, more strictly than Kafka itself, and refuses the cluster.")
    .write("a value that Kafka takes")
    .source("strimzi, `KafkaConfiguration.validate`, `ConfigModel`; apache/kafka, `ConfigDef`");

const NO_SCALAR: Offence =
    Offence::error("cluster/setting-without-value", "a setting is neither text, number nor truth")
        .not_waivable()
        .why("The operator takes no other values, also not an empty one, and refuses the cluster.")
        .write("a text, a number, `true` or `false`; a list as one text with commas")
        .source("strimzi, `AbstractConfiguration.convertToStrings`, `InvalidConfigParameterException`");

pub(super) const RULE: Rule = Rule {
    offences: &[&FORBIDDEN, &SET_ANYWAY, &MISSPELT, &UNKNOWN, &REFUSED, &NO_SCALAR],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "one of each",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      log.dirs: /tmp # <- cluster/setting-dropped
      log.retention: 7d # <- cluster/setting-misspelt
      retention.ms: 604800000 # <- cluster/setting-misspelt
      log.retention.hour: 168 # <- cluster/setting-misspelt
      acme.audit.enabled: true # <- cluster/setting-unknown
      num.partitions: three # <- cluster/setting-refused
      auto.create.topics.enable: 'True' # <- cluster/setting-refused
      log.roll.ms: # <- cluster/setting-without-value
",
        ),
        Example::new(
            "what has gone with another version",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.0
    config:
      control.plane.listener.name: x # <- cluster/setting-unknown
",
        ),
        Example::new(
            "of settings for a listener some are kept",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.0
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true }
    config:
      listener.name.tls-9093.max.connections: 100
      listener.name.tls-9094.max.connections: 100 # <- cluster/setting-dropped
      listener.name.tls-9093.ssl.client.auth: none # <- cluster/setting-dropped
",
        ),
        Example::new(
            "what Strimzi sets itself; what the authorizer reads",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    authorization: { type: simple }
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
    config:
      sasl.enabled.mechanisms: SCRAM-SHA-512 # <- cluster/setting-set-anyway
      allow.everyone.if.no.acl.found: false
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    version: 3.9.0
    config:
      sasl.enabled.mechanisms: SCRAM-SHA-512 # <- cluster/setting-dropped
      allow.everyone.if.no.acl.found: false # <- cluster/setting-unknown
",
        ),
        Example::new(
            "settings that Kafka takes, and some of plugins that are known",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      log.retention.ms: 604800000
      ssl.cipher.suites: TLS_AES_256_GCM_SHA384
      compression.type: producer
      client.quota.callback.static.produce: 1000
      config.providers: env
      config.providers.env.class: org.apache.kafka.common.config.provider.EnvVarConfigProvider
",
        ),
    ],
};

/// How keys of plugins begin that are used with Strimzi: their own readers know them, Kafka does not.
const PLUGINS: [&str; 12] = [
    "client.quota.callback.static.",
    "config.providers",
    "cruise.control.",
    "prometheus.metrics.reporter.",
    "strimzi.",
    "kafka.metrics.",
    "rsm.config.",
    "rlmm.config.",
    "remote.log.",
    "opa.authorizer.",
    "ranger.",
    "confluent.",
];

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let known = cluster.config.settings();
    for (key, value) in cluster.config.entries() {
        let name = key.name();
        let kept = is_kept(world, cluster, &name);
        if let Some(forbidden) = world.strimzi().forbidden(&name).filter(|_| !kept) {
            if is_set_anyway(cluster, &name, value) {
                out.raise(&SET_ANYWAY, Spot::key(key), format!("Strimzi drops `{name}`, and sets the same itself"))
                    .label("does nothing here")
                    .help("remove it");
                continue;
            }
            let headline = format!("Strimzi drops `{name}`: cluster `{}` runs without it", cluster.name);
            let raised = out.raise(&FORBIDDEN, Spot::key(key), headline);
            raised.label(format!("Strimzi keeps `{}…` for itself", forbidden.prefix)).help("remove it");
            let per_listener = world.strimzi().forbidden_keys().map_or(&[][..], |keys| keys.per_listener());
            if name.starts_with("listener.name.") && !per_listener.is_empty() {
                let kept = per_listener.join(", ");
                raised.note(format!("kept behind the `listener.name.NAME-PORT.` of a listener that is there: {kept}"));
            } else if !forbidden.allowed.is_empty() {
                raised.note(format!("allowed are {}", forbidden.allowed.join(", ")));
            }
            continue;
        }
        if value.kind() != Kind::Scalar || value.is_null() {
            out.raise(
                &NO_SCALAR,
                key_or(key, value),
                format!("Strimzi refuses cluster `{}`: `{name}` has no value", cluster.name),
            )
            .label(if value.is_null() { "nothing" } else { "not a text, a number or a truth" })
            .help("write a value, a list as one text with commas, or remove the setting");
            continue;
        }
        let Some(settings) = known.filter(|_| !kept) else { continue };
        match settings.broker(&name) {
            Some(setting) => {
                let Some(text) = text_of(value) else { continue };
                if let Err(refusal) = setting.check_for_operator(&text) {
                    let headline = format!("Strimzi refuses cluster `{}` for `{name}`: {}", cluster.name, refusal.what);
                    out.raise(&REFUSED, value, headline).label("is not taken").help(refusal.allowed);
                }
            }
            None => unknown(cluster, settings, key, &name, out),
        }
    }
}

/// Whether a setting is kept since it is for a listener that is there.
fn is_kept(world: &World<'_>, cluster: &Cluster<'_>, name: &str) -> bool {
    let Some(keys) = world.strimzi().forbidden_keys() else { return false };
    let mut ports = cluster.listeners.iter().filter_map(|listener| Some((listener.name, listener.port?.value)));
    ports.any(|(listener, port)| keys.keeps_for_listener(name, listener, port))
}

/// Whether a setting that is dropped says what Strimzi sets by itself: the mechanisms of listeners.
fn is_set_anyway(cluster: &Cluster<'_>, name: &str, value: Node<'_>) -> bool {
    let Some(text) = value.as_text().filter(|_| name == "sasl.enabled.mechanisms") else { return false };
    let has = |kind: &str| {
        cluster.listeners.iter().any(|listener| listener.authentication.is_some_and(|own| own.value == kind))
    };
    text.split(',').map(str::trim).all(|mechanism| match mechanism {
        "SCRAM-SHA-512" => has("scram-sha-512"),
        "OAUTHBEARER" => has("oauth"),
        _ => false,
    })
}

/// What only the authorizer of `authorization: { type: simple }` reads: `StandardAuthorizer` and, with ZooKeeper, `AclAuthorizer`.
const OF_AUTHORIZER: &str = "allow.everyone.if.no.acl.found";

fn key_or<'b>(key: Node<'b>, value: Node<'b>) -> Spot {
    if value.is_null() { Spot::key(key) } else { Spot::from(value) }
}

fn unknown(cluster: &Cluster<'_>, settings: &Settings, key: Node<'_>, name: &str, out: &mut Out) {
    let of_plugin = PLUGINS.iter().any(|plugin| name.starts_with(plugin));
    if name == OF_AUTHORIZER && cluster.authorization.is_some_and(|authorization| authorization.value != "opa") {
        return;
    }
    // Another rule says of these that KRaft has no need of them.
    if of_plugin || (cluster.kraft.value && KEYS.contains(&name)) {
        return;
    }
    let version = cluster.version.value;
    let elsewhere: Vec<&str> = catalog::kafka_versions()
        .iter()
        .copied()
        .filter(|other| catalog::settings(other).is_some_and(|other| other.broker(name).is_some()))
        .collect();
    if let (Some(first), Some(last)) = (elsewhere.first(), elsewhere.last()) {
        out.raise(&UNKNOWN, Spot::key(key), format!("`{name}` does nothing: Kafka {version} does not know it"))
            .label("not a setting of this version")
            .because(cluster.version, "the version that runs")
            .note(format!("Kafka knows it from {first} to {last}, as far as is known here"))
            .help("remove it");
        return;
    }
    let meant: Vec<String> = settings.nearest_broker(name).iter().map(|near| format!("`{near}`")).collect();
    if meant.is_empty() {
        out.raise(
            &UNKNOWN,
            Spot::key(key),
            format!("`{name}` does nothing unless a plugin reads it: Kafka {version} does not know it"),
        )
        .label("not a setting of Kafka")
        .help("remove it, if no plugin in the image reads it");
        return;
    }
    let of_topic = settings.topic(name).is_some();
    out.raise(
        &MISSPELT,
        Spot::key(key),
        format!("`{name}` does nothing: Kafka {version} knows no such setting of brokers"),
    )
    .label(if of_topic { "a setting of topics" } else { "not a setting of Kafka" })
    .help(format!("write {}", meant.join(" or ")));
}
