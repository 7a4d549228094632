//! Two texts compared line by line.

use super::secret::hidden;
use similar::{Algorithm, ChangeTag, TextDiff};

/// How many lines were added and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lines {
    /// Lines that only the second text has.
    pub added: usize,
    /// Lines that only the first text has.
    pub removed: usize,
    /// The first line of the second text that the first does not have so, from 1; if lines are only removed, the one behind them.
    pub first: usize,
}

/// A text with LF for CRLF, as a checkout with Windows line ends is read.
pub fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// What it takes to get from one text to the other.
pub fn lines(before: &str, after: &str) -> Lines {
    let diff = compared(before, after);
    let mut counted = Lines::default();
    for change in diff.iter_all_changes() {
        let at = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Insert => {
                counted.added += 1;
                change.new_index()
            }
            ChangeTag::Delete => {
                counted.removed += 1;
                None
            }
        };
        if counted.first == 0 {
            counted.first = at.map_or(0, |index| index + 1);
        }
    }
    if counted.first == 0 {
        counted.first =
            diff.ops().iter().find(|op| op.tag() != similar::DiffTag::Equal).map_or(1, |op| op.new_range().start + 1);
    }
    counted
}

/// The way from one text to the other as a unified diff, cut after so many lines. What may be a secret is not shown.
pub fn unified(before: &str, after: &str, names: (&str, &str), most: usize) -> String {
    let diff = compared(before, after);
    let whole = diff.unified_diff().context_radius(2).header(names.0, names.1).to_string();
    let whole = hidden(&whole);
    let all: Vec<&str> = whole.lines().collect();
    let mut shown: Vec<&str> = all.iter().copied().take(most.max(1)).collect();
    let rest = all.len().saturating_sub(shown.len());
    let more = format!("… {rest} more lines");
    if rest > 0 {
        shown.push(&more);
    }
    shown.join("\n")
}

/// Patience copes with YAML's many equal lines; no time limit, so that the same texts always give the same answer.
fn compared<'t>(before: &'t str, after: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_the_first_is_named() {
        assert_eq!(lines("a\nb\nc\n", "a\nx\nc\nd\n"), Lines { added: 2, removed: 1, first: 2 });
        assert_eq!(lines("a\nb\n", "a\n"), Lines { added: 0, removed: 1, first: 2 });
        assert_eq!(lines("a\n", "a\n").added, 0);
    }

    #[test]
    fn a_long_diff_is_cut_and_says_so() {
        let (before, after) = ("a\n".repeat(50), "b\n".repeat(50));
        let shown = unified(&before, &after, ("old", "new"), 10);
        assert_eq!(shown.lines().count(), 11);
        assert!(shown.ends_with("more lines"));
        assert!(unified("a\n", "b\n", ("old", "new"), 10).contains("\n-a\n+b"));
    }
}
