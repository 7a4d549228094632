//! The filters that templates may use. Our own only say what a value is for; how it is written there is decided when the
//! text is settled.

use super::block::Block;
use super::fault::Flaw;
use super::marks::{self, END, FRAME, Kind};
use super::traced::{Mark, write_plain};
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Output, State, Value, filters};
use std::fmt::{self, Write};

/// All of them.
#[cfg(test)]
pub(super) const ALLOWED: &[&str] = &[
    "block", "code", "comment", "deeper", "default", "fenced", "flow", "format", "join", "lower", "or_null", "prose",
    "replace", "tojson", "upper", "verbatim", "word",
];

/// Gives an environment its filters.
pub(super) fn add(env: &mut Environment<'_>) {
    // These pass marks on. Others (`trim`, `length`, `int`) would count, cut or lose them.
    env.add_filter("default", filters::default);
    env.add_filter("format", filters::format);
    env.add_filter("join", filters::join);
    env.add_filter("lower", filters::lower);
    env.add_filter("replace", filters::replace);
    env.add_filter("upper", filters::upper);

    env.add_filter("block", |value: &Value| match Block::of(value) {
        Some(block) => Ok(Value::from_safe_string(block.framed())),
        None => Err(error(Flaw::NotBlock)),
    });
    env.add_filter("code", |value: &Value| meant_for(Kind::Code, "", value));
    env.add_filter("comment", |value: &Value| meant_for(Kind::Comment, "", value));
    env.add_filter("deeper", |text: &str| Value::from_safe_string(deeper(text)));
    env.add_filter("prose", |value: &Value| meant_for(Kind::Prose, "", value));
    env.add_filter("verbatim", |value: &Value| meant_for(Kind::Verbatim, "", value));
    env.add_filter("word", |value: &Value| meant_for(Kind::Word, "", value));
    env.add_filter("fenced", |value: &Value, language: Option<&str>| {
        meant_for(Kind::Fenced, &format!("{}\n", language.unwrap_or_default()), value)
    });
    env.add_filter("flow", |value: &Value| laid_out(|out| flow(out, value)));
    env.add_filter("or_null", or_null);
    env.add_filter("tojson", |value: &Value| {
        let mut out = String::new();
        json(&mut out, value)?;
        Ok::<_, Error>(Value::from(out))
    });
}

/// Laid out text one level deeper: two blanks before each line that is not empty. The lines of a value are not touched; they
/// get their place when the text is settled.
fn deeper(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut fresh, mut framed) = (true, false);
    for c in text.chars() {
        if fresh && c != '\n' {
            out.push_str("  ");
        }
        framed = c == FRAME || framed && c != END;
        fresh = c == '\n' && !framed;
        out.push(c);
    }
    out
}

/// What is done with every value that a template writes: text that was laid out passes, a scalar gets its frame.
pub(super) fn write_value(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if value.is_safe() => Ok(out.write_str(text)?),
        _ => {
            // One piece, as each write goes through a few layers.
            let mut text = String::with_capacity(96);
            frame(&mut text, value)?;
            Ok(out.write_str(&text)?)
        }
    }
}

/// A flaw, as the template language passes errors on.
pub(super) fn error(flaw: Flaw) -> Error {
    Error::new(ErrorKind::InvalidOperation, flaw.to_string()).with_source(flaw)
}

/// A scalar as text that knows what it is meant for.
fn meant_for(kind: Kind, before: &str, value: &Value) -> Result<Value, Error> {
    scalar_kind(value)?;
    laid_out(|out| {
        out.extend([FRAME, kind.mark()]);
        out.push_str(before);
        write_scalar(out, value)?;
        out.push(END);
        Ok(())
    })
}

fn laid_out(write: impl FnOnce(&mut String) -> Result<(), Error>) -> Result<Value, Error> {
    let mut out = String::new();
    write(&mut out)?;
    Ok(Value::from_safe_string(out))
}

