//! Does exactly one pod of the operator do the work?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const INCOMPLETE: Offence =
    Offence::error("operator/election-incomplete", "the operator lacks what an election of a leader needs")
        .why(
            "With leader election the name and the namespace of its lease and a name for each pod must be there, or \
             the operator ends as it starts.",
        )
        .write("`STRIMZI_LEADER_ELECTION_LEASE_NAME`, `…_LEASE_NAMESPACE` and `…_IDENTITY`")
        .not_waivable()
        .source("CO/leaderelection/LeaderElectionManagerConfig.java, Strimzi 0.39.0 and 1.2.0");

const AT_ONCE: Offence = Offence::error("operator/several-at-once", "several pods of the operator work at once")
    .why("Each reconciles the same clusters, at the same time. Left out, `STRIMZI_LEADER_ELECTION_ENABLED` is false.")
    .write("`STRIMZI_LEADER_ELECTION_ENABLED: \"true\"`, or one replica")
    .source("CO/leaderelection/LeaderElectionManagerConfig.java, Strimzi 0.39.0 and 1.2.0");

const SHARED: Offence =
    Offence::error("operator/shared-identity", "several pods of the operator stand for election under one name")
        .why("Each finds its own name in the lease and takes itself for the leader: all of them work at once.")
        .write("`valueFrom.fieldRef.fieldPath: metadata.name`")
        .source("CO/leaderelection/LeaderElectionManager.java, Strimzi 0.39.0 and 1.2.0");

const NONE: Offence = Offence::error("operator/no-replicas", "no pod of the operator runs")
    .why("Nothing is reconciled: no cluster is made, and nothing of what is changed comes to pass.")
    .write("`replicas: 1`")
    .source("Kubernetes API reference, `Deployment.spec.replicas`");

pub(super) const RULE: Rule = Rule {
    offences: &[&INCOMPLETE, &AT_ONCE, &SHARED, &NONE],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "two pods without an election",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  replicas: 2 # <- operator/several-at-once
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
",
        ),
        Example::new(
            "an election in which both have one name, under a lease without one",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env: # <- operator/election-incomplete
            - { name: STRIMZI_LEADER_ELECTION_ENABLED, value: 'true' }
            - { name: STRIMZI_LEADER_ELECTION_LEASE_NAMESPACE, value: kafka }
            - name: STRIMZI_LEADER_ELECTION_IDENTITY
              value: operator # <- operator/shared-identity
",
        ),
        Example::new(
            "switched off",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  replicas: 0 # <- operator/no-replicas
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
",
        ),
        Example::new(
            "two pods, of which one leads",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_LEADER_ELECTION_ENABLED, value: 'true' }
            - { name: STRIMZI_LEADER_ELECTION_LEASE_NAME, value: operator }
            - { name: STRIMZI_LEADER_ELECTION_LEASE_NAMESPACE, value: kafka }
            - { name: STRIMZI_LEADER_ELECTION_IDENTITY, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let mut lacks = Vec::new();
    for problem in problems(world, installation) {
        match problem.what {
            What::ElectionLacks(variable) => lacks.push((variable, problem.at)),
            What::NoElection(pods) => {
                out.raise(
                    &AT_ONCE,
                    super::spot(problem.at),
                    format!("{pods} pods of the operator reconcile the same clusters at once"),
                )
                .help("turn leader election on, or write `replicas: 1`");
            }
            What::SharedIdentity(pods) => {
                out.raise(
                    &SHARED,
                    super::spot(problem.at),
                    format!("{pods} pods of the operator have one name, and each takes itself for the leader"),
                )
                .help("take the name from the field `metadata.name`");
            }
            What::NoReplicas => {
                out.raise(&NONE, super::spot(problem.at), "no pod of the operator runs, and nothing is reconciled")
                    .help("write `replicas: 1`");
            }
            _ => {}
        }
    }
    // Those that are not there have one place, those that are empty each their own.
    while let Some((_, at)) = lacks.first().copied() {
        let here = |other: crate::bundle::Node<'_>| other.span() == at.span();
        let names: Vec<&str> = lacks.iter().filter(|(_, other)| here(*other)).map(|(name, _)| *name).collect();
        lacks.retain(|(_, other)| !here(*other));
        let verb = if names.len() == 1 { "is" } else { "are" };
        out.raise(
            &INCOMPLETE,
            super::spot(at),
            format!("the operator ends at once: {} {verb} not set", super::list(&names)),
        )
        .help("set what the election of a leader needs, or turn it off");
    }
}
