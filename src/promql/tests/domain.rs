//! The expressions that alerts on a Kafka platform are made of.

use super::super::{Condition, LabelFlow, Presence, Type, check_alert, condition, needs, parse, selectors, type_of};

const BROKERS: &str = r#"namespace="kafka",service="hrms-kafka-brokers-metrics""#;
const EXPORTER: &str = r#"namespace="kafka",service="hrms-kafka-exporter-metrics""#;
const CLAIMS: &str = r#"namespace="kafka",persistentvolumeclaim=~"data-hrms-kafka-kafka-[0-9]+""#;

/// Each with the labels that its result is sure to have.
fn alerts() -> Vec<(String, Vec<&'static str>)> {
    let (b, e, p) = (BROKERS, EXPORTER, CLAIMS);
    vec![
        (format!("(count(up{{{b}}} == 1) or vector(0)) < 3"), vec![]),
        ("max(kafka_controller_kafkacontroller_fencedbrokercount) > 0".to_owned(), vec![]),
        ("max(kafka_server_raftmetrics_current_leader) < 0".to_owned(), vec![]),
        (format!("sum(kafka_controller_kafkacontroller_activecontrollercount{{{b}}}) != 1"), vec![]),
        (format!("sum(kafka_server_replicamanager_underreplicatedpartitions{{{b}}}) > 0"), vec![]),
        (format!("max(kafka_controller_kafkacontroller_offlinepartitionscount{{{b}}}) > 0"), vec![]),
        (
            format!("sum by (consumergroup, topic) (clamp_min(kafka_consumergroup_lag{{{e},topic=\"a\"}}, 0)) > 1000"),
            vec!["topic"],
        ),
        (
            format!(
                "kafka_consumergroup_members{{{e},consumergroup=\"g\"}} == 0 \
                 or absent(kafka_consumergroup_members{{{e},consumergroup=\"g\"}})"
            ),
            vec!["consumergroup", "namespace", "service"],
        ),
        (
            format!(
                "1 - kubelet_volume_stats_available_bytes{{{p}}} / kubelet_volume_stats_capacity_bytes{{{p}}} > 0.85"
            ),
            vec!["namespace", "persistentvolumeclaim"],
        ),
        (
            format!(
                "predict_linear(kubelet_volume_stats_available_bytes{{{p}}}[6h], 86400) < 0 \
                 and 1 - kubelet_volume_stats_available_bytes{{{p}}} / kubelet_volume_stats_capacity_bytes{{{p}}} > 0.6"
            ),
            vec!["namespace", "persistentvolumeclaim"],
        ),
        (
            format!(
                "sum by (error) (rate(kafka_network_requestmetrics_errors_total{{{b},request=\"Produce\",\
                 error!~\"NONE|NOT_LEADER_OR_FOLLOWER|UNKNOWN_TOPIC_OR_PARTITION\"}}[5m])) > 0"
            ),
            vec![],
        ),
        (
            format!(
                "sum by (topic) (delta(kafka_topic_partition_current_offset{{{e},topic=~\"audit-dlq|notification-dlq\"}}\
                 [10m])) > 0"
            ),
            vec!["topic"],
        ),
        (
            format!(
                "rate(kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count{{{b}}}[5m]) / 1e9 < 0.2"
            ),
            vec!["namespace", "service"],
        ),
        (
            format!("max by (topic, partition) (kafka_log_log_size{{{b},topic=\"audit-queue\"}}) / 1073741824 > 0.9"),
            vec!["topic"],
        ),
        (format!("max by (pod) (kafka_log_logmanager_offlinelogdirectorycount{{{b}}}) > 0"), vec![]),
        (format!("absent(up{{{e}}} == 1)"), vec![]),
        ("sum(increase(strimzi_reconciliations_periodical_total{kind=\"Kafka\"}[15m])) == 0".to_owned(), vec![]),
        (
            "min by (kind, name, resource_namespace) (strimzi_resource_state{kind=\"Kafka\"}) == 0".to_owned(),
            vec!["kind"],
        ),
    ]
}

#[test]
fn every_alert_is_sound_in_any_prometheus_and_can_be_silent() {
    for (text, labels) in alerts() {
        let expr = parse(&text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!(check_alert(&expr), [], "{text}");
        assert_eq!(type_of(&expr), Some(Type::Vector), "{text}");
        assert_eq!(needs(&expr), [], "{text}");
        assert!(matches!(condition(&expr), Condition::Tested(_)), "{text}");
        assert!(selectors(&expr).iter().all(|seen| seen.selector.metric().is_some()), "{text}");
        let flow = LabelFlow::of(&expr);
        let sure = flow.named().filter(|&(name, presence)| name != "__name__" && *presence == Presence::Surely);
        assert_eq!(sure.map(|(name, _)| name).collect::<Vec<_>>(), labels, "{text}");
    }
}

/// `absent` keeps labels only where a selector alone is its argument; so the exporter's alert names no service.
#[test]
fn absence_of_a_comparison_has_no_labels() {
    let text = format!("absent(up{{{EXPORTER}}} == 1)");
    let flow = LabelFlow::of(&parse(&text).unwrap());
    assert!(matches!(flow.label("service"), Presence::Never(_)));
}
