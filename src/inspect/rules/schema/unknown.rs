//! Does the kind have these fields?

use super::words::{Reader, code, kind, list, named, reader};
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Raised, Rule, World};
use crate::inventory::Because;
use crate::schema::{Hint, Violation};

const UNKNOWN: Offence = Offence::error("schema/unknown-field", "a field that the kind does not have")
    .why(
        "`kubectl apply` refuses the object. What applies without strict validation does not: the API server then drops the field \
         without a word, and what it was to set stays as it is by default. Compose and kustomize refuse the file.",
    )
    .write("the field's right name, at its right place")
    .source("Kubernetes: field validation and pruning of custom resources; the definitions of the release");

const OTHER_RELEASE: Offence = Offence::error(
    "schema/field-of-another-release",
    "a field that only other releases of Strimzi have",
)
.why(
    "The operator of this release does not know it, and neither do the definitions that it comes with: `kubectl apply` \
             refuses the object, and without strict validation the API server drops the field without a word.",
)
.write("what took its place in this release; or another release")
.source("the definitions of all releases of the catalogue");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNKNOWN, &OTHER_RELEASE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a slip, a wrong place, and a field that another release has",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec:
  partitons: 3 # <- schema/unknown-field
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  config: { auto.create.topics.enable: false } # <- schema/unknown-field
  kafka:
    replicas: 3 # <- schema/field-of-another-release
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
",
        ),
        Example::new(
            "kinds of Kubernetes, compose files and kustomizations",
            "apiVersion: apps/v1
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
          imagePullPolcy: Always # <- schema/unknown-field
# file: docker-compose.yml
services:
  kafka:
    image: apache/kafka:4.1.0
    enviroment: { A: b } # <- schema/unknown-field
# file: kustomization.yaml
resource: [a.yaml] # <- schema/unknown-field
",
        ),
        Example::new(
            "what kubectl reads out, extensions of Compose, a patch, and kinds that nobody here knows",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  creationTimestamp: '2024-01-01T00:00:00Z'
  generation: 1
  resourceVersion: '1'
  uid: a
  managedFields: []
spec: { partitions: 3 }
status: { observedGeneration: 1, conditions: [] }
---
apiVersion: example.org/v1
kind: Thing
metadata: { name: a }
spec: { whatever: true }
# file: docker-compose.yml
x-env: &env { A: b }
services:
  kafka: { image: 'apache/kafka:4.1.0', environment: { <<: *env }, x-note: a }
# file: kustomization.yaml
patches: [{ path: patch.yaml }]
# file: patch.yaml
apiVersion: v1
kind: Service
metadata: { name: a }
$patch: delete
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for fault in world.faults(document) {
        if let Violation::UnknownField { hint, .. } = &fault.violation {
            field(world, fault.node, hint, out);
        }
    }
}

fn field(world: &World<'_>, key: Node<'_>, hint: &Hint, out: &mut Out) {
    let document = key.document();
    if key.text() == "$patch" || key.text().starts_with("$setElementOrder") {
        return;
    }
    let certain = matches!(world.release.because, Because::Said | Because::Image(_)) || world.defines(document);
    // The release was guessed, and another takes it as it stands.
    if !certain && hint.elsewhere {
        return;
    }
    let path = key.path().to_string();
    let becomes = match reader(document) {
        Reader::ApiServer => "it is refused, or dropped without a word",
        Reader::Kustomize => "kustomize builds nothing",
        Reader::Compose => "Compose refuses the file",
    };
    let whole = named(document).unwrap_or_else(|| kind(document));
    let offence = if hint.releases.is_some() && !world.defines(document) { &OTHER_RELEASE } else { &UNKNOWN };
    let raised = out.raise(offence, key, format!("{whole} has no field {}: {becomes}", code(&path)));
    raised.label(format!("{} does not have it", kind(document)));
    if reader(document) == Reader::ApiServer {
        raised.note("`kubectl apply` refuses the object; without strict validation the API server drops the field");
    }
    if let Some((first, last)) = hint.releases {
        let here = world.strimzi().version;
        let by_set = world.defines(document);
        let have =
            if first == last { format!("Strimzi {first} has") } else { format!("Strimzi {first} to {last} have") };
        raised.note(if by_set {
            format!("{have} it; the definition in this set does not")
        } else {
            format!("{have} it; this set is for {here}")
        });
    }
    help(raised, key, hint);
}

fn help(raised: &mut Raised, key: Node<'_>, hint: &Hint) {
    if let Some(nearest) = &hint.nearest {
        raised.help(format!("write `{nearest}`")).fix(nearest.to_string());
    } else if let Some((kind, path)) = &hint.moved {
        raised.help(format!("write it in a {kind}, as `{path}`"));
    } else if !hint.belongs.is_empty() {
        raised.help(format!("{} belongs at {}", code(key.text()), list(&hint.belongs, "or")));
    } else if let Some(version) = &hint.version {
        raised.help(format!("the kind has it in version `{version}`; in this one take it out"));
    } else {
        raised.help("take it out");
    }
}
