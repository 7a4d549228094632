//! The compose file against the schema of the Compose specification, and its parts against each other.

use super::{SAMPLE, stack, stacks};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

/// The official schema; nothing, said aloud, where it is not at hand.
fn schema() -> Option<Validator> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/compose-spec/compose-spec.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        // Past the test runner, which keeps what passing tests print to itself.
        let _ =
            writeln!(std::io::stderr(), "not tested against the Compose schema: ../shared/compose-spec is not here");
        return None;
    };
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    // It names its dialect by an address that is another's.
    schema.as_object_mut().unwrap().remove("$schema");
    Some(jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(false).build(&schema).unwrap())
}

fn against(schema: &Validator, stack: &Value) -> Vec<String> {
    schema.iter_errors(stack).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

fn map<'v>(of: &'v Value, pointer: &str) -> Option<&'v Map<String, Value>> {
    of.pointer(pointer).and_then(Value::as_object)
}

fn texts<'v>(of: &'v Value, pointer: &str) -> Vec<&'v str> {
    of.pointer(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// What a schema does not see: parts that name each other.
fn against_itself(stack: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let services = map(stack, "/services").unwrap();
    let known = |table: &str, name: &str| map(stack, table).is_some_and(|table| table.contains_key(name));
    let mut ports = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (name, service) in services {
        let mut fault = |what: String| faults.push(format!("{name}: {what}"));
        for (on, how) in map(service, "/depends_on").into_iter().flatten() {
            match services.get(on) {
                None => fault(format!("depends on {on}, which is not there")),
                Some(on_service)
                    if how["condition"] == "service_healthy" && on_service.get("healthcheck").is_none() =>
                {
                    fault(format!("waits for the health of {on}, which nobody checks"));
                }
                Some(_) => {}
            }
        }
        for network in texts(service, "/networks").into_iter().filter(|network| !known("/networks", network)) {
            fault(format!("is in {network}, which is not there"));
        }
        for volume in texts(service, "/volumes") {
            let volume = volume.split(':').next().unwrap();
            used.insert(volume.to_owned());
            if !known("/volumes", volume) {
                fault(format!("keeps data in {volume}, which is not there"));
            }
        }
        for port in texts(service, "/ports") {
            let on_host = port.rsplit_once(':').unwrap().0;
            if !on_host.contains(':') {
                fault(format!("publishes {port} to everybody"));
            }
            if !ports.insert(on_host) {
                fault(format!("{on_host} is published twice"));
            }
        }
        let image = service["image"].as_str().unwrap_or_default();
        let tag = image.rsplit('/').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag);
        if tag.is_none_or(|tag| tag == "latest") {
            fault(format!("{image:?} is not pinned"));
        }
        if service.get("restart").is_none() {
            fault("is not started again".to_owned());
        }
    }
    for (name, volume) in map(stack, "/volumes").into_iter().flatten() {
        if volume.get("name").is_none() || !used.contains(name) {
            faults.push(format!("volume {name} has no name of its own or no user"));
        }
    }
    faults.extend(variables(stack, ""));
    faults
}

/// Texts in which Compose would look for a variable.
fn variables(value: &Value, path: &str) -> Vec<String> {
    match value {
        Value::String(text) if text.replace("$$", "").contains('$') => vec![format!("{path} has a variable")],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| variables(item, &format!("{path}/{at}"))).collect()
        }
        Value::Object(map) => map.iter().flat_map(|(key, item)| variables(item, &format!("{path}/{key}"))).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_stack_is_as_compose_wants_it() {
    let Some(schema) = schema() else { return };
    for (name, stack) in stacks() {
        assert_eq!(against(&schema, &stack), Vec::<String>::new(), "{name}");
        // It would name the project of whoever takes this file in, or was given up long ago.
        assert!(stack.get("name").is_none() && stack.get("version").is_none(), "{name}");
    }
}

