//! What a field of a view can hold.

use crate::units::{Bytes, Duration};
use std::collections::BTreeMap;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `bool`
    Truth,
    /// `int`
    Whole,
    /// `int`, in bytes
    Size,
    /// `duration`
    Time,
    /// `string`
    Text,
    /// `list(string)`
    Texts,
    /// `map(string, string)`
    Map,
}

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown<'v> {
    /// A truth.
    Truth(bool),
    /// A whole number, or a size.
    Whole(i64),
    /// A time.
    Time(Lasting),
    /// A text.
    Text(&'v str),
    /// Several texts.
    Texts(&'v [String]),
    /// Texts by name.
    Map(&'v BTreeMap<String, String>),
}

/// How long something lasts, in milliseconds; perhaps for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Lasting(pub i64);

/// How large something is, in bytes; perhaps without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub i64);

impl Lasting {
    /// Longer than every other time.
    pub const FOREVER: Lasting = Lasting(i64::MAX);

    /// As Kafka writes it: in milliseconds, and any negative number is for ever.
    pub const fn of_kafka(millis: i64) -> Self {
        if millis < 0 { Lasting::FOREVER } else { Lasting(millis) }
    }
}

impl From<Duration> for Lasting {
    fn from(duration: Duration) -> Self {
        Lasting(i64::try_from(duration.millis()).unwrap_or(i64::MAX))
    }
}

impl Amount {
    /// Larger than every other size.
    pub const UNLIMITED: Amount = Amount(i64::MAX);

    /// As Kafka writes it: in bytes, and any negative number is without limit.
    pub const fn of_kafka(bytes: i64) -> Self {
        if bytes < 0 { Amount::UNLIMITED } else { Amount(bytes) }
    }
}

impl From<Bytes> for Amount {
    fn from(bytes: Bytes) -> Self {
        Amount(i64::try_from(bytes.0).unwrap_or(i64::MAX))
    }
}

impl Kind {
    /// CEL's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Truth => "bool",
            Kind::Whole | Kind::Size => "int",
            Kind::Time => "duration",
            Kind::Text => "string",
            Kind::Texts => "list(string)",
            Kind::Map => "map(string, string)",
        }
    }
}

/// A type that a field of a view may have.
pub trait Viewed {
    /// What it holds.
    const KIND: Kind;
    /// Whether there may be no value.
    const MAYBE: bool = false;

    /// The value, if there is one.
    fn shown(&self) -> Option<Shown<'_>>;
}

/// Types whose value is there whenever the field is.
macro_rules! viewed {
    ($($type:ty => $kind:ident, |$value:ident| $shown:expr;)+) => {
        $(impl Viewed for $type {
            const KIND: Kind = Kind::$kind;

            fn shown(&self) -> Option<Shown<'_>> {
                let $value = self;
                Some($shown)
            }
        })+
    };
}

viewed! {
    bool => Truth, |value| Shown::Truth(*value);
    i64 => Whole, |value| Shown::Whole(*value);
    Amount => Size, |value| Shown::Whole(value.0);
    Lasting => Time, |value| Shown::Time(*value);
    String => Text, |value| Shown::Text(value);
    Vec<String> => Texts, |value| Shown::Texts(value);
    BTreeMap<String, String> => Map, |value| Shown::Map(value);
}

impl<T: Viewed> Viewed for Option<T> {
    const KIND: Kind = T::KIND;
    const MAYBE: bool = true;

    fn shown(&self) -> Option<Shown<'_>> {
        self.as_ref().and_then(Viewed::shown)
    }
}
