//! What a Strimzi release says of itself in its own files: `shipped.toml`, which a program writes.

use super::forbidden::ForbiddenKeys;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shipped {
    pub(super) resources: Vec<CustomResource>,
    pub(super) kafka: KafkaVersions,
    pub(super) feature_gates: BTreeMap<String, bool>,
    pub(super) forbidden: BTreeMap<String, ForbiddenKeys>,
    pub(super) images: Images,
    pub(super) operator: Operator,
    pub(super) chart: Chart,
    pub(super) roles: Vec<Role>,
    pub(super) bindings: Vec<Binding>,
}

/// A custom resource definition that the release brings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomResource {
    /// The file in the release's own installation.
    pub file: String,
    /// Its API group.
    pub group: String,
    /// Its kind.
    pub kind: String,
    /// Its name in paths and permissions.
    pub plural: String,
    /// The API versions that are served.
    pub served: Vec<String>,
    /// The API version in which objects are stored.
    pub stored: String,
    /// Whether it has the subresource `scale`.
    pub scale: bool,
}

/// The Kafka versions that a release supports: no other can run, and all must have an image; and those it has heard of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KafkaVersions {
    /// What runs when the cluster does not say.
    pub default: String,
    /// All of them, oldest first.
    pub versions: Vec<KafkaVersion>,
    /// Those that cannot run any more, oldest first: a cluster may still come from one.
    pub known: Vec<String>,
}

/// A Kafka version as a release knows it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KafkaVersion {
    /// Its full name, such as `3.6.1`.
    pub version: String,
    /// What `inter.broker.protocol.version` becomes when unset; none where there is no ZooKeeper any more.
    pub protocol: Option<String>,
    /// What `log.message.format.version` becomes when unset; none where there is no ZooKeeper any more.
    pub format: Option<String>,
    /// What `spec.kafka.metadataVersion` becomes in KRaft when unset.
    pub metadata: Option<String>,
    /// The ZooKeeper in the same image.
    pub zookeeper: Option<String>,
}

/// The images of a release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    operator: String,
    kafka: String,
    bridge: String,
    kaniko: String,
    maven: String,
    buildah: Option<String>,
}

/// Names one of the images of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageName {
    /// Cluster, topic and user operator, and the init container of brokers.
    Operator,
    /// Brokers, ZooKeeper, Connect, Kafka Exporter, Cruise Control; one for each Kafka version.
    Kafka,
    /// The HTTP bridge, which has versions of its own.
    Bridge,
    /// Builds Connect images.
    Kaniko,
    /// Fetches what a Connect image is built of.
    Maven,
    /// Builds Connect images, where the release has it.
    Buildah,
}

/// The Deployment of the cluster operator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Its name.
    pub name: String,
    /// Its service account.
    pub service_account: String,
    /// The labels of all objects of the installation.
    pub labels: BTreeMap<String, String>,
    /// How many pods.
    pub replicas: u32,
    /// The pods' labels, by which the Deployment selects them.
    pub pod_labels: BTreeMap<String, String>,
    /// The container.
    pub container: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// The port of health and metrics.
    pub port: Port,
    /// Whether it lives.
    pub liveness: Probe,
    /// Whether it is ready; it always is, so this proves nothing.
    pub readiness: Probe,
    /// What it asks for.
    pub requests: Quantities,
    /// What it may use.
    pub limits: Quantities,
    /// The `ConfigMap` with its logging configuration.
    pub logging: Logging,
    /// Its scratch volume, in memory.
    pub scratch: Scratch,
    /// Whether the container has a restricted security context: no privileges, read-only root, not root.
    pub restricted: bool,
    /// Whether its token is a projected volume instead of the one that Kubernetes mounts by itself.
    pub projected_token: bool,
    /// Its environment, in order.
    pub env: Vec<Env>,
    /// The variables that it reads besides, sorted.
    pub optional_env: Vec<String>,
}

