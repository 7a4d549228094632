//! Does the API server take the definitions?

use super::words::{code, named};
use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::{Demand, Violation};

const REFUSED: Offence = Offence::error("schema/definition-refused", "a CustomResourceDefinition that an API server does not take")
    .why("The definition is refused, and with it everything of its kind (\"no matches for kind\").")
    .write("what the API server asks for: a name of plural and group, one stored version, a structural schema for each version")
    .source("k8s.io/apiextensions-apiserver, `pkg/apis/apiextensions/validation/validation.go` and `pkg/apiserver/schema/validation.go`")
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a definition that was cut down",
            "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: topics.kafka.strimzi.io # <- schema/definition-refused
spec:
  group: kafka.strimzi.io
  scope: Namespaced
  names: { kind: KafkaTopic, plural: kafkatopics }
  versions:
    - name: v1 # <- schema/definition-refused
      served: true
      storage: true
    - name: v1beta2
      served: true
      storage: false
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              properties: { partitions: { type: integer } } # <- schema/definition-refused
",
        ),
        Example::new(
            "a definition that is taken",
            "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkatopics.kafka.strimzi.io }
spec:
  group: kafka.strimzi.io
  scope: Namespaced
  names: { kind: KafkaTopic, plural: kafkatopics }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if world.is_patch(document) {
        return;
    }
    for fault in world.faults(document) {
        let Violation::Definition(demand) = &fault.violation else { continue };
        let (what, help) = asks(demand, fault.node.text());
        let headline = format!("the API server refuses {}: {what}", named(document).unwrap_or_default());
        out.raise(&REFUSED, fault.node, headline).label(what).help(help);
    }
}

/// What is wrong, and what to write.
fn asks(demand: &Demand, text: &str) -> (String, String) {
    let (what, help) = match demand {
        Demand::Name(wanted) => return (format!("its name must be `{wanted}`"), format!("write `{wanted}`")),
        Demand::Stored { found } => {
            return (
                format!("{found} versions are stored, and exactly one must be"),
                "write `storage: true` in one version, and `false` in the others".to_owned(),
            );
        }
        Demand::VersionTwice => {
            return (format!("the version {} is there twice", code(text)), "take one of them out".to_owned());
        }
        Demand::NestedKeyword => {
            return (
                format!("{} must not stand below `allOf`, `anyOf`, `oneOf` or `not`", code(text)),
                "write it outside of them".to_owned(),
            );
        }
        Demand::GroupWithoutDot => ("the group has no dot", "write a domain, such as `kafka.strimzi.io`"),
        Demand::NoSchema => ("a version has no schema", "write `schema.openAPIV3Schema`"),
        Demand::NothingServed => ("no version is served", "write `served: true` in one"),
        Demand::RootNotObject => ("the root of a schema must be an object", "write `type: object`"),
        Demand::NoType => ("a schema has no type", "write `type`, or `x-kubernetes-preserve-unknown-fields: true`"),
        Demand::NoItems => ("a list has no schema of its items", "write `items`"),
        Demand::BadPattern => ("the pattern is no regular expression", "write one that Go's `regexp` reads"),
        Demand::BothKindsOfFields => ("`properties` and `additionalProperties` exclude each other", "keep one of them"),
        Demand::BadRule => ("the rule is no CEL", "write an expression that CEL reads"),
        Demand::NoWebhook => ("conversion by webhook without the webhook", "write `webhook`, or `strategy: None`"),
    };
    (what.to_owned(), help.to_owned())
}
