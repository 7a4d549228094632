//! Names in which `*` stands for anything.

/// Whether a name is one of those that a pattern stands for.
pub fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        // The first place is as good as any: what comes behind it has all the more room.
        match left.find(part) {
            Some(at) => left = left.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

/// Whether an id is one of those that a word stands for: itself, all of an area (`topic/*`), or all (`*`).
pub fn covers(word: &str, id: &str) -> bool {
    word == "*" || word == id || word.strip_suffix('*').is_some_and(|area| area.ends_with('/') && id.starts_with(area))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("*", "a/b", true),
            ("audit-*", "audit-dlq", true),
            ("audit-*", "the-audit-dlq", false),
            ("*-dlq", "audit-dlq", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a*a", "a", false),
            ("*b*", "abc", true),
            ("a**c", "abc", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn areas_cover_their_ids() {
        for (word, expected) in
            [("topic/a", true), ("topic/*", true), ("*", true), ("topic*", false), ("top/*", false), ("topic/b", false)]
        {
            assert_eq!(covers(word, "topic/a"), expected, "{word}");
        }
    }

    /// The same, by trying all that a star can stand for.
    fn slowly(pattern: &[char], name: &[char]) -> bool {
        match pattern {
            [] => name.is_empty(),
            ['*', rest @ ..] => (0..=name.len()).any(|skipped| slowly(rest, &name[skipped..])),
            [c, rest @ ..] => name.first() == Some(c) && slowly(rest, &name[1..]),
        }
    }

    proptest! {
        #[test]
        fn as_trying_everything_does(pattern in "[ab*ü]{0,6}", name in "[abü]{0,8}") {
            let (p, n): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
            prop_assert_eq!(matches(&pattern, &name), slowly(&p, &n));
        }
    }
}
