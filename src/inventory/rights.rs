//! Roles, bindings and service accounts of a bundle, with what the API server would refuse of them.

mod faults;

pub use faults::{Fault, faults};

use crate::bundle::{Bundle, Document, Kind, Node};
use crate::reason::permissions::{self, Binding, Role, RoleRef, Rule, Subject, SubjectKind};

/// The API group of roles and bindings.
const GROUP: &str = "rbac.authorization.k8s.io";

/// What a bundle gives to whom.
#[derive(Debug, Clone, Default)]
pub struct Rights<'b> {
    /// Roles and bindings. The place of a rule is its own, those of roles and bindings are the roots of their documents.
    pub given: permissions::Rights<'b, Node<'b>>,
    /// Service accounts.
    pub accounts: Vec<ServiceAccount<'b>>,
}

/// A service account.
#[derive(Debug, Clone, Copy)]
pub struct ServiceAccount<'b> {
    /// Its name.
    pub name: &'b str,
    /// Its namespace.
    pub namespace: &'b str,
    /// The document.
    pub document: Document<'b>,
}

impl<'b> Rights<'b> {
    /// Reads those documents of a bundle that `counts`. `home` is the namespace of documents that do not say theirs, where it is known; else they are taken to be
    /// in one whose name is the empty text.
    pub fn of(bundle: &'b Bundle<'_>, home: Option<&'b str>, counts: &dyn Fn(Document<'_>) -> bool) -> Self {
        let of_group = |kind| of_group(bundle, kind).filter(|document| counts(*document));
        let home = home.unwrap_or_default();
        let cluster_roles: Vec<Document<'b>> = of_group("ClusterRole").collect();
        let mut roles: Vec<_> = cluster_roles.iter().map(|role| cluster_role(*role, &cluster_roles)).collect();
        roles.extend(of_group("Role").filter_map(|document| {
            let rules = rules(document);
            let (name, namespace) = (document.name()?, Some(document.namespace().unwrap_or(home)));
            Some(Role { name, namespace, rules, open: !document.is_whole(), at: document.root() })
        }));
        let wide = of_group("ClusterRoleBinding").map(|document| binding(document, None));
        let narrow =
            of_group("RoleBinding").map(|document| binding(document, Some(document.namespace().unwrap_or(home))));
        let bindings = wide.chain(narrow).flatten().collect();
        let accounts = bundle.of_kind("ServiceAccount").filter(|document| counts(*document));
        let accounts = accounts.filter_map(|document| {
            Some(ServiceAccount { name: document.name()?, namespace: document.namespace().unwrap_or(home), document })
        });
        let accounts = accounts.collect();
        Rights { given: permissions::Rights { roles, bindings }, accounts }
    }

    /// A service account by namespace and name.
    pub fn account(&self, namespace: &str, name: &str) -> Option<&ServiceAccount<'b>> {
        self.accounts.iter().find(|account| account.namespace == namespace && account.name == name)
    }
}

/// The namespace in which bindings look for the service account of that name, if all of them look in one. Whoever installs a
/// release as it comes applies documents without a namespace to the one that its bindings name.
pub fn namespace_meant<'b>(
    bundle: &'b Bundle<'_>,
    account: &str,
    counts: &dyn Fn(Document<'_>) -> bool,
) -> Option<&'b str> {
    let bindings = of_group(bundle, "ClusterRoleBinding").chain(of_group(bundle, "RoleBinding"));
    let bindings = bindings.filter(|document| counts(*document));
    let subjects = bindings.filter_map(|document| document.get("subjects")).flat_map(Node::items);
    let mut namespaces = subjects.filter_map(|subject| {
        let is = |key: &str, value: &str| subject.get(key).and_then(Node::as_text) == Some(value);
        (is("kind", "ServiceAccount") && is("name", account)).then(|| subject.get("namespace")?.as_text()).flatten()
    });
    let first = namespaces.next()?;
    namespaces.all(|namespace| namespace == first).then_some(first)
}

/// The documents of a kind that are of the group of roles and bindings, in whatever version. OpenShift has kinds of these names
/// in a group of its own.
pub fn of_group<'b>(bundle: &'b Bundle<'_>, kind: &str) -> impl Iterator<Item = Document<'b>> {
    bundle.of_kind(kind).filter(|document| {
        document.api_version().and_then(|version| version.split_once('/')).is_some_and(|(group, _)| group == GROUP)
    })
}

/// A `ClusterRole`. One that aggregates has the rules of those that it selects, and never those that it has written itself.
fn cluster_role<'b>(document: Document<'b>, all: &[Document<'b>]) -> Role<'b, Node<'b>> {
    let name = document.name().unwrap_or_default();
    let (mut open, at) = (!document.is_whole(), document.root());
    let selectors = document.at(["aggregationRule", "clusterRoleSelectors"]);
    let rules = match selectors {
        None => rules(document),
        Some(selectors) => {
            // Roles that are not in the set may be selected, too.
            open = true;
            let selected = |role: &&Document<'b>| selectors.items().any(|selector| selects(selector, **role));
            all.iter().filter(selected).flat_map(|role| rules(*role)).collect()
        }
    };
    Role { name, namespace: None, rules, open, at }
}

fn selects(selector: Node<'_>, role: Document<'_>) -> bool {
    let Some(wanted) = selector.get("matchLabels") else { return false };
    let label = |key: &str| role.at(["metadata", "labels"])?.get(key)?.as_text();
    wanted.entries().next().is_some() && wanted.entries().all(|(key, value)| label(&key.name()) == value.as_text())
}

fn rules<'b>(document: Document<'b>) -> Vec<Rule<'b, Node<'b>>> {
    let rules = document.get("rules").into_iter().flat_map(Node::items).filter(|rule| rule.kind() == Kind::Map);
    let rule = |rule: Node<'b>| Rule {
        groups: words(rule, "apiGroups"),
        resources: words(rule, "resources"),
        names: words(rule, "resourceNames"),
        urls: words(rule, "nonResourceURLs"),
        verbs: words(rule, "verbs"),
        at: rule,
    };
    rules.map(rule).collect()
}

fn words<'b>(rule: Node<'b>, key: &str) -> Vec<&'b str> {
    rule.get(key).into_iter().flat_map(Node::items).filter_map(Node::as_text).collect()
}

fn binding<'b>(document: Document<'b>, namespace: Option<&'b str>) -> Option<Binding<'b, Node<'b>>> {
    let text = |node: Node<'b>, key: &str| node.get(key).and_then(Node::as_text);
    let role = document.get("roleRef");
    let named = role.and_then(|role| text(role, "name")).unwrap_or_default();
    // A group that is not given is taken to be this one.
    let group =
        role.and_then(|role| role.get("apiGroup")).is_none_or(|group| matches!(group.as_text(), Some(GROUP | "")));
    let role = match role.and_then(|role| text(role, "kind")) {
        Some("ClusterRole") if group => RoleRef::ClusterRole(named),
        Some("Role") if group => RoleRef::Role(named),
        _ => RoleRef::Other(named),
    };
    let subjects = document.get("subjects").into_iter().flat_map(Node::items).map(|at| Subject {
        kind: match text(at, "kind") {
            Some("ServiceAccount") => SubjectKind::ServiceAccount,
            Some("User") => SubjectKind::User,
            Some("Group") => SubjectKind::Group,
            _ => SubjectKind::Other,
        },
        name: text(at, "name").unwrap_or_default(),
        namespace: text(at, "namespace").filter(|namespace| !namespace.is_empty()),
        at,
    });
    let subjects = subjects.collect();
    Some(Binding { name: document.name()?, namespace, role, subjects, at: document.root() })
}
