//! `disk-usage`: a volume is nearly full.

use crate::alert::select::Target;
use crate::alert::{Amount, Group, Key, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::{Duration, Ratio};

/// A volume is nearly full.
pub(super) const KIND: Kind = Kind {
    name: "disk-usage",
    summary: "a volume of a broker, controller or ZooKeeper is nearly full",
    group: Group::Storage,
    default_name: "KafkaDiskUsage",
    severity: Severity::Warning,
    hold: Duration::minutes(5),
    takes: &[Key::Above(Amount::Share(Ratio::percent(85)))],
    plan,
    runbook,
};

/// What volumes have left, and how large they are.
pub(super) const AVAILABLE: &str = "kubelet_volume_stats_available_bytes";
const CAPACITY: &str = "kubelet_volume_stats_capacity_bytes";

/// How much of each volume is used. When a pod has moved, two kubelets may tell of its claim for a while, hence `max`.
pub(super) fn usage(volumes: &Target) -> String {
    format!("max by (persistentvolumeclaim) (1 - {} / {})", volumes.select(AVAILABLE), volumes.select(CAPACITY))
}

fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let volumes = scene.volumes();
    let other = if scene.has_roles() { "controller" } else { "ZooKeeper" };
    Plan::new(format!("{} > {}", usage(&volumes), numbers.threshold.promql()), volumes.places())
        .says(
            "{{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full",
            format!(
                "A volume of {} is fuller than {}. A broker whose volume is full stops and does not start again, and a \
                 {other} likewise.",
                scene.title(),
                numbers.threshold.human()
            ),
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let pod = scene.broker_pod(0);
    growing(
        Runbook::new("A volume fills up. A broker with a full volume stops at once and cannot start before there is room again."),
        scene,
    )
    .look("How full it is", scene.kubectl(&format!("exec {pod} -c kafka -- df -h /var/lib/kafka")))
    .normal("Before retention begins to delete, while a new cluster fills to its planned size. Then the spec plans too much.")
}

/// What both alerts on volumes share.
pub(super) fn growing(runbook: Runbook, scene: &Scene<'_>) -> Runbook {
    runbook
        .cause("A topic without a byte limit gets more than it did.")
        .cause("A topic was made by hand, or its retention was raised.")
        .cause("A broker that was away came back and fetches everything, or partitions are being moved.")
        .query(
            "Which topics take the room, on one broker each",
            format!("topk(10, max by (topic) (sum by (topic, pod) (max by (topic, partition, pod) ({}))))", scene.brokers().select("kafka_log_log_size")),
        )
        .look(
            "How large the partitions are",
            scene.tool("kafka-log-dirs.sh", "--describe"),
        )
        .act("Lower `retention` or `max_bytes` of the topic that takes the room, with its owner; the broker deletes within minutes.")
        .act("Raise `size` of the volume in the spec, render and apply: this works only if the storage class can grow volumes, and cannot be taken back.")
        .act("Never delete files of a log by hand.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, expressions_in, with};

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [
                r#"max by (persistentvolumeclaim) (1 - kubelet_volume_stats_available_bytes{namespace="kafka",persistentvolumeclaim=~"data-hrms-kafka-kafka-[0-9]+|data-hrms-kafka-zookeeper-[0-9]+"} / kubelet_volume_stats_capacity_bytes{namespace="kafka",persistentvolumeclaim=~"data-hrms-kafka-kafka-[0-9]+|data-hrms-kafka-zookeeper-[0-9]+"}) > 0.85"#
            ]
        );
    }

    #[test]
    fn each_of_several_volumes_has_a_claim() {
        let text = include_str!("../../../hrms-kafka.toml").replace(
            r#"storage  = { size = "10Gi", class = "gp2", delete_claim = false }"#,
            r#"storage  = { volumes = [{ id = 0, size = "10Gi" }, { id = 7, size = "10Gi" }] }"#,
        );
        let expr = with(&text, |model| expressions_in(model, &super::KIND)).remove(0);
        let claims = r#"persistentvolumeclaim=~"data-0-hrms-kafka-kafka-[0-9]+|data-7-hrms-kafka-kafka-[0-9]+|data-hrms-kafka-zookeeper-[0-9]+""#;
        assert_eq!(expr.matches(claims).count(), 2, "{expr}");
    }
}
