//! Has the operator the memory that it needs?

use super::problems;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const LITTLE: Offence = Offence::warning(
    "operator/little-memory",
    "the operator has less memory than its installation gives it",
)
.why(
    "Its heap is a fifth of the limit. It takes more with each cluster and each resource, and ends when there is \
         none left, in the middle of whatever it does.",
)
.write("the limit of the release's installation, or more")
.in_development(Level::Info)
.source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

const UNBOUNDED: Offence = Offence::info("operator/unbounded", "the operator has no requests, or no limit of memory")
    .why(
        "Without requests it is the first to be evicted when its node is short of memory; without a limit its heap \
         is a share of the whole node's memory.",
    )
    .write("requests and a limit, as the release's installation has them")
    .source(
        "packaging/install/cluster-operator/060-Deployment; docker-images/operator/scripts/launch_java.sh, \
         Strimzi 0.39.0 and 1.2.0",
    );

pub(super) const RULE: Rule = Rule {
    offences: &[&LITTLE, &UNBOUNDED],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a quarter of a gibibyte",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          resources: # <- operator/unbounded
            limits:
              memory: 256Mi # <- operator/little-memory
",
        ),
        Example::new(
            "as it is installed",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          resources:
            limits: { memory: 384Mi, cpu: 1 }
            requests: { memory: 384Mi, cpu: 200m }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let (mut limit, mut requests) = (None, None);
    for problem in problems(world, installation) {
        match problem.what {
            What::LittleMemory { found, official } => {
                out.raise(
                    &LITTLE,
                    super::spot(problem.at),
                    format!("the operator has {found} of memory, and its installation gives it {official}"),
                )
                .help(format!("write `memory: {official}`, or more"));
            }
            What::NoMemoryLimit => limit = Some(problem.at),
            What::NoRequests => requests = requests.or(Some(problem.at)),
            _ => {}
        }
    }
    if let Some(at) = limit.or(requests) {
        let headline = match (limit, requests) {
            (Some(_), Some(_)) => "the operator asks for nothing and has no limit of memory",
            (Some(_), None) => "the operator has no limit of memory, and takes its share of the node's",
            _ => "the operator does not ask for all that it needs, and may be evicted first",
        };
        let official = &world.strimzi().operator.limits.memory;
        out.raise(&UNBOUNDED, super::spot(at), headline)
            .help(format!("write requests and a limit of memory, {official} or more"));
    }
}
