//! Does the API server take roles and bindings, and do they do anything?

use crate::bundle::{Document, Kind, Node};
use crate::inspect::rules::operator::spot;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::rights::{Fault, faults};

const REFUSED: Offence = Offence::error("rbac/refused", "the API server refuses a role or a binding")
    .why("Nothing of it is applied, and whoever was to have the rights has not.")
    .write("what the message says")
    .not_waivable()
    .source("Kubernetes, validation of the rbac API: `ValidateRole`, `ValidateClusterRole`, `ValidateRoleBinding`");

const NOTHING: Offence = Offence::warning("rbac/gives-nothing", "a role permits nothing, or a binding gives to nobody")
    .why("It is taken and does nothing. It is what is left of a slip more often than meant.")
    .write("rules, or subjects")
    .source("Kubernetes docs, Using RBAC Authorization");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &NOTHING],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "verbs, a kind and a namespace that are missing or wrong",
            "apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: a }
rules:
  - apiGroups: ['']
    resources: [secrets]
    verbs: [] # <- rbac/refused
  - nonResourceURLs: [/metrics] # <- rbac/refused
    resources: [pods]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: a }
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role # <- rbac/refused
  name: a
subjects:
  - kind: ServiceAccount # <- rbac/refused
    name: a
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: a }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a }
subjects: [] # <- rbac/gives-nothing
",
        ),
        Example::new(
            "an account of the binding's own namespace, a group, and a role that gathers others",
            "apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: a, namespace: kafka }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }
subjects:
  - { kind: ServiceAccount, name: a }
  - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: people }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: gathers }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b } }] }
rules: []
",
        ),
        Example::new(
            "a namespace that kustomize writes into it, from the folder above",
            "# file: k8s/kustomization.yaml
namespace: kafka
resources: [base]
# file: k8s/base/kustomization.yaml
resources: [all.yaml]
# file: k8s/base/all.yaml
apiVersion: v1
kind: ServiceAccount
metadata: { name: a }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: a }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ kind: ServiceAccount, name: a }]
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for (fault, at) in faults(world.bundle) {
        if is_of_the_schema(fault, at) || (fault == Fault::SubjectNamespace && is_filled_in(world, at)) {
            continue;
        }
        let document = at.document();
        let what = format!("{} `{}`", document.kind().unwrap_or_default(), document.name().unwrap_or_default());
        let (why, help) = match fault {
            Fault::NoVerbs => ("a rule has no verbs", "write the verbs that it permits"),
            Fault::NoGroups => ("a rule has no API groups", "write `apiGroups`; the core group is `\"\"`"),
            Fault::NoResources => ("a rule has no resources", "write `resources`"),
            Fault::Mixed => ("a rule is for paths and for resources at once", "make two rules of it"),
            Fault::PathsInNamespace => ("a Role cannot permit paths", "put them into a ClusterRole"),
            Fault::NoRole => ("it names no role", "write `roleRef` with `kind` and `name`"),
            Fault::RoleKind => (
                "it cannot give a role of that kind",
                "a ClusterRoleBinding gives a ClusterRole, a RoleBinding that or a Role",
            ),
            Fault::RoleGroup => ("the role's API group is wrong", "write `apiGroup: rbac.authorization.k8s.io`"),
            Fault::SubjectKind => ("there is no subject of that kind", "write `ServiceAccount`, `User` or `Group`"),
            Fault::SubjectName => ("a subject has no name", "write its name"),
            Fault::SubjectGroup => (
                "a subject's API group is wrong",
                "leave it out for a ServiceAccount; others have `rbac.authorization.k8s.io`",
            ),
            Fault::SubjectNamespace => ("a ServiceAccount has no namespace", "write its namespace"),
            Fault::NoSubjects => {
                out.raise(&NOTHING, spot(at), format!("{what} gives its role to nobody")).help("write `subjects`");
                continue;
            }
            Fault::NoRules => {
                out.raise(&NOTHING, spot(at), format!("{what} permits nothing")).help("write `rules`");
                continue;
            }
        };
        out.raise(&REFUSED, spot(at), format!("the API server refuses {what}: {why}")).help(help);
    }
}

/// Whether kustomize writes the namespace of an account into its binding: it does so where it gives both a namespace.
fn is_filled_in(world: &World<'_>, at: Node<'_>) -> bool {
    let binding = at.document();
    let is_subject = |node: Node<'_>| node.span().start() <= at.span().start() && at.span().end() <= node.span().end();
    let subject = binding.get("subjects").into_iter().flat_map(Node::items).find(|subject| is_subject(*subject));
    let Some(name) = subject.and_then(|subject| subject.get("name")?.as_text()) else { return false };
    let is_it = |account: Document<'_>| account.name() == Some(name) && world.is_housed(account);
    world.is_housed(binding) && (name == "default" || world.bundle.of_kind("ServiceAccount").any(is_it))
}

/// Whether a definition asks for it: then area `schema` speaks of it.
fn is_of_the_schema(fault: Fault, at: Node<'_>) -> bool {
    match fault {
        Fault::NoVerbs | Fault::SubjectName => at.kind() == Kind::Map,
        Fault::NoRole => at.get("name").is_none(),
        Fault::RoleKind => !matches!(at.as_text(), Some("Role" | "ClusterRole")),
        Fault::SubjectKind => true,
        _ => false,
    }
}
