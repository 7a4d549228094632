//! What Kubernetes takes for a name, a key or a value of a label.
//!
//! Source: `pkg/util/validation/validation.go` and `pkg/api/validation/` of k8s.io/apimachinery; which kind has which rule is in the
//! `validation.go` of each API group in k8s.io/kubernetes.

use super::violation::NameRule;

/// The longest name, in bytes.
const NAME: usize = 253;

/// The longest part of a name, and the longest value of a label.
const PART: usize = 63;

impl NameRule {
    /// Whether a name is allowed.
    pub fn allows(self, name: &str) -> bool {
        match self {
            NameRule::Subdomain => is_subdomain(name),
            NameRule::Label => is_label(name),
            NameRule::Service => is_label(name) && name.starts_with(|first: char| first.is_ascii_lowercase()),
            // Eleven characters are appended.
            NameRule::CronJob => is_subdomain(name) && name.len() <= PART - 11,
            NameRule::Path => !matches!(name, "" | "." | "..") && !name.contains(['/', '%']),
        }
    }

    /// The rule for a kind of Kubernetes itself; that of custom resources for any other.
    pub(super) fn of(kind: &str) -> Self {
        match kind {
            "Namespace" | "StatefulSet" => NameRule::Label,
            "Service" => NameRule::Service,
            "CronJob" => NameRule::CronJob,
            "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" => NameRule::Path,
            _ => NameRule::Subdomain,
        }
    }
}

pub(super) fn is_label(text: &str) -> bool {
    text.len() <= PART && is_dashed(text)
}

pub(super) fn is_subdomain(text: &str) -> bool {
    text.len() <= NAME && text.split('.').all(is_dashed)
}

/// A name of a version, or of what is spoken of in programs: it begins with a letter.
pub(super) fn is_word(text: &str) -> bool {
    is_label(text) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Small letters, digits and dashes, no dash at an end.
fn is_dashed(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// A key of a label; of an annotation with `any_case`.
pub(super) fn is_key(key: &str, any_case: bool) -> bool {
    let small = if any_case { key.to_ascii_lowercase() } else { key.to_owned() };
    match small.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_qualified(name),
        None => is_qualified(&small),
    }
}

/// A value of a label.
pub(super) fn is_label_value(value: &str) -> bool {
    value.is_empty() || is_qualified(value)
}

/// Letters, digits, `-`, `_` and `.`, a letter or digit at both ends.
fn is_qualified(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    name.len() <= PART && name.bytes().all(inner) && end(name.bytes().next()) && end(name.bytes().last())
}

/// A key in the data of a ConfigMap or a Secret.
pub(super) fn is_data_key(key: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !key.is_empty() && key.len() <= NAME && key.bytes().all(inner) && key != "." && !key.starts_with("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_the_kind_wants_them() {
        let long = "a".repeat(64);
        for (rule, good, bad) in [
            (NameRule::Subdomain, "a a.b 0a my-topic.v1", "A a_b -a a- a..b .a a."),
            (NameRule::Label, "a 0a a-b", "a.b A a-"),
            (NameRule::Service, "a a-0", "0a a.b A"),
            (NameRule::Path, "a system:node A_b a.b", ". .. a/b a%b"),
        ] {
            assert!(good.split(' ').all(|name| rule.allows(name)), "{rule:?}");
            assert!(bad.split(' ').all(|name| !rule.allows(name)), "{rule:?}");
        }
        assert!(!NameRule::Label.allows(&long) && NameRule::Subdomain.allows(&long));
        assert!(!NameRule::Subdomain.allows(&format!("{long}.{long}.{long}.{long}")));
        assert!(!NameRule::CronJob.allows(&"a".repeat(53)) && NameRule::CronJob.allows(&"a".repeat(52)));
        assert!([NameRule::Subdomain, NameRule::Label, NameRule::Path].iter().all(|rule| !rule.allows("")));
    }

    #[test]
    fn keys_may_have_a_prefix() {
        for (key, is) in [
            ("app", true),
            ("strimzi.io/cluster", true),
            ("App_v.1", true),
            ("a/b/c", false),
            ("/a", false),
            ("a/", false),
            ("Strimzi.io/x", false),
            ("a b", false),
            ("-a", false),
        ] {
            assert_eq!(is_key(key, false), is, "{key}");
        }
        assert!(is_key("Strimzi.io/x", true));
        assert!(is_label_value("") && is_label_value("3.6") && !is_label_value("a b") && !is_label_value("a-"));
        assert!(is_data_key(".a") && is_data_key("log4j2.properties") && !is_data_key("..a") && !is_data_key("a/b"));
    }
}
