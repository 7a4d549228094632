//! Do series carry the labels that an alert asks for: are they attached by what scrapes them, and is the metric let through?

use super::source::Family;
use crate::alert::template;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::AlertRule;
use crate::inventory::derive::{Part, Pod};
use crate::inventory::tree::{Place, Tree};
use crate::inventory::wiring::Wire;
use crate::inventory::wiring::targets::{self, Attached};
use crate::promql::{self, Kind, LabelFlow, Matcher, Presence, Seen};

const MISSING: Offence = Offence::error("alert/label-not-attached", "an alert selects by a label that no monitor attaches")
    .why("Labels of pods and Services are on series only if a monitor puts them there. Without that nothing is selected: the alert never fires, and one with `absent` always does.")
    .write("`podTargetLabels` or a relabelling in the monitor, or another label in the alert")
    .source("prometheus-operator, generation of scrape configurations: `podTargetLabels`, `targetLabels`, `relabelings`");

const VALUE: Offence = Offence::error("alert/label-value-differs", "an alert selects a value that the label never has")
    .why("All that is scraped has another value there, so that nothing is selected: the alert never fires, and one with `absent` always does.")
    .write("the value that is there")
    .source("strimzi, labels of pods; prometheus-operator, labels of targets");

const HOLE: Offence = Offence::warning("alert/label-is-empty", "an alert groups by a label, or prints one, that no monitor attaches")
    .why("What is grouped by a label that is not there is one group: clusters and pods are counted together. A text that prints it has a hole.")
    .write("`podTargetLabels` or a relabelling in the monitor, or a label that is there")
    .source("prometheus-operator, generation of scrape configurations; Prometheus, aggregation");

