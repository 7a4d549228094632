//! Do the brokers export what alerts ask for, under that name?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::tree::Place;
use crate::inventory::{AlertRule, Group, JmxRules, MetricsConfig, RuleFile};
use crate::metrics::jmx::{self, Attribute};
use crate::promql;
use regex::Regex;
use std::collections::BTreeSet;

const NOT_EXPORTED: Offence = Offence::error("metrics/not-exported", "an alert asks for a metric that the rules of the exporter call otherwise, or drop")
    .why("The bean is there, but the rules in the ConfigMap give it another name, or none: capital letters without `lowercaseOutputName`, a pattern that does not fit, an object name that is not included. There is no such series, and the alert never fires.")
    .write("a rule that gives the name, or the name that the rules give")
    .source("jmx_exporter 0.20.0 to 1.6.0, its rules played over the beans of Kafka");

const NOT_ALLOWED: Offence = Offence::error("metrics/not-allowed", "an alert asks for a metric that the Strimzi Metrics Reporter leaves out")
    .why("The reporter exports what its allow list fits, from the first to the last letter; without one of yours a default list counts. There is no such series, and the alert never fires.")
    .write("the name in `metricsConfig.values.allowList`")
    .source("strimzi 1.2.0, `KafkaCluster.DEFAULT_METRICS_ALLOW_LIST`; metrics reporter 0.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_EXPORTED, &NOT_ALLOWED],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "capital letters, a name of another dialect, and a pattern that does not fit",
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
      - pattern: kafka.server<type=(.+), name=(.+)><>Value
        name: kafka_server_$1_$2
---
groups:
  - name: kafka
    rules:
      - alert: UnderReplicated
        expr: kafka_server_replicamanager_underreplicatedpartitions > 0 # <- metrics/not-exported
      - alert: Offline
        expr: kafka_controller_kafkacontroller_offlinepartitionscount > 0 # <- metrics/not-exported
",
        ),
        Example::new(
            "the default list of the reporter",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    metricsConfig: { type: strimziMetricsReporter }
---
groups:
  - name: kafka
    rules:
      - alert: Disk
        expr: kafka_log_logmanager_offlinelogdirectorycount > 0 # <- metrics/not-allowed
      - alert: UnderReplicated
        expr: kafka_server_replicamanager_underreplicatedpartitions > 0
",
        ),
        Example::new(
            "lowered names",
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
      - pattern: kafka.(\w+)<type=(.+), name=(.+)PerSec\w*><>Count
        name: kafka_$1_$2_$3_total
        type: COUNTER
      - pattern: kafka.(\w+)<type=(.+), name=(.+)><>Value
        name: kafka_$1_$2_$3
---
groups:
  - name: kafka
    rules:
      - alert: UnderReplicated
        expr: kafka_server_replicamanager_underreplicatedpartitions > 0
      - alert: Quiet
        expr: rate(kafka_server_brokertopicmetrics_messagesin_total[5m]) == 0
      - alert: Own
        expr: kafka_server_something_of_ours > 0
",
        ),
    ],
};

