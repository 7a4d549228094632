//! Every release of the catalogue: what is rendered for it is as its own definitions want it, and differs where releases do.

use super::definitions::Definitions;
use super::{EVERYTHING, GUARDED, HOSTILE, KRAFT, KRAFT_ALTERNATIVES, MINIMAL, Platform, SAMPLE, objects};
use crate::modes::{Mode, on};
use kafkasmith::catalog::{self, Capability, Kraft, Release};
use serde_json::Value;
use std::io::Write as _;
use std::sync::OnceLock;

/// All releases of the catalogue.
fn releases() -> impl Iterator<Item = &'static Release> {
    catalog::releases().iter().map(|version| catalog::release(version).unwrap())
}

/// The specs of these tests on every release. Rendered once for all tests.
pub(super) fn platforms() -> &'static [Platform] {
    static PLATFORMS: OnceLock<Vec<Platform>> = OnceLock::new();
    PLATFORMS.get_or_init(|| releases().flat_map(rendered).collect())
}

/// Those on one.
fn platforms_on(release: &Release) -> impl Iterator<Item = &'static Platform> {
    platforms().iter().filter(|platform| platform.release.version == release.version)
}

/// In each of its modes; and pools of all kinds, where it has them.
fn rendered(release: &'static Release) -> Vec<Platform> {
    let specs = [
        ("minimal", MINIMAL),
        ("sample", SAMPLE),
        ("everything", EVERYTHING),
        ("hostile", HOSTILE),
        ("guarded", GUARDED),
    ];
    let mut texts = Vec::new();
    for mode in Mode::of(release) {
        texts.extend(
            specs.map(|(name, text)| (format!("{name} on {} {mode:?}", release.version), on(release, mode, text))),
        );
    }
    if release.can(Capability::AutoRebalance) {
        let reporter = release.metrics.types.iter().any(|known| known == "strimziMetricsReporter");
        let text = KRAFT_ALTERNATIVES.replace("reporter = true", if reporter { "reporter = true" } else { "" });
        let text = text.replace("0.49.1", &format!("{}\"\nmode = \"kraft", release.version));
        texts.push((format!("kraft alternatives on {}", release.version), text));
        let routed = release.listeners.types.iter().any(|known| known == "tlsroute");
        let kraft = if routed { KRAFT.to_owned() } else { without_table(KRAFT, "cluster.listener.gateway") };
        let text = kraft.replace("1.2.0", release.version).replace("4.3.1", release.default_kafka());
        let text = text.replace("metadata_version = \"4.2-IV1\"", "");
        texts.push((format!("kraft on {}", release.version), text));
    }
    texts.into_iter().map(|(name, text)| Platform { objects: objects(&name, &text), name, release }).collect()
}

/// The spec without one of its tables.
fn without_table(text: &str, table: &str) -> String {
    let all: Vec<&str> = text.split("\n[").collect();
    let begins = format!("{table}]");
    assert!(all.iter().any(|one| one.starts_with(&begins)), "there is no [{table}]");
    all.into_iter().filter(|one| !one.starts_with(&begins)).collect::<Vec<_>>().join("\n[")
}

/// The official definitions, else those that are rendered; and whether they are official.
fn definitions_of(release: &Release) -> (Definitions, bool) {
    if let Some(definitions) = Definitions::official(release.version) {
        return (definitions, true);
    }
    let all = platforms_on(release).flat_map(|platform| &platform.objects);
    let ours = all.filter(|object| object.text("/kind") == "CustomResourceDefinition");
    (Definitions::of(ours.map(|object| &object.value)), false)
}

