//! Values of any shape: a Kafka setting, and the tree of a patch.

use super::field::{Field, Named, custom};
use crate::units::Misread;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor, value::MapAccessDeserializer};
use std::borrow::Cow;
use std::fmt;

/// The value of a Kafka setting as it was written; a unit in it is read where the setting is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// A text, perhaps with a unit.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Fraction(f64),
    /// `true` or `false`.
    Flag(bool),
    /// Several, which Kafka wants joined by commas.
    List(Vec<Field<String>>),
}

/// A value of any shape, with the place of each part: what a patch adds.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A text; dates and times count as texts.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Fraction(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Field<Tree>>),
    /// A table.
    Table(Named<Tree>),
}

impl Setting {
    /// The text that Kafka reads; nothing if a part of a list was unreadable.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Setting::Text(text) => text.clone(),
            Setting::Whole(number) => number.to_string(),
            Setting::Fraction(number) => number.to_string(),
            Setting::Flag(flag) => flag.to_string(),
            Setting::List(items) => items
                .iter()
                .map(Field::get)
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .cloned()
                .collect::<Vec<_>>()
                .join(","),
        })
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Setting;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text, a number, `true` or `false`, or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Setting, E> {
                Ok(Setting::Text(text.to_owned()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Setting, E> {
                Ok(Setting::Whole(number))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Setting, E> {
                if number.is_finite() { Ok(Setting::Fraction(number)) } else { Err(custom(&not_finite(number))) }
            }

            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Setting, E> {
                Ok(Setting::Flag(flag))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Setting, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Setting::List(list))
            }
        }

        from.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Tree;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("any value")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Tree, E> {
                Ok(Tree::Text(text.to_owned()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Tree, E> {
                Ok(Tree::Whole(number))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Tree, E> {
                if number.is_finite() { Ok(Tree::Fraction(number)) } else { Err(custom(&not_finite(number))) }
            }

            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Tree, E> {
                Ok(Tree::Flag(flag))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Tree::List(list))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Tree, A::Error> {
                Named::deserialize(MapAccessDeserializer::new(map)).map(Tree::Table)
            }
        }

        from.deserialize_any(Reader)
    }
}

fn not_finite(number: f64) -> Misread {
    Misread {
        mistake: crate::units::Mistake::Range,
        text: format!("`{number}` is no number that YAML and Kafka can carry"),
        help: "write a finite number".to_owned(),
    }
}

impl JsonSchema for Setting {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "a text, a number, `true` or `false`, or a list of texts",
            "type": ["string", "number", "boolean", "array"],
            "items": { "type": "string" },
            "examples": ["7d", 3, true],
        })
    }
}

impl JsonSchema for Tree {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tree".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "title": "any value" })
    }
}
