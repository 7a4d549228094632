//! Are the values among those that are allowed, within their limits, of the right form, and there once?

use super::words::{code, list, place, refused};
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::shape::QUANTITY;
use crate::schema::{Size, Violation};

const NOT_ALLOWED: Offence =
    Offence::error("schema/value-not-allowed", "a value that is none of those that are allowed")
        .why("The API server refuses the object; Compose refuses the file, kustomize builds nothing.")
        .write("one of the values that the definition lists, in its spelling")
        .source("`enum` in the definitions of the release, of Kubernetes, prometheus-operator, kustomize and Compose");

const OUT_OF_RANGE: Offence = Offence::error("schema/out-of-range", "a number or size beyond its limits")
    .why("The API server refuses the object; Compose refuses the file.")
    .write("a value within the limits")
    .source("`minimum`, `maxLength` and their like in the definitions");

const WRONG_FORM: Offence =
    Offence::error("schema/wrong-form", "a text that does not have the form that its field asks for")
        .why("The API server refuses the object; Compose refuses the file.")
        .write("a text that matches the pattern")
        .source("`pattern` in the definitions");

const TWICE: Offence = Offence::error("schema/item-twice", "an item of a list whose items must differ is there twice")
    .why("The API server refuses the object; Compose refuses the file.")
    .write("each item once")
    .source("`x-kubernetes-list-type` and `uniqueItems` in the definitions");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_ALLOWED, &OUT_OF_RANGE, &WRONG_FORM, &TWICE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a listener that no release takes",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    listeners:
      - name: Plain_1 # <- schema/wrong-form
        port: 80 # <- schema/out-of-range
        type: loadBalancer # <- schema/value-not-allowed
        tls: false
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: {}
  podMetricsEndpoints:
    - port: metrics
      interval: 30 s # <- schema/wrong-form
# file: docker-compose.yml
services:
  kafka:
    image: apache/kafka:4.1.0
    depends_on: { zookeeper: { condition: healthy } } # <- schema/value-not-allowed
    cap_add:
      - NET_ADMIN
      - NET_ADMIN # <- schema/item-twice
