//! What the API server and the operators say an object is: the official CRDs, or where they are not at hand those that are
//! rendered, closed against unknown fields; and small closed schemas of our own for the kinds that Kubernetes has built in.

use super::deployment::deployment_spec;
use jsonschema::Validator;
use kafkasmith::bundle::Bundle;
use kafkasmith::diag::{Complaints, Sources};
use serde_json::{Map, Value, json};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

/// Where the official files are, beside the repository.
const STRIMZI: &str = "../shared/crds/strimzi";
const PROMETHEUS: &str = "../shared/crds/prometheus-operator/0.93.0";

/// A schema for each `apiVersion` and `kind`.
pub(super) struct Definitions {
    schemas: BTreeMap<(String, String), Closed>,
}

/// A schema, and the validator that it becomes when an object asks for it: most kinds are never asked for.
struct Closed {
    schema: Value,
    validator: OnceCell<Validator>,
}

impl Definitions {
    /// The official ones of a release; nothing where they are not at hand.
    pub(super) fn official(release: &str) -> Option<Self> {
        Some(Self::of(&documents_of(&format!("{STRIMZI}/{release}"))?))
    }

    /// Those that are given, and the official ones of prometheus-operator where they are at hand.
    pub(super) fn of<'v>(given: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut schemas = BTreeMap::new();
        given.into_iter().for_each(|definition| add(definition, &mut schemas));
        let others = documents_of(PROMETHEUS).unwrap_or_default();
        for definition in &others {
            add(definition, &mut schemas);
        }
        for (version, kind, schema) in core() {
            let closed = Closed { schema, validator: OnceCell::new() };
            schemas.insert((version.to_owned(), kind.to_owned()), closed);
        }
        Definitions { schemas }
    }

    /// Whether the kind is known here.
    pub(super) fn know(&self, object: &Value) -> bool {
        self.schema(object).is_some()
    }

    /// What is wrong with an object, each with the way to it.
    pub(super) fn faults(&self, object: &Value) -> Vec<String> {
        let Some(closed) = self.schema(object) else {
            return vec![format!("there is no definition of {} {}", text(object, "apiVersion"), text(object, "kind"))];
        };
        let build = || jsonschema::options().should_validate_formats(false).build(&closed.schema).unwrap();
        let validator = closed.validator.get_or_init(build);
        validator.iter_errors(object).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }

    fn schema(&self, object: &Value) -> Option<&Closed> {
        self.schemas.get(&(text(object, "apiVersion"), text(object, "kind")))
    }
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_default().to_owned()
}

/// The documents of all files in a folder; nothing where it is not at hand.
fn documents_of(folder: &str) -> Option<Vec<Value>> {
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).ok()?;
    Some(files.flat_map(|file| documents(&std::fs::read_to_string(file.unwrap().path()).unwrap())).collect())
}

fn documents(text: &str) -> Vec<Value> {
    let mut sources = Sources::default();
    let id = sources.add("definitions", text).unwrap();
    let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
    bundle.documents().map(|document| document.root().to_json()).collect()
}

/// The served versions of a CustomResourceDefinition.
fn add(definition: &Value, to: &mut BTreeMap<(String, String), Closed>) {
    let group = definition["spec"]["group"].as_str().unwrap();
    let kind = definition["spec"]["names"]["kind"].as_str().unwrap();
    for version in definition["spec"]["versions"].as_array().unwrap() {
        let name = version["name"].as_str().unwrap();
        let mut schema = version["schema"]["openAPIV3Schema"].clone();
        close(&mut schema, true);
        schema["properties"]["apiVersion"] = json!({ "const": format!("{group}/{name}") });
        schema["properties"]["kind"] = json!({ "const": kind });
        schema["properties"]["metadata"] = metadata();
        schema["required"] = json!(["apiVersion", "kind", "metadata", "spec"]);
        let closed = Closed { schema, validator: OnceCell::new() };
        to.insert((format!("{group}/{name}"), kind.to_owned()), closed);
    }
}

