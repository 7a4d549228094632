//! Can each rule of the exporter fit a bean, and is it reached?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{JmxRule, MetricsConfig};
use crate::metrics::jmx;

const NEVER: Offence = Offence::warning("metrics/jmx-rule-cannot-match", "a rule of the exporter that fits no bean")
    .why("Patterns are tried on lines such as `kafka.server<type=ReplicaManager, name=LeaderCount><>Value: 3`, and not on names of beans: the metric that the rule was made for is missing.")
    .write("`kafka.server<type=ReplicaManager, name=(.+)><>Value`")
    .source("jmx_exporter, `JmxCollector`, README: input of patterns");

const SHADOWED: Offence = Offence::warning("metrics/jmx-rule-shadowed", "a rule of the exporter that is never reached")
    .why("The first rule that fits wins. All that this one fits is taken by one above it, under that one's name: the metric is missing.")
    .write("the narrower rule above the wider one")
    .source("jmx_exporter, `JmxCollector.recordBean`: the first match ends the search");

const TWO_IN_ONE: Offence = Offence::warning("metrics/one-name-for-two", "two things get one name")
    .why("A pattern catches what tells its beans apart, and the rule puts it neither into the name nor into a label. Of several series with one name and the same labels the exporter keeps the first: which one that is changes.")
    .write("the group into the name or into a label")
    .source("jmx_exporter, seen: of several samples with one name and labels one is exported");

pub(super) const RULE: Rule = Rule {
    offences: &[&NEVER, &SHADOWED, &TWO_IN_ONE],
    check: Check::Metrics(check),
    examples: &[
        Example::new(
            "names of beans as patterns, a wide rule first, and a name that is lost",
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
    rules:
      - pattern: kafka.server:type=ReplicaManager,name=(.+) # <- metrics/jmx-rule-cannot-match
        name: kafka_server_replicamanager_$1
      - pattern: kafka.log<type=Log,name=Size><>Value # <- metrics/jmx-rule-cannot-match
        name: kafka_log_log_size
      - pattern: kafka.network<type=(.+), name=(.+)><>Value # <- metrics/one-name-for-two
        name: kafka_network_$1
      - pattern: kafka.controller<type=(.+)><>Value
        name: kafka_controller_$1
      - pattern: kafka.controller<type=(.+), name=(.+)><>Value # <- metrics/jmx-rule-shadowed
        name: kafka_controller_$1_$2
",
        ),
        Example::new(
            "the narrower first",
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
    rules:
      - pattern: kafka.server<type=(.+), name=(.+), topic=(.+)><>Value
        name: kafka_server_$1_$2
        labels: { topic: $3 }
      - pattern: kafka.server<type=(.+), name=(.+)><>Value
        name: kafka_server_$1_$2
",
        ),
    ],
};

fn check(_: &World<'_>, config: &MetricsConfig<'_>, out: &mut Out) {
    let Some(rules) = &config.rules else { return };
    let compiled: Vec<Option<&jmx::Rule>> = rules.rules.iter().map(|rule| rule.understood().ok()).collect();
    for (at, rule) in rules.rules.iter().enumerate() {
        let Some(pattern) = rule.text.pattern.as_deref() else { continue };
        let place = rule.place("pattern");
        if let Some(why) = never(pattern) {
            out.raise(&NEVER, place, "this pattern fits no bean, and its metric is missing".to_owned())
                .label(why)
                .help("write it as the line stands: `kafka.server<type=ReplicaManager, name=(.+)><>Value`");
            continue;
        }
        let mut above = rules.rules.iter().zip(&compiled).take(at);
        let above = above.find(|(_, earlier)| shadows(**earlier, pattern)).map(|(above, _)| above);
        // A rule that says the same as one above it is superfluous, but nothing is missing.
        let says = |rule: &JmxRule<'_>| (rule.text.name.clone(), rule.text.labels.clone());
        if let Some(above) = above.filter(|above| says(above) != says(rule)) {
            let what = rule.text.name.as_deref().unwrap_or("what it fits");
            out.raise(&SHADOWED, place, format!("this rule is never reached, and there is no `{what}`"))
                .label("all that it fits is taken above")
                .because(above.place("pattern"), "takes it")
                .help("put the narrower rule above the wider one");
        }
        lost(rule, out);
    }
}

/// Why a pattern can be found in no line.
fn never(pattern: &str) -> Option<&'static str> {
    let (domain, _) = pattern.split_once('<').unwrap_or((pattern, ""));
    if domain.contains(":type=") || (!pattern.contains('<') && pattern.contains("type=")) {
        return Some("behind the domain stands `<`, and not `:`");
    }
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(',') {
        let word = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(after.len());
        let key = after.get(word..).is_some_and(|tail| tail.starts_with('=')) && word > 0;
        if key && !before.ends_with(['\\', '[', '^']) {
            return Some("between two keys stand a comma and a blank");
        }
        rest = after;
    }
    None
}

/// Whether an earlier rule takes all that a pattern fits, as far as lines made of it show.
fn shadows(earlier: Option<&jmx::Rule>, pattern: &str) -> bool {
    let Some(earlier) = earlier else { return false };
    let lines = ["x", "Zq-1"].map(|word| line(pattern, word));
    lines.iter().all(|line| line.as_deref().is_some_and(|line| earlier.fits(line)))
}

/// A line that a pattern fits, with a word where it takes any; nothing for patterns that say more.
fn line(pattern: &str, word: &str) -> Option<String> {
    let mut text = pattern.trim_start_matches('^').trim_end_matches('$').to_owned();
    for (wide, narrow) in [
        ("(.+)", word),
        ("(.*)", word),
        (r"(\w+)", "xq"),
        (r"(\d+)", "7"),
        (r"\w*", "xq"),
        (".+", word),
        (".*", word),
        (r"\.", "."),
    ] {
        text = text.replace(wide, narrow);
    }
    if text.contains(['(', ')', '[', ']', '|', '*', '+', '?', '\\', '{', '}']) {
        return None;
    }
    Some(if text.contains('>') && !text.contains(">:") && !text.ends_with(": 1.0") {
        format!("{text}: 1.0")
    } else {
        text
    })
}

/// A group that takes any text, and goes neither into the name nor into a label nor into the value.
fn lost(rule: &JmxRule<'_>, out: &mut Out) {
    let (Some(pattern), Some(name)) = (&rule.text.pattern, &rule.text.name) else { return };
    let used = |group: usize| {
        let wanted = format!("${group}");
        let labels = rule.text.labels.iter().flat_map(|(label, value)| [label, value]);
        labels.chain([name]).chain(&rule.text.value).any(|text| text.contains(&wanted))
    };
    // Brackets are counted only where each of them is a group.
    if pattern.contains("(?") || pattern.contains("\\(") || pattern.contains("[(") {
        return;
    }
    let groups: Vec<usize> = pattern.match_indices('(').map(|(at, _)| at).collect();
    for (index, at) in groups.iter().enumerate() {
        let group = pattern.get(*at..).unwrap_or_default();
        let key = pattern.get(..*at).is_some_and(|before| before.ends_with('='));
        if key && (group.starts_with("(.+)") || group.starts_with("(.*)")) && !used(index + 1) {
            out.raise(
                &TWO_IN_ONE,
                rule.place("pattern"),
                format!("several beans get the one name `{name}`: what group {} catches is dropped", index + 1),
            )
            .help(format!("put `${}` into the name or into a label", index + 1));
            return;
        }
    }
}
