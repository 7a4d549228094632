//! Rights in words: what is missing, and what to write for it.

use crate::bundle::Node;
use crate::reason::permissions::{Account, Near, Need, Place, RoleRef};

/// What is missing, resource by resource: `get` and `list` `secrets`, and 3 more.
pub(super) fn rights(needs: &[&Need<'_>], most: usize) -> String {
    let all = by_resource(needs);
    let shown: Vec<String> = all
        .iter()
        .take(most)
        .map(|(need, verbs)| {
            let resource = if need.name.is_empty() {
                format!("`{}`", need.resource)
            } else {
                format!("`{}` of the name `{}`", need.resource, need.name)
            };
            format!("{} {resource}", verbs.join("/"))
        })
        .collect();
    let rest = all.len().saturating_sub(most);
    match rest {
        0 => shown.join(", "),
        1 => format!("{} and 1 more resource", shown.join(", ")),
        rest => format!("{} and {rest} more resources", shown.join(", ")),
    }
}

/// Needs of one resource together, with their verbs.
fn by_resource<'n, 'a>(needs: &[&'n Need<'a>]) -> Vec<(&'n Need<'a>, Vec<&'a str>)> {
    let mut all: Vec<(&Need<'_>, Vec<&str>)> = Vec::new();
    for need in needs {
        let same =
            all.iter_mut().find(|(it, _)| (it.group, it.resource, it.name) == (need.group, need.resource, need.name));
        match same {
            Some((_, verbs)) if verbs.contains(&need.verb) => {}
            Some((_, verbs)) => verbs.push(need.verb),
            None => all.push((need, vec![need.verb])),
        }
    }
    all
}

/// Where that is missing.
pub(super) fn place(place: Place<'_>) -> String {
    match place {
        Place::Cluster => "in the whole cluster".to_owned(),
        Place::Namespace("") => "in its namespace".to_owned(),
        Place::Namespace(name) => format!("in `{name}`"),
    }
}

/// The node that would have to change.
pub(super) fn node<'b>(near: &Near<'_, 'b, Node<'b>>, account: Node<'b>) -> Node<'b> {
    let part = |node: Node<'b>, key: &str| node.get(key).unwrap_or(node);
    match near {
        Near::Verb { rule, .. } => part(rule.at, "verbs"),
        Near::Name { rule, .. } => part(rule.at, "resourceNames"),
        Near::Group { rule, .. } => part(rule.at, "apiGroups"),
        Near::Resource { rule, .. } => part(rule.at, "resources"),
        Near::Elsewhere { binding, .. } => {
            binding.at.at(["metadata", "namespace"]).or(binding.at.at(["metadata", "name"])).unwrap_or(binding.at)
        }
        Near::OtherSubject { subject, .. } => subject.at,
        Near::Unbound { role, .. } => role.at.at(["metadata", "name"]).unwrap_or(role.at),
        Near::NoRole { binding } => binding.at.at(["roleRef", "name"]).unwrap_or(binding.at),
        Near::Others { binding, .. } => part(binding.at, "subjects"),
        Near::Nothing => account,
    }
}

/// What to write.
pub(super) fn help(near: &Near<'_, '_, Node<'_>>, needs: &[&Need<'_>], account: Account<'_>) -> String {
    let Some(first) = needs.first() else { return String::new() };
    let each = |of: &dyn Fn(&Need<'_>) -> String| {
        let mut words: Vec<String> = Vec::new();
        for need in needs {
            let word = format!("`{}`", of(need));
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.join(", ")
    };
    match near {
        Near::Verb { .. } => format!("add {} to the verbs of this rule", each(&|need| need.verb.to_owned())),
        Near::Name { .. } => format!("add `{}` to `resourceNames`, or take them out", first.name),
        Near::Group { .. } => format!("add {} to the API groups of this rule", each(&|need| need.group.to_owned())),
        Near::Resource { .. } => {
            format!("add {} to the resources of this rule, or a rule for them", each(&|need| need.resource.to_owned()))
        }
        Near::Elsewhere { binding, .. } => match first.place {
            Place::Cluster => {
                format!("give {} with a ClusterRoleBinding: this one counts in its namespace only", role(binding.role))
            }
            Place::Namespace(name) => format!("give {} with a RoleBinding in `{name}`, too", role(binding.role)),
        },
        Near::OtherSubject { .. } => {
            format!(
                "write the ServiceAccount `{}` in the namespace `{}`, as which the operator runs",
                account.name, account.namespace
            )
        }
        Near::Unbound { role, .. } => match first.place {
            Place::Cluster => {
                format!("give `{}` to the account `{}` with a ClusterRoleBinding", role.name, account.name)
            }
            Place::Namespace(_) => {
                format!("give `{}` to the account `{}` with a RoleBinding there", role.name, account.name)
            }
        },
        Near::NoRole { binding } => {
            format!("add {}, or write the name of a role that is in the set", role(binding.role))
        }
        Near::Others { .. } => format!("add the account `{}` to the subjects", account.name),
        Near::Nothing => format!(
            "give it a rule with the API groups {}, the resources {} and the verbs {}",
            each(&|need| need.group.to_owned()),
            each(&|need| need.resource.to_owned()),
            each(&|need| need.verb.to_owned()),
        ),
    }
}

/// What the place shows.
pub(super) fn label(near: &Near<'_, '_, Node<'_>>) -> String {
    match near {
        Near::Verb { .. } => "has other verbs".to_owned(),
        Near::Name { .. } => "permits objects of these names only".to_owned(),
        Near::Group { .. } => "has other API groups".to_owned(),
        Near::Resource { .. } => "has other resources".to_owned(),
        Near::Elsewhere { .. } => "gives it here only".to_owned(),
        Near::OtherSubject { .. } => "gives it to another account".to_owned(),
        Near::Unbound { .. } => "has it, and is given to nobody there".to_owned(),
        Near::NoRole { .. } => "there is no such role in the set".to_owned(),
        Near::Others { .. } => "gives it to others".to_owned(),
        Near::Nothing => "no rule comes near to it".to_owned(),
    }
}

/// A role as a binding names it.
pub(super) fn role(role: RoleRef<'_>) -> String {
    match role {
        RoleRef::Role(name) => format!("the Role `{name}`"),
        RoleRef::ClusterRole(name) => format!("the ClusterRole `{name}`"),
        RoleRef::Other(name) => format!("`{name}`"),
    }
}
