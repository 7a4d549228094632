//! `controller-count`: not exactly one broker is the controller.

use crate::alert::select::once;
use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Not exactly one broker is the controller.
pub(super) const KIND: Kind = Kind {
    name: "controller-count",
    summary: "not exactly one broker is the controller",
    group: Group::Brokers,
    default_name: "KafkaControllerCount",
    severity: Severity::Critical,
    // While the controller moves, a scrape or two may see none or two of them.
    hold: Duration::minutes(2),
    takes: &[],
    plan,
    runbook,
};

const METRIC: &str = "kafka_controller_kafkacontroller_activecontrollercount";

fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let brokers = scene.brokers();
    Plan::new(format!("sum({}) != 1", once("pod", brokers.select(METRIC))), brokers.places())
        .says(
            format!("{} has {{{{ $value | humanize }}}} active controllers instead of 1", scene.title()),
            "Without a controller no leader is elected when a broker fails, and no topic is created or changed. With two, \
             brokers follow contradicting orders.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new("One broker at a time decides who leads which partition. None, or more than one, says that it is.")
        .cause("ZooKeeper has no quorum, so no broker can be elected.")
        .cause("The controller hangs, or Prometheus does not reach it.")
        .cause("A broker lost its connection to ZooKeeper and still believes that it is the controller.")
        .query("Which brokers say that they are the controller", scene.brokers().select(METRIC).to_string())
        .look("Whether ZooKeeper runs", scene.pods_of("zookeeper"))
        .look(
            "What the brokers say of the election",
            scene.kubectl(&format!(
                "logs -l strimzi.io/name={} -c kafka --tail=200 --prefix | grep -i controller",
                scene.part_name("kafka")
            )),
        )
        .act("No quorum: mend ZooKeeper first; a controller is elected within seconds.")
        .act_with(
            "Two, or one that hangs: delete the pod that should not be it, and another election follows",
            scene.kubectl(&format!("delete pod {}", scene.broker_pod(0))),
        )
        .normal("For a scrape or two while the controller moves, which each rolling restart makes it do.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"sum(max by (pod) (kafka_controller_kafkacontroller_activecontrollercount{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"})) != 1"#
            ]
        );
    }
}
