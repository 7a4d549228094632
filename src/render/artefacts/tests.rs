//! The artefacts of whole specs: contracts kept in both directions, hostile values, patches.

mod picture;

use super::ARTEFACTS;
use crate::alert;
use crate::bundle::Bundle;
use crate::diag::{Complaints, Sources};
use crate::model::{self, Model};
use crate::render::contract::{Coverage, one_sided_names};
use crate::render::{Artefact, Engine, Platform, Set, set};

pub(super) const SAMPLE: &str = include_str!("../../../hrms-kafka.toml");
pub(super) const MINIMAL: &str = include_str!("../../../tests/specs/minimal.toml");
pub(super) const EVERYTHING: &str = include_str!("../../explain/everything.toml");
/// Brokers that decide for themselves, on a release that wants to be told so.
pub(super) const COMBINED: &str = r#"
[cluster]
name = "orders"
namespace = "kafka"
strimzi = "0.46.0"
[cluster.brokers]
replicas = 3
storage = { size = "10Gi" }
[cluster.listener.plain]
port = 9092
tls = false
[topic.orders]
partitions = 3
replicas = 2
[compose]
"#;
pub(super) const KRAFT: &str = include_str!("../../explain/kraft.toml");
pub(super) const HOSTILE: &str = include_str!("../../../tests/specs/hostile.toml");
pub(super) const GUARDED: &str = include_str!("../../../tests/specs/guarded.toml");
pub(super) const HELM: &str = include_str!("../../../tests/specs/helm.toml");

/// The set of a spec, with the sources so that origins can be looked up.
fn set_of(text: &str) -> (Option<Set>, Vec<String>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let mut complaints = Complaints::default();
    let set = set(sources.get(id).unwrap(), &mut complaints).unwrap_or_else(|fault| panic!("{fault}"));
    (set, complaints.into_sorted().into_iter().map(|diagnostic| diagnostic.headline).collect(), sources)
}

pub(super) fn artefacts_of(text: &str) -> (Vec<Artefact>, Sources) {
    let (set, complaints, sources) = set_of(text);
    assert_eq!(complaints, Vec::<String>::new());
    (set.unwrap().artefacts, sources)
}

pub(super) fn text_of<'a>(artefacts: &'a [Artefact], name: &str) -> &'a str {
    &artefacts.iter().find(|artefact| artefact.path.ends_with(name)).unwrap().text
}

fn with_model<T>(text: &str, work: impl FnOnce(&Model, &[alert::Rule]) -> T) -> T {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    let spec = crate::spec::read(source, &mut complaints);
    let model = model::build(&spec, source.span(), &mut complaints).unwrap();
    work(&model, &alert::rules(&model))
}

#[test]
fn templates_and_contexts_name_the_same_things() {
    let engine = Engine::new();
    with_model(EVERYTHING, |model, rules| {
        for artefact in ARTEFACTS {
            let platform = Platform { client: model.clients.first(), ..Platform::new(model, rules) };
            let context = (artefact.context)(platform);
            let (missing, unused) = one_sided_names(&engine, &artefact.template_name(), &context).unwrap();
            assert_eq!((missing, unused), (vec![], vec![]), "{}", artefact.path);
        }
    });
}

#[test]
fn no_field_is_carried_for_nothing() {
    let engine = Engine::new();
    for artefact in ARTEFACTS {
        let mut coverage = Coverage::default();
        for spec in [SAMPLE, MINIMAL, EVERYTHING, KRAFT, COMBINED, HOSTILE, GUARDED, HELM] {
            with_model(spec, |model, rules| {
                for file in artefact.files(Platform::new(model, rules)) {
                    coverage.case(&engine, &artefact.template_name(), &(artefact.context)(file)).unwrap();
                }
            });
        }
        assert_eq!(coverage.unread(), Vec::<String>::new(), "{}", artefact.path);
    }
}

