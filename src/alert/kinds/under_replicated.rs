//! `under-replicated`: partitions lack copies that are up to date.

use crate::alert::select::once;
use crate::alert::{Amount, Group, Key, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Partitions lack copies that are up to date.
pub(super) const KIND: Kind = Kind {
    name: "under-replicated",
    summary: "partitions lack copies that are up to date",
    group: Group::Partitions,
    default_name: "KafkaUnderReplicatedPartitions",
    severity: Severity::Warning,
    // Each rolling restart leaves partitions behind until the broker has caught up again.
    hold: Duration::minutes(5),
    takes: &[Key::Above(Amount::Partitions(0))],
    plan,
    runbook,
};

const METRIC: &str = "kafka_server_replicamanager_underreplicatedpartitions";

fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let brokers = scene.brokers();
    Plan::new(
        format!("sum({}) > {}", once("pod", brokers.select(METRIC)), numbers.threshold.promql()),
        brokers.places(),
    )
    .says(
        format!("Under-replicated partitions of {}: {{{{ $value | humanize }}}}", scene.title()),
        "Some of their copies are behind their leaders or gone. Nothing is lost yet; the next broker that fails may \
             stop writing.",
    )
    .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new(
        "Leaders count partitions of which not all copies are in sync. The broker that counts is not the one that is behind.",
    )
    .cause("A broker is away or has just come back and still fetches what it missed.")
    .cause("A broker's disk or network does not keep up.")
    .cause("A volume is full on a follower.")
    .look(
        "Which partitions, and which broker is missing in `Isr`: the one that all of them lack is the one to look at",
        scene.tool("kafka-topics.sh", "--describe --under-replicated-partitions"),
    )
    .look("Whether all brokers run", scene.pods_of("kafka"))
    .query(
        "Whether the number falls: then it mends itself",
        format!("sum({})", once("pod", scene.brokers().select(METRIC))),
    )
    .act("A broker is away: go on with its section. Otherwise look at the disk and the processor of the broker that lags.")
    .act("Do not restart or roll anything until the number is zero.")
    .normal("While brokers are rolled, and until a broker that was away has caught up.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"sum(max by (pod) (kafka_server_replicamanager_underreplicatedpartitions{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"})) > 0"#
            ]
        );
    }
}
