//! `consumer-gone`: a consumer group that clients name has nobody in it.

use crate::alert::scene::shell;
use crate::alert::select::any_of;
use crate::alert::{Group, Key, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::{Severity, Sourced};
use crate::units::Duration;

/// A consumer group that clients name has nobody in it.
pub(super) const KIND: Kind = Kind {
    name: "consumer-gone",
    summary: "a consumer group that clients name has no members",
    group: Group::Clients,
    default_name: "KafkaConsumerGone",
    severity: Severity::Warning,
    hold: Duration::minutes(10),
    takes: &[Key::Groups],
    plan,
    runbook,
};

const METRIC: &str = "kafka_consumergroup_members";

/// A group whose positions have expired is not in the metric at all, hence `absent`. It would speak for all groups when
/// Kafka Exporter itself is away, hence `up`; `exporter-down` tells of that.
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let groups = if numbers.groups.is_empty() { scene.groups() } else { numbers.groups.clone() };
    if groups.is_empty() {
        return Err(Missing::new(
            "no client names a consumer group",
            "name the group in `consumes` of the client that reads with it, or take the alert out",
        )
        .alone());
    }
    let exporter = scene.exporter();
    let all = exporter.clone().among("consumergroup", groups.iter().copied());
    let missing: Vec<String> = groups
        .iter()
        .map(|group| format!("absent({})", exporter.clone().is("consumergroup", group).select(METRIC)))
        .collect();
    let expr = format!(
        "(\n  max by (consumergroup) ({}) == 0\nor\n  max by (consumergroup) ({})\n)\nand on ()\n  {} == 1",
        all.select(METRIC),
        any_of(&missing, " or "),
        exporter.select("up"),
    );
    Plan::new(expr, all.places())
        .says(
            "Nobody reads as {{ $labels.consumergroup }}",
            format!(
                "The consumer group {{{{ $labels.consumergroup }}}} of {} has no members. Its records wait, and those that \
                 wait past the retention of their topic are never read. Its lag may be invisible meanwhile.",
                scene.title()
            ),
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let groups = scene.groups();
    let group = groups.first().map_or("GROUP", |group: &&Sourced<String>| &group.value);
    let readers = scene.model.clients.iter().filter(|client| !client.consumes.is_empty());
    let readers: Vec<&str> = readers.map(|client| client.name.value.as_str()).collect();
    Runbook::new("A group that the spec says reads has no member, or does not exist any more.")
        .cause("The application is down or scaled to zero.")
        .cause("It runs but cannot reach the brokers or is refused.")
        .cause("It was given another group's name.")
        .look("Whether the group exists, and in which state", scene.tool("kafka-consumer-groups.sh", &format!("--describe --group {} --state", shell(group))))
        .look("Which groups there are", scene.tool("kafka-consumer-groups.sh", "--list"))
        .consider(format!("The applications that read, and their logs: {}", if readers.is_empty() { "the spec names none".to_owned() } else { readers.join(", ") }))
        .act("Start the application again. It goes on where it stopped, as long as its position is kept (`offsets.retention.minutes`).")
        .act("If it reads under another name now, say so in `consumes` of its client, render and apply.")
        .normal("While the application is stopped on purpose, and for a minute while its members find together.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{SAMPLE, expressions_in, with};
    use crate::promql;

    #[test]
    fn thousands_of_groups_are_no_chain_of_thousands() {
        let client = |number: u32| {
            format!("[client.c{number}]\nconsumes = [{{ topic = \"audit-queue\", group = \"g{number}\" }}]\n")
        };
        let clients: String = (0..12_000).map(client).collect();
        with(&format!("{SAMPLE}\n{clients}"), |model| {
            let expr = promql::read(&expressions_in(model, &super::KIND)[0]).unwrap();
            assert_eq!(promql::selectors(&expr).len(), 12_000 + 2 + 2);
        });
    }

    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [r#"(
  max by (consumergroup) (kafka_consumergroup_members{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",consumergroup=~"notification-service-group|audit-service-group"}) == 0
or
  max by (consumergroup) (absent(kafka_consumergroup_members{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",consumergroup="notification-service-group"}) or absent(kafka_consumergroup_members{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",consumergroup="audit-service-group"}))
)
and on ()
  up{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter"} == 1"#]
        );
    }
}
