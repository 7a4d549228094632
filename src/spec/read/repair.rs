//! Closes the brackets that somebody forgot to close, so that one of them does not swallow the rest of the spec.

use std::ops::Range;

/// A text with the missing brackets put in, and the way back to the places of the original.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Repaired {
    /// The text, with what was missing.
    pub(super) text: String,
    /// Where the brackets stand that were not closed.
    pub(super) open: Vec<usize>,
    /// Where something was put in, in bytes of the repaired text.
    inserted: Vec<usize>,
}

impl Repaired {
    /// A place of the repaired text as one of the original.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        let back = |place: usize| place - self.inserted.iter().take_while(|&&at| at < place).count();
        back(range.start)..back(range.end)
    }
}

/// Puts in the brackets that are missing where a new key or table begins, or the text ends, before they come.
pub(super) fn close_brackets(text: &str) -> Repaired {
    let mut repaired = Repaired::default();
    let mut stack: Vec<(usize, char)> = Vec::new();
    let (mut at, mut end, mut last, mut in_value) = (0, 0, '\n', false);
    let mut copied = 0;
    while let Some(token) = text.get(at..).and_then(token) {
        let next = at + token.len();
        let first = token.chars().next().unwrap_or_default();
        match first {
            '\n' => {
                let rest = text.get(next..).unwrap_or_default();
                if !stack.is_empty() && begins_anew(rest, stack.last().is_some_and(|top| top.1 == '{'), last) {
                    repaired.close(&mut stack, text.get(copied..end).unwrap_or_default());
                    copied = end;
                }
                in_value &= !stack.is_empty();
            }
            '=' => in_value = true,
            '[' | '{' if in_value => stack.push((at, first)),
            ']' | '}' if stack.last().is_some_and(|top| closer(top.1) == first) => {
                stack.pop();
            }
            _ => {}
        }
        if !matches!(first, '\n' | '#' | ' ' | '\t' | '\r') {
            (end, last) = (next, first);
        }
        at = next;
    }
    repaired.close(&mut stack, text.get(copied..end).unwrap_or_default());
    repaired.text.push_str(text.get(end.max(copied)..).unwrap_or_default());
    repaired
}

impl Repaired {
    /// Copies the text so far, and closes what is open.
    fn close(&mut self, stack: &mut Vec<(usize, char)>, before: &str) {
        self.text.push_str(before);
        while let Some((at, bracket)) = stack.pop() {
            self.open.push(at);
            self.inserted.push(self.text.len());
            self.text.push(closer(bracket));
        }
    }
}

fn closer(bracket: char) -> char {
    if bracket == '{' { '}' } else { ']' }
}

/// The comment, text, blank or character at the start.
fn token(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let long = ["\"\"\"", "'''"].into_iter().find(|quotes| text.starts_with(quotes));
    let length = match (first, long) {
        (_, Some(quotes)) => text.get(3..).and_then(|rest| rest.find(quotes)).map_or(text.len(), |found| found + 6),
        ('#', _) => text.find('\n').unwrap_or(text.len()),
        (quote @ ('"' | '\''), _) => end_of_text(text, quote),
        _ => first.len_utf8(),
    };
    text.get(..length)
}

/// Where a text in quotes ends; one that is not closed ends with its line.
fn end_of_text(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether the next line that says something begins a table, or a key where none can stand.
fn begins_anew(rest: &str, in_table: bool, last: char) -> bool {
    let mut lines = rest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(line) = lines.next() else { return false };
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    let inner = line.trim_start_matches('[');
    if inner.len() < line.len() {
        let path = inner.trim_start_matches(word);
        let header = path.len() < inner.len() && path.starts_with(']');
        return header && inner.starts_with(|c: char| c.is_ascii_alphabetic()) && !matches!(inner, "true]" | "false]");
    }
    let key = line.trim_start_matches(word);
    let is_key = key.len() < line.len() && key.trim_start().starts_with('=');
    is_key && (!in_table || !matches!(last, ',' | '{'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn closes_what_was_forgotten() {
        for (broken, whole) in [
            ("a = { b = 1\n[c]\nd = 1\n", "a = { b = 1}\n[c]\nd = 1\n"),
            ("a = [\"x\", # more\nb = 2\n", "a = [\"x\",] # more\nb = 2\n"),
            ("a = [{ t = \"x]\"\n\n# c\n[d.\"e\"]\n", "a = [{ t = \"x]\"}]\n\n# c\n[d.\"e\"]\n"),
            ("a = { b = [1, 2\nc = 3\n", "a = { b = [1, 2]}\nc = 3\n"),
            ("a = {", "a = {}"),
        ] {
            assert_eq!(close_brackets(broken).text, whole);
        }
    }

    #[test]
    fn leaves_alone_what_is_whole() {
        for text in [
            include_str!("../../../hrms-kafka.toml"),
            include_str!("../../explain/everything.toml"),
            include_str!("../../../tests/specs/helm.toml"),
            include_str!("../../../tests/specs/hostile.toml"),
            "a = [\n  [1, 2],\n  [\"b\"]\n]\n[c]\nd = '''\n[e\n{ '''\n",
            "a = { b = 1,\n  c = 2,\n}\n",
        ] {
            assert_eq!(close_brackets(text), Repaired { text: text.to_owned(), ..Repaired::default() });
        }
    }

    #[test]
    fn places_lead_back() {
        let text = "a = { b = 1\n[c]\nd = 1\n";
        let repaired = close_brackets(text);
        assert_eq!(repaired.open, [4]);
        let d = repaired.text.find("d =").unwrap();
        assert_eq!(repaired.original(d..d + 1), text.find("d =").unwrap()..text.find("d =").unwrap() + 1);
        assert_eq!(repaired.original(4..12), 4..11);
    }

    proptest! {
        #[test]
        fn any_text_leads_back(text in "[a-c\\[\\]{}=\"'#, \\nä]{0,60}") {
            let repaired = close_brackets(&text);
            prop_assert_eq!(repaired.original(0..repaired.text.len()), 0..text.len());
        }
    }
}