/// The text in the spec that a line of a rendered file comes from, by the value behind its last blank.
pub(super) fn spec_of(artefacts: &[Artefact], sources: &Sources, file: &str, line: &str) -> String {
    let artefact = artefacts.iter().find(|artefact| artefact.path.ends_with(file)).unwrap();
    let start = artefact.text.find(line).unwrap_or_else(|| panic!("{line} in {}", artefact.text));
    let value = start + line.split(" #").next().unwrap().trim_end().rfind(' ').unwrap() + 1;
    sources.text(artefact.map.at(value).unwrap().first()).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn every_value_leads_back_to_its_line() {
    let (artefacts, sources) = artefacts_of(SAMPLE);
    for (file, line, written) in [
        ("02-kafka-cluster.yaml", "      log.segment.bytes: 67108864 # 64Mi", "\"64Mi\""),
        ("02-kafka-cluster.yaml", "        memory: 2Gi", "\"2Gi\""),
        ("02-kafka-cluster.yaml", "      min.insync.replicas: 2", "3"),
        ("03-kafka-topics.yaml", "  partitions: 5", "5"),
        ("03-kafka-topics.yaml", "    segment.ms: 86400000", "\"7d\""),
        ("03-kafka-topics.yaml", "  topicName: audit-dlq", "audit-dlq"),
        ("04-kafka-monitoring.yaml", "      interval: 30s", "\"30s\""),
        ("04-kafka-monitoring.yaml", "          for: 3m", "\"3m\""),
        ("04-kafka-monitoring.yaml", "        - alert: AuditBacklog", "AuditBacklog"),
        ("docker-compose.yml", "    image: confluentinc/cp-kafka:7.6.10", "\"3.6.1\""),
        ("docker-compose.yml", "    container_name: hrms_kafka_ui", "\"hrms\""),
        ("docker-compose.yml", "      - \"127.0.0.1:29092:29092\"", "29092"),
        ("docker-compose.yml", "      KAFKA_LOG_SEGMENT_BYTES: \"67108864\" # 64Mi", "\"64Mi\""),
        ("docker-compose.yml", "      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\"", "3"),
        ("docker-compose.yml", "      KAFKA_BROKER_ID: \"1\"", "[compose]"),
        ("docker-compose.yml", "      - audit-dlq", "audit-dlq"),
        ("docker-compose.yml", "      - \"5\" # partitions", "5"),
        ("docker-compose.yml", "      - segment.bytes=33554432 # 32Mi", "\"32Mi\""),
        ("docker-compose.yml", "    name: hrms_network", "\"hrms_network\""),
    ] {
        assert_eq!(spec_of(&artefacts, &sources, file, line), written, "{file}: {line}");
    }
}

#[test]
fn what_lets_clients_in_leads_back_to_its_line() {
    let (artefacts, sources) = artefacts_of(EVERYTHING);
    for (file, line, written) in [
        ("02-kafka-cluster.yaml", "            host: kafka.example.org", "\"kafka.example.org\""),
        ("02-kafka-cluster.yaml", "              host: kafka-3.example.org", "\"kafka-{nodeId}.example.org\""),
        ("02-kafka-cluster.yaml", "              nodePort: 32103", "32103"),
        ("02-kafka-cluster.yaml", "        - CN=break-glass", "\"CN=break-glass\""),
        ("02-kafka-cluster.yaml", "            sasl.enabled.mechanisms: OAUTHBEARER", "\"OAUTHBEARER\""),
        ("03-kafka-users.yaml", "  name: billing", "billing"),
        ("03-kafka-users.yaml", "          name: billing-0", "\"billing-0\""),
        ("03-kafka-users.yaml", "          name: Orders_v1.dlq", "\"Orders_v1.dlq\""),
        ("03-kafka-users.yaml", "    producerByteRate: 10485760 # 10Mi a second", "\"10Mi\""),
        ("clients/billing.yaml", "  namespace: audit", "\"audit\""),
        ("clients/billing.yaml", "  KAFKA_CONSUMER_GROUP_ID: billing", "\"billing\""),
        ("clients/billing.yaml", "  KAFKA_SASL_MECHANISM: SCRAM-SHA-512", "\"scram-sha-512\""),
        ("clients/checkout.yaml", "  KAFKA_PRODUCER_TOPICS: orders", "\"orders\""),
    ] {
        assert_eq!(spec_of(&artefacts, &sources, file, line), written, "{file}: {line}");
    }
}

#[test]
fn hostile_values_stay_values() {
    let (artefacts, _) = artefacts_of(HOSTILE);
    let mut sources = Sources::default();
    let yaml = artefacts.iter().filter(|artefact| artefact.is_yaml());
    let ids: Vec<_> =
        yaml.map(|artefact| sources.add(artefact.path.as_str(), artefact.text.as_str()).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    assert!(complaints.is_empty(), "{:?}", complaints.into_sorted());
    let purpose = |topic: &str| {
        bundle
            .find("KafkaTopic", topic)
            .unwrap()
            .at(["metadata", "annotations", "kafkasmith/purpose"])
            .unwrap()
            .as_text()
            .unwrap()
    };
    assert_eq!(purpose("on"), "# no comment");
    assert_eq!(purpose("1e3"), "two\nlines\n---\nkind: Secret");
    assert_eq!(purpose("0x1"), "{{ cluster.name }} {% raw %} {# x #}");
    assert_eq!(purpose("null"), "quotes \" and ' and \\ and `backticks`");
    assert_eq!(purpose("tab"), "\tleading tab\tand\ttabs\r\nand CR");
    assert_eq!(purpose("rtl"), "\u{202E}gnp.exe \u{2066}x\u{2069} \u{200B}zero \u{FEFF}bom \u{2028}ls \u{85}nel");
    assert_eq!((purpose("blank"), purpose("empty")), ("   ", ""));
    let kafka = bundle.find("Kafka", "null").unwrap();
    assert_eq!(kafka.at(["metadata", "labels", "1e3"]).unwrap().as_text(), Some("0x1"));
    assert_eq!(kafka.at(["metadata", "annotations", "a: b"]).unwrap().as_text(), Some("line\n--- # {{ x }}\n\tend"));
    assert_eq!(kafka.at(["spec", "kafkaExporter", "topicRegex"]).unwrap().as_text(), Some("a: b # c"));
}

#[test]
fn a_purpose_of_any_length_is_one_value() {
    let long = "x# {{ y }}: ".repeat(8500);
    let (artefacts, _) =
        artefacts_of(&format!("{MINIMAL}[topic.a]\npartitions = 1\nreplicas = 3\npurpose = \"{long}\"\n"));
    assert!(text_of(&artefacts, "03-kafka-topics.yaml").contains(&long));
}

#[test]
fn patches_add_and_lead_back_to_their_lines() {
    let (artefacts, sources) = artefacts_of(EVERYTHING);
    let cluster = text_of(&artefacts, "02-kafka-cluster.yaml");
    assert!(cluster.contains("        schedulerName: second\n        hostAliases:\n          - ip: "));
    assert!(text_of(&artefacts, "04-kafka-monitoring.yaml").contains("          keep_firing_for: 5m\n"));
    assert_eq!(spec_of(&artefacts, &sources, "02-kafka-cluster.yaml", "        schedulerName: second"), "\"second\"");
    // What stands behind the patch still leads to its own line.
    assert_eq!(spec_of(&artefacts, &sources, "02-kafka-cluster.yaml", "    topicRegex: \"orders.*\""), "\"orders.*\"");
}

#[test]
fn a_patch_that_would_overwrite_is_refused_at_its_place() {
    for (patch, said) in [
        ("[cluster.patch.spec.kafka]\nreplicas = 5", "is there already, and a patch only adds"),
        ("[cluster.patch.spec.kafka.listeners]\nx = 1", "is a list, and a patch cannot reach into one"),
        ("[cluster.patch.spec.entityOperator.topicOperator]\nx = 1", "is written on one line"),
        ("[cluster.patch]\nkind = \"Secret\"", "is there already"),
    ] {
        let (set, complaints, _) = set_of(&format!("{MINIMAL}{patch}\n"));
        assert!(set.is_none() && complaints.len() == 1 && complaints[0].contains(said), "{patch}: {complaints:?}");
    }
}

#[test]
fn a_kubernetes_that_is_too_new_for_the_operator_is_told_to_it() {
    let operator = |version: &str| {
        let (artefacts, _) = artefacts_of(&SAMPLE.replace("\"1.31\"", &format!("\"{version}\"")));
        text_of(&artefacts, "01-strimzi-operator.yaml").to_owned()
    };
    assert!(!operator("1.31").contains("STRIMZI_KUBERNETES_VERSION"));
    for version in ["1.32", "v1.33.2"] {
        let minor = version.split('.').nth(1).unwrap();
        let told = format!("- name: STRIMZI_KUBERNETES_VERSION\n              value: \"major=1,minor={minor}\"\n");
        assert!(operator(version).contains(&told), "{version}");
    }
}

#[test]
fn bindings_follow_what_is_watched() {
    let kinds = |watch: &str| {
        let (artefacts, _) = artefacts_of(&SAMPLE.replace("watch   = [\"kafka\"]", &format!("watch = {watch}")));
        let text = text_of(&artefacts, "01-strimzi-operator.yaml");
        let count = |kind: &str| text.matches(&format!("\nkind: {kind}\n")).count();
        let scope = text.split("- name: STRIMZI_NAMESPACE\n").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
        (count("ClusterRoleBinding"), count("RoleBinding"), scope)
    };
    assert_eq!(kinds("[\"kafka\"]"), (3, 4, "valueFrom:".to_owned()));
    assert_eq!(kinds("[\"kafka\", \"other\"]"), (3, 7, "value: \"kafka,other\"".to_owned()));
    assert_eq!(kinds("[\"*\"]"), (6, 1, "value: \"*\"".to_owned()));
}
