//! `producer-errors`: brokers refuse what producers send.

use crate::alert::select::once;
use crate::alert::{Group, Key, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Brokers refuse what producers send.
pub(super) const KIND: Kind = Kind {
    name: "producer-errors",
    summary: "brokers refuse what producers send",
    group: Group::Clients,
    default_name: "KafkaProducerErrors",
    severity: Severity::Warning,
    hold: Duration::minutes(5),
    takes: &[Key::Window { default: Duration::minutes(5), least: Duration::minutes(1), most: Duration::days(1) }],
    plan,
    runbook,
};

/// Counts by error code, unlike `failedproducerequests_total`, which leaves out what a client has to answer for
/// (`ReplicaManager`). The two codes beside NONE are how clients learn of a new leader, in every rolling restart.
const METRIC: &str = "kafka_network_requestmetrics_errors_total";
const HARMLESS: &str = "NONE|NOT_LEADER_OR_FOLLOWER|UNKNOWN_TOPIC_OR_PARTITION";

fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let errors = scene.brokers().fixed("request", "Produce").except("error", HARMLESS);
    let rate = format!("rate({}[{}])", errors.select(METRIC), numbers.window.prometheus());
    let expr = format!("sum by (error) ({}) > 0", once("error, pod", rate));
    Plan::new(expr, errors.places().chain(numbers.scraped))
        .says(
            format!("Producers of {} get {{{{ $labels.error }}}}", scene.title()),
            "Brokers refuse {{ $value | humanize }} writes a second with {{ $labels.error }}. Producers try some errors again \
             and give up in the end; records may be missing then.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new("Brokers answer writes with an error. Its name says what is wrong; the metric does not know the topic.")
        .cause("NOT_ENOUGH_REPLICAS: too few copies are in sync.")
        .cause("MESSAGE_TOO_LARGE: a record is larger than the topic takes.")
        .cause("TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED: the client may not write.")
        .cause("REQUEST_TIMED_OUT: followers do not answer in time.")
        .query(
            "Which errors, on which broker",
            format!("max by (error, pod) (rate({}[5m])) > 0", scene.brokers().fixed("request", "Produce").except("error", HARMLESS).select(METRIC)),
        )
        .look("Whether writes are refused for want of copies", scene.tool("kafka-topics.sh", "--describe --under-min-isr-partitions"))
        .consider(format!("The logs of the applications that write: {}", writers(scene)))
        .act("Mend what the error names: bring brokers back, raise `max_message` of the topic, or give the client its rights.")
        .act("Ask the application whether it kept what was refused, and let it send that again.")
        .normal("Never for long. Producers with acks=0 get no answer, so their errors are not counted.")
}

fn writers(scene: &Scene<'_>) -> String {
    let writers = scene.model.clients.iter().filter(|client| !client.produces.is_empty());
    let writers: Vec<&str> = writers.map(|client| client.name.value.as_str()).collect();
    if writers.is_empty() { "the spec names none".to_owned() } else { writers.join(", ") }
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, expressions_in, with};

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [
                r#"sum by (error) (max by (error, pod) (rate(kafka_network_requestmetrics_errors_total{namespace="kafka",strimzi_io_name="hrms-kafka-kafka",request="Produce",error!~"NONE|NOT_LEADER_OR_FOLLOWER|UNKNOWN_TOPIC_OR_PARTITION"}[5m]))) > 0"#
            ]
        );
    }

    #[test]
    fn a_rate_spans_four_scrapes() {
        let text = include_str!("../../../hrms-kafka.toml").replace("= \"30s\"", "= \"2m\"");
        assert!(with(&text, |model| expressions_in(model, &super::KIND)).remove(0).contains("[8m]"));
    }
}
