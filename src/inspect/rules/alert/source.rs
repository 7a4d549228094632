//! Is what exports a metric switched on, scraped, and does it call it so?

use crate::catalog::{Exporter, JmxDialect};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::AlertRule;
use crate::inventory::derive::Part;
use crate::inventory::wiring::Wire;
use crate::promql::{self, Seen};

const OFF: Offence = Offence::error("alert/source-off", "an alert looks at metrics that nothing in the set exports")
    .why("What exports the metric is not deployed, or not asked for metrics. There are no series: the alert never fires, and one with `absent` always does.")
    .write("switch on what exports it, or drop the alert")
    .source("strimzi, which component exports what, and what switches it on; scrapes of running components");

const NOT_DEPLOYED: Offence = Offence::warning("alert/part-not-deployed", "an alert looks at a part that no cluster of the set runs")
    .why("Kafka Exporter, Cruise Control and ZooKeeper run only if the Kafka resource asks for them. There are no series: the alert never fires, and one with `absent` always does.")
    .write("the part in the Kafka resource, or drop the alert")
    .source("strimzi, which component exports what, and what switches it on")
    .in_development(crate::inspect::Level::Info);

const NOT_SCRAPED: Offence = Offence::error("alert/not-scraped", "an alert looks at metrics that no monitor of the set scrapes")
    .why("The metrics are exported, but no monitor reaches the port, while others of the set reach theirs. There are no series, and the alert never fires.")
    .write("a monitor for what exports it")
    .source("the monitors of the set, and the pods that the operator makes");

const DIALECT: Offence = Offence::error("alert/other-dialect", "an alert uses a name that this release does not export")
    .why("Names change with the release of the operator and its JMX exporter. Under the old name there is no series: the alert never fires.")
    .write("the name that this release exports")
    .source("strimzi, changelog and exporters of the release; JMX exporter 1.0, names of JVM metrics");

pub(super) const RULE: Rule = Rule {
    offences: &[&OFF, &NOT_DEPLOYED, &NOT_SCRAPED, &DIALECT],
    check: Check::Scraped(check),
    examples: &[
        Example::new(
            "nothing that exports it, and an old name",
            concat!(
                shop!(),
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag > 10 # <- alert/part-not-deployed
        - alert: UnderReplicated
          expr: kafka_server_replicamanager_underreplicatedpartitions > 0 # <- alert/source-off
        - alert: NotReady
          expr: strimzi_resource_state{kind=\"Kafka\"} == 0 # <- alert/other-dialect
        - alert: Heap
          expr: jvm_memory_bytes_used{area=\"heap\"} > 1e9 # <- alert/other-dialect
"
            ),
        ),
        Example::new(
            "a monitor for others only",
            concat!(
                shop!(),
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag > 10 # <- alert/not-scraped
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: other, namespace: kafka }
spec:
  kafka: { listeners: [] }
  entityOperator: { topicOperator: {} }
  kafkaExporter: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: entity, namespace: kafka }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: entity-operator } }
  podMetricsEndpoints: [{ port: healthcheck-to }]
"
            ),
        ),
        Example::new(
            "everything is on, or somewhere else",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag > 10
        - alert: Own
          expr: my_own_metric > 0
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders }
"
            ),
        ),
    ],
};

/// Who exports the metrics whose names begin so.
const FAMILIES: [(&str, Family); 18] = [
    ("kafka_consumergroup_", Family::Exporter),
    ("kafka_topic_partition", Family::Exporter),
    ("kafka_exporter_build_info", Family::Exporter),
    ("kafka_brokers", Family::Exporter),
    ("kafka_broker_info", Family::Exporter),
    ("kafka_server_", Family::Kafka),
    ("kafka_controller_", Family::Kafka),
    ("kafka_network_", Family::Kafka),
    ("kafka_log_", Family::Kafka),
    ("kafka_cluster_", Family::Kafka),
    ("kafka_coordinator_", Family::Kafka),
    ("zookeeper_", Family::ZooKeeper),
    ("kafka_cruisecontrol_", Family::CruiseControl),
    ("kafka_connect_mirror_", Family::MirrorMaker2),
    ("kafka_connect_", Family::Connect),
    ("strimzi_bridge_", Family::Bridge),
    ("strimzi_reconciliations_", Family::Operator),
    ("strimzi_certificate_", Family::Operator),
];

