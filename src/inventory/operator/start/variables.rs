//! The operator's environment, but for images.

use super::super::{Operator, Setting, Variable, env, gates};
use super::{Around, Effect, Sink, What};
use crate::catalog::{self, EnvValue, Release, Start};

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`.
    Truth,
    /// A whole number.
    Whole,
    /// `Always`, `IfNotPresent` or `Never`.
    PullPolicy,
    /// Names between commas.
    Names,
    /// `*`, or names between commas.
    Namespaces,
    /// `label=value` between commas.
    Labels,
    /// `name=value` between blanks or commas.
    Pairs,
}

/// The variables whose values the operator parses as it starts, and how.
const FORMS: &[(&str, Form)] = &[
    ("STRIMZI_CONNECT_BUILD_TIMEOUT_MS", Form::Whole),
    ("STRIMZI_CREATE_CLUSTER_ROLES", Form::Truth),
    ("STRIMZI_CUSTOM_RESOURCE_SELECTOR", Form::Labels),
    ("STRIMZI_DNS_CACHE_TTL", Form::Whole),
    ("STRIMZI_ENTITY_OPERATOR_WATCHED_NAMESPACE_ENABLED", Form::Truth),
    ("STRIMZI_FULL_RECONCILIATION_INTERVAL_MS", Form::Whole),
    ("STRIMZI_IMAGE_PULL_POLICY", Form::PullPolicy),
    ("STRIMZI_IMAGE_PULL_SECRETS", Form::Names),
    ("STRIMZI_KUBERNETES_VERSION", Form::Pairs),
    ("STRIMZI_LEADER_ELECTION_ENABLED", Form::Truth),
    ("STRIMZI_LEADER_ELECTION_LEASE_DURATION_MS", Form::Whole),
    ("STRIMZI_LEADER_ELECTION_RENEW_DEADLINE_MS", Form::Whole),
    ("STRIMZI_LEADER_ELECTION_RETRY_PERIOD_MS", Form::Whole),
    ("STRIMZI_NAMESPACE", Form::Namespaces),
    ("STRIMZI_NETWORK_POLICY_GENERATION", Form::Truth),
    ("STRIMZI_OPERATIONS_THREAD_POOL_SIZE", Form::Whole),
    ("STRIMZI_OPERATION_TIMEOUT_MS", Form::Whole),
    ("STRIMZI_OPERATOR_NAMESPACE_LABELS", Form::Labels),
    ("STRIMZI_PKCS12_KEYSTORE_GENERATION", Form::Truth),
    ("STRIMZI_POD_DISRUPTION_BUDGET_GENERATION", Form::Truth),
    ("STRIMZI_POD_SET_CONTROLLER_WORK_QUEUE_SIZE", Form::Whole),
    ("STRIMZI_POD_SET_RECONCILIATION_ONLY", Form::Truth),
    ("STRIMZI_ZOOKEEPER_ADMIN_SESSION_TIMEOUT_MS", Form::Whole),
];

/// Read by scripts and the logging configuration, in every release so far.
const BY_SCRIPTS: [&str; 3] = ["STRIMZI_AC_LOG_LEVEL", "STRIMZI_GC_LOG_ENABLED", "STRIMZI_LOG_LEVEL"];

const ELECTION: [&str; 3] = [
    "STRIMZI_LEADER_ELECTION_LEASE_NAME",
    "STRIMZI_LEADER_ELECTION_LEASE_NAMESPACE",
    "STRIMZI_LEADER_ELECTION_IDENTITY",
];

pub(super) fn check<'b>(operator: &Operator<'b>, release: &Release, around: Around<'_>, add: Sink<'_, 'b>) {
    for (number, variable) in operator.env.iter().enumerate() {
        if operator.env.iter().skip(number + 1).any(|later| later.name == variable.name) {
            add(What::VariableTwice(variable.name), Effect::Later, variable.at);
            continue;
        }
        one(operator, release, variable, add);
    }
    unset(operator, release, add);
    election(operator, add);
    kubernetes(operator, release, around, add);
}

fn one<'b>(operator: &Operator<'b>, release: &Release, variable: &Variable<'b>, add: Sink<'_, 'b>) {
    let (name, at) = (variable.name, variable.place());
    if let Setting::Refused(_) = variable.setting {
        return add(What::NoValue(name), Effect::Refused, at);
    }
    if name.starts_with("STRIMZI_") && !reads(release, name) {
        let meant = nearest(release, name, operator);
        let read_by = catalog::releases()
            .iter()
            .rev()
            .copied()
            .find(|other| catalog::release(other).is_some_and(|other| reads(other, name)));
        return add(What::UnknownVariable { variable: name, meant, read_by }, Effect::Later, variable.at);
    }
    let official = release.operator.env.iter().find(|known| known.name == name).map(|known| &known.value);
    match (variable.setting, official) {
        (Setting::Field(field, _), Some(EnvValue::Field(wanted))) if field != wanted => {
            let effect = if name == "STRIMZI_LEADER_ELECTION_IDENTITY" { Effect::Later } else { Effect::Idle };
            add(What::OtherField { variable: name, wanted: wanted.clone() }, effect, at);
        }
        (Setting::Text(text, _), _)
            if name == "STRIMZI_OPERATOR_NAMESPACE"
                && !text.is_empty()
                && operator.namespace.is_some_and(|home| home != text) =>
        {
            add(What::OtherNamespace { variable: name, found: text }, Effect::Later, at);
        }
        _ => {}
    }
    let Some(text) = variable.text() else { return };
    if name == "STRIMZI_FEATURE_GATES" {
        for fault in gates(text, release) {
            add(What::Gate(fault), Effect::Ends, at);
        }
    }
    let form = FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
    // An empty value stands for the default.
    if let Some(form) = form.filter(|form| !text.is_empty() && !fits(*form, text)) {
        add(What::Unreadable { variable: name, form }, Effect::Ends, at);
    }
}

fn reads(release: &Release, name: &str) -> bool {
    release.operator.env.iter().any(|known| known.name == name)
        || release.operator.optional_env.iter().any(|known| known == name)
        || BY_SCRIPTS.contains(&name)
}

/// A variable of the release that is written nearly so and is not there yet.
fn nearest(release: &Release, name: &str, operator: &Operator<'_>) -> Option<String> {
    let known = release.operator.env.iter().map(|known| &known.name).chain(&release.operator.optional_env);
    let free = known.filter(|known| operator.variable(known).is_none());
    let near = free.map(|known| (strsim::damerau_levenshtein(known, name), known));
    near.filter(|(distance, _)| *distance <= 3).min().map(|(_, known)| known.clone())
}

fn fits(form: Form, text: &str) -> bool {
    let labels =
        |text: &str| text.split(',').all(|label| label.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty()));
    match form {
        Form::Truth => env::truth(text).is_some(),
        Form::Whole => text.parse::<i64>().is_ok(),
        Form::PullPolicy => ["always", "ifnotpresent", "never"].contains(&text.trim().to_ascii_lowercase().as_str()),
        Form::Names => env::names(text).is_some(),
        Form::Namespaces => text.trim() == "*" || env::names(text).is_some(),
        Form::Labels => labels(text),
        Form::Pairs => {
            text.split([',', ' ', '\t', '\n', '\r']).filter(|pair| !pair.is_empty()).all(|pair| pair.contains('='))
        }
    }
}

/// Variables that the installation sets and that are not here, where the default is not what it sets.
fn unset<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    let is_empty = |name: &str| operator.variable(name).and_then(Variable::text) == Some("");
    for known in release.operator.env.iter().filter(|known| operator.lacks(&known.name) || is_empty(&known.name)) {
        let effect = match known.name.as_str() {
            // All namespaces are watched instead of one.
            "STRIMZI_NAMESPACE" => Effect::Later,
            // Network policies let operators of all namespaces in; there is no election.
            "STRIMZI_OPERATOR_NAMESPACE" | "STRIMZI_LEADER_ELECTION_ENABLED" => Effect::Taste,
            _ => continue,
        };
        let place = operator.container.get("env").unwrap_or(operator.container);
        add(
            What::Unset(known.name.clone()),
            effect,
            operator.variable(&known.name).map_or(place, |variable| variable.at),
        );
    }
}

fn election<'b>(operator: &Operator<'b>, add: Sink<'_, 'b>) {
    let replicas = operator.replicas().filter(|(count, _)| *count > 1);
    match operator.elects() {
        Some(true) => {
            for name in ELECTION {
                let variable = operator.variable(name);
                if operator.lacks(name) {
                    add(
                        What::ElectionLacks(name),
                        Effect::Ends,
                        operator.container.get("env").unwrap_or(operator.container),
                    );
                } else if variable.and_then(Variable::text) == Some("") {
                    add(What::ElectionLacks(name), Effect::Ends, variable.map_or(operator.container, Variable::place));
                }
            }
            let identity = operator.variable("STRIMZI_LEADER_ELECTION_IDENTITY");
            let shared = identity.filter(|it| matches!(it.setting, Setting::Text(text, _) if !text.is_empty()));
            if let (Some((count, _)), Some(identity)) = (replicas, shared) {
                add(What::SharedIdentity(count), Effect::Idle, identity.place());
            }
        }
        Some(false) => {
            // Even then an empty value is refused, and a missing one is not.
            for name in ELECTION {
                if let Some(variable) = operator.variable(name).filter(|variable| variable.text() == Some("")) {
                    add(What::ElectionLacks(name), Effect::Ends, variable.place());
                }
            }
            if let Some((count, at)) = replicas {
                add(What::NoElection(count), Effect::Idle, at);
            }
        }
        None => {}
    }
}

fn kubernetes<'b>(operator: &Operator<'b>, release: &Release, around: Around<'_>, add: Sink<'_, 'b>) {
    let Some(version) = around.kubernetes else { return };
    let place = operator.container.get("env").unwrap_or(operator.container);
    match release.kubernetes.start(version) {
        Some(Start::NeedsOverride | Start::Doubtful) => {
            let Some((variable, value)) = release.kubernetes.told(version) else { return };
            if operator.lacks(variable) {
                let doubtful = release.kubernetes.start(version) == Some(Start::Doubtful);
                let effect = if doubtful { Effect::Later } else { Effect::Ends };
                add(What::KubernetesTooNew { variable: variable.to_owned(), value }, effect, place);
            }
        }
        Some(Start::TooOld) => add(What::KubernetesTooOld, Effect::Later, place),
        Some(Start::Fine) | None => {}
    }
}
