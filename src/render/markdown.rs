//! Values in Markdown (`CommonMark` with GitHub's tables): whatever a value holds, the page has the shape that its template
//! gave it.

use crate::diag::readable;
use std::fmt::Write;

/// Running text: one line in which nothing is markup.
pub(crate) fn text(text: &str, start: bool) -> String {
    let line = readable::line(text);
    let mut out = String::with_capacity(line.len() + 8);
    let mut before: Option<char> = None;
    let mut number = start;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let alone = |side: Option<char>| side.is_none_or(|side| !side.is_alphanumeric());
        let first = start && before.is_none();
        match c {
            '<' => out.push_str("&lt;"),
            '&' if next.is_some_and(|next| next == '#' || next.is_ascii_alphanumeric()) => out.push_str("&amp;"),
            _ => {
                let markup = match c {
                    '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '#' | '$' => true,
                    '_' => alone(before) || alone(next),
                    '{' => next.is_some_and(|next| matches!(next, '{' | '%' | '#')) || before == Some('{'),
                    // So that readers which honour escapes make no links of addresses.
                    ':' => first || next == Some('/'),
                    '.' => number || out.ends_with("www"),
                    ')' => number,
                    '!' => first || next == Some('['),
                    '-' | '+' | '=' | '>' => first || (c == '>' && before == Some('-')),
                    _ => first && c.is_ascii_punctuation(),
                };
                if markup {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        number &= c.is_ascii_digit();
        before = Some(c);
    }
    out
}

/// Running text of our own, in which a pair of backticks makes a code span and all else is text.
pub(super) fn prose(text: &str, start: bool, table: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some((before, name, after)) = next_span(rest) {
        out.push_str(&self::text(before, start && out.is_empty()));
        // What separates the two is white space at the edge of a text, which a line does without.
        out.push_str(if before.ends_with(' ') { " " } else { "" });
        out.push_str(&code(name, table));
        out.push_str(if after.starts_with(' ') { " " } else { "" });
        rest = after;
    }
    out.push_str(&self::text(rest, start && out.is_empty()));
    out
}

/// The text before the next pair of backticks, what is in it, and the text behind it.
fn next_span(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (name, after) = rest.split_once('`')?;
    (!name.is_empty()).then_some((before, name, after))
}

/// A code span. In a table a `|` would end the cell even in code, so there it is written as HTML.
pub(crate) fn code(text: &str, table: bool) -> String {
    let line = readable::line(text);
    if line.is_empty() || (table && line.contains('|')) {
        let mut out = String::from("<code>");
        for c in line.chars() {
            if c.is_ascii_punctuation() {
                // Writing to a string cannot fail.
                let _ = write!(out, "&#{};", u32::from(c));
            } else {
                out.push(c);
            }
        }
        return out + "</code>";
    }
    if !line.contains('`') {
        return format!("`{line}`");
    }
    let fence = "`".repeat(longest_run(&line, '`') + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// A code block, every line of it behind `indent`; the caller has written `indent` for the first, and ends the last.
pub(crate) fn fenced(language: &str, text: &str, indent: &str) -> String {
    let fence = "`".repeat((longest_run(text, '`') + 1).max(3));
    let mut out = format!("{fence}{language}");
    for line in text.trim_end().lines() {
        out.push('\n');
        let line = line.trim_end();
        if !line.is_empty() {
            out.push_str(indent);
            readable_code(&mut out, line);
        }
    }
    let _ = write!(out, "\n{indent}{fence}");
    out
}

/// Text in a code block that the template wrote: one line that cannot close the block.
pub(super) fn in_fence(text: &str, start: bool) -> String {
    let mut out = String::with_capacity(text.len());
    readable_code(&mut out, text.trim_end());
    if start && out.trim_start().starts_with(['`', '~']) {
        // No escape exists here; a look-alike is shown.
        out = out.replace('`', "\u{2CB}").replace('~', "\u{2DC}");
    }
    out
}

/// Text in an HTML comment.
pub(super) fn in_comment(text: &str) -> String {
    let mut out = readable::comment(text);
    while out.contains("--") {
        out = out.replace("--", "- -");
    }
    // `<!-->` and `<!--->` are whole comments.
    if out.starts_with(['>', '-']) {
        out.insert(0, ' ');
    }
    out
}

/// Code as it is, with tabs, and everything else that cannot be seen visible.
fn readable_code(out: &mut String, text: &str) {
    for (number, part) in text.split('\t').enumerate() {
        if number > 0 {
            out.push('\t');
        }
        readable::visible(out, part);
    }
}

fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        let cases = [
            ("# a", "\\# a"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("1. a 2. b", "1\\. a 2. b"),
            ("12) a", "12\\) a"),
            ("> a > b", "\\> a > b"),
            ("+ a + b", "\\+ a + b"),
            ("a | b", "a \\| b"),
            ("`x` *y* ~z~", "\\`x\\` \\*y\\* \\~z\\~"),
            ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
            ("<!-- a -->", "&lt;!-- a --\\>"),
            ("[a](b) ![c](d)", "\\[a\\](b) \\!\\[c\\](d)"),
            ("a_b_c _d_", "a_b_c \\_d\\_"),
            ("https://x www.x", "https\\://x www\\.x"),
            ("{{ x }} {% y %}", "\\{\\{ x }} \\{% y %}"),
            ("R&D &lt; &#60;", "R&amp;D &amp;lt; &amp;\\#60;"),
            (" a\r\n\n# b\tc\u{202E}", "a \\# b c⟨U+202E⟩"),
            ("back\\slash", "back\\\\slash"),
            (
                "notification-queue keeps 7.5 days (3 copies): fine!",
                "notification-queue keeps 7.5 days (3 copies): fine!",
            ),
        ];
        for (plain, expected) in cases {
            assert_eq!(text(plain, true), expected, "{plain:?}");
        }
        assert_eq!(text("- 1. a", false), "- 1. a");
    }

    #[test]
    fn code_spans_hold_any_text() {
        assert_eq!(code("a b", false), "`a b`");
        assert_eq!(code("a ``b", false), "```a ``b```");
        assert_eq!(code("`", false), "`` ` ``");
        assert_eq!(code("a|b", false), "`a|b`");
        assert_eq!(code("a\\|b", true), "<code>a&#92;&#124;b</code>");
        assert_eq!(code("a\n\nb", false), "`a b`");
        assert_eq!(code("", false), "<code></code>");
    }

    #[test]
    fn backticks_in_prose_make_code() {
        assert_eq!(prose("Raise `limits` in [x]: *now*", true, false), "Raise `limits` in \\[x\\]: \\*now\\*");
        assert_eq!(prose("`a|b`, then `c`", true, true), "<code>a&#124;b</code>, then `c`");
        assert_eq!(prose("# one ` and no more", true, false), "\\# one \\` and no more");
        assert_eq!(prose("``", false, false), "\\`\\`");
    }

    #[test]
    fn code_blocks_hold_any_text() {
        assert_eq!(fenced("sh", "a\n```\n\n  b \n\n", ""), "````sh\na\n```\n\n  b\n````");
        assert_eq!(fenced("", "a\u{1B}\tb", "  "), "```\n  a␛\tb\n  ```");
        assert_eq!(in_fence("a\nb", true), "a␊b");
        assert_eq!(in_fence(" ~~~", true), " ˜˜˜");
        assert_eq!(in_fence("```", false), "```");
    }

    #[test]
    fn comments_hold_any_text() {
        for hostile in ["-->", "a --> b", "->", ">", "--!>", "---", "a-", "<!--", "--", "-"] {
            let whole = format!("<!-- {} -->x", in_comment(hostile));
            let (comment, rest) = whole.strip_prefix("<!--").unwrap().split_once("-->").unwrap();
            assert_eq!(rest, "x", "{hostile:?}");
            assert!(!comment.contains("--") && !comment.starts_with('>'), "{hostile:?}");
        }
    }
}
