//! Does the release know the feature gates?

use super::{list, problems, release};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::GateFault;
use crate::inventory::operator::start::What;

const GATE: Offence = Offence::error("operator/feature-gate", "the operator ends over its feature gates")
    .why(
        "Gates come and go with releases. A name that the release does not know, one twice, or an entry without `+` \
         or `-` ends the operator as it starts. Left out, each gate has the release's default.",
    )
    .write("gates of the release only, each once, as `+Name` or `-Name`, with commas between them")
    .not_waivable()
    .source("FeatureGates.java of each release from 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&GATE],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a gate that has graduated",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.45.2
          env:
            - name: STRIMZI_FEATURE_GATES
              value: +UseKRaft # <- operator/feature-gate
",
        ),
        Example::new(
            "a gate that it has",
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
            - name: STRIMZI_FEATURE_GATES
              value: +UseKRaft, -UnidirectionalTopicOperator
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let release = release(world, installation);
    for problem in problems(world, installation) {
        let What::Gate(fault) = problem.what else { continue };
        let why = match fault {
            GateFault::Malformed(entry) => format!("`{entry}` is no `+Name` or `-Name`"),
            GateFault::Unknown(name) => match release {
                Some(release) => format!("Strimzi {} knows no feature gate `{name}`", release.version),
                None => format!("it knows no feature gate `{name}`"),
            },
            GateFault::Twice(name) => format!("the feature gate `{name}` is set twice"),
            GateFault::KraftWithoutPools => "`UseKRaft` needs `KafkaNodePools`".to_owned(),
        };
        let raised = out.raise(&GATE, super::spot(problem.at), format!("the operator ends at once: {why}"));
        let known: Vec<&String> = release.iter().flat_map(|release| release.feature_gates.keys()).collect();
        match fault {
            GateFault::Unknown(_) if known.is_empty() => raised.help("leave it out: the release has no gates"),
            GateFault::Unknown(_) => raised.help(format!("leave it out; the release has {}", list(&known))),
            GateFault::Malformed(_) => raised.help("write `+Name` or `-Name`, with commas between them"),
            GateFault::Twice(_) => raised.help("leave one of them out"),
            GateFault::KraftWithoutPools => raised.help("write `+KafkaNodePools`"),
        };
    }
}