/// Who exports a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Exporter,
    Kafka,
    ZooKeeper,
    CruiseControl,
    Connect,
    MirrorMaker2,
    Bridge,
    Operator,
}

impl Family {
    /// Who exports a metric of that name, where names tell.
    pub(super) fn of(metric: &str) -> Option<Self> {
        FAMILIES.iter().find(|(prefix, _)| metric.starts_with(prefix)).map(|(_, family)| *family)
    }

    /// Whether such pods export it.
    pub(super) fn runs_in(self, part: Part) -> bool {
        match self {
            Family::Exporter => part == Part::KafkaExporter,
            Family::Kafka => matches!(part, Part::Kafka { .. }),
            Family::ZooKeeper => part == Part::ZooKeeper,
            Family::CruiseControl => part == Part::CruiseControl,
            Family::Connect => matches!(part, Part::Connect | Part::MirrorMaker2),
            Family::MirrorMaker2 => part == Part::MirrorMaker2,
            Family::Bridge => part == Part::Bridge,
            Family::Operator => matches!(part, Part::ClusterOperator | Part::EntityOperator),
        }
    }
}

fn check<'w, 'b>(world: &'w World<'b>, wires: &'w [Wire<'w, 'b>], rule: &AlertRule<'b>, out: &mut Out) {
    let Some(expr) = &rule.parsed else { return };
    let mut said = Vec::new();
    for seen in promql::selectors(expr) {
        let Some(name) = seen.selector.metric_name().filter(|name| !said.contains(&name.text)) else { continue };
        said.push(name.text.clone());
        if dialect(world, rule, &seen, out) {
            continue;
        }
        if let Some(family) = Family::of(&name.text) {
            of_family(world, wires, rule, &seen, family, out);
        }
    }
}

/// What keeps a family from being exported: in words, with the key that would switch it on and where.
fn off(world: &World<'_>, family: Family) -> Option<(&'static str, &'static str, Spot)> {
    let clusters = &world.inventory.clusters;
    let first = clusters.first()?;
    match family {
        Family::Exporter => {
            let own = world.inventory.derived().pods.iter().any(|pod| {
                pod.part == Part::Other
                    && pod.containers.iter().chain([&pod.name]).any(|name| name.contains("exporter"))
            });
            let none = clusters.iter().all(|cluster| cluster.exporter.is_none());
            (none && !own).then(|| ("Kafka Exporter is not deployed", "spec.kafkaExporter", Spot::from(first.document)))
        }
        Family::Kafka => clusters
            .iter()
            .all(|cluster| cluster.metrics.is_none())
            .then(|| ("brokers are not asked for metrics", "spec.kafka.metricsConfig", Spot::from(first.kafka))),
        Family::ZooKeeper => {
            let without = |zookeeper: &crate::inventory::ZooKeeper<'_>| zookeeper.metrics.is_none();
            if clusters.iter().all(|cluster| cluster.zookeeper.is_none()) {
                Some(("there is no ZooKeeper", "", Spot::from(first.document)))
            } else if clusters.iter().filter_map(|cluster| cluster.zookeeper.as_ref()).all(without) {
                Some(("ZooKeeper is not asked for metrics", "spec.zookeeper.metricsConfig", Spot::from(first.document)))
            } else {
                None
            }
        }
        Family::CruiseControl => {
            let off =
                clusters.iter().all(|it| it.cruise_control.is_none_or(|node| node.get("metricsConfig").is_none()));
            off.then(|| {
                (
                    "Cruise Control is not asked for metrics",
                    "spec.cruiseControl.metricsConfig",
                    Spot::from(first.document),
                )
            })
        }
        // Without one of them in the set nobody knows; they may be elsewhere.
        Family::Connect | Family::MirrorMaker2 | Family::Bridge | Family::Operator => None,
    }
}

