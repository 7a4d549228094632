//! Waivers taken out of a text, each with the comment that speaks of it. All else stays as it is, to the byte.

use crate::diag::{Edit, Fix, Source};
use std::ops::Range;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

/// Why nothing was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The text is no TOML.
    NoToml,
    /// The waivers stand in one line, `waiver = […]`: taking some out of it is their author's work.
    Inline,
    /// The text would say something else than it should, which would be this program's own mistake.
    Doubtful,
}

/// The text without some of its `[[waiver]]`, which are counted from 0.
///
/// # Errors
/// Why that cannot be done; the text stays as it is then.
pub fn prune(text: &str, gone: &[usize]) -> Result<String, Left> {
    let tree = DeTable::parse(text).map_err(|_| Left::NoToml)?;
    let Some((_, waivers)) = tree.get_ref().iter().find(|(key, _)| key.get_ref() == "waiver") else {
        return Ok(text.to_owned());
    };
    let DeValue::Array(waivers) = waivers.get_ref() else { return Err(Left::Inline) };
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for (_, waiver) in waivers.iter().enumerate().filter(|(index, _)| gone.contains(index)) {
        cuts.push(lines_of(text, waiver)?);
    }
    let pruned = cut(text, &cuts);
    let (before, after) = (without(text, gone).ok_or(Left::NoToml)?, without(&pruned, &[]).ok_or(Left::Doubtful)?);
    if before == after { Ok(pruned) } else { Err(Left::Doubtful) }
}

/// The fix that takes one of the waivers out of a text; nothing where it stands in one line with others.
pub fn fix(source: &Source, index: usize) -> Option<Fix> {
    let text = source.text();
    let tree = DeTable::parse(text).ok()?;
    let (_, waivers) = tree.get_ref().iter().find(|(key, _)| key.get_ref() == "waiver")?;
    let DeValue::Array(waivers) = waivers.get_ref() else { return None };
    let range = lines_of(text, waivers.get(index)?).ok()?;
    let edit = Edit { span: source.at(range), text: String::new() };
    Some(Fix { title: "take it out".to_owned(), safe: true, edits: vec![edit] })
}

/// The lines of a waiver, if it has lines of its own.
fn lines_of(text: &str, waiver: &Spanned<DeValue<'_>>) -> Result<Range<usize>, Left> {
    let header = waiver.span();
    if !text.get(header.clone()).is_some_and(|header| header.starts_with("[[")) {
        return Err(Left::Inline);
    }
    Ok(around(text, header.start, last(waiver.get_ref()).unwrap_or(header.end).max(header.end)))
}

/// Where the last value in a table ends.
fn last(value: &DeValue<'_>) -> Option<usize> {
    match value {
        DeValue::Table(table) => table
            .iter()
            .map(|(key, value)| last(value.get_ref()).unwrap_or(0).max(value.span().end).max(key.span().end))
            .max(),
        _ => None,
    }
}

/// The lines of a table, from the comment right above its header to the one right below its last value, and the empty lines
/// behind them.
fn around(text: &str, header: usize, end: usize) -> Range<usize> {
    let mut start = line_start(text, header);
    while let Some(above) = start.checked_sub(1).map(|at| line_start(text, at)).filter(|above| is_comment(text, *above))
    {
        start = above;
    }
    let own_end = line_end(text, end);
    let mut comments = own_end;
    while comments < text.len() && is_comment(text, comments) {
        comments = line_end(text, comments);
    }
    // A comment right above the next header speaks of that.
    let mut end = if comments < text.len() && !is_blank(text, comments) { own_end } else { comments };
    while end < text.len() && is_blank(text, end) {
        end = line_end(text, end);
    }
    start..end
}

/// The text without some stretches of it, and without empty lines at an end that was cut off.
fn cut(text: &str, cuts: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for cut in cuts {
        out.push_str(text.get(from..cut.start).unwrap_or_default());
        from = from.max(cut.end);
    }
    let rest = text.get(from..).unwrap_or_default();
    if rest.is_empty() && !cuts.is_empty() {
        let ends = out.trim_end_matches(['\n', '\r', ' ', '\t']).len();
        out.truncate(line_end(&out, ends));
    }
    out + rest
}

