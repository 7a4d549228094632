//! `log-dir-offline`: a broker has lost one of its volumes.

use crate::alert::{Group, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::model::Storage;
use crate::units::Duration;

/// A broker has lost one of its volumes.
pub(super) const KIND: Kind = Kind {
    name: "log-dir-offline",
    summary: "a broker has lost one of its volumes and goes on with the others",
    group: Group::Storage,
    default_name: "KafkaLogDirOffline",
    severity: Severity::Critical,
    hold: Duration::minutes(1),
    takes: &[],
    plan,
    runbook,
};

const METRIC: &str = "kafka_log_logmanager_offlinelogdirectorycount";

/// A broker that loses its only volume halts (`LogManager`), so there is nothing to count then: `broker-down` tells of it.
fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let brokers = &scene.model.cluster.brokers;
    if let (false, Storage::One(volume)) = (brokers.have_several_volumes(), &brokers.first.nodes.storage) {
        return Err(Missing::new(
            "each broker has one volume, and a broker that loses its only volume halts",
            "take the alert out, `broker-down` tells of such a broker; or give brokers several `volumes`",
        )
        .because(volume.size.origin.first(), "the only volume")
        .alone());
    }
    let brokers = scene.brokers();
    Plan::new(format!("max by (pod) ({}) > 0", brokers.select(METRIC)), brokers.places())
        .says(
            format!("{{{{ $labels.pod }}}} of {} has lost {{{{ $value | humanize }}}} of its volumes", scene.title()),
            "The copies on that volume are gone from this broker; the other brokers lead in its place. The broker does not \
             take the volume back by itself.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let pod = scene.broker_pod(0);
    Runbook::new("A broker got an error from one of its volumes, stopped using it, and goes on with the others.")
        .cause("The disk behind the volume failed or was detached.")
        .cause("The file system turned read-only, or is full.")
        .look(
            "What the broker said when it gave the volume up",
            scene.kubectl(&format!("logs {pod} -c kafka | grep -i 'log dir'")),
        )
        .look("Whether the volumes can be written to", scene.kubectl(&format!("exec {pod} -c kafka -- df -h /var/lib/kafka")))
        .look("What Kubernetes says of the claims", scene.kubectl("describe pvc"))
        .act_with(
            "Once the volume can be written to again, restart the broker; it fetches what it lacks",
            scene.kubectl(&format!("delete pod {pod}")),
        )
        .act("If the disk is lost, delete its claim and then the pod: an empty volume is made and filled from the other brokers.")
        .normal("Never.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, with};

    #[test]
    fn the_sample_has_one_volume_a_broker() {
        assert_eq!(expressions(&super::KIND), [""; 0]);
    }

    #[test]
    fn several_volumes() {
        let text = include_str!("../../../hrms-kafka.toml").replace(
            r#"storage  = { size = "10Gi", class = "gp2", delete_claim = false }"#,
            r#"storage  = { volumes = [{ id = 0, size = "10Gi" }, { id = 1, size = "10Gi" }] }"#,
        );
        assert_eq!(
            with(&text, |model| crate::alert::tests::expressions_in(model, &super::KIND)),
            [
                r#"max by (pod) (kafka_log_logmanager_offlinelogdirectorycount{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"}) > 0"#
            ]
        );
    }
}
