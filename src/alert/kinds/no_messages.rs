//! `no-messages`: nobody writes to topics to which somebody always should.

use crate::alert::{Group, Key, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Nobody writes to topics to which somebody always should.
pub(super) const KIND: Kind = Kind {
    name: "no-messages",
    summary: "nobody has written to a topic during the window",
    group: Group::Clients,
    default_name: "KafkaNoMessages",
    severity: Severity::Warning,
    hold: Duration::minutes(5),
    takes: &[
        // A day has a night in it. Who writes a shorter one knows that records come at night, too.
        Key::Window { default: Duration::days(1), least: Duration::hours(1), most: Duration::days(30) },
        Key::Topics { default: None },
    ],
    plan,
    runbook,
};

const METRIC: &str = "kafka_topic_partition_current_offset";

/// A topic that is younger than the window has had no time to be silent for so long, hence the `offset`.
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    if numbers.topics.is_empty() {
        return Err(
            Missing::new("no topic is named", "name topics that never rest, such as `topics = [\"orders\"]`").alone()
        );
    }
    let unfit = numbers.topics.iter().filter_map(|(topic, at)| {
        let queue = topic.dead_letter_for.as_ref()?.origin.first();
        let why = format!("topic `{}` takes dead letters, and silence is what it should have", topic.key.value);
        let missing = Missing::new(why, "take it out of `topics`");
        Some(missing.at(*at).because(queue, "this makes it a dead letter queue"))
    });
    let unfit: Vec<Missing> = unfit.collect();
    if !unfit.is_empty() {
        return Err(unfit);
    }
    let offsets = scene.exporter().among("topic", numbers.topics.iter().map(|(topic, _)| &topic.name));
    let (select, window) = (offsets.select(METRIC), numbers.window.prometheus());
    let expr = format!("max by (topic) (delta({select}[{window}])) == 0\nand on (topic)\n{select} offset {window}");
    Plan::new(expr, offsets.places().chain(numbers.scraped))
        .says(
            format!("Nobody has written to {{{{ $labels.topic }}}} for {}", numbers.window.human()),
            format!(
                "The offsets of {{{{ $labels.topic }}}} in {} stand still. Either nothing happens where there always is \
                 something, or its producers do not get through.",
                scene.title()
            ),
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new("A topic that should never rest has got no record during the window.")
        .cause("The producers are down, or were deployed with another topic's name.")
        .cause("Brokers refuse what they send.")
        .cause("There is nothing to send: a holiday, a feature switched off.")
        .query(
            "When it stopped",
            format!("sum by (topic) (max by (topic, partition) ({}))", scene.exporter().select(METRIC)),
        )
        .query(
            "Whether brokers refuse writes",
            format!(
                "sum by (error) (max by (error, pod) (rate({}[5m]))) > 0",
                scene
                    .brokers()
                    .fixed("request", "Produce")
                    .except("error", "NONE")
                    .select("kafka_network_requestmetrics_errors_total")
            ),
        )
        .consider("The logs of the applications that write to the topic")
        .act("Bring the producers back; what they kept meanwhile is theirs to send.")
        .act("If it rests by nature, raise `window` or take the topic out.")
        .normal("At night, at weekends and on holidays, if the window is shorter than these.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, rules_of};

    #[test]
    fn the_sample_names_no_topics() {
        assert_eq!(expressions(&super::KIND), [""; 0]);
    }

    #[test]
    fn one_topic() {
        let rules = rules_of("no-messages", "topics = [\"audit-queue\"]\nwindow = \"12h\"");
        assert_eq!(
            rules[0].expr.value,
            r#"max by (topic) (delta(kafka_topic_partition_current_offset{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",topic="audit-queue"}[12h])) == 0
and on (topic)
kafka_topic_partition_current_offset{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",topic="audit-queue"} offset 12h"#
        );
    }
}
