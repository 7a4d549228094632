//! The agent's small text functions: replacing groups, making names legal.

use regex::Captures;

/// One piece of a replacement text, as Java's `Matcher.replaceAll` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Characters that stand for themselves.
    Text(String),
    /// What a group has caught; nothing if it took no part.
    Group(usize),
}

/// Takes a replacement apart: `$12` is group 12 if there is one, else group 1 and a `2`; a backslash takes the next
/// character as it is. `Err` holds what the agent would stumble over, which ends its whole scrape.
pub(super) fn pieces(text: &str, groups: usize) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' => plain.push(rest.next().ok_or("\\")?),
            '$' => {
                let digit =
                    |next: Option<&char>| next.and_then(|c| c.to_digit(10)).and_then(|d| usize::try_from(d).ok());
                let mut group = digit(rest.peek()).filter(|group| *group <= groups).ok_or_else(|| {
                    let next = rest.peek().map(char::to_string).unwrap_or_default();
                    format!("${next}")
                })?;
                rest.next();
                while let Some(longer) = digit(rest.peek()).map(|d| group * 10 + d).filter(|longer| *longer <= groups) {
                    group = longer;
                    rest.next();
                }
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Group(group));
            }
            other => plain.push(other),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

/// Puts the groups in.
pub(super) fn fill(pieces: &[Piece], caught: &Captures<'_>) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Group(group) => caught.get(*group).map(|found| found.as_str().to_owned()).unwrap_or_default(),
    };
    pieces.iter().map(text).collect()
}

/// What may not stand in a name becomes `_`, several in a row become one, and a digit in front gets one before it.
pub(super) fn legal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        out.push('_');
    }
    let mut after_underscore = false;
    for character in name.chars() {
        let kept = character == ':' || character.is_ascii_alphanumeric();
        if kept {
            out.push(character);
        } else if !after_underscore {
            out.push('_');
        }
        after_underscore = !kept;
    }
    out
}

/// `RequestQueueSize` as `request_queue_size`; several capitals in a row stay together.
pub(super) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut may_split = false;
    for character in name.chars() {
        if character.is_uppercase() && may_split {
            out.push('_');
        }
        may_split = !(character.is_uppercase() || character == '_');
        out.extend(character.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Piece, legal, pieces, snake_case};

    #[test]
    fn as_many_digits_as_there_are_groups() {
        assert_eq!(pieces("$12", 12), Ok(vec![Piece::Group(12)]));
        assert_eq!(pieces("$12", 3), Ok(vec![Piece::Group(1), Piece::Text("2".to_owned())]));
        assert_eq!(
            pieces("a_$1_$2", 2),
            Ok(vec![Piece::Text("a_".into()), Piece::Group(1), Piece::Text("_".into()), Piece::Group(2)])
        );
        assert_eq!(pieces(r"\$1", 1), Ok(vec![Piece::Text("$1".to_owned())]));
    }

    #[test]
    fn a_group_that_is_not_there_is_a_mistake() {
        assert_eq!(pieces("$3", 2), Err("$3".to_owned()));
        assert_eq!(pieces("$x", 2), Err("$x".to_owned()));
        assert_eq!(pieces("$", 2), Err("$".to_owned()));
        assert_eq!(pieces("\\", 2), Err("\\".to_owned()));
    }

    #[test]
    fn names_become_legal() {
        assert_eq!(legal("a.b--c__d:e"), "a_b_c_d:e");
        assert_eq!(legal("9a"), "_9a");
        assert_eq!(legal(""), "");
    }

    #[test]
    fn capitals_begin_words() {
        assert_eq!(snake_case("RequestQueueSize"), "request_queue_size");
        assert_eq!(snake_case("ObserverElectionDelayMS"), "observer_election_delay_ms");
        assert_eq!(snake_case("a_B"), "a_b");
        assert_eq!(snake_case(""), "");
    }
}
