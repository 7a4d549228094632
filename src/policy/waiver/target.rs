//! Of what a waiver accepts findings: `topic."audit-*"`.

use crate::diag::Target;
use crate::policy::glob;
use std::fmt;

/// A kind and a name, in both of which `*` stands for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    kind: String,
    name: String,
}

impl Selector {
    /// Reads `kind.name`, the name in quotes where it holds anything but letters, digits, `-`, `_`, `/`, `.` and `*`.
    ///
    /// # Errors
    /// What is wrong with the text, and what to write.
    pub fn read(text: &str) -> Result<Self, (String, String)> {
        let text = text.trim();
        let is_kind =
            |kind: &str| !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric() || "-_*".contains(c));
        let Some((kind, name)) = text.split_once('.').filter(|(kind, _)| is_kind(kind)) else {
            let help = "write a kind and a name: `topic.\"audit-*\"`; all of a kind are `topic.*`";
            return Err((format!("{text:?} names nothing"), help.to_owned()));
        };
        let bare = |c: char| c.is_alphanumeric() || "-_/.*".contains(c);
        let bare = Some(name).filter(|name| !name.is_empty() && name.chars().all(bare));
        let Some(name) = unquoted(name).or(bare) else {
            let inner = name.trim_matches(['"', '\'']);
            let help = format!("write `{kind}.\"{}\"`", if inner.is_empty() { "*" } else { inner });
            return Err((format!("{name:?} is no name"), help));
        };
        Ok(Selector { kind: kind.to_owned(), name: name.to_owned() })
    }

    /// Whether it speaks of a thing.
    pub fn matches(&self, target: &Target) -> bool {
        glob::matches(&self.kind, target.kind) && glob::matches(&self.name, &target.name)
    }
}

/// What stands between quotes; nothing without quotes around all of it.
fn unquoted(name: &str) -> Option<&str> {
    let inner = ['"', '\''].into_iter().find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote))?;
    (!inner.is_empty() && !inner.contains(['"', '\''])).then_some(inner)
}

impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.\"{}\"", self.kind, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_and_speak_of_things() {
        for (text, kind, name, expected) in [
            ("topic.\"audit-*\"", "topic", "audit-dlq", true),
            ("topic.'audit-dlq'", "topic", "audit-dlq", true),
            ("topic.audit-dlq", "topic", "audit-dlq", true),
            ("topic.orders.v1", "topic", "orders.v1", true),
            ("topic.*", "topic", "anything at all", true),
            ("*.*", "listener", "hrms-kafka/plain", true),
            ("listener.hrms-kafka/*", "listener", "hrms-kafka/plain", true),
            ("topic.audit", "topic", "audit-dlq", false),
            ("topic.audit-dlq", "client", "audit-dlq", false),
            (" topic.a ", "topic", "a", true),
            ("topic.\"with blank\"", "topic", "with blank", true),
        ] {
            assert_eq!(Selector::read(text).unwrap().matches(&Target::new(kind, name)), expected, "{text}");
        }
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for (text, help) in [
            ("audit-dlq", "write a kind and a name: `topic.\"audit-*\"`; all of a kind are `topic.*`"),
            ("", "write a kind and a name: `topic.\"audit-*\"`; all of a kind are `topic.*`"),
            ("topic.", "write `topic.\"*\"`"),
            ("topic.\"\"", "write `topic.\"*\"`"),
            ("topic.\"a", "write `topic.\"a\"`"),
            ("topic.a b", "write `topic.\"a b\"`"),
        ] {
            assert_eq!(Selector::read(text).unwrap_err().1, help, "{text}");
        }
    }
}
