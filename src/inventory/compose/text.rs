//! Text as Compose hands it on: variables of the surroundings put in, as far as the file itself says what they are.

use crate::bundle::{Kind, Node};

/// Stands in a text for what only the surroundings know: `${NAME}` without a default.
pub const HOLE: char = '\u{fffd}';

/// Deeper nesting of defaults in defaults is taken for unknown.
const DEEPEST: usize = 8;

/// A text and where it stands.
#[derive(Debug, Clone)]
pub struct Text<'b> {
    /// The text, with a [`HOLE`] for each part that is not known.
    pub value: String,
    /// Where it stands.
    pub node: Node<'b>,
}

impl<'b> Text<'b> {
    /// Of a scalar that is there.
    pub(super) fn of(node: Node<'b>) -> Option<Self> {
        (node.kind() == Kind::Scalar && !node.is_null()).then(|| Text { value: interpolate(node.text()), node })
    }

    /// The text, if all of it is known.
    pub fn known(&self) -> Option<&str> {
        is_known(&self.value).then_some(self.value.as_str())
    }
}

/// Whether nothing of a text depends on the surroundings.
pub fn is_known(text: &str) -> bool {
    !text.contains(HOLE)
}

/// Puts variables in: their defaults where they have one, a [`HOLE`] elsewhere; `$$` is a dollar sign.
pub fn interpolate(text: &str) -> String {
    if text.contains('$') { put_in(text, 0) } else { text.to_owned() }
}

fn put_in(text: &str, depth: usize) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((inside, after)) = after.strip_prefix('{').and_then(braced) {
            out.push_str(&value(inside, depth));
            rest = after;
        } else {
            let name = after.find(|char: char| !is_name(char)).unwrap_or(after.len());
            out.push(if name == 0 { '$' } else { HOLE });
            rest = after.get(name..).unwrap_or_default();
        }
    }
    out + rest
}

/// What is between the brace that is open and the one that closes it, and what comes then.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut open = 0usize;
    for (at, char) in text.char_indices() {
        match char {
            '{' => open += 1,
            '}' if open == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}

fn value(inside: &str, depth: usize) -> String {
    let name = inside.find(|char: char| !is_name(char)).unwrap_or(inside.len());
    let rest = inside.get(name..).unwrap_or_default();
    match rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-')) {
        Some(default) if depth < DEEPEST => put_in(default, depth + 1),
        _ => HOLE.to_string(),
    }
}

fn is_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_put_in_and_the_rest_is_a_hole() {
        for (text, value) in [
            ("plain", "plain"),
            ("a$$b", "a$b"),
            ("${TAG:-7.6.0}", "7.6.0"),
            ("${TAG-7.6.0}!", "7.6.0!"),
            ("${TAG}", "\u{fffd}"),
            ("x$TAG-y", "x\u{fffd}-y"),
            ("${A:-${B:-c}}d", "cd"),
            ("${A:?must be set}", "\u{fffd}"),
            ("100$", "100$"),
            ("$(x)", "$(x)"),
            ("${open", "${open"),
            ("EXTERNAL://${IP:-127.0.0.1}:9092", "EXTERNAL://127.0.0.1:9092"),
        ] {
            assert_eq!(interpolate(text), value, "{text}");
        }
        let nested = format!("{}x{}", "${A:-".repeat(10_000), "}".repeat(10_000));
        assert!(!is_known(&interpolate(&nested)));
    }
}
