//! Every rendered document held against the official definitions of its kind, against the rules of Kubernetes, and against the
//! other documents that it works with.

mod definitions;
mod deployment;
mod judged;
mod monitoring;
mod objects;
mod releases;

use definitions::Definitions;
use kafkasmith::catalog::{self, Release};
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::{bundle::Bundle, render};
use serde_json::{Value, json};
use std::io::Write as _;
use std::sync::OnceLock;

const SAMPLE: &str = include_str!("../../../hrms-kafka.toml");
const MINIMAL: &str = include_str!("../../specs/minimal.toml");
const EVERYTHING: &str = include_str!("../../../src/explain/everything.toml");
const KRAFT: &str = include_str!("../../../src/explain/kraft.toml");
const KRAFT_ALTERNATIVES: &str = include_str!("../../../src/explain/kraft-alternatives.toml");
const HOSTILE: &str = include_str!("../../specs/hostile.toml");
const GUARDED: &str = include_str!("../../specs/guarded.toml");
const HELM: &str = include_str!("../../specs/helm.toml");

/// A rendered document: the file it stands in, and itself as the API server receives it.
struct Object {
    file: String,
    value: Value,
}

impl Object {
    fn text(&self, pointer: &str) -> &str {
        self.value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Its kind and name, for messages.
    fn title(&self) -> String {
        format!("{} {} in {}", self.text("/kind"), self.text("/metadata/name"), self.file)
    }
}

/// A spec with its name, the release that it is for, and everything that is rendered from it.
struct Platform {
    name: String,
    release: &'static Release,
    objects: Vec<Object>,
}

/// The specs of these tests: the sample, the least, everything, the hostile one, and what each becomes by another choice.
/// Rendered once for all tests.
fn platforms() -> &'static [Platform] {
    static PLATFORMS: OnceLock<Vec<Platform>> = OnceLock::new();
    PLATFORMS.get_or_init(rendered)
}

fn rendered() -> Vec<Platform> {
    let mut specs: Vec<(String, String)> = [
        ("sample", SAMPLE.to_owned()),
        ("minimal", MINIMAL.to_owned()),
        ("minimal with monitors", format!("{MINIMAL}\n[monitoring]\n")),
        ("everything", EVERYTHING.to_owned()),
        ("hostile", HOSTILE.to_owned()),
        ("guarded", GUARDED.to_owned()),
        ("helm", HELM.to_owned()),
        ("hostile with services", replaced(HOSTILE, "style  = \"pod\"", "style  = \"service\"")),
        ("everything with pod monitors", replaced(EVERYTHING, "style           = \"service\"", "style = \"pod\"")),
        ("sample with pod monitors", replaced(SAMPLE, "style           = \"service\"", "style = \"pod\"")),
        (
            "sample with images of its own",
            replaced(SAMPLE, "# prefix =", "pull_secrets = [\"one\", \"two\"]\npull_policy = \"Always\"\nprefix ="),
        ),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into();
    for brokers in ["node", "node-required", "zone", "none"] {
        for ensemble in ["node", "node-required", "zone", "none"] {
            let text = replaced(SAMPLE, "spread   = \"node\"", &format!("spread = {brokers:?}"));
            let text = replaced(&text, "spread   = \"node-required\"", &format!("spread = {ensemble:?}"));
            specs.push((format!("sample spread by {brokers} and {ensemble}"), text));
        }
    }
    let release = catalog::release("0.39.0").unwrap();
    specs.into_iter().map(|(name, text)| Platform { objects: objects(&name, &text), name, release }).collect()
}

fn replaced(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old:?} stands no longer in the spec");
    text.replace(old, new)
}

fn objects(name: &str, text: &str) -> Vec<Object> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap();
    let Some(set) = set else { panic!("{name} is refused: {:?}", complaints.into_sorted()) };
    let mut objects = Vec::new();
    let is_manifest = |path: &str| {
        path.starts_with("k8s-manifests/") && path.rsplit('.').next() == Some("yaml") && !path.contains("/helm/")
    };
    for artefact in set.artefacts.iter().filter(|artefact| is_manifest(&artefact.path)) {
        let mut sources = Sources::default();
        let id = sources.add(artefact.path.as_str(), artefact.text.as_str()).unwrap();
        let mut complaints = Complaints::default();
        let bundle = Bundle::read(&sources, [id], &mut complaints);
        assert!(complaints.is_empty(), "{name}: {:?}", complaints.into_sorted());
        objects.extend(
            bundle.documents().map(|document| Object { file: artefact.path.clone(), value: document.root().to_json() }),
        );
    }
    objects
}

