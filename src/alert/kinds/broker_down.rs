//! `broker-down`: fewer brokers answer than the spec has.

use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Fewer brokers answer than the spec has.
pub(super) const KIND: Kind = Kind {
    name: "broker-down",
    summary: "fewer brokers answer than the spec has",
    group: Group::Brokers,
    default_name: "KafkaBrokerDown",
    severity: Severity::Critical,
    // A broker's restart takes one to three minutes: controlled shutdown, volume, JVM, recovery of logs.
    hold: Duration::minutes(3),
    takes: &[],
    plan,
    runbook,
};

fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let (brokers, wanted) = (scene.brokers(), scene.model.cluster.brokers.count());
    Plan::new(brokers.fewer_up_than(wanted.value, "pod"), brokers.places().chain(wanted.origin.spans()))
        .says(
            format!("{{{{ $value | humanize }}}} of {} brokers of {} answer", wanted.value, scene.title()),
            "Partitions have fewer copies than they should, and the next broker that fails may stop writing or take \
             records with it. Clients go on with the brokers that are left as long as enough copies are in sync.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let pod = scene.broker_pod(0);
    Runbook::new(
        "Prometheus has scraped fewer brokers than the spec has for longer than a restart takes. Each broker that is away \
         leaves its partitions with one copy less.",
    )
    .cause("A pod cannot be scheduled: no node has room, or its volume is bound to another zone.")
    .cause("The broker was killed for its memory, or its volume is full, and it starts over and over.")
    .cause("A node was lost, and the volume is still attached to it.")
    .cause("A rolling restart waits for a broker that does not become ready.")
    .look("Which pods run, where, and how often they have started", scene.pods_of("kafka"))
    .look("Why a pod is not running: the events at the end", scene.kubectl(&format!("describe pod {pod}")))
    .look("Why it ended the last time", scene.kubectl(&format!("logs {pod} -c kafka --previous --tail=100")))
    .query("Which of them Prometheus reaches", scene.brokers().select("up").to_string())
    .act("Pod pending: free room on the nodes, or bring back the node that its volume is bound to.")
    .act(format!(
        "Killed for memory: raise `limits` in [{}], render and apply. Volume full: go on with the section on disk usage.",
        scene.model.cluster.brokers.first.table()
    ))
    .act_with(
        "Running but stuck: delete the pod, one at a time, and wait until nothing is under-replicated before the next",
        scene.kubectl(&format!("delete pod {pod}")),
    )
    .act("Never delete a claim to get a pod started: the broker's copies are on it.")
    .normal("For less than three minutes a pod, while the operator rolls the brokers. It waits for each of them.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"(count(max by (pod) (up{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"}) == 1) or vector(0)) < 3"#
            ]
        );
    }
}
