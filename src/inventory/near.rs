//! Names that somebody may have meant.

/// How like a word must be to be taken for what was meant, from 0 to 1.
const LIKE_ENOUGH: f64 = 0.7;

/// What is often left out behind the name of a cluster, or added to it.
const ENDINGS: [&str; 3] = ["-kafka", "-cluster", "-kafka-cluster"];

/// The one of these names that is written most like `name` without being it; nothing if none is like it. Letters' case and the
/// kinds of separators do not count. Names that people give to siblings are not like each other: `a-1` and `a-2`, `kafka-east`
/// and `kafka-west`, `orders` and `orders-dlq`.
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

/// The one of these names that `name` is with a slip of one or two letters. Much stricter than [`alike`]: for names of which
/// many stand in no set, such as those of Secrets. A name with another word in it is another name.
pub fn misspelt<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = plain(name);
    let slips = |other: &&str| *other != name && !other.is_empty() && is_slip(&plain, &self::plain(other));
    known.into_iter().find(slips)
}

fn is_slip(one: &str, other: &str) -> bool {
    if one.split('-').count() != other.split('-').count() {
        return false;
    }
    let mut odd = one.split('-').zip(other.split('-')).filter(|(one, other)| one != other);
    let Some((one, other)) = odd.next() else { return true };
    let is_counted = |word: &str| word.ends_with(|c: char| c.is_ascii_digit());
    let allowed = match one.len().min(other.len()) {
        0..3 => 0,
        3 => usize::from(one.len() != other.len()),
        4..8 => 1,
        _ => 2,
    };
    odd.next().is_none() && !is_counted(one) && !is_counted(other) && strsim::damerau_levenshtein(one, other) <= allowed
}

fn likeness(one: &str, other: &str) -> f64 {
    let joined = |name: &str| name.replace('-', "");
    if joined(one) == joined(other) {
        return 1.0;
    }
    let goes_on = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| ENDINGS.contains(&rest));
    if goes_on(one, other) || goes_on(other, one) {
        return 0.9;
    }
    if one.split('-').count() != other.split('-').count() {
        return 0.0;
    }
    one.split('-').zip(other.split('-')).map(|(one, other)| likeness_of_words(one, other)).fold(1.0, f64::min)
}

fn likeness_of_words(one: &str, other: &str) -> f64 {
    let bare = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let counted = one.get(..bare(one)) == other.get(..bare(other));
    match one == other {
        true => 1.0,
        false if counted || one.len().min(other.len()) < 4 => 0.0,
        false => strsim::normalized_damerau_levenshtein(one, other),
    }
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::{alike, misspelt};

    #[test]
    fn names_are_near_that_differ_in_little() {
        for (name, known, expected) in [
            ("hrms-kafka", ["hrms-kafak", "shop"], Some("hrms-kafak")),
            ("hrms", ["hrms-kafka", "shop"], Some("hrms-kafka")),
            ("Orders_v1", ["orders-v1", "orders"], Some("orders-v1")),
            ("orders", ["orders", "payments"], None),
            ("orders", ["payments", ""], None),
            ("cluster-a", ["cluster-b", "cluster-c"], None),
            ("kafka-1", ["kafka-2", "kafka"], None),
            ("kafka1", ["kafka2", "kafka"], None),
            ("kafka-east", ["kafka-west", "kafka"], None),
            ("orders", ["orders-dlq", "shop"], None),
            ("my-cluster-source", ["my-cluster", "my-cluster-target"], None),
            ("conect", ["connect", "shop"], Some("connect")),
            ("notifications-queue", ["notification-queue", "audit-queue"], Some("notification-queue")),
        ] {
            assert_eq!(alike(name, known), expected, "{name}");
        }
    }

    #[test]
    fn a_slip_is_a_letter_or_two_of_one_word() {
        for (name, known, expected) in [
            ("kafka-metric", ["kafka-metrics", "shop"], Some("kafka-metrics")),
            ("registry_creds", ["registry-creds", "shop"], Some("registry-creds")),
            ("registry-cred", ["registry-creds", "shop"], Some("registry-creds")),
            ("shop-ca-crt", ["shop-ca-cert", "shop-tls-key"], Some("shop-ca-cert")),
            ("db-dev", ["db-def", "db"], None),
            ("my-user-pasword", ["my-user-password", "shop"], Some("my-user-password")),
            ("mysql-secret", ["mongo-secret", ""], None),
            ("paperless-secrets", ["paperless-ai-secrets", "shop"], None),
            ("event-bus-cluster-ca-cert", ["event-bus-source-cluster-ca-cert", "shop"], None),
            ("redpanda-config-watcher", ["redpanda-configurator", "shop"], None),
            ("producer", ["producer-oauth", "consumer"], None),
            ("db-east", ["db-west", "db-eas1"], None),
            ("shop-a", ["shop-b", "shop-1"], None),
            ("user1", ["user2", "user"], None),
        ] {
            assert_eq!(misspelt(name, known), expected, "{name}");
        }
    }
}
