//! Text from specs and manifests, made safe to show: nothing in it can move the cursor, turn the line around, or command a CI log.

use super::{Look, Report};

/// One character for another that can be seen. Columns stay what they were.
///
/// Control characters become their pictures. What has no picture, and what reorders or hides text (bidirectional controls, zero
/// width characters, tags: the "Trojan Source" set of CVE-2021-42574 and its kin), becomes U+FFFD.
pub(super) fn visible_char(c: char) -> char {
    match c {
        '\t' | '\n' => c,
        '\u{0}'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        '\u{80}'..='\u{9F}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FDD0}'..='\u{FDEF}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => '\u{FFFD}',
        _ => c,
    }
}

/// A text of one or more lines, safe to show. No line of it is a command to a CI log.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (index, line) in text.trim_end().split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if index > 0 {
            shown.push('\n');
        }
        let body = line.trim_start();
        let indent = line.len() - body.len();
        shown.extend(line.chars().take(indent).map(visible_char));
        // GitHub's runner obeys a line that begins with `::`, white space before it or not.
        if body.starts_with("::") {
            shown.push('\\');
        }
        shown.extend(body.chars().map(visible_char));
    }
    shown
}

/// A text folded into one line, safe to show.
pub(super) fn one_line(text: &str) -> String {
    let parts: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(" ").chars().map(|c| if c == '\t' { ' ' } else { visible_char(c) }).collect()
}

/// A name relative to `base`, with `..` worked out; names that are not relative paths (`<stdin>`, `/tmp/x`) as they are.
pub(super) fn join(base: &str, name: &str) -> String {
    if name.starts_with(['<', '/']) || base.is_empty() && !name.contains("..") && !name.starts_with("::") {
        return one_line(name);
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(name.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let path = one_line(&parts.join("/"));
    if path.starts_with("::") { format!("./{path}") } else { path }
}

/// The path as those count who start from the root of the repository.
pub(super) fn from_root(report: &Report, look: &Look<'_>, name: &str) -> String {
    join(look.repository_prefix, &report.shown(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_moves_is_shown() {
        assert_eq!(visible("a\u{1b}[31mred"), "a\u{241b}[31mred");
        assert_eq!(visible("user\u{202e}nimda\u{2066}"), "user\u{fffd}nimda\u{fffd}");
        assert_eq!(visible("zero\u{200b}width"), "zero\u{fffd}width");
        assert_eq!(visible("naïve 東京 🛑"), "naïve 東京 🛑");
    }

    #[test]
    fn no_line_is_a_command() {
        for text in ["::error::x", "a\n::error::x", "a\n \t::add-mask::x", "a\r\n::x", "a\n\u{a0}::x"] {
            for line in visible(text).lines() {
                assert!(!line.trim_start().starts_with("::"), "{line:?} of {text:?}");
            }
        }
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("a\n  b\r\n\tc\td"), "a b c d");
        assert_eq!(one_line("a\u{2028}b").chars().count(), 3);
    }

    #[test]
    fn names_are_joined_as_the_shell_would() {
        assert_eq!(join("", "kafka.toml"), "kafka.toml");
        assert_eq!(join("../", "out/a.yaml"), "../out/a.yaml");
        assert_eq!(join("services/kafka/", "../shared.toml"), "services/shared.toml");
        assert_eq!(join("../", "../x"), "../../x");
        assert_eq!(join("sub/", "<stdin>"), "<stdin>");
        assert_eq!(join("", "::error::.toml"), "./::error::.toml");
    }
}
