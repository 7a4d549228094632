//! What a person read out of the code of a Strimzi release: `release.toml`, type by type.

use super::capability::Capability;
use super::shipped::Port;
use super::version::Version;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The file that a person writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) released: String,
    pub(super) capabilities: BTreeSet<Capability>,
    pub(super) kubernetes: Kubernetes,
    pub(super) cluster: Cluster,
    pub(super) listeners: Listeners,
    pub(super) metrics: Metrics,
    pub(super) names: Names,
    pub(super) services: Vec<Service>,
    pub(super) components: Vec<Component>,
}

/// The Kubernetes that a release runs on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kubernetes {
    /// The oldest that the release supports.
    pub minimum: String,
    starts_up_to: Option<String>,
    fails_from: Option<String>,
    #[serde(rename = "override")]
    told: Option<Override>,
}

/// The variable that tells the operator the Kubernetes version, so that it does not ask.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    env: String,
    form: String,
}

/// Whether the operator starts on a version of Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The release does not support one so old.
    TooOld,
    /// It starts.
    Fine,
    /// It may not start unless it is told the version, which does no harm.
    Doubtful,
    /// It does not start unless it is told the version.
    NeedsOverride,
}

/// How a cluster is described.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// What it takes to run without `ZooKeeper`.
    pub kraft: Kraft,
    /// The oldest Kafka that can be moved from `ZooKeeper` to KRaft; none where nothing can.
    pub(super) migration_from: Option<String>,
    /// What it takes to have node pools.
    pub node_pools: NodePools,
    /// Where brokers' resources are written.
    pub resources: Resources,
    /// What the CRD of Kafka demands, also where the operator ignores it.
    pub required: Vec<String>,
    /// The types of storage.
    pub storage: Vec<String>,
    /// The types of authorization.
    pub authorization: Vec<String>,
}

/// What it takes to run without `ZooKeeper`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kraft {
    /// The gate `UseKRaft`, which is off, and the annotations `strimzi.io/kraft` and `strimzi.io/node-pools`: a preview, not
    /// for production; nothing can be upgraded.
    PreviewGate,
    /// The two annotations.
    Annotations,
    /// There is nothing else, and still both annotations must be there.
    RequiredAnnotations,
    /// There is nothing else.
    Always,
}

/// What it takes to have node pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodePools {
    /// The annotation `strimzi.io/node-pools: enabled` on the Kafka resource.
    Annotation,
    /// Every cluster has them, and still the annotation must be there.
    RequiredAnnotation,
    /// Every cluster has them.
    Always,
}

/// Where brokers' resources are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resources {
    /// In `spec.kafka.resources`; a pool may say otherwise.
    Kafka,
    /// In the pool only.
    Pool,
}

/// How listeners are described.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listeners {
    /// The values of `type`.
    pub types: Vec<String>,
    /// The values of `authentication.type`.
    pub authentication: Vec<String>,
    /// The regular expression that names match.
    pub name_pattern: String,
    /// The lowest port; the CRD sets no highest.
    pub lowest_port: u16,
    /// Ports that the operator needs for itself.
    pub reserved_ports: Vec<u16>,
    /// What Services' `targetPort` is.
    pub target_port: TargetPort,
    port_names: Vec<PortName>,
}

/// What Services' `targetPort` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetPort {
    /// The number.
    Number,
    /// The name of the container's port.
    Name,
}

/// A listener whose port has a name of its own, kept from the time before listeners had names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PortName {
    listener: String,
    port: u16,
    internal: bool,
    name: String,
}

/// Which metrics programs a release brings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// The values of `metricsConfig.type`.
    pub types: Vec<String>,
    /// The version of the JMX agent in the Kafka image.
    pub jmx_exporter: String,
    /// How that agent spells names.
    pub jmx_dialect: JmxDialect,
    /// The version of Kafka Exporter in the Kafka image.
    pub kafka_exporter: String,
    /// Whether Kafka Exporter shows consumer groups that have committed nothing (lag −1).
    pub groups_without_offset: AllGroups,
}