/// Beans that alerts look at: how names of their metrics begin, the beans, and whether they are meters.
const BEANS: [(&str, &str, bool); 19] = [
    (
        "kafka_server_replicamanager_underreplicatedpartitions",
        "kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions",
        false,
    ),
    (
        "kafka_server_replicamanager_underminisrpartitioncount",
        "kafka.server:type=ReplicaManager,name=UnderMinIsrPartitionCount",
        false,
    ),
    ("kafka_server_replicamanager_partitioncount", "kafka.server:type=ReplicaManager,name=PartitionCount", false),
    ("kafka_server_replicamanager_leadercount", "kafka.server:type=ReplicaManager,name=LeaderCount", false),
    (
        "kafka_controller_kafkacontroller_activecontrollercount",
        "kafka.controller:type=KafkaController,name=ActiveControllerCount",
        false,
    ),
    (
        "kafka_controller_kafkacontroller_offlinepartitionscount",
        "kafka.controller:type=KafkaController,name=OfflinePartitionsCount",
        false,
    ),
    ("kafka_log_logmanager_offlinelogdirectorycount", "kafka.log:type=LogManager,name=OfflineLogDirectoryCount", false),
    (
        "kafka_network_socketserver_networkprocessoravgidle",
        "kafka.network:type=SocketServer,name=NetworkProcessorAvgIdlePercent",
        false,
    ),
    (
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidle",
        "kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent",
        true,
    ),
    (
        "kafka_controller_controllerstats_uncleanleaderelections",
        "kafka.controller:type=ControllerStats,name=UncleanLeaderElectionsPerSec",
        true,
    ),
    ("kafka_server_brokertopicmetrics_bytesin", "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec", true),
    ("kafka_server_brokertopicmetrics_bytesout", "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec", true),
    ("kafka_server_brokertopicmetrics_messagesin", "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec", true),
    (
        "kafka_server_brokertopicmetrics_failedproducerequests",
        "kafka.server:type=BrokerTopicMetrics,name=FailedProduceRequestsPerSec",
        true,
    ),
    (
        "kafka_server_brokertopicmetrics_failedfetchrequests",
        "kafka.server:type=BrokerTopicMetrics,name=FailedFetchRequestsPerSec",
        true,
    ),
    (
        "kafka_network_requestmetrics_errors",
        "kafka.network:type=RequestMetrics,name=ErrorsPerSec,request=Produce,error=NONE",
        true,
    ),
    ("kafka_log_log_size", "kafka.log:type=Log,name=Size,topic=t,partition=0", false),
    ("kafka_cluster_partition_underminisr", "kafka.cluster:type=Partition,name=UnderMinIsr,topic=t,partition=0", false),
    (
        "kafka_cluster_partition_underreplicated",
        "kafka.cluster:type=Partition,name=UnderReplicated,topic=t,partition=0",
        false,
    ),
];

/// What a meter tells; anything else has a value.
const METER: [&str; 7] =
    ["Count", "MeanRate", "OneMinuteRate", "FiveMinuteRate", "FifteenMinuteRate", "RateUnit", "EventType"];

/// What the reporter exports if nobody says otherwise.
const DEFAULT_LIST: [&str; 16] = [
    "kafka_cluster_partition.*",
    "kafka_controller_kafkacontroller.*",
    "kafka_controller_controllerstats_uncleanleaderelectionspersec",
    "kafka_log_log_size",
    "kafka_network_requestmetrics.*",
    "kafka_network_socketserver_networkprocessoravgidlepercent",
    "kafka_server_app_info.*",
    "kafka_server_brokertopicmetrics.*",
    "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent",
    "kafka_server_kafkaserver_brokerstate",
    "kafka_server_kafkaserver_clusterid",
    "kafka_server_kafkaserver_linux.*",
    "kafka_server_raft.*",
    "kafka_server_replicamanager.*",
    "kafka_server_request_queue_size",
    "kafka_server_socket_server.*",
];

fn check(world: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = &rule.parsed else { return };
    let inventory = &world.inventory;
    let configs: Vec<&MetricsConfig<'_>> =
        inventory.metrics.iter().filter(|config| config.of == "spec.kafka").collect();
    // All clusters of the set must be known, or the metric may be that of another.
    if configs.is_empty() || inventory.clusters.iter().any(|cluster| !configs.iter().any(|it| it.is_of(cluster))) {
        return;
    }
    let mut said = BTreeSet::new();
    for seen in promql::selectors(expr) {
        let Some(name) = seen.selector.metric_name() else { continue };
        let bean = BEANS.iter().find(|(prefix, _, _)| name.text.to_lowercase().starts_with(prefix));
        let Some(bean) = bean.filter(|_| said.insert(name.text.clone())) else { continue };
        let place = rule.place(name.place.range());
        let all: Option<Vec<Failure<'_>>> =
            configs.iter().map(|config| fails(world, config, &name.text, *bean)).collect();
        if let Some(failure) = all.and_then(|all| all.into_iter().next()) {
            say(rule, &name.text, place, failure, out);
        }
    }
}

