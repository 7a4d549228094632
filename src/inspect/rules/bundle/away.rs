//! Secrets that are not where they are asked for: made by others, in another namespace, or never.

use super::references::NO_OBJECT;
use crate::bundle::{Document, Node};
use crate::inspect::{Level, Offence, Out, World};
use crate::inventory::derive::Object;
use crate::inventory::{Reference, User, same_namespace};

pub(super) const OTHER_NAMESPACE: Offence = Offence::warning(
    "bundle/secret-in-another-namespace",
    "a Secret is referred to that an operator makes in another namespace",
)
.why(
    "A pod takes Secrets of its own namespace only, and waits (CreateContainerConfigError) until somebody copies it. A copy \
     is old after the next renewal.",
)
.write("the pod in the namespace of the Secret; or something that copies it, and again after each change")
.source("kubelet; strimzi-kafka-operator issues 1930, 3410")
.in_development(Level::Info);

/// Whether an object of another kind makes a Secret of that name: one for an operator that fetches or copies Secrets.
pub(super) fn is_by_another(world: &World<'_>, document: Document<'_>, reference: &Reference<'_>) -> bool {
    let name = reference.name.text();
    let mut all = world.bundle.documents();
    all.any(|other| {
        let is_maker = other.kind().is_some_and(|kind| {
            matches!(kind, "Certificate" | "KafkaAccess") || (kind.ends_with("Secret") && kind != "Secret")
        });
        reference.kind == "Secret"
            && is_maker
            && same_namespace(other.namespace(), document.namespace())
            && (other.name() == Some(name) || other.root().walk().any(|node| node.as_text() == Some(name)))
    })
}

/// A password of a user that shows a certificate of somebody else's: there will be none.
pub(super) fn is_never_made(
    world: &World<'_>,
    document: Document<'_>,
    reference: &Reference<'_>,
    out: &mut Out,
) -> bool {
    let asked = reference.keys().iter().any(|key| matches!(key.text(), "password" | "sasl.jaas.config"));
    let is_it = |user: &&User<'_>| {
        user.name == reference.name.text()
            && user.authentication.is_some_and(|kind| kind.value == "tls-external")
            && same_namespace(user.document.namespace(), document.namespace())
    };
    let Some(user) = world.inventory.users.iter().find(is_it).filter(|_| asked && reference.kind == "Secret") else {
        return false;
    };
    let headline = format!("there will be no Secret `{0}`: user `{0}` has `tls-external`", user.name);
    let raised = out.raise(&NO_OBJECT, reference.name, headline).help("write `type: scram-sha-512` for a password");
    if let Some(kind) = user.authentication {
        raised.because(kind, "for certificates that others make");
    }
    true
}

/// Says that an operator makes it in another namespace, unless something may carry it over.
pub(super) fn in_another_namespace(
    world: &World<'_>,
    document: Document<'_>,
    reference: &Reference<'_>,
    object: &Object<'_>,
    out: &mut Out,
) {
    let from = object.from.document();
    let (Some(own), Some(other)) = (document.namespace(), object.namespace) else { return };
    // kustomize moves things, and marks in a template are there for what copies Secrets.
    let is_moved = world.is_housed(document) || world.is_housed(from);
    let is_marked = |part: &str| {
        let marks = ["annotations", "labels"]
            .map(|marks| from.at(["spec"]).and_then(|spec| find(spec, part)?.at(["metadata", marks])));
        marks.into_iter().flatten().any(|marks| marks.entries().next().is_some())
    };
    let has_copier = world.bundle.documents().any(|it| it.kind() == Some("KafkaAccess"));
    if is_moved || has_copier || is_marked("secret") || is_marked("clusterCaCert") {
        return;
    }
    let name = reference.name.text();
    let headline =
        format!("{} waits for the Secret `{name}`: it is made in `{other}`, not in `{own}`", super::named(document));
    out.raise(&OTHER_NAMESPACE, reference.name, headline)
        .because(from.at(["metadata", "namespace"]).unwrap_or(object.from), "it is made where this is")
        .help(format!("copy it into `{own}`, and again whenever it changes, or let both be in one namespace"));
}

/// The template of that name, wherever it stands.
fn find<'b>(node: Node<'b>, name: &str) -> Option<Node<'b>> {
    node.walk().find_map(|node| node.get("template")?.get(name))
}
