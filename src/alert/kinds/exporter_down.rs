//! `exporter-down`: Kafka Exporter is away, and nobody knows what consumers do.

use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Kafka Exporter is away.
pub(super) const KIND: Kind = Kind {
    name: "exporter-down",
    summary: "Kafka Exporter is away, and with it all that is known of consumers",
    group: Group::Operators,
    default_name: "KafkaExporterDown",
    severity: Severity::Warning,
    hold: Duration::minutes(5),
    takes: &[],
    plan,
    runbook,
};

fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let exporter = scene.exporter();
    Plan::new(format!("absent({} == 1)", exporter.select("up")), exporter.places())
        .says(
            format!("Kafka Exporter of {} is away", scene.title()),
            "Consumer lag, missing consumers and dead letters are not seen until it is back. Their alerts are silent \
             meanwhile, which does not mean that all is well.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let name = scene.part_name("kafka-exporter");
    Runbook::new("Prometheus does not reach Kafka Exporter, so every alert on consumers is blind.")
        .cause("It cannot reach the brokers: it ends when it finds none at its start.")
        .cause("It was killed for its memory: it holds all groups and partitions.")
        .cause("Its Deployment is missing, because the operator has not got to it.")
        .look("Whether it runs", scene.pods_of("kafka-exporter"))
        .look("What it says", scene.kubectl(&format!("logs deployment/{name} --tail=100")))
        .query("Whether Prometheus knows it", scene.exporter().select("up").to_string())
        .act_with("Restart it; it keeps nothing", scene.kubectl(&format!("rollout restart deployment/{name}")))
        .act("Killed for memory: raise `limits` in [cluster.exporter], render and apply.")
        .act("Until it is back, ask the brokers themselves how far consumers are with `kafka-consumer-groups.sh`.")
        .normal("For a minute while its pod moves.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [r#"absent(up{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter"} == 1)"#]
        );
    }
}
