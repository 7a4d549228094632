//! Will each of the settings of Kafka Connect and of the bridge's clients arrive?

use crate::bundle::Node;
use crate::catalog::Configured;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};

const DROPPED: Offence = Offence::error(
    "client/setting-dropped",
    "a setting of Kafka Connect or of the bridge is dropped, since Strimzi keeps it for itself",
)
.why("The operator takes it out with a line in its log. The status says nothing, and what was meant is not in force.")
.write("the field of the resource that is for it, such as `bootstrapServers`, `tls` or `authentication`, or nothing")
.source("strimzi 0.39.0 to 1.2.0, `AbstractConfiguration.filterForbidden`, `KafkaConnectSpec`, `KafkaBridge*Spec`");

pub(super) const RULE: Rule = Rule {
    offences: &[&DROPPED],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "what has a field of its own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 3
  bootstrapServers: shop-kafka-bootstrap:9093
  config:
    security.protocol: SSL # <- client/setting-dropped
    rest.port: 8083 # <- client/setting-dropped
    group.id: connect
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: bridge }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9093
  consumer:
    config:
      group.id: mine # <- client/setting-dropped
      auto.offset.reset: earliest
  producer:
    config:
      bootstrap.servers: other:9092 # <- client/setting-dropped
",
        ),
        Example::new(
            "settings that arrive",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 3
  bootstrapServers: shop-kafka-bootstrap:9093
  config:
    group.id: connect
    ssl.protocol: TLSv1.3
    consumer.max.poll.records: 100
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: bridge }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9093
  producer:
    config: { acks: all }
",
        ),
    ],
};

/// The clients of a bridge, by their keys.
const OF_BRIDGE: [(&str, Configured); 3] = [
    ("adminClient", Configured::BridgeAdmin),
    ("consumer", Configured::BridgeConsumer),
    ("producer", Configured::BridgeProducer),
];

fn check(world: &World<'_>, out: &mut Out) {
    for connect in &world.inventory.connects {
        let whose = format!("Kafka Connect `{}`", connect.name);
        judge(world, connect.spec.get("config"), Configured::Connect, &whose, out);
    }
    for bridge in &world.inventory.bridges {
        for (key, configured) in OF_BRIDGE {
            let whose = format!("the `{key}` of bridge `{}`", bridge.document.name().unwrap_or_default());
            judge(world, bridge.document.at(["spec", key, "config"]), configured, &whose, out);
        }
    }
}

fn judge(world: &World<'_>, config: Option<Node<'_>>, configured: Configured, whose: &str, out: &mut Out) {
    for (key, _) in config.into_iter().flat_map(Node::entries) {
        let name = key.name();
        let Some(dropped) = world.strimzi().dropped(configured, &name) else { continue };
        out.raise(&DROPPED, Spot::key(key), format!("Strimzi drops `{name}`: {whose} runs without it"))
            .label(format!("Strimzi keeps `{}…` for itself", dropped.prefix))
            .help("remove it, and use the field of the resource if there is one");
    }
}
