//! Do the network policies that the operator makes let it in?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const NOT_LET_IN: Offence =
    Offence::error("operator/not-let-in", "the network policies that the operator makes do not let its own pods in")
        .why(
            "They let pods with the label `strimzi.io/kind: cluster-operator` in. Where the network enforces policies \
             an operator without it cannot reach brokers, and no rolling restart comes to an end.",
        )
        .write("the label `strimzi.io/kind: cluster-operator` in `spec.template.metadata.labels`")
        .source("CO/model/NetworkPolicyUtils.java, Strimzi 0.39.0 and 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_LET_IN],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "without the label",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  selector: { matchLabels: { name: strimzi-cluster-operator } }
  template:
    metadata:
      labels: # <- operator/not-let-in
        name: strimzi-cluster-operator
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
",
        ),
        Example::new(
            "without policies",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  selector: { matchLabels: { name: strimzi-cluster-operator } }
  template:
    metadata: { labels: { name: strimzi-cluster-operator } }
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NETWORK_POLICY_GENERATION, value: 'false' }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    for problem in problems(world, installation) {
        if let What::NotLetIn { label, value } = problem.what {
            out.raise(
                &NOT_LET_IN,
                super::spot(problem.at),
                format!("network policies keep the operator from its brokers: its pods lack `{label}: {value}`"),
            )
            .help(format!("write `{label}: {value}`"))
            .note("a network that enforces no policies lets it in all the same");
        }
    }
}
