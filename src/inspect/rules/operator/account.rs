//! Can the operator's pod start, and ask the API server?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const NO_ACCOUNT: Offence =
    Offence::error("operator/no-account", "the operator runs as a service account that is not in the set")
        .why("No pod is made while the account is missing. The set has other accounts, or bindings for this one.")
        .write("the name of the account that the bindings name, and the ServiceAccount itself")
        .source("Kubernetes, admission plugin ServiceAccount");

const DEFAULT: Offence =
    Offence::error("operator/default-account", "the operator runs as the account `default`, which may do nothing")
        .why(
            "Without `serviceAccountName` a pod runs as `default` of its namespace. No binding of the set gives it \
         anything: the operator is refused all that it asks for, and ends.",
        )
        .write("`serviceAccountName: strimzi-cluster-operator`")
        .source("Kubernetes docs, service accounts; packaging/install/cluster-operator/060-Deployment");

const NO_TOKEN: Offence = Offence::error("operator/no-token", "the operator has nothing to show to the API server")
    .why(
        "Its client looks for token and certificate in `/var/run/secrets/kubernetes.io/serviceaccount`. Where they \
         are not mounted by themselves (`automountServiceAccountToken: false`) a projected volume must bring them.",
    )
    .write("the projected volume with `token`, `ca.crt` and `namespace`; or let the token be mounted")
    .source("fabric8 kubernetes-client, `Config`; packaging/install/cluster-operator/060-Deployment, Strimzi 1.2.0");

const NO_SCRATCH: Offence = Offence::error("operator/no-scratch", "the operator cannot write its temporary files")
    .why(
        "Its root file system is read-only, and nothing is mounted at `/tmp`, where its start script and the JVM \
         write.",
    )
    .write("a volume `emptyDir` at `/tmp`")
    .source("docker-images/operator/scripts/launch_java.sh, Strimzi 0.39.0 and 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_ACCOUNT, &DEFAULT, &NO_TOKEN, &NO_SCRATCH],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "an account that there is none of, no token and no place to write",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec:
      serviceAccountName: strimzi-operator # <- operator/no-account
      automountServiceAccountToken: false
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          securityContext: { readOnlyRootFilesystem: true }
          volumeMounts: # <- operator/no-token, operator/no-scratch
            - { name: co-config-volume, mountPath: /opt/strimzi/custom-config/ }
      volumes:
        - { name: co-config-volume, configMap: { name: strimzi-cluster-operator } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: strimzi-cluster-operator, namespace: kafka }
",
        ),
        Example::new(
            "no account is named, and another is bound",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: kafka }
spec:
  template:
    spec: # <- operator/default-account
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: strimzi-cluster-operator }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: strimzi-cluster-operator-global }
subjects:
  - { kind: ServiceAccount, name: strimzi-cluster-operator, namespace: kafka }
",
        ),
        Example::new(
            "rights and account are elsewhere",
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
          volumeMounts:
            - { name: strimzi-tmp, mountPath: /tmp }
      volumes:
        - { name: strimzi-tmp, emptyDir: { medium: Memory, sizeLimit: 1Mi } }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    for problem in problems(world, installation) {
        let at = problem.at;
        match problem.what {
            What::NoServiceAccount => default(at, installation, out),
            What::NoToken => {
                out.raise(
                    &NO_TOKEN,
                    super::spot(at),
                    "no token is mounted, and the API server refuses all that the operator asks",
                )
                .help(
                    "mount a projected volume with token, certificate and namespace, or take \
                         `automountServiceAccountToken: false` out",
                );
            }
            What::TokenLacks("namespace") => {}
            What::TokenLacks(what) => {
                out.raise(
                    &NO_TOKEN,
                    super::spot(at),
                    format!("the volume for the operator's token has no `{what}`, and it cannot ask the API server"),
                )
                .help(format!("add a source that gives `{what}`"));
            }
            What::NoScratch => {
                out.raise(
                    &NO_SCRATCH,
                    super::spot(at),
                    "the operator's file system is read-only, and nothing is mounted at `/tmp`",
                )
                .help("mount an `emptyDir` there");
            }
            _ => {}
        }
    }
    missing(installation, out);
}

/// That of the name `default` may be bound, and may have to: nobody is obliged to make an account.
fn default(at: crate::bundle::Node<'_>, installation: &Installation<'_>, out: &mut Out) {
    let rights = &installation.rights;
    if installation.has_rights() || (rights.given.bindings.is_empty() && rights.accounts.is_empty()) {
        return;
    }
    let raised = out.raise(
        &DEFAULT,
        super::spot(at),
        "the operator runs as the account `default`, which nothing is permitted to",
    );
    let other = rights.accounts.first().map(|account| (account.document, account.name));
    match other {
        Some((document, name)) => {
            raised.because(document, "an account of the set").help(format!("write `serviceAccountName: {name}`"))
        }
        None => raised.help("write `serviceAccountName` with the account that the bindings name"),
    };
}

fn missing(installation: &Installation<'_>, out: &mut Out) {
    let (operator, rights) = (&installation.operator, &installation.rights);
    let (name, Some(at)) = operator.service_account() else { return };
    let account = operator.account();
    let speaks = !rights.accounts.is_empty() || installation.has_rights();
    if name == "default" || !speaks || rights.account(account.namespace, name).is_some() {
        return;
    }
    let raised = out.raise(
        &NO_ACCOUNT,
        super::spot(at),
        format!("no pod of the operator is made: the account `{name}` is not in the set"),
    );
    let elsewhere = rights.accounts.iter().find(|other| other.name == name);
    match elsewhere.or_else(|| rights.accounts.first()) {
        Some(other) if other.name == name => raised
            .because(other.document, format!("in `{}`", other.namespace))
            .help(format!("put it into `{}`, where the operator is", account.namespace)),
        Some(other) => raised
            .because(other.document, "an account of the set")
            .help(format!("write `serviceAccountName: {}`, if it is meant", other.name)),
        None => raised.help("add the ServiceAccount"),
    };
}
