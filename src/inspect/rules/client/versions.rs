//! Does the operator run the Kafka version of Kafka Connect and MirrorMaker 2?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Because;

const UNSUPPORTED: Offence = Offence::error(
    "client/unsupported-kafka",
    "this operator does not run that Kafka version for Kafka Connect or MirrorMaker",
)
.not_waivable()
.why(
    "Each release of Strimzi has images for a few Kafka versions and refuses all others, unless `image` names one: the \
     resource is not ready, and what runs is left alone, whatever is changed. So it is after an upgrade of the operator \
     that left `version` behind.",
)
.write("one of the versions that the release supports, or no `version`")
.source("strimzi 0.39.0 to 1.2.0, `KafkaVersion.Lookup.kafkaConnectVersion`, `kafkaMirrorMaker2Version`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNSUPPORTED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a version from before the operator's time",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec:
  version: 3.6.1 # <- client/unsupported-kafka
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9092
",
        ),
        Example::new(
            "one that it runs, and one with an image of its own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec: { version: 3.9.0, replicas: 1, bootstrapServers: \"shop-kafka-bootstrap:9092\" }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: other }
spec: { version: 3.6.1, image: \"example.org/connect:1\", replicas: 1, bootstrapServers: \"other:9092\" }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if !matches!(document.kind(), Some("KafkaConnect" | "KafkaMirrorMaker2")) {
        return;
    }
    // A release that was guessed says nothing of what the real one can do.
    if !matches!(world.release.because, Because::Said | Because::Image(_)) {
        return;
    }
    let release = world.strimzi();
    let Some(version) = document.at(["spec", "version"]) else { return };
    let Some(text) = version.as_text().filter(|text| text.starts_with(|c: char| c.is_ascii_digit())) else { return };
    let own = document.at(["spec", "image"]).is_some_and(|image| !image.is_null());
    if own || release.kafka(text).is_some() {
        return;
    }
    let supported: Vec<&str> = release.kafka_versions.versions.iter().map(|known| known.version.as_str()).collect();
    let headline = format!("Strimzi {} refuses {document}: it does not run Kafka {text}", release.version);
    let raised = out.raise(&UNSUPPORTED, version, headline);
    raised.label("not supported").help(format!("write one of {}", supported.join(", ")));
    if let Because::Image(image) = world.release.because {
        raised.because(image, "the operator");
    }
}
