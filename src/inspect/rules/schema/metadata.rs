//! Does Kubernetes take the names, labels and annotations?

use super::words::{code, named, refused};
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::{Metadata, NameRule, Violation};

const NAME: Offence = Offence::error("schema/bad-name", "a name that Kubernetes does not take")
    .why("The API server refuses the object.")
    .write("small letters, digits and `-` (in most names also `.`), with a letter or digit at both ends; 253 characters at most, 63 for namespaces and Services")
    .source("k8s.io/apimachinery, `pkg/util/validation/validation.go`")
    .not_waivable();

const KEY: Offence = Offence::error("schema/bad-label", "a label or annotation that Kubernetes does not take")
    .why("The API server refuses the object. A template's labels are judged when its pods are made, which then fails. Annotations may have 256 KiB together.")
    .write("keys of 63 characters at most, letters, digits, `-`, `_` and `.`, perhaps behind a domain and `/`; values of labels likewise, or nothing")
    .source("k8s.io/apimachinery, `pkg/util/validation/validation.go` and `pkg/api/validation/objectmeta.go`")
    .not_waivable();

const GENERATED: Offence = Offence::info("schema/generated-name", "an object that has `generateName` and no name")
    .why("`kubectl apply` refuses it (\"resource name may not be empty\"); `kubectl create` makes a new one each time.")
    .write("`name`; or apply it with `kubectl create`")
    .source("kubectl apply");

const CLUSTER: Offence = Offence::info("schema/namespace-without-effect", "a namespace for an object that has none")
    .why("Objects of this kind belong to the whole cluster. The namespace is dropped, and two sets that name it alike overwrite each other.")
    .write("no namespace")
    .source("k8s.io/apiserver, `EnsureObjectNamespaceMatchesRequestNamespace`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NAME, &KEY, &GENERATED, &CLUSTER],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "names and labels that are refused",
            "apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders_v1 # <- schema/bad-name
  namespace: my.kafka # <- schema/bad-name
  labels:
    strimzi.io/cluster: shop
    team: order team # <- schema/bad-label
    a/b/c: d # <- schema/bad-label
---
apiVersion: v1
kind: Service
metadata: { name: kafka.brokers } # <- schema/bad-name
spec: { selector: { a: b }, ports: [{ port: 80 }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: a
  namespace: kafka # <- schema/namespace-without-effect
rules: []
---
apiVersion: batch/v1
kind: Job
metadata:
  generateName: a- # <- schema/generated-name
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: 'a:1' }] } } }
",
        ),
        Example::new(
            "names and labels that are taken",
            "apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders.v1
  namespace: kafka
  labels: { strimzi.io/cluster: shop, app.kubernetes.io/version: '3.6', empty: '' }
  annotations: { example.org/Note: anything at all }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: 'system:A_b' }
rules: []
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for fault in world.faults(document) {
        if let Violation::Metadata(what) = &fault.violation {
            metadata(fault.node, what, out);
        }
    }
}

fn metadata(node: Node<'_>, what: &Metadata, out: &mut Out) {
    let document = node.document();
    let whole = || named(document).unwrap_or_else(|| "an object".to_owned());
    let text = code(node.text());
    match what {
        Metadata::Name(rule) => {
            let headline = format!("{text} is no name for {}: the API server refuses it", of_what(node));
            out.raise(&NAME, node, headline).label("not such a name").help(asks(*rule));
        }
        Metadata::Namespace => {
            let headline = format!("{text} is no name of a namespace: the API server refuses it");
            out.raise(&NAME, node, headline).label("not such a name").help(asks(NameRule::Label));
        }
        // Where there is no name at all, the area `bundle` says so.
        Metadata::NoName if node.as_text() == Some("") => {
            let headline =
                format!("the name of this {} is empty: {}", document.kind().unwrap_or("object"), refused(document));
            out.raise(&NAME, node, headline).label("empty").help("write a name");
        }
        Metadata::Key => {
            let headline = format!("{text} of {} is no key of a label or annotation: {}", whole(), refused(document));
            out.raise(&KEY, node, headline).label("not such a key").help(
                "write letters, digits, `-`, `_` and `.`, 63 at most, with a letter or digit at both ends; a domain and `/` may stand before it",
            );
        }
        Metadata::LabelValue => {
            let headline = format!("{text} of {} is no value of a label: {}", whole(), refused(document));
            out.raise(&KEY, node, headline).label("not such a value").help(
                "write letters, digits, `-`, `_` and `.`, 63 at most, with a letter or digit at both ends; or make it an annotation",
            );
        }
        Metadata::AnnotationsTooLarge { bytes } => {
            let headline = format!("the annotations of {} have {} KiB, of 256 that are allowed", whole(), bytes / 1024);
            out.raise(&KEY, node, headline).label("too large").help("put what is large into a ConfigMap");
        }
        Metadata::GeneratedName => {
            out.raise(&GENERATED, node, format!("{} has no name, and `kubectl apply` refuses it", whole()))
                .label("a name is made by `kubectl create` only")
                .help("write `name`, or use `kubectl create`");
        }
        Metadata::ClusterScoped => {
            out.raise(&CLUSTER, node, format!("{} belongs to the whole cluster: its namespace has no effect", whole()))
                .label("dropped")
                .help("take it out");
        }
        Metadata::NoName | Metadata::DataKey | Metadata::NotBase64 | Metadata::DataTwice => {}
    }
}

/// What a name is for: its kind, or a version of a definition.
fn of_what(node: Node<'_>) -> String {
    let is_own = node.path().pointer() == "/metadata/name";
    match node.document().kind() {
        Some(kind) if is_own => format!("a {kind}"),
        _ => "a version".to_owned(),
    }
}

fn asks(rule: NameRule) -> &'static str {
    match rule {
        NameRule::Subdomain => {
            "write small letters, digits, `-` and `.`, 253 at most, with a letter or digit at both ends of each part"
        }
        NameRule::Label => "write small letters, digits and `-`, 63 at most, with a letter or digit at both ends",
        NameRule::Service => "write small letters, digits and `-`, 63 at most; a letter first, a letter or digit last",
        NameRule::CronJob => {
            "write small letters, digits, `-` and `.`, 52 at most, with a letter or digit at both ends of each part"
        }
        NameRule::Path => "write anything but `.`, `..`, and texts with `/` or `%`",
    }
}
