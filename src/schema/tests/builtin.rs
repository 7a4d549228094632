//! Kinds of Kubernetes and of the Prometheus operator.

use super::says;

fn deployment(container: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: a }}\nspec:\n  selector: {{ matchLabels: {{ a: b }} }}\n  \
         template:\n    metadata: {{ labels: {{ a: b }} }}\n    spec:\n      containers: [{{ name: a, image: b, {container} }}]\n"
    )
}

#[test]
fn a_deployment_is_as_kubernetes_has_it() {
    let says = |container: &str, expected: &[&str]| says("1.2.0", &deployment(container), expected);
    let at = |rest: &str| format!("spec.template.spec.containers[0].{rest}");
    says("resources: { limits: { cpu: 1, memory: 1Gi } }, ports: [{ containerPort: 80 }], env: , args: [~]", &[]);
    says("imagePullPolcy: Always", &[&at("imagePullPolcy: dropped, near imagePullPolicy")]);
    says("imagePullPolicy: always", &[&at("imagePullPolicy: not allowed, near Some(\"Always\")")]);
    says("ports: [{ containerPort: '80' }]", &[&at("ports[0].containerPort: Text for Integer")]);
    says(
        "ports: [{ containerPort: 80000 }]",
        &[&at("ports[0].containerPort: TooLarge { max: 65535.0, below: false }")],
    );
    says("env: [{ name: A, value: 1 }]", &[&at("env[0].value: Integer for Text, quote")]);
    says("env: [{ value: a }]", &[&at("env[0]: missing name")]);
    says("replicas: 3", &[&at("replicas: dropped, belongs spec.replicas")]);
}

#[test]
fn versions_that_are_gone_are_named() {
    let says = |version: &str, kind: &str, expected: &str| {
        says("1.2.0", &format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: a }}\n"), &[expected]);
    };
    let budget = "apiVersion: Gone { removed: \"1.25\", now: Some((\"policy/v1\", \"PodDisruptionBudget\")) }";
    says("policy/v1beta1", "PodDisruptionBudget", budget);
    says("batch/v1beta1", "CronJob", "apiVersion: Gone { removed: \"1.25\", now: Some((\"batch/v1\", \"CronJob\")) }");
    let ingress = "apiVersion: Gone { removed: \"1.22\", now: Some((\"networking.k8s.io/v1\", \"Ingress\")) }";
    says("extensions/v1beta1", "Ingress", ingress);
    says("v1", "Deployment", "apiVersion: NotServed { served: [\"apps/v1\"], releases: None }");
}

#[test]
fn a_kind_that_its_group_does_not_have_is_named() {
    let says = |version: &str, kind: &str, expected: &[&str]| {
        says("1.2.0", &format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: a }}\n"), expected);
    };
    says("apps/v1", "deployment", &["kind: UnknownKind { nearest: Some(\"Deployment\") }"]);
    says("networking.k8s.io/v1", "NetworkPolice", &["kind: UnknownKind { nearest: Some(\"NetworkPolicy\") }"]);
    says("monitoring.coreos.com/v1", "ServiceMonitr", &["kind: UnknownKind { nearest: Some(\"ServiceMonitor\") }"]);
    says("monitoring.coreos.com/v1", "ThanosRuler", &[]);
    says("v1", "Unheard", &["kind: UnknownKind { nearest: None }"]);
    says("networking.k8s.io/v1", "Unheard", &[]);
    says("v1", "Route", &[]);
    says("v1", "PodList", &[]);
}

#[test]
fn what_is_not_known_is_not_judged() {
    for object in [
        "apiVersion: example.org/v1\nkind: Thing\nmetadata: { name: a }\nspec: { x: 1 }\n",
        "apiVersion: example.org/v1\nkind: Deployment\nmetadata: { name: a }\n",
        "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: []\n",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\nspec: { prune: true }\n",
        "apiVersion: v1\nkind: Endpoints\nmetadata: { name: a }\n",
    ] {
        says("1.2.0", object, &[]);
    }
}

#[test]
fn monitors_are_as_their_operator_has_them() {
    let monitor = |endpoint: &str| {
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{ name: a, labels: {{ release: p }} }}\n\
             spec:\n  selector: {{ matchLabels: {{ a: b }} }}\n  endpoints: [{{ {endpoint} }}]\n"
        )
    };
    says("1.2.0", &monitor("port: metrics, interval: 30s"), &[]);
    says("1.2.0", &monitor("port: 9404"), &["spec.endpoints[0].port: Integer for Text, quote"]);
    says("1.2.0", &monitor("port: a, interval: 30 s"), &["spec.endpoints[0].interval: pattern"]);
    says("1.2.0", &monitor("port: a, intervall: 30s"), &["spec.endpoints[0].intervall: dropped, near interval"]);
    let rule = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: a }\nspec:\n  groups:\n    - name: a\n      rules: [{ alert: A, for: 5m }]\n";
    says("1.2.0", rule, &["spec.groups[0].rules[0]: missing expr"]);
    let shards = "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: a }\nspec: { shards: 1, shardingStrategy: { mode: Topology, topology: { values: [a, b] } } }\n";
    says("1.2.0", shards, &["spec: rule"]);
}

#[test]
fn an_empty_text_is_filled_in_where_kubernetes_has_a_default() {
    let says = |container: &str, expected: &[&str]| says("1.2.0", &deployment(container), expected);
    says("imagePullPolicy: '', terminationMessagePolicy: '', ports: [{ containerPort: 80, protocol: '' }]", &[]);
    says("livenessProbe: { httpGet: { port: 80, scheme: '' } }", &[]);
    let service = "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { type: '', sessionAffinity: '', ports: [{ port: 80, protocol: '' }] }\n";
    super::says("1.2.0", service, &[]);
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  restartPolicy: ''\n  dnsPolicy: ''\n  containers: [{ name: a, image: b }]\n";
    super::says("1.2.0", pod, &[]);
    says(
        "envFrom: [], livenessProbe: { httpGet: { port: 80, scheme: http } }",
        &["spec.template.spec.containers[0].livenessProbe.httpGet.scheme: not allowed, near Some(\"HTTP\")"],
    );
}