/// Refuses unknown fields as `kubectl` does with strict validation, and says in JSON Schema what Kubernetes says in words of its
/// own. Inside `anyOf` and the like a schema only narrows another, so it is not closed there.
fn close(schema: &mut Value, whole: bool) {
    match schema {
        Value::Object(map) => {
            if whole {
                close_map(map);
            }
            for (key, value) in map.iter_mut() {
                match (key.as_str(), value) {
                    ("properties" | "patternProperties", Value::Object(fields)) => {
                        fields.values_mut().for_each(|field| close(field, whole));
                    }
                    ("anyOf" | "oneOf" | "allOf" | "not", value) => close(value, false),
                    ("items" | "additionalProperties", value) => close(value, whole),
                    _ => {}
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| close(item, whole)),
        _ => {}
    }
}

fn close_map(map: &mut Map<String, Value>) {
    let says = |map: &Map<String, Value>, key: &str| map.get(key) == Some(&Value::Bool(true));
    let open = says(map, "x-kubernetes-preserve-unknown-fields");
    if map.contains_key("properties") && !map.contains_key("additionalProperties") && !open {
        map.insert("additionalProperties".to_owned(), json!(false));
    }
    if says(map, "x-kubernetes-int-or-string") && !map.contains_key("anyOf") {
        map.insert("type".to_owned(), json!(["integer", "string"]));
    }
    if says(map, "nullable")
        && let Some(one @ Value::String(_)) = map.get("type").cloned()
    {
        map.insert("type".to_owned(), json!([one, "null"]));
    }
}

/// `metadata` as somebody may write it.
fn metadata() -> Value {
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    json!({
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "minLength": 1 },
            "namespace": { "type": "string", "minLength": 1 },
            "labels": texts,
            "annotations": texts,
        },
    })
}

/// The kinds that are no custom resources, with the fields that are rendered (`k8s.io/api` v0.31, kustomize v1beta1).
fn core() -> Vec<(&'static str, &'static str, Value)> {
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let port = object(
        json!({
            "name": { "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$" },
            "port": { "type": "integer", "minimum": 1, "maximum": 65535 },
            "targetPort": { "type": ["integer", "string"] },
            "protocol": { "enum": ["TCP", "UDP", "SCTP"] },
        }),
        json!(["name", "port"]),
    );
    let service = object(
        json!({
            "clusterIP": { "const": "None" },
            "selector": texts,
            "ports": { "type": "array", "minItems": 1, "items": port },
        }),
        json!(["selector", "ports"]),
    );
    let files = json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string" } });
    let mut kinds = installation();
    kinds.push(custom_resource_definition());
    kinds.extend([
        ("v1", "Service", kind(json!({ "metadata": metadata(), "spec": service }), json!(["metadata", "spec"]))),
        ("v1", "ConfigMap", kind(json!({ "metadata": metadata(), "data": texts }), json!(["metadata", "data"]))),
        ("kustomize.config.k8s.io/v1beta1", "Kustomization", kind(json!({ "resources": files }), json!(["resources"]))),
    ]);
    kinds
}

/// A closed object: these fields and no others.
#[expect(clippy::needless_pass_by_value, reason = "definitions read best with their parts written where they stand")]
pub(super) fn object(fields: Value, required: Value) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": fields, "required": required })
}

/// A closed kind, which is an object with a name for itself.
fn kind(fields: Value, required: Value) -> Value {
    let mut schema = object(fields, required);
    schema["properties"]["apiVersion"] = json!({ "type": "string" });
    schema["properties"]["kind"] = json!({ "type": "string" });
    schema
}

#[expect(clippy::needless_pass_by_value, reason = "likewise")]
pub(super) fn list(items: Value) -> Value {
    json!({ "type": "array", "minItems": 1, "items": items })
}

