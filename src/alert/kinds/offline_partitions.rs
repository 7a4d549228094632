//! `offline-partitions`: partitions have no leader.

use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Partitions have no leader.
pub(super) const KIND: Kind = Kind {
    name: "offline-partitions",
    summary: "partitions have no leader, so nobody can write or read them",
    group: Group::Partitions,
    default_name: "KafkaOfflinePartitions",
    severity: Severity::Critical,
    hold: Duration::minutes(1),
    takes: &[],
    plan,
    runbook,
};

const METRIC: &str = "kafka_controller_kafkacontroller_offlinepartitionscount";

/// Every controller counts all partitions, and those that stand by may count as well: a sum would count them twice.
fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let controllers = scene.controllers();
    Plan::new(format!("max({}) > 0", controllers.select(METRIC)), controllers.places())
        .says(
            format!("Partitions of {} without a leader: {{{{ $value | humanize }}}}", scene.title()),
            "Nobody can write to these partitions or read them until a broker with a copy that is in sync comes back.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new("All brokers that hold a copy in sync of these partitions are away. Producers wait and fail, consumers stand still.")
        .cause("More brokers are away than the topic has copies to spare.")
        .cause("The volume of the last copy failed.")
        .cause("The topic is being deleted, and its partitions are counted until it is gone.")
        .look(
            "Which partitions, and which brokers hold them: `Replicas` lists all, `Isr` the last that were in sync",
            scene.tool("kafka-topics.sh", "--describe --unavailable-partitions"),
        )
        .look("Which brokers are away", scene.pods_of("kafka"))
        .act("Bring back a broker of `Isr`: its copy has everything that was acknowledged.")
        .act(
            "If it is lost for good, a copy that is behind can be elected with `kafka-leader-election.sh --election-type \
             unclean`. Records that only the lost brokers had are gone then: decide that with the owner of the topic.",
        )
        .normal("For seconds while a topic is deleted. Otherwise never.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"max(kafka_controller_kafkacontroller_offlinepartitionscount{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"}) > 0"#
            ]
        );
    }
}
