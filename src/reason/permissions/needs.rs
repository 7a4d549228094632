//! What a cluster operator of a release must be permitted to do its work, and what of that it lacks.

use super::{Account, Answer, Ask, Near, Rights, Role};
use crate::catalog::{self, Feature, Release, Without};
use std::collections::BTreeSet;

/// Where an operator stands and what it looks after.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// Its own namespace.
    pub home: &'a str,
    /// The namespaces that it watches.
    pub watched: Watched<'a>,
    /// The lease by which a leader is elected; none: there is no election.
    pub lease: Option<Lease<'a>>,
    /// The namespaces in which there is something for it to do. Where it watches all, its rights on objects count there only.
    pub operands: Vec<&'a str>,
}

/// The namespaces that an operator watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched<'a> {
    /// All that there are.
    All,
    /// These.
    These(Vec<&'a str>),
}

/// The lease of a leader's election.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its namespace.
    pub namespace: &'a str,
}

/// Where something must be permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place<'a> {
    /// In the whole cluster: only a `ClusterRoleBinding` gives it.
    Cluster,
    /// In that namespace.
    Namespace(&'a str),
}

/// Something that an operator must be permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need<'a> {
    /// The verb.
    pub verb: &'a str,
    /// The API group.
    pub group: &'a str,
    /// The resource, with its subresource.
    pub resource: &'a str,
    /// The object, where it is one; else empty.
    pub name: &'a str,
    /// Where.
    pub place: Place<'a>,
    /// What asks for it.
    pub feature: Feature,
    /// What happens without it.
    pub without: Without,
    /// The role of the official installation that gives it.
    pub role: &'a str,
    /// The operator does not use it itself: it gives it on, and may give only what it has.
    pub passed_on: bool,
}

/// Something that an operator must be permitted and is not.
#[derive(Debug)]
pub struct Gap<'r, 'a, 'n, N> {
    /// What it is.
    pub need: Need<'n>,
    /// What comes nearest to it.
    pub near: Near<'r, 'a, N>,
}

/// A role that the operator gives to the pods it makes, and that does not do.
#[derive(Debug)]
pub struct OperandGap<'r, 'a, 'n, N> {
    /// The role's name.
    pub name: &'n str,
    /// The role; none: there is none.
    pub role: Option<&'r Role<'a, N>>,
    /// What it must permit and does not.
    pub missing: Vec<Need<'n>>,
}

impl<'a> Need<'a> {
    /// The question that it comes to.
    pub fn ask(&self) -> Ask<'a> {
        let namespace = match self.place {
            Place::Cluster => None,
            Place::Namespace(namespace) => Some(namespace),
        };
        Ask { verb: self.verb, group: self.group, resource: self.resource, name: self.name, namespace }
    }
}

/// What an operator of a release must be permitted, each thing once, in the order of the official installation.
pub fn needs<'a>(release: &'a Release, scope: &Scope<'a>) -> Vec<Need<'a>> {
    let mut known = BTreeSet::new();
    let mut needs = Vec::new();
    for binding in &release.bindings {
        let Some(role) = release.roles.iter().find(|role| role.name == binding.role) else { continue };
        let passed_on = !role.name.starts_with(&release.operator.name);
        for rule in &role.rules {
            for (group, resource) in
                rule.groups.iter().flat_map(|group| rule.resources.iter().map(move |it| (group, it)))
            {
                for verb in &rule.verbs {
                    let what = What { group, resource, verb, named: !rule.names.is_empty() };
                    for place in places(what, binding.cluster_wide, scope) {
                        let name = if what.named { scope.lease.map_or("", |lease| lease.name) } else { "" };
                        if known.insert((group, resource, verb, place, name, passed_on)) {
                            let (feature, without) = purpose(what, passed_on.then_some(binding.cluster_wide));
                            needs.push(Need {
                                verb,
                                group,
                                resource,
                                name,
                                place,
                                feature,
                                without,
                                role: &role.name,
                                passed_on,
                            });
                        }
                    }
                }
            }
        }
    }
    needs
}

#[derive(Clone, Copy)]
struct What<'a> {
    group: &'a str,
    resource: &'a str,
    verb: &'a str,
    named: bool,
}

