//! Who may do what, as the API server computes it from roles and bindings: nothing is permitted but what a rule says, and rules
//! only add up.
//!
//! Source: `rbac.go` of the authorizer, `evaluation_helpers.go`, and `rule.go` and `policy_comparator.go` of the validation, in
//! Kubernetes. Types here carry the place of each thing as `N`, so that answers lead back to what is written; rules that come
//! from the catalogue have none.

mod excess;
mod near;
mod needs;
#[cfg(test)]
mod tests;

pub use excess::{Excess, TooMuch, excess};
pub use near::Near;
pub use needs::{Gap, Lease, Need, OperandGap, Place, Scope, Watched, gaps, needs, operand_gaps};

/// All that is given to anybody, as far as it is known.
#[derive(Debug, Clone)]
pub struct Rights<'a, N> {
    /// Roles of namespaces and of the whole cluster.
    pub roles: Vec<Role<'a, N>>,
    /// Bindings in namespaces and for the whole cluster.
    pub bindings: Vec<Binding<'a, N>>,
}

impl<N> Default for Rights<'_, N> {
    fn default() -> Self {
        Rights { roles: Vec::new(), bindings: Vec::new() }
    }
}

/// A `Role` or `ClusterRole`.
#[derive(Debug, Clone)]
pub struct Role<'a, N> {
    /// Its name.
    pub name: &'a str,
    /// The namespace of a `Role`; none of a `ClusterRole`.
    pub namespace: Option<&'a str>,
    /// Its rules, those of the roles that it aggregates among them.
    pub rules: Vec<Rule<'a, N>>,
    /// It may have rules that are not known here: it aggregates roles, or was not written soundly.
    pub open: bool,
    /// Where it stands.
    pub at: N,
}

/// A rule: everything that it permits is a verb, a group, a resource and a name out of its lists.
#[derive(Debug, Clone)]
pub struct Rule<'a, N> {
    /// API groups; the core group is the empty text.
    pub groups: Vec<&'a str>,
    /// Resources, with subresources as `kafkas/status`.
    pub resources: Vec<&'a str>,
    /// The only objects it speaks of; empty: all.
    pub names: Vec<&'a str>,
    /// Paths that are no resources.
    pub urls: Vec<&'a str>,
    /// Verbs.
    pub verbs: Vec<&'a str>,
    /// Where it stands.
    pub at: N,
}

/// A `RoleBinding` or `ClusterRoleBinding`.
#[derive(Debug, Clone)]
pub struct Binding<'a, N> {
    /// Its name.
    pub name: &'a str,
    /// The namespace of a `RoleBinding`, in which alone it holds; none of a `ClusterRoleBinding`.
    pub namespace: Option<&'a str>,
    /// What it gives.
    pub role: RoleRef<'a>,
    /// To whom.
    pub subjects: Vec<Subject<'a, N>>,
    /// Where it stands.
    pub at: N,
}

/// The role that a binding gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleRef<'a> {
    /// The `Role` of that name in the binding's own namespace.
    Role(&'a str),
    /// The `ClusterRole` of that name.
    ClusterRole(&'a str),
    /// Nothing that there is.
    Other(&'a str),
}

/// Somebody whom a binding names.
#[derive(Debug, Clone)]
pub struct Subject<'a, N> {
    /// What it is.
    pub kind: SubjectKind,
    /// Its name.
    pub name: &'a str,
    /// The namespace of a service account; in a `RoleBinding` it may be left out and is the binding's.
    pub namespace: Option<&'a str>,
    /// Where it stands.
    pub at: N,
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A service account.
    ServiceAccount,
    /// A user; service accounts are users, too.
    User,
    /// A group; service accounts are in some.
    Group,
    /// Nothing that there is.
    Other,
}

/// A service account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account<'a> {
    /// Its namespace.
    pub namespace: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The verb.
    pub verb: &'a str,
    /// The API group.
    pub group: &'a str,
    /// The resource, with its subresource.
    pub resource: &'a str,
    /// The object; empty where the request names none. A request to create or to delete a whole collection never does, one to
    /// list or watch only where it selects by `metadata.name`: a rule with names permits none of these.
    pub name: &'a str,
    /// The namespace; none: all of them, or it has none.
    pub namespace: Option<&'a str>,
}

/// Whether it may.
#[derive(Debug)]
pub enum Answer<'r, 'a, N> {
    /// It may, because of these.
    Granted(Granted<'r, 'a, N>),
    /// It may, or may not: this binding gives a role whose rules are not all known.
    Unknown(&'r Binding<'a, N>),
    /// It may not; this is what comes nearest.
    Denied(Near<'r, 'a, N>),
}

/// What permits something.
#[derive(Debug)]
pub struct Granted<'r, 'a, N> {
    /// The binding.
    pub binding: &'r Binding<'a, N>,
    /// The rule of the role that it gives; none: the built-in role that permits everything.
    pub rule: Option<&'r Rule<'a, N>>,
}

/// What a binding leads to.
enum Given<'r, 'a, N> {
    Role(&'r Role<'a, N>),
    Everything,
    /// A role that Kubernetes brings.
    BuiltIn,
    Nothing,
}

