//! Names that somebody may have meant.

/// How like a name must be to be taken for what was meant, from 0 to 1.
const LIKE_ENOUGH: f64 = 0.75;

/// The one of these names that is written most like `name` without being it; nothing if none is like it. Letters' case and the
/// kinds of separators do not count, and a name that only goes on at its end is like it.
pub fn alike<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = plain(name);
    let mut best: Option<(f64, &'n str)> = None;
    for other in known {
        if other == name || other.is_empty() {
            continue;
        }
        let score = likeness(&plain, &self::plain(other));
        if score >= LIKE_ENOUGH && best.is_none_or(|(before, _)| score > before) {
            best = Some((score, other));
        }
    }
    best.map(|(_, other)| other)
}

fn likeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let goes_on = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'));
    if goes_on(one, other) || goes_on(other, one) {
        return 0.9;
    }
    strsim::normalized_damerau_levenshtein(one, other)
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn names_are_near_that_differ_in_little() {
        for (name, known, expected) in [
            ("hrms-kafka", ["hrms-kafak", "shop"], Some("hrms-kafak")),
            ("hrms", ["hrms-kafka", "shop"], Some("hrms-kafka")),
            ("Orders_v1", ["orders-v1", "orders"], Some("orders-v1")),
            ("orders", ["orders", "payments"], None),
            ("orders", ["payments", ""], None),
        ] {
            assert_eq!(alike(name, known), expected, "{name}");
        }
    }
}
