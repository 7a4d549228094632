//! Are the values of the right type?

use super::words::{code, place, refused};
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Raised, Rule, World};
use crate::schema::Violation;
use crate::schema::shape::{Type, Types};

const WRONG_TYPE: Offence = Offence::error("schema/wrong-type", "a value of another type than its field takes")
    .why(
        "The API server reads YAML 1.1: `yes`, `on` and `1_000` are no text without quotes, and \"3\" is no number. It refuses the \
         object. Compose refuses the file, kustomize builds nothing.",
    )
    .write("a value of that type; quotes around text that looks like something else")
    .source("the definitions of the release, of Kubernetes, prometheus-operator, kustomize and Compose");

pub(super) const RULE: Rule = Rule {
    offences: &[&WRONG_TYPE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "numbers as text, text as numbers, and a map for a list",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
    version: 3.6 # <- schema/wrong-type
spec:
  partitions: '3' # <- schema/wrong-type
  topicName: on # <- schema/wrong-type
  config: [] # <- schema/wrong-type
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec:
  selector: { matchLabels: { a: b } }
  template:
    metadata: { labels: { a: b } }
    spec:
      containers:
        - name: a
          image: a:1
          env:
            - name: HEAP_GB
              value: 4 # <- schema/wrong-type
# file: docker-compose.yml
services:
  kafka:
    image: apache/kafka:4.1.0
    restart: 3 # <- schema/wrong-type
",
        ),
        Example::new(
            "what looks odd and is right",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop }, annotations: }
spec: { partitions: 3, replicas: 3.0, topicName: 'on', config: { retention.ms: 604800000, cleanup.policy: compact } }
---
apiVersion: v1
kind: Service
metadata: { name: a }
spec: { ports: [{ port: 80, targetPort: http }, { name: b, port: 81, targetPort: 8081 }], selector: { a: b } }
# file: docker-compose.yml
services:
  kafka: { image: 'apache/kafka:4.1.0', ports: [9092], environment: { A: 1, B: yes, C: }, restart: no, mem_limit: '${M:-1g}' }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for fault in world.faults(document) {
        let Violation::WrongType { expected, found, quote } = fault.violation else { continue };
        let node = fault.node;
        let headline =
            format!("{} must be {}, and is {}: {}", place(node), nouns(expected), found.noun(), refused(document));
        let raised = out.raise(&WRONG_TYPE, node, headline);
        raised.label(if quote { format!("read as {}", found.noun()) } else { found.noun().to_owned() });
        help(raised, node, (expected, found, quote));
    }
}

fn help(raised: &mut Raised, node: Node<'_>, (expected, found, quote): (Types, Type, bool)) {
    let text = node.text();
    let bare = found == Type::Text
        && match expected {
            _ if expected.has(Type::Integer) || expected.has(Type::Number) => {
                text.parse::<f64>().is_ok_and(f64::is_finite)
            }
            _ => expected.has(Type::Boolean) && matches!(text, "true" | "false"),
        };
    if quote {
        raised.help(format!("put it in quotes: `\"{text}\"`")).fix(format!("\"{text}\""));
    } else if bare {
        raised.help(format!("write {} without quotes", code(text))).fix(text);
    } else if found == Type::Null {
        raised.help(format!("write {}, or take the field out", nouns(expected)));
    } else if expected.has(Type::List) && !expected.has(found) {
        raised.help("write a list: an item on each line, behind `- `");
    } else if expected.has(Type::Object) && found == Type::List {
        raised.help("write a map: `key: value` without `- ` before it");
    } else {
        raised.help(format!("write {}", nouns(expected)));
    }
}

/// What a value may be: text or a whole number.
fn nouns(types: Types) -> String {
    let nouns: Vec<&str> = types.iter().map(Type::noun).collect();
    match nouns.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((only, _)) => (*only).to_owned(),
        None => "something else".to_owned(),
    }
}
