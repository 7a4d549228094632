//! `under-min-isr`: partitions have fewer copies in sync than writing needs.

use crate::alert::select::once;
use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Partitions have fewer copies in sync than writing needs.
pub(super) const KIND: Kind = Kind {
    name: "under-min-isr",
    summary: "partitions have fewer copies in sync than writing needs",
    group: Group::Partitions,
    default_name: "KafkaUnderMinIsr",
    severity: Severity::Critical,
    // A rolling restart takes one copy at a time and leaves enough, so this need not outlast it.
    hold: Duration::minutes(1),
    takes: &[],
    plan,
    runbook,
};

const METRIC: &str = "kafka_server_replicamanager_underminisrpartitioncount";

fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let brokers = scene.brokers();
    Plan::new(format!("sum({}) > 0", once("pod", brokers.select(METRIC))), brokers.places())
        .says(
            format!("Partitions of {} that refuse writes: {{{{ $value | humanize }}}}", scene.title()),
            "They have fewer copies in sync than min.insync.replicas asks for. Producers with acks=all get \
             NotEnoughReplicas and fail once their retries run out. Reading goes on.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new(
        "So many copies are behind or away that the brokers refuse writes that must be safe, rather than take them and lose \
         them.",
    )
    .cause("Two brokers are away at once.")
    .cause("One broker is away and another does not keep up.")
    .cause("A topic was made by hand with as many copies in sync demanded as it has.")
    .look("Which partitions", scene.tool("kafka-topics.sh", "--describe --under-min-isr-partitions"))
    .look("Which brokers are away", scene.pods_of("kafka"))
    .query(
        "Which topics",
        format!(
            "sum by (topic) ({}) > 0",
            once("topic, partition", scene.brokers().select("kafka_cluster_partition_underminisr"))
        ),
    )
    .act("Bring the brokers back; writing goes on by itself as soon as enough copies are in sync.")
    .act("Stop a rolling restart that is under way: it may be what takes the second broker.")
    .act("Lower `min_insync` of a topic only if its owner takes the risk that an acknowledged record is lost.")
    .normal("Never, also not while brokers are rolled: each topic of the spec keeps enough copies then.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"sum(max by (pod) (kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"})) > 0"#
            ]
        );
    }
}
