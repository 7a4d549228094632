//! Do the resource definitions of the set belong to this operator?

use super::release;
use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::{DefinitionFault, definitions};

const VERSIONS: Offence =
    Offence::error("operator/other-api-versions", "a resource is defined in no version that the operator asks for")
        .why("The API server answers the operator's watch with 404: the operator ends as it starts, or makes no pods.")
        .write("the definitions of the operator's own release")
        .not_waivable()
        .source("packaging/install/cluster-operator/04*-Crd-*, CO/Main.java, Strimzi 0.39.0 to 1.2.0");

const UNUSED: Offence =
    Offence::info("operator/definition-unused", "a resource is defined that the operator of the set does not know")
        .why("Objects of it are taken by the API server, and nobody looks at them.")
        .write("nothing; or take the definition out when no object of it is left")
        .source("packaging/install/cluster-operator/04*-Crd-*, each release from 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&VERSIONS, &UNUSED],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "definitions of an older release",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkas.kafka.strimzi.io }
spec:
  group: kafka.strimzi.io
  names: { kind: Kafka, plural: kafkas }
  versions: # <- operator/other-api-versions
    - { name: v1beta2, served: true, storage: true }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kafkamirrormakers.kafka.strimzi.io # <- operator/definition-unused
spec:
  group: kafka.strimzi.io
  names: { kind: KafkaMirrorMaker, plural: kafkamirrormakers }
  versions:
    - { name: v1beta2, served: true, storage: true }
",
        ),
        Example::new(
            "definitions of its own, and of other programs",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkas.kafka.strimzi.io }
spec:
  group: kafka.strimzi.io
  names: { kind: Kafka, plural: kafkas }
  versions:
    - { name: v1, served: true, storage: true }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkaaccesses.access.strimzi.io }
spec:
  group: access.strimzi.io
  names: { kind: KafkaAccess, plural: kafkaaccesses }
  versions:
    - { name: v1alpha1, served: true, storage: true }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let Some(release) = release(world, installation) else { return };
    if world.inventory.installations.len() > 1 {
        return; // definitions are shared by all, and no release alone can say what is too much
    }
    for fault in definitions(world.bundle, release) {
        match fault {
            // Area `bundle` speaks of what is missing.
            DefinitionFault::Missing { .. } => {}
            DefinitionFault::OtherVersions { wanted, at, .. } => {
                let served: Vec<&str> =
                    at.items().filter_map(|version| version.get("name")).filter_map(Node::as_text).collect();
                let headline = format!(
                    "the operator asks for {} in version {}, and it is defined without",
                    wanted.kind,
                    wanted.served.join(", ")
                );
                out.raise(&VERSIONS, super::spot(at), headline)
                    .label(format!("has {}", super::list(&served)))
                    .help(format!("take the definition from Strimzi {}", release.version));
            }
            DefinitionFault::Unknown { document } => {
                let kind = document.at(["spec", "names", "kind"]).and_then(Node::as_text).unwrap_or_default();
                out.raise(
                    &UNUSED,
                    document,
                    format!("Strimzi {} has no {kind}, which is defined here", release.version),
                )
                .help("keep it until no object of it is left, then take it out");
            }
        }
    }
}
