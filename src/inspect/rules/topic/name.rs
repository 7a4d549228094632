//! Will Kafka and Kubernetes take the topic's name?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Topic;
use crate::model::names::{is_dns_subdomain, is_topic};

const BAD_NAME: Offence = Offence::error(
    "topic/bad-name",
    "the name is one that Kafka refuses, so the topic is never made",
)
.why(
    "A topic's name has 1 to 249 letters, digits, dots, underscores and hyphens, and is neither `.` nor `..`. The \
     resource's schema does not check it: the broker does, and the resource stays not ready with the reason \
     `KafkaError`.",
)
.write("a name of letters, digits, `.`, `_` and `-`")
.source("apache/kafka, `org.apache.kafka.common.internals.Topic.validate`")
.not_waivable();

const NEEDS_TOPIC_NAME: Offence = Offence::error(
    "topic/needs-topic-name",
    "the resource's name is one that Kubernetes refuses, although Kafka would take it for a topic",
)
.why(
    "Without `spec.topicName` the topic is called as the resource. Names of resources have lower case letters, \
     digits, dots and hyphens only; topics often have capitals and underscores.",
)
.write("a lower case `metadata.name`, and the topic's name in `spec.topicName`")
.source("Kubernetes, `validation.NameIsDNSSubdomain`; strimzi, `TopicOperatorUtil.topicName`")
.not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&BAD_NAME, &NEEDS_TOPIC_NAME],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a blank in a topic's name",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
spec:
  topicName: new orders # <- topic/bad-name
",
        ),
        Example::new(
            "a resource that is called as only a topic can be",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: Orders_v1 # <- topic/needs-topic-name
  labels:
    strimzi.io/cluster: shop
spec:
  partitions: 3
",
        ),
        Example::new(
            "the topic's name in its own field",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-v1
  labels:
    strimzi.io/cluster: shop
spec:
  topicName: Orders_v1
",
        ),
    ],
};

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let name = topic.name.value;
    if !name.is_empty() && !is_topic(name) {
        let label = match name.len() {
            250.. => format!("{} characters; Kafka takes 249", name.len()),
            _ => "Kafka takes letters, digits, `.`, `_` and `-`".to_owned(),
        };
        out.raise(&BAD_NAME, topic.name, format!("Kafka refuses the topic name {name:?}, so the topic is never made"))
            .label(label)
            .help(format!(
                "write a name such as `{}`",
                tame(name, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_')
            ));
        return;
    }
    let Some(resource) = topic.document.name() else { return };
    if topic.name.is_written() || resource.is_empty() || is_dns_subdomain(resource) || !is_topic(resource) {
        return;
    }
    let lower = tame(&resource.to_ascii_lowercase(), |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.');
    out.raise(
        &NEEDS_TOPIC_NAME,
        topic.document,
        format!("the API server refuses a KafkaTopic that is called `{resource}`"),
    )
    .label("neither capitals nor underscores are allowed here")
    .help(format!("write `name: {lower}` here and `topicName: {resource}` below `spec`"));
}

/// The name with a hyphen for all that is not kept.
fn tame(name: &str, keep: impl Fn(char) -> bool) -> String {
    let tamed: String = name.chars().take(249).map(|c| if keep(c) { c } else { '-' }).collect();
    tamed.trim_matches(['-', '.']).to_owned()
}
