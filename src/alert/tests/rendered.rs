//! What rules look like: names, labels, texts, links, places, the default set, hostile names.

use super::{SAMPLE, rules_of, with, without_alerts};
use crate::alert::{Group, KINDS, Rule, Scene, anchor, rules, template};
use crate::diag::Sources;
use crate::promql;
use std::collections::BTreeSet;

fn shown(rule: &Rule) -> String {
    format!(
        "{} [{}] for {} {} | {}",
        rule.name.value,
        rule.group.name(),
        rule.hold.value.prometheus(),
        rule.severity.value.word(),
        rule.summary.value
    )
}

#[test]
fn the_sample_reads_well() {
    let shown: Vec<String> = with(SAMPLE, |model| rules(model).iter().map(shown).collect());
    let expected = [
        "KafkaBrokerDown [brokers] for 3m critical | {{ $value | humanize }} of 3 brokers of kafka/hrms-kafka answer",
        "KafkaZooKeeperQuorumAtRisk [brokers] for 3m warning | {{ $value | humanize }} of 3 ZooKeepers of kafka/hrms-kafka answer",
        "KafkaZooKeeperQuorumAtRisk [brokers] for 1m critical | {{ $value | humanize }} of 3 ZooKeepers of kafka/hrms-kafka answer, and 2 are needed",
        "KafkaControllerCount [brokers] for 2m critical | kafka/hrms-kafka has {{ $value | humanize }} active controllers instead of 1",
        "KafkaUnderReplicatedPartitions [partitions] for 5m warning | Under-replicated partitions of kafka/hrms-kafka: {{ $value | humanize }}",
        "KafkaOfflinePartitions [partitions] for 1m critical | Partitions of kafka/hrms-kafka without a leader: {{ $value | humanize }}",
        "KafkaUnderMinIsr [partitions] for 1m critical | Partitions of kafka/hrms-kafka that refuse writes: {{ $value | humanize }}",
        "KafkaConsumerLagHigh [clients] for 5m critical | Group {{ $labels.consumergroup }} is {{ $value | humanize }} records behind on {{ $labels.topic }}",
        "KafkaConsumerGone [clients] for 10m warning | Nobody reads as {{ $labels.consumergroup }}",
        "KafkaDiskUsage [storage] for 5m warning | {{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full",
        "KafkaDiskFullSoon [storage] for 30m critical | {{ $labels.persistentvolumeclaim }} will be full within 1d",
        "KafkaRecordsCutSoon [storage] for 15m warning | {{ $labels.topic }} will lose records before their time",
        "KafkaProducerErrors [clients] for 5m warning | Producers of kafka/hrms-kafka get {{ $labels.error }}",
        "KafkaDeadLetters [clients] for 0s warning | {{ $labels.topic }} got dead letters: about {{ $value | printf \"%.0f\" }}",
        "KafkaRequestSaturation [brokers] for 10m warning | {{ $labels.pod }} has {{ $value | humanizePercentage }} of its request threads' time left",
        "KafkaClusterNotReady [operators] for 15m warning | {{ $labels.kind }} {{ $labels.resource_namespace }}/{{ $labels.name }} is not ready",
        "KafkaExporterDown [operators] for 5m warning | Kafka Exporter of kafka/hrms-kafka is away",
        "StrimziOperatorDown [operators] for 5m warning | The operator of kafka/hrms-kafka is away or idle",
        "StrimziEntityOperatorDown [operators] for 5m warning | The topic operator of kafka/hrms-kafka does not answer",
        "AuditBacklog [house] for 15m warning | Audit backlog on {{ $labels.topic }}",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn the_default_set_is_all_that_has_something_to_watch() {
    let names = |text: &str| -> BTreeSet<String> {
        with(text, |model| rules(model).iter().map(|rule| rule.kind.unwrap().name.to_owned()).collect())
    };
    let without = |left_out: &[&str]| -> BTreeSet<String> {
        KINDS.iter().map(|kind| kind.name.to_owned()).filter(|name| !left_out.contains(&name.as_str())).collect()
    };
    assert_eq!(names(&without_alerts()), without(&["log-dir-offline", "no-messages"]));
    let bare = format!("{}[monitoring]\n", crate::model::tests::MINIMAL);
    let topicless = ["log-dir-offline", "no-messages", "consumer-gone", "dead-letters", "byte-limit-near"];
    assert_eq!(names(&bare), without(&topicless));
    let external = without_alerts().replace("install = \"manifests\"", "install = \"external\"");
    assert_eq!(names(&external), without(&["log-dir-offline", "no-messages", "operator-down", "cluster-not-ready"]));
    assert_eq!(names(crate::model::tests::MINIMAL), BTreeSet::new());
}

#[test]
fn labels_and_links() {
    let keys = "labels = { team = \"{{ audit }}\", severity = \"page\" }\nrunbook = \"https://w.example/{{x}}\"";
    let rule = rules_of("broker-down", keys).remove(0);
    let labels: Vec<(&str, &str)> = rule.labels.iter().map(|(n, v)| (n.value.as_str(), v.value.as_str())).collect();
    let team = "{{ \"{\" }}{{ \"{\" }} audit }}";
    assert_eq!(
        labels,
        [("severity", "critical"), ("namespace", "kafka"), ("strimzi_io_cluster", "hrms-kafka"), ("team", team)]
    );
    assert_eq!(rule.runbook.value, "https://w.example/{{ \"{\" }}{{ \"{\" }}x}}");
    let link = |text: &str| with(text, |model| rules(model).remove(0).runbook.value);
    assert_eq!(link(SAMPLE), "k8s-manifests/kafka/README.md#kafkabrokerdown");
    let guide = SAMPLE.replace("[monitoring]", "[monitoring]\nguide = \"https://git.example/README.md\"");
    assert_eq!(link(&guide), "https://git.example/README.md#kafkabrokerdown");
    assert_eq!(anchor("What to do: KafkaX_y, Ü"), "what-to-do-kafkax_y-ü");
}

#[test]
fn labels_of_the_house_replace_nothing_that_a_result_has() {
    let labels = |expr: &str| -> Vec<String> {
        let text = format!("{}\n[alert.Own]\nexpr = '{expr}'\n", without_alerts());
        with(&text, |model| rules(model).remove(0).labels.iter().map(|(name, _)| name.value.clone()).collect())
    };
    assert_eq!(labels("sum(up) < 1"), ["severity", "namespace", "strimzi_io_cluster"]);
    assert_eq!(labels("sum by (namespace) (up) < 1"), ["severity", "strimzi_io_cluster"]);
    assert_eq!(labels("up < 1"), ["severity"]);
}

#[test]
fn each_expression_leads_back_to_the_spec() {
    let mut sources = Sources::default();
    sources.add("kafka.toml", SAMPLE).unwrap();
    with(SAMPLE, |model| {
        let places = |name: &str| -> Vec<&str> {
            let rules = rules(model);
            let rule = rules.iter().find(|rule| rule.name.value == name).unwrap();
            rule.expr.origin.spans().map(|span| sources.text(span)).collect()
        };
        assert_eq!(places("KafkaBrokerDown"), ["\"broker-down\"", "\"kafka\"", "\"hrms-kafka\"", "3"]);
        let lag = places("KafkaConsumerLagHigh");
        assert_eq!(lag[..2], ["1000", "\"consumer-lag\""]);
        assert!(lag.contains(&"\"audit-service-group\""));
        assert_eq!(places("KafkaDiskUsage")[0], "\"85%\"");
        let cut = places("KafkaRecordsCutSoon");
        assert!(cut.contains(&"\"512Mi\"") && cut.contains(&"audit-dlq"), "{cut:?}");
        assert!(places("AuditBacklog")[0].starts_with("'sum by"));
    });
}

#[test]
fn the_scrape_interval_is_a_place_only_where_it_decides() {
    let leads_to_interval = |interval: &str, keys: &str| {
        let text = without_alerts().replace("\"30s\"", interval);
        let text = format!("{text}\n[alert.X]\nkind = \"producer-errors\"\n{keys}\n");
        let mut sources = Sources::default();
        sources.add("kafka.toml", text.as_str()).unwrap();
        with(&text, |model| {
            let rules = rules(model);
            rules.iter().flat_map(|rule| rule.expr.origin.spans()).any(|span| sources.text(span) == interval)
        })
    };
    assert!(leads_to_interval("\"2m\"", ""));
    assert!(!leads_to_interval("\"2m\"", "window = \"20m\""));
    assert!(!leads_to_interval("\"30s\"", ""));
}

/// Names that mean something to PromQL, to its regular expressions, to templates, to shells.
#[test]
fn hostile_names_stay_names() {
    let groups = ["{{ x }}", "a\"b\\", "x|y.*", "it's; rm -rf /", "grüße\n", "$labels"];
    let list: Vec<String> = groups.iter().map(|group| format!("{{ topic = \"a.b_c\", group = {group:?} }}")).collect();
    let text = format!(
        "{}[monitoring]\n[topic.\"a.b_c\"]\npartitions = 1\nreplicas = 3\nmax_bytes = \"1Gi\"\n\
         [topic.\"a.b_c.dlq\"]\npartitions = 1\nreplicas = 3\ndead_letter_for = \"a.b_c\"\n\
         [client.reader]\nconsumes = [{}]\n",
        crate::model::tests::MINIMAL,
        list.join(", ")
    );
    with(&text, |model| {
        for rule in rules(model) {
            let expr = promql::read(&rule.expr.value).unwrap();
            promql_parser::parser::parse(&rule.expr.value).unwrap();
            for seen in promql::selectors(&expr) {
                for matcher in &seen.selector.matchers {
                    match matcher.label.text.as_str() {
                        "consumergroup" => {
                            let taken = groups.iter().filter(|group| matcher.accepts(group) == Some(true)).count();
                            let wanted = if matcher.op.is_regex() { groups.len() } else { 1 };
                            assert_eq!((taken, matcher.accepts("xyz")), (wanted, Some(false)));
                        }
                        "topic" => assert_eq!(matcher.accepts("a-b_c"), Some(false)),
                        _ => {}
                    }
                }
            }
            for text in [&rule.summary.value, &rule.description.value, &rule.runbook.value] {
                let asked = template::asked(text);
                assert_eq!((asked.open, asked.unknown), (None, vec![]), "{text}");
            }
        }
    });
}

#[test]
fn every_runbook_says_what_to_do() {
    with(SAMPLE, |model| {
        let scene = Scene::new(model);
        for kind in KINDS {
            let runbook = (kind.runbook)(&scene);
            assert!(!runbook.meaning.is_empty() && !runbook.normal.is_empty(), "{}", kind.name);
            assert!(runbook.causes.len() > 1 && runbook.look.len() > 1 && runbook.act.len() > 1, "{}", kind.name);
            for step in runbook.look.iter().chain(&runbook.act) {
                match &step.run {
                    Some(crate::alert::Command::Shell(command)) => {
                        assert!(command.starts_with("kubectl -n kafka "), "{command}");
                    }
                    Some(crate::alert::Command::Query(query)) => {
                        assert_eq!(promql::read(query).map(|_| ()), Ok(()), "{query}");
                    }
                    None => {}
                }
            }
        }
        assert!(Group::ALL.iter().zip(Group::ALL.iter().skip(1)).all(|(a, b)| a < b));
    });
}
