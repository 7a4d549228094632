//! The way from a document's root to a node, as people and as programs write it.

use std::borrow::Cow;
use std::fmt;

/// A way into a document. Shown as people write it: `spec.kafka.config."min.insync.replicas"`, `spec.listeners[1]`; the root is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path<'b> {
    steps: Vec<Step<'b>>,
}

/// One step of a way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step<'b> {
    /// To the value of a key.
    Key(Cow<'b, str>),
    /// To an item, from 0.
    Index(usize),
}

impl<'b> Path<'b> {
    /// The way of these steps.
    pub fn new(steps: Vec<Step<'b>>) -> Self {
        Path { steps }
    }

    /// Its steps.
    pub fn steps(&self) -> &[Step<'b>] {
        &self.steps
    }

    /// As a JSON pointer (RFC 6901): `/spec/listeners/1`.
    pub fn pointer(&self) -> String {
        let step = |step: &Step<'_>| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        };
        self.steps.iter().map(step).collect()
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Index(index) => write!(out, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if at == 0 { "" } else { "." };
                    if is_word(key) { write!(out, "{dot}{key}")? } else { write!(out, "{dot}{key:?}")? }
                }
            }
        }
        Ok(())
    }
}

/// Whether a key needs no quotes: letters, digits, `_` and `-`, and no digit first.
fn is_word(key: &str) -> bool {
    let inside = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    key.chars().all(inside) && key.chars().next().is_some_and(|first| !first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_no_words_are_quoted() {
        let steps = ["spec", "min.insync.replicas", "", "0", "a\"b"].map(|key| Step::Key(key.into()));
        let path = Path::new([steps.to_vec(), vec![Step::Index(1)]].concat());
        assert_eq!(path.to_string(), r#"spec."min.insync.replicas".""."0"."a\"b"[1]"#);
        assert_eq!(Path::default().to_string(), "");
    }

    #[test]
    fn pointers_escape_tilde_and_slash() {
        let path = Path::new(vec![Step::Key("strimzi.io/~x".into()), Step::Index(2)]);
        assert_eq!(path.pointer(), "/strimzi.io~1~0x/2");
    }
}
