//! What a Kafka version makes of a `min.insync.replicas` above the number of copies.

use super::version::Version;

/// The first line that never asks for more copies in sync than a partition has: `Partition.effectiveMinIsr` of 3.7.0 (KAFKA-15583).
/// Up to 3.6.2 the number is taken as it is.
const CAPPED: (u32, u32) = (3, 7);

/// Whether brokers ask for no more copies in sync than a partition has, whatever `min.insync.replicas` says. Before, nobody can
/// write to such a partition with `acks=all`. A text that is no version counts as a new one.
pub fn caps_min_insync(kafka: &str) -> bool {
    Version::parse(kafka).and_then(|kafka| kafka.line()).is_none_or(|line| line >= CAPPED)
}

#[cfg(test)]
mod tests {
    use super::caps_min_insync;

    #[test]
    fn the_minimum_is_capped_from_one_line_on() {
        for (kafka, capped) in [("2.8.0", false), ("3.6.2", false), ("3.7.0", true), ("3.10.0", true), ("4.3.1", true)]
        {
            assert_eq!(caps_min_insync(kafka), capped, "{kafka}");
        }
    }
}
