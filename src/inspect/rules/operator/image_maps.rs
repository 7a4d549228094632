//! Has the operator an image for each Kafka version that it supports, and for no other?

use super::{list, problems, release};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const MAP: Offence = Offence::error(
    "operator/image-map",
    "a map of images is not what the operator's release asks for",
)
.why(
    "The operator compares the map with the Kafka versions that it supports as it starts. One that is missing or \
         one too many, and it ends: CrashLoopBackOff. A map that is not there is an empty one.",
)
.write("`VERSION=IMAGE` for each Kafka version of the release, one a line")
.not_waivable()
.source("CO/ClusterOperatorConfig.java and CO/model/KafkaVersion.java, Strimzi 0.39.0 to 1.2.0");

const TWICE: Offence = Offence::warning("operator/image-map-twice", "a map of images has one Kafka version twice")
    .why("The last of them counts, and the other is never used.")
    .write("one image for each version")
    .source("operator-common, `Util.parseMap`, Strimzi 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&MAP, &TWICE],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a version is missing, a map is missing, and a version stands twice",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator # <- operator/image-map
          image: quay.io/strimzi/operator:1.2.0
          env:
            - name: STRIMZI_KAFKA_IMAGES
              value: 4.3.0=kafka:4.3.0 4.3.1=kafka:4.3.1 # <- operator/image-map
            - name: STRIMZI_KAFKA_CONNECT_IMAGES
              value: 4.2.0=a:1 4.2.1=b:1 4.3.0=c:1 4.3.1=d:1 4.3.1=e:1 # <- operator/image-map-twice
",
        ),
        Example::new(
            "maps that come from elsewhere",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          envFrom:
            - configMapRef: { name: strimzi-images }
          env:
            - name: STRIMZI_KAFKA_IMAGES
              value: >-
                4.2.0=quay.io/strimzi/kafka:1.2.0-kafka-4.2.0
                4.2.1=quay.io/strimzi/kafka:1.2.0-kafka-4.2.1
                4.3.0=quay.io/strimzi/kafka:1.2.0-kafka-4.3.0
                4.3.1=quay.io/strimzi/kafka:1.2.0-kafka-4.3.1
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let of = release(world, installation).map(|release| format!("Strimzi {}", release.version)).unwrap_or_default();
    let mut unset = Vec::new();
    for problem in problems(world, installation) {
        match &problem.what {
            What::NoImageMap(variable) => unset.push((variable.clone(), problem.at)),
            What::MapLacks { variable, versions } => {
                out.raise(
                    &MAP,
                    super::spot(problem.at),
                    format!("the operator ends at once: `{variable}` has no image for Kafka {}", versions.join(", ")),
                )
                .label(format!("lacks {}", list(versions)))
                .help(format!("add them: {of} asks for each version that it supports, used or not"));
            }
            What::MapHasOthers { variable, versions } => {
                let headline = format!(
                    "the operator ends at once: {of} does not support Kafka {}, which `{variable}` has",
                    versions.join(", ")
                );
                out.raise(&MAP, super::spot(problem.at), headline)
                    .label(format!("has {}", list(versions)))
                    .help("take them out");
            }
            What::MapBroken { variable, entry } => {
                out.raise(
                    &MAP,
                    super::spot(problem.at),
                    format!("the operator ends at once: `{entry}` in `{variable}` is no `VERSION=IMAGE`"),
                )
                .help("write `VERSION=IMAGE`, without blanks");
            }
            What::MapTwice { variable, version } => {
                out.raise(
                    &TWICE,
                    super::spot(problem.at),
                    format!("`{variable}` has Kafka {version} twice, and the last counts"),
                )
                .help("take one of them out");
            }
            _ => {}
        }
    }
    if let Some((_, at)) = unset.first() {
        let names: Vec<&String> = unset.iter().map(|(name, _)| name).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        out.raise(&MAP, super::spot(*at), format!("the operator ends at once: {} {verb} not set", list(&names)))
            .help(format!("set what is missing to an image for each Kafka version of {of}"));
    }
}
