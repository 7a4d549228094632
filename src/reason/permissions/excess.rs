//! What an account is given beyond what the operator of a release needs.

use super::{Account, Ask, Binding, Rights, RoleRef, Rule, Scope, Subject, Watched};
use crate::catalog::Release;

/// Something that an account is given and does not need.
#[derive(Debug)]
pub struct Excess<'r, 'a, N> {
    /// The binding that gives it.
    pub binding: &'r Binding<'a, N>,
    /// What is too much.
    pub what: TooMuch<'r, 'a, N>,
}

/// What is too much.
#[derive(Debug)]
pub enum TooMuch<'r, 'a, N> {
    /// Everything: the role `cluster-admin`.
    Everything,
    /// A rule with `*`.
    Wildcard(&'r Rule<'a, N>),
    /// A rule that the official installation has in no role: the verbs and resources that are beyond it.
    Beyond {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// Group, resource and verb of each.
        extra: Vec<(&'a str, &'a str, &'a str)>,
    },
    /// The rule's rights are needed in the namespaces that the operator watches, and are given in all.
    EveryNamespace(&'r Rule<'a, N>),
    /// What the operator needs is given to a whole group.
    Everybody(&'r Subject<'a, N>),
}

/// What an operator's account is given beyond what its release needs.
pub fn excess<'r, 'a, N>(
    rights: &'r Rights<'a, N>,
    account: Account<'r>,
    release: &Release,
    scope: &Scope<'_>,
) -> Vec<Excess<'r, 'a, N>> {
    let mut found = Vec::new();
    for binding in rights.bindings_of(account) {
        let mut add = |what| found.push(Excess { binding, what });
        if let Some(subject) = binding.subjects.iter().find(|it| it.is_many() && it.is(account, binding.namespace)) {
            // It may well be meant for others, and says nothing of the operator unless it gives the operator's own.
            if rights.role_of(binding).is_some_and(|role| release.roles.iter().any(|own| own.name == role.name)) {
                add(TooMuch::Everybody(subject));
            }
            continue;
        }
        let Some(role) = rights.role_of(binding) else {
            if binding.role == RoleRef::ClusterRole("cluster-admin") {
                add(TooMuch::Everything);
            }
            continue;
        };
        for rule in &role.rules {
            if let Some(what) = judge(rule, binding.namespace.is_none(), release, scope) {
                add(what);
            }
        }
    }
    found
}

fn judge<'r, 'a, N>(
    rule: &'r Rule<'a, N>,
    everywhere: bool,
    release: &Release,
    scope: &Scope<'_>,
) -> Option<TooMuch<'r, 'a, N>> {
    let star = |words: &[&str]| words.iter().any(|word| word.contains('*'));
    if star(&rule.verbs) || star(&rule.groups) || star(&rule.resources) {
        return Some(TooMuch::Wildcard(rule));
    }
    let atoms = || {
        rule.groups.iter().flat_map(|group| {
            rule.resources
                .iter()
                .flat_map(move |resource| rule.verbs.iter().map(move |verb| (*group, *resource, *verb)))
        })
    };
    let named = !rule.names.is_empty();
    let extra: Vec<_> = atoms().filter(|atom| !is_official(release, *atom, named, |_| true)).collect();
    if !extra.is_empty() {
        return Some(TooMuch::Beyond { rule, extra });
    }
    let narrow = matches!(&scope.watched, Watched::These(_));
    let beyond = |atom| !is_official(release, atom, named, |cluster_wide| cluster_wide);
    (everywhere && narrow && atoms().any(beyond)).then_some(TooMuch::EveryNamespace(rule))
}

/// Whether the official installation gives that, by a binding of the kind that `counts`: where it does so by name, only by name.
fn is_official(release: &Release, atom: (&str, &str, &str), named: bool, counts: impl Fn(bool) -> bool) -> bool {
    let (group, resource, verb) = atom;
    let bindings = release.bindings.iter().filter(|binding| counts(binding.cluster_wide));
    let mut roles = bindings.filter_map(|binding| release.roles.iter().find(|role| role.name == binding.role));
    roles.any(|role| {
        role.rules.iter().filter(|rule| named || rule.names.is_empty()).any(|rule| {
            let rule = Rule {
                groups: rule.groups.iter().map(String::as_str).collect(),
                resources: rule.resources.iter().map(String::as_str).collect(),
                names: Vec::new(),
                urls: Vec::new(),
                verbs: rule.verbs.iter().map(String::as_str).collect(),
                at: (),
            };
            rule.allows(Ask { verb, group, resource, name: "", namespace: None })
        })
    })
}
