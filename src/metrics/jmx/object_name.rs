//! Patterns over names of beans, as `includeObjectNames` has them.

use super::bean::Attribute;

/// A name in which `*` stands for any characters and `?` for one, and a trailing `,*` for any further keys.
///
/// Source: `javax.management.ObjectName`. Without the trailing `*` a bean must have exactly these keys, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectPattern {
    domain: String,
    keys: Vec<(String, String)>,
    open: bool,
}

impl ObjectPattern {
    /// Reads a pattern; none if it is not one.
    pub fn new(text: &str) -> Option<Self> {
        let (domain, properties) = text.split_once(':')?;
        let (keys, open) = match properties.strip_suffix('*') {
            Some("") => ("", true),
            Some(rest) if rest.ends_with(',') => (rest.trim_end_matches(','), true),
            _ => (properties, false),
        };
        let keys = if keys.is_empty() { Vec::new() } else { Attribute::of(&format!(":{keys}"), "")?.keys };
        (open || !keys.is_empty()).then(|| ObjectPattern { domain: domain.to_owned(), keys, open })
    }

    /// Whether the attribute's bean has such a name.
    pub(super) fn matches(&self, attribute: &Attribute) -> bool {
        let has = |(key, pattern): &(String, String)| {
            attribute.keys.iter().any(|(other, value)| other == key && matches_wildcard(pattern, value))
        };
        matches_wildcard(&self.domain, &attribute.domain)
            && self.keys.iter().all(has)
            && (self.open || self.keys.len() == attribute.keys.len())
    }
}

/// Whether a text fits a pattern of `*` and `?`. Needs time in proportion to the product of both lengths at most.
fn matches_wildcard(pattern: &str, text: &str) -> bool {
    let mut reached = vec![false; text.chars().count() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for wanted in pattern.chars() {
        let before = reached.clone();
        let mut any_before = false;
        let characters = std::iter::once(None).chain(text.chars().map(Some));
        // Reached after a character: the pattern up to `wanted` fits the text up to that character.
        let mut previous = false;
        for ((slot, here), character) in reached.iter_mut().zip(&before).zip(characters) {
            any_before |= here;
            *slot = match wanted {
                '*' => any_before,
                '?' => previous && character.is_some(),
                _ => previous && character == Some(wanted),
            };
            previous = *here;
        }
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{ObjectPattern, matches_wildcard};
    use crate::metrics::jmx::Attribute;

    fn fits(pattern: &str, name: &str) -> bool {
        ObjectPattern::new(pattern).unwrap().matches(&Attribute::of(name, "Value").unwrap())
    }

    #[test]
    fn wildcards_stand_for_characters() {
        for (pattern, text, fit) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("", "a", false),
            ("**a", "ba", true),
            ("abc", "abc", true),
        ] {
            assert_eq!(matches_wildcard(pattern, text), fit, "{pattern} {text}");
        }
    }

    #[test]
    fn keys_are_asked_for_in_any_order() {
        assert!(fits("kafka.server:name=*,*", "kafka.server:type=A,name=B"));
        assert!(!fits("kafka.server:name=*,*", "kafka.server:type=A"));
        assert!(!fits("kafka.server:name=*", "kafka.server:type=A,name=B"));
        assert!(fits("kafka.*:*", "kafka.log:type=A"));
        assert!(!fits("kafka.log:*", "kafka.logs:type=A"));
        assert!(fits("d:b=2,a=1", "d:a=1,b=2"));
    }

    #[test]
    fn what_is_no_pattern_is_none() {
        assert_eq!(ObjectPattern::new("kafka.server"), None);
        assert_eq!(ObjectPattern::new("kafka.server:"), None);
        assert_eq!(ObjectPattern::new("kafka.server:name"), None);
    }
}
