//! Has a topic two names where one would do?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Topic, same_namespace};
use crate::model::names::{is_dns_subdomain, is_topic};

const TWO_NAMES: Offence = Offence::info(
    "topic/two-names",
    "the resource is called otherwise than its topic, although both could have one name",
)
.in_development(Level::Off)
.why(
    "`kubectl` knows the topic by `metadata.name`, and Kafka, its clients and its metrics by `spec.topicName`. Whoever \
     looks for one does not find the other. Only a name that Kubernetes refuses needs the second field.",
)
.write("the topic's name as `metadata.name`, and no `topicName`")
.source("strimzi, `TopicOperatorUtil.topicName`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TWO_NAMES],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "two names that Kubernetes would take both",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: audit-queue # <- topic/two-names
",
        ),
        Example::new(
            "one name, capitals, an underscore",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: audit-queue
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: audit-queue
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: Orders
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: new-payments
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: new_payments
",
        ),
        Example::new(
            "two clusters that have the topic both, which one namespace has no two resources of one name for",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: shop-orders
  namespace: kafka
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: orders
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: archive-orders
  namespace: kafka
  labels: { strimzi.io/cluster: archive }
spec:
  topicName: orders
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let name = topic.name.value;
    let Some(resource) = topic.document.name() else { return };
    if !topic.name.is_written() || resource.is_empty() || resource == name || world.is_patch(topic.document) {
        return;
    }
    if !is_topic(name) || !is_dns_subdomain(name) || is_needed(world, topic) {
        return;
    }
    let headline = format!("topic `{name}` has a second name: its resource is called `{resource}`");
    out.raise(&TWO_NAMES, topic.name, headline)
        .label("Kubernetes would take this name too")
        .because(topic.document, "what `kubectl` calls it")
        .help(format!(
            "in a new resource write `name: {name}` and leave `topicName` out; one that is there already stays as it \
             is, since deleting it deletes the topic"
        ));
}

/// Whether the resource cannot have the topic's name, or the names of clusters keep its resources apart.
fn is_needed(world: &World<'_>, topic: &Topic<'_>) -> bool {
    let name = topic.name.value;
    let own = topic.document;
    let prefixed = topic.cluster_label.zip(own.name()).is_some_and(|(cluster, resource)| {
        resource.strip_prefix(cluster.value).is_some_and(|rest| rest.get(1..) == Some(name))
            || resource.strip_suffix(cluster.value).is_some_and(|rest| rest.strip_prefix(name).is_some())
    });
    prefixed
        || world.inventory.topics.iter().any(|other| {
            other.document.span() != own.span()
                && same_namespace(other.document.namespace(), own.namespace())
                && (other.name.value == name || other.document.name() == Some(name))
        })
}
