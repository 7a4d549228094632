//! Do brokers speak and write as their Kafka version does?

use crate::catalog::{self, MetadataFault};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const BEHIND: Offence = Offence::warning("cluster/protocol-behind", "brokers speak or write an older Kafka version's way")
    .in_development(Level::Info)
    .why(
        "That is the state in the middle of an upgrade of Kafka: features of the new version stay off, and the operator warns \
         in the status of the cluster until the version is raised.",
    )
    .write("the release line of `spec.kafka.version`, when it is sure that there will be no way back")
    .source("strimzi, `KafkaSpecChecker.checkKafkaInterBrokerProtocolVersion` and `…LogMessageFormatVersion`");

const UNUSED: Offence = Offence::info("cluster/protocol-without-effect", "a version is set that nothing reads in KRaft")
    .why(
        "In KRaft the metadata version decides. `inter.broker.protocol.version` and `log.message.format.version` do nothing, \
         and the operator warns in the status until they are gone.",
    )
    .write("`spec.kafka.metadataVersion`, and nothing in `config`")
    .source("strimzi, `KafkaSpecChecker.checkInterBrokerProtocolVersionInKRaft`");

const NOT_PINNED: Offence = Offence::info("cluster/protocol-not-pinned", "the way brokers speak goes up with Kafka by itself")
    .in_development(Level::Off)
    .why(
        "Without `inter.broker.protocol.version` the operator raises it in the second roll of an upgrade of Kafka. Brokers of the \
         version before cannot read what is written then: there is no way back.",
    )
    .write("`inter.broker.protocol.version` of the Kafka that runs, and raise it as a second step of an upgrade")
    .source("strimzi 0.39.0 to 0.45.2, `ZooKeeperVersionChangeCreator`");

/// The settings that hold the version of a way to speak or write.
pub(super) const KEYS: [&str; 2] = ["inter.broker.protocol.version", "log.message.format.version"];

pub(super) const RULE: Rule = Rule {
    offences: &[&BEHIND, &UNUSED, &NOT_PINNED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "an upgrade that was not finished",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      inter.broker.protocol.version: '3.5' # <- cluster/protocol-behind
      log.message.format.version: 3.6
  zookeeper:
    replicas: 3
",
        ),
        Example::new(
            "a protocol version in KRaft",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/kraft: enabled
    strimzi.io/node-pools: enabled
spec:
  kafka:
    version: 3.9.0
    config:
      inter.broker.protocol.version: '3.9' # <- cluster/protocol-without-effect
",
        ),
        Example::new(
            "left to the operator",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config: # whatever
      num.partitions: 3 # <- cluster/protocol-not-pinned
  zookeeper:
    replicas: 3
",
        ),
        Example::new(
            "the same line, with its step",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      inter.broker.protocol.version: 3.6-IV2
  zookeeper:
    replicas: 3
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let [protocol, _] = KEYS;
    if cluster.zookeeper.is_some()
        && cluster.config.written(protocol).is_none()
        && let Some(kafka) = line(cluster.version.value)
    {
        let headline =
            format!("an upgrade of Kafka cannot be taken back: cluster `{}` has no `{protocol}`", cluster.name);
        out.raise(&NOT_PINNED, cluster.config.place(), headline)
            .label("it follows by itself")
            .help(format!("write `{protocol}: \"{kafka}\"`"));
    }
    for key in KEYS {
        let Some(version) = cluster.config.written(key) else { continue };
        if cluster.kraft.value {
            out.raise(&UNUSED, &version, format!("`{key}` does nothing: cluster `{}` runs in KRaft", cluster.name))
                .label("nothing reads it")
                .help(format!("remove it; `spec.kafka.metadataVersion: {}` says the same", version.value));
            continue;
        }
        let (Some(own), Some(kafka)) = (line(&version.value), line(cluster.version.value)) else { continue };
        // Brokers refuse a newer one, as any value that they do not know.
        let newer = catalog::metadata_fault(&version.value, cluster.version.value) == Some(MetadataFault::TooNew);
        if own == kafka || newer {
            continue;
        }
        let headline = format!("cluster `{}` runs Kafka {} as if it were {own}", cluster.name, cluster.version.value);
        out.raise(&BEHIND, &version, headline)
            .label(format!("not {kafka}"))
            .because(cluster.version, "the version that runs")
            .help(format!("write `{key}: \"{kafka}\"` once the upgrade has proved itself: there is no way back then"));
    }
}

/// The first two numbers of a version: its release line.
fn line(version: &str) -> Option<String> {
    let mut parts = version.split(['.', '-']);
    let first = parts.next()?;
    Some(format!("{first}.{}", parts.next()?))
}
