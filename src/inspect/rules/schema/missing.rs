//! Is everything there that must be there?

use super::words::{code, list, named, place, refused};
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::Violation;

const MISSING: Offence = Offence::error("schema/missing-field", "a field that must be there is not")
    .why(
        "The API server refuses the object. A field with nothing behind it counts as absent. Compose refuses the file.",
    )
    .write("the field")
    .source("`required` in the definitions of the release, of Kubernetes, prometheus-operator and Compose");

const ONE_OF: Offence =
    Offence::error("schema/one-of", "several ways to fill an object exclude each other, and not exactly one is taken")
        .why("The API server refuses the object; Compose refuses the file.")
        .write("the fields of one of the ways")
        .source("`oneOf`, `anyOf` and `not` in the definitions");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING, &ONE_OF],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a cluster without listeners, a certificate without its file, or with too many",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { config: {} } # <- schema/missing-field
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: shop }
spec:
  replicas: 1
  bootstrapServers: a:9092
  groupId: g
  configStorageTopic: c
  statusStorageTopic: s
  offsetStorageTopic: o
  tls:
    trustedCertificates:
      - secretName: a # <- schema/one-of
      - { secretName: a, certificate: b, pattern: c } # <- schema/one-of
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: kafka }
spec:
  groups:
    - name: kafka
      rules:
        - alert: Down # <- schema/missing-field
          for: 5m
# file: docker-compose.yml
services:
  kafka:
    image: apache/kafka:4.1.0
    depends_on:
      zookeeper: {} # <- schema/missing-field
",
        ),
        Example::new(
            "volumes of nothing, and workloads that run nothing",
            "# strimzi: 1.2.0
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: a # <- schema/missing-field
  volumes:
    - name: config
      configMap: { defaultMode: 0644 } # <- schema/missing-field
    - name: secret
      secret: {} # <- schema/missing-field
    - name: claim
      persistentVolumeClaim: { readOnly: true } # <- schema/missing-field
---
apiVersion: apps/v1
kind: Deployment # <- schema/missing-field
metadata: { name: a }
---
apiVersion: batch/v1
kind: Job
metadata: { name: a }
spec:
  template: { metadata: { labels: { a: b } } } # <- schema/missing-field
",
        ),
        Example::new(
            "a patch, and what the API server fills in",
            "# strimzi: 1.2.0
apiVersion: v1
kind: Service
metadata: { name: a }
spec: { selector: { a: b }, ports: [{ port: 80 }] }
# file: kustomization.yaml
resources: [kafka.yaml]
patches: [{ path: patch.yaml }]
# file: kafka.yaml
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec: { kafka: { listeners: [{ name: plain, port: 9092, type: internal, tls: false }] } }
# file: patch.yaml
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec: { kafka: { version: 4.1.0 } }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if world.is_patch(document) {
        return;
    }
    for fault in world.faults(document) {
        match &fault.violation {
            Violation::Missing { field, empty } => missing(fault.node, field, *empty, out),
            Violation::NoneOf { ways } => {
                let headline = format!("{} lacks what it must have: {}", place(fault.node), refused(document));
                let ways = ways.iter().map(|way| list(way, "and")).collect::<Vec<_>>().join(", or ");
                out.raise(&ONE_OF, fault.node, headline).label("lacks it").help(format!("write {ways}"));
            }
            Violation::SeveralOf { ways } => {
                let ways: Vec<String> = ways.iter().map(|way| list(way, "and")).collect();
                let headline = format!("{} has {}: {}", place(fault.node), ways.join(" and "), refused(document));
                out.raise(&ONE_OF, fault.node, headline)
                    .label("only one is allowed")
                    .help("keep one, and take the others out");
            }
            Violation::Forbidden => {
                let headline = format!("{} is what its definition excludes: {}", place(fault.node), refused(document));
                out.raise(&ONE_OF, fault.node, headline).label("excluded").help("write something else");
            }
            _ => {}
        }
    }
}

fn missing(map: Node<'_>, field: &str, empty: bool, out: &mut Out) {
    let whole = place(map);
    let document = map.document();
    if empty {
        let at = map.entry(field).map_or(map, |(key, _)| key);
        let headline = format!("{} is empty, which counts as absent: {}", code(field), refused(document));
        out.raise(&MISSING, at, format!("in {whole} {headline}")).label("nothing behind it").help("write its value");
        return;
    }
    // The keys that everybody writes name the object; point there and not at its first line.
    let root = map.path().steps().is_empty().then(|| document.get("kind")).flatten();
    let headline = match named(document).filter(|_| root.is_some()) {
        Some(named) => format!("{named} lacks {}: {}", code(field), refused(document)),
        None => format!("{whole} lacks {}: {}", code(field), refused(document)),
    };
    out.raise(&MISSING, root.unwrap_or(map), headline)
        .label(format!("lacks {}", code(field)))
        .help(format!("write {}", code(field)));
}
