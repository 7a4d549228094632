//! Human units in, canonical ones out: one file per unit, each with a reader of the human form and a printer per dialect.
//!
//! Nobody formats a quantity by hand: what Kubernetes, Kafka, the JVM or Prometheus want to read is a method with that name.

mod bytes;
mod count;
mod cpu;
mod date;
mod duration;
mod misread;
mod rate;
mod ratio;
mod scale;

pub use bytes::Bytes;
pub use count::{Count, counted};
pub use cpu::Cpu;
pub use date::Date;
pub use duration::Duration;
pub use misread::{Misread, Mistake};
pub use rate::Rate;
pub use ratio::Ratio;
pub(crate) use scale::nearest;

use serde::de::{self, Deserializer, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A unit that people write as text, such as `"7d"`.
pub trait Human: Sized {
    /// What it is, with its article: "a duration".
    const WHAT: &'static str;
    /// How it may be written, for people: with its article, units in backticks.
    const FORM: &'static str;
    /// How it is written.
    const EXAMPLE: &'static str;
    /// What the editor's schema says of the text.
    const PATTERN: &'static str;
    /// Whether a bare number says enough.
    const BARE: bool = false;

    /// Reads the human form.
    ///
    /// # Errors
    /// [`Misread`] says what is wrong with the text and what to write.
    fn read(text: &str) -> Result<Self, Misread>;

    /// Reads a bare number; most units refuse it, since a number alone does not say what it counts.
    ///
    /// # Errors
    /// [`Misread`] says which unit to add.
    fn read_number(number: f64) -> Result<Self, Misread>;
}

/// Reads a unit for serde; a [`Misread`] travels through serde's error in its wire form.
fn deserialize<'de, T: Human, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    struct Reader<T>(PhantomData<T>);

    impl<T: Human> Visitor<'_> for Reader<T> {
        type Value = T;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(out, "{} such as {:?}", T::WHAT, T::EXAMPLE)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            T::read(text).map_err(|misread| E::custom(misread.to_wire()))
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
            #[expect(clippy::cast_precision_loss, reason = "numbers beyond 2^52 are out of every unit's range anyway")]
            let number = number as f64;
            self.visit_f64(number)
        }

        fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
            T::read_number(number).map_err(|misread| E::custom(misread.to_wire()))
        }
    }

    from.deserialize_any(Reader(PhantomData))
}

/// serde and schemars for a unit, in its own file beside its reader and printers.
macro_rules! written_as_text {
    ($unit:ident) => {
        impl<'de> serde::Deserialize<'de> for $unit {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                super::deserialize(from)
            }
        }

        impl schemars::JsonSchema for $unit {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($unit).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                use super::Human;
                let types: &[&str] = if <$unit>::BARE { &["string", "number"] } else { &["string"] };
                let mut schema = schemars::json_schema!({
                    "title": <$unit>::FORM, "pattern": <$unit>::PATTERN, "examples": [<$unit>::EXAMPLE],
                });
                schema.insert("type".to_owned(), types.into());
                schema
            }
        }
    };
}
use written_as_text;

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in backticks in the words about a form, each as it would be written.
    #[track_caller]
    fn reads_what_it_names<T: Human>() {
        for word in T::FORM.split('`').skip(1).step_by(2) {
            let text =
                if word.starts_with(|c: char| c.is_ascii_digit()) { word.to_owned() } else { format!("1{word}") };
            let read = T::read(&text).is_ok() || text.parse().is_ok_and(|number| T::read_number(number).is_ok());
            assert!(read, "{text} is no {}", T::WHAT);
        }
    }

    #[test]
    fn forms_are_what_is_read() {
        reads_what_it_names::<Bytes>();
        reads_what_it_names::<Cpu>();
        reads_what_it_names::<Date>();
        reads_what_it_names::<Duration>();
        reads_what_it_names::<Ratio>();
    }
}
