//! Something to read: what was asked for, and not what was found. Laid out for people; programs get its data.

use super::Look;
use super::table::Table;
use super::text::{one_line, visible, visible_char};
use unicode_width::UnicodeWidthStr;

/// Something to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What people read, from top to bottom.
    pub blocks: Vec<Block>,
    /// The same for programs, where it has a form of its own.
    pub data: Option<serde_json::Value>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What the page is about, with what it is behind it.
    Title(String, String),
    /// A paragraph, broken where lines end.
    Text(String),
    /// What the next part is.
    Heading(String),
    /// Two columns, the second broken where lines end.
    Rows(Vec<(String, String)>),
    /// Lines as they stand, set in.
    Lines(Vec<String>),
    /// A unified diff.
    Diff(String),
    /// Rows of several columns.
    Table(Table),
    /// Markdown, as it stands: it is read in a terminal and pasted elsewhere.
    Markdown(String),
}

/// The least that is left for a second column, however narrow the terminal.
const NARROWEST: usize = 30;
/// The widest first column that the second stands beside.
const WIDEST_LABEL: usize = 44;
/// Longer lines are hard to read.
const LONGEST: usize = 100;
/// How far rows and lines are set in.
const INDENT: usize = 2;

const BOLD: &str = "1";
const FAINT: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const CYAN: &str = "36";

impl Page {
    /// The page as text that ends in a line break, or empty.
    pub fn lay_out(&self, look: &Look<'_>) -> String {
        let mut out = String::new();
        let mut below_heading = false;
        for block in &self.blocks {
            if !below_heading && !out.is_empty() {
                out.push('\n');
            }
            let set_in = if below_heading && matches!(block, Block::Text(_)) { INDENT } else { 0 };
            below_heading = matches!(block, Block::Heading(_));
            for line in block.lines(look.width.min(LONGEST).saturating_sub(set_in), look) {
                out.extend(std::iter::repeat_n(' ', set_in));
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
        out
    }
}

impl Block {
    fn lines(&self, width: usize, look: &Look<'_>) -> Vec<String> {
        let set_in = |line: &String| format!("{:INDENT$}{}", "", visible(line));
        match self {
            Block::Title(name, what) => {
                vec![format!("{}   {}", style(look, BOLD, &one_line(name)), style(look, FAINT, &one_line(what)))]
            }
            Block::Heading(text) => vec![style(look, BOLD, &one_line(text))],
            Block::Text(text) => wrapped(&visible(text), width),
            Block::Rows(rows) => two_columns(rows, width, look),
            Block::Lines(lines) => lines.iter().map(set_in).collect(),
            Block::Table(table) => table.lines(width, look),
            Block::Markdown(text) => visible(text).lines().map(str::to_owned).collect(),
            Block::Diff(diff) => diff.lines().map(|line| diff_line(line, look)).collect(),
        }
    }
}

pub(super) fn style(look: &Look<'_>, code: &str, text: &str) -> String {
    if look.colour && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Rows whose second parts stand under one another.
fn two_columns(rows: &[(String, String)], width: usize, look: &Look<'_>) -> Vec<String> {
    let rows: Vec<(String, String)> = rows.iter().map(|(label, text)| (one_line(label), visible(text))).collect();
    let widths = rows.iter().map(|(label, _)| label.width());
    let label_width = widths.filter(|width| *width <= WIDEST_LABEL).max().unwrap_or(0);
    let left = INDENT + label_width + 2;
    let room = width.saturating_sub(left).max(NARROWEST);
    let mut out = Vec::new();
    for (label, text) in rows {
        let mut lines = wrapped(&text, room).into_iter();
        let rest = label_width.checked_sub(label.width());
        let label = style(look, CYAN, &label);
        out.push(match rest {
            Some(rest) => format!("{:INDENT$}{label}{:rest$}  {}", "", "", lines.next().unwrap_or_default()),
            // Too wide to stand beside anything.
            None => format!("{:INDENT$}{label}", ""),
        });
        out.extend(lines.map(|line| format!("{:left$}{line}", "")));
    }
    out
}

/// A text broken between words so that no line is wider, unless a word is.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in words(paragraph) {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The words of a text. What stands in backticks is one.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '`' => quoted = !quoted,
            ' ' if !quoted => {
                words.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(text.get(start..).unwrap_or_default());
    words.retain(|word| !word.is_empty());
    words
}

/// A line of a diff. Without colour it stays as it is, for programs such as `patch`.
fn diff_line(line: &str, look: &Look<'_>) -> String {
    let code = match line.as_bytes().first() {
        _ if !look.colour => return line.to_owned(),
        _ if line.starts_with("--- ") || line.starts_with("+++ ") => BOLD,
        Some(b'-') => RED,
        Some(b'+') => GREEN,
        Some(b'@') => CYAN,
        _ => "0",
    };
    style(look, code, &line.chars().map(visible_char).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: Vec<Block>, look: &Look<'_>) -> String {
        Page { blocks, data: None }.lay_out(look)
    }

    #[test]
    fn rows_stand_under_one_another_and_are_broken_between_words() {
        let row = |label: &str, text: &str| (label.to_owned(), text.to_owned());
        let wide = "a-label-that-is-much-wider-than-any-column-may-be";
        let rows = vec![
            row("名前", "wide characters count twice"),
            row("b", "`stays in one piece` and on"),
            row(wide, "x"),
            row("", "y"),
        ];
        let blocks = vec![
            Block::Title("name".to_owned(), "what".to_owned()),
            Block::Heading("Rows".to_owned()),
            Block::Rows(rows),
        ];
        assert_eq!(
            page(blocks, &Look { width: 38, ..Look::PLAIN }),
            format!(
                "name   what\n\nRows\n  名前  wide characters count twice\n  b     `stays in one piece` and on\n  {wide}\n        x\n        y\n"
            )
        );
        let blocks = vec![Block::Text("one `two three four five six seven` eight".to_owned())];
        assert_eq!(page(blocks, &Look { width: 20, ..Look::PLAIN }), "one\n`two three four five six seven`\neight\n");
    }

    #[test]
    fn what_is_shown_is_safe_and_a_diff_without_colour_is_untouched() {
        let diff = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\u{9b}\n+b";
        assert_eq!(page(vec![Block::Diff(diff.to_owned())], &Look::PLAIN), format!("{diff}\n"));
        let coloured = page(vec![Block::Diff(diff.to_owned())], &Look { colour: true, ..Look::PLAIN });
        assert!(coloured.contains("\u{1b}[31m-a\u{fffd}\u{1b}[0m\n"), "{coloured:?}");
        assert_eq!(
            page(vec![Block::Lines(vec!["a\u{1b}[0m".to_owned(), String::new()])], &Look::PLAIN),
            "  a\u{241b}[0m\n\n"
        );
    }
}
