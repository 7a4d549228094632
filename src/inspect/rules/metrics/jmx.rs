//! Does the exporter start with these rules?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{JmxRule, MetricsConfig};
use crate::metrics::jmx::{Mistake, ObjectPattern};

const UNREADABLE: Offence = Offence::error("metrics/unreadable-config", "rules of the exporter that are no YAML")
    .why("The operator reads the text before it hands it on, and refuses the resource: NotReady.")
    .write("YAML that can be read")
    .source(
        "strimzi 0.39.0 to 1.2.0, `JmxPrometheusExporterModel.metricsJson`: `Failed to parse metrics configuration`",
    );

const BAD: Offence = Offence::error("metrics/bad-jmx-rule", "a rule with which the exporter does not start, or fails in each scrape")
    .why("The agent is part of the broker's JVM: if it refuses its configuration, the broker does not start. A group that the pattern does not have fails the whole scrape as soon as the rule fits.")
    .write("a rule that the exporter can apply")
    .source("jmx_exporter 0.20.0 and 1.x, `JmxCollector.loadConfig`, `safeName`, `Matcher.replaceAll`");

const NAMES: Offence = Offence::error("metrics/bad-object-name", "a pattern over names of beans that is none")
    .why("The agent refuses its configuration, and the JVM that it is part of does not start.")
    .write("`kafka.server:type=BrokerTopicMetrics,*`")
    .source("Java, `javax.management.ObjectName`; jmx_exporter, `includeObjectNames`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNREADABLE, &BAD, &NAMES],
    check: Check::Metrics(check),
    examples: &[
        Example::new(
            "rules that the exporter refuses",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom: { configMapKeyRef: { name: shop-metrics, key: kafka.yml } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop-metrics }
data:
  kafka.yml: |
    whitelistObjectNames:
      - kafka.server # <- metrics/bad-object-name
    rules:
      - pattern: kafka.server<type=(.+), name=(.+)><>Value
        name: kafka_server_$1_$3 # <- metrics/bad-jmx-rule
      - pattern: kafka.server<type=(.+><>Count # <- metrics/bad-jmx-rule
        name: kafka_server
      - pattern: kafka.log<>
        name: kafka_log
        type: gauge # <- metrics/bad-jmx-rule
",
        ),
        Example::new(
            "no YAML",
            r#"# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: shop }
spec:
  metricsConfig:
    type: jmxPrometheusExporter
    valueFrom: { configMapKeyRef: { name: shop-metrics, key: connect.yml } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop-metrics }
data:
  connect.yml: |
    rules:
      - pattern: "kafka.connect<type=(.+)><> # <- metrics/unreadable-config
        name: kafka
"#,
        ),
        Example::new(
            "rules of Strimzi's kind, and one that only Java reads",
            r"# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom: { configMapKeyRef: { name: shop-metrics, key: kafka.yml } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop-metrics }
data:
  kafka.yml: |
    lowercaseOutputName: true
    rules:
      - pattern: kafka.(\w+)<type=(.+), name=(.+)Percent\w*><>MeanRate
        name: kafka_$1_$2_$3_percent
        type: GAUGE
      - pattern: kafka.(?!server)(\w+)<type=(.+)><>Value
        name: kafka_$1_$2
",
        ),
    ],
};

/// The types that the exporter knows.
const TYPES: [&str; 9] =
    ["COUNTER", "GAUGE", "UNTYPED", "UNKNOWN", "SUMMARY", "HISTOGRAM", "INFO", "STATE_SET", "GAUGE_HISTOGRAM"];

fn check(_: &World<'_>, config: &MetricsConfig<'_>, out: &mut Out) {
    let owner = config.document.to_string();
    if let Some(unread) = &config.unread {
        let raised = out.raise(
            &UNREADABLE,
            unread.place,
            format!("the operator refuses {owner}: its metrics rules are no YAML"),
        );
        raised.label(unread.why.clone());
        raised.because(config.node, "asked for here");
    }
    let Some(rules) = &config.rules else { return };
    for (text, place) in rules.include.iter().chain(&rules.exclude) {
        if ObjectPattern::new(text).is_none() {
            out.raise(&NAMES, *place, format!("`{text}` is no name of beans, and {owner} does not start with it"))
                .help("write a domain, a colon and keys: `kafka.server:type=BrokerTopicMetrics,*`");
        }
    }
    for rule in &rules.rules {
        of_rule(rule, &owner, out);
    }
}

fn of_rule(rule: &JmxRule<'_>, owner: &str, out: &mut Out) {
    if let Some((kind, place)) = &rule.kind
        && !TYPES.contains(&kind.as_str())
    {
        let raised =
            out.raise(&BAD, *place, format!("the exporter knows no type `{kind}`, and {owner} does not start with it"));
        raised.help("write `GAUGE`, `COUNTER` or `UNTYPED`");
    }
    for mistake in rule.understood().err().unwrap_or_default() {
        match mistake {
            Mistake::Pattern(why) => {
                if only_java(rule.text.pattern.as_deref().unwrap_or_default()) {
                    continue;
                }
                let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                out.raise(
                    &BAD,
                    rule.place("pattern"),
                    format!("{owner} does not start: a pattern of its metrics rules is no regular expression"),
                )
                .label(why);
            }
            Mistake::Group(group) => {
                let key = ["name", "value", "help"].into_iter().find(|key| {
                    rule.tree.get(key).and_then(|it| it.scalar()).is_some_and(|text| text.contains(group.as_str()))
                });
                out.raise(
                    &BAD,
                    rule.place(key.unwrap_or("labels")),
                    format!("each scrape of {owner} fails once this rule fits: its pattern has no group `{group}`"),
                )
                .label("no such group")
                .because(rule.place("pattern"), "the pattern")
                .help("count the brackets of the pattern; a `$` of its own is written `\\$`");
            }
            Mistake::NeedsName => {
                out.raise(
                    &BAD,
                    rule.place("labels"),
                    format!("{owner} does not start: a metrics rule has labels or help, and no name"),
                )
                .help("add `name`");
            }
            Mistake::NeedsPattern => {
                out.raise(
                    &BAD,
                    rule.place("name"),
                    format!("{owner} does not start: a metrics rule has a name, and no pattern"),
                )
                .help("add `pattern`");
            }
        }
    }
}

/// Whether a pattern uses what Java has and we cannot judge: looking around, possessive signs, references back.
fn only_java(pattern: &str) -> bool {
    ["(?=", "(?!", "(?<", "(?>", "++", "*+", "?+", "}+", "\\1", "\\2", "\\Q", "\\p", "&&", "\\h", "\\R"]
        .iter()
        .any(|sign| pattern.contains(sign))
}