/// What a right is for. What is passed on must be there whole, or nothing is passed on: what a binding for the whole cluster gives
/// on tells pods where they stand, anything else is for the entity operator.
fn purpose(what: What<'_>, passed_on: Option<bool>) -> (Feature, Without) {
    match passed_on {
        None => catalog::permission(what.group, what.resource, what.verb),
        Some(true) => (Feature::NodeLabels, Without::ReconcileFails),
        Some(false) => (Feature::EntityOperator, Without::ReconcileFails),
    }
}

/// Where a right of the installation is needed.
fn places<'a>(what: What<'_>, cluster_wide: bool, scope: &Scope<'a>) -> Vec<Place<'a>> {
    if what.group == "coordination.k8s.io" {
        return scope.lease.iter().map(|lease| Place::Namespace(lease.namespace)).collect();
    }
    if cluster_wide {
        return vec![Place::Cluster];
    }
    match &scope.watched {
        Watched::These(namespaces) => namespaces.iter().copied().map(Place::Namespace).collect(),
        // Watches and the lists that go with them are opened for all namespaces at once. All else is done to one object.
        Watched::All => {
            let together =
                matches!(catalog::permission(what.group, what.resource, what.verb).1, Without::Ends | Without::NoPods)
                    && matches!(what.verb, "list" | "watch");
            if together || scope.operands.is_empty() {
                vec![Place::Cluster]
            } else {
                scope.operands.iter().copied().map(Place::Namespace).collect()
            }
        }
    }
}

/// What of these an account lacks. What cannot be known is left out.
pub fn gaps<'r, 'a, 'n, N>(
    rights: &'r Rights<'a, N>,
    account: Account<'_>,
    needs: &[Need<'n>],
) -> Vec<Gap<'r, 'a, 'n, N>> {
    let lacking = needs.iter().filter_map(|need| match rights.may(account, need.ask()) {
        Answer::Granted(_) | Answer::Unknown(_) => None,
        Answer::Denied(_) if need.passed_on && may_pass_on(rights, account, need) => None,
        Answer::Denied(near) => Some(Gap { need: need.clone(), near }),
    });
    lacking.collect()
}

/// Whether an account may give what it does not have: `bind` on the role that it gives, and `escalate` where it makes that role.
fn may_pass_on<N>(rights: &Rights<'_, N>, account: Account<'_>, need: &Need<'_>) -> bool {
    let may = |verb, resource, name| {
        let ask = Ask { verb, group: "rbac.authorization.k8s.io", resource, name, namespace: need.ask().namespace };
        !matches!(rights.may(account, ask), Answer::Denied(_))
    };
    match need.place {
        Place::Cluster => may("bind", "clusterroles", need.role),
        Place::Namespace(_) => may("escalate", "roles", "") && may("bind", "roles", ""),
    }
}

/// The roles that the operator of a release gives to its pods by their names, and that are missing or permit too little.
pub fn operand_gaps<'r, 'a, 'n, N>(rights: &'r Rights<'a, N>, release: &'n Release) -> Vec<OperandGap<'r, 'a, 'n, N>> {
    let given = release.bindings.iter().filter(|binding| binding.cluster_wide);
    let given = given.filter(|binding| !binding.role.starts_with(&release.operator.name));
    let roles = given.filter_map(|binding| release.roles.iter().find(|role| role.name == binding.role));
    let gaps = roles.map(|wanted| {
        let role = rights.cluster_role(&wanted.name);
        let mut missing = Vec::new();
        for rule in &wanted.rules {
            for (group, resource) in
                rule.groups.iter().flat_map(|group| rule.resources.iter().map(move |it| (group, it)))
            {
                for verb in &rule.verbs {
                    let (feature, _) = catalog::permission(group, resource, verb);
                    let (without, place) = (Without::ReconcileFails, Place::Cluster);
                    let need = Need {
                        verb,
                        group,
                        resource,
                        name: "",
                        place,
                        feature,
                        without,
                        role: &wanted.name,
                        passed_on: true,
                    };
                    let has =
                        role.is_some_and(|role| role.open || role.rules.iter().any(|rule| rule.allows(need.ask())));
                    if !has {
                        missing.push(need);
                    }
                }
            }
        }
        OperandGap { name: &wanted.name, role, missing }
    });
    gaps.filter(|gap| !gap.missing.is_empty()).collect()
}
