//! Is each role and each account of use to somebody?

use super::gaps::with_gaps;
use crate::bundle::{Document, Node};
use crate::diag::Span;
use crate::inspect::rules::operator::release;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::rights::of_group;
use crate::inventory::{references, same_namespace};
use crate::reason::permissions::Near;
use std::collections::BTreeSet;

const ROLE: Offence = Offence::info("rbac/unused-role", "a role is there that no binding of the set gives")
    .why("It does nothing until somebody binds it.")
    .write("a binding; or nothing, if it is bound elsewhere")
    .source("Kubernetes docs, Using RBAC Authorization");

const ACCOUNT: Offence =
    Offence::info("rbac/unused-account", "an account is there as which nothing runs and to which nothing is given")
        .why("It does nothing.")
        .write("the account where it was meant; or take it out")
        .source("Kubernetes docs, service accounts");

pub(super) const RULE: Rule = Rule {
    offences: &[&ROLE, &ACCOUNT],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a role and an account that nothing names",
            "apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders # <- rbac/unused-account
  namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: topic-reader # <- rbac/unused-role
  namespace: shop
rules:
  - { apiGroups: [kafka.strimzi.io], resources: [kafkatopics], verbs: [get] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader, namespace: shop }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop }
spec: { serviceAccountName: reader, containers: [{ name: a, image: 'a:1' }] }
",
        ),
        Example::new(
            "bound, gathered, or nothing but a role",
            "apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-view, labels: { rbac.authorization.k8s.io/aggregate-to-view: 'true' } }
rules:
  - { apiGroups: [kafka.strimzi.io], resources: [kafkas], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: a }
rules:
  - { apiGroups: [''], resources: [pods], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: a }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }
subjects:
  - { kind: ServiceAccount, name: a, namespace: b }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let bindings: Vec<Document<'_>> =
        ["RoleBinding", "ClusterRoleBinding"].iter().flat_map(|kind| of_group(world.bundle, kind)).collect();
    let runs = world.bundle.documents().any(|document| pod(document).is_some());
    if bindings.is_empty() && !runs {
        return; // roles alone are bound elsewhere
    }
    roles(world, &bindings, out);
    if runs {
        accounts(world, &bindings, out);
    }
}

fn roles(world: &World<'_>, bindings: &[Document<'_>], out: &mut Out) {
    let given = |role: Document<'_>, kind: &str| {
        bindings.iter().any(|binding| {
            let is = |key: &str, value: Option<&str>| binding.at(["roleRef", key]).and_then(Node::as_text) == value;
            is("kind", Some(kind))
                && is("name", role.name())
                && (kind == "ClusterRole" || same_namespace(role.namespace(), binding.namespace()))
        })
    };
    // ClusterRoles are made for whoever comes, but for those of the operator's installation.
    let own: BTreeSet<&str> = world
        .inventory
        .installations
        .iter()
        .filter_map(|installation| release(world, installation))
        .flat_map(|release| release.roles.iter().map(|role| role.name.as_str()))
        .collect();
    // What the operator lacks for want of a binding is said of its role.
    let mut spoken: Vec<Span> = Vec::new();
    for installation in &world.inventory.installations {
        with_gaps(world, installation, |gaps, _| {
            spoken.extend(gaps.iter().filter_map(|gap| match gap.near {
                Near::Unbound { role, .. } => Some(role.at.span()),
                _ => None,
            }));
        });
    }
    for kind in ["Role", "ClusterRole"] {
        for role in of_group(world.bundle, kind).filter(|role| role.is_whole() && !given(*role, kind)) {
            let name = role.name().unwrap_or_default();
            if (kind == "ClusterRole" && !own.contains(name)) || spoken.contains(&role.root().span()) {
                continue;
            }
            out.raise(&ROLE, role, format!("no binding of the set gives the {kind} `{name}`"))
                .help("bind it, or take it out");
        }
    }
}

/// The pod that a document makes.
fn pod(document: Document<'_>) -> Option<Node<'_>> {
    let path: &[&str] = match document.kind()? {
        "Pod" => &["spec"],
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "ReplicaSet" => &["spec", "template", "spec"],
        "CronJob" => &["spec", "jobTemplate", "spec", "template", "spec"],
        _ => return None,
    };
    document.at(path.iter().copied())
}

fn accounts(world: &World<'_>, bindings: &[Document<'_>], out: &mut Out) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for document in world.bundle.documents() {
        let names = references(document).into_iter().filter(|reference| reference.kind == "ServiceAccount");
        used.extend(names.filter_map(|reference| reference.name.as_text()));
        used.extend(pod(document).and_then(|pod| pod.get("serviceAccount")).and_then(Node::as_text));
    }
    let subjects = bindings.iter().filter_map(|binding| binding.get("subjects")).flat_map(Node::items);
    used.extend(subjects.filter_map(|subject| subject.get("name")?.as_text()));
    for account in world.bundle.of_kind("ServiceAccount").filter(|account| account.is_whole()) {
        let Some(name) = account.name().filter(|name| *name != "default" && !used.contains(name)) else { continue };
        out.raise(
            &ACCOUNT,
            account,
            format!("nothing of the set runs as the account `{name}`, and nothing is given to it"),
        )
        .help("use it where it was meant, or take it out");
    }
}
