//! Versions of the format of KRaft's metadata, `metadata.version` of Kafka: a release line, with `-IV` and a step within it or
//! without.

use super::version::Version;

/// What keeps a text from being the metadata version of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataFault {
    /// It is none.
    Malformed,
    /// It is older than what the operator takes: 3.3 (`KafkaCluster`, 0.39.0 to 1.2.0).
    TooOld,
    /// It is newer than the Kafka that should use it.
    TooNew,
}

/// The oldest that the operator takes.
const OLDEST: (u32, u32) = (3, 3);

/// The first with which brokers may have several disks: 3.7-IV2 (KIP-858; `KRaftUtils`, 0.41.0).
const SEVERAL_DISKS: ((u32, u32), u32) = ((3, 7), 2);

/// What keeps a text from being the metadata version of a cluster with this Kafka; none if it is one.
pub fn metadata_fault(version: &str, kafka: &str) -> Option<MetadataFault> {
    let Some((line, _)) = read(version) else { return Some(MetadataFault::Malformed) };
    let newest = Version::parse(kafka).and_then(|kafka| kafka.line());
    if line < OLDEST {
        Some(MetadataFault::TooOld)
    } else if newest.is_some_and(|newest| line > newest) {
        Some(MetadataFault::TooNew)
    } else {
        None
    }
}

/// Whether brokers with that metadata version may have several disks. A line without a step is its last one.
pub fn metadata_takes_several_disks(version: &str) -> bool {
    read(version).is_some_and(|(line, step)| (line, step.unwrap_or(u32::MAX)) >= SEVERAL_DISKS)
}

/// The release line and the step within it.
fn read(version: &str) -> Option<((u32, u32), Option<u32>)> {
    let (line, step) = match version.split_once("-IV") {
        Some((line, step)) => (line, Some(step)),
        None => (version, None),
    };
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
    let step = match step {
        Some(step) => Some(number(step)?),
        None => None,
    };
    let dots = line.matches('.').count();
    (1..=2).contains(&dots).then(|| Version::parse(line)?.line()).flatten().map(|line| (line, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metadata_version_is_a_line_with_or_without_a_step() {
        for (version, fault) in [
            ("3.9", None),
            ("3.9-IV0", None),
            ("3.8.1", None),
            ("3.3", None),
            ("3.2-IV0", Some(MetadataFault::TooOld)),
            ("4.0-IV3", Some(MetadataFault::TooNew)),
            ("3.10", Some(MetadataFault::TooNew)),
            ("3", Some(MetadataFault::Malformed)),
            ("3.9-IV", Some(MetadataFault::Malformed)),
            ("3.9-IV+1", Some(MetadataFault::Malformed)),
            ("3.9.", Some(MetadataFault::Malformed)),
            ("3.9.1.2", Some(MetadataFault::Malformed)),
            ("", Some(MetadataFault::Malformed)),
            ("latest", Some(MetadataFault::Malformed)),
        ] {
            assert_eq!(metadata_fault(version, "3.9.2"), fault, "{version:?}");
        }
    }

    #[test]
    fn several_disks_came_within_a_line() {
        for (version, may) in [("3.6", false), ("3.7-IV1", false), ("3.7-IV2", true), ("3.7", true), ("4.1-IV1", true)]
        {
            assert_eq!(metadata_takes_several_disks(version), may, "{version}");
        }
    }
}
