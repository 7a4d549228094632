//! Does Kafka Exporter see the topics that there are?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::promql::Pattern;

const REGEX: Offence = Offence::error("metrics/bad-exporter-regex", "a regular expression that Kafka Exporter refuses")
    .why("The exporter ends at once, its pod restarts for ever, and there is no lag.")
    .write("a regular expression of Go")
    .source("kafka_exporter 1.7.0 to 1.9.0: `regexp.MustCompile`");

const NO_TOPIC: Offence = Offence::error("metrics/exporter-sees-no-topic", "every topic of the set is left out by Kafka Exporter")
    .why("The exporter tells of topics that `topicRegex` fits and `topicExcludeRegex` does not, anywhere in the name. There are no offsets and no lag, and alerts over them never fire.")
    .write("`topicRegex: \".*\"`, or an expression that fits your topics")
    .source("kafka_exporter 1.7.0 to 1.9.0: `topicFilter.MatchString`, `topicExclude.MatchString`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REGEX, &NO_TOPIC],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "a glob, and an expression that fits no topic",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { listeners: [] }
  kafkaExporter:
    groupRegex: '*' # <- metrics/bad-exporter-regex
    topicRegex: '^payments-.*' # <- metrics/exporter-sees-no-topic
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 3 }
",
        ),
        Example::new(
            "a part of the name is enough",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { listeners: [] }
  kafkaExporter: { groupRegex: '.*', topicRegex: 'order', topicExcludeRegex: '^__' }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 3 }
",
        ),
    ],
};

const KEYS: [&str; 4] = ["topicRegex", "groupRegex", "topicExcludeRegex", "groupExcludeRegex"];

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(exporter) = cluster.exporter else { return };
    for key in KEYS {
        let Some(node) = exporter.get(key).filter(|node| node.as_text().is_some()) else { continue };
        if let Err(why) = Pattern::new(node.text()) {
            out.raise(
                &REGEX,
                node,
                format!(
                    "Kafka Exporter of `{}` does not start: `{}` is no regular expression",
                    cluster.name,
                    node.text()
                ),
            )
            .label(why)
            .help("write `.*` for everything");
        }
    }
    let within = |node: Node<'_>| Pattern::new(&format!("(?s:.*)(?:{})(?s:.*)", node.text())).ok();
    let (only, never) = (exporter.get("topicRegex"), exporter.get("topicExcludeRegex"));
    let (fits, left) = (only.and_then(within), never.and_then(within));
    let sees = |name: &str| {
        let fits = fits.as_ref().is_none_or(|pattern| pattern.accepts(name) != Some(false));
        let left = left.as_ref().is_some_and(|pattern| pattern.accepts(name) == Some(true));
        fits && !left
    };
    let mut topics = world.inventory.topics_of(cluster).peekable();
    let first = topics.peek().map(|topic| topic.name);
    let (Some(node), Some(first)) = (only.or(never), first) else { return };
    if !topics.any(|topic| sees(topic.name.value)) {
        out.raise(
            &NO_TOPIC,
            node,
            format!("Kafka Exporter of `{}` tells of no topic of the set, so that there is no lag", cluster.name),
        )
        .label("fits none of them")
        .because(first, "such as this one")
        .help("write `.*`, or an expression that fits your topics");
    }
}
