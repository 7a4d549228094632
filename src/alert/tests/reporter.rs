//! Alerts over what Strimzi's Metrics Reporter tells.

use super::with;
use crate::alert::{Command, KINDS, Scene, rules};
use crate::promql;
use std::collections::BTreeSet;
use std::io::Write as _;

/// What nodes told by the reporter 0.2.0 on Kafka 4.1.1.
const RECORDED: &str = "../shared/facts/metrics/kraft-kafka4.1.1-strimzi-metrics-reporter0.2.0-";

fn spec(reporter: bool) -> String {
    format!(
        "{}[monitoring]\nreporter = {reporter}\n[topic.a]\npartitions = 1\nreplicas = 3\nmax_bytes = \"1Gi\"\n\
         [client.c]\nproduces = [\"a\"]\nconsumes = [{{ topic = \"a\", group = \"g\" }}]\n",
        // The Kafka that was recorded.
        crate::model::tests::KRAFT.replace("1.2.0", "0.49.1")
    )
}

/// The metrics of Kafka's own nodes that rules and runbooks ask for.
fn asked(spec: &str) -> BTreeSet<String> {
    with(spec, |model| {
        let scene = Scene::new(model);
        let runbooks = KINDS.iter().flat_map(|kind| (kind.runbook)(&scene).look);
        let queries = runbooks.filter_map(|step| match step.run {
            Some(Command::Query(query)) => Some(query),
            _ => None,
        });
        let expressions = rules(model).into_iter().map(|rule| rule.expr.value).chain(queries);
        let mut metrics = BTreeSet::new();
        for text in expressions {
            let expr = promql::read(&text).unwrap();
            metrics.extend(promql::selectors(&expr).iter().map(|place| place.selector.metric().unwrap().to_owned()));
        }
        let of_exporter = ["kafka_consumergroup", "kafka_topic", "kafka_brokers", "kafka_exporter"];
        metrics.retain(|metric| {
            metric.starts_with("kafka_") && !of_exporter.iter().any(|prefix| metric.starts_with(prefix))
        });
        metrics
    })
}

#[test]
fn the_reporter_has_its_own_names_for_what_alerts_ask_for() {
    let (by_agent, by_reporter) = (asked(&spec(false)), asked(&spec(true)));
    assert!(by_agent.len() > 8 && by_agent.len() == by_reporter.len(), "{by_agent:?}\n{by_reporter:?}");
    assert!(by_reporter.contains("kafka_network_requestmetrics_errorspersec_total"), "{by_reporter:?}");
    assert!(by_reporter.iter().all(|metric| !metric.contains("_percent") && !metric.ends_with("percent_count")));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads what lies beside the repository")]
fn what_alerts_ask_for_was_told_by_a_reporter() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |node: &str| std::fs::read_to_string(folder.join(format!("{RECORDED}{node}.tsv")));
    let (Ok(broker), Ok(controller)) = (read("broker"), read("controller")) else {
        // Past the test runner, which keeps what passing tests print to itself.
        let _ =
            writeln!(std::io::stderr(), "the reporter's names are not compared: ../shared/facts/metrics is not here");
        return;
    };
    let told: BTreeSet<&str> =
        broker.lines().chain(controller.lines()).filter_map(|line| line.split('\t').next()).collect();
    let missing: Vec<String> =
        asked(&spec(true)).into_iter().filter(|metric| !told.contains(metric.as_str())).collect();
    assert_eq!(missing, [""; 0]);
}
