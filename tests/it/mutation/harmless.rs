//! What nobody needs to notice, or can: classes of breakages that are not reported, each with the reason.

/// What a breakage that is not reported is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It breaks nothing: what runs is the same. Not counted.
    Same,
    /// It is another choice that somebody may make. Counted as missed.
    Choice,
    /// Nobody has given a reason. There must be none.
    Unexplained,
}

use Verdict::{Choice, Same};
use kafkasmith::policy::glob;

/// Patterns of "file: object: what was done", in which `*` stands for anything, the verdict on them and the reason.
const CLASSES: &[(&[&str], Verdict, &str)] = &[
    (
        &[
            "*annotations.\"kafkasmith/*",
            "*KafkaTopic*drop all of metadata.annotations",
            "*annotations.description",
            "*annotations.summary",
            "*annotations.runbook_url",
            "*change spec.groups[*].name",
        ],
        Same,
        "texts that only people read",
    ),
    (
        &["*metadata.labels.app", "*metadata.labels.\"app.kubernetes.io/*", "*drop all of metadata.labels"],
        Same,
        "labels that nothing selects by",
    ),
    (
        &[
            "*KafkaTopic*drop spec.config.\"cleanup.policy\"",
            "*KafkaTopic*drop spec.config.\"min.insync.replicas\"",
            "*KafkaTopic*notification-queue: drop spec.config.\"retention.ms\"",
            "*drop spec.topicName",
            "*Kafka kafka*config.\"log.retention.ms\"",
            "*Kafka kafka*config.\"offsets.topic.replication.factor\"",
            "*Kafka kafka*config.\"transaction.state.log.replication.factor\"",
            "*Kafka kafka*storage.deleteClaim",
            "*drop spec.kafkaExporter.groupRegex",
            "*drop spec.kafkaExporter.topicRegex",
            "*Service*drop spec.ports[*].protocol",
            "*ServiceMonitor*drop spec.endpoints[*].path",
            "*drop data.KAFKA_SECURITY_PROTOCOL",
            "*kustomization.yaml*drop apiVersion",
            "*kustomization.yaml*drop kind",
            "*drop spec.names.listKind",
            "*drop spec.names.singular",
            "*drop spec.conversion.strategy",
            "*config.\"transaction.state.log.min.isr\"",
            "*Service*drop spec.ports[*].targetPort",
            "*Deployment*drop spec.replicas",
            "*readinessProbe.periodSeconds",
            "*docker-compose*KAFKA_BROKER_ID",
            "*docker-compose*KAFKA_INTER_BROKER_LISTENER_NAME",
            "*docker-compose*KAFKA_LISTENERS",
            "*docker-compose*KAFKA_LOG_DIRS",
            "*docker-compose*drop*KAFKA_LOG_RETENTION_MS",
            "*docker-compose*KAFKA_MIN_INSYNC_REPLICAS",
            "*drop spec.template.spec.containers[0].env[2].value",
            "*drop spec.template.spec.containers[0].env[1]",
            "*drop spec.template.spec.containers[0].env[2]",
            "*drop spec.template.spec.containers[0].env[3]",
            "*drop spec.template.spec.containers[0].env[4]",
            "*drop spec.template.spec.containers[0].env[5]",
            "*drop roleRef.apiGroup",
            "*RoleBinding*drop subjects[0].namespace",
            "*drop spec.template.spec.containers[0].env[1].value",
            "*livenessProbe.periodSeconds",
            "*volumes[0].emptyDir",
            "*docker-compose*KAFKA_DEFAULT_REPLICATION_FACTOR",
        ],
        Same,
        "what is left out is the default",
    ),
    (
        &["*drop spec.namespaceSelector.matchNames[0]", "*drop all of spec.namespaceSelector*"],
        Same,
        "a monitor selects in its own namespace, where the Services are",
    ),
    (
        &["*drop*resources.requests", "*drop*resources.requests.memory", "*drop*resources.requests.cpu"],
        Same,
        "Kubernetes takes the limit as the request",
    ),
    (
        &["*drop all of spec.kafka.jvmOptions", "*drop all of spec.zookeeper.jvmOptions"],
        Same,
        "Strimzi works the heap out from the limit of memory",
    ),
    (
        &["*ClusterRole strimzi-cluster-operator-watched: drop rules[0]"],
        Same,
        "a right that another role gives to the same account in the same namespace",
    ),
    (
        &["*strimzi-entity-operator: drop rules[4]"],
        Same,
        "a right of the User Operator, which this cluster does not have",
    ),
    (
        &[
            "*ServiceMonitor*change metadata.name",
            "*PrometheusRule*change metadata.name",
            "*Service kafka*change metadata.name",
            "*Deployment*containers[0].name",
            "*RoleBinding*change metadata.name",
            "*Deployment*change metadata.name",
            "*docker-compose*container_name",
            "*docker-compose*networks.*.name",
            "*docker-compose*volumes.*.name",
            "*docker-compose*KAFKA_CLUSTERS_0_NAME",
        ],
        Same,
        "a name that nothing refers to",
    ),
    (
        &[
            "*drop spec.selector.matchLabels.name",
            "*drop spec.selector.matchLabels.\"strimzi.io/kind\"",
            "*topologySpreadConstraints*\"strimzi.io/cluster\"",
            "*podAntiAffinity*labelSelector*",
        ],
        Same,
        "the labels that are left select the same pods",
    ),
    (
        &["*drop spec.clusterIP", "*Service kafka*change spec.ports[*].port"],
        Same,
        "scraping goes to the pods, with or without an address of the Service",
    ),
    (
        &[
            "*drop services.kafka-ui.healthcheck.*",
            "*drop services.*.healthcheck.*",
            "*drop services.*.stop_grace_period",
        ],
        Choice,
        "Compose waits as long as it does by default",
    ),
    (
        &[
            "*ServiceMonitor*matchLabels.\"app.kubernetes.io/*",
            "*ServiceMonitor*drop*podTargetLabels*",
            "*ServiceMonitor*drop spec.endpoints[*].interval",
            "*Service kafka*drop spec.selector.\"strimzi.io/name\"",
            "*change spec.kafkaExporter.groupRegex",
        ],
        Choice,
        "more or less is scraped than was meant",
    ),
    (
        &["*change*.alert", "*drop spec.groups[*]", "*drop*for", "*change metadata.namespace"],
        Choice,
        "which alerts there are, and where objects stand, is the house's decision",
    ),
    (
        &[
            "*change spec.kafka.replicas",
            "*Deployment*change spec.replicas",
            "*KafkaTopic*change spec.replicas",
            "*KafkaTopic*\"segment.*",
            "*KafkaTopic*\"retention.bytes\"",
        ],
        Choice,
        "another size that fits, or the brokers' own",
    ),
    (
        &["*listeners[*]", "*listeners[*].name", "*listeners[*].port", "*storage.class", "*resources.limits.cpu"],
        Choice,
        "another listener, class or share of the processor that is possible as well",
    ),
    (
        &["*clients/*KAFKA_C*", "*clients/*metadata.name", "*clients/*metadata.namespace"],
        Choice,
        "what an application calls itself, and where it looks for that, only it knows",
    ),
    (
        &[
            "*Namespace*change metadata.name",
            "*initialDelaySeconds",
            "*volumes[1].configMap.name",
            "*docker-compose*change services.*",
            "*docker-compose*drop services.*.command[*]",
            "*docker-compose*KAFKA_JVM_PERFORMANCE_OPTS",
            "*docker-compose*KAFKA_HEAP_OPTS",
            "*docker-compose*drop*KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS",
            "*docker-compose*drop*ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL",
            "*volumes[0].emptyDir.*",
            "*strimzi-entity-operator: drop rules[3]",
            "*docker-compose*drop services.*.restart",
            "*docker-compose*drop all of services.kafka-ui*",
            "*docker-compose*drop all of services.kafka.depends_on",
        ],
        Choice,
        "starts and works in another way",
    ),
];

/// What a breakage is that is not reported, and why.
pub(super) fn verdict(path: &str, what: &str) -> (Verdict, &'static str) {
    let text = format!("{path}: {what}");
    let class = CLASSES.iter().find(|(patterns, _, _)| patterns.iter().any(|pattern| glob::matches(pattern, &text)));
    class.map_or((Verdict::Unexplained, "no reason given"), |(_, verdict, why)| (*verdict, *why))
}
