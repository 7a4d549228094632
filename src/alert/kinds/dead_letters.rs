//! `dead-letters`: a dead letter queue gets something, its first record included.

use crate::alert::select::once;
use crate::alert::{Group, Key, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::{Severity, Topic};
use crate::units::Duration;

/// A dead letter queue gets something.
pub(super) const KIND: Kind = Kind {
    name: "dead-letters",
    summary: "a dead letter queue gets a record",
    group: Group::Clients,
    default_name: "KafkaDeadLetters",
    severity: Severity::Warning,
    // The window looks back already; waiting on top of it would only make the news older.
    hold: Duration(0),
    takes: &[
        Key::Window { default: Duration::minutes(10), least: Duration::minutes(1), most: Duration::days(7) },
        Key::Topics { default: Some("all with `dead_letter_for`") },
    ],
    plan,
    runbook,
};

/// The offset is there from the topic's beginning. The brokers' own counter `messagesin_total` is born with the first letter,
/// so its rate misses just that one. The offset is a gauge, hence `delta`.
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let queues = queues(scene, numbers)?;
    let offsets = scene.exporter().among("topic", queues.iter().map(|topic| &topic.name));
    let window = numbers.window;
    let expr = format!(
        "sum by (topic) ({}) > 0",
        once(
            "topic, partition",
            format!("delta({}[{}])", offsets.select("kafka_topic_partition_current_offset"), window.prometheus())
        )
    );
    let declared = queues.iter().filter_map(|topic| topic.dead_letter_for.as_ref()).map(|source| source.origin.first());
    Plan::new(expr, offsets.places().chain(declared).chain(numbers.scraped))
        .says(
            // Prometheus extends what it saw to the whole window: one letter would be 1.053 of them.
            "{{ $labels.topic }} got dead letters: about {{ $value | printf \"%.0f\" }}",
            format!(
                "In the last {} a consumer of {} gave up on records and put them into {{{{ $labels.topic }}}}. They are kept \
                 until its retention ends; nobody handles them until somebody looks.",
                window.human(),
                scene.title()
            ),
        )
        .alone()
}

fn queues<'m>(scene: &Scene<'m>, numbers: &Numbers<'m>) -> Result<Vec<&'m Topic>, Vec<Missing>> {
    let unfit = numbers.topics.iter().filter(|(topic, _)| !topic.is_dead_letter_queue());
    let unfit: Vec<Missing> = unfit
        .map(|(topic, at)| {
            let why = format!("topic `{}` takes no dead letters", topic.key.value);
            let help = "write `dead_letter_for` in its table, or take it out of `topics`";
            Missing::new(why, help).at(*at).because(topic.key.origin.first(), "the topic")
        })
        .collect();
    if !unfit.is_empty() {
        return Err(unfit);
    }
    let named: Vec<&Topic> = numbers.topics.iter().map(|(topic, _)| *topic).collect();
    let queues = if named.is_empty() { scene.dead_letter_queues() } else { named };
    if queues.is_empty() {
        return Err(Missing::new(
            "no topic takes dead letters",
            "write `dead_letter_for` in the table of the topic that takes them, or take the alert out",
        )
        .alone());
    }
    Ok(queues)
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let queues = scene.dead_letter_queues();
    let queue = queues.first().map_or("TOPIC", |topic| &topic.name.value);
    let mut runbook = Runbook::new("A consumer could not handle records and put them aside, so that the others go on.")
        .cause("A producer sends a form that the consumer does not know: look for a deployment of either.")
        .cause("Something behind the consumer was away for longer than it tries again.")
        .cause("One record is broken.")
        .look(
            "What the letters are: read some, with their headers",
            scene.tool(
                "kafka-console-consumer.sh",
                &format!(
                    "--topic {queue} --from-beginning --max-messages 5 --timeout-ms 10000 --property print.headers=true"
                ),
            ),
        );
    for consumption in scene.model.clients.iter().flat_map(|client| client.consumes.iter().map(move |c| (client, c))) {
        if let (client, Some(letters)) = (consumption.0, &consumption.1.dead_letters) {
            runbook = runbook.consider(format!(
                "The logs of {}, which puts records of {} into {}",
                client.name.value, consumption.1.topic.value, letters.value
            ));
        }
    }
    runbook
        .act("Mend the cause first, or the letters come back.")
        .act("Then let the application send the letters again, or settle them with the owner of the topic before their retention ends.")
        .normal("Never unnoticed: each letter is a record that somebody sent and nobody handled.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"sum by (topic) (max by (topic, partition) (delta(kafka_topic_partition_current_offset{namespace="kafka",strimzi_io_name="hrms-kafka-kafka-exporter",topic=~"notification-dlq|audit-dlq"}[10m]))) > 0"#
            ]
        );
    }
}
