//! Client libraries: what each calls Kafka's settings, and code in which a client's own values are filled in.

use super::reading::{Malformed, toml};
use serde::Deserialize;
use std::collections::BTreeMap;

/// All that `libraries.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Libraries {
    #[serde(rename = "libraries")]
    all: Vec<Library>,
}

/// A client library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// What else people call it, in lower case.
    also: Vec<String>,
    /// The version whose names and defaults these are.
    pub version: String,
    /// The language of its code, as code blocks name it.
    pub fence: String,
    /// What its source files end in; empty if that is open.
    pub ending: String,
    /// How a text becomes a literal of its code.
    pub quoting: Quoting,
    /// The form in which it reads certificates and keys.
    #[serde(default)]
    pub keys: Keys,
    /// How it says when a write counts as done.
    pub acks: Acks,
    /// How it calls the codecs that it can use.
    pub codecs: BTreeMap<String, String>,
    /// What is installed beside it for a codec.
    pub extras: BTreeMap<String, String>,
    /// What it calls the settings that matter here.
    pub settings: Vec<LibrarySetting>,
    /// Code that makes a producer.
    pub producer: Snippet,
    /// Code that makes a consumer.
    pub consumer: Snippet,
    /// Code that writes one record.
    pub publish: Option<Snippet>,
    /// Code that handles records, with dead letters and commits.
    pub consume: Option<Snippet>,
    /// Code that starts and stops a consumer with its application.
    pub serve: Option<Snippet>,
}

/// A setting in the words of a library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibrarySetting {
    /// What it is about.
    pub of: Matter,
    /// What the library calls it.
    pub key: String,
    /// What to write; nothing where that depends on the client.
    pub value: Option<String>,
    /// What holds where it is not written.
    pub otherwise: String,
}

/// What a setting of a library is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// When a write counts as done.
    Acks,
    /// Whether a write that is tried again can stand twice.
    Idempotence,
    /// The largest request that a producer sends.
    MaxRequest,
    /// Where a group begins that has no position.
    Reset,
    /// Who says that records were handled.
    Commit,
    /// How long handling may take before the group goes on without the member.
    Poll,
}

/// How a library says when a write counts as done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acks {
    /// When all copies in sync have it.
    pub all: String,
    /// When the leader has it.
    pub leader: String,
    /// When it is sent.
    pub none: String,
}

/// The form in which a library reads certificates and keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keys {
    /// As texts, each in a file of its own.
    #[default]
    Pem,
    /// Certificate and key in one store with a password; the authority's certificate as a text, as Java's clients take it.
    Pkcs12,
}

/// How a text becomes a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quoting {
    /// In double quotes, as Python, Go, JavaScript and Java read alike.
    Code,
    /// As the value of a line in a file of properties.
    Properties,
}

/// Code with holes: `{name}` is filled with a value, `{name?}` with nothing. A line with a hole whose name has no value is
/// left out.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Snippet(String);

impl Libraries {
    pub(super) fn read() -> Result<Self, Malformed> {
        toml("libraries.toml")
    }

    /// The library that people mean by a name.
    pub fn named(&self, name: &str) -> Option<&Library> {
        let name = name.trim().to_lowercase().replace(['_', ' '], "-");
        self.all.iter().find(|library| library.name == name || library.also.contains(&name))
    }

    /// The one whose names for settings are Kafka's own.
    pub fn with_kafkas_names(&self) -> Option<&Library> {
        self.named("kafka-clients")
    }

    /// All of them.
    pub fn all(&self) -> &[Library] {
        &self.all
    }
}

impl Library {
    /// Its words for something.
    pub fn setting(&self, of: Matter) -> Option<&LibrarySetting> {
        self.settings.iter().find(|setting| setting.of == of)
    }
}

impl Quoting {
    /// A text as a literal.
    pub fn literal(self, text: &str) -> String {
        match self {
            // JSON's strings mean the same in each of these languages.
            Quoting::Code => serde_json::Value::from(text).to_string(),
            Quoting::Properties => {
                let mut out = String::with_capacity(text.len());
                for c in text.chars() {
                    match c {
                        '\\' => out.push_str("\\\\"),
                        '\n' => out.push_str("\\n"),
                        '\r' => out.push_str("\\r"),
                        '\t' => out.push_str("\\t"),
                        ' ' if out.is_empty() => out.push_str("\\ "),
                        c => out.push(c),
                    }
                }
                out
            }
        }
    }
}

impl Snippet {
    /// The code with its holes filled.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let lines = self.0.lines().filter_map(|line| filled(line, &value));
        let lines: Vec<String> = lines.collect();
        lines.join("\n").trim().to_owned()
    }

    /// The names of its holes.
    #[cfg(test)]
    pub(super) fn holes(&self) -> std::collections::BTreeSet<String> {
        let seen = std::cell::RefCell::default();
        self.fill(|name| {
            std::cell::RefCell::<std::collections::BTreeSet<String>>::borrow_mut(&seen).insert(name.to_owned());
            Some(String::new())
        });
        seen.into_inner()
    }
}

/// A line with its holes filled; nothing if one has no value.
fn filled(line: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let (mut out, mut rest) = (String::with_capacity(line.len()), line);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some((name, asked, behind)) = hole(after) {
            let text = value(name)?;
            out.push_str(if asked { "" } else { &text });
            rest = behind;
        } else {
            out.push('{');
            rest = after;
        }
    }
    Some(out + rest)
}

/// The name of a hole behind its brace, whether it only asks, and what follows it. Other braces are the code's own.
fn hole(after: &str) -> Option<(&str, bool, &str)> {
    let (inside, behind) = after.split_once('}')?;
    let name = inside.strip_suffix('?').unwrap_or(inside);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_name.then_some((name, name.len() < inside.len(), behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_a_value_are_left_out() {
        let snippet = Snippet("a({x})\n{y?}b\nc {{x}} { z } {Z}\nd {y}\n{x?}e".to_owned());
        let fill = |name: &str| (name == "x").then(|| "1".to_owned());
        assert_eq!(snippet.fill(fill), "a(1)\nc {1} { z } {Z}\ne");
    }

    #[test]
    fn values_are_not_read_as_holes() {
        let snippet = Snippet("{x} {y}".to_owned());
        assert_eq!(snippet.fill(|name| Some(if name == "x" { "{y}" } else { "2" }.to_owned())), "{y} 2");
    }

    #[test]
    fn literals_hold_any_text() {
        assert_eq!(Quoting::Code.literal("a\"b\\c\nd"), r#""a\"b\\c\nd""#);
        assert_eq!(Quoting::Properties.literal(" a\\b\nc d"), "\\ a\\\\b\\nc d");
    }
}
