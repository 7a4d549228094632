//! Has the operator more than it needs?

use super::words;
use crate::bundle::Node;
use crate::inspect::rules::operator::{list, release, spot};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::reason::permissions::{Binding, Rule as Right, TooMuch, excess};

const SOURCE: &str = "packaging/install/cluster-operator/02* and 03*, each release from 0.39.0 to 1.2.0";

const ADMIN: Offence = Offence::warning("rbac/cluster-admin", "the operator may do everything in the cluster")
    .why("Whoever gets into its pod, or may make pods in its namespace, has the cluster.")
    .write("the roles of the release's installation")
    .security()
    .source(SOURCE);

const STAR: Offence = Offence::warning("rbac/wildcard", "the operator is given rights with `*`")
    .why(
        "A star stands also for what is added later: other verbs, resources of other operators. The operator needs a \
         short list.",
    )
    .write("the verbs, resources and API groups of the release's installation")
    .security()
    .source(SOURCE);

const EVERYBODY: Offence = Offence::error("rbac/everybody", "what the operator may do is given to a whole group")
    .why("Every account of the group can read the Secrets and make the pods that the operator can.")
    .write("the operator's ServiceAccount as the only subject")
    .security()
    .source("Kubernetes docs, Using RBAC Authorization, default groups");

const MORE: Offence = Offence::info("rbac/more-than-needed", "the operator is given what its release does not need")
    .why(
        "Nothing is broken by it; whoever gets into its pod has it, too. Rights of an older release often stay behind.",
    )
    .write("the roles of the release's installation")
    .security()
    .source(SOURCE);

const EVERYWHERE: Offence =
    Offence::info("rbac/every-namespace", "the operator is given in all namespaces what it needs in some")
        .why("It watches some namespaces, and may read the Secrets of all.")
        .write("a RoleBinding in each namespace that it watches")
        .security()
        .source("DOC/deploying/proc-deploy-cluster-operator-watch-multiple-namespaces.adoc, Strimzi 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&ADMIN, &STAR, &EVERYBODY, &MORE, &EVERYWHERE],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "everything, a star, and what another program needs",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      serviceAccountName: strimzi-cluster-operator
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NAMESPACE, value: '*' }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: admin
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin # <- rbac/cluster-admin
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: a
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: a
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: a }
rules:
  - apiGroups: ['']
    resources: [secrets]
    verbs: ['*'] # <- rbac/wildcard
  - apiGroups: [batch] # <- rbac/more-than-needed
    resources: [jobs]
    verbs: [create]
",
        ),
        Example::new(
            "for all namespaces, and for all accounts",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      serviceAccountName: strimzi-cluster-operator
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NAMESPACE, value: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: wide # <- rbac/every-namespace
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: strimzi-cluster-operator-watched
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: all
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: strimzi-cluster-operator-global
subjects:
  - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'system:serviceaccounts' } # <- rbac/everybody
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-cluster-operator-watched }
rules:
  - apiGroups: ['']
    resources: [pods]
    verbs: [list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-cluster-operator-global }
rules:
  - apiGroups: ['']
    resources: [nodes]
    verbs: [list]
",
        ),
        Example::new(
            "what it needs, where it watches, beside what others have",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      serviceAccountName: strimzi-cluster-operator
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NAMESPACE, value: '*' }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: wide
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: watched
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: watched }
rules:
  - apiGroups: ['']
    resources: [pods]
    verbs: [list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: admins }
rules:
  - { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let Some(release) = release(world, installation) else { return };
    let Some(scope) = installation.operator.scope(&[]) else { return };
    let account = installation.operator.account();
    let mut everywhere: Vec<&Binding<'_, Node<'_>>> = Vec::new();
    let mut spoken: Vec<crate::diag::Span> = Vec::new();
    for found in excess(&installation.rights.given, account, release, &scope) {
        // A role that is bound several times is said once.
        let mut first = |rule: &Right<'_, Node<'_>>| {
            let new = !spoken.contains(&rule.at.span());
            spoken.push(rule.at.span());
            new
        };
        match found.what {
            TooMuch::Everything => {
                let at = found.binding.at.at(["roleRef", "name"]).unwrap_or(found.binding.at);
                out.raise(&ADMIN, spot(at), "the operator may do everything in the cluster")
                    .help("give it the roles of the release's installation instead");
            }
            TooMuch::Wildcard(rule) if first(rule) => {
                let starred = |words: &[&str]| words.iter().any(|word| word.contains('*'));
                let key = if starred(&rule.verbs) {
                    "verbs"
                } else if starred(&rule.resources) {
                    "resources"
                } else {
                    "apiGroups"
                };
                let what = match key {
                    "verbs" => format!("everything with {}", list(&rule.resources)),
                    _ => format!("{} with everything that `*` stands for", rule.verbs.join("/")),
                };
                out.raise(&STAR, spot(rule.at.get(key).unwrap_or(rule.at)), format!("the operator may do {what}"))
                    .help(format!("write the {key} that it needs, as the release's installation has them"));
            }
            TooMuch::Beyond { rule, extra } if first(rule) => {
                let mut resources: Vec<String> = Vec::new();
                for (_, resource, verb) in &extra {
                    let word = format!("{verb} `{resource}`");
                    if !resources.contains(&word) {
                        resources.push(word);
                    }
                }
                let rest = resources.len().saturating_sub(4);
                resources.truncate(4);
                let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
                let headline = format!(
                    "Strimzi {} does not need what the operator may: {}{more}",
                    release.version,
                    resources.join(", ")
                );
                out.raise(&MORE, rule.at, headline).help("take it out, unless the rule is for another program, too");
            }
            TooMuch::Wildcard(_) | TooMuch::Beyond { .. } => {}
            TooMuch::EveryNamespace(_) => {
                if !everywhere.iter().any(|binding| binding.at.span() == found.binding.at.span()) {
                    everywhere.push(found.binding);
                }
            }
            TooMuch::Everybody(subject) => {
                out.raise(&EVERYBODY, subject.at, format!("all of `{}` may do what the operator may", subject.name))
                    .help("name the operator's ServiceAccount only");
            }
        }
    }
    for binding in everywhere {
        let at = binding.at.at(["metadata", "name"]).unwrap_or(binding.at);
        out.raise(
            &EVERYWHERE,
            spot(at),
            format!("the operator has {} in all namespaces, and does not watch all", words::role(binding.role)),
        )
        .help("give it with a RoleBinding in each namespace that the operator watches");
    }
}