/// A scalar in its frame.
fn frame(out: &mut String, value: &Value) -> Result<(), Error> {
    out.extend([FRAME, scalar_kind(value)?.mark()]);
    write_scalar(out, value)?;
    out.push(END);
    Ok(())
}

/// A scalar's text, with its marks.
fn write_scalar(out: &mut String, value: &Value) -> fmt::Result {
    match (value.as_str(), mark(value)) {
        (Some(text), _) => out.push_str(text),
        (None, Some(mark)) => mark.write(out)?,
        (None, None) => write_plain(out, value)?,
    }
    Ok(())
}

/// Whether a value is text or not; an error if it is no scalar.
fn scalar_kind(value: &Value) -> Result<Kind, Error> {
    let inner = mark(value).map_or(value, |mark| &mark.value);
    match inner.kind() {
        ValueKind::String => Ok(Kind::Text),
        ValueKind::Bool => Ok(Kind::Bare),
        ValueKind::Number => {
            let finite = inner.is_integer() || f64::try_from(inner.clone()).is_ok_and(f64::is_finite);
            if finite { Ok(Kind::Bare) } else { Err(error(Flaw::Nothing)) }
        }
        ValueKind::None | ValueKind::Undefined => Err(error(Flaw::Nothing)),
        other => Err(error(Flaw::NotScalar(other.to_string()))),
    }
}

/// What a value is if it is traced.
pub(super) fn mark(value: &Value) -> Option<&Mark> {
    value.downcast_object_ref::<Mark>()
}

/// A list or a map on one line of YAML; each scalar in it is laid out by itself.
fn flow(out: &mut String, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => {
            out.push('[');
            for (number, item) in value.try_iter()?.enumerate() {
                out.push_str(if number > 0 { ", " } else { "" });
                flow(out, &item)?;
            }
            out.push(']');
        }
        ValueKind::Map => {
            out.push('{');
            for (number, key) in value.try_iter()?.enumerate() {
                out.push_str(if number > 0 { ", " } else { " " });
                frame(out, &key)?;
                out.push_str(": ");
                flow(out, &value.get_item(&key)?)?;
            }
            out.push_str(if out.ends_with('{') { "}" } else { " }" });
        }
        _ => frame(out, value)?,
    }
    Ok(())
}

/// The value, or `null`.
fn or_null(value: &Value) -> Result<Value, Error> {
    let null = |before: &str, after: &str| {
        laid_out(|out| {
            out.extend([FRAME, Kind::Bare.mark()]);
            out.push_str(before);
            out.push_str("null");
            out.push_str(after);
            out.push(END);
            Ok(())
        })
    };
    match mark(value) {
        Some(mark) if mark.value.is_none() => {
            let mut before = String::new();
            marks::open(&mut before, &mark.origin);
            null(&before, marks::close().encode_utf8(&mut [0; 4]))
        }
        None if value.is_none() => null("", ""),
        _ => Ok(value.clone()),
    }
}

/// JSON text; the marks of values stay around what they became.
fn json(out: &mut String, value: &Value) -> Result<(), Error> {
    if let Some(mark) = mark(value) {
        marks::open(out, &mark.origin);
        json(out, &mark.value)?;
        out.push(marks::close());
        return Ok(());
    }
    match value.kind() {
        ValueKind::None => out.push_str("null"),
        ValueKind::Seq | ValueKind::Iterable => {
            out.push('[');
            for (number, item) in value.try_iter()?.enumerate() {
                out.push_str(if number > 0 { "," } else { "" });
                json(out, &item)?;
            }
            out.push(']');
        }
        ValueKind::Map => {
            out.push('{');
            for (number, key) in value.try_iter()?.enumerate() {
                out.push_str(if number > 0 { "," } else { "" });
                let mut name = String::new();
                write_scalar(&mut name, &key)?;
                json_string(out, &name);
                out.push(':');
                json(out, &value.get_item(&key)?)?;
            }
            out.push('}');
        }
        _ => match (scalar_kind(value)?, value.as_str()) {
            (_, Some(text)) => json_string(out, text),
            _ => write_plain(out, value)?,
        },
    }
    Ok(())
}

fn json_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
