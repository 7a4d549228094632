//! May the operator do what it has to do?

use super::gaps::{Class, Group, grouped, with_gaps};
use super::{features, words};
use crate::bundle::Node;
use crate::inspect::rules::operator::spot;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::reason::permissions::{Near, Need};

const SOURCE: &str =
    "packaging/install/cluster-operator/02* and 03*, Strimzi 0.39.0 to 1.2.0; catalog/permissions.toml names the code";

const ENDS: Offence = Offence::error(
    "rbac/operator-ends",
    "the operator may not watch a resource that it watches as it starts",
)
.why(
    "A watch that is refused ends the operator: CrashLoopBackOff, and nothing at all is reconciled, whether such \
         resources exist or not.",
)
.write("`watch` on all custom resources of the release, in each namespace that is watched")
.not_waivable()
.source(SOURCE);

const NEVER_LEADS: Offence =
    Offence::error("rbac/never-leads", "the operator may not take part in the election of a leader")
        .why("It runs and is ready, waits for its lease for ever, and reconciles nothing.")
        .write("`create`, `get` and `patch` on `leases`, in the operator's own namespace")
        .not_waivable()
        .source(SOURCE);

const NO_PODS: Offence = Offence::error("rbac/no-pods", "the operator may not do what it makes pods with")
    .why(
        "The part of it that makes pods waits until it may list what it works on; what is reconciled meanwhile waits \
         for pods that never come.",
    )
    .write("the rights that the message names")
    .not_waivable()
    .source(SOURCE);

const CANNOT: Offence = Offence::error("rbac/cannot-reconcile", "the operator may not do what a resource asks of it")
    .why(
        "The API server refuses, and the reconciliation ends there: the resource does not become ready, and no later \
         change of it comes to pass.",
    )
    .write("the rights that the message names")
    .source(SOURCE);

const PASS_ON: Offence = Offence::error("rbac/cannot-pass-on", "the operator may not give on what its pods need")
    .why(
        "It makes roles and bindings for the pods of a cluster, and nobody may give what he does not have himself: \
         the API server refuses these roles, and the reconciliation ends there.",
    )
    .write(
        "a binding of the operator's account to `strimzi-entity-operator`, `strimzi-kafka-broker` or \
         `strimzi-kafka-client`",
    )
    .source(
        "Kubernetes docs, privilege escalation prevention; packaging/install/cluster-operator/03*, Strimzi 0.39.0 \
         to 1.2.0",
    );

const LATER: Offence = Offence::warning("rbac/cannot-change", "the operator may not change or remove what it made")
    .why(
        "All is well until a change has to be made, a pod be restarted or something be removed: then the API server \
         refuses, and the reconciliation ends there.",
    )
    .write("the rights that the message names")
    .source(SOURCE);

const FEATURE: Offence = Offence::info(
    "rbac/feature-without-rights",
    "the operator may not do what a feature needs that nothing in the set asks for",
)
.why("Rights may be left out by intent. A resource that asks for the feature later will not become ready.")
.write("the rights that the message names; or nothing, where the feature is not wanted")
.source(SOURCE);

const LESS: Offence = Offence::info("rbac/less-than-release", "the operator has less than its installation gives it")
    .why(
        "Nothing was seen in its code that needs the right, or it only logs that it was refused. A later release may \
         need it.",
    )
    .write("the roles as the release's installation has them")
    .source(SOURCE);

pub(super) const RULE: Rule = Rule {
    offences: &[&ENDS, &NEVER_LEADS, &NO_PODS, &CANNOT, &PASS_ON, &LATER, &FEATURE, &LESS],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a custom resource and an API group are missing in a role",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      serviceAccountName: strimzi-cluster-operator # <- rbac/feature-without-rights
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NAMESPACE, value: '*' }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: strimzi-cluster-operator }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-cluster-operator }
rules:
  - apiGroups: [kafka.strimzi.io]
    resources: [kafkas, kafkanodepools, kafkaconnects, kafkaconnectors, kafkamirrormaker2s, kafkarebalances, kafkatopics, kafkausers, '*/status', '*/finalizers'] # <- rbac/operator-ends
    verbs: ['*']
  - apiGroups: ['', core.strimzi.io, apps, policy, networking.k8s.io, gateway.networking.k8s.io, build.openshift.io, image.openshift.io, events.k8s.io, storage.k8s.io, rbac.authorization.k8s.io]
    resources: ['*']
    verbs: ['*']
",
        ),
        Example::new(
            "verbs and resources are missing",
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
            - { name: STRIMZI_LEADER_ELECTION_ENABLED, value: 'true' }
            - { name: STRIMZI_LEADER_ELECTION_LEASE_NAME, value: operator }
            - { name: STRIMZI_LEADER_ELECTION_LEASE_NAMESPACE, value: kafka }
            - { name: STRIMZI_LEADER_ELECTION_IDENTITY, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: strimzi-cluster-operator }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-cluster-operator }
