//! The name rules of Kubernetes, Kafka and Strimzi, each at the place where the name was written.

use super::Sourced;
use super::scope::Scope;
use crate::spec::ids;

/// Whether it is a label by RFC 1123: what namespaces are called.
pub fn is_dns_label(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// Whether it is a subdomain by RFC 1123: what most Kubernetes objects are called.
pub fn is_dns_subdomain(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(is_dns_part)
}

/// A part of a subdomain; only the whole is limited in length.
fn is_dns_part(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !part.starts_with('-')
        && !part.ends_with('-')
}

/// Whether Kafka takes it as a topic's name: 1 to 249 of `[a-zA-Z0-9._-]`, and neither `.` nor `..`
/// (`org.apache.kafka.common.internals.Topic`).
pub fn is_topic(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 249
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && name != "."
        && name != ".."
}

/// Whether Kubernetes takes it as a label's value: empty, or at most 63 characters that begin and end alphanumeric.
pub fn is_label_value(value: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    value.is_empty()
        || (value.len() <= 63
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            && edge(value.chars().next())
            && edge(value.chars().next_back()))
}

/// What keeps a name from being a namespace's, and what to write instead.
pub fn namespace_fault(name: &str) -> Option<(&'static str, String)> {
    (!is_dns_label(name)).then(|| ("is no name for a namespace", DNS_LABEL.to_owned()))
}

pub(super) fn namespace(name: &Sourced<String>, scope: &mut Scope<'_>) {
    if let Some((what, help)) = namespace_fault(&name.value) {
        refuse(name, what, &help, scope);
    }
}

pub(super) fn object(name: &Sourced<String>, scope: &mut Scope<'_>) {
    demand(is_dns_subdomain(&name.value), name, "is no name for a Kubernetes object", DNS_LABEL, scope);
}

/// Clients: what is made for one has its name, and more behind it.
pub(super) fn client(name: &Sourced<String>, scope: &mut Scope<'_>) {
    object(name, scope);
    let longest = "-kafka-user";
    let room = 253 - longest.len();
    if is_dns_subdomain(&name.value) && name.value.len() > room {
        let help = format!("use at most {room} characters: `{longest}` comes behind it in the name of a Secret");
        refuse(name, "is too long for a client's name", &help, scope);
    }
}

/// What keeps a name from being a cluster's, and what to write instead. It begins every Service's name, so it is a label by
/// RFC 1035, and short enough for the longest of them.
pub fn cluster_fault(name: &str) -> Option<(&'static str, String)> {
    let begins_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !is_dns_part(name) || !begins_well {
        return Some(("is no name for a cluster", CLUSTER.to_owned()));
    }
    let longest = "-zookeeper-client";
    let room = 63 - longest.len();
    let help = format!("use at most {room} characters: `{name}{longest}` must fit in the 63 of a Service's name");
    (name.len() > room).then_some(("is too long for a cluster's name", help))
}

pub(super) fn cluster(name: &Sourced<String>, scope: &mut Scope<'_>) {
    if let Some((what, help)) = cluster_fault(&name.value) {
        refuse(name, what, &help, scope);
    }
}

/// A node pool's name: a part of the names of its pods.
pub(super) fn pool(name: &Sourced<String>, scope: &mut Scope<'_>) {
    demand(is_dns_label(&name.value), name, "is no name for a node pool", DNS_LABEL, scope);
}

pub(super) fn topic(name: &Sourced<String>, scope: &mut Scope<'_>) {
    demand(is_topic(&name.value), name, "is no name for a topic", TOPIC, scope);
}

/// Listener names, by the Kafka CRD's pattern of every release.
pub(super) fn listener(name: &Sourced<String>, scope: &mut Scope<'_>) {
    let good = (1..=11).contains(&name.value.len())
        && name.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    demand(good, name, "is no name for a listener", "use at most 11 lower-case letters and digits", scope);
}

/// Alert names: what Alertmanager routes by and runbook anchors are made of.
pub(super) fn alert(name: &Sourced<String>, scope: &mut Scope<'_>) {
    let good = name.value.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.value.len() <= 120
        && name.value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    demand(
        good,
        name,
        "is no name for an alert",
        "begin with a letter and go on with letters, digits, `_` and `-`",
        scope,
    );
}

/// Whether Kubernetes takes it as the key of a label or an annotation: a name, with a domain before it or without.
pub fn is_qualified(key: &str) -> bool {
    let (prefix, rest) = key.split_once('/').map_or((None, key), |(prefix, rest)| (Some(prefix), rest));
    !rest.is_empty() && is_label_value(rest) && prefix.is_none_or(is_dns_subdomain)
}

pub(super) fn label_key(name: &Sourced<String>, scope: &mut Scope<'_>) {
    demand(is_qualified(&name.value), name, "is no name for a label", QUALIFIED, scope);
    // Labels.fromResource in operator-common, 0.39.0: such labels on the Kafka resource end the reconciliation.
    let ours = name.value.split_once('/').is_some_and(|(prefix, _)| prefix == "strimzi.io");
    demand(!ours, name, "belongs to the operator", "use a label of your own: `strimzi.io/` is Strimzi's", scope);
}

/// An annotation's name: as a label's, whoever it belongs to.
pub(super) fn annotation_key(name: &Sourced<String>, scope: &mut Scope<'_>) {
    demand(is_qualified(&name.value), name, "is no name for an annotation or a label", QUALIFIED, scope);
}

pub(super) fn label_value(value: &Sourced<String>, scope: &mut Scope<'_>) {
    let help = "use at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit";
    demand(is_label_value(&value.value), value, "is no value for a label", help, scope);
}

/// A Prometheus label's name; those that begin with two underscores are Prometheus' own.
pub(super) fn prometheus_label(name: &Sourced<String>, scope: &mut Scope<'_>) {
    let good = name.value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.value.starts_with("__");
    demand(
        good,
        name,
        "is no name for a label in Prometheus",
        "use letters, digits and `_`, and do not begin with a digit or `__`",
        scope,
    );
}

const QUALIFIED: &str = "use letters, digits, `-`, `_` and `.`, with an optional `domain/` in front";
const DNS_LABEL: &str = "use lower-case letters, digits and `-`, beginning and ending with a letter or digit";
const CLUSTER: &str =
    "use lower-case letters, digits and `-`, beginning with a letter and ending with a letter or digit";
const TOPIC: &str = "use at most 249 letters, digits, `.`, `_` and `-`";

fn demand(good: bool, name: &Sourced<String>, what: &str, help: &str, scope: &mut Scope<'_>) {
    if !good {
        refuse(name, what, help, scope);
    }
}

fn refuse(name: &Sourced<String>, what: &str, help: &str, scope: &mut Scope<'_>) {
    let shown: String = name.value.chars().take(40).collect();
    scope.complain(ids::BAD_NAME, name.origin.first(), format!("{shown:?} {what}"), help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kubernetes_and_kafka_differ() {
        for (name, kubernetes, kafka) in [
            ("orders.v1", true, true),
            ("Orders_v1", false, true),
            ("-a", false, true),
            ("..", false, false),
            ("", false, false),
            ("a b", false, false),
        ] {
            assert_eq!(is_dns_subdomain(name), kubernetes, "{name}");
            assert_eq!(is_topic(name), kafka, "{name}");
        }
        assert!(!is_topic(&"a".repeat(250)));
        assert!(is_label_value("") && is_label_value("a.b_c-d") && !is_label_value("-a") && !is_label_value("a:b"));
    }
}
