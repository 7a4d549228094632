//! Will MirrorMaker 2 copy what it is told to copy, and under one name?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Known, MirrorMaker, number, text_of};
use crate::units::counted;

const PATTERN: Offence = Offence::error("client/mirror-pattern-refused", "a pattern is no regular expression")
    .why(
        "Patterns are regular expressions of Java, several with commas between them. `*` alone repeats nothing: \
         `Dangling meta character`, and the connector fails.",
    )
    .write("`.*` for all names")
    .source("apache/kafka, `MirrorUtils.compilePatternList`, `DefaultTopicFilter`")
    .not_waivable();

const BLANK: Offence = Offence::warning("client/mirror-pattern-with-blank", "a pattern has a blank in it, which no name has")
    .why("Only commas part patterns. What has a blank in it is one pattern that no topic or group ever meets, and nothing is copied.")
    .write("commas between the names")
    .source("apache/kafka, `DefaultTopicFilter`, a list by commas");

const COPIES: Offence = Offence::error(
    "client/mirror-topics-never-made",
    "mirrored topics shall have more copies than there are brokers, and are never made",
)
.why("The connector makes topics with so many copies, and brokers refuse more than there are brokers: nothing is copied.")
.write("`-1`, which takes the brokers' `default.replication.factor`")
.source("apache/kafka, `MirrorSourceConfig`, `MirrorCheckpointConfig`, `MirrorHeartbeatConfig`")
.not_waivable();

const POLICY: Offence = Offence::error("client/mirror-policy-unknown", "there is no such class to name mirrored topics by")
    .why("Kafka brings along two of these classes. With a name that is a little different the connector fails: `ClassNotFoundException`.")
    .write("`org.apache.kafka.connect.mirror.IdentityReplicationPolicy`, or no such setting")
    .source("apache/kafka, `IdentityReplicationPolicy`, `DefaultReplicationPolicy`")
    .not_waivable();

const DIFFER: Offence = Offence::warning(
    "client/mirror-policies-differ",
    "the connectors of a mirror call its topics by different names",
)
.why(
    "The source connector names the topics, and the checkpoint connector writes positions of groups for topics of the \
     names that it knows. With another policy these are not there: groups that move begin anew.",
)
.write("the same `replication.policy.class` and `replication.policy.separator` for all connectors of a mirror")
.source("strimzi 1.2.0, documentation, names of topics of MirrorMaker 2");

const OTHER: Offence = Offence::warning(
    "client/mirror-setting-of-another-connector",
    "a setting is written for a connector that does not read it",
)
.why("Positions of groups are a matter of the checkpoint connector. The source connector passes such a setting over, and nothing is synchronised.")
.write("the setting below `checkpointConnector.config`")
.source("apache/kafka, `MirrorCheckpointConfig`");

