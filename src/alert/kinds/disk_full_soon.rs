//! `disk-full-soon`: a volume will be full within a day if it goes on like this.

use super::disk_usage::{AVAILABLE, growing, usage};
use crate::alert::scene::seconds;
use crate::alert::{Amount, Group, Key, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::{Duration, Ratio};

/// A volume will be full soon if it goes on like this.
pub(super) const KIND: Kind = Kind {
    name: "disk-full-soon",
    summary: "a volume of a broker, controller or ZooKeeper will be full within the window if it goes on like this",
    group: Group::Storage,
    default_name: "KafkaDiskFullSoon",
    severity: Severity::Critical,
    hold: Duration::minutes(30),
    takes: &[
        Key::Above(Amount::Share(Ratio::percent(60))),
        Key::Window { default: Duration::days(1), least: Duration::hours(1), most: Duration::days(30) },
    ],
    plan,
    runbook,
};

/// Retention deletes in steps of a segment, so a volume rises like a saw; a new cluster rises until retention begins. Only
/// volumes that are fuller than the threshold count, and the trend is that of hours.
const TREND: Duration = Duration::hours(6);

fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let volumes = scene.volumes();
    let ahead = numbers.window;
    let expr = format!(
        "{} > {}\nand\nmin by (persistentvolumeclaim) (predict_linear({}[{}], {})) < 0",
        usage(&volumes),
        numbers.threshold.promql(),
        volumes.select(AVAILABLE),
        TREND.prometheus(),
        seconds(ahead),
    );
    Plan::new(expr, volumes.places())
        .says(
            format!("{{{{ $labels.persistentvolumeclaim }}}} will be full within {}", ahead.human()),
            format!(
                "The volume, of {}, is {{{{ $value | humanizePercentage }}}} full. If it goes on as in the last {}, it has no \
                 room left within {}, and its broker stops.",
                scene.title(),
                TREND.human(),
                ahead.human()
            ),
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    growing(
        Runbook::new(
            "A volume fills so fast that there is no room left soon. A broker with a full volume stops at once.",
        ),
        scene,
    )
    .normal("While a broker that was replaced fetches all its partitions. The trend ends when it has them.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"max by (persistentvolumeclaim) (1 - kubelet_volume_stats_available_bytes{namespace="kafka",persistentvolumeclaim=~"data-hrms-kafka-kafka-[0-9]+|data-hrms-kafka-zookeeper-[0-9]+"} / kubelet_volume_stats_capacity_bytes{namespace="kafka",persistentvolumeclaim=~"data-hrms-kafka-kafka-[0-9]+|data-hrms-kafka-zookeeper-[0-9]+"}) > 0.6
and
min by (persistentvolumeclaim) (predict_linear(kubelet_volume_stats_available_bytes{namespace="kafka",persistentvolumeclaim=~"data-hrms-kafka-kafka-[0-9]+|data-hrms-kafka-zookeeper-[0-9]+"}[6h], 86400)) < 0"#
            ]
        );
    }
}
