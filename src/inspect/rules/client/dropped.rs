//! Will each of the settings of Kafka Connect and of the bridge's clients arrive?

use crate::bundle::Node;
use crate::catalog::Configured;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Because, Connector, text_of};

const DROPPED: Offence = Offence::error(
    "client/setting-dropped",
    "a setting of Kafka Connect, a connector or the bridge is dropped, since Strimzi keeps it for itself",
)
.why("The operator takes it out with a line in its log. The status says nothing, and what was meant is not in force.")
.write("the field of the resource that is for it, such as `bootstrapServers`, `tls` or `authentication`, or nothing")
.source(
    "strimzi 0.39.0 to 1.2.0, `AbstractConfiguration.filterForbidden`, `KafkaConnectSpec`, \
         `AbstractConnectorSpec`, `KafkaMirrorMaker2ClusterSpec`, `KafkaBridge*Spec`",
);

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
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: source, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.SourceConnector
  config:
    tasks.max: 4 # <- client/setting-dropped
    connector.class: org.example.SourceConnector
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  connectCluster: b
  clusters:
    - { alias: a, bootstrapServers: \"a:9092\", config: { ssl.protocol: TLSv1.3 } }
    - alias: b
      bootstrapServers: b:9092
      config:
        sasl.mechanism: PLAIN # <- client/setting-dropped
  mirrors: [{ sourceCluster: a, targetCluster: b }]
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
    for maker in &world.inventory.mirror_makers {
        let spec = maker.document.get("spec");
        let clusters = spec.and_then(|spec| spec.get("clusters")).into_iter().flat_map(Node::items);
        let clusters = clusters.chain(spec.and_then(|spec| spec.get("target")));
        // Only those that the workers themselves run on.
        let own = |cluster: &Node<'_>| {
            let alias = cluster.get("alias").and_then(Node::as_text);
            alias.is_some() && alias == maker.runs_on.map(|runs_on| runs_on.value)
        };
        for cluster in clusters.filter(own) {
            let whose = format!("MirrorMaker `{}`", maker.document.name().unwrap_or_default());
            judge(world, cluster.get("config"), Configured::Connect, &whose, out);
        }
    }
    for connector in &world.inventory.connectors {
        of_connector(connector, out);
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
        // What later releases have fields for is a matter of the release, and that may be guessed.
        let of_later = ["group.id", "config.storage.topic", "offset.storage.topic", "status.storage.topic"];
        let known = matches!(world.release.because, Because::Said | Because::Image(_));
        if of_later.contains(&&*name) && matches!(configured, Configured::Connect) && !known {
            continue;
        }
        // Of Connect alone, and only of later releases.
        if whose.starts_with("MirrorMaker") && name.starts_with("prometheus.metrics.reporter.") {
            continue;
        }
        out.raise(&DROPPED, Spot::key(key), format!("Strimzi drops `{name}`: {whose} runs without it"))
            .label(format!("Strimzi keeps `{}…` for itself", dropped.prefix))
            .help("remove it, and use the field of the resource if there is one");
    }
}

/// What a connector has fields for, where its settings say something else. That both say the same does no harm.
fn of_connector(connector: &Connector<'_>, out: &mut Out) {
    for (key, field) in [("connector.class", "class"), ("tasks.max", "tasksMax")] {
        let Some((at, value)) = connector.config.and_then(|config| config.entry(key)) else { continue };
        let own = connector.document.at(["spec", field]);
        if own.and_then(text_of) == text_of(value) {
            continue;
        }
        let headline = format!("Strimzi drops `{key}`: connector `{}` runs without it", connector.name);
        out.raise(&DROPPED, Spot::key(at), headline)
            .label(format!("`spec.{field}` is what counts"))
            .help(format!("write `{field}: {}` below `spec` instead", value.text()));
    }
}
