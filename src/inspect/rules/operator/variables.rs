//! Can the operator read its environment, and does it read all of it?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::{Form, What};

const UNREADABLE: Offence =
    Offence::error("operator/unreadable-variable", "the operator ends over a value that it cannot read")
        .why(
            "A number with a unit, a truth value other than `true` and `false`, a list in a form of its own: the \
             operator ends as it starts.",
        )
        .write("numbers without units (milliseconds), `true` or `false`, names with commas between them")
        .not_waivable()
        .source("operator-common, ConfigParameterParser.java, Strimzi 0.39.0 and 1.2.0");

const UNKNOWN: Offence =
    Offence::warning("operator/unknown-variable", "the operator does not read a variable that is meant for it")
        .why("It does nothing, and the default is in force. It is a slip, or of another release.")
        .write("the name as the release has it; or take the variable out")
        .source("ClusterOperatorConfig.java and its siblings, each release from 0.39.0 to 1.2.0");

const TWICE: Offence = Offence::warning("operator/variable-twice", "a variable is set twice")
    .why("The last of them counts.")
    .write("it once")
    .source("Kubernetes API reference, `Container.env`; kubelet, `makeEnvironmentVariables`");

const UNSET: Offence =
    Offence::info("operator/variable-unset", "a variable is left out whose default is not what an installation has")
        .why(
            "Without `STRIMZI_NAMESPACE` the operator watches all namespaces, for which it needs rights in the whole \
         cluster. Without \
         `STRIMZI_OPERATOR_NAMESPACE` network policies let operators of all namespaces in. Without leader election \
         two pods would both work.",
        )
        .write("the variable, even where the default is meant")
        .source("ClusterOperatorConfig.java, LeaderElectionManagerConfig.java, Strimzi 0.39.0 and 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNREADABLE, &UNKNOWN, &TWICE, &UNSET],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a unit, a slip and a variable twice",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env: # <- operator/variable-unset
            - name: STRIMZI_OPERATION_TIMEOUT_MS
              value: 5m # <- operator/unreadable-variable
            - name: STRIMZI_FULL_RECONCILATION_INTERVAL_MS # <- operator/unknown-variable
              value: '120000'
            - name: STRIMZI_LOG_LEVEL # <- operator/variable-twice
              value: INFO
            - name: STRIMZI_LOG_LEVEL
              value: DEBUG
",
        ),
        Example::new(
            "variables of its own, and of others",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          env:
            - { name: STRIMZI_NAMESPACE, value: '*' }
            - { name: STRIMZI_OPERATOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
            - { name: STRIMZI_LEADER_ELECTION_ENABLED, value: 'false' }
            - { name: STRIMZI_OPERATION_TIMEOUT_MS, value: '300000' }
            - { name: STRIMZI_NETWORK_POLICY_GENERATION, value: 'False' }
            - { name: STRIMZI_IMAGE_PULL_POLICY, value: '' }
            - { name: JAVA_OPTS, value: '-Xmx256m' }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let mut unset = Vec::new();
    for problem in problems(world, installation) {
        match problem.what {
            What::Unreadable { variable, form } => {
                let (what, example) = wanted(form);
                out.raise(
                    &UNREADABLE,
                    super::spot(problem.at),
                    format!("the operator ends at once: `{variable}` is not {what}"),
                )
                .help(format!("write {example}"));
            }
            What::UnknownVariable { variable, meant, read_by } => {
                let raised =
                    out.raise(&UNKNOWN, super::spot(problem.at), format!("the operator does not read `{variable}`"));
                match (meant, read_by) {
                    (Some(meant), _) => raised.help(format!("did you mean `{meant}`?")),
                    (None, Some(other)) => raised.help(format!("take it out: it is a variable of Strimzi {other}")),
                    (None, None) => raised.help("take it out"),
                };
            }
            What::VariableTwice(variable) => {
                out.raise(
                    &TWICE,
                    super::spot(problem.at),
                    format!("`{variable}` is set twice, and this value does not count"),
                )
                .help("take one of them out");
            }
            What::Unset(variable) => unset.push((variable, problem.at)),
            _ => {}
        }
    }
    if let Some((_, at)) = unset.first() {
        let names: Vec<&String> = unset.iter().map(|(name, _)| name).collect();
        let meaning = |name: &str| match name {
            "STRIMZI_NAMESPACE" => "it watches all namespaces",
            "STRIMZI_OPERATOR_NAMESPACE" => "network policies let operators of all namespaces in",
            _ => "there is no leader election",
        };
        let meanings: Vec<&str> = names.iter().map(|name| meaning(name)).collect();
        out.raise(&UNSET, super::spot(*at), format!("{} not set: {}", super::list(&names), meanings.join("; ")))
            .help("set what is meant, so that it can be read here");
    }
}

/// What a value must be, and one that is.
fn wanted(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::Truth => ("`true` or `false`", "`\"true\"` or `\"false\"`"),
        Form::Whole => ("a whole number", "a number without a unit; times are in milliseconds"),
        Form::PullPolicy => ("a pull policy", "`Always`, `IfNotPresent` or `Never`"),
        Form::Names => ("a list of names", "names with commas between them"),
        Form::Namespaces => ("a list of namespaces", "namespaces with commas between them, or `*` alone"),
        Form::Labels => ("a list of labels", "`label=value`, with commas between them"),
        Form::Pairs => ("a list of pairs", "`name=value`, with commas between them"),
    }
}