/// How the JMX agent spells names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum JmxDialect {
    /// Agents before 1.0: names as the rules give them; `jvm_memory_bytes_used`.
    #[serde(rename = "jmx-0")]
    Jmx0,
    /// Agents from 1.0 on: counters end in `_total`, gauges never do; `jvm_memory_used_bytes`.
    #[serde(rename = "jmx-1")]
    Jmx1,
}

/// Whether Kafka Exporter shows consumer groups that have committed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllGroups {
    /// Always: it is started with `--offset.show-all`.
    Always,
    /// As `spec.kafkaExporter.showAllOffsets` says.
    Option,
}

/// What the operator calls things. The holes are `{cluster}`, `{pool}`, `{node}` (an id), `{volume}` (an id), `{namespace}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// A broker's or controller's pod; its `ConfigMap` too.
    pub pod: String,
    /// The `StrimziPodSet` of a pool.
    pub pod_set: String,
    /// The claim of the only volume.
    pub claim: String,
    /// The claim of one of several volumes.
    pub claim_of_volume: String,
    /// A pod of `ZooKeeper`.
    pub zookeeper_pod: Option<String>,
    /// A claim of `ZooKeeper`.
    pub zookeeper_claim: Option<String>,
    /// What stands for the pool in a cluster without pools.
    pub pool_without_pools: String,
    /// The Secret with brokers' certificates.
    pub broker_certificates: String,
    /// The `ClusterRoleBinding` for rack awareness and node ports.
    pub kafka_init_binding: String,
}

/// A Service that the operator makes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name, with the hole `{cluster}`.
    pub name: String,
    /// The type of the component it leads to.
    pub component: String,
    /// It has no address of its own.
    pub headless: bool,
    /// The ports of internal listeners are added to it.
    pub listeners: bool,
    /// Its ports.
    pub ports: Vec<Port>,
}

/// The pods of one part of a cluster.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The value of the labels `strimzi.io/component-type` and `app.kubernetes.io/name`.
    #[serde(rename = "type")]
    pub kind_of_component: String,
    /// The value of the label `strimzi.io/kind`.
    pub kind: String,
    /// The value of the label `strimzi.io/name`, with the hole `{cluster}`.
    pub name: String,
    /// The containers.
    pub containers: Vec<Container>,
}

/// A container of a component.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Container {
    /// Its name; may have the hole `{cluster}`.
    pub name: String,
    /// Its ports but for listeners and metrics.
    pub ports: Vec<Port>,
    /// The port that answers `GET /metrics`.
    pub metrics: Port,
    /// That port is there only if the resource has a `metricsConfig`.
    pub metrics_by_config: bool,
}

impl Kubernetes {
    /// Whether the operator starts on a version such as `1.33`; none if that is no version.
    pub fn start(&self, version: &str) -> Option<Start> {
        let wanted = Version::parse(version)?.line()?;
        let line = |text: &str| Version::parse(text).and_then(|version| version.line());
        let (minimum, fails, proven) = (
            line(&self.minimum)?,
            self.fails_from.as_deref().and_then(line),
            self.starts_up_to.as_deref().and_then(line),
        );
        Some(if wanted < minimum {
            Start::TooOld
        } else if fails.is_some_and(|fails| wanted >= fails) {
            Start::NeedsOverride
        } else if proven.is_some_and(|proven| wanted > proven) {
            Start::Doubtful
        } else {
            Start::Fine
        })
    }

    /// The newest on which it starts without being told; none where it asks no questions that a newer one could answer wrongly.
    pub fn proven(&self) -> Option<&str> {
        self.starts_up_to.as_deref()
    }

    /// The variable that tells the operator a version, and its value; none where the release needs none or that is no version.
    pub fn told(&self, version: &str) -> Option<(&str, String)> {
        let told = self.told.as_ref()?;
        let (major, minor) = Version::parse(version)?.line()?;
        let value = told.form.replace("{major}", &major.to_string()).replace("{minor}", &minor.to_string());
        Some((&told.env, value))
    }
}

impl Listeners {
    /// The name of a listener's port on Services and pods.
    pub fn port_name(&self, listener: &str, port: u16, internal: bool) -> String {
        let own = |known: &&PortName| known.listener == listener && known.port == port && (internal || !known.internal);
        self.port_names.iter().find(own).map_or_else(|| format!("tcp-{listener}"), |known| known.name.clone())
    }
}
