//! Text in XML: whatever it holds, it ends no element and no quotes, and what XML does not allow at all is made visible.

use crate::report::text::{one_line, visible};

/// Text between tags.
pub(super) fn text(text: &str) -> String {
    escaped(&visible(text))
}

/// Text in the quotes of an attribute: one line, because readers make blanks of line breaks there.
pub(super) fn attribute(text: &str) -> String {
    escaped(&one_line(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // No XML holds these, not even as numbers.
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back_as_it_is_shown() {
        for hostile in ["]]>", "<a b=\"c\">&amp;'", "\u{1b}[0m\0\u{FFFE}\u{FFFF}", "::error::x\n--> <!-- x", "a\tb"] {
            let xml = format!("<a b=\"{}\">{}</a>", attribute(hostile), text(hostile));
            let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
            let root = document.root_element();
            let allowed = |text: String| text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}");
            assert_eq!(root.text(), Some(allowed(visible(hostile)).as_str()));
            assert_eq!(root.attribute("b"), Some(allowed(one_line(hostile)).as_str()));
        }
    }
}
