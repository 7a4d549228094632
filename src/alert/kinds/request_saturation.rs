//! `request-saturation`: the threads of a broker that handle requests have hardly any time left.

use crate::alert::select::once;
use crate::alert::{Amount, Group, Key, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::{Duration, Ratio};

/// A broker has hardly any time left to handle requests.
pub(super) const KIND: Kind = Kind {
    name: "request-saturation",
    summary: "the threads of a broker that handle requests are hardly ever idle",
    group: Group::Brokers,
    default_name: "KafkaRequestSaturation",
    severity: Severity::Warning,
    // A broker that has just started is busy with what it missed.
    hold: Duration::minutes(10),
    takes: &[
        Key::Below(Amount::Share(Ratio::percent(20))),
        Key::Window { default: Duration::minutes(5), least: Duration::minutes(1), most: Duration::days(1) },
    ],
    plan,
    runbook,
};

/// Nanoseconds that a thread was idle, on average over the threads (`KafkaRequestHandler`). The gauge `…idle_percent` beside
/// it is the mean since the broker started, and after days hardly moves.
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let brokers = scene.brokers();
    let expr = format!(
        "min by (pod) (rate({}[{}]) / 1e9) < {}",
        brokers.select(idle(scene)),
        numbers.window.prometheus(),
        numbers.threshold.promql()
    );
    Plan::new(expr, brokers.places().chain(numbers.scraped))
        .says(
            "{{ $labels.pod }} has {{ $value | humanizePercentage }} of its request threads' time left",
            format!(
                "A broker of {} spends nearly all of its threads' time on requests. Those that come wait in a queue, \
                 producers and consumers slow down, and followers fall behind.",
                scene.title()
            ),
        )
        .alone()
}

fn idle(scene: &Scene<'_>) -> &'static str {
    scene.jmx_count(
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count",
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count_total",
    )
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let requests = scene.brokers().select("kafka_network_requestmetrics_requests_total");
    let rate = once("request, version, pod", format!("rate({requests}[5m])"));
    Runbook::new("A broker's threads that handle requests are nearly always busy. From there on every request waits.")
        .cause("A client sends very many small requests: no batching, a poll in a loop.")
        .cause("The disk is slow, and threads wait for it.")
        .cause("The processor is throttled at its limit.")
        .cause("The broker compresses again what producers send, because the topic asks for another codec.")
        .query("Which requests there are many of", format!("topk(10, sum by (request, pod) ({rate}))"))
        .query(
            "Whether the network threads are busy as well",
            format!("{} < 0.3", scene.brokers().select("kafka_network_socketserver_networkprocessoravgidle_percent")),
        )
        .look("How much processor and memory the pods use", scene.kubectl(&format!("top pod -l strimzi.io/name={}", scene.part_name("kafka"))))
        .act("Find the client and let it send and fetch in larger batches.")
        .act("Throttled: raise the processor's limit in [cluster.brokers], render and apply; the brokers are rolled.")
        .act("Leaders uneven: wait for the preferred leaders to come back, or elect them with `kafka-leader-election.sh`.")
        .normal("For some minutes after a broker has started, and while partitions are moved.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"min by (pod) (rate(kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"}[5m]) / 1e9) < 0.2"#
            ]
        );
    }
}
