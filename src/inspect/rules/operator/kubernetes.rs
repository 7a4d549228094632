//! Does the operator start on this Kubernetes?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::{Effect, What};

const TOO_NEW: Offence =
    Offence::error("operator/kubernetes-too-new", "the operator cannot read the version of this Kubernetes")
        .why(
            "What the API server says of itself has fields that the operator's client refuses: the operator ends as it \
         starts. It can be told the version instead.",
        )
        .write("`STRIMZI_KUBERNETES_VERSION` with `major=1,minor=33`, or a release whose client knows these fields")
        .source("strimzi/strimzi-kafka-operator #11386; CO/PlatformFeaturesAvailability.java, Strimzi 0.39.0");

const DOUBTFUL: Offence = Offence::warning(
    "operator/kubernetes-doubtful",
    "the operator may not be able to read the version of this Kubernetes",
)
.why(
    "Some builds of this version of Kubernetes say more of themselves than the operator's client can read. To \
         tell it the version does no harm.",
)
.write("`STRIMZI_KUBERNETES_VERSION` with `major=1,minor=32`")
.source("strimzi/strimzi-kafka-operator #11386; CO/PlatformFeaturesAvailability.java, Strimzi 0.39.0");

const TOO_OLD: Offence =
    Offence::warning("operator/kubernetes-too-old", "the release does not support a Kubernetes that is so old")
        .why("It uses what later versions have, and nobody tries it on this one.")
        .write("an older release, or a newer Kubernetes")
        .source("documentation/shared/attributes.adoc of each release");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_NEW, &DOUBTFUL, &TOO_OLD],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "an operator of 2023 on a Kubernetes of 2025",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.39.0
          env: # <- operator/kubernetes-too-new
            - { name: STRIMZI_NAMESPACE, value: kafka }
# file: kafkasmith.toml
[environment]
kubernetes = \"1.33\"
",
        ),
        Example::new(
            "in between",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.39.0
          env: # <- operator/kubernetes-doubtful
            - { name: STRIMZI_NAMESPACE, value: kafka }
# file: kafkasmith.toml
[environment]
kubernetes = \"1.32\"
",
        ),
        Example::new(
            "a Kubernetes that is too old",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env: # <- operator/kubernetes-too-old
            - { name: STRIMZI_NAMESPACE, value: kafka }
# file: kafkasmith.toml
[environment]
kubernetes = \"1.27\"
",
        ),
        Example::new(
            "it is told",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.39.0
          env:
            - { name: STRIMZI_KUBERNETES_VERSION, value: 'major=1,minor=33' }
# file: kafkasmith.toml
[environment]
kubernetes = \"1.33\"
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let Some((major, minor)) = world.environment.kubernetes.as_ref().map(|version| version.value) else { return };
    let own = super::release(world, installation).map_or("", |release| release.version);
    for problem in problems(world, installation) {
        match problem.what {
            What::KubernetesTooNew { variable, value } => {
                let (offence, headline) = if problem.effect == Effect::Ends {
                    (
                        &TOO_NEW,
                        format!(
                            "the operator {own} ends at once on Kubernetes {major}.{minor}, whose version it cannot \
                             read"
                        ),
                    )
                } else {
                    (&DOUBTFUL, format!("the operator {own} may end at once on Kubernetes {major}.{minor}"))
                };
                out.raise(offence, super::spot(problem.at), headline).help(format!("set `{variable}` to `{value}`"));
            }
            What::KubernetesTooOld => {
                let minimum =
                    super::release(world, installation).map_or("", |release| release.kubernetes.minimum.as_str());
                out.raise(
                    &TOO_OLD,
                    super::spot(problem.at),
                    format!("Strimzi {own} does not support Kubernetes {major}.{minor}"),
                )
                .help(format!("it needs {minimum} at least"));
            }
            _ => {}
        }
    }
}
