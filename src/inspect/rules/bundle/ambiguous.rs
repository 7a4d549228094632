//! Is each value what its writer thinks it is?

use crate::bundle::{Document, Kind, Node, Scalar};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};

const AMBIGUOUS: Offence = Offence::info("bundle/ambiguous-value", "a bare value means different things to different readers of YAML")
    .why("The API server reads YAML 1.1, in which `on`, `yes` and `y` are true and `0755` is 493; editors and most programs read YAML 1.2, in which they are text and 755.")
    .write("quotes around text; `true` or `false` for truths; `0o`-less numbers")
    .source("sigs.k8s.io/yaml with go.yaml.in/yaml/v2, `resolve.go`; YAML 1.2.2, 10.3.2");

pub(super) const RULE: Rule = Rule {
    offences: &[&AMBIGUOUS],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a word that is a truth to kubectl",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    preallocate: on # <- bundle/ambiguous-value
",
        ),
        Example::new(
            "the mode of a volume is octal in both, and quotes settle it",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data: { a: 'on', b: \"0755\", c: 0.5 }
---
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers: [{ name: a, image: 'a:1' }]
  volumes: [{ name: a, configMap: { name: a, defaultMode: 0644 } }]
",
        ),
    ],
};

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    if document.kind().is_none() {
        return; // other programs read other YAML
    }
    for node in document.root().walk().filter(|node| node.kind() == Kind::Scalar) {
        let Some(other) = node.disputed() else { continue };
        if is_mode(node) {
            continue;
        }
        let shown = |value: Scalar<'_>| match value {
            Scalar::Null => "nothing".to_owned(),
            Scalar::Bool(value) => format!("the truth `{value}`"),
            Scalar::Int(value) => format!("the number {value}"),
            Scalar::Float(value) => format!("the number {value}"),
            Scalar::Text(text) => format!("the text `{text}`"),
        };
        let mine = node.scalar().map(shown).unwrap_or_default();
        let text = node.text();
        out.raise(
            &AMBIGUOUS,
            node,
            format!("`{text}` is {mine} to the API server, and {} to other readers", shown(other)),
        )
        .help(format!("write `\"{text}\"` if the text is meant, else the value itself"));
    }
}

/// Modes of files are written in octal everywhere, and the API server reads them so.
fn is_mode(node: Node<'_>) -> bool {
    node.path().steps().last().is_some_and(|step| match step {
        crate::bundle::Step::Key(key) => key.ends_with("ode"),
        crate::bundle::Step::Index(_) => false,
    })
}