/// The official definitions of the release that the specs are for; nothing, said aloud, where they are not at hand.
fn definitions() -> Option<Definitions> {
    let definitions = Definitions::official("0.39.0");
    if definitions.is_none() {
        // Past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "not tested against the official definitions: ../shared/crds is not here");
    }
    definitions
}

#[test]
fn every_document_is_as_its_definition_wants_it() {
    let Some(definitions) = definitions() else { return };
    let mut wrong = Vec::new();
    for platform in platforms() {
        for object in &platform.objects {
            for fault in definitions.faults(&object.value) {
                wrong.push(format!("{}: {}: {fault}", platform.name, object.title()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Puts one odd value into the first object of that kind that has that place, and hears what is said.
#[track_caller]
fn refused(definitions: &Definitions, kind: &str, pointer: &str, key: &str, put: &Value, said: &str) {
    let all = [EVERYTHING, SAMPLE].into_iter().flat_map(|spec| objects("spec", spec));
    let mut fitting = all.filter(|object| object.text("/kind") == kind && object.value.pointer(pointer).is_some());
    let mut value = fitting.next().unwrap_or_else(|| panic!("no {kind} has {pointer}")).value;
    value.pointer_mut(pointer).unwrap()[key] = put.clone();
    let faults = definitions.faults(&value).join("\n");
    assert!(faults.contains(said), "{kind} {pointer}/{key} = {put}: {faults:?}");
}

#[test]
fn what_is_not_defined_is_refused() {
    let Some(definitions) = definitions() else { return };
    let unknown = "Additional properties are not allowed";
    for (kind, pointer) in [
        ("Kafka", ""),
        ("Kafka", "/metadata"),
        ("Kafka", "/spec"),
        ("Kafka", "/spec/kafka"),
        ("Kafka", "/spec/kafka/listeners/0"),
        ("Kafka", "/spec/kafka/storage/volumes/0"),
        ("Kafka", "/spec/kafka/template/pod"),
        ("Kafka", "/spec/zookeeper/template/pod/affinity"),
        ("Kafka", "/spec/zookeeper/jvmOptions"),
        ("Kafka", "/spec/entityOperator/topicOperator"),
        ("KafkaTopic", "/spec"),
        ("ServiceMonitor", "/spec/endpoints/0"),
        ("PrometheusRule", "/spec/groups/0/rules/0"),
        ("Service", "/spec"),
        ("Service", "/spec/ports/0"),
        ("ConfigMap", ""),
        ("Kustomization", ""),
        ("ClusterRole", "/rules/0"),
        ("RoleBinding", "/roleRef"),
        ("Deployment", "/spec/template/spec/containers/0"),
        ("CustomResourceDefinition", "/spec/versions/0"),
        ("CustomResourceDefinition", "/spec/versions/0/schema/openAPIV3Schema/properties/spec"),
    ] {
        refused(&definitions, kind, pointer, "odd", &json!(1), unknown);
    }
    refused(&definitions, "Kafka", "/spec/kafka", "replicas", &json!("3"), "is not of type \"integer\"");
    refused(&definitions, "Kafka", "/spec/kafka", "version", &json!(3.6), "is not of type \"string\"");
    refused(&definitions, "Kafka", "/spec/kafka", "listeners", &json!([]), "less than 1 item");
    refused(&definitions, "Kafka", "/spec/kafka/listeners/0", "type", &json!("internl"), "is not one of");
    refused(&definitions, "Kafka", "/spec/kafka/listeners/0", "port", &json!(80), "less than the minimum");
    refused(&definitions, "Kafka", "/metadata/labels", "app", &json!(true), "is not of type \"string\"");
    refused(&definitions, "KafkaTopic", "/spec", "partitions", &json!(0), "less than the minimum");
    refused(&definitions, "ServiceMonitor", "/spec/endpoints/0", "interval", &json!("30 s"), "does not match");
    refused(&definitions, "Service", "/spec/ports/0", "port", &json!("9404"), "is not of type \"integer\"");
    refused(&definitions, "ConfigMap", "/data", "x", &json!(1), "is not of type \"string\"");
    refused(&definitions, "Kafka", "", "apiVersion", &json!("kafka.strimzi.io/v1"), "no definition of");
    refused(&definitions, "Kafka", "", "kind", &json!("Kafkas"), "no definition of");
}
