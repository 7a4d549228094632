//! Are roles and accounts there that bindings name?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::rights::of_group;
use crate::inventory::{alike, same_namespace};
use crate::reason::permissions::is_built_in;

const NO_ROLE: Offence =
    Offence::error("rbac/no-such-role", "a binding gives a role that is not there, and one like it is")
        .why("The API server takes the binding, and it gives nothing. A Role must be in the binding's own namespace.")
        .write("the kind and the name of a role that is there")
        .source("Kubernetes, authorizer `rbac.go`: roles are looked up when something is asked");

const NO_ACCOUNT: Offence = Offence::warning(
    "rbac/no-such-account",
    "a binding gives a role to an account that is not there, and one like it is",
)
.why(
    "The API server takes the binding. The account that was meant has nothing of it, and whoever can make one of \
         that name has all of it.",
)
.write("the name and the namespace of the account")
.source("Kubernetes docs, Using RBAC Authorization");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_ROLE, &NO_ACCOUNT],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "another kind, another name, another namespace",
            "apiVersion: v1
kind: ServiceAccount
metadata: { name: orders, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: topic-reader, namespace: shop }
rules:
  - { apiGroups: [kafka.strimzi.io], resources: [kafkatopics], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: a, namespace: shop }
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: topic-reader # <- rbac/no-such-role
subjects:
  - { kind: ServiceAccount, name: orders }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: b, namespace: shop }
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: topic-readers # <- rbac/no-such-role
subjects:
  - kind: ServiceAccount
    name: orders # <- rbac/no-such-account
    namespace: kafka
",
        ),
        Example::new(
            "roles and accounts of somebody else",
            "apiVersion: v1
kind: ServiceAccount
metadata: { name: orders }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: a }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects:
  - { kind: ServiceAccount, name: orders, namespace: shop }
  - { kind: ServiceAccount, name: prometheus, namespace: monitoring }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: b }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator-watched }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        for binding in of_group(world.bundle, kind).filter(|binding| binding.is_whole()) {
            role(world, binding, out);
            for subject in binding.get("subjects").into_iter().flat_map(Node::items) {
                account(world, binding, subject, out);
            }
        }
    }
}

fn role(world: &World<'_>, binding: Document<'_>, out: &mut Out) {
    let Some((named, kind)) = binding.at(["roleRef", "name"]).zip(binding.at(["roleRef", "kind"])) else { return };
    let (Some(name), Some(kind)) = (named.as_text(), kind.as_text()) else { return };
    let reaches =
        |document: &Document<'_>| kind == "ClusterRole" || same_namespace(binding.namespace(), document.namespace());
    let there = || of_group(world.bundle, kind).filter(reaches).filter_map(Document::name);
    if !matches!(kind, "Role" | "ClusterRole")
        || there().any(|other| other == name)
        || (kind == "ClusterRole" && is_built_in(name))
    {
        return;
    }
    let what = format!(
        "there is no {kind} `{name}`, and the {} `{}` gives nothing",
        binding.kind().unwrap_or_default(),
        binding.name().unwrap_or_default()
    );
    let other = if kind == "Role" { "ClusterRole" } else { "Role" };
    let of_other = of_group(world.bundle, other).find(|role| {
        role.name() == Some(name) && (other == "ClusterRole" || same_namespace(binding.namespace(), role.namespace()))
    });
    let elsewhere = of_group(world.bundle, kind).find(|role| role.name() == Some(name));
    if let Some(role) = of_other {
        out.raise(&NO_ROLE, named, what)
            .because(role, format!("a {other} of that name"))
            .help(format!("write `kind: {other}`"));
    } else if let Some(role) = elsewhere {
        let place = role.namespace().unwrap_or_default();
        out.raise(&NO_ROLE, named, what)
            .because(role, format!("in `{place}`"))
            .help("a binding gives Roles of its own namespace: make one there, or a ClusterRole of it");
    } else if let Some(near) = alike(name, there()) {
        out.raise(&NO_ROLE, named, what).help(format!("did you mean `{near}`?"));
    }
}

fn account(world: &World<'_>, binding: Document<'_>, subject: Node<'_>, out: &mut Out) {
    if subject.get("kind").and_then(Node::as_text) != Some("ServiceAccount") {
        return;
    }
    let Some(named) = subject.get("name") else { return };
    let Some(name) = named.as_text().filter(|name| *name != "default") else { return };
    let namespace = subject.get("namespace").and_then(Node::as_text).or(binding.namespace());
    let all = || world.bundle.of_kind("ServiceAccount");
    let here = || all().filter(|account| same_namespace(namespace, account.namespace()));
    if here().any(|account| account.name() == Some(name)) {
        return;
    }
    let what = || match namespace {
        Some(namespace) => format!("there is no account `{name}` in `{namespace}`, to which this gives a role"),
        None => format!("there is no account `{name}`, to which this gives a role"),
    };
    let elsewhere: Vec<Document<'_>> = all().filter(|account| account.name() == Some(name)).collect();
    if let [account] = elsewhere.as_slice() {
        let place = account.namespace().unwrap_or_default();
        out.raise(&NO_ACCOUNT, named, what())
            .because(*account, format!("in `{place}`"))
            .help(format!("write `namespace: {place}`"));
    } else if let Some(near) = alike(name, here().filter_map(Document::name)).filter(|_| elsewhere.is_empty()) {
        out.raise(&NO_ACCOUNT, named, what()).help(format!("did you mean `{near}`?"));
    }
}
