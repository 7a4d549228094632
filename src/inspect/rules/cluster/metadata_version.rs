//! Is the metadata version one that this Kafka and this operator take?

use crate::catalog::{MetadataFault, metadata_fault};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const REFUSED: Offence = Offence::error("cluster/metadata-version-refused", "the operator refuses the metadata version")
    .not_waivable()
    .why("The operator knows metadata versions by name and takes none from before KRaft could be used: the cluster is not made.")
    .write("the release line of `spec.kafka.version`, or one before it")
    .source("strimzi, `KRaftUtils.validateMetadataVersion`");

const AHEAD: Offence = Offence::warning("cluster/metadata-version-ahead", "the metadata version is newer than Kafka")
    .why("The operator only logs it and goes on with another one, so that what is written is not what is in force.")
    .write("the release line of `spec.kafka.version`, or one before it")
    .source("strimzi, `KafkaVersionChange`, `KRaftVersionChangeCreator`");

const UNUSED: Offence =
    Offence::info("cluster/metadata-version-without-effect", "brokers with ZooKeeper have no metadata version")
        .why("`metadataVersion` is for KRaft; brokers with ZooKeeper go by `inter.broker.protocol.version`.")
        .write("`inter.broker.protocol.version` in `spec.kafka.config`")
        .source("strimzi, `KafkaClusterSpec.metadataVersion`");

const NOT_PINNED: Offence = Offence::info("cluster/metadata-not-pinned", "the metadata version goes up with Kafka by itself")
    .in_development(Level::Off)
    .why(
        "Without `metadataVersion` the operator raises it right after an upgrade of Kafka, and a metadata version cannot be \
         lowered: there is no way back to the Kafka before.",
    )
    .write("`spec.kafka.metadataVersion`, and raise it as a second step of an upgrade")
    .source("strimzi, `KRaftMetadataManager`, `KRaftVersionChangeCreator`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &AHEAD, &UNUSED, &NOT_PINNED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "no metadata version",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.1
    metadataVersion: latest # <- cluster/metadata-version-refused
",
        ),
        Example::new(
            "newer than Kafka",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.2.0
    metadataVersion: 4.3-IV0 # <- cluster/metadata-version-ahead
",
        ),
        Example::new(
            "with ZooKeeper",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    metadataVersion: 3.9-IV0 # <- cluster/metadata-version-without-effect
  zookeeper:
    replicas: 3
",
        ),
        Example::new(
            "left to the operator",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.2.0 # <- cluster/metadata-not-pinned
",
        ),
        Example::new(
            "the line before",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.1
    metadataVersion: 4.2-IV1
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let (name, kafka) = (cluster.name, cluster.version.value);
    let Some(version) = cluster.metadata_version else {
        if cluster.kraft.value && cluster.kafka.get("metadataVersion").is_none() {
            let headline =
                format!("an upgrade of Kafka cannot be taken back: cluster `{name}` has no `metadataVersion`");
            out.raise(&NOT_PINNED, cluster.version, headline)
                .label("the metadata version follows by itself")
                .help("write the `metadataVersion` that is in force, as `status.kafkaMetadataVersion` of the cluster shows it");
        }
        return;
    };
    // A cluster on its way to KRaft has need of it.
    let moves = cluster.document.at(["metadata", "annotations", "strimzi.io/kraft"]).is_some();
    if !cluster.kraft.value && !moves {
        out.raise(&UNUSED, version, format!("`metadataVersion` does nothing: cluster `{name}` runs with ZooKeeper"))
            .label("nothing reads it")
            .help("remove it");
        return;
    }
    match metadata_fault(version.value, kafka) {
        Some(MetadataFault::TooNew) => {
            out.raise(&AHEAD, version, format!("Kafka {kafka} does not know metadata version {}", version.value))
                .label("is not what will be in force")
                .because(cluster.version, "the version that runs")
                .help("write the release line of the Kafka version, or raise that first");
        }
        Some(fault) => {
            let what = if fault == MetadataFault::TooOld { "too old" } else { "no metadata version" };
            let headline = format!("Strimzi refuses cluster `{name}`: `{}` is {what}", version.value);
            out.raise(&REFUSED, version, headline)
                .label(what)
                .help("write a release line of Kafka, with its step or without, such as that of `version`");
        }
        None => {}
    }
}
