//! Is a secret written where everybody can read it?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};

const IN_CLEAR: Offence =
    Offence::warning("bundle/secret-in-clear", "a Secret stands in the manifests with its content")
        .why("Whoever can read the repository has it, also after it was deleted there: base64 is no encryption.")
        .write("a sealed or external Secret; or make it by hand and keep the manifest out of the repository")
        .security()
        .source("Kubernetes docs, Secrets");

const PASSWORD: Offence =
    Offence::warning("bundle/password-in-env", "a password stands in the environment of a container")
        .why("Whoever can read the manifest, or the pod, has it.")
        .write("`valueFrom.secretKeyRef`")
        .security()
        .source("Kubernetes docs, Secrets as container environment variables");

pub(super) const RULE: Rule = Rule {
    offences: &[&IN_CLEAR, &PASSWORD],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a password in the repository",
            "apiVersion: v1
kind: Secret
metadata: { name: orders }
stringData:
  password: hunter2 # <- bundle/secret-in-clear
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    spec:
      containers:
        - name: orders
          env:
            - name: KAFKA_PASSWORD
              value: hunter2 # <- bundle/password-in-env
",
        ),
        Example::new(
            "filled in by somebody else",
            "apiVersion: v1
kind: Secret
metadata: { name: orders }
stringData:
  password: '${PASSWORD}'
  token: ''
  scrape.yaml: 'job_name: a'
---
apiVersion: v1
kind: Secret
metadata: { name: token, annotations: { kubernetes.io/service-account.name: a } }
type: kubernetes.io/service-account-token
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    spec:
      containers:
        - name: orders
          env:
            - { name: PASSWORD_FILE, value: /etc/password }
            - { name: TOKEN_URI, value: 'https://example.org/token' }
            - name: PASSWORD
              valueFrom: { secretKeyRef: { name: orders, key: password } }
",
        ),
    ],
};

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    if document.kind() == Some("Secret") && document.api_version() == Some("v1") {
        let parts = ["data", "stringData"].into_iter().filter_map(|part| document.get(part));
        let mut values = parts.flat_map(Node::entries).filter(|(key, _)| holds_a_secret(&key.name()));
        if let Some((_, value)) = values.find(|(_, value)| is_literal(*value)) {
            let name = document.name().unwrap_or_default();
            out.raise(&IN_CLEAR, value, format!("the content of the Secret `{name}` stands in the manifests"))
                .help("keep it out of the repository: seal it, or let another system make it");
        }
        return;
    }
    for container in containers(document) {
        for entry in container.get("env").into_iter().flat_map(Node::items) {
            let Some((name, value)) = entry.get("name").and_then(Node::as_text).zip(entry.get("value")) else {
                continue;
            };
            if names_a_secret(name) && is_literal(value) {
                out.raise(&PASSWORD, value, format!("the value of `{name}` stands in the manifests"))
                    .help("take it from a Secret with `valueFrom.secretKeyRef`");
            }
        }
    }
}

/// The containers of a pod or of what makes pods.
fn containers(document: Document<'_>) -> impl Iterator<Item = Node<'_>> {
    let specs = [
        document.get("spec"),
        document.at(["spec", "template", "spec"]),
        document.at(["spec", "jobTemplate", "spec", "template", "spec"]),
    ];
    let lists = specs.into_iter().flatten().flat_map(|spec| [spec.get("containers"), spec.get("initContainers")]);
    lists.flatten().flat_map(Node::items)
}

/// Whether a value stands there itself, and is not left for another program to fill in.
fn is_literal(value: Node<'_>) -> bool {
    let text = value.text().trim();
    let hole = ["${", "$(", "{{", "<", "ENC["].iter().any(|start| text.starts_with(start));
    !text.is_empty() && !hole && !text.to_ascii_lowercase().contains("changeme")
}

/// Whether what stands under that key of a Secret is one; configuration that holds none is kept in Secrets, too.
fn holds_a_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    [
        "password",
        "passwd",
        "token",
        "secret",
        "credential",
        "private",
        "jaas",
        "tls.key",
        "ca.key",
        ".p12",
        ".jks",
        "apikey",
        "api-key",
    ]
    .iter()
    .any(|word| key.contains(word))
}

/// Whether a variable of that name holds a secret rather than the way to one.
fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "SECRET_KEY", "API_KEY", "PRIVATE_KEY"]
        .iter()
        .any(|ending| name == *ending || name.ends_with(&format!("_{ending}")))
}
