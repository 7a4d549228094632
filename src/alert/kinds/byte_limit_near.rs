//! `byte-limit-near`: records will be cut before their time, because a partition reaches its byte limit.

use crate::alert::select::any_of;
use crate::alert::{Amount, Group, Key, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::diag::Span;
use crate::model::{Cleanup, Limit, Severity, Topic};
use crate::units::{Bytes, Duration, Ratio};

/// Records will be cut before their time.
pub(super) const KIND: Kind = Kind {
    name: "byte-limit-near",
    summary: "a partition nears its byte limit, which cuts records before their retention ends",
    group: Group::Storage,
    default_name: "KafkaRecordsCutSoon",
    severity: Severity::Warning,
    hold: Duration::minutes(15),
    takes: &[
        Key::Above(Amount::Share(Ratio::percent(90))),
        Key::Topics { default: Some("all with `max_bytes` and a retention that ends") },
    ],
    plan,
    runbook,
};

/// Topics of one limit.
struct Limited<'m> {
    bytes: Bytes,
    topics: Vec<&'m Topic>,
}

/// One expression for all topics: each metric is divided by the limit of its own topics, which no other selector names, so
/// `or` puts nothing aside. Replicas differ a little, hence `max`.
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let limited = limited(scene, numbers)?;
    let mut places: Vec<Span> = Vec::new();
    let shares: Vec<String> = limited
        .iter()
        .map(|Limited { bytes, topics }| {
            let logs = scene.brokers().among("topic", topics.iter().map(|topic| &topic.name));
            places.extend(logs.places());
            places.extend(topics.iter().flat_map(|topic| topic.max_bytes.origin.spans()));
            format!("max by (topic, partition) ({}) / {}", logs.select("kafka_log_log_size"), bytes.0)
        })
        .collect();
    let above = numbers.threshold.promql();
    let expr = match shares.as_slice() {
        [one] => format!("{one} > {above}"),
        several => format!("(\n  {}\n) > {above}", any_of(several, "\nor\n  ")),
    };
    Plan::new(expr, places)
        .says(
            "{{ $labels.topic }} will lose records before their time",
            format!(
                "Partition {{{{ $labels.partition }}}} of {{{{ $labels.topic }}}} in {} holds {{{{ $value | humanizePercentage }}}} of \
                 its byte limit. When it reaches the limit, its oldest records are deleted although their retention has not \
                 ended, whether they have been read or not.",
                scene.title()
            ),
        )
        .alone()
}

fn limited<'m>(scene: &Scene<'m>, numbers: &Numbers<'m>) -> Result<Vec<Limited<'m>>, Vec<Missing>> {
    let mut limited: Vec<Limited<'m>> = Vec::new();
    let mut add = |topic: &'m Topic, bytes: Bytes| match limited.iter_mut().find(|known| known.bytes == bytes) {
        Some(known) => known.topics.push(topic),
        None => limited.push(Limited { bytes, topics: vec![topic] }),
    };
    let mut unfit = Vec::new();
    for (topic, at) in &numbers.topics {
        let Some(bytes) = cut(topic) else {
            let why = format!("topic `{}` has no byte limit that deletes records", topic.key.value);
            let missing = Missing::new(why, "write `max_bytes` in its table, or take it out of `topics`");
            unfit.push(missing.at(*at).because(topic.max_bytes.origin.first(), "the topic"));
            continue;
        };
        add(topic, bytes);
    }
    if !unfit.is_empty() {
        return Err(unfit);
    }
    if numbers.topics.is_empty() {
        let ends = |topic: &&Topic| topic.retention.value != Limit::Unlimited;
        for topic in scene.model.topics.iter().filter(ends) {
            if let Some(bytes) = cut(topic) {
                add(topic, bytes);
            }
        }
    }
    if limited.is_empty() {
        return Err(Missing::new(
            "no topic has a byte limit beside its retention",
            "write `max_bytes` in a topic's table, or take the alert out",
        )
        .alone());
    }
    Ok(limited)
}

/// The size at which records of a topic are deleted. What is only compacted is not cut by size.
fn cut(topic: &Topic) -> Option<Bytes> {
    match topic.max_bytes.value {
        Limit::At(bytes) if bytes.0 > 0 && topic.cleanup.value != Cleanup::Compact => Some(bytes),
        _ => None,
    }
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new(
        "A topic keeps records for a time and up to a size, and the size will be reached first. Then records are deleted \
         before the time that was promised.",
    )
    .cause("Producers write more, or larger records, than the limit was planned for.")
    .cause("The retention was raised and the limit was not.")
    .cause("Keys are uneven, and one partition gets most of the records.")
    .look("How large the partitions are", scene.tool("kafka-log-dirs.sh", "--describe"))
    .query(
        "How fast each topic grows, in bytes a second",
        format!("sum by (topic) (max by (topic, pod) (rate({}[1h])))", scene.brokers().having("topic").select("kafka_server_brokertopicmetrics_bytesin_total")),
    )
    .act("Raise `max_bytes` of the topic, after a look at the room on the volumes; render and apply. It takes effect at once.")
    .act("Or lower its `retention`, if the owner agrees that so much is not needed.")
    .act("Find out why the producer writes more than planned.")
    .normal("For topics whose limit is meant to cut, such as a cache. Leave them out with `topics`.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, rules_of};

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [r#"(
  max by (topic, partition) (kafka_log_log_size{namespace="kafka",strimzi_io_name="hrms-kafka-kafka",topic="notification-queue"}) / 536870912
or
  max by (topic, partition) (kafka_log_log_size{namespace="kafka",strimzi_io_name="hrms-kafka-kafka",topic="audit-queue"}) / 1073741824
or
  max by (topic, partition) (kafka_log_log_size{namespace="kafka",strimzi_io_name="hrms-kafka-kafka",topic=~"notification-dlq|audit-dlq"}) / 134217728
) > 0.9"#]
        );
    }

    #[test]
    fn one_topic() {
        let rules = rules_of("byte-limit-near", "above = \"80%\"\ntopics = [\"audit-queue\"]");
        assert_eq!(
            rules[0].expr.value,
            r#"max by (topic, partition) (kafka_log_log_size{namespace="kafka",strimzi_io_name="hrms-kafka-kafka",topic="audit-queue"}) / 1073741824 > 0.8"#
        );
    }
}
