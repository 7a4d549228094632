//! Texts that are no CEL, in our words: the parser speaks of its grammar.

use super::Fault;
use cel::{ParseError, ParseErrors};
use std::ops::Range;

/// How long an expression may be, in bytes.
const LENGTH: usize = 10_000;
/// How many signs it may have, and how deep its brackets may nest: beyond that the parser, which calls itself, needs a stack
/// that nobody has promised.
const SIGNS: usize = 300;
const DEPTH: usize = 24;

/// Refuses a text that would be too much for the parser.
pub(super) fn refuse(text: &str) -> Result<(), Vec<Fault>> {
    let too_much = |place: Range<usize>, headline: String| {
        Err(vec![Fault { place, headline, help: Some("make several rules of it".to_owned()) }])
    };
    if text.trim().is_empty() {
        let help = "write an expression that is true or false, such as `topic.replicas >= 3`";
        let headline = "there is no expression".to_owned();
        return Err(vec![Fault { place: 0..text.len(), headline, help: Some(help.to_owned()) }]);
    }
    if text.len() > LENGTH {
        return too_much(0..text.len(), format!("the expression is longer than {LENGTH} bytes"));
    }
    let (mut depth, mut signs) = (0usize, 0usize);
    for (at, byte) in text.bytes().enumerate() {
        // Texts in quotes are counted too: it is simpler, and the limits leave room for them.
        match byte {
            b'(' | b'[' | b'{' => (depth, signs) = (depth + 1, signs + 1),
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'+' | b'-' | b'*' | b'/' | b'%' | b'<' | b'>' | b'=' | b'!' | b'?' | b'.' => signs += 1,
            _ => {}
        }
        if depth > DEPTH {
            return too_much(at..at + 1, format!("brackets are nested deeper than {DEPTH}"));
        }
        if signs > SIGNS {
            return too_much(at..at + 1, format!("the expression has more than {SIGNS} signs"));
        }
    }
    Ok(())
}

/// What the parser says, the first of it: what follows is mostly an echo.
pub(super) fn faults(text: &str, errors: &ParseErrors) -> Vec<Fault> {
    let first = errors.errors.iter().min_by_key(|error| (error.pos, error.msg.starts_with("Incomplete")));
    vec![first.map_or_else(|| unread(text, 0), |error| fault(text, error))]
}

fn fault(text: &str, error: &ParseError) -> Fault {
    let at = offset(text, error);
    let message = error.msg.strip_prefix("Syntax error: ").unwrap_or(&error.msg);
    let place = at..at + next(text, at).len();
    let with = |place: Range<usize>, headline: String, help: &str| Fault {
        place,
        headline,
        help: Some(help.to_owned()).filter(|help| !help.is_empty()),
    };
    if let Some(word) = message.strip_prefix("reserved identifier: ") {
        let headline = format!("CEL keeps the word `{word}` for itself");
        return with(
            at..at + word.len(),
            headline,
            "a variable is the thing that the rule is asked of, such as `topic`",
        );
    }
    if message.starts_with("unsupported syntax") {
        return with(
            place,
            "optional values are not spoken here".to_owned(),
            "ask with `has(…)` whether there is a value",
        );
    }
    match message {
        "invalid argument to has() macro" => {
            with(place, "`has` asks for a field".to_owned(), "write `has(topic.max_bytes)`")
        }
        "argument must be a simple name" | "argument is not an identifier" => {
            with(place, "the first argument is the name of a variable".to_owned(), "write `list.all(x, x != '')`")
        }
        _ if message.starts_with("invalid int literal") || message.starts_with("invalid uint literal") => {
            with(place, "this number does not fit in 64 bits".to_owned(), "")
        }
        _ if at >= text.trim_end().len() => {
            with(text.trim_end().len()..text.len(), "the expression ends too early".to_owned(), "write the rest of it")
        }
        _ if message.starts_with("token recognition error") => unrecognised(text, at),
        _ => unread(text, at),
    }
}

/// Something that no word or sign of CEL begins with.
fn unrecognised(text: &str, at: usize) -> Fault {
    let rest = text.get(at..).unwrap_or_default();
    let fault = |length: usize, headline: &str, help: &str| Fault {
        place: at..(at + length).min(text.len()),
        headline: headline.to_owned(),
        help: Some(help.to_owned()),
    };
    match rest.chars().next() {
        Some('=') => fault(1, "`=` is no sign of CEL", "write `==` to compare"),
        Some('&') => fault(1, "`&` is no sign of CEL", "write `&&` for both"),
        Some('|') => fault(1, "`|` is no sign of CEL", "write `||` for either"),
        Some(quote @ ('"' | '\'')) => {
            let closed = rest.get(1..).is_some_and(|rest| rest.contains(quote));
            if closed {
                fault(rest.len(), "this string has an escape that CEL does not know", "write `\\\\` for a backslash")
            } else {
                fault(rest.len(), "this string does not end", "close it with the quote that it begins with")
            }
        }
        _ => unread(text, at),
    }
}

fn unread(text: &str, at: usize) -> Fault {
    let word = next(text, at);
    let help = match word {
        "and" => "write `&&`",
        "or" => "write `||`",
        "not" => "write `!`",
        _ => "expressions are CEL: `topic.replicas >= 3 && topic.cleanup == 'delete'`",
    };
    // `not` is a name like any other; what comes behind it is what does not fit.
    let before = text.get(..at).unwrap_or_default().trim_end();
    let help = if before == "not" || before.ends_with(" not") { "write `!` for `not`" } else { help };
    Fault { place: at..at + word.len(), headline: format!("`{word}` cannot stand here"), help: Some(help.to_owned()) }
}

/// The word or sign at a byte.
fn next(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..length).unwrap_or_default()
}

/// The byte that the parser means. What the grammar refuses it counts in characters, all else in bytes, both from 1.
fn offset(text: &str, error: &ParseError) -> usize {
    let (line, column) = error.pos;
    let from_one = |number: isize| usize::try_from(number - 1).unwrap_or(0);
    let start: usize = text.split_inclusive('\n').take(from_one(line)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let within = if error.msg.starts_with("Syntax error") {
        rest.char_indices().nth(from_one(column)).map_or(rest.len(), |(at, _)| at)
    } else {
        from_one(column).min(rest.len())
    };
    let at = (start + within).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
