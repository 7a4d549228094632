//! What the components of a cluster expose: Kafka's nodes and ZooKeepers as recorded, all others as the catalogue has them.

use super::modes::Mode;
use crate::catalog::{Exporter, JmxDialect, Release, tells_request_threads_apart};
use crate::promql::{MatchOp, Matcher};
use std::collections::{BTreeMap, BTreeSet};

/// The series of one kind of node: what it is, whether it is a broker and a controller, and its recorded table.
struct Recorded {
    component: &'static str,
    roles: Option<(bool, bool)>,
    table: &'static str,
}

/// What was recorded together: the Kafka, the agent, how the metadata was kept, and the tables of all kinds of nodes.
struct Recording {
    kafka: &'static str,
    agent: JmxDialect,
    mode: Mode,
    nodes: Vec<Recorded>,
}

/// The recordings of the nodes of one Kafka through one agent, all modes of it.
macro_rules! recordings {
    ($kafka:literal $agent:literal: $dialect:ident, $($mode:ident [$($component:ident $roles:expr => $table:literal),+]),+) => {
        [$(Recording {
            kafka: $kafka,
            agent: JmxDialect::$dialect,
            mode: Mode::$mode,
            nodes: vec![$(Recorded {
                component: stringify!($component),
                roles: $roles,
                table: include_str!(concat!("../../../tests/real/expected/", $table, "-jmx-", $agent, ".tsv")),
            }),+],
        }),+]
    };
}

const BROKER: Option<(bool, bool)> = Some((true, false));
const CONTROLLER: Option<(bool, bool)> = Some((false, true));
const BOTH: Option<(bool, bool)> = Some((true, true));

fn recordings() -> impl Iterator<Item = Recording> {
    let zookeeper_old = recordings!("3.6.1" "0.20.0": Jmx0,
        ZooKeeper [kafka None => "broker-3.6.1", zookeeper None => "zookeeper-3.8.3"]);
    let old = recordings!("3.7.0" "0.20.0": Jmx0,
        Apart [kafka BROKER => "broker-3.7.0-kraft", kafka CONTROLLER => "controller-3.7.0-kraft"],
        Combined [kafka BOTH => "combined-3.7.0-kraft"]);
    let last_with_zookeeper = recordings!("3.9.2" "1.0.1": Jmx1,
        ZooKeeper [kafka None => "broker-3.9.2", zookeeper None => "zookeeper-3.8.4"],
        Apart [kafka BROKER => "broker-3.9.2-kraft", kafka CONTROLLER => "controller-3.9.2-kraft"],
        Combined [kafka BOTH => "combined-3.9.2-kraft"]);
    let newer = recordings!("4.1.1" "1.5.0": Jmx1,
        Apart [kafka BROKER => "broker-4.1.1-kraft", kafka CONTROLLER => "controller-4.1.1-kraft"]);
    let newest = recordings!("4.3.1" "1.6.0": Jmx1,
        Apart [kafka BROKER => "broker-4.3.1-kraft", kafka CONTROLLER => "controller-4.3.1-kraft"],
        Combined [kafka BOTH => "combined-4.3.1-kraft"]);
    zookeeper_old.into_iter().chain(old).chain(last_with_zookeeper).chain(newer).chain(newest)
}

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

/// Series of one name from one kind of target.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// The names of their labels.
    pub(super) labels: BTreeSet<String>,
    /// The values that are the same for all of them.
    known: BTreeMap<&'static str, String>,
}

/// Metrics by name, each from every kind of target that has it.
pub(super) type Seen = BTreeMap<String, Vec<Series>>;

impl Series {
    /// Whether some of them may pass all matchers: each label is there, and none of those that are known is another.
    pub(super) fn may_pass(&self, matchers: &[Matcher]) -> bool {
        matchers.iter().all(|matcher| {
            let Some(value) = self.known.get(matcher.label.text.as_str()) else {
                return self.labels.contains(&matcher.label.text);
            };
            match matcher.op {
                MatchOp::Equal => *value == matcher.value.text,
                MatchOp::NotEqual => *value != matcher.value.text,
                MatchOp::Matches | MatchOp::NotMatches => panic!("a pattern for {}", matcher.label.text),
            }
        })
    }
}

/// What each recording that fits a release tells in that mode, with all that is exposed beside it. Those of another Kafka fit as
/// far as the catalogue knows no difference.
pub(super) fn seen(release: &Release, mode: Mode) -> Vec<Seen> {
    let apart = tells_request_threads_apart(release.default_kafka());
    let fits = |one: &Recording| {
        (one.agent, one.mode) == (release.metrics.jmx_dialect, mode) && tells_request_threads_apart(one.kafka) == apart
    };
    let seen: Vec<Seen> = recordings().filter(fits).map(|recording| with_exporters(&recording, release)).collect();
    assert!(!seen.is_empty(), "nothing was recorded that fits {} in {mode:?}", release.version);
    seen
}

fn with_exporters(recording: &Recording, release: &Release) -> Seen {
    let mut seen = Seen::new();
    for Recorded { component, roles, table } in &recording.nodes {
        let target = target(component, *roles);
        add(&mut seen, "up", &[], &target);
        for row in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let mut cells = row.split('\t');
            let (name, labels) = (cells.next().unwrap(), cells.next().unwrap());
            let own: Vec<&str> = labels.split(',').filter(|label| !label.is_empty()).collect();
            add(&mut seen, name, &own, &target);
        }
    }
    let operator =
        Series { known: BTreeMap::from([("strimzi_io_kind", "cluster-operator".to_owned())]), ..target("", None) };
    let exporters = [
        (Some(Exporter::KafkaExporter), target("kafka-exporter", None)),
        (Some(Exporter::ClusterOperator), operator),
        (None, target("entity-operator", None)),
    ];
    for (exporter, target) in exporters {
        add(&mut seen, "up", &[], &target);
        let metrics = exporter.into_iter().flat_map(Exporter::metrics);
        for metric in metrics.filter(|metric| metric.needs.is_none_or(|needs| release.can(needs))) {
            add(&mut seen, metric.name, &metric.labels, &target);
        }
    }
    let kubelet = Series { labels: names(&["instance", "job", "node"]), known: BTreeMap::new() };
    for metric in Exporter::Kubelet.metrics() {
        add(&mut seen, metric.name, &metric.labels, &kubelet);
    }
    seen
}

/// What the targets of a component's pods are labelled with. Only where a node's roles differ do monitors copy them.
fn target(component: &str, roles: Option<(bool, bool)>) -> Series {
    let mut labels = names(&TARGET);
    let name = ("strimzi_io_name", format!("hrms-kafka-{component}"));
    let mut known = BTreeMap::from([name, ("strimzi_io_kind", "Kafka".to_owned())]);
    if let Some((broker, controller)) = roles {
        known.insert("strimzi_io_broker_role", broker.to_string());
        known.insert("strimzi_io_controller_role", controller.to_string());
    }
    labels.extend(known.keys().map(|label| (*label).to_owned()));
    Series { labels, known }
}

fn names(labels: &[&str]) -> BTreeSet<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

fn add(seen: &mut Seen, metric: &str, own: &[&str], target: &Series) {
    let mut series = target.clone();
    series.labels.extend(names(own));
    seen.entry(metric.to_owned()).or_default().push(series);
}
