//! What there is to know of the house's own rules: what they are asked of, and what they demand.

use super::Explanation;
use crate::diag::{SetBy, Severity, Sources, Span};
use crate::policy::HouseRule;
use toml::de::DeValue;

/// Explains a rule of the house.
pub fn house(rule: &HouseRule, sources: &Sources) -> Explanation {
    let code = |span: Span| unquoted(sources.text(span));
    let set_by = match &rule.set_by {
        SetBy::Rule | SetBy::Policy(_) => String::new(),
        SetBy::Profile(profile) => format!(", by the profile `{profile}`"),
    };
    let level = rule.severity.map_or("off", Severity::word);
    let mut facts = vec![("level", format!("{level}{set_by}")), ("asked of", rule.noun.word.to_owned())];
    facts.extend(rule.when_at().map(|when| ("when", code(when))));
    facts.push(("demands", code(rule.require_at)));
    facts.extend(place(rule.at, sources).map(|place| ("stands", place)));
    Explanation {
        name: rule.id.word().to_owned(),
        is: "rule",
        meaning: vec![rule.message.clone()],
        facts,
        ..Explanation::default()
    }
}

/// The text that stands there in TOML's quotes, on one line.
fn unquoted(written: &str) -> String {
    let value = DeValue::parse(written).ok();
    let text = value.as_ref().and_then(|value| value.get_ref().as_str()).unwrap_or(written);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn place(span: Span, sources: &Sources) -> Option<String> {
    let source = sources.of(span)?;
    let at = source.position(span.start());
    Some(format!("{}:{}:{}", source.name(), at.line, at.column))
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn an_expression_is_shown_without_quotes() {
        for (written, text) in [
            (r#""a != \"\"""#, "a != \"\""),
            ("'a > 1'", "a > 1"),
            ("\"\"\"\na &&\n  b\"\"\"", "a && b"),
            ("no text", "no text"),
        ] {
            assert_eq!(unquoted(written), text);
        }
    }
}
