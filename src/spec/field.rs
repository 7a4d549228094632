//! What was written for one key: nothing, something unreadable, or a value with its place.
//!
//! A key of a spec struct has the type [`Field`]; a table whose keys are names is [`Named`]; a key that takes a short and a
//! long form is [`Either`]. The reader recognises the three by their newtype names and hands them what serde has no words for.

use crate::diag::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// What was written for one key.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Field<T> {
    /// Nothing.
    #[default]
    Absent,
    /// Something that could not be read. The complaint has been made; whoever meets this keeps silent.
    Bad,
    /// A value, and where it stands.
    Given(T, Span),
}

/// A table whose keys are names that people choose, in the order in which they were written.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T> {
    entries: Vec<Entry<T>>,
}

/// One entry of such a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<T> {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub name_at: Span,
    /// What was written for it.
    pub value: Field<T>,
}

/// A key with a short form, one value, and a long one, a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Either<Short, Long> {
    /// One value.
    Short(Short),
    /// A table.
    Long(Long),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        self.given().map(|(value, _)| value)
    }

    /// The value and its place, if there is one.
    pub fn given(&self) -> Option<(&T, Span)> {
        match self {
            Field::Given(value, span) => Some((value, *span)),
            Field::Absent | Field::Bad => None,
        }
    }

    /// Where the value stands, if there is one.
    pub fn span(&self) -> Option<Span> {
        self.given().map(|(_, span)| span)
    }

    /// Whether nothing at all was written.
    pub fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    /// Whether something unreadable was written.
    pub fn is_bad(&self) -> bool {
        matches!(self, Field::Bad)
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named { entries: Vec::new() }
    }
}

impl<T> Named<T> {
    /// All entries, in the order in which they were written.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry<T>> {
        self.entries.iter()
    }

    /// The entry of that name.
    pub fn get(&self, name: &str) -> Option<&Entry<T>> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = &'a Entry<T>;
    type IntoIter = std::slice::Iter<'a, Entry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The newtype names by which the reader knows that a place, an entry or a choice is wanted.
pub(super) const FIELD: &str = "$field";
pub(super) const EITHER: &str = "$either";

/// The places that the reader hands over before a value: those of its key and its own, as starts and ends.
type Places = (u32, u32, u32, u32);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(FIELD, Placed(PhantomData)).map(|(_, field)| field)
    }
}

/// Reads a value with the place of its key. Never fails: what went wrong with the value is already in the sink.
struct Placed<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Placed<T> {
    type Value = (Span, Field<T>);

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let (key_start, key_end, start, end) = parts.next_key::<Places>()?.unwrap_or_default();
        let value = parts.next_value::<T>();
        let field = value.map_or(Field::Bad, |value| Field::Given(value, Span::new(start, end)));
        Ok((Span::new(key_start, key_end), field))
    }
}

/// An entry before its name is known.
struct Nameless<T>(Span, Field<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nameless<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(FIELD, Placed(PhantomData)).map(|(name_at, value)| Nameless(name_at, value))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Named<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    let Nameless(name_at, value) = map.next_value()?;
                    entries.push(Entry { name, name_at, value });
                }
                Ok(Named { entries })
            }
        }

        from.deserialize_map(Entries(PhantomData))
    }
}

impl<'de, Short: Deserialize<'de>, Long: Deserialize<'de>> Deserialize<'de> for Either<Short, Long> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Choice<Short, Long>(PhantomData<(Short, Long)>);

        // The reader calls `visit_newtype_struct` for a single value and `visit_some` for a table.
        impl<'de, Short: Deserialize<'de>, Long: Deserialize<'de>> Visitor<'de> for Choice<Short, Long> {
            type Value = Either<Short, Long>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a value or a table")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
                Short::deserialize(from).map(Either::Short)
            }

            fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
                Long::deserialize(from).map(Either::Long)
            }
        }

        from.deserialize_newtype_struct(EITHER, Choice(PhantomData))
    }
}

/// A custom error from a deserializer, in parts of the reader's own.
pub(super) fn custom<E: de::Error>(misread: &crate::units::Misread) -> E {
    E::custom(misread.to_wire())
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

impl<Short: JsonSchema, Long: JsonSchema> JsonSchema for Either<Short, Long> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}Or{}", Short::schema_name(), Long::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (short, long) = (generator.subschema_for::<Short>(), generator.subschema_for::<Long>());
        json_schema!({ "anyOf": [short, long] })
    }
}
