//! Is there a second tier for a topic that wants one?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Topic, flag};

const NONE: Offence = Offence::error("topic/no-tiered-storage", "a topic wants tiered storage of a cluster that has none")
    .not_waivable()
    .why("Brokers refuse the setting, and the Topic Operator never makes the topic or changes it.")
    .write("`spec.kafka.tieredStorage` in the Kafka resource, with an image that has the plugin; or no `remote.storage.enable`")
    .source("apache/kafka 3.6.1 and 3.9.0, `LogConfig.validateRemoteStorageOnlyIfSystemEnabled`; strimzi 0.40.0 on, `TieredStorageCustom`");

/// The setting by which brokers have a second tier; Strimzi writes it where there is `tieredStorage`.
const SYSTEM: &str = "remote.log.storage.system.enable";

pub(super) const RULE: Rule = Rule {
    offences: &[&NONE],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a topic alone",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    remote.storage.enable: true # <- topic/no-tiered-storage
",
        ),
        Example::new(
            "a cluster with a second tier, one that has it by hand, one that is not here, and a topic that wants none",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    image: example.org/kafka:1
    tieredStorage: { type: custom, remoteStorageManager: { className: org.example.Tier, classPath: /opt/tier/* } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: by-hand }
spec:
  kafka: { replicas: 3, config: { remote.log.storage.system.enable: true } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: one, labels: { strimzi.io/cluster: shop } }
spec: { config: { remote.storage.enable: true } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: two, labels: { strimzi.io/cluster: by-hand } }
spec: { config: { remote.storage.enable: true } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: three, labels: { strimzi.io/cluster: elsewhere } }
spec: { config: { remote.storage.enable: true } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: four, labels: { strimzi.io/cluster: shop } }
spec: { config: { remote.storage.enable: false } }
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let written = topic.config.written("remote.storage.enable").and_then(flag);
    let Some((wanted, cluster)) = written.filter(|wanted| wanted.value).zip(world.inventory.cluster_of(topic)) else {
        return;
    };
    let by_strimzi = cluster.kafka.get("tieredStorage").is_some_and(|tier| !tier.is_null());
    // What is written by hand may be anything, also wrong; that is another question.
    if by_strimzi || cluster.config.written(SYSTEM).is_some() {
        return;
    }
    let headline = format!("topic `{}` is refused: cluster `{}` has no tiered storage", topic.name.value, cluster.name);
    out.raise(&NONE, wanted, headline)
        .label("a second tier")
        .because(Spot::from(cluster.kafka), "`tieredStorage` would stand here")
        .help("add `tieredStorage` to `spec.kafka`, or take it away");
}