pub(super) const RULE: Rule = Rule {
    offences: &[&PATTERN, &BLANK, &COPIES, &POLICY, &DIFFER, &OTHER],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "patterns that copy nothing, and settings at the wrong place",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  target: { alias: here, bootstrapServers: \"here.example.com:9092\" }
  mirrors:
    - source: { alias: there, bootstrapServers: \"there.example.com:9092\" }
      topicsPattern: \"orders, *\" # <- client/mirror-pattern-refused
      groupsPattern: web mail # <- client/mirror-pattern-with-blank
      sourceConnector:
        config:
          replication.policy.class: org.apache.kafka.connect.mirror.IdentityReplicationPolicy # <- client/mirror-policies-differ
          sync.group.offsets.enabled: true # <- client/mirror-setting-of-another-connector
      checkpointConnector:
        config: { emit.checkpoints.interval.seconds: 10 }
    - source: { alias: other, bootstrapServers: \"other.example.com:9092\" }
      sourceConnector:
        config:
          replication.policy.class: org.apache.kafka.mirror.IdentityReplicationPolicy # <- client/mirror-policy-unknown
",
        ),
        Example::new(
            "more copies than brokers",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  connectCluster: here
  clusters:
    - { alias: here, bootstrapServers: \"shop-kafka-bootstrap:9092\" }
    - { alias: there, bootstrapServers: \"there.example.com:9092\" }
  mirrors:
    - sourceCluster: there
      targetCluster: here
      sourceConnector:
        config:
          replication.factor: 5 # <- client/mirror-topics-never-made
          offset-syncs.topic.replication.factor: 5
",
        ),
        Example::new(
            "one policy for both, and lists of names",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  target: { alias: here, bootstrapServers: \"here.example.com:9092\" }
  mirrors:
    - source: { alias: there, bootstrapServers: \"there.example.com:9092\" }
      topicsPattern: \"orders, payments.*\"
      groupsPattern: \".*\"
      sourceConnector:
        config: { replication.policy.class: org.apache.kafka.connect.mirror.IdentityReplicationPolicy, replication.factor: -1 }
      checkpointConnector:
        config:
          replication.policy.class: org.apache.kafka.connect.mirror.IdentityReplicationPolicy
          sync.group.offsets.enabled: true
    - source: { alias: own, bootstrapServers: \"own.example.com:9092\" }
      sourceConnector: { config: { replication.policy.class: org.example.OwnPolicy } }
",
        ),
    ],
};

const PATTERNS: [&str; 6] = [
    "topicsPattern",
    "topicsExcludePattern",
    "topicsBlacklistPattern",
    "groupsPattern",
    "groupsExcludePattern",
    "groupsBlacklistPattern",
];

/// The copies of topics in the target cluster, by the connector that makes them.
const FACTORS: [(&str, &str); 3] = [
    ("sourceConnector", "replication.factor"),
    ("checkpointConnector", "checkpoints.topic.replication.factor"),
    ("heartbeatConnector", "heartbeats.topic.replication.factor"),
];

/// What names topics, of those that Kafka brings along.
const POLICIES: [&str; 2] = [
    "org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
    "org.apache.kafka.connect.mirror.DefaultReplicationPolicy",
];

/// Strimzi's own from before Kafka had one, which came with older releases.
const OLD_POLICY: &str = "io.strimzi.kafka.connect.mirror.IdentityReplicationPolicy";

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some(maker) = world.inventory.mirror_makers.iter().find(|own| own.document.span() == document.span()) else {
        return;
    };
    let name = document.name().unwrap_or_default();
    for mirror in &maker.mirrors {
        for pattern in PATTERNS.iter().filter_map(|key| mirror.node.get(key)) {
            of_pattern(name, pattern, out);
        }
        policies(name, mirror.node, out);
        let checkpoint = mirror.node.get("checkpointConnector");
        let source = mirror.node.at(["sourceConnector", "config"]);
        for (key, _) in source.into_iter().flat_map(Node::entries) {
            let setting = key.name();
            let moved = setting.starts_with("sync.group.offsets.") || setting.starts_with("emit.checkpoints.");
            let there = checkpoint.is_some_and(|it| it.at(["config", &*setting]).is_some());
            if moved && !there {
                out.raise(
                    &OTHER,
                    key,
                    format!("`{setting}` does nothing in the source connector of MirrorMaker `{name}`"),
                )
                .label("read by the checkpoint connector only")
                .help("write it below `checkpointConnector.config`");
            }
        }
        if let Some(to) = mirror.target {
            copies(world, maker, mirror.node, to, out);
        }
    }
}

fn of_pattern(name: &str, pattern: Node<'_>, out: &mut Out) {
    let Some(text) = pattern.as_text() else { return };
    let parts = || text.split(',').map(str::trim).filter(|part| !part.is_empty());
    if let Some(part) = parts().find(|part| part.starts_with(['*', '+', '?'])) {
        out.raise(&PATTERN, pattern, format!("MirrorMaker `{name}` copies nothing: `{part}` is no regular expression"))
            .label("there is nothing that it repeats")
            .help(format!("write `.{part}`"));
    } else if let Some(part) = parts().find(|part| part.contains(' ') && !part.contains(['(', '[', '\\'])) {
        out.raise(&BLANK, pattern, format!("MirrorMaker `{name}` copies nothing by `{part}`: no name has a blank"))
            .label("one pattern")
            .help(format!("write `{}`", part.split_whitespace().collect::<Vec<_>>().join(",")));
    }
}

fn policies(name: &str, mirror: Node<'_>, out: &mut Out) {
    let of = |connector: &str, key: &str| mirror.at([connector, "config", key]);
    for connector in ["sourceConnector", "checkpointConnector", "heartbeatConnector"] {
        let Some(class) = of(connector, "replication.policy.class") else { continue };
        let Some(text) = class.as_text().filter(|text| !POLICIES.contains(text) && *text != OLD_POLICY) else {
            continue;
        };
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        let near = POLICIES.iter().find(|known| last(known) == last(text) || strsim::osa_distance(known, text) <= 3);
        // A class of somebody else's may be called so, too.
        let ours = text.starts_with("org.apache.kafka.") || !text.contains('.');
        if let Some(near) = near.filter(|near| ours || strsim::osa_distance(near, text) <= 3) {
            out.raise(&POLICY, class, format!("MirrorMaker `{name}` copies nothing: there is no class `{text}`"))
                .label("not one of Kafka's")
                .help(format!("write `{near}`"));
            return;
        }
    }
    if mirror.get("checkpointConnector").is_none_or(Node::is_null) {
        return;
    }
    for key in ["replication.policy.class", "replication.policy.separator"] {
        let (source, checkpoint) = (of("sourceConnector", key), of("checkpointConnector", key));
        let text = |node: Option<Node<'_>>| node.and_then(Node::as_text).map(str::to_owned);
        let default = if key.ends_with("class") { POLICIES.get(1).copied() } else { Some(".") };
        let said = |node| text(node).or_else(|| default.map(str::to_owned));
        // Strimzi's own knew of no separator.
        let own = text(of("checkpointConnector", "replication.policy.class")).as_deref() == Some(OLD_POLICY);
        let differ = said(source) != said(checkpoint) && !(own && key.ends_with("separator"));
        let Some(place) = source.or(checkpoint).filter(|_| differ) else { continue };
        let other = if source.is_some() { "checkpointConnector" } else { "sourceConnector" };
        out.raise(&DIFFER, place, format!("MirrorMaker `{name}` keeps positions of groups for topics of other names"))
            .label("of one of the connectors only")
            .help(format!("write the same `{key}` below `{other}.config`"));
    }
}

fn copies(world: &World<'_>, maker: &MirrorMaker<'_>, mirror: Node<'_>, to: Known<'_, &str>, out: &mut Out) {
    let login = maker.clusters.iter().find(|(alias, _)| alias.value == to.value).and_then(|(_, login)| *login);
    let Some((cluster, _)) = login.and_then(|login| world.inventory.door(&login)) else { return };
    let Some(brokers) = cluster.brokers().filter(|brokers| brokers.value > 0) else { return };
    for (connector, key) in FACTORS {
        let written = mirror.at([connector, "config", key]);
        let Some(factor) = written.and_then(|node| number(Known::written(text_of(node)?, node))) else { continue };
        if factor.value > i64::from(brokers.value) {
            let headline = format!(
                "MirrorMaker `{}` makes no topic in `{}`: it asks for {}",
                maker.document.name().unwrap_or_default(),
                cluster.name,
                counted(factor.value, "copy", "copies")
            );
            out.raise(&COPIES, factor, headline)
                .label("more than brokers")
                .because(brokers, format!("brokers: {}", brokers.value))
                .help(format!("write `{key}: -1`"));
        }
    }
}
