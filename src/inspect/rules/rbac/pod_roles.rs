//! Are the roles there that the operator gives to pods by their names?

use super::{features, has_rights, words};
use crate::catalog::Feature;
use crate::inspect::rules::operator::{release, spot};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::reason::permissions::{Need, operand_gaps};

const LACK: Offence =
    Offence::error("rbac/pods-lack-role", "pods are given a role that is missing, or that permits too little")
        .why(
            "The operator binds it to the pods of a cluster with rack awareness or node ports. Their first container \
         asks for the labels and addresses of its node, is refused, and the pod does not start.",
        )
        .write("the ClusterRole of the release's installation")
        .source("packaging/install/cluster-operator/030 and 033, Strimzi 0.39.0 to 1.2.0");

const LATER: Offence =
    Offence::info("rbac/pods-would-lack-role", "a role is missing, or permits too little, that pods would be given")
        .why("Nothing in the set asks for rack awareness or node ports. Pods of a cluster that does will not start.")
        .write("the ClusterRole of the release's installation")
        .source("packaging/install/cluster-operator/030 and 033, Strimzi 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&LACK, &LATER],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "brokers may not ask for their zone",
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
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-kafka-broker }
rules: # <- rbac/pods-lack-role
  - { apiGroups: [''], resources: [nodes], verbs: [list] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-kafka-client }
rules:
  - { apiGroups: [''], resources: [nodes], verbs: [get] }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    rack: { topologyKey: topology.kubernetes.io/zone }
",
        ),
        Example::new(
            "nobody asks for zones",
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
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-kafka-broker }
rules: # <- rbac/pods-would-lack-role
  - { apiGroups: [''], resources: [nodes], verbs: [list] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-kafka-client }
rules:
  - { apiGroups: [''], resources: [nodes], verbs: [get] }
",
        ),
        Example::new(
            "they may",
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
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-kafka-broker }
rules:
  - { apiGroups: [''], resources: [nodes], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: strimzi-kafka-client }
rules:
  - { apiGroups: [''], resources: [nodes], verbs: [get] }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    rack: { topologyKey: topology.kubernetes.io/zone }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let Some(release) = release(world, installation) else { return };
    // Where none of the release's roles is here, they are elsewhere.
    let rights = &installation.rights.given;
    let any = release.roles.iter().any(|role| rights.cluster_role(&role.name).is_some());
    if !any || !has_rights(installation, &release.roles) {
        return;
    }
    let (offence, what) = if features::is_asked_for(Feature::NodeLabels, world.bundle) {
        (&LACK, "pods do not start")
    } else {
        (&LATER, "pods of clusters with racks or node ports would not start")
    };
    for gap in operand_gaps(rights, release) {
        let missing: Vec<&Need<'_>> = gap.missing.iter().collect();
        match gap.role {
            Some(role) => {
                let at = role.at.get("rules").unwrap_or(role.at);
                out.raise(
                    offence,
                    spot(at),
                    format!("{what}: the ClusterRole `{}` does not permit to {}", gap.name, words::rights(&missing, 2)),
                )
                .help("take over its rules from the release's installation");
            }
            None => {
                out.raise(
                    offence,
                    installation.operator.document,
                    format!("{what}: there is no ClusterRole `{}`", gap.name),
                )
                .help(format!("add it: it permits to {}", words::rights(&missing, 4)));
            }
        }
    }
}