#[test]
fn every_stack_fits_together() {
    for (name, stack) in stacks() {
        assert_eq!(against_itself(&stack), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_the_users_start_brings_the_topics() {
    let stack = stack(SAMPLE);
    let services: Vec<&String> = map(&stack, "/services").unwrap().keys().collect();
    assert_eq!(services, ["zookeeper", "kafka", "kafka-init", "kafka-ui"]);
    let waits = |service: &str, on: &str| stack["services"][service]["depends_on"][on]["condition"].clone();
    assert_eq!(waits("kafka-ui", "kafka-init"), "service_completed_successfully");
    assert_eq!(waits("kafka-init", "kafka"), "service_healthy");
    assert_eq!(waits("kafka", "zookeeper"), "service_healthy");
}

/// Puts one odd value into the sample's stack, and hears what is said.
#[track_caller]
fn refused(judge: impl Fn(&Value) -> Vec<String>, pointer: &str, key: &str, put: Option<Value>, said: &str) {
    let mut stack = stack(SAMPLE);
    let map = stack.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    match put {
        Some(put) => map.insert(key.to_owned(), put),
        None => map.remove(key),
    };
    let faults = judge(&stack).join("\n");
    assert!(faults.contains(said), "{pointer}/{key}: {faults:?}");
}

#[test]
fn what_compose_does_not_take_is_found() {
    let Some(schema) = schema() else { return };
    let judge = |stack: &Value| against(&schema, stack);
    let kafka = "/services/kafka";
    refused(judge, "", "service", Some(json!({})), "Additional properties");
    refused(judge, kafka, "container", Some(json!("x")), "Additional properties");
    refused(judge, kafka, "ports", Some(json!("9092")), "is not of type");
    refused(judge, kafka, "restart", Some(json!(false)), "is not of type");
    refused(judge, kafka, "pull_policy", Some(json!("IfNotPresent")), "does not match");
    refused(judge, "/services/kafka-init", "command", Some(json!(["x", 3])), "is not valid under any");
    refused(judge, "/services/kafka/environment", "A", Some(json!({})), "is not valid under any");
    refused(
        judge,
        "/services/kafka-ui/depends_on/kafka",
        "condition",
        Some(json!("healthy")),
        "is not valid under any",
    );
    refused(judge, "/services/kafka/healthcheck", "retry", Some(json!(3)), "Additional properties");
    refused(judge, "/volumes", "a b", Some(json!({})), "'a b' was unexpected");
    refused(judge, "/networks/hrms_network", "nam", Some(json!("x")), "Additional properties");
}

#[test]
fn what_does_not_fit_together_is_found() {
    let kafka = "/services/kafka";
    let healthy = json!({ "condition": "service_healthy" });
    refused(against_itself, "/services", "zookeeper", None, "kafka: depends on zookeeper, which is not there");
    refused(against_itself, "/services/zookeeper", "healthcheck", None, "kafka: waits for the health of zookeeper");
    refused(against_itself, "/services/kafka-ui/depends_on", "kafka-init", Some(healthy), "health of kafka-init");
    refused(against_itself, "/networks", "hrms_network", None, "is in hrms_network, which is not there");
    refused(against_itself, "/volumes", "zookeeper_log", None, "keeps data in zookeeper_log, which is not there");
    refused(against_itself, "/volumes", "more", Some(json!({ "name": "more" })), "volume more has");
    refused(against_itself, kafka, "ports", Some(json!(["29092:29092"])), "publishes 29092:29092 to everybody");
    refused(against_itself, kafka, "ports", Some(json!(["127.0.0.1:8080:1"])), "127.0.0.1:8080 is published twice");
    refused(against_itself, kafka, "image", Some(json!("localhost:5000/kafka")), "is not pinned");
    refused(against_itself, kafka, "image", Some(json!("a/b:latest")), "is not pinned");
    refused(against_itself, kafka, "restart", None, "kafka: is not started again");
    refused(
        against_itself,
        "/services/kafka/environment",
        "A",
        Some(json!("$HOME")),
        "/services/kafka/environment/A has",
    );
}