/// Why a cluster does not export a metric.
enum Failure<'b> {
    /// Its rules give these names to the bean.
    Named(BTreeSet<String>, Place<'b>),
    /// The allow list leaves it out.
    NotAllowed(Place<'b>, bool),
}

/// Why a metric is not exported; nothing if it is, or nobody knows.
fn fails<'b>(
    world: &World<'_>,
    config: &MetricsConfig<'b>,
    metric: &str,
    bean: (&str, &str, bool),
) -> Option<Failure<'b>> {
    match config.kind? {
        "jmxPrometheusExporter" => {
            let written = config.rules.as_ref()?;
            let names = names(world, written, bean)?;
            if names.contains(metric) { None } else { Some(Failure::Named(names, written.tree.place)) }
        }
        "strimziMetricsReporter" if !bean.2 && metric == bean.0 => {
            let list = config.node.at(["values", "allowList"]);
            let own: Option<Vec<String>> =
                list.map(|list| list.items().filter_map(|item| item.as_text().map(str::to_owned)).collect());
            let of_own = own.is_some();
            let list = own.unwrap_or_else(|| DEFAULT_LIST.map(str::to_owned).to_vec());
            let whole =
                list.iter().map(|text| Regex::new(&format!("^(?:{text})$"))).collect::<Result<Vec<_>, _>>().ok()?;
            let place = Place::whole(config.node.at(["values", "allowList"]).unwrap_or(config.node));
            (!whole.iter().any(|pattern| pattern.is_match(metric))).then_some(Failure::NotAllowed(place, of_own))
        }
        _ => None,
    }
}

/// The names that rules give to a bean; nothing if one of them cannot be judged.
fn names(world: &World<'_>, written: &JmxRules<'_>, (_, bean, meter): (&str, &str, bool)) -> Option<BTreeSet<String>> {
    let rules: Result<Vec<jmx::Rule>, _> = written.rules.iter().map(|rule| rule.understood().cloned()).collect();
    let exclude = written.exclude.iter().filter_map(|(text, _)| jmx::ObjectPattern::new(text)).collect();
    let lowers_labels = false;
    // Without rules the exporter has names of its own for everything.
    let rules = rules.ok().filter(|rules| !rules.is_empty())?;
    let exporter = jmx::Rules {
        lowercase_names: written.lowers,
        lowercase_labels: lowers_labels,
        include: written.includes(),
        exclude,
        rules,
    };
    let keys: &[&str] = if meter { &METER } else { &["Value"] };
    let mut attributes: Vec<Attribute> = keys.iter().filter_map(|key| Attribute::of(bean, key)).collect();
    if meter {
        // Of meters of topics there is one for each topic besides.
        attributes.extend(keys.iter().filter_map(|key| Attribute::of(&format!("{bean},topic=t"), key)));
    }
    let series = exporter.export(world.strimzi().metrics.jmx_dialect, &attributes);
    Some(series.into_iter().map(|series| series.name).collect())
}

fn say(rule: &AlertRule<'_>, metric: &str, place: Place<'_>, failure: Failure<'_>, out: &mut Out) {
    match failure {
        Failure::Named(names, at) => {
            let names: Vec<String> = names.into_iter().take(3).map(|name| format!("`{name}`")).collect();
            let why = if names.is_empty() {
                "no rule of the exporter fits its bean".to_owned()
            } else {
                format!("the rules of the exporter call it {}", names.join(" or "))
            };
            let raised =
                out.raise(&NOT_EXPORTED, place, format!("`{}` never fires: there is no `{metric}`, {why}", rule.name));
            raised.label("no such series").because(at, "the rules of the exporter");
            let capitals = names.iter().any(|name| name.to_lowercase() == format!("`{metric}`"));
            raised.help(if capitals {
                "write `lowercaseOutputName: true` into the rules".to_owned()
            } else {
                format!("add a rule that gives `{metric}`, or ask for what there is")
            });
        }
        Failure::NotAllowed(at, own) => {
            let whose = if own { "the allow list" } else { "the default allow list" };
            out.raise(
                &NOT_ALLOWED,
                place,
                format!("`{}` never fires: {whose} of the metrics reporter leaves `{metric}` out", rule.name),
            )
            .label("no such series")
            .because(at, if own { "does not fit it" } else { "no list of your own" })
            .help(format!("add `{metric}` to `metricsConfig.values.allowList`, beside what else you need"));
        }
    }
}
