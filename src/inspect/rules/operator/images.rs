//! Are the images that the operator hands out those of its release?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const WRONG: Offence =
    Offence::error("operator/wrong-image", "the operator is told to use the image of something else")
        .why("The pods that it makes from it fail, or run another Kafka than the operator believes them to run.")
        .write("the image that the release's installation has there")
        .source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

const OTHER_RELEASE: Offence =
    Offence::warning("operator/image-of-other-release", "an image of another Strimzi release is handed out")
        .why(
            "Scripts, agents and operators in the images belong to one release: those of another are not tried with \
             it. It happens when only the operator's own image is changed for an upgrade.",
        )
        .write("the tag of the operator's own release")
        .source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

const NOT_PUBLISHED: Offence =
    Offence::warning("operator/image-not-published", "an image is handed out whose tag Strimzi did not publish")
        .why(
            "The tag is that of the release with letters behind it. Pods that are made from it stay in              `ImagePullBackOff`, those of running clusters from their next restart on.",
        )
        .write("the image that the release's installation has there")
        .source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

const UNSET: Offence = Offence::warning(
    "operator/image-unset",
    "an image is not named, and the operator takes its `latest`",
)
.why("Pods get an image of whatever release is newest on the day they start, with the tag `latest`.")
.write("the variable, with the image of the release")
.source("CO/model/EntityTopicOperator.java, KafkaBridgeCluster.java, KafkaConnectBuild.java, Strimzi 0.39.0 and 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&WRONG, &OTHER_RELEASE, &NOT_PUBLISHED, &UNSET],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "an upgrade that was forgotten, an image of something else, and others that are not named",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator # <- operator/image-unset
          image: quay.io/strimzi/operator:1.2.0
          env:
            - name: STRIMZI_DEFAULT_TOPIC_OPERATOR_IMAGE
              value: quay.io/strimzi/operator:1.1.0 # <- operator/image-of-other-release
            - name: STRIMZI_DEFAULT_USER_OPERATOR_IMAGE
              value: quay.io/strimzi/kafka:1.2.0-kafka-4.3.1 # <- operator/wrong-image
            - { name: STRIMZI_DEFAULT_KAFKA_INIT_IMAGE, value: 'quay.io/strimzi/operator:1.2.0' }
            - { name: STRIMZI_DEFAULT_KAFKA_BRIDGE_IMAGE, value: 'quay.io/strimzi/kafka-bridge:0.33.1' }
            - { name: STRIMZI_DEFAULT_KANIKO_EXECUTOR_IMAGE, value: 'quay.io/strimzi/kaniko-executor:1.2.0' }
            - { name: STRIMZI_DEFAULT_BUILDAH_IMAGE, value: 'quay.io/strimzi/buildah:1.2.0' }
",
        ),
        Example::new(
            "a letter too many behind a tag",
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
            - configMapRef: { name: images }
          env:
            - name: STRIMZI_DEFAULT_TOPIC_OPERATOR_IMAGE
              value: quay.io/strimzi/operator:1.2.0x # <- operator/image-not-published
            - { name: STRIMZI_DEFAULT_USER_OPERATOR_IMAGE, value: 'quay.io/strimzi/operator:1.2.0-arm64' }
",
        ),
        Example::new(
            "images of a mirror, of digests and of one's own",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: mirror.example.org/strimzi/operator:1.2.0
          envFrom:
            - configMapRef: { name: images }
          env:
            - { name: STRIMZI_DEFAULT_TOPIC_OPERATOR_IMAGE, value: 'mirror.example.org/strimzi/operator@sha256:2b1e' }
            - { name: STRIMZI_DEFAULT_USER_OPERATOR_IMAGE, value: 'example.org/our-user-operator:7' }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let mut unset = Vec::new();
    let own = super::release(world, installation).map_or("", |release| release.version);
    for problem in problems(world, installation) {
        match problem.what {
            What::ImageOfOtherKafka { variable, version, image } => {
                out.raise(
                    &WRONG,
                    super::spot(problem.at),
                    format!("`{variable}` gives Kafka {version} the image of another version"),
                )
                .label(format!("{version} is `{image}`"))
                .help("write the image of that version");
            }
            What::ImageOfOtherProgram { variable, image, wanted } => {
                out.raise(
                    &WRONG,
                    super::spot(problem.at),
                    format!("`{variable}` is `{image}`, which is the image of something else"),
                )
                .help(format!("write `{wanted}`, or your mirror's name of it"));
            }
            What::ImageOfOtherRelease { variable, image, release } => {
                let headline = format!("the operator is of Strimzi {own}, and `{variable}` has an image of {release}");
                let raised = out.raise(&OTHER_RELEASE, super::spot(problem.at), headline);
                raised.label(format!("`{image}`"));
                if let Some(image) = installation.operator.image {
                    raised.because(image.at, "the operator's own");
                }
                raised.help(format!("write the tag of {own}"));
            }
            What::ImageNotPublished { variable, image, official } => {
                let headline = format!("pods that get the image of `{variable}` do not start: there is no such tag");
                out.raise(&NOT_PUBLISHED, super::spot(problem.at), headline)
                    .label(format!("`{image}`"))
                    .help(format!("write `{official}`"));
            }
            What::ImageUnset(variable) => unset.push((variable, problem.at)),
            _ => {}
        }
    }
    if let Some((_, at)) = unset.first() {
        let names: Vec<&String> = unset.iter().map(|(name, _)| name).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        out.raise(
            &UNSET,
            super::spot(*at),
            format!("{} {verb} not set: the operator takes images with the tag `latest`", super::list(&names)),
        )
        .help(format!("set them to the images of {own}"));
    }
}
