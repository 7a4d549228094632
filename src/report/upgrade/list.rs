//! Markdown that reads without being rendered: lines are broken between words, code is set in.

use super::super::page::wrapped;
use unicode_width::UnicodeWidthStr;

/// The longest line of prose.
const WIDTH: usize = 100;

/// A text in Markdown as it grows.
#[derive(Debug, Default)]
pub(super) struct List {
    out: String,
}

impl List {
    pub(super) fn finish(self) -> String {
        self.out.trim_end().to_owned()
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    pub(super) fn heading(&mut self, depth: usize, text: &str) {
        self.gap();
        self.line(&format!("{} {}", "#".repeat(depth), plain(text)));
        self.gap();
    }

    /// A paragraph of the program's own words.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.gap();
        for line in wrapped(text, WIDTH) {
            self.line(&line);
        }
        self.gap();
    }

    /// An item: with a box to tick, or without. It stands below others of its kind.
    pub(super) fn item(&mut self, text: &str, ticked: Option<bool>) {
        let mark = if ticked.is_some() { "- [ ] " } else { "- " };
        for (at, line) in wrapped(text, WIDTH - mark.len()).iter().enumerate() {
            let start = if at == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            self.line(&format!("{start}{line}"));
        }
    }

    /// Code that belongs to the item above. The fence is longer than any in it.
    pub(super) fn block(&mut self, language: &str, code: &str) {
        let mut fence = "```".to_owned();
        while code.contains(&fence) {
            fence.push('`');
        }
        self.line(&format!("  {fence}{language}"));
        for line in code.trim_end().lines() {
            self.line(&format!("  {line}"));
        }
        self.line(&format!("  {fence}"));
    }

    /// A table; the first row is its heading.
    pub(super) fn table<const N: usize>(&mut self, rows: &[[String; N]]) {
        self.gap();
        let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..N).map(width).collect();
        for (number, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                let rest = width.saturating_sub(cell.width());
                format!(" {cell}{:rest$} ", "")
            });
            self.line(&format!("|{}|", cells.collect::<Vec<_>>().join("|")));
            if number == 0 {
                let rules = widths.iter().map(|width| "-".repeat(width + 2));
                self.line(&format!("|{}|", rules.collect::<Vec<_>>().join("|")));
            }
        }
        self.gap();
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
}

/// A text from a spec or a message as Markdown that shows it and nothing else; what stands in backticks is code already.
pub(super) fn plain(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        for c in part.chars() {
            let is_link = c == '(' && out.ends_with(']');
            if at % 2 == 0 && (is_link || matches!(c, '\\' | '<' | '>' | '*' | '&' | '@' | '|' | '~')) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    // A backtick without a partner would take the rest with it.
    if text.matches('`').count() % 2 == 1 { out.replace('`', "'") } else { out }
}

/// A name as code.
pub(super) fn code(name: &str) -> String {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.contains('`') { format!("`` {name} ``") } else { format!("`{name}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_their_code_stand_together_and_lines_end() {
        let mut list = List::default();
        list.heading(2, "A *b*");
        list.item(&"word ".repeat(30), Some(true));
        list.block("sh", "echo '```'\n");
        list.item("plain", None);
        let text = list.finish();
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert!(text.starts_with("## A \\*b\\*\n\n- [ ] word") && text.contains("\n      word"), "{text}");
        assert!(text.ends_with("  ````sh\n  echo '```'\n  ````\n- plain"), "{text}");
    }

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(plain("a <b> `c <d>` @e\n[f](g)"), "a \\<b\\> `c <d>` \\@e [f]\\(g)");
        assert_eq!(plain("odd ` one"), "odd ' one");
        assert_eq!([code("a"), code("a`b")], ["`a`", "`` a`b ``"]);
    }
}
