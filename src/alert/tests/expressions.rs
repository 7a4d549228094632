//! Every expression of every kind, held against two readers of PromQL and against what real brokers and exporters expose.

use super::{SAMPLE, rules_of, with, without_alerts};
use crate::alert::{Command, KINDS, Rule, Runbook, Scene, Step, rules, template};
use crate::catalog::Exporter;
use crate::promql::{self, AggregateOp, Carried, Condition, LabelFlow, Presence, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

/// Labels that Prometheus and the monitors give to every target of a pod.
const TARGET: [&str; 9] = [
    "container",
    "endpoint",
    "instance",
    "job",
    "namespace",
    "pod",
    "strimzi_io_cluster",
    "strimzi_io_kind",
    "strimzi_io_name",
];

/// Metrics by name, each with the sets of labels that it was seen with.
type Seen = BTreeMap<String, Vec<BTreeSet<String>>>;

/// The rules of every kind that there is, with specs that give each something to watch.
fn all_rules() -> Vec<Rule> {
    let mut all = with(SAMPLE, rules);
    let jbod = without_alerts().replace(
        r#"storage  = { size = "10Gi", class = "gp2", delete_claim = false }"#,
        r#"storage  = { volumes = [{ id = 0, size = "10Gi" }, { id = 1, size = "10Gi" }] }"#,
    );
    all.extend(with(&jbod, rules));
    all.extend(rules_of("no-messages", "topics = [\"audit-queue\", \"notification-queue\"]"));
    for per in ["cluster", "topic"] {
        all.extend(rules_of("consumer-lag", &format!("per = \"{per}\"\nabove = 7")));
    }
    let kinds: BTreeSet<&str> = all.iter().filter_map(|rule| Some(rule.kind?.name)).collect();
    assert_eq!(kinds.len(), KINDS.len(), "a kind has no rule here: {kinds:?}");
    all
}

#[test]
fn two_readers_take_every_expression() {
    for rule in all_rules() {
        let text = &rule.expr.value;
        let expr = promql::read(text).unwrap();
        assert_eq!(promql::check_alert(&expr), [], "{text}");
        assert!(matches!(promql::condition(&expr), Condition::Tested(_)), "{text}");
        // No release before 3 and no feature flag is asked for.
        assert_eq!(promql::needs(&expr), [], "{text}");
        if let Err(error) = promql_parser::parser::parse(text) {
            panic!("{text}: {error}");
        }
    }
}

#[test]
fn every_metric_exists_and_carries_the_labels_that_are_matched() {
    let Some(seen) = seen() else { return };
    for rule in all_rules() {
        let expr = promql::read(&rule.expr.value).unwrap();
        for place in promql::selectors(&expr) {
            let metric = place.selector.metric().unwrap();
            let known = seen.get(metric).unwrap_or_else(|| panic!("{metric} is exported by nothing"));
            for matcher in &place.selector.matchers {
                let label = &matcher.label.text;
                let carried = known.iter().any(|labels| labels.contains(label));
                assert!(carried, "{metric} has no label {label}: {}", rule.expr.value);
            }
        }
    }
}

#[test]
fn every_text_prints_labels_that_the_result_surely_has() {
    let Some(seen) = seen() else { return };
    for rule in all_rules().into_iter().filter(|rule| rule.kind.is_some()) {
        let flow = flow(&rule.expr.value, &seen);
        for text in [&rule.summary.value, &rule.description.value] {
            let asked = template::asked(text);
            assert_eq!((asked.open, asked.unknown), (None, vec![]), "{text}");
            for (label, _) in asked.labels {
                assert_eq!(flow.label(&label), &Presence::Surely, "{label} in {text:?} of {}", rule.expr.value);
            }
        }
    }
}

/// A rule's label replaces the series' own. Where that would make two series one, Prometheus gives up the whole rule.
#[test]
fn no_label_of_a_rule_hides_one_that_tells_series_apart() {
    let Some(seen) = seen() else { return };
    for rule in all_rules() {
        let flow = flow(&rule.expr.value, &seen);
        for (label, _) in &rule.labels {
            assert!(matches!(flow.label(&label.value), Presence::Never(_)), "{} of {}", label.value, rule.name.value);
        }
    }
}

/// Another monitor on the same pods makes every series exist twice. What is folded is folded to one of them first.
#[test]
fn nothing_counts_twice_what_is_scraped_twice() {
    let expressions = all_rules().into_iter().filter(|rule| rule.kind.is_some()).map(|rule| rule.expr.value);
    let queries = with(SAMPLE, |model| {
        let runbooks: Vec<Runbook> = KINDS.iter().map(|kind| (kind.runbook)(&Scene::new(model))).collect();
        let steps = runbooks.into_iter().flat_map(|runbook| runbook.look);
        let query =
            |step: Step| step.run.and_then(|run| if let Command::Query(query) = run { Some(query) } else { None });
        steps.filter_map(query).collect::<Vec<_>>()
    });
    let mut folded = 0;
    for text in expressions.chain(queries) {
        let expr = promql::read(&text).unwrap();
        for selector in promql::selectors(&expr) {
            let first = selector.within.iter().rev().find_map(|around| match &around.kind {
                promql::Kind::Aggregation(aggregation) => Some(aggregation.op),
                _ => None,
            });
            folded += usize::from(first.is_some());
            assert!(matches!(first, None | Some(AggregateOp::Max | AggregateOp::Min)), "{first:?} first: {text}");
        }
    }
    assert!(folded > 30, "only {folded} selectors are folded");
}

fn flow(expr: &str, seen: &Seen) -> LabelFlow {
    let carried = |selector: &Selector| {
        let sets = &seen[selector.metric().unwrap()];
        let all: BTreeSet<String> = sets.iter().flatten().cloned().collect();
        let always: BTreeSet<String> =
            all.iter().filter(|l| sets.iter().all(|set| set.contains(*l))).cloned().collect();
        Carried { sometimes: all.difference(&always).cloned().collect(), always, others: false }
    };
    LabelFlow::with(&promql::read(expr).unwrap(), &carried)
}

/// What real components of this release's versions expose, with the labels of their targets; nothing, said aloud, where the
/// recordings are not at hand. What was not recorded is taken from the catalogue.
fn seen() -> Option<Seen> {
    let mut seen = Seen::new();
    let mut add = |name: &str, labels: BTreeSet<String>| seen.entry(name.to_owned()).or_default().push(labels);
    let set = |labels: &[&str]| -> BTreeSet<String> { labels.iter().map(|label| (*label).to_owned()).collect() };
    for file in ["zk-kafka3.6.1-jmx0.20.0-broker", "zk-ensemble-zookeeper3.8.3-jmx0.20.0", "kafka_exporter-1.9.0"] {
        let path = format!("{}/../shared/facts/metrics/{file}.tsv", env!("CARGO_MANIFEST_DIR"));
        #[expect(clippy::disallowed_methods, reason = "recordings of real components lie outside of the repository")]
        let Ok(text) = std::fs::read_to_string(&path) else {
            let _ = writeln!(std::io::stderr(), "not tested against real components: {path} is not here");
            return None;
        };
        for row in text.lines().skip(1) {
            let mut cells = row.split('\t');
            let (name, labels) = (cells.next().unwrap(), cells.next().unwrap());
            let own: Vec<&str> = labels.split(',').filter(|label| !label.is_empty()).collect();
            add(name, set(&[&own[..], &TARGET].concat()));
        }
    }
    add("up", set(&TARGET));
    for metric in Exporter::ClusterOperator.metrics().iter().filter(|metric| metric.name.starts_with("strimzi_")) {
        add(metric.name, set(&[&metric.labels[..], &TARGET].concat()));
    }
    for metric in Exporter::Kubelet.metrics() {
        add(metric.name, set(&[&metric.labels[..], &["instance", "job", "node"]].concat()));
    }
    Some(seen)
}
