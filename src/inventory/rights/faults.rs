//! Roles and bindings that the API server refuses, whatever they are for.
//!
//! Source: `validation.go` of the rbac API in Kubernetes.

use super::{GROUP, of_group};
use crate::bundle::{Bundle, Document, Kind, Node};

/// Something that the API server refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A rule without verbs.
    NoVerbs,
    /// A rule on resources without API groups.
    NoGroups,
    /// A rule without resources and without paths.
    NoResources,
    /// A rule on resources and on paths at once.
    Mixed,
    /// A rule of a `Role` on paths that are no resources.
    PathsInNamespace,
    /// A binding without `roleRef`, or without its name.
    NoRole,
    /// The kind of a role that can be given: a `ClusterRoleBinding` gives `ClusterRole`s only.
    RoleKind,
    /// The API group of a role.
    RoleGroup,
    /// A subject of a kind that there is none of.
    SubjectKind,
    /// A subject without a name.
    SubjectName,
    /// A subject's API group: service accounts have none, users and groups have that of roles.
    SubjectGroup,
    /// A service account without a namespace, for the whole cluster.
    SubjectNamespace,
    /// A binding that gives its role to nobody. It is not refused, and does nothing.
    NoSubjects,
    /// A role without rules. It is not refused, and permits nothing.
    NoRules,
}

/// What is wrong with the roles and bindings of a bundle, with the nearest node.
pub fn faults<'b>(bundle: &'b Bundle<'_>) -> Vec<(Fault, Node<'b>)> {
    let mut found = Vec::new();
    for (kind, namespaced) in [("Role", true), ("ClusterRole", false)] {
        of_group(bundle, kind).filter(|it| it.is_whole()).for_each(|it| role(it, namespaced, &mut found));
    }
    for (kind, namespaced) in [("RoleBinding", true), ("ClusterRoleBinding", false)] {
        of_group(bundle, kind).filter(|it| it.is_whole()).for_each(|it| binding(it, namespaced, &mut found));
    }
    found
}

fn role<'b>(document: Document<'b>, namespaced: bool, found: &mut Vec<(Fault, Node<'b>)>) {
    let rules = document.get("rules");
    if rules.is_none_or(is_empty) && document.get("aggregationRule").is_none() {
        found.push((Fault::NoRules, rules.unwrap_or(document.root())));
    }
    for rule in rules.into_iter().flat_map(Node::items) {
        let list = |key: &str| rule.get(key).filter(|list| !is_empty(*list));
        if list("verbs").is_none() {
            found.push((Fault::NoVerbs, rule.get("verbs").unwrap_or(rule)));
        }
        match (list("nonResourceURLs"), list("resources")) {
            (Some(urls), _) if namespaced => found.push((Fault::PathsInNamespace, urls)),
            (Some(urls), resources) => {
                let others = resources.or(list("apiGroups")).or(list("resourceNames"));
                found.extend(others.map(|_| (Fault::Mixed, urls)));
            }
            (None, resources) => {
                if list("apiGroups").is_none() {
                    found.push((Fault::NoGroups, rule.get("apiGroups").unwrap_or(rule)));
                }
                if resources.is_none() {
                    found.push((Fault::NoResources, rule.get("resources").unwrap_or(rule)));
                }
            }
        }
    }
}

fn binding<'b>(document: Document<'b>, namespaced: bool, found: &mut Vec<(Fault, Node<'b>)>) {
    let role = document.get("roleRef");
    match role.filter(|role| text(*role, "name").is_some_and(|name| !name.is_empty())) {
        None => found.push((Fault::NoRole, role.unwrap_or(document.root()))),
        Some(role) => {
            let kind = text(role, "kind");
            if !(kind == Some("ClusterRole") || (namespaced && kind == Some("Role"))) {
                found.push((Fault::RoleKind, role.get("kind").unwrap_or(role)));
            }
            let group = role.get("apiGroup").filter(|group| !matches!(group.as_text(), Some(GROUP | "")));
            found.extend(group.map(|group| (Fault::RoleGroup, group)));
        }
    }
    let subjects = document.get("subjects");
    if subjects.is_none_or(is_empty) {
        found.push((Fault::NoSubjects, subjects.unwrap_or(document.root())));
    }
    for subject in subjects.into_iter().flat_map(Node::items) {
        found.extend(subject_fault(subject, namespaced));
    }
}

fn subject_fault(subject: Node<'_>, namespaced: bool) -> Option<(Fault, Node<'_>)> {
    if text(subject, "name").is_none_or(str::is_empty) {
        return Some((Fault::SubjectName, subject.get("name").unwrap_or(subject)));
    }
    let group = subject.get("apiGroup");
    let named = group.and_then(Node::as_text).unwrap_or_default();
    match text(subject, "kind") {
        Some("ServiceAccount") => {
            if !named.is_empty() {
                return Some((Fault::SubjectGroup, group?));
            }
            let namespace = text(subject, "namespace").is_some_and(|namespace| !namespace.is_empty());
            (!namespaced && !namespace).then(|| (Fault::SubjectNamespace, subject.get("namespace").unwrap_or(subject)))
        }
        // A group that is not given is filled in.
        Some("User" | "Group") => (!matches!(named, GROUP | "")).then_some((Fault::SubjectGroup, group?)),
        _ => Some((Fault::SubjectKind, subject.get("kind").unwrap_or(subject))),
    }
}

fn text<'b>(node: Node<'b>, key: &str) -> Option<&'b str> {
    node.get(key)?.as_text()
}

fn is_empty(list: Node<'_>) -> bool {
    list.kind() != Kind::Seq || list.items().next().is_none()
}