const DROPPED: Offence = Offence::error("alert/metric-dropped", "an alert looks at a metric that its monitor drops")
    .why("`metricRelabelings` drop the series after the scrape: they are never stored, and the alert never fires.")
    .write("a relabelling that lets the metric through")
    .source("Prometheus, `metric_relabel_configs`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING, &VALUE, &HOLE, &DROPPED],
    check: Check::Scraped(check),
    examples: &[
        Example::new(
            "a monitor that attaches nothing, and drops what the alert is about",
            concat!(
                metered!(),
                rules!(),
                "        - alert: UnderReplicated
          expr: kafka_server_replicamanager_underreplicatedpartitions{strimzi_io_name=\"shop-kafka\"} > 0 # <- alert/label-not-attached
        - alert: Grouped
          expr: sum by (strimzi_io_cluster) (kafka_server_replicamanager_underreplicatedpartitions) > 0 # <- alert/label-is-empty
        - alert: Printed
          expr: kafka_server_replicamanager_underreplicatedpartitions{namespace=\"kafkas\"} > 0 # <- alert/label-value-differs
          annotations: { summary: 'on {{ $labels.kubernetes_pod_name }}' } # <- alert/label-is-empty
        - alert: Log
          expr: kafka_log_log_size > 1e9 # <- alert/metric-dropped
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podMetricsEndpoints:
    - port: tcp-prometheus
      metricRelabelings:
        - { sourceLabels: [__name__], regex: 'kafka_log_.+', action: drop }
"
            ),
        ),
        Example::new(
            "one of two monitors attaches nothing",
            concat!(
                shop!(),
                "apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: other, namespace: kafka }
spec:
  kafka: { listeners: [{ name: plain, port: 9092, type: internal, tls: false }] }
  entityOperator: { topicOperator: {} }
  kafkaExporter: {}
---
",
                rules!(),
                "        - alert: ExporterDown
          expr: (count(up{strimzi_io_name=\"other-kafka-exporter\"} == 1) or vector(0)) < 1
        - alert: OperatorsDown
          expr: (count(up{strimzi_io_name=\"other-entity-operator\"} == 1) or vector(0)) < 1 # <- alert/label-not-attached
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: exporter, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: other-kafka-exporter } }
  podTargetLabels: [strimzi.io/name]
  podMetricsEndpoints: [{ port: tcp-prometheus }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: operators, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: other-entity-operator } }
  podTargetLabels: [strimzi.io/cluster]
  podMetricsEndpoints: [{ port: healthcheck-to }]
"
            ),
        ),
        Example::new(
            "labels by `podTargetLabels` and by relabelling",
            concat!(
                metered!(),
                rules!(),
                "        - alert: UnderReplicated
          expr: sum by (strimzi_io_cluster) (kafka_server_replicamanager_underreplicatedpartitions{strimzi_io_name=\"shop-kafka\",kubernetes_pod_name=~\"shop-.+\"}) > 0
          annotations: { summary: 'of {{ $labels.strimzi_io_cluster }}' }
        - alert: Elsewhere
          expr: kafka_server_replicamanager_underreplicatedpartitions{namespace=\"payments\"} > 0
        - alert: Size
          expr: kafka_log_log_size{topic=\"orders\"} > 1e9
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: brokers, namespace: kafka }
spec:
  selector: { matchLabels: { strimzi.io/name: shop-kafka } }
  podTargetLabels: [strimzi.io/name]
  podMetricsEndpoints:
    - port: tcp-prometheus
      relabelings:
        - { action: labelmap, regex: __meta_kubernetes_pod_label_(strimzi_io_cluster) }
        - { sourceLabels: [__meta_kubernetes_pod_name], targetLabel: kubernetes_pod_name }
      metricRelabelings:
        - { sourceLabels: [__name__, topic], regex: 'kafka_log_.+;__.+', action: drop }
"
            ),
        ),
    ],
};

/// Labels that series have only from what scrapes them.
const OF_TARGETS: [&str; 11] = [
    "pod",
    "namespace",
    "service",
    "container",
    "endpoint",
    "pod_name",
    "kubernetes_pod_name",
    "kubernetes_namespace",
    "node_name",
    "node_ip",
    "kubernetes_node",
];

fn of_target(label: &str) -> bool {
    label.starts_with("strimzi_io_") || label.starts_with("app_kubernetes_io_") || OF_TARGETS.contains(&label)
}

/// What the targets of a selector carry, and what is done to their series.
struct Reach<'w, 'b> {
    carried: Vec<Attached>,
    /// What each of these comes from.
    sources: Vec<(&'w Wire<'w, 'b>, &'w Pod<'b>)>,
    /// Who exports it, unless it is of the scrape itself.
    family: Option<Family>,
    dropped: Option<Place<'b>>,
    wires: &'w [Wire<'w, 'b>],
}

fn check<'w, 'b>(world: &'w World<'b>, wires: &'w [Wire<'w, 'b>], rule: &AlertRule<'b>, out: &mut Out) {
    let Some(expr) = &rule.parsed else { return };
    let inventory = &world.inventory;
    // What plain jobs attach is another question.
    if inventory.monitors.is_empty() || inventory.jobs.iter().any(|job| !of_nodes(&job.endpoint.tree)) {
        return;
    }
    let seen = promql::selectors(expr);
    let reaches: Vec<Option<Reach<'_, '_>>> = seen.iter().map(|one| reach(wires, one)).collect();
    let mut said = Vec::new();
    for (one, reach) in seen.iter().zip(&reaches) {
        let Some(reach) = reach else { continue };
        if let (Some(place), Some(name)) = (reach.dropped, one.selector.metric_name()) {
            let headline = format!("`{}` never fires: `{}` is dropped after the scrape", rule.name, name.text);
            out.raise(&DROPPED, rule.place(name.place.range()), headline)
                .label("no such series")
                .because(place, "drops it")
                .help("let the relabelling keep it");
            continue;
        }
        for matcher in &one.selector.matchers {
            let identity = (matcher.label.text.as_str(), matcher.value.text.as_str());
            if !said.contains(&identity) && of_matcher(world, rule, one, matcher, reach, out) {
                said.push(identity);
            }
        }
        grouped(rule, one, reach, out);
    }
    let known: Option<Vec<&Reach<'_, '_>>> = reaches.iter().map(Option::as_ref).collect();
    printed(rule, expr, &known.unwrap_or_default(), out);
}

/// Whether a job finds nodes only, none of which is a pod.
fn of_nodes(job: &Tree<'_>) -> bool {
    let configs = job.get("kubernetes_sd_configs").map_or(&[][..], Tree::items);
    !configs.is_empty() && configs.iter().all(|it| it.get("role").and_then(Tree::scalar) == Some("node"))
}

/// What is scraped of a selector's metric; nothing if nobody knows.
fn reach<'w, 'b>(wires: &'w [Wire<'w, 'b>], one: &Seen<'_>) -> Option<Reach<'w, 'b>> {
    let metric = one.selector.metric()?;
    let family = Family::of(metric);
    let fits = |part: Part| match family {
        Some(family) => family.runs_in(part),
        None => metric == "up" && part != Part::Other,
    };
    let (mut carried, mut sources, mut drops, mut any) = (Vec::new(), Vec::new(), Vec::new(), false);
    for wire in wires {
        for target in wire.targets.iter().filter(|target| fits(target.pod.part)) {
            let Ok(mut labels) = targets::of(wire, target) else { continue };
            any = true;
            if metric == "up" {
                carried.push(labels);
                sources.push((wire, target.pod));
                continue;
            }
            labels.insert("__name__".to_owned(), Some(metric.to_owned()));
            let rules = wire.endpoint.metric_relabelings();
            if let Some(at) = targets::relabel(&mut labels, &rules, true) {
                drops.extend(rules.get(at).map(|rule| rule.tree.place));
            } else {
                carried.push(labels);
                sources.push((wire, target.pod));
            }
        }
    }
    let dropped = drops.first().copied().filter(|_| carried.is_empty());
    any.then_some(Reach { carried, sources, family, dropped, wires })
}

/// Judges a matcher; gives whether there was something to say.
fn of_matcher(
    world: &World<'_>,
    rule: &AlertRule<'_>,
    one: &Seen<'_>,
    matcher: &Matcher,
    reach: &Reach<'_, '_>,
    out: &mut Out,
) -> bool {
    let label = matcher.label.text.as_str();
    if !of_target(label) || matcher.accepts("") != Some(false) {
        return false;
    }
    let absent = one.calls().any(|call| call.starts_with("absent"));
    let end = if absent { "fires all the time" } else { "never fires" };
    let there: Vec<&Option<String>> = reach.carried.iter().filter_map(|labels| labels.get(label)).collect();
    if there.is_empty() {
        if elsewhere(label, reach) {
            return false;
        }
        let raised = out.raise(
            &MISSING,
            rule.place(matcher.label.place.range()),
            format!("`{}` {end}: no monitor attaches the label `{label}`", rule.name),
        );
        raised.label("is on no series").help(cure(label));
        if let Some(wire) = reach.wires.iter().find(|wire| wire.targets.iter().any(|it| it.pod.part != Part::Other)) {
            raised.because(wire.monitor.document, "attaches other labels");
        }
        return true;
    }
    let values: Option<Vec<&String>> = there.iter().map(|value| value.as_ref()).collect();
    let Some(values) = values.filter(|values| values.iter().all(|value| matcher.accepts(value) == Some(false))) else {
        return false;
    };
    if let Some(wire) = not_attached_by(matcher, reach) {
        let kind = wire.monitor.kind();
        let headline =
            format!("`{}` {end}: {kind} `{}` does not attach the label `{label}`", rule.name, wire.monitor.name);
        out.raise(&MISSING, rule.place(matcher.label.place.range()), headline)
            .label("is on no series that is meant")
            .because(wire.monitor.document, "attaches other labels")
            .help(cure(label));
        return true;
    }
    let Some(value) = meant(world, matcher, &values, reach) else { return false };
    out.raise(
        &VALUE,
        rule.place(matcher.value.place.range()),
        format!("`{}` {end}: `{label}` is `{value}`, and never `{}`", rule.name, matcher.value.text),
    )
    .label("selects nothing")
    .help(format!("write `{value}`"));
    true
}

/// Who scrapes pods that have the label with a value that is asked for, and leaves it there.
fn not_attached_by<'w, 'b>(matcher: &Matcher, reach: &Reach<'w, 'b>) -> Option<&'w Wire<'w, 'b>> {
    let label = matcher.label.text.as_str();
    let spelt = |key: &str| key.replace(|char: char| !char.is_ascii_alphanumeric(), "_") == label;
    let meant =
        |pod: &Pod<'_>| pod.labels.iter().any(|(key, value)| spelt(key) && matcher.accepts(value) == Some(true));
    let mut all = reach.carried.iter().zip(&reach.sources);
    all.find(|(labels, (_, pod))| !labels.contains_key(label) && meant(pod)).map(|(_, (wire, _))| *wire)
}

/// The values of `strimzi.io/kind`: one is not another by mistake.
const KINDS: [&str; 6] =
    ["Kafka", "KafkaConnect", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaBridge", "cluster-operator"];

/// The value that a matcher means, unless it may mean something that is elsewhere.
fn meant<'v>(world: &World<'_>, matcher: &Matcher, values: &[&'v String], reach: &Reach<'_, '_>) -> Option<&'v str> {
    let wanted = matcher.value.text.as_str();
    let label = matcher.label.text.as_str();
    // Names of clusters, and of pods of clusters without pools, are asked for elsewhere.
    if label == "strimzi_io_cluster" || KINDS.contains(&wanted) {
        return None;
    }
    let near = values.iter().find(|value| value.len() > 3 && strsim::osa_distance(value, wanted) <= 2);
    let named = || {
        let clusters = &world.inventory.clusters;
        let own = clusters.iter().any(|it| it.name.len() > 3 && wanted.contains(it.name));
        let old = clusters.iter().any(|it| matcher.accepts(&format!("{}-kafka-0", it.name)) == Some(true));
        (own && !old && reach.family.is_some()).then(|| values.first()).flatten()
    };
    near.or_else(named).map(|value| value.as_str())
}

/// Whether a monitor whose targets are not in the set may attach a label.
fn elsewhere(label: &str, reach: &Reach<'_, '_>) -> bool {
    let unseen = reach.wires.iter().filter(|wire| wire.targets.iter().all(|it| it.pod.part == Part::Other));
    unseen.into_iter().any(|wire| targets::may_attach(wire, label))
}

fn grouped(rule: &AlertRule<'_>, one: &Seen<'_>, reach: &Reach<'_, '_>, out: &mut Out) {
    let innermost = one.within.iter().rev().find_map(|around| match &around.kind {
        Kind::Aggregation(aggregation) => aggregation.grouping.as_ref(),
        _ => None,
    });
    let Some(grouping) = innermost.filter(|grouping| !grouping.without) else { return };
    for label in grouping.labels.iter().filter(|label| hole(&label.text, reach)) {
        let headline = format!("`{}` groups by `{}`, which no monitor attaches", rule.name, label.text);
        out.raise(&HOLE, rule.place(label.place.range()), headline)
            .label("is on no series, so that all is one group")
            .help(cure(&label.text));
    }
}

fn hole(label: &str, reach: &Reach<'_, '_>) -> bool {
    let nowhere = !reach.carried.is_empty() && reach.carried.iter().all(|labels| !labels.contains_key(label));
    of_target(label) && nowhere && !elsewhere(label, reach)
}

fn printed(rule: &AlertRule<'_>, expr: &promql::Expr, known: &[&Reach<'_, '_>], out: &mut Out) {
    if known.is_empty() || !rule.is_alert {
        return;
    }
    let flow = LabelFlow::of(expr);
    for (key, value) in rule.tree.get("annotations").map_or(&[][..], Tree::entries) {
        let Some(text) = value.as_text() else { continue };
        for (name, place) in template::asked(text).labels {
            let summed = matches!(flow.label(&name), Presence::Never(_));
            if summed || rule.labels.contains_key(&name) || !known.iter().all(|reach| hole(&name, reach)) {
                continue;
            }
            let headline = format!("`{}` of `{}` prints `{name}`, which no monitor attaches", key.name, rule.name);
            out.raise(&HOLE, value.part(place), headline).label("prints nothing").help(cure(&name));
        }
    }
}

/// What would attach a label.
fn cure(label: &str) -> String {
    match label.strip_prefix("strimzi_io_") {
        Some(rest) => {
            format!("add `podTargetLabels: [strimzi.io/{}]` to the monitor", rest.replace('_', "-"))
        }
        None if matches!(label, "kubernetes_pod_name" | "pod_name") => {
            "write `pod`, which every monitor attaches".to_owned()
        }
        None if label == "kubernetes_namespace" => "write `namespace`, which every monitor attaches".to_owned(),
        None => format!("add a relabelling with `targetLabel: {label}` to the monitor, or use another label"),
    }
}
