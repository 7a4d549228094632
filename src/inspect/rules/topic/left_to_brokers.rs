//! How many partitions and copies has a topic that does not say it?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::{Config, Topic};
use crate::units::counted;

const LEFT: Offence = Offence::info(
    "topic/left-to-brokers",
    "how many partitions or copies the topic is made with stands in the settings of the brokers only",
)
.in_development(Level::Off)
.why(
    "Left out, `partitions` is the brokers' `num.partitions` and `replicas` their `default.replication.factor`, of the \
     moment in which the topic is made. Both are 1 where the brokers do not say otherwise. A later change of them does \
     not reach the topic, and the same resource makes another topic in another cluster.",
)
.write("`partitions` and `replicas`, with the numbers that the topic shall have")
.source("strimzi, `BatchingTopicController`; apache/kafka, docs of `num.partitions`");

pub(super) const RULE: Rule = Rule {
    offences: &[&LEFT],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "brokers that say one of the two, and a cluster that is elsewhere",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3, config: { default.replication.factor: 3 } }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3 # <- topic/left-to-brokers
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3 # <- topic/left-to-brokers
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: refunds # <- topic/left-to-brokers
  labels: { strimzi.io/cluster: elsewhere }
",
        ),
        Example::new(
            "both said, or a topic that the operator leaves alone",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3
  replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
  annotations: { strimzi.io/managed: \"false\" }
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3
",
        ),
        Example::new(
            "one copy where more are wanted, which is told already",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  partitions: 3
",
        ),
    ],
};

/// A field of the resource, the setting of brokers that stands in for it, and what it counts.
const FIELDS: [(&str, &str, &str, &str); 2] = [
    ("partitions", "num.partitions", "partition", "partitions"),
    ("replicas", "default.replication.factor", "copy", "copies"),
];

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    if topic.unmanaged || topic.name.value.is_empty() || world.is_patch(topic.document) {
        return;
    }
    let spec = topic.document.get("spec");
    let told = super::copies::is_told(world, topic);
    let left: Vec<_> = FIELDS
        .into_iter()
        .filter(|(field, ..)| spec.and_then(|spec| spec.get(field)).is_none_or(Node::is_null))
        .filter(|(field, ..)| *field != "replicas" || !told)
        .collect();
    if left.is_empty() {
        return;
    }
    let brokers = world.inventory.cluster_of(topic).map(|cluster| (cluster, &cluster.config));
    let counts: Option<Vec<String>> = left
        .iter()
        .map(|(_, setting, one, many)| Some(counted(brokers?.1.broker_number(setting)?.value, one, many)))
        .collect();
    let name = topic.name.value;
    let headline = if let (Some(counts), Some((cluster, _))) = (counts, brokers) {
        format!("the brokers of `{}` give topic `{name}` {}", cluster.name, counts.join(" and "))
    } else {
        let many: Vec<_> = left.iter().map(|(.., many)| *many).collect();
        format!("how many {} topic `{name}` gets is up to the brokers' default", many.join(" and "))
    };
    let fields: Vec<_> = left.iter().map(|(field, ..)| format!("`{field}`")).collect();
    let spot = spec.map_or_else(|| Spot::from(topic.document), Spot::from);
    let raised = out.raise(&LEFT, spot, headline);
    raised.label(format!("no {}", fields.join(" and no ")));
    for (_, setting, ..) in &left {
        let written = brokers.and_then(|(_, config): (_, &Config<'_>)| config.written(setting));
        match (written, brokers) {
            (Some(written), _) => raised.because(&written, format!("`{setting}` of the brokers")),
            (None, Some((cluster, _))) => {
                raised.note(format!("`{}` does not set `{setting}` either, so it is Kafka's own default", cluster.name))
            }
            (None, None) => raised.note(format!("`{setting}` of the brokers decides, which Kafka itself has at 1")),
        };
    }
    raised.help(format!("write {} with what the topic shall have", fields.join(" and ")));
}
