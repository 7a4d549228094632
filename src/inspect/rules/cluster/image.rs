//! Do images that somebody chose fit the operator and the Kafka version, and stay the same?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Because, Cluster};

const OTHER_KAFKA: Offence = Offence::error(
    "cluster/image-of-another-kafka",
    "the image runs another Kafka than the operator thinks",
)
.why(
    "The operator configures, checks and upgrades by `spec.kafka.version`, and does not look into an image: brokers of \
         another version refuse settings or write what the next version cannot read.",
)
.write("no `image`, or the one of that version")
.source("strimzi, `KafkaVersion.Lookup.kafkaImage`; `KafkaClusterSpec.image`");

const OTHER_OPERATOR: Offence = Offence::error("cluster/image-of-another-operator", "the image is of another release of Strimzi")
    .why("Scripts, agents and plugins in the image belong to the operator of the same release; with another one brokers may not start.")
    .write("no `image`, or the one of that release")
    .source("strimzi, `STRIMZI_KAFKA_IMAGES` of each release");

const MOVING: Offence = Offence::warning("cluster/image-not-pinned", "an image has no tag, or one that moves")
    .in_development(Level::Info)
    .why("Each node takes what the tag means on that day: pods of one cluster run different programs, and an upgrade happens with a restart.")
    .write("a tag with a version, or a digest")
    .source("Kubernetes, container images");

pub(super) const RULE: Rule = Rule {
    offences: &[&OTHER_KAFKA, &OTHER_OPERATOR, &MOVING],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "old, strange and moving",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    image: quay.io/strimzi/kafka:0.45.2-kafka-3.8.0 # <- cluster/image-of-another-kafka
  zookeeper:
    image: quay.io/strimzi/kafka:0.39.0-kafka-3.9.0 # <- cluster/image-of-another-operator
  entityOperator:
    topicOperator:
      image: registry.example.org:5000/operator # <- cluster/image-not-pinned
  kafkaExporter:
    image: example.org/exporter:latest # <- cluster/image-not-pinned
",
        ),
        Example::new(
            "a mirror, a digest and an image of one's own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    image: registry.example.org/strimzi/kafka:0.45.2-kafka-3.9.0
  zookeeper:
    image: registry.example.org/kafka@sha256:0000
  kafkaExporter:
    image: registry.example.org/exporter:3
",
        ),
    ],
};

/// Where images are chosen.
const PLACES: [&[&str]; 6] = [
    &["kafka", "image"],
    &["zookeeper", "image"],
    &["entityOperator", "topicOperator", "image"],
    &["entityOperator", "userOperator", "image"],
    &["kafkaExporter", "image"],
    &["cruiseControl", "image"],
];

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(spec) = cluster.document.get("spec") else { return };
    for path in PLACES {
        let Some(node) = spec.at(path.iter().copied()) else { continue };
        let Some(image) = node.as_text() else { continue };
        judge(world, cluster, (path.first().copied().unwrap_or_default(), node), image, out);
    }
}

fn judge(world: &World<'_>, cluster: &Cluster<'_>, (part, node): (&str, Node<'_>), image: &str, out: &mut Out) {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    // A colon before the last slash is that of a port.
    let file = name.rsplit('/').next().unwrap_or(name);
    let tag = file.split_once(':').map(|(_, tag)| tag);
    if digest.is_none() && tag.is_none_or(|tag| tag == "latest") {
        out.raise(
            &MOVING,
            node,
            format!("pods of cluster `{}` may run different programs: `{image}` moves", cluster.name),
        )
        .label(if tag.is_none() { "no tag" } else { "a tag that moves" })
        .help("write a tag with a version, or a digest");
        return;
    }
    let Some((operator, kafka)) = tag.and_then(|tag| tag.split_once("-kafka-")) else { return };
    let version = cluster.version;
    if kafka != version.value && part == "kafka" {
        let headline = format!("the brokers of cluster `{}` run Kafka {kafka}, not {}", cluster.name, version.value);
        out.raise(&OTHER_KAFKA, node, headline)
            .label(format!("an image of Kafka {kafka}"))
            .because(
                version,
                if version.is_written() { "what the operator goes by" } else { "the operator goes by its default" },
            )
            .help("remove `image`, and set `version` alone");
    }
    let known = matches!(world.release.because, Because::Said | Because::Image(_));
    let release = world.strimzi().version;
    if known && operator != release && operator.split('.').all(|part| part.parse::<u32>().is_ok()) {
        out.raise(
            &OTHER_OPERATOR,
            node,
            format!("pods of cluster `{}` come from Strimzi {operator}, not {release}", cluster.name),
        )
        .label(format!("of Strimzi {operator}"))
        .help("remove `image`: the operator knows the one that fits");
    }
}
