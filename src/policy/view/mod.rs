//! What rules of the house see: one flat struct a noun, the promise that outlives changes of everything below it.
//!
//! A field is never renamed or given another type or meaning; new ones may come. What they hold:
//!
//! * Whole numbers are `int`, sizes are `int` in bytes, processor time is `int` in thousandths of a core.
//! * Times are `duration`. "For ever", as Kafka's retention `-1`, is longer than every other time, and "without limit" is larger
//!   than every other size: `topic.retention <= duration('30d')` does not hold of a topic that keeps its records for ever.
//! * A text that nothing says is empty. A number, size or time that nothing says has no value: to read it is a mistake that is
//!   reported, so no rule passes because a key was left out. `has(topic.max_bytes)` asks whether there is one.

mod kind;
mod nouns;

pub use kind::{Amount, Kind, Lasting, Shown, Viewed};
pub use nouns::{Alert, Client, Cluster, Listener, Monitor, NOUNS, Object, Pool, Service, Topic, User};

/// A kind of thing that rules are asked of.
#[derive(Debug, PartialEq, Eq)]
pub struct Noun {
    /// Its word in `each`, and the name of the variable.
    pub word: &'static str,
    /// What it is, in a sentence.
    pub meaning: &'static str,
    /// What may be asked of it.
    pub fields: &'static [FieldInfo],
}

/// Something that may be asked of a thing.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its name.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub meaning: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether there may be no value.
    pub maybe: bool,
    /// All texts that it can be, if these are known; the empty one aside.
    pub words: &'static [&'static str],
}

/// A thing as rules see it.
pub trait View: Send + Sync {
    /// What kind of thing it is.
    fn noun(&self) -> &'static Noun;

    /// The value of a field; nothing if there is no value, or no such field.
    fn get(&self, field: &str) -> Option<Shown<'_>>;
}

impl Noun {
    /// The noun of that word.
    pub fn of(word: &str) -> Option<&'static Noun> {
        NOUNS.iter().find(|noun| noun.word == word)
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static FieldInfo> {
        self.fields.iter().find(|field| field.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_noun_and_field_is_said_once_and_has_a_meaning() {
        let mut words = BTreeSet::new();
        for noun in NOUNS {
            assert!(words.insert(noun.word), "{} is there twice", noun.word);
            let mut names = BTreeSet::new();
            for field in noun.fields {
                assert!(names.insert(field.name), "{}.{} is there twice", noun.word, field.name);
                assert!(field.meaning.ends_with('.'), "{}.{}: {:?}", noun.word, field.name, field.meaning);
                assert!(field.words.is_empty() || matches!(field.kind, Kind::Text | Kind::Texts));
            }
        }
        assert!(words.len() >= 10);
    }

    #[test]
    fn a_view_gives_what_its_fields_hold() {
        let topic = Topic { name: "a".into(), partitions: Some(3), ..Topic::default() };
        assert_eq!(topic.get("name"), Some(Shown::Text("a")));
        assert_eq!(topic.get("partitions"), Some(Shown::Whole(3)));
        assert_eq!(topic.get("replicas"), None);
        assert_eq!(topic.get("nonsense"), None);
        assert_eq!(topic.noun().word, "topic");
    }
}
