//! A serde deserializer over the TOML tree that files each fault at its place and goes on.

use super::fault::{Fault, Sink, suggest};
use super::ids;
use crate::diag::Span;
use crate::spec::field::{EITHER, FIELD};
use serde::de::value::{MapAccessDeserializer, SeqDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use toml::Spanned;
use toml::de::{DeString, DeValue};

/// A value, its place, and the place of its key.
#[derive(Clone, Copy)]
pub(super) struct Node<'a, 'i> {
    value: &'a DeValue<'i>,
    at: Span,
    key_at: Span,
    sink: &'a Sink<'a>,
}

impl<'a, 'i> Node<'a, 'i> {
    /// The whole spec.
    pub(super) fn root(value: &'a DeValue<'i>, at: Span, sink: &'a Sink<'a>) -> Self {
        Node { value, at, key_at: at, sink }
    }

    fn item(value: &'a Spanned<DeValue<'i>>, sink: &'a Sink<'a>) -> Self {
        let at = sink.at(value.span());
        Node { value: value.get_ref(), at, key_at: at, sink }
    }

    fn entry(key: &'a Spanned<DeString<'i>>, value: &'a Spanned<DeValue<'i>>, sink: &'a Sink<'a>) -> Self {
        Node { value: value.get_ref(), at: sink.at(value.span()), key_at: sink.at(key.span()), sink }
    }

    /// Files what went wrong with this value here, if it has not been filed further in.
    fn settle<T>(&self, result: Result<T, Fault>) -> Result<T, Fault> {
        result.map_err(|fault| self.sink.report(self.at, fault))
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault>
    where
        'a: 'de,
        'i: 'a,
    {
        match self.value {
            DeValue::String(text) => match forbidden_character(text) {
                Some(character) => Err(bad_character(character)),
                None => visitor.visit_str(text),
            },
            DeValue::Boolean(flag) => visitor.visit_bool(*flag),
            DeValue::Datetime(moment) => visitor.visit_string(moment.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(Fault::new(ids::OUT_OF_RANGE, "this number does not fit in 64 bits", None)),
            },
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => Err(Fault::new(ids::WRONG_TYPE, "this is no number", None)),
            },
            DeValue::Array(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.iter().map(|item| Item(Node::item(item, self.sink)))))
            }
            DeValue::Table(table) => visitor.visit_map(Entries::new(table, None, self.sink)),
        }
    }
}

impl<'de, 'a: 'de, 'i: 'a> Deserializer<'de> for Node<'a, 'i> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.settle(self.visit(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        match (name, self.value) {
            (FIELD, _) => visitor.visit_map(Placed(Some(self))),
            (EITHER, DeValue::Table(_)) => visitor.visit_some(self),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.value {
            DeValue::Table(table) => self.settle(visitor.visit_map(Entries::new(table, Some(known), self.sink))),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.value {
            DeValue::String(text) => {
                self.settle(visitor.visit_enum(<&str as IntoDeserializer<'_, Fault>>::into_deserializer(text)))
            }
            DeValue::Table(table) if table.len() == 1 => {
                self.settle(visitor.visit_enum(MapAccessDeserializer::new(Entries::new(table, None, self.sink))))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct
        map identifier ignored_any
    }
}

/// An item of a list.
struct Item<'a, 'i>(Node<'a, 'i>);

impl<'de, 'a: 'de, 'i: 'a> IntoDeserializer<'de, Fault> for Item<'a, 'i> {
    type Deserializer = Node<'a, 'i>;

    fn into_deserializer(self) -> Node<'a, 'i> {
        self.0
    }
}

/// The entries of a table. For a struct its keys are known: stray ones are complained about and left out.
struct Entries<'a, 'i> {
    iter: toml::map::Iter<'a, Spanned<DeString<'i>>, Spanned<DeValue<'i>>>,
    next: Option<Node<'a, 'i>>,
    known: Option<&'static [&'static str]>,
    sink: &'a Sink<'a>,
}

impl<'a, 'i> Entries<'a, 'i> {
    fn new(table: &'a toml::de::DeTable<'i>, known: Option<&'static [&'static str]>, sink: &'a Sink<'a>) -> Self {
        Entries { iter: table.iter(), next: None, known, sink }
    }

    /// Whether the reading goes on with this key.
    fn accepts(&self, key: &Spanned<DeString<'i>>, value: &Spanned<DeValue<'i>>) -> bool {
        let name: &str = key.get_ref();
        let span = self.sink.at(key.span());
        if let Some(character) = forbidden_character(name) {
            self.sink.report(span, bad_character(character));
            return false;
        }
        let Some(known) = self.known.filter(|known| !known.contains(&name)) else { return true };
        let help = match value.get_ref() {
            // `[topic.orders.v1]` is a table `v1` inside the topic `orders`, which nobody means.
            DeValue::Table(_) if crate::units::nearest(name, known.iter().copied()).is_none() => {
                format!(
                    "a name with dots is written in quotes: `[….\"….{name}\"]`; the keys here are: {}",
                    known.join(", ")
                )
            }
            _ => suggest(name, known),
        };
        self.sink.report(span, Fault::new(ids::UNKNOWN_KEY, format!("unknown key `{name}`"), Some(help)));
        false
    }
}

impl<'de, 'a: 'de, 'i: 'a> de::MapAccess<'de> for Entries<'a, 'i> {
    type Error = Fault;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        while let Some((key, value)) = self.iter.next() {
            if self.accepts(key, value) {
                self.next = Some(Node::entry(key, value, self.sink));
                let name: &str = key.get_ref();
                return seed.deserialize(<&str as IntoDeserializer<'_, Fault>>::into_deserializer(name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self.next.take().ok_or(Fault::Reported)?)
    }
}

/// A value preceded by its places, in the shape of a map with one entry.
struct Placed<'a, 'i>(Option<Node<'a, 'i>>);

impl<'de, 'a: 'de, 'i: 'a> de::MapAccess<'de> for Placed<'a, 'i> {
    type Error = Fault;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(node) = self.0 else { return Ok(None) };
        let places = [node.key_at.start(), node.key_at.end(), node.at.start(), node.at.end()];
        seed.deserialize(SeqDeserializer::new(places.into_iter())).map(Some)
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self.0.take().ok_or(Fault::Reported)?)
    }
}

/// A character that rendered texts use for themselves or that no YAML may hold: the Unicode noncharacters of the block
/// U+FDD0 to U+FDEF, and NUL.
fn forbidden_character(text: &str) -> Option<char> {
    let suspicious = text.bytes().any(|byte| byte == 0xEF || byte == 0);
    suspicious.then(|| text.chars().find(|c| matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\0'))).flatten()
}

fn bad_character(character: char) -> Fault {
    let text = format!("the character U+{:04X} cannot stand in any rendered file", u32::from(character));
    Fault::new(ids::BAD_CHARACTER, text, Some("leave it out".to_owned()))
}
