//! Is a topic described twice, or is its name one that Kafka cannot tell from another's?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Topic;
use std::collections::BTreeMap;

const SAME_TOPIC: Offence = Offence::error("topic/same-topic", "two resources describe one topic, and only one counts")
    .why(
        "The Topic Operator heeds the resource that was created first. The other one stays not ready with the reason \
     `ResourceConflict`, and what it says is not done.",
    )
    .write("one resource for each topic")
    .source("strimzi, `BatchingTopicController.validateSingleManagingResource`")
    .not_waivable();

const NAMES_COLLIDE: Offence =
    Offence::error("topic/names-collide", "a topic is refused whose name differs from another's in `.` and `_` only")
        .why(
            "Names of metrics have underscores for dots, so `a.b` and `a_b` would be one. A broker that has one of \
             them refuses to make the other.",
        )
        .write("names that differ in more, best with only one of `.` and `_` everywhere")
        .source("apache/kafka, `Topic.hasCollision`, `ReplicationControlManager.createTopics`")
        .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&SAME_TOPIC, &NAMES_COLLIDE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "one topic, two resources",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-again
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: orders # <- topic/same-topic
",
        ),
        Example::new(
            "a dot and an underscore",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: shop.orders
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: shop-orders
  labels: { strimzi.io/cluster: shop }
spec:
  topicName: shop_orders # <- topic/names-collide
",
        ),
        Example::new(
            "one name in two clusters",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  namespace: shop
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  namespace: shop
  labels: { strimzi.io/cluster: archive }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  namespace: elsewhere
  labels: { strimzi.io/cluster: shop }
",
        ),
    ],
};

/// What a topic is of: the namespace and the cluster that it names.
type Home<'b> = (Option<&'b str>, &'b str);

fn check(world: &World<'_>, out: &mut Out) {
    let mut by_name: BTreeMap<(Home<'_>, &str), &Topic<'_>> = BTreeMap::new();
    let mut by_metric: BTreeMap<(Home<'_>, String), &Topic<'_>> = BTreeMap::new();
    for topic in &world.inventory.topics {
        let Some(cluster) = topic.cluster_label else { continue };
        let home = (topic.document.namespace(), cluster.value);
        let name = topic.name.value;
        let metric = name.replace('.', "_");
        if let Some(first) = by_name.get(&(home, name)) {
            // One object written twice is another matter.
            if first.document.name() != topic.document.name() {
                out.raise(&SAME_TOPIC, topic.name, format!("topic `{name}` is described by two resources"))
                    .label("the one that was created later is not heeded")
                    .because(first.name, format!("`{}` describes it too", first.document.name().unwrap_or_default()))
                    .help("delete one of them, or give it another `topicName`");
            }
            continue;
        }
        if let Some(first) = by_metric.get(&(home, metric.clone())) {
            let other = first.name.value;
            out.raise(&NAMES_COLLIDE, topic.name, format!("Kafka makes only one of the topics `{other}` and `{name}`"))
                .label(format!("in names of metrics it is `{metric}`"))
                .because(first.name, "and so is this")
                .help("give one of them a name that differs in more than `.` and `_`");
        }
        by_name.insert((home, name), topic);
        by_metric.entry((home, metric)).or_insert(topic);
    }
}
