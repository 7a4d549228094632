//! `controller-count`: not exactly one controller is active, be it one of the brokers or one of KRaft's controllers.

use crate::alert::select::once;
use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Not exactly one controller is active.
pub(super) const KIND: Kind = Kind {
    name: "controller-count",
    summary: "not exactly one controller is active",
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
    let controllers = scene.controllers();
    Plan::new(format!("sum({}) != 1", once("pod", controllers.select(METRIC))), controllers.places())
        .says(
            format!("{} has {{{{ $value | humanize }}}} active controllers instead of 1", scene.title()),
            "Without a controller no leader is elected when a broker fails, and no topic is created or changed. With two, \
             brokers follow contradicting orders.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let (of, meaning, causes, quorum) = if scene.has_roles() {
        (
            "controllers",
            "One controller at a time decides which broker leads which partition; the others follow it. None, or more than \
             one, says that it is active.",
            [
                "No majority of the controllers answers, so none can be elected.",
                "The active controller hangs, or Prometheus does not reach it.",
                "A controller lost its connection to the others and still believes that it is active.",
            ],
            "No majority: bring controllers back first; one is elected within seconds.",
        )
    } else {
        (
            "brokers",
            "One broker at a time decides who leads which partition. None, or more than one, says that it is.",
            [
                "ZooKeeper has no quorum, so no broker can be elected.",
                "The controller hangs, or Prometheus does not reach it.",
                "A broker lost its connection to ZooKeeper and still believes that it is the controller.",
            ],
            "No quorum: mend ZooKeeper first; a controller is elected within seconds.",
        )
    };
    let target = scene.controllers().select(METRIC);
    let runbook = causes.into_iter().fold(Runbook::new(meaning), Runbook::cause);
    runbook
        .query(format!("Which {of} say that they are the controller"), target.to_string())
        .look(format!("Whether the {} run", scene.deciders()), scene.pods_labelled(&scene.quorum_label()))
        .look(
            format!("What the {of} say of the election"),
            scene.kubectl(&format!(
                "logs -l {} -c kafka --tail=200 --prefix | grep -i controller",
                scene.controllers_label()
            )),
        )
        .act(quorum)
        .act_with(
            "Two, or one that hangs: delete the pod that should not be it, and another election follows",
            scene.kubectl(&format!("delete pod {}", scene.controller_pod())),
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
