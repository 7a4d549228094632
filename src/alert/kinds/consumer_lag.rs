//! `consumer-lag`: consumers fall behind.

use crate::alert::scene::shell;
use crate::alert::select::once;
use crate::alert::{Amount, Group, Key, Kind, Numbers, Per, Plan, Planned, Runbook, Scene};
use crate::model::{Severity, Sourced};
use crate::units::Duration;

/// Consumers fall behind.
pub(super) const KIND: Kind = Kind {
    name: "consumer-lag",
    summary: "consumer groups are more records behind than they may be",
    group: Group::Clients,
    default_name: "KafkaConsumerLagHigh",
    severity: Severity::Warning,
    // A restart of a broker or a consumer makes its groups wait for a minute or two.
    hold: Duration::minutes(5),
    takes: &[
        Key::Above(Amount::Records(1000)),
        Key::Topics { default: Some("all that the groups read") },
        Key::Groups,
        Key::Per,
    ],
    plan,
    runbook,
};

/// A group that has committed nothing has a lag of −1 in Kafka Exporter (1.7.0 on), which must not make up for another's.
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let groups = if numbers.groups.is_empty() { scene.groups() } else { numbers.groups.clone() };
    let lag = scene
        .exporter()
        .among("topic", numbers.topics.iter().map(|(topic, _)| &topic.name))
        .among("consumergroup", groups.iter().copied());
    let by = match numbers.per {
        Per::Cluster => "",
        Per::Group => " by (consumergroup, topic)",
        Per::Topic => " by (topic)",
    };
    let above = numbers.threshold.promql();
    let known = format!("clamp_min({}, 0)", lag.select("kafka_consumergroup_lag"));
    let expr = format!("sum{by} ({}) > {above}", once("consumergroup, topic, partition", known));
    let (who, whose) = match numbers.per {
        Per::Cluster => ("Consumers", "its consumers together"),
        Per::Group => {
            ("Group {{ $labels.consumergroup }}", "the group {{ $labels.consumergroup }} on {{ $labels.topic }}")
        }
        Per::Topic => ("Consumers of {{ $labels.topic }}", "the groups that read {{ $labels.topic }} together"),
    };
    let verb = if numbers.per == Per::Group { "is" } else { "are" };
    let on = if numbers.per == Per::Group { " on {{ $labels.topic }}" } else { "" };
    let cluster = scene.title();
    Plan::new(expr, lag.places())
        .says(
            format!("{who} {verb} {{{{ $value | humanize }}}} records behind{on}"),
            format!(
                "In {cluster}, {whose} may be {} behind at most. Records wait longer than they should, and those that wait \
                 past the retention of their topic are never read.",
                numbers.threshold.human()
            ),
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let groups = scene.groups();
    let group = groups.first().map_or("GROUP", |group: &&Sourced<String>| &group.value);
    let describe = format!("--describe --group {}", shell(group));
    Runbook::new("Consumers read more slowly than producers write, or do not read at all.")
        .cause("A consumer is down, or restarts over and over.")
        .cause("Each record takes longer than it did: a database or service behind the consumer is slow.")
        .cause("One record fails again and again and holds up its partition.")
        .cause("Producers write more than usual.")
        .look(
            "Where it is behind: one partition alone points at one record or one consumer, all of them at the load",
            scene.tool("kafka-consumer-groups.sh", &describe),
        )
        .look(
            "Who reads: fewer members than expected, or none",
            scene.tool("kafka-consumer-groups.sh", &format!("{describe} --members")),
        )
        .query(
            "How fast records come in",
            format!(
                "sum by (topic) (max by (topic, pod) (rate({}[5m])))",
                scene.brokers().having("topic").select("kafka_server_brokertopicmetrics_messagesin_total")
            ),
        )
        .consider("The logs of the consumer, and how long it takes for one record")
        .act("A consumer is down: bring it back; what it missed is still there until the retention ends.")
        .act("One record fails: let the consumer put it into its dead letter queue and go on.")
        .act("The load is too high: start more consumers of the group, up to one for each partition.")
        .normal("For minutes after a deployment of the consumer, and during batch runs of the producers.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, rules_of};

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [
                r#"sum by (consumergroup, topic) (max by (consumergroup, topic, partition) (clamp_min(kafka_consumergroup_lag{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",consumergroup=~"notification-service-group|audit-service-group"}, 0))) > 1000"#
            ]
        );
    }

    #[test]
    fn what_it_is_summed_by() {
        let keys = "above = 5\ntopics = [\"audit-queue\"]\ngroups = [\"audit-service-group\"]\nper = ";
        let of = |per: &str| rules_of("consumer-lag", &format!("{keys}\"{per}\"")).remove(0).expr.value;
        let lag = r#"(max by (consumergroup, topic, partition) (clamp_min(kafka_consumergroup_lag{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",topic="audit-queue",consumergroup="audit-service-group"}, 0))) > 5"#;
        assert_eq!(of("cluster"), format!("sum {lag}"));
        assert_eq!(of("topic"), format!("sum by (topic) {lag}"));
        assert_eq!(of("group"), format!("sum by (consumergroup, topic) {lag}"));
    }
}
