//! Does the Topic Operator take its annotations as they were meant?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Topic;

const NOT_UNDERSTOOD: Offence =
    Offence::error("topic/managed-not-understood", "the topic is managed all the same, and deleted with its resource")
        .why(
            "Only the exact text `false` in `strimzi.io/managed` makes the Topic Operator leave a topic alone. With \
             any other one the topic's settings are set back to what the resource says, and deleting the resource \
             deletes the topic.",
        )
        .write("`strimzi.io/managed: \"false\"`")
        .source("strimzi, `TopicOperatorUtil.isManaged`")
        .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_UNDERSTOOD],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a capital",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  annotations:
    strimzi.io/managed: \"False\" # <- topic/managed-not-understood
  labels: { strimzi.io/cluster: shop }
",
        ),
        Example::new(
            "what it understands",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  annotations:
    strimzi.io/managed: \"false\"
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  annotations:
    strimzi.io/managed: \"true\"
  labels: { strimzi.io/cluster: shop }
",
        ),
    ],
};

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(node) = topic.document.at(["metadata", "annotations", "strimzi.io/managed"]) else { return };
    let Some(value) = Node::as_text(node).filter(|value| !matches!(*value, "true" | "false")) else { return };
    let name = topic.name.value;
    out.raise(&NOT_UNDERSTOOD, node, format!("topic `{name}` is managed, and deleted with its resource"))
        .label(format!("only `\"false\"` is understood, {value:?} is not"))
        .help("write `\"false\"`, or take the annotation away")
        .unsafe_fix("\"false\"");
}
