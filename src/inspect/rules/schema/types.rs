//! Are the values of the right type?

use super::words::{code, place, refused};
use crate::bundle::{Document, Kind, Node};
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

const PLACEHOLDER: Offence = Offence::info("schema/placeholder", "a place that somebody fills in before the file is used")
    .why("A text such as `<replicas>` or `{$IMAGE}` is of another type than its field takes: as it stands the file is refused.")
    .write("the value; or check the file that comes out when it is filled in")
    .source("the definitions of the release, of Kubernetes, prometheus-operator, kustomize and Compose");

pub(super) const RULE: Rule = Rule {
    offences: &[&WRONG_TYPE, &PLACEHOLDER],
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
            "places that are to be filled in, and what only looks like one",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec:
  partitions: <number of partitions> # <- schema/placeholder
  replicas: $REPLICAS # <- schema/placeholder
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: others, labels: { strimzi.io/cluster: shop } }
spec:
  partitions: '@PARTITIONS@' # <- schema/placeholder
  replicas: '%REPLICAS%' # <- schema/placeholder
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: more, labels: { strimzi.io/cluster: shop } }
spec:
  partitions: 3$ # <- schema/wrong-type
  replicas: three # <- schema/wrong-type
  topicName: { name: orders } # <- schema/wrong-type
# file: docker-compose.yml
services:
  kafka:
    image: {$IMAGE} # <- schema/placeholder
    hostname: { } # <- schema/wrong-type
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
        if is_placeholder(node) {
            let headline = format!("{} is to be filled in: as it stands it is {}", place(node), found.noun());
            out.raise(&PLACEHOLDER, node, headline)
                .label("a template's")
                .help("check the file that comes out when it is filled in");
            continue;
        }
        let headline =
            format!("{} must be {}, and is {}: {}", place(node), nouns(expected), found.noun(), refused(document));
        let raised = out.raise(&WRONG_TYPE, node, headline);
        raised.label(if quote { format!("read as {}", found.noun()) } else { found.noun().to_owned() });
        help(raised, node, (expected, found, quote));
    }
}

/// Whether a value is a hole of a template: `$NAME`, `${NAME}`, `{$NAME}`, `<name>`, `@NAME@`, `%NAME%`.
fn is_placeholder(node: Node<'_>) -> bool {
    if node.kind() == Kind::Map {
        let mut entries = node.entries();
        let only = entries.next().filter(|(_, value)| value.is_null()).filter(|_| entries.next().is_none());
        return only.is_some_and(|(key, _)| key.text().strip_prefix('$').is_some_and(is_name));
    }
    let text = node.text().trim();
    let within = |open: &str, close: char| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let dollar = within("${", '}').map(|inside| inside.split([':', '-', '?']).next().unwrap_or_default());
    let name = dollar.or_else(|| text.strip_prefix('$')).or_else(|| within("@", '@')).or_else(|| within("%", '%'));
    let angle = within("<", '>').is_some_and(|inside| !inside.is_empty() && !inside.contains(['<', '>']));
    node.kind() == Kind::Scalar && (angle || name.is_some_and(is_name))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.'))
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