rules:
  - apiGroups: [kafka.strimzi.io, route.openshift.io, policy, networking.k8s.io, gateway.networking.k8s.io, build.openshift.io, image.openshift.io, events.k8s.io, storage.k8s.io, rbac.authorization.k8s.io]
    resources: ['*']
    verbs: ['*']
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [create, get, list, watch, update, delete] # <- rbac/never-leads
  - apiGroups: [core.strimzi.io]
    resources: ['*']
    verbs: [get, create, delete, patch, update] # <- rbac/no-pods
  - apiGroups: ['']
    resources: [pods, pods/resize, configmaps, secrets, serviceaccounts, nodes]
    verbs: ['*']
  - apiGroups: ['']
    resources: [services]
    verbs: [get, list, watch, create, patch, update] # <- rbac/cannot-change
  - apiGroups: ['']
    resources: [persistentvolumeclaims, endpoints]
    verbs: [list, watch, create, delete, patch, update] # <- rbac/cannot-reconcile
  - apiGroups: [apps]
    resources: [deployments, deployments/scale] # <- rbac/less-than-release
    verbs: ['*']
",
        ),
        Example::new(
            "a namespace that is watched, and in which nothing is given",
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
            - { name: STRIMZI_NAMESPACE, value: 'kafka,orders' }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: everything }
rules:
  - { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: nodes }
rules:
  - apiGroups: ['', storage.k8s.io, rbac.authorization.k8s.io]
    resources: [nodes, storageclasses, clusterrolebindings]
    verbs: ['*']
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: nodes }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: nodes }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: everything
  namespace: kafka # <- rbac/operator-ends
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
",
        ),
        Example::new(
            "what the topic operator is to have, the operator has not",
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
metadata: { name: strimzi-cluster-operator }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-cluster-operator }
rules:
  - apiGroups: [kafka.strimzi.io]
    resources: [kafkas, kafkanodepools, kafkaconnects, kafkaconnectors, kafkabridges, kafkamirrormaker2s, kafkarebalances, kafkausers, '*/status', '*/finalizers']
    verbs: ['*']
  - apiGroups: [kafka.strimzi.io]
    resources: [kafkatopics]
    verbs: [get, list, watch, create, patch, update] # <- rbac/cannot-pass-on
  - apiGroups: ['', core.strimzi.io, apps, policy, networking.k8s.io, gateway.networking.k8s.io, build.openshift.io, image.openshift.io, route.openshift.io, events.k8s.io, storage.k8s.io]
    resources: ['*']
    verbs: ['*']
  - apiGroups: [rbac.authorization.k8s.io]
    resources: ['*']
    verbs: [get, list, watch, create, delete, patch, update]
",
        ),
        Example::new(
            "everything",
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
metadata: { name: strimzi-cluster-operator }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-cluster-operator }
rules:
  - { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }
",
        ),
        Example::new(
            "the roles are elsewhere",
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
metadata: { name: strimzi-cluster-operator }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    with_gaps(world, installation, |gaps, own| {
        for group in grouped(gaps, own, world.bundle) {
            say(&group, installation, out);
        }
    });
}

fn say(group: &Group<'_, '_, '_, '_>, installation: &Installation<'_>, out: &mut Out) {
    let worst: Vec<&Need<'_>> =
        group.needs.iter().filter(|(class, _)| *class == group.class).map(|(_, need)| *need).collect();
    let all: Vec<&Need<'_>> = group.needs.iter().map(|(_, need)| *need).collect();
    let (rights, place) = (words::rights(&worst, 2), words::place(group.place));
    let mut features: Vec<&str> = Vec::new();
    for need in &worst {
        let word = features::word(need.feature);
        if !features.contains(&word) {
            features.push(word);
        }
    }
    let features = features.join(", ");
    let (offence, headline) = match group.class {
        Class::Ends => (&ENDS, format!("the operator ends at once: it may not {rights} {place}")),
        Class::NeverLeads => {
            (&NEVER_LEADS, format!("the operator never becomes the leader: it may not {rights} {place}"))
        }
        Class::NoPods => (&NO_PODS, format!("the operator makes no pods: it may not {rights} {place}")),
        Class::PassOn => (&PASS_ON, format!("the operator may not give on what {features} need: to {rights} {place}")),
        Class::Cannot => (&CANNOT, format!("reconciliation fails: the operator may not {rights} {place}")),
        Class::Later => (&LATER, format!("later changes fail: the operator may not {rights} {place}")),
        Class::Feature => {
            (&FEATURE, format!("the operator may not {rights} {place}, which only {features} would need"))
        }
        Class::Less => (&LESS, format!("the operator may not {rights} {place}, as its installation has it")),
    };
    let raised = out.raise(offence, spot(group.at), headline);
    raised.label(words::label(group.near)).help(words::help(group.near, &all, installation.operator.account()));
    if !matches!(group.class, Class::Feature | Class::Less | Class::PassOn) {
        raised.note(format!("needed for {features}"));
    }
    if all.len() > worst.len() || worst.len() > 2 {
        raised.note(format!("in all it lacks {}", words::rights(&all, 6)));
    }
    if let Some((kind, name)) = binding(group.near) {
        raised.note(format!("given by the {kind} `{name}`"));
    }
}

/// The binding that gives the rule which lacks something.
fn binding<'a>(near: &Near<'_, 'a, Node<'a>>) -> Option<(&'static str, &'a str)> {
    match near {
        Near::Verb { binding, .. }
        | Near::Name { binding, .. }
        | Near::Group { binding, .. }
        | Near::Resource { binding, .. } => {
            let kind = if binding.namespace.is_some() { "RoleBinding" } else { "ClusterRoleBinding" };
            Some((kind, binding.name))
        }
        _ => None,
    }
}