/// What a text says, without some of its waivers.
fn without(text: &str, gone: &[usize]) -> Option<toml::Table> {
    let mut table: toml::Table = toml::from_str(text).ok()?;
    if let Some(Value::Array(waivers)) = table.get_mut("waiver") {
        let mut index = 0;
        waivers.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
        if waivers.is_empty() {
            table.remove("waiver");
        }
    }
    Some(table)
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// The byte behind the line break that ends the line.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

fn line(text: &str, start: usize) -> &str {
    text.get(start..line_end(text, start)).unwrap_or_default().trim()
}

fn is_comment(text: &str, start: usize) -> bool {
    line(text, start).starts_with('#')
}

fn is_blank(text: &str, start: usize) -> bool {
    line(text, start).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = r#"# The platform.
[project]
name = "a"   # kept

# Of all waivers.

# Of the first.
[[waiver]]   # here
rule = "a/b"
reason = """
[[waiver]]
# not a comment
"""
# ticket = "X"

# Of the second.
[[waiver]]
rule = "c/d"
# Of the policy.
[policy]
profile = "production"

[[waiver]]
rule = "e/f"
expires = 2027-03-31
"#;

    #[test]
    fn a_waiver_goes_with_its_comment_and_nothing_else_does() {
        let first = prune(TEXT, &[0]).unwrap();
        assert!(!first.contains("a/b") && !first.contains("Of the first") && !first.contains("ticket"), "{first}");
        assert!(first.contains("# Of all waivers.\n\n# Of the second.\n[[waiver]]\nrule = \"c/d\"\n"), "{first}");
        let second = prune(TEXT, &[1]).unwrap();
        assert!(!second.contains("c/d") && !second.contains("Of the second"), "{second}");
        assert!(second.contains("# ticket = \"X\"\n\n# Of the policy.\n[policy]\n"), "{second}");
        let last = prune(TEXT, &[2]).unwrap();
        assert!(last.ends_with("profile = \"production\"\n"), "{last}");
        let all = prune(TEXT, &[0, 1, 2]).unwrap();
        assert_eq!(
            all,
            "# The platform.\n[project]\nname = \"a\"   # kept\n\n# Of all waivers.\n\n# Of the policy.\n[policy]\nprofile = \"production\"\n"
        );
        assert_eq!(prune(TEXT, &[]).unwrap(), TEXT);
    }

    #[test]
    fn line_ends_and_ends_without_one_stay() {
        let windows = TEXT.replace('\n', "\r\n");
        assert_eq!(prune(&windows, &[0, 2]).unwrap(), prune(TEXT, &[0, 2]).unwrap().replace('\n', "\r\n"));
        assert_eq!(prune("[[waiver]]\nrule = \"a/b\"", &[0]).unwrap(), "");
        assert_eq!(prune("[a]\nb = 1\n[[waiver]]", &[0]).unwrap(), "[a]\nb = 1\n");
        assert_eq!(prune("[[waiver]]\na.b = 1\n[waiver.c]\nd = [\n1,\n]\n[e]", &[0]).unwrap(), "[e]");
    }

    #[test]
    fn what_cannot_be_cut_is_left() {
        assert_eq!(prune("waiver = [{ rule = \"a/b\" }]\n", &[0]), Err(Left::Inline));
        assert_eq!(prune("waiver = 3\n", &[0]), Err(Left::Inline));
        assert_eq!(prune("[[waiver]\n", &[0]), Err(Left::NoToml));
        assert_eq!(prune("[a]\n", &[0]).unwrap(), "[a]\n");
        // The second half of this waiver stands apart from the first.
        assert_eq!(prune("[[waiver]]\n[[waiver.a]]\n[b]\n[[waiver.a]]\nc = 1\n", &[0]), Err(Left::Doubtful));
    }

    proptest! {
        #[test]
        fn what_is_left_says_what_it_said(
            lines in proptest::collection::vec(prop::sample::select(vec![
                "[[waiver]]", "rule = 1", "# a", "", "[policy]", "[[topic]]", "b = \"\"\"\n[[waiver]]\n\"\"\"", "  [[ waiver ]] # x", "c = [\n1, # y\n]",
            ]), 0..14),
            gone in proptest::collection::vec(0..5usize, 0..4),
            ends in prop::sample::select(vec!["\n", "\r\n"]),
        ) {
            let text = lines.join("\n").replace('\n', ends);
            if let Ok(pruned) = prune(&text, &gone) {
                prop_assert_eq!(without(&text, &gone), without(&pruned, &[]));
            } else {
                prop_assert!(toml::from_str::<toml::Table>(&text).is_err(), "{}", text);
            }
        }
    }
}