#[test]
fn every_document_is_as_the_definitions_of_its_release_want_it() {
    let (mut wrong, mut by_ours, mut seen) = (Vec::new(), Vec::new(), 0);
    for release in releases() {
        let (definitions, official) = definitions_of(release);
        if !official {
            by_ours.push(release.version);
        }
        for platform in platforms_on(release) {
            for object in &platform.objects {
                let of_prometheus = object.text("/apiVersion").starts_with("monitoring.coreos.com/");
                if of_prometheus && !definitions.know(&object.value) {
                    continue;
                }
                seen += 1;
                let faults = definitions.faults(&object.value).into_iter();
                wrong.extend(faults.map(|fault| format!("{}: {}: {fault}", platform.name, object.title())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 50 * catalog::releases().len(), "only {seen} documents were looked at");
    if !by_ours.is_empty() {
        // Past the test runner, which keeps what passing tests print to itself.
        let which = by_ours.join(", ");
        let _ = writeln!(std::io::stderr(), "tested against rendered definitions, ../shared/crds has none: {which}");
    }
}

#[test]
fn what_is_not_defined_is_refused_on_every_release() {
    for release in releases() {
        let (definitions, _) = definitions_of(release);
        for (kind, pointer) in [
            ("Kafka", "/spec/kafka"),
            ("Kafka", "/spec/zookeeper"),
            ("KafkaNodePool", "/spec"),
            ("KafkaNodePool", "/spec/storage"),
            ("KafkaTopic", "/spec"),
        ] {
            let without = match kind {
                "KafkaNodePool" => release.cluster.kraft == Kraft::PreviewGate,
                _ => pointer == "/spec/zookeeper" && !release.can(Capability::ZooKeeper),
            };
            if without {
                continue;
            }
            let mut all = platforms_on(release).flat_map(|platform| &platform.objects);
            let object =
                all.find(|object| object.text("/kind") == kind && object.value.pointer(pointer).is_some()).unwrap();
            let mut value = object.value.clone();
            value.pointer_mut(pointer).unwrap()["odd"] = 1.into();
            let faults = definitions.faults(&value).join("\n");
            assert!(faults.contains("Additional properties"), "{}: {kind} {pointer}: {faults:?}", release.version);
        }
    }
}

/// The operator's variables in the platform that says everything, by name.
fn variables(release: &Release) -> Vec<(String, String)> {
    let everything = platforms_on(release).find(|platform| platform.name.starts_with("everything")).unwrap();
    let deployment = everything.objects.iter().find(|object| object.text("/kind") == "Deployment").unwrap();
    let variables = deployment.value.pointer("/spec/template/spec/containers/0/env").and_then(Value::as_array);
    let text = |variable: &Value, key: &str| variable[key].as_str().unwrap_or_default().to_owned();
    variables.unwrap().iter().map(|variable| (text(variable, "name"), text(variable, "value"))).collect()
}

/// One Kafka version too few or too many, and the operator ends.
#[test]
fn image_maps_have_the_kafka_versions_of_the_release() {
    for release in releases() {
        let supported: Vec<&str> = release.kafka_versions.versions.iter().map(|known| known.version.as_str()).collect();
        let maps: Vec<_> = variables(release).into_iter().filter(|(name, _)| name.ends_with("_IMAGES")).collect();
        let mirrors = usize::from(release.can(Capability::MirrorMaker1));
        assert_eq!(maps.len(), 3 + mirrors, "{}", release.version);
        for (name, map) in maps {
            let lines: Vec<(&str, &str)> = map.lines().map(|line| line.split_once('=').unwrap()).collect();
            assert_eq!(lines.iter().map(|(version, _)| *version).collect::<Vec<_>>(), supported, "{name}");
            let image = |version: &str| format!("/strimzi/kafka:{}-kafka-{version}", release.version);
            assert!(lines.iter().all(|(version, name)| name.contains(&image(version))), "{name}: {map}");
        }
    }
}

/// On Kubernetes 1.33, which the specs name.
#[test]
fn only_operators_that_cannot_ask_are_told_which_kubernetes_they_run_on() {
    for (version, told, sidecar) in [
        ("0.39.0", true, true),
        ("0.40.0", true, true),
        ("0.41.0", true, false),
        ("0.45.0", true, false),
        ("0.45.1", false, false),
        ("0.45.2", false, false),
        ("1.2.0", false, false),
    ] {
        let variables = variables(catalog::release(version).unwrap());
        let has = |name: &str| variables.iter().any(|(known, _)| known == name);
        assert_eq!(has("STRIMZI_KUBERNETES_VERSION"), told, "{version}");
        assert_eq!(has("STRIMZI_DEFAULT_TLS_SIDECAR_ENTITY_OPERATOR_IMAGE"), sidecar, "{version}");
    }
}

/// What switches KRaft and pools on, and the API that resources are written in, by release.
#[test]
fn resources_say_what_their_release_wants_to_hear() {
    let both = &["strimzi.io/kraft", "strimzi.io/node-pools"][..];
    for (version, annotations, api) in [
        ("0.40.0", both, "kafka.strimzi.io/v1beta2"),
        ("0.45.2", both, "kafka.strimzi.io/v1beta2"),
        ("0.46.0", both, "kafka.strimzi.io/v1beta2"),
        ("0.47.0", both, "kafka.strimzi.io/v1beta2"),
        ("0.48.0", &[][..], "kafka.strimzi.io/v1beta2"),
        ("0.49.1", &[][..], "kafka.strimzi.io/v1"),
        ("1.2.0", &[][..], "kafka.strimzi.io/v1"),
    ] {
        let release = catalog::release(version).unwrap();
        let combined = platforms_on(release).filter(|platform| platform.name.ends_with("Combined"));
        for object in combined.flat_map(|platform| &platform.objects) {
            let kind = object.text("/kind");
            if matches!(kind, "Kafka" | "KafkaNodePool" | "KafkaTopic" | "KafkaUser") {
                assert_eq!(object.text("/apiVersion"), api, "{version}: {}", object.title());
            }
            if kind == "Kafka" {
                let told = object.value.pointer("/metadata/annotations").and_then(Value::as_object);
                let ours = |key: &&String| key.starts_with("strimzi.io/");
                let mut told: Vec<&str> =
                    told.iter().flat_map(|map| map.keys()).filter(ours).map(String::as_str).collect();
                told.sort_unstable();
                assert_eq!(told, annotations, "{version}");
                assert!(object.value.pointer("/spec/kafka/replicas").is_none(), "{version}: pools have the nodes");
            }
        }
    }
}