",
        ),
        Example::new(
            "an address that is none, quantities in the units of other programs, and a pod of nothing",
            "# strimzi: 1.2.0
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  clusterIP: none # <- schema/wrong-form
  ports: [{ port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  clusterIP: 10.0.0.256 # <- schema/wrong-form
  ports: [{ port: 80 }]
---
apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: shop
      image: shop:1
      resources:
        requests: { cpu: 0.5 core } # <- schema/wrong-form
        limits:
          memory: 384MB # <- schema/wrong-form
---
apiVersion: v1
kind: Pod
metadata: { name: nothing }
spec:
  containers: [] # <- schema/out-of-range
",
        ),
        Example::new(
            "quantities and addresses of all kinds",
            "# strimzi: 1.2.0
apiVersion: v1
kind: Service
metadata: { name: a }
spec: { clusterIP: None, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: b }
spec: { clusterIP: 10.96.0.10, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: c }
spec: { clusterIP: 'fd00::10', ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: d }
spec: { clusterIP: '', ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a
      image: a:1
      resources:
        requests: { cpu: 0.5, memory: 128974848, ephemeral-storage: 1e9 }
        limits: { cpu: 1500m, memory: 1.5Gi, ephemeral-storage: 129M }
",
        ),
        Example::new(
            "values at their limits",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 1, replicas: 32767 }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for fault in world.faults(document) {
        match &fault.violation {
            Violation::NotAllowed { allowed, nearest } => not_allowed(fault.node, allowed, nearest.as_deref(), out),
            Violation::Pattern { pattern } => {
                form(fault.node, &format!("{} of", code(fault.node.text())), pattern, out);
            }
            Violation::KeyPattern { pattern } => form(fault.node, "the key", pattern, out),
            Violation::Twice { by } => twice(fault.node, by, out),
            other => {
                if let Some((what, limit)) = limit(fault.node, other) {
                    let headline = format!("{} {what}, and {limit}: {}", place(fault.node), refused(document));
                    out.raise(&OUT_OF_RANGE, fault.node, headline).label(limit);
                }
            }
        }
    }
}

fn not_allowed(node: Node<'_>, allowed: &[String], nearest: Option<&str>, out: &mut Out) {
    let document = node.document();
    let headline = format!("{} cannot be {}: {}", place(node), code(node.text()), refused(document));
    let raised = out.raise(&NOT_ALLOWED, node, headline);
    raised.label("none of the values that are allowed");
    match (nearest, allowed) {
        (Some(nearest), _) => raised.help(format!("write `{nearest}`")).fix(nearest),
        (None, [only]) => raised.help(format!("write {}", code(only))),
        (None, several) => raised.help(format!("write {}", list(several, "or"))),
    };
}

fn form(node: Node<'_>, what: &str, pattern: &str, out: &mut Out) {
    let headline =
        format!("{what} {} does not have the form that it must have: {}", place(node), refused(node.document()));
    let raised = out.raise(&WRONG_FORM, node, headline);
    raised.label("does not match");
    let ends_in = |name: &str| node.path().to_string().ends_with(name);
    if pattern == QUANTITY {
        match quantity_meant(node.text()) {
            Some(meant) => raised.help(format!("write `{meant}`")).unsafe_fix(meant),
            None => raised.help("write a quantity of Kubernetes, such as `500m`, `2` or `384Mi`"),
        };
    } else if ends_in("spec.clusterIP") {
        raised.help("write `None` for a headless Service, or leave it out for an address that Kubernetes picks");
    } else {
        raised.help(format!("write what matches `{}`", pattern.replace('`', "'")));
    }
}

/// A quantity as Kubernetes writes it, of one with a unit in the style of other programs: `384MB`, `2g`, `1 GiB`.
fn quantity_meant(text: &str) -> Option<String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at_checked(digits).filter(|(number, _)| !number.is_empty())?;
    let unit = unit.trim().to_ascii_lowercase();
    let unit = unit.strip_suffix('b').unwrap_or(&unit);
    let letter = unit.chars().next()?.to_ascii_uppercase();
    let letter = if letter == 'K' && !unit.ends_with('i') { 'k' } else { letter };
    match unit.get(1..) {
        Some("") if "kMGT".contains(letter) => Some(format!("{number}{letter}")),
        Some("i") if "KMGT".contains(letter) => Some(format!("{number}{letter}i")),
        _ => None,
    }
}

fn twice<T: AsRef<str>>(node: Node<'_>, by: &[T], out: &mut Out) {
    let what = if by.is_empty() { "it".to_owned() } else { format!("the same {}", list(by, "and")) };
    let headline =
        format!("{} stands behind an item that has {what} already: {}", place(node), refused(node.document()));
    out.raise(&TWICE, node, headline).label("the second").help("take one of them out");
}

/// What is beyond its limits, and the limit.
fn limit(node: Node<'_>, violation: &Violation) -> Option<(String, String)> {
    let number = || format!("is {}", node.text());
    Some(match violation {
        Violation::TooSmall { min, above: false } => (number(), format!("must be {min} at least")),
        Violation::TooSmall { min, above: true } => (number(), format!("must be more than {min}")),
        Violation::TooLarge { max, below: false } => (number(), format!("must be {max} at most")),
        Violation::TooLarge { max, below: true } => (number(), format!("must be less than {max}")),
        Violation::NoMultiple { of } => (number(), format!("must be a multiple of {of}")),
        Violation::TooFew { what, least, found } => (counted(*found, *what), format!("must have {least} at least")),
        Violation::TooMany { what, most, found } => (counted(*found, *what), format!("must have {most} at most")),
        _ => return None,
    })
}

fn counted(found: u64, what: Size) -> String {
    let noun = match what {
        Size::Characters => "character",
        Size::Items => "item",
        Size::Keys => "key",
    };
    match found {
        0 => format!("has no {noun}s"),
        1 => format!("has one {noun}"),
        _ => format!("has {found} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::quantity_meant;

    #[test]
    fn units_of_other_programs_are_told() {
        for (text, meant) in [
            ("384MB", Some("384M")),
            ("1 GiB", Some("1Gi")),
            ("2g", Some("2G")),
            ("64K", Some("64k")),
            ("1.5kib", Some("1.5Ki")),
            ("0.5 core", None),
            ("MB", None),
            ("ten", None),
            ("5", None),
            ("5é", None),
        ] {
            assert_eq!(quantity_meant(text).as_deref(), meant, "{text}");
        }
    }
}
