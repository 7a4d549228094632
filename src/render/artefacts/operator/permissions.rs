//! What the operator may do: the release's roles, and the bindings that its watch scope needs.

use super::super::parts::{Text, text};
use crate::catalog;
use crate::model::Model;
use serde::Serialize;

/// A ClusterRole.
#[derive(Debug, Serialize)]
pub(super) struct Role<'m> {
    name: &'m str,
    rules: Vec<Rule<'m>>,
}

#[derive(Debug, Serialize)]
struct Rule<'m> {
    groups: &'m [String],
    resources: &'m [String],
    names: &'m [String],
    verbs: &'m [String],
}

/// A binding of the operator's service account to one of its roles.
#[derive(Debug, Serialize)]
pub(super) struct Binding<'m> {
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// Nothing for a ClusterRoleBinding.
    namespace: Option<Text<'m>>,
    role: &'m str,
}

impl<'m> Role<'m> {
    pub(super) fn of(role: &'m catalog::Role) -> Self {
        let rules = role.rules.iter().map(|rule| {
            let catalog::Rule { groups, resources, names, verbs } = rule;
            Rule { groups, resources, names, verbs }
        });
        Role { name: &role.name, rules: rules.collect() }
    }
}

/// All bindings: those of the release, those that speak of what is watched in each watched namespace, or cluster-wide if all
/// are watched (`proc-deploy-cluster-operator-watch-*.adoc`, 0.39.0).
pub(super) fn bindings(model: &Model) -> Vec<Binding<'_>> {
    let operator = &model.operator;
    let watches_all = operator.watch.iter().any(|namespace| namespace.value == "*");
    let mut bindings = Vec::new();
    for binding in &model.release.bindings {
        let role = &binding.role;
        if binding.cluster_wide {
            bindings.push(Binding { kind: "ClusterRoleBinding", name: binding.name.clone(), namespace: None, role });
        } else if is_of_the_operator_itself(role, model) {
            let namespace = Some(text(&operator.namespace));
            bindings.push(Binding { kind: "RoleBinding", name: binding.name.clone(), namespace, role });
        } else if watches_all {
            // The name may be taken by a cluster-wide binding; the role's name is not.
            let taken = model.release.bindings.iter().any(|other| other.cluster_wide && other.name == binding.name);
            let name = if taken { role.clone() } else { binding.name.clone() };
            bindings.push(Binding { kind: "ClusterRoleBinding", name, namespace: None, role });
        } else {
            bindings.extend(operator.watch.iter().map(|namespace| Binding {
                kind: "RoleBinding",
                name: binding.name.clone(),
                namespace: Some(text(namespace)),
                role,
            }));
        }
    }
    bindings
}

/// Whether a role is about the operator's own leases, which are in its own namespace whatever it watches.
fn is_of_the_operator_itself(role: &str, model: &Model) -> bool {
    let rules = model.release.roles.iter().filter(|known| known.name == role).flat_map(|known| &known.rules);
    rules.flat_map(|rule| &rule.groups).all(|group| group == "coordination.k8s.io")
}