fn of_family(
    world: &World<'_>,
    wires: &[Wire<'_, '_>],
    rule: &AlertRule<'_>,
    seen: &Seen<'_>,
    family: Family,
    out: &mut Out,
) {
    let Some(name) = seen.selector.metric_name() else { return };
    let place = rule.place(name.place.range());
    if let Some((why, key, spot)) = off(world, family) {
        let absent = seen.calls().any(|call| call.starts_with("absent"));
        let end = if absent { "fires all the time" } else { "never fires" };
        let headline = format!("`{}` {end}: {why}, so that there is no `{}`", rule.name, name.text);
        let optional = matches!(family, Family::Exporter | Family::CruiseControl | Family::ZooKeeper);
        let raised = out.raise(if optional { &NOT_DEPLOYED } else { &OFF }, place, headline);
        raised.label("no such series").because(spot, why);
        if key.is_empty() {
            raised.help("drop the rule");
        } else {
            raised.help(format!("add `{key}`, or drop the rule"));
        }
        return;
    }
    let fits = |part: Part| family.runs_in(part);
    let inventory = &world.inventory;
    if !inventory.derived().pods.iter().any(|pod| fits(pod.part)) {
        return;
    }
    let reached = || wires.iter().flat_map(|wire| &wire.targets).map(|target| target.pod.part);
    // A broken wire has a finding of its own, and jobs of a plain Prometheus may find anything.
    let broken = wires.iter().any(|wire| wire.broken.is_some());
    let any = reached().any(|part| part != Part::Other);
    if any && !broken && inventory.jobs.is_empty() && !reached().any(fits) {
        let from = inventory.derived().pods.iter().find(|pod| fits(pod.part));
        let headline = format!("`{}` never fires: no monitor scrapes what exports `{}`", rule.name, name.text);
        let raised = out.raise(&NOT_SCRAPED, place, headline);
        raised.label("no such series");
        if let Some(pod) = from {
            raised.because(Spot::from(pod.from), format!("`{}` exports it", pod.words()));
            raised.help(format!("add a monitor that selects `{}`", pod.words()));
        }
    }
}

/// What agents from 1.0 on call the metrics of a JVM.
const RENAMED: [(&str, &str); 9] = [
    ("jvm_memory_bytes_used", "jvm_memory_used_bytes"),
    ("jvm_memory_bytes_committed", "jvm_memory_committed_bytes"),
    ("jvm_memory_bytes_max", "jvm_memory_max_bytes"),
    ("jvm_memory_bytes_init", "jvm_memory_init_bytes"),
    ("jvm_memory_pool_bytes_used", "jvm_memory_pool_used_bytes"),
    ("jvm_memory_pool_bytes_committed", "jvm_memory_pool_committed_bytes"),
    ("jvm_memory_pool_bytes_max", "jvm_memory_pool_max_bytes"),
    ("jvm_classes_loaded", "jvm_classes_currently_loaded"),
    ("jvm_info", "jvm_runtime_info"),
];

/// A name of another release. Gives whether there is one.
fn dialect(world: &World<'_>, rule: &AlertRule<'_>, seen: &Seen<'_>, out: &mut Out) -> bool {
    let Some(name) = seen.selector.metric_name() else { return false };
    let release = world.strimzi();
    // Somebody else's JVMs may have old agents.
    let renamed = RENAMED.iter().find(|(old, _)| *old == name.text).map(|(_, new)| *new);
    let renamed =
        renamed.filter(|_| release.metrics.jmx_dialect == JmxDialect::Jmx1 && !world.inventory.clusters.is_empty());
    let known = Exporter::ALL.iter().find_map(|exporter| exporter.metric(&name.text));
    let lacks = known.and_then(|metric| metric.needs).is_some_and(|needs| !release.can(needs));
    let place = rule.place(name.place.range());
    if let Some(new) = renamed {
        out.raise(
            &DIALECT,
            place,
            format!(
                "`{}` never fires: what Strimzi {} brings calls `{}` `{new}`",
                rule.name, release.version, name.text
            ),
        )
        .label("no such series")
        .help(format!("write `{new}`"));
    } else if lacks {
        out.raise(
            &DIALECT,
            place,
            format!("`{}` never fires: Strimzi {} does not export `{}`", rule.name, release.version, name.text),
        )
        .label("no such series")
        .help("use what this release exports, such as the state that kube-state-metrics tells");
    }
    renamed.is_some() || lacks
}
