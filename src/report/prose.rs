//! Words in Markdown that others render: nothing in them is markup, calls a person, or leads to another page.

use super::text::visible_char;
use crate::render::markdown;

/// Splits what the forge would read as a name or a number, and is not seen.
const APART: &str = "&#8203;";

/// A message of ours in one line: what is in a pair of backticks is code, all else text.
pub(super) fn line(text: &str, table: bool) -> String {
    let text = super::text::one_line(text);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, (name, after))) = rest.split_once('`').and_then(|(a, b)| Some((a, b.split_once('`')?))) {
        plain(&mut out, before);
        if name.is_empty() {
            out.push_str("\\`\\`");
        } else {
            out.push_str(&code(name, table));
        }
        rest = after;
    }
    plain(&mut out, rest);
    out
}

/// A name or a value as code.
pub(super) fn code(text: &str, table: bool) -> String {
    let visible: String = super::text::one_line(text).chars().map(visible_char).collect();
    if table || visible.contains('`') {
        // The forge looks for names and numbers in everything but code spans, and HTML is such a thing.
        markdown::code(&visible, table).replace("&#64;", "&#64;&#8203;").replace("&#35;", "&#35;&#8203;")
    } else {
        markdown::code(&visible, false)
    }
}

/// Lines as they are, in a fence that nothing in them can close.
pub(super) fn fenced(language: &str, text: &str) -> String {
    markdown::fenced(language, text, "")
}

fn plain(out: &mut String, text: &str) {
    let blank = |edge: bool| if edge { " " } else { "" };
    out.push_str(blank(text.starts_with(' ')));
    let escaped = markdown::text(text, out.trim().is_empty());
    let mut before = None;
    for c in escaped.chars() {
        out.push(c);
        // `@name`, `#12`, `GH-12`
        if matches!(c, '@' | '#') || c == '-' && before == Some('H') {
            out.push_str(APART);
        }
        before = Some(c);
    }
    out.push_str(blank(text.ends_with(' ') && text.len() > 1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser};

    /// What a reader of the Markdown sees, code in angle brackets.
    fn seen(markdown: &str) -> String {
        let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
        let part = |event: Event<'_>| match event {
            Event::Text(text) => text.into_string(),
            Event::Code(text) => format!("<{text}>"),
            Event::InlineHtml(html) | Event::Html(html) => format!("HTML:{html}"),
            Event::Start(tag) if !matches!(tag, pulldown_cmark::Tag::Paragraph) => format!("TAG:{tag:?}"),
            _ => String::new(),
        };
        events.map(part).collect()
    }

    #[test]
    fn nothing_is_markup_and_nobody_is_called() {
        for (text, sees) in [
            ("topic `a` has *no* <b>limit</b>", "topic <a> has *no* <b>limit</b>"),
            ("ask @team about #123 or GH-7", "ask @\u{200b}team about #\u{200b}123 or GH-\u{200b}7"),
            ("[x](http://e) and ![y](z)", "[x](http://e) and ![y](z)"),
            ("odd ` one", "odd ` one"),
            ("# not a heading", "#\u{200b} not a heading"),
            ("one `a` `b`", "one <a> <b>"),
            ("a `` b", "a `` b"),
        ] {
            assert_eq!(seen(&line(text, false)), sees, "{}", line(text, false));
        }
    }

    #[test]
    fn cells_stay_cells() {
        for hostile in ["a|b", "`a|b`", "x ` | ` y", "a\n| b |", "`@team|#1`", "\\|", "`\\|`", "</td><script>"] {
            let page = format!("| a | b |\n| --- | --- |\n| {} | end |\n", line(hostile, true));
            let cells = Parser::new_ext(&page, Options::ENABLE_TABLES)
                .filter(|event| matches!(event, Event::Start(pulldown_cmark::Tag::TableCell)));
            assert_eq!(cells.count(), 4, "{page}");
            assert!(page.contains("| end |") && !page.contains("<script"), "{page}");
            assert!(!page.contains("@team") && !page.contains("#1`"), "{page}");
        }
    }
}
