//! The functions that there are, with what they take and give. The tests hold the list to what really runs.

use super::types::Type;
use super::value::calls::{byte_size, duration, fits, get_hours, get_milliseconds, get_minutes, get_seconds, same};
use super::value::{Pattern, Time};
use cel::Env;
use cel::common::types::{CelBool, CelInt, CelString};

/// A function in one of its forms.
pub(super) struct Function {
    pub(super) name: &'static str,
    /// Whether it is called as `target.name(…)`; then the target is the first of what it takes.
    pub(super) member: bool,
    pub(super) takes: &'static [Takes],
    pub(super) gives: Gives,
}

/// What a function takes in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Takes {
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Time,
    List,
    Map,
}

/// What a function gives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gives {
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Time,
    Type,
}

/// The functions that are called alone.
macro_rules! alone {
    ($($name:literal ($($takes:ident),+) $gives:ident;)+) => {
        &[$(Function { name: $name, member: false, takes: &[$(Takes::$takes),+], gives: Gives::$gives }),+]
    };
}

/// The functions that are called on something.
macro_rules! members {
    ($($name:literal ($($takes:ident),+) $gives:ident;)+) => {
        &[$(Function { name: $name, member: true, takes: &[$(Takes::$takes),+], gives: Gives::$gives }),+]
    };
}

const ALONE: &[Function] = alone! {
    "bool"(Bool) Bool;
    "bool"(Text) Bool;
    "byte_size"(Text) Int;
    "bytes"(Text) Bytes;
    "bytes"(Bytes) Bytes;
    "double"(Double) Double;
    "double"(Int) Double;
    "double"(Uint) Double;
    "double"(Text) Double;
    "duration"(Text) Time;
    "duration"(Time) Time;
    "dyn"(Any) Any;
    "int"(Int) Int;
    "int"(Uint) Int;
    "int"(Double) Int;
    "int"(Text) Int;
    "matches"(Text, Text) Bool;
    "size"(Text) Int;
    "size"(Bytes) Int;
    "size"(List) Int;
    "size"(Map) Int;
    "string"(Text) Text;
    "string"(Bool) Text;
    "string"(Int) Text;
    "string"(Uint) Text;
    "string"(Double) Text;
    "string"(Bytes) Text;
    "type"(Any) Type;
    "uint"(Uint) Uint;
    "uint"(Int) Uint;
    "uint"(Double) Uint;
    "uint"(Text) Uint;
};

const MEMBERS: &[Function] = members! {
    "contains"(Text, Text) Bool;
    "endsWith"(Text, Text) Bool;
    "getHours"(Time) Int;
    "getMilliseconds"(Time) Int;
    "getMinutes"(Time) Int;
    "getSeconds"(Time) Int;
    "matches"(Text, Text) Bool;
    "size"(Text) Int;
    "size"(Bytes) Int;
    "size"(List) Int;
    "size"(Map) Int;
    "startsWith"(Text, Text) Bool;
};

/// What looks like a function and is rewritten before anything runs.
pub(super) const MACROS: &[&str] = &["all", "exists", "exists_one", "filter", "has", "map"];

/// Every form of every function.
pub(super) fn every() -> impl Iterator<Item = &'static Function> {
    ALONE.iter().chain(MEMBERS)
}

impl Takes {
    pub(super) fn accepts(self, given: &Type) -> bool {
        match self {
            Takes::Any => true,
            Takes::Bool => *given == Type::Bool,
            Takes::Int => *given == Type::Int,
            Takes::Uint => *given == Type::Uint,
            Takes::Double => *given == Type::Double,
            Takes::Text => *given == Type::Text,
            Takes::Bytes => *given == Type::Bytes,
            Takes::Time => *given == Type::Time,
            Takes::List => matches!(given, Type::List(_)),
            Takes::Map => matches!(given, Type::Map(..)),
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Takes::Any => "any value",
            Takes::Bool => "a bool",
            Takes::Int => "an int",
            Takes::Uint => "a uint",
            Takes::Double => "a double",
            Takes::Text => "a string",
            Takes::Bytes => "bytes",
            Takes::Time => "a duration",
            Takes::List => "a list",
            Takes::Map => "a map",
        }
    }
}

impl Gives {
    pub(super) fn r#type(self) -> Type {
        match self {
            Gives::Any => Type::Any,
            Gives::Bool => Type::Bool,
            Gives::Int => Type::Int,
            Gives::Uint => Type::Uint,
            Gives::Double => Type::Double,
            Gives::Text => Type::Text,
            Gives::Bytes => Type::Bytes,
            Gives::Time => Type::Time,
            Gives::Type => Type::Kind,
        }
    }
}

/// Adds the functions that CEL's library does not have.
pub(super) fn add(env: &mut Env) {
    // Each is refused only if there is one of its name and form already; the tests call all of them.
    let _: [Result<(), _>; 9] = [
        cel::add_overload!(env, fn duration: (CelString) -> Result<Time>, id = "string_to_duration"),
        cel::add_overload!(env, fn same: (Time) -> Time, name = "duration", id = "duration_to_duration"),
        cel::add_overload!(env, fn byte_size: (CelString) -> Result<CelInt>, name = "byte_size", id = "string_to_bytes_count"),
        cel::add_member_overload!(env, fn get_hours: (Time) -> CelInt, id = "duration_to_hours"),
        cel::add_member_overload!(env, fn get_minutes: (Time) -> CelInt, id = "duration_to_minutes"),
        cel::add_member_overload!(env, fn get_seconds: (Time) -> CelInt, id = "duration_to_seconds"),
        cel::add_member_overload!(env, fn get_milliseconds: (Time) -> CelInt, id = "duration_to_millis"),
        cel::add_overload!(env, fn fits: (CelString, Pattern) -> CelBool, name = "matches", id = "matches_pattern"),
        cel::add_member_overload!(env, fn fits: (CelString, Pattern) -> CelBool, name = "matches", id = "string_matches_pattern"),
    ];
}
