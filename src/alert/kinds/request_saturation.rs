//! `request-saturation`: the threads of a broker that handle requests have hardly any time left.

use crate::alert::select::once;
use crate::alert::{Amount, Group, Key, Kind, Numbers, Plan, Planned, Runbook, Scene, Target};
use crate::catalog::tells_request_threads_apart;
use crate::model::{Role, Severity};
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

fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let brokers = scene.brokers();
    let expr = format!("min by (pod) ({}) < {}", idle(scene, numbers), numbers.threshold.promql());
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

/// The share of its time that a broker's thread has left: nanoseconds that a thread was idle, on average over the threads
/// (`KafkaRequestHandler`). The gauge `…idle_percent` beside it is the mean since the broker started, and after days hardly moves.
///
/// Where a node is a controller, too, its counter is that of both: up to 4.1 the sum of two shares, of which the controller's is
/// as good as 1, later their average. From then on brokers have one of their own.
fn idle(scene: &Scene<'_>, numbers: &Numbers<'_>) -> String {
    let cluster = &scene.model.cluster;
    let share = |of: &Target, metric| format!("rate({}[{}]) / 1e9", of.select(metric), numbers.window.prometheus());
    let brokers = scene.brokers();
    let of_all = scene.jmx_count(
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count",
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count_total",
    );
    if !scene.has_roles() {
        return share(&brokers, of_all);
    }
    if tells_request_threads_apart(&cluster.kafka.value) {
        let of_brokers = scene.jmx_count(
            "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_count",
            "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_count_total",
        );
        return share(&brokers, of_brokers);
    }
    let is = |controller: &str| brokers.clone().fixed("strimzi_io_controller_role", controller);
    let both = format!("clamp_min({} - 1, 0)", share(&is("true"), of_all));
    match combined(scene) {
        0 => share(&brokers, of_all),
        some if some < cluster.brokers.pools().count() => format!("{both} or {}", share(&is("false"), of_all)),
        _ => both,
    }
}

/// How many pools there are whose nodes are brokers and controllers.
fn combined(scene: &Scene<'_>) -> usize {
    scene.model.cluster.brokers.pools().filter(|pool| pool.does(Role::Controller)).count()
}

/// Whether the network threads of a broker have hardly any time left. Where a node is a controller, too, the gauge of all is that
/// of the controller's threads, as seen with 3.7.0 to 4.3.1: what is told of each thread is asked instead.
fn network(scene: &Scene<'_>) -> String {
    if combined(scene) == 0 {
        let idle = scene.brokers().select("kafka_network_socketserver_networkprocessoravgidle_percent");
        return format!("{idle} < 0.3");
    }
    let threads = scene.brokers().except("listener", "CONTROLPLANE-.*");
    let waiting = threads.select("kafka_server_socket_server_metrics_io_wait_ratio");
    format!("avg by (pod) ({}) < 0.3", once("pod, listener, networkProcessor", waiting))
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
        .query("Whether the network threads are busy as well", network(scene))
        .look("How much processor and memory the pods use", scene.kubectl(&format!("top pod -l strimzi.io/name={}", scene.part_name("kafka"))))
        .act("Find the client and let it send and fetch in larger batches.")
        .act(format!(
            "Throttled: raise the processor's limit in [{}], render and apply; the brokers are rolled.",
            scene.model.cluster.brokers.first.table()
        ))
        .act("Leaders uneven: wait for the preferred leaders to come back, or elect them with `kafka-leader-election.sh`.")
        .normal("For some minutes after a broker has started, and while partitions are moved.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::modes::{self, Mode};
    use crate::alert::tests::{SAMPLE, expressions, expressions_in, with};
    use crate::catalog;

    const ALL: &str = "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count_total";
    const OF_BROKERS: &str = "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_count_total";

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [
                r#"min by (pod) (rate(kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count{namespace="kafka",strimzi_io_name="hrms-kafka-kafka"}[5m]) / 1e9) < 0.2"#
            ]
        );
    }

    /// The series of brokers, or of those that are controllers, too, or are not.
    fn rate(metric: &str, controller: Option<bool>) -> String {
        let controller = controller.map_or(String::new(), |is| format!(r#",strimzi_io_controller_role="{is}""#));
        let labels = r#"namespace="kafka",strimzi_io_name="hrms-kafka-kafka",strimzi_io_broker_role="true""#;
        format!("rate({metric}{{{labels}{controller}}}[5m]) / 1e9")
    }

    #[test]
    fn what_a_controller_adds_is_taken_away_where_it_is_added() {
        let both = format!("clamp_min({} - 1, 0)", rate(ALL, Some(true)));
        let mixed = format!("{both} or {}", rate(ALL, Some(false)));
        for (release, mode, some_are_both, share) in [
            ("0.45.2", Mode::Apart, false, rate(ALL, None)),
            ("0.45.2", Mode::Combined, false, both),
            ("0.45.2", Mode::Apart, true, mixed),
            ("1.2.0", Mode::Combined, false, rate(OF_BROKERS, None)),
            ("1.2.0", Mode::Apart, false, rate(OF_BROKERS, None)),
        ] {
            let text = modes::on(catalog::release(release).unwrap(), mode, SAMPLE);
            let roles = if some_are_both { r#"["broker", "controller"]"# } else { r#"["controller"]"# };
            let text = text.replace(r#"roles = ["controller"]"#, &format!("roles = {roles}"));
            let found = with(&text, |model| expressions_in(model, &super::KIND));
            assert_eq!(found, [format!("min by (pod) ({share}) < 0.2")], "{release} {mode:?}");
        }
    }
    #[test]
    fn only_where_all_threads_are_a_brokers_is_their_mean_asked_for() {
        for (mode, metric) in [
            (Mode::ZooKeeper, "kafka_network_socketserver_networkprocessoravgidle_percent"),
            (Mode::Apart, "kafka_network_socketserver_networkprocessoravgidle_percent"),
            (Mode::Combined, "kafka_server_socket_server_metrics_io_wait_ratio"),
        ] {
            let text = modes::on(catalog::release("0.45.2").unwrap(), mode, SAMPLE);
            let query = with(&text, |model| super::network(&crate::alert::Scene::new(model)));
            assert!(query.contains(metric), "{mode:?}: {query}");
        }
    }
}
