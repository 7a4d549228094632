//! May the operator do on its node what it need not do?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const PRIVILEGED: Offence = Offence::warning("operator/privileged", "the operator is root on its node")
    .why("Whoever gets into it has the node, and everything on it. It needs nothing of that.")
    .write("no `privileged`")
    .security()
    .source("Kubernetes docs, Pod Security Standards");

const LESS: Offence =
    Offence::info("operator/less-restricted", "the operator is forbidden less than its installation forbids it")
        .why(
            "A namespace that enforces the restricted standard refuses its pods; elsewhere nothing happens until \
         somebody gets into it.",
        )
        .write("the `securityContext` of the release's installation")
        .source(
            "packaging/install/cluster-operator/060-Deployment, Strimzi 1.2.0; Kubernetes docs, Pod Security Standards",
        );

pub(super) const RULE: Rule = Rule {
    offences: &[&PRIVILEGED, &LESS],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "privileged",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          securityContext: # <- operator/less-restricted
            privileged: true # <- operator/privileged
",
        ),
        Example::new(
            "an older release forbids nothing",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.39.0
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let mut less = Vec::new();
    for problem in problems(world, installation) {
        match problem.what {
            What::LessRestricted("privileged") => {
                out.raise(
                    &PRIVILEGED,
                    super::spot(problem.at),
                    "the operator is root on its node, and needs nothing of that",
                )
                .help("take `privileged` out");
            }
            What::LessRestricted(what) => less.push(what),
            _ => {}
        }
    }
    if less.is_empty() {
        return;
    }
    let container = installation.operator.container;
    let at = container.get("securityContext").unwrap_or(container);
    out.raise(
        &LESS,
        super::spot(at),
        format!("the operator is forbidden less than its installation forbids it: {}", super::list(&less)),
    )
    .help("take over `securityContext` from the release's installation");
}
