//! Does the operator run that Kafka version, and does the version stay when the operator changes?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Because, Cluster};

const UNSUPPORTED: Offence = Offence::error("cluster/unsupported-kafka", "this operator does not run that Kafka version")
    .not_waivable()
    .why(
        "Each release of Strimzi has images for a few Kafka versions and refuses all others: the cluster is not made, and one \
         that runs is left alone, `NotReady`, with whatever is changed in it.",
    )
    .write("one of the versions that the release supports")
    .source("strimzi, `kafka-versions.yaml` and `KafkaVersion.Lookup` of each release");

const NOT_PINNED: Offence = Offence::info("cluster/kafka-not-pinned", "the operator decides which Kafka version runs")
    .in_development(Level::Off)
    .why(
        "Without `spec.kafka.version` the operator's default runs, which moves with the operator, also within patch releases: \
         an upgrade of the operator becomes an upgrade of Kafka.",
    )
    .write("`spec.kafka.version` with the version that runs now")
    .source("strimzi, `KafkaVersion.Lookup.supportedVersion`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNSUPPORTED, &NOT_PINNED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "a version from before the operator's time",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1 # <- cluster/unsupported-kafka
    replicas: 3
",
        ),
        Example::new(
            "no version",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3 # <- cluster/kafka-not-pinned
",
        ),
        Example::new(
            "a version that it runs",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    replicas: 3
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let release = world.strimzi();
    let version = cluster.version;
    if !version.is_written() {
        if cluster.kafka.get("version").is_none() && cluster.kafka.get("image").is_none() {
            let headline = format!("the next operator may bring cluster `{}` another Kafka version", cluster.name);
            out.raise(&NOT_PINNED, version, headline)
                .label(format!("no `version`: Strimzi {} runs {}", release.version, version.value))
                .help(format!("write `version: {}`", version.value));
        }
        return;
    }
    // A release that was guessed says nothing of what the real one can do.
    let known = matches!(world.release.because, Because::Said | Because::Image(_));
    if !known || release.kafka(version.value).is_some() {
        return;
    }
    let supported: Vec<&str> = release.kafka_versions.versions.iter().map(|known| known.version.as_str()).collect();
    let headline = format!(
        "Strimzi {} refuses cluster `{}`: it does not run Kafka {}",
        release.version, cluster.name, version.value
    );
    let raised = out.raise(&UNSUPPORTED, version, headline);
    raised.label("not supported").help(format!("write one of {}", supported.join(", ")));
    if let Because::Image(image) = world.release.because {
        raised.because(image, "the operator");
    }
}
