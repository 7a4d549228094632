//! Compose files and kustomizations.

use super::{in_file, says, words};

fn service(service: &str) -> String {
    format!("services:\n  kafka: {{ image: a:1, {service} }}\nvolumes:\n  data:\n")
}

#[test]
fn a_compose_file_is_as_compose_has_it() {
    let says = |text: &str, expected: &[&str]| says("1.2.0", &service(text), expected);
    says("ports: ['9092:9092', 9093], environment: { A: 1, B: , C: yes }, x-note: a, command: null", &[]);
    says("ports: ['${PORT:-9092}:9092'], privileged: '${P:-true}', deploy: { replicas: $N }, hostname: $$5", &[]);
    says("environment: [A=1, B], depends_on: [a], healthcheck: { test: [CMD, a], retries: 3 }", &[]);
    says("enviroment: { A: b }", &["services.kafka.enviroment: refused, near environment"]);
    says("restart: no", &[]);
    says("<<: { ports: [1] }, hostname: !reset null, labels: &a { a: b }, annotations: *a", &[]);
    says("<<: { porst: [1] }", &["services.kafka.\"<<\".porst: refused, near ports"]);
    says("restart: 1", &["services.kafka.restart: Integer for Text, quote"]);
    says("healthcheck: { tests: a }", &["services.kafka.healthcheck.tests: refused, near test"]);
    says(
        "depends_on: { a: { condition: healthy } }",
        &["services.kafka.depends_on.a.condition: not allowed, near None"],
    );
    says("depends_on: { a: {} }", &["services.kafka.depends_on.a: missing condition"]);
    says("depends_on: true", &["services.kafka.depends_on: Boolean for Object|List"]);
    says("cap_add: [A, A]", &["services.kafka.cap_add[1]: Twice { by: [] }"]);
    says(
        "volumes: [{ type: bin, source: a, target: b }]",
        &["services.kafka.volumes[0].type: not allowed, near Some(\"bind\")"],
    );
    says("ulimits: { nofile: { soft: 1 } }", &["services.kafka.ulimits.nofile: missing hard"]);
    says("cpu_percent: 200", &["services.kafka.cpu_percent: TooLarge { max: 100.0, below: false }"]);
}

#[test]
fn the_top_of_a_compose_file_is_closed() {
    says("1.2.0", "version: 3.8\nservices: {}\n", &["version: Number for Text, quote"]);
    says("1.2.0", "services: {}\nvolume: {}\nx-a: 1\n", &["volume: refused, near volumes"]);
    says("1.2.0", "services:\n  a b: { image: x }\n", &["services.\"a b\": key pattern"]);
    says("1.2.0", "services:\n  a:\n", &["services.a: Null for Object"]);
    says("1.2.0", "services:\n  kafka: { image: a }\nkafka-ui: { image: b }\n", &["kafka-ui: refused"]);
}

#[test]
fn a_kustomization_is_closed() {
    let text = "resources: [a.yaml]\nnamespace: kafka\nimages: [{ name: a, newTag: '1' }]\n";
    let said = |text: &str| -> Vec<String> {
        let all = in_file("k8s/kustomization.yaml", "1.2.0", text);
        all.into_iter().map(|(path, violation)| format!("{path}: {}", words(&violation))).collect()
    };
    assert_eq!(said(text), Vec::<String>::new());
    assert_eq!(said(&text.replace("resources", "resource")), ["resource: refused, near resources"]);
    let more = "patches: [{ path: a, target: { kind: Kafka, name: x } }]\nvars: [{ name: A, objref: { kind: S, name: s, apiversion: v1 } }]\n";
    assert_eq!(said(&format!("{text}{more}")), Vec::<String>::new());
    assert_eq!(said(&text.replace("'1'", "1")), ["images[0].newTag: Integer for Text, quote"]);
    let named = format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomisation\n{text}");
    assert_eq!(said(&named), ["kind: not allowed, near Some(\"Kustomization\")"]);
}
