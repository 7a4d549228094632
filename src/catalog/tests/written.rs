//! What a person read out of a release agrees with what its own files say, as far as they say it.

use super::crd::Schema;
use super::*;
use std::collections::BTreeSet;

fn all() -> impl Iterator<Item = &'static Release> {
    releases().iter().map(|version| release(version).unwrap())
}

/// What an object of a kind looks like in the version that is rendered.
fn schema(release: &Release, kind: &str) -> &'static Schema {
    let api_version = release.resource(kind).unwrap().api_version();
    let definition = definitions(release.version).unwrap().iter().find(|definition| definition.kind == kind).unwrap();
    &definition.version(api_version.rsplit('/').next().unwrap()).unwrap().schema
}

fn at(schema: &'static Schema, path: &str) -> Option<&'static Schema> {
    schema.at(path.split('.'))
}

/// The words that a field takes.
fn words(schema: &'static Schema, path: &str) -> &'static [&'static str] {
    let Some(Schema::Text(text)) = at(schema, path) else { panic!("{path} takes no words") };
    &text.allowed
}

#[test]
fn words_and_limits_are_those_of_the_definition() {
    for release in all() {
        let (kafka, version) = (schema(release, "Kafka"), release.version);
        let pool = schema(release, "KafkaNodePool");
        assert_eq!(release.listeners.types, words(kafka, "spec.kafka.listeners.type"), "{version}");
        assert_eq!(
            release.listeners.authentication,
            words(kafka, "spec.kafka.listeners.authentication.type"),
            "{version}"
        );
        assert_eq!(release.cluster.authorization, words(kafka, "spec.kafka.authorization.type"), "{version}");
        assert_eq!(release.metrics.types, words(kafka, "spec.kafka.metricsConfig.type"), "{version}");
        assert_eq!(release.cluster.storage, words(pool, "spec.storage.type"), "{version}");
        let Some(Schema::Text(name)) = at(kafka, "spec.kafka.listeners.name") else { panic!("{version}") };
        assert_eq!(Some(release.listeners.name_pattern.as_str()), name.pattern, "{version}");
        let Some(Schema::Number(port)) = at(kafka, "spec.kafka.listeners.port") else { panic!("{version}") };
        assert_eq!(Some(i64::from(release.listeners.lowest_port)), port.min, "{version}");
    }
}

#[test]
fn what_must_be_there_is_what_the_definition_demands() {
    for release in all() {
        let kafka = schema(release, "Kafka");
        let mut demanded = BTreeSet::new();
        for path in ["spec", "spec.kafka", "spec.zookeeper"] {
            let Some(Schema::Object(object)) = at(kafka, path) else { continue };
            let required = object.fields.iter().filter(|field| field.required);
            demanded.extend(required.map(|field| format!("{path}.{}", field.name)));
        }
        assert_eq!(release.cluster.required.iter().cloned().collect::<BTreeSet<_>>(), demanded, "{}", release.version);
    }
}

#[test]
fn what_a_release_can_do_shows_in_its_files() {
    use Capability::*;
    for release in all() {
        let (kafka, version) = (schema(release, "Kafka"), release.version);
        let (topic, pool) = (schema(release, "KafkaTopic"), schema(release, "KafkaNodePool"));
        let reads = |name: &str| release.operator.optional_env.iter().any(|known| known == name);
        let gate = |name: &str| release.feature_gates.get(name).copied();
        let user = schema(release, "KafkaUser");
        for (capability, shows) in [
            (AclOperation, at(user, "spec.authorization.acls.operation").is_some()),
            (BidirectionalTopicOperator, gate("UnidirectionalTopicOperator").is_some()),
            (CruiseControl, at(kafka, "spec.cruiseControl").is_some()),
            (KraftJbod, at(pool, "spec.storage.volumes.kraftMetadata").is_some()),
            (ListenerHostTemplate, at(kafka, "spec.kafka.listeners.configuration.hostTemplate").is_some()),
            (MirrorMaker1, release.resource("KafkaMirrorMaker").is_some()),
            (PodDisruptionBudgetSwitch, reads("STRIMZI_POD_DISRUPTION_BUDGET_GENERATION")),
            (Quotas, at(kafka, "spec.kafka.quotas").is_some()),
            (ReplicasChange, at(topic, "status.replicasChange").is_some()),
            (VolumeAttributesClass, at(pool, "spec.storage.volumeAttributesClass").is_some()),
        ] {
            assert_eq!(release.can(capability), shows, "{version} {capability:?}");
        }
        // These have fields that outlived them.
        assert!(!release.can(StorageClassOverrides) || at(pool, "spec.storage.overrides").is_some(), "{version}");
        assert!(!release.can(ZooKeeper) || at(kafka, "spec.zookeeper").is_some(), "{version}");
        assert_eq!(release.cluster.kraft == Kraft::PreviewGate, gate("UseKRaft") == Some(false), "{version}");
        let shown_by_choice = release.metrics.groups_without_offset == AllGroups::Option;
        assert!(!shown_by_choice || at(kafka, "spec.kafkaExporter.showAllOffsets").is_some(), "{version}");
        let old_agent = release.metrics.jmx_exporter.starts_with("0.");
        assert_eq!(release.metrics.jmx_dialect == JmxDialect::Jmx0, old_agent, "{version}");
        if let Some((variable, _)) = release.kubernetes.told("1.30") {
            assert!(reads(variable), "{version} does not read {variable}");
        }
    }
}