/// A CustomResourceDefinition, with what a structural schema may hold, whatever its depth.
fn custom_resource_definition() -> (&'static str, &'static str, Value) {
    let (text, flag, whole) = (json!({ "type": "string" }), json!({ "type": "boolean" }), json!({ "type": "integer" }));
    let words = list(text.clone());
    let inner = json!({ "$ref": "#/$defs/schema" });
    let schema = object(
        json!({
            "type": { "enum": ["object", "array", "string", "integer", "number", "boolean"] },
            "properties": { "type": "object", "additionalProperties": inner },
            "additionalProperties": inner,
            "items": inner,
            "required": { "type": "array", "items": text },
            "enum": words,
            "pattern": { "type": "string", "format": "regex" },
            "example": text,
            "minimum": whole,
            "maximum": whole,
            "minItems": whole,
            "anyOf": list(inner.clone()),
            "oneOf": list(inner),
            "x-kubernetes-int-or-string": flag,
            "x-kubernetes-preserve-unknown-fields": flag,
            "x-kubernetes-validations": list(object(json!({ "rule": text }), json!(["rule"]))),
        }),
        json!([]),
    );
    let paths = json!({ "specReplicasPath": text, "statusReplicasPath": text, "labelSelectorPath": text });
    let version = object(
        json!({
            "name": text,
            "served": flag,
            "storage": flag,
            "deprecated": flag,
            "subresources": object(
                json!({ "status": object(json!({}), json!([])), "scale": object(paths, json!(["specReplicasPath"])) }),
                json!(["status"]),
            ),
            "additionalPrinterColumns": list(object(
                json!({ "name": text, "type": text, "jsonPath": text, "priority": whole }),
                json!(["name", "type", "jsonPath"]),
            )),
            "schema": object(
                json!({ "openAPIV3Schema": { "$ref": "#/$defs/schema" } }),
                json!(["openAPIV3Schema"]),
            ),
        }),
        json!(["name", "served", "storage", "schema"]),
    );
    let names = object(
        json!({ "kind": text, "listKind": text, "singular": text, "plural": text, "shortNames": words, "categories": words }),
        json!(["kind", "plural"]),
    );
    let spec = object(
        json!({
            "group": text,
            "names": names,
            "scope": { "enum": ["Namespaced", "Cluster"] },
            "conversion": object(json!({ "strategy": { "const": "None" } }), json!(["strategy"])),
            "versions": list(version),
        }),
        json!(["group", "names", "scope", "versions"]),
    );
    let mut whole = kind(json!({ "metadata": metadata(), "spec": spec }), json!(["metadata", "spec"]));
    whole["$defs"] = json!({ "schema": schema });
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition", whole)
}

/// The kinds that the operator's installation consists of.
fn installation() -> Vec<(&'static str, &'static str, Value)> {
    let text = json!({ "type": "string" });
    let words = list(text.clone());
    let rule = object(
        json!({ "apiGroups": words, "resources": words, "resourceNames": words, "verbs": words }),
        json!(["apiGroups", "resources", "verbs"]),
    );
    let named =
        |group: &str| object(json!({ "kind": text, "name": text, (group): text }), json!(["kind", "name", group]));
    let binding = kind(
        json!({ "metadata": metadata(), "subjects": list(named("namespace")), "roleRef": named("apiGroup") }),
        json!(["metadata", "subjects", "roleRef"]),
    );
    let rbac = "rbac.authorization.k8s.io/v1";
    let deployment = kind(json!({ "metadata": metadata(), "spec": deployment_spec() }), json!(["metadata", "spec"]));
    vec![
        ("v1", "Namespace", kind(json!({ "metadata": metadata() }), json!(["metadata"]))),
        ("v1", "ServiceAccount", kind(json!({ "metadata": metadata() }), json!(["metadata"]))),
        (
            rbac,
            "ClusterRole",
            kind(json!({ "metadata": metadata(), "rules": list(rule) }), json!(["metadata", "rules"])),
        ),
        (rbac, "RoleBinding", binding.clone()),
        (rbac, "ClusterRoleBinding", binding),
        ("apps/v1", "Deployment", deployment),
    ]
}