impl<'a, N> Rights<'a, N> {
    /// Whether a service account may do something.
    pub fn may<'r>(&'r self, account: Account<'_>, ask: Ask<'_>) -> Answer<'r, 'a, N> {
        let mut unknown = None;
        for binding in self.bindings.iter().filter(|it| it.holds_in(ask.namespace) && it.names(account)) {
            match self.given(binding) {
                Given::Everything => return Answer::Granted(Granted { binding, rule: None }),
                Given::Role(role) => {
                    if let Some(rule) = role.rules.iter().find(|rule| rule.allows(ask)) {
                        return Answer::Granted(Granted { binding, rule: Some(rule) });
                    }
                    if role.open {
                        unknown = unknown.or(Some(binding));
                    }
                }
                Given::BuiltIn => unknown = unknown.or(Some(binding)),
                Given::Nothing => {}
            }
        }
        unknown.map_or_else(|| Answer::Denied(near::nearest(self, account, ask)), Answer::Unknown)
    }

    /// The role that a binding gives, if it is known.
    pub fn role_of<'r>(&'r self, binding: &Binding<'a, N>) -> Option<&'r Role<'a, N>> {
        match binding.role {
            RoleRef::Role(name) => {
                let namespace = binding.namespace?;
                self.roles.iter().find(|role| role.namespace == Some(namespace) && role.name == name)
            }
            RoleRef::ClusterRole(name) => self.cluster_role(name),
            RoleRef::Other(_) => None,
        }
    }

    /// A `ClusterRole` by its name.
    pub fn cluster_role(&self, name: &str) -> Option<&Role<'a, N>> {
        self.roles.iter().find(|role| role.namespace.is_none() && role.name == name)
    }

    /// The bindings that name a service account.
    pub fn bindings_of<'r>(&'r self, account: Account<'r>) -> impl Iterator<Item = &'r Binding<'a, N>> {
        self.bindings.iter().filter(move |binding| binding.names(account))
    }

    /// Whether nobody is given anything here, so that nothing can be said.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.bindings.is_empty()
    }

    fn given<'r>(&'r self, binding: &Binding<'a, N>) -> Given<'r, 'a, N> {
        match (self.role_of(binding), binding.role) {
            (Some(role), _) => Given::Role(role),
            (None, RoleRef::ClusterRole("cluster-admin")) => Given::Everything,
            (None, RoleRef::ClusterRole(name)) if is_built_in(name) => Given::BuiltIn,
            (None, _) => Given::Nothing,
        }
    }
}

/// Whether Kubernetes brings a `ClusterRole` of that name, or a platform does: OpenShift names its own in the same way.
pub fn is_built_in(name: &str) -> bool {
    matches!(name, "cluster-admin" | "admin" | "edit" | "view") || name.starts_with("system:")
}

impl<N> Binding<'_, N> {
    /// Whether it counts for what is asked there: one for the whole cluster always, one in a namespace only there.
    pub fn holds_in(&self, namespace: Option<&str>) -> bool {
        self.namespace.is_none() || self.namespace == namespace
    }

    /// Whether a service account is among its subjects.
    pub fn names(&self, account: Account<'_>) -> bool {
        self.subjects.iter().any(|subject| subject.is(account, self.namespace))
    }
}

impl<N> Subject<'_, N> {
    /// Whether it is that service account, as itself, as a user or as one of a group.
    pub fn is(&self, account: Account<'_>, binding: Option<&str>) -> bool {
        let Account { namespace, name } = account;
        match self.kind {
            SubjectKind::ServiceAccount => self.name == name && self.namespace.or(binding) == Some(namespace),
            SubjectKind::User => {
                let own = self.name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':'));
                own == Some((namespace, name))
            }
            SubjectKind::Group => match self.name {
                "system:serviceaccounts" | "system:authenticated" => true,
                group => group.strip_prefix("system:serviceaccounts:") == Some(namespace),
            },
            SubjectKind::Other => false,
        }
    }

    /// Whether it is everybody, or all accounts of some namespace, and not one account.
    pub fn is_many(&self) -> bool {
        self.kind == SubjectKind::Group
    }
}

impl<N> Rule<'_, N> {
    /// Whether it permits that.
    pub fn allows(&self, ask: Ask<'_>) -> bool {
        self.has_verb(ask.verb)
            && self.has_group(ask.group)
            && self.has_resource(ask.resource)
            && (self.names.is_empty() || self.names.contains(&ask.name))
    }

    fn has_verb(&self, verb: &str) -> bool {
        self.verbs.iter().any(|known| *known == "*" || *known == verb)
    }

    fn has_group(&self, group: &str) -> bool {
        self.groups.iter().any(|known| *known == "*" || *known == group)
    }

    fn has_resource(&self, resource: &str) -> bool {
        let below = resource.split_once('/').map(|(_, below)| below);
        self.resources
            .iter()
            .any(|known| *known == "*" || *known == resource || (below.is_some() && known.strip_prefix("*/") == below))
    }

    /// Whether a request to a path that is no resource is permitted: `*` at the end of a rule's path stands for the rest.
    pub fn allows_url(&self, verb: &str, url: &str) -> bool {
        let fits = |known: &&str| match known.strip_suffix('*') {
            Some(start) => url.starts_with(start.trim_end_matches('*')),
            None => *known == url,
        };
        self.has_verb(verb) && self.urls.iter().any(fits)
    }
}
