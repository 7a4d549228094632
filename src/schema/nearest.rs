//! Did you mean.

/// The candidate that is nearest to what was written, if any is near enough: letters of another case and up to a quarter of them
/// wrong, swapped or missing.
pub(super) fn nearest<'c>(written: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let small = written.to_lowercase();
    let distance = |candidate: &&'c str| {
        let near = 1 + candidate.chars().count().min(small.chars().count()) / 4;
        let away = strsim::damerau_levenshtein(&small, &candidate.to_lowercase());
        (away <= near && away < small.chars().count()).then_some((away, *candidate))
    };
    // What is the same but for punctuation is as good as the same.
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let candidates: Vec<&'c str> = candidates.collect();
    let same = candidates.iter().find(|candidate| bare(candidate) == bare(written)).copied();
    same.or_else(|| candidates.iter().filter_map(distance).min_by_key(|(away, _)| *away).map(|(_, name)| name))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let near = |written| nearest(written, ["replicas", "config", "bootstrapServers", "tls"].into_iter());
        assert_eq!(near("replcas"), Some("replicas"));
        assert_eq!(near("Replicas"), Some("replicas"));
        assert_eq!(near("confg"), Some("config"));
        assert_eq!(near("bootstrap-servers"), Some("bootstrapServers"));
        assert_eq!(near("partitions"), None);
        assert_eq!((near("x"), near("tl"), near("tsl")), (None, Some("tls"), Some("tls")));
    }
}
