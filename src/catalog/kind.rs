//! The types of Kafka settings: what text each one takes, in the way of Kafka's own reader.
//!
//! Source: `org.apache.kafka.common.config.ConfigDef.parseType`, Kafka 3.5 to 4.3.

use std::fmt;

/// The type of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`, in any case.
    Boolean,
    /// A whole number of 16 bits.
    Short,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// A number.
    Double,
    /// Any text.
    String,
    /// Texts between commas.
    List,
    /// The full name of a Java class, which must be on the class path.
    Class,
    /// Any text; shown to nobody.
    Password,
}

/// What a whole number counts, as far as the setting's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The key ends in `.ms`.
    Milliseconds,
    /// The key ends in `.seconds`.
    Seconds,
    /// The key ends in `.minutes`.
    Minutes,
    /// The key ends in `.hours`.
    Hours,
    /// The key ends in `.bytes`.
    Bytes,
}

/// Why a value is not taken, and what is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, as the end of a headline: "`maybe` is not a boolean".
    pub what: String,
    /// What to write instead, as a help: "write `true` or `false`".
    pub allowed: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}; {}", self.what, self.allowed)
    }
}

/// A text as a value of its kind, ready to be judged further.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Short, int, long and double alike: Kafka compares all of them as doubles.
    Number(f64),
    Text(&'a str),
    List(Vec<&'a str>),
    Other,
}

impl Kind {
    /// By Kafka's name for it.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "BOOLEAN" => Kind::Boolean,
            "SHORT" => Kind::Short,
            "INT" => Kind::Int,
            "LONG" => Kind::Long,
            "DOUBLE" => Kind::Double,
            "STRING" => Kind::String,
            "LIST" => Kind::List,
            "CLASS" => Kind::Class,
            "PASSWORD" => Kind::Password,
            _ => return None,
        })
    }

    /// Whether its values are whole numbers, so that a unit makes sense.
    pub const fn is_whole(self) -> bool {
        matches!(self, Kind::Short | Kind::Int | Kind::Long)
    }

    /// What it is called in a sentence.
    pub const fn noun(self) -> &'static str {
        match self {
            Kind::Boolean => "a boolean",
            Kind::Short | Kind::Int | Kind::Long => "a whole number",
            Kind::Double => "a number",
            Kind::String => "a text",
            Kind::List => "a list",
            Kind::Class => "the name of a Java class",
            Kind::Password => "a password",
        }
    }

    /// Reads a text as Kafka does: blanks around it do not count.
    pub(super) fn read(self, text: &str) -> Result<Value<'_>, Refusal> {
        let trimmed = text.trim_matches(|char| char <= ' ');
        let value = match self {
            Kind::Boolean => is_boolean(trimmed).then_some(Value::Other),
            Kind::Short => trimmed.parse::<i16>().ok().map(|number| Value::Number(f64::from(number))),
            Kind::Int => trimmed.parse::<i32>().ok().map(|number| Value::Number(f64::from(number))),
            Kind::Long => trimmed.parse::<i64>().ok().map(|number| Value::Number(as_double(number))),
            Kind::Double => java_double(trimmed).map(Value::Number),
            Kind::String => Some(Value::Text(trimmed)),
            Kind::List => Some(Value::List(members(trimmed))),
            Kind::Class => is_class_name(trimmed).then_some(Value::Other),
            Kind::Password => Some(Value::Other),
        };
        value.ok_or_else(|| self.refusal(trimmed))
    }

    fn refusal(self, text: &str) -> Refusal {
        let (what, allowed) = match self {
            Kind::Short | Kind::Int | Kind::Long if text.parse::<i128>().is_ok() => {
                (format!("`{text}` is too large or too small"), self.range())
            }
            Kind::Boolean => (self.not(text), "write `true` or `false`".to_owned()),
            Kind::Short | Kind::Int | Kind::Long => (self.not(text), "write digits only, such as `1000`".to_owned()),
            Kind::Double => (self.not(text), "write a number, such as `0.5`".to_owned()),
            _ => (self.not(text), "write it with its package, such as `org.example.Name`".to_owned()),
        };
        Refusal { what, allowed }
    }

    fn not(self, text: &str) -> String {
        format!("`{text}` is not {}", self.noun())
    }

    fn range(self) -> String {
        let (low, high) = match self {
            Kind::Short => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Kind::Int => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        format!("write a whole number from {low} to {high}")
    }
}

impl Unit {
    /// By the ending of a key. It says so only of whole numbers: no key of Kafka 3.5 to 4.3 that ends so counts anything
    /// else, while those in `.size`, `.time` and `.per.second` count all sorts of things and have no unit here.
    pub(super) fn of(key: &str, kind: Kind) -> Option<Self> {
        Self::of_whole(key).filter(|_| kind.is_whole())
    }

    /// What the whole number counts that a setting of this name has.
    pub fn of_whole(key: &str) -> Option<Self> {
        Some(match key.rsplit_once('.')?.1 {
            "ms" => Unit::Milliseconds,
            "seconds" => Unit::Seconds,
            "minutes" => Unit::Minutes,
            "hours" => Unit::Hours,
            "bytes" => Unit::Bytes,
            _ => return None,
        })
    }

    /// How many milliseconds one of it has; nothing for bytes.
    pub const fn millis(self) -> Option<i64> {
        match self {
            Unit::Milliseconds => Some(1),
            Unit::Seconds => Some(1000),
            Unit::Minutes => Some(60_000),
            Unit::Hours => Some(3_600_000),
            Unit::Bytes => None,
        }
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

#[expect(clippy::cast_precision_loss, reason = "Kafka compares longs with their bounds as doubles")]
fn as_double(number: i64) -> f64 {
    number as f64
}

/// `Double.parseDouble` without its hexadecimal form: an exponent and a trailing `d` or `f` are fine, `inf` is not.
fn java_double(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "NaN" || unsigned == "Infinity" {
        return text.parse().ok();
    }
    let digits = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    plain.then(|| digits.parse().ok())?
}

/// A list between commas. Blanks around a comma do not count; the empty text is the empty list.
pub(super) fn members(text: &str) -> Vec<&str> {
    if text.is_empty() { Vec::new() } else { text.split(',').map(str::trim_ascii).collect() }
}

/// Whether it could be a class: whether there is one of that name only the broker knows.
fn is_class_name(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|char: char| char.is_alphabetic() || char == '_' || char == '$')
            && part.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '$')
    };
    text.split('.').all(is_name)
}