/// The Helm chart that installs the operator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// What Helm is told to install.
    pub reference: String,
    /// The registry that its images come from unless its values say otherwise.
    pub registry: String,
    /// What stands between registry and image name.
    pub repository: String,
    /// The operator's variables that hold images, and the key of the chart's values that each is set by.
    pub image_keys: BTreeMap<String, String>,
}

impl Chart {
    /// Its own name.
    pub fn name(&self) -> &str {
        self.reference.rsplit('/').next().unwrap_or_default()
    }
}

/// A port with its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: u16,
}

/// A probe over HTTP.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// What is asked for.
    pub path: String,
    /// Seconds until the first.
    pub initial_delay_seconds: u32,
    /// Seconds between two.
    pub period_seconds: u32,
}

/// Processor and memory, as Kubernetes quantities.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantities {
    /// Processor.
    pub cpu: String,
    /// Memory.
    pub memory: String,
}

/// Where the operator finds its logging configuration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    /// The `ConfigMap`.
    pub config_map: String,
    /// The key in it.
    pub key: String,
    /// The volume.
    pub volume: String,
    /// Where it is mounted.
    pub mount: String,
}

/// A volume for temporary files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scratch {
    /// The volume.
    pub volume: String,
    /// Where it is mounted.
    pub mount: String,
    /// Its largest size, as a Kubernetes quantity.
    pub size: String,
}

/// A variable of the operator's environment.
#[derive(Debug, Deserialize)]
#[serde(try_from = "WrittenEnv")]
pub struct Env {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub value: EnvValue,
}

/// What a variable is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvValue {
    /// A field of the pod, such as `metadata.namespace`.
    Field(String),
    /// This text.
    Text(String),
    /// An image; the Kafka image is that of the default version.
    Image(ImageName),
    /// A line `VERSION=IMAGE` for each supported Kafka version: one missing or one too many, and the operator ends.
    KafkaImages,
}

/// A variable as it is written: one of the four.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEnv {
    name: String,
    field: Option<String>,
    text: Option<String>,
    image: Option<ImageName>,
    image_map: Option<ImageName>,
}

/// A `ClusterRole` of the installation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

/// A rule of a `ClusterRole`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// API groups; the core group is the empty text.
    pub groups: Vec<String>,
    /// Resources and subresources.
    pub resources: Vec<String>,
    /// The only objects it speaks of; empty: all.
    #[serde(default)]
    pub names: Vec<String>,
    /// What is permitted.
    pub verbs: Vec<String>,
}

/// A binding of the installation; the subject is always the operator's service account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// Its name.
    pub name: String,
    /// The `ClusterRole` it gives.
    pub role: String,
    /// A `ClusterRoleBinding`; else a `RoleBinding` in the operator's namespace.
    pub cluster_wide: bool,
}

impl TryFrom<WrittenEnv> for Env {
    type Error = String;

    fn try_from(written: WrittenEnv) -> Result<Self, String> {
        let WrittenEnv { name, field, text, image, image_map } = written;
        let value = match (field, text, image, image_map) {
            (Some(field), None, None, None) => EnvValue::Field(field),
            (None, Some(text), None, None) => EnvValue::Text(text),
            (None, None, Some(image), None) => EnvValue::Image(image),
            (None, None, None, Some(ImageName::Kafka)) => EnvValue::KafkaImages,
            _ => return Err(format!("`{name}` is not exactly one of field, text, image and image_map")),
        };
        Ok(Env { name, value })
    }
}

impl Images {
    /// The full name of an image; `kafka` is the Kafka version for the image that has one. None: the release has no such image.
    pub fn get(&self, image: ImageName, kafka: &str) -> Option<String> {
        Some(match image {
            ImageName::Operator => self.operator.clone(),
            ImageName::Kafka => self.kafka.replace("{kafka}", kafka),
            ImageName::Bridge => self.bridge.clone(),
            ImageName::Kaniko => self.kaniko.clone(),
            ImageName::Maven => self.maven.clone(),
            ImageName::Buildah => self.buildah.clone()?,
        })
    }
}
