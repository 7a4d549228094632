//! Every expression of every kind and release, held against two readers of PromQL and against what real brokers and exporters
//! expose.

use super::{SAMPLE, with, without_alerts};
use crate::alert::{Command, KINDS, Rule, Runbook, Scene, Step, rules, template};
use crate::catalog::{self, Capability, Exporter, JmxDialect, Release};
use crate::promql::{self, AggregateOp, Carried, Condition, LabelFlow, Presence, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// What brokers and ZooKeepers tell through each kind of agent, as it was recorded.
const RECORDED: [(JmxDialect, [&str; 2]); 2] = [
    (
        JmxDialect::Jmx0,
        [
            include_str!("../../../tests/real/expected/broker-3.6.1-jmx-0.20.0.tsv"),
            include_str!("../../../tests/real/expected/zookeeper-3.8.3-jmx-0.20.0.tsv"),
        ],
    ),
    (
        JmxDialect::Jmx1,
        [
            include_str!("../../../tests/real/expected/broker-3.9.2-jmx-1.0.1.tsv"),
            include_str!("../../../tests/real/expected/zookeeper-3.8.4-jmx-1.0.1.tsv"),
        ],
    ),
];

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

/// All releases of the catalogue that run ZooKeeper.
fn releases() -> impl Iterator<Item = &'static Release> {
    let releases = catalog::releases().iter().map(|version| catalog::release(version).unwrap());
    releases.filter(|release| release.can(Capability::ZooKeeper))
}

/// A spec of the sample's kind, on another release with its default Kafka.
fn on(release: &Release, spec: &str) -> String {
    let (strimzi, kafka) = ("strimzi   = \"0.39.0\"", "kafka     = \"3.6.1\"");
    assert!(spec.contains(strimzi) && spec.contains(kafka), "the sample names its versions otherwise");
    let spec = spec.replace(strimzi, &format!("strimzi = {:?}", release.version));
    spec.replace(kafka, &format!("kafka = {:?}", release.default_kafka()))
}

/// The rules of every kind that there is, with specs that give each something to watch.
fn all_rules(release: &Release) -> Vec<Rule> {
    let jbod = without_alerts().replace(
        r#"storage  = { size = "10Gi", class = "gp2", delete_claim = false }"#,
        r#"storage  = { volumes = [{ id = 0, size = "10Gi" }, { id = 1, size = "10Gi" }] }"#,
    );
    let alert = |kind: &str, keys: &str| format!("{}\n[alert.Probe]\nkind = \"{kind}\"\n{keys}\n", without_alerts());
    let specs = [
        SAMPLE.to_owned(),
        jbod,
        alert("no-messages", "topics = [\"audit-queue\", \"notification-queue\"]"),
        alert("consumer-lag", "per = \"cluster\"\nabove = 7"),
        alert("consumer-lag", "per = \"topic\"\nabove = 7"),
    ];
    let all: Vec<Rule> = specs.iter().flat_map(|spec| with(&on(release, spec), rules)).collect();
    let kinds: BTreeSet<&str> = all.iter().filter_map(|rule| Some(rule.kind?.name)).collect();
    assert_eq!(kinds.len(), KINDS.len(), "a kind has no rule for {}: {kinds:?}", release.version);
    all
}

#[test]
fn two_readers_take_every_expression() {
    for rule in releases().flat_map(all_rules) {
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
    for release in releases() {
        let seen = seen(release);
        for rule in all_rules(release) {
            let expr = promql::read(&rule.expr.value).unwrap();
            for place in promql::selectors(&expr) {
                let metric = place.selector.metric().unwrap();
                let known = seen.get(metric);
                let known = known.unwrap_or_else(|| panic!("{metric} is exported by nothing of {}", release.version));
                for matcher in &place.selector.matchers {
                    let label = &matcher.label.text;
                    let carried = known.iter().any(|labels| labels.contains(label));
                    assert!(carried, "{metric} has no label {label}: {}", rule.expr.value);
                }
            }
        }
    }
}

#[test]
fn every_text_prints_labels_that_the_result_surely_has() {
    for release in releases() {
        let seen = seen(release);
        for rule in all_rules(release).into_iter().filter(|rule| rule.kind.is_some()) {
            let flow = flow(&rule.expr.value, &seen);
            for text in [&rule.summary.value, &rule.description.value] {
                let asked = template::asked(text);
                assert_eq!((asked.open, asked.unknown), (None, vec![]), "{text}");
                for (label, _) in asked.labels {
                    let presence = flow.label(&label);
                    assert_eq!(presence, &Presence::Surely, "{label} in {text:?} of {}", rule.expr.value);
                }
            }
        }
    }
}

/// A rule's label replaces the series' own. Where that would make two series one, Prometheus gives up the whole rule.
#[test]
fn no_label_of_a_rule_hides_one_that_tells_series_apart() {
    for release in releases() {
        let seen = seen(release);
        for rule in all_rules(release) {
            let flow = flow(&rule.expr.value, &seen);
            for (label, _) in &rule.labels {
                let fine = matches!(flow.label(&label.value), Presence::Never(_));
                assert!(fine, "{} of {}", label.value, rule.name.value);
            }
        }
    }
}

/// Another monitor on the same pods makes every series exist twice. What is folded is folded to one of them first.
#[test]
fn nothing_counts_twice_what_is_scraped_twice() {
    let sample = catalog::release("0.39.0").unwrap();
    let expressions = all_rules(sample).into_iter().filter(|rule| rule.kind.is_some()).map(|rule| rule.expr.value);
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

#[test]
fn counters_are_called_as_the_agent_of_the_release_calls_them() {
    for (version, series) in [("0.41.0", "percent_count{"), ("0.42.0", "percent_count_total{")] {
        let rules = all_rules(catalog::release(version).unwrap());
        let rule = rules.iter().find(|rule| rule.kind.is_some_and(|kind| kind.name == "request-saturation")).unwrap();
        assert!(rule.expr.value.contains(series), "{version}: {}", rule.expr.value);
    }
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

/// What the components of a release expose, with the labels of their targets: brokers and ZooKeepers as recorded with its kind of
/// agent, the others as the catalogue has them.
fn seen(release: &Release) -> Seen {
    let mut seen = Seen::new();
    let mut add = |name: &str, labels: BTreeSet<String>| seen.entry(name.to_owned()).or_default().push(labels);
    let set = |labels: &[&str]| -> BTreeSet<String> { labels.iter().map(|label| (*label).to_owned()).collect() };
    let (_, recorded) = RECORDED.iter().find(|(agent, _)| *agent == release.metrics.jmx_dialect).unwrap();
    let rows = recorded.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#'));
    for row in rows {
        let mut cells = row.split('\t');
        let (name, labels) = (cells.next().unwrap(), cells.next().unwrap());
        let own: Vec<&str> = labels.split(',').filter(|label| !label.is_empty()).collect();
        add(name, set(&[&own[..], &TARGET].concat()));
    }
    add("up", set(&TARGET));
    let of_pods = [Exporter::KafkaExporter, Exporter::ClusterOperator].into_iter().flat_map(Exporter::metrics);
    for metric in of_pods.filter(|metric| metric.needs.is_none_or(|needs| release.can(needs))) {
        add(metric.name, set(&[&metric.labels[..], &TARGET].concat()));
    }
    for metric in Exporter::Kubelet.metrics() {
        add(metric.name, set(&[&metric.labels[..], &["instance", "job", "node"]].concat()));
    }
    seen
}
