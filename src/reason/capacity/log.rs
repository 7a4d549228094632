//! The log of one partition: how much it holds, and how long.
//!
//! Source: `UnifiedLog` (`deleteRetentionMsBreachedSegments`, `deleteRetentionSizeBreachedSegments`, `deleteOldSegments`),
//! `LocalLog.replaceSegments`, `LogSegment.append`, Kafka 3.5 to 3.9. A log is a row of segments, of which only whole ones are
//! deleted. It is looked at every `check`; what is deleted then leaves the disk `delete_delay` later.

use crate::units::{Bytes, Duration, Rate};

/// What an index entry takes: 8 bytes in the index of offsets, 12 in that of times.
const INDEX_ENTRY: u64 = 20;

/// The settings that decide how much a log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// Whether old records are deleted, by age and size.
    pub deletes: bool,
    /// Whether only the last record of each key is kept.
    pub compacts: bool,
    /// The size above which old segments are deleted (`retention.bytes`).
    pub max_bytes: Option<Bytes>,
    /// The age above which old segments are deleted (`retention.ms`).
    pub retention: Option<Duration>,
    /// The size at which a segment is closed (`segment.bytes`).
    pub segment: Bytes,
    /// The age at which a segment is closed, at the next record (`segment.ms`).
    pub segment_time: Duration,
    /// How often logs are looked at (`log.retention.check.interval.ms`).
    pub check: Duration,
    /// How long a deleted segment stays on the disk (`file.delete.delay.ms`).
    pub delete_delay: Duration,
    /// How many bytes of records there are to each index entry (`index.interval.bytes`).
    pub index_interval: Bytes,
}

impl Log {
    /// The size above which old records are deleted. What is only compacted has none, whatever `retention.bytes` says.
    pub fn limit(&self) -> Option<Bytes> {
        self.max_bytes.filter(|_| self.deletes)
    }

    /// The age above which old records are deleted.
    pub fn age_limit(&self) -> Option<Duration> {
        self.retention.filter(|_| self.deletes)
    }

    /// How many bytes it holds at most; none if nothing bounds it.
    ///
    /// The oldest segment goes only when the others still hold the limit, so there is up to one segment more.
    pub fn held(&self) -> Option<Bytes> {
        self.limit().map(|limit| Bytes(limit.0.saturating_add(self.segment.0)))
    }

    /// How many bytes are deleted and still on the disk, at most; none if nothing bounds it.
    ///
    /// That is a segment, if no more than one is written in the time in which [`steady`](Self::steady) says so. Compaction
    /// replaces segments one by one, and within a minute it can come through the whole log.
    pub fn pending(&self) -> Option<Bytes> {
        if self.compacts { self.held() } else { self.limit().map(|_| self.segment) }
    }

    /// The indexes of so many bytes of records.
    pub fn indexes(&self, records: Bytes) -> Bytes {
        let bytes = u128::from(records.0) * u128::from(INDEX_ENTRY) / u128::from(self.index_interval.0.max(1));
        Bytes(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    /// The rate of writing up to which [`held`](Self::held) and [`pending`](Self::pending) hold: a segment between two looks
    /// and the delay of deletion. What is written faster is on the disk as well until the next look.
    pub fn steady(&self) -> Option<Rate> {
        self.limit()?;
        Rate::new(self.segment, Duration(self.check.millis().saturating_add(self.delete_delay.millis())))
    }

    /// The rate of writing to so many logs together, and to each alike, above which records are deleted for the logs' size
    /// before their time.
    pub fn cut_above(&self, logs: u32) -> Option<Rate> {
        Rate::new(Bytes(self.limit()?.0.saturating_mul(u64::from(logs))), self.age_limit()?)
    }

    /// How long a record can be read at most; none if nothing bounds it.
    ///
    /// A segment goes when its youngest record is too old, so its oldest lives longer by the segment's age, and by the time
    /// until the next look. A compacted segment is merged with its neighbours, so that in it nothing is known of ages.
    pub fn oldest(&self) -> Option<Duration> {
        if self.compacts {
            return None;
        }
        let later = self.segment_time.millis().saturating_add(self.check.millis());
        self.age_limit().map(|limit| Duration(limit.millis().saturating_add(later)))
    }

    /// How many bytes it comes to in its time if records are written at that rate.
    pub fn at_rate(&self, rate: Rate) -> Option<Bytes> {
        let days = u128::from(self.oldest()?.millis().saturating_add(self.delete_delay.millis()));
        let bytes = u128::from(rate.per_day().0) * days / u128::from(Duration::days(1).millis());
        Some(Bytes(u64::try_from(bytes).unwrap_or(u64::MAX)))
    }

    /// The rate of writing at which it fills so many bytes in its time.
    pub fn fills(&self, room: Bytes) -> Option<Rate> {
        Rate::new(room, Duration(self.oldest()?.millis().saturating_add(self.delete_delay.millis())))
    }
}

#[cfg(test)]
pub(in crate::reason) mod tests {
    use super::*;
    use proptest::prelude::*;

    const MIB: u64 = 1 << 20;

    /// A log with the defaults of Kafka 3.6, as a topic of this spec has it.
    pub(in crate::reason) fn log(max_mib: Option<u64>, segment_mib: u64, days: u64) -> Log {
        Log {
            deletes: true,
            compacts: false,
            max_bytes: max_mib.map(|max| Bytes(max * MIB)),
            retention: Some(Duration::days(days)),
            segment: Bytes(segment_mib * MIB),
            segment_time: Duration::days(1),
            check: Duration::minutes(5),
            delete_delay: Duration::minutes(1),
            index_interval: Bytes(4096),
        }
    }

    #[test]
    fn a_byte_limit_is_exceeded_by_a_segment() {
        let audit = log(Some(1024), 64, 30);
        assert_eq!(audit.held(), Some(Bytes(1088 * MIB)));
        assert_eq!(audit.pending(), Some(Bytes(64 * MIB)));
        assert_eq!(audit.steady().map(Rate::human).as_deref(), Some("186 kB/s"));
        assert_eq!(audit.oldest().map(Duration::human).as_deref(), Some("31d5m"));
        // 20 bytes of index to 4,096 of records: half a percent.
        assert_eq!(audit.indexes(Bytes(4096 * 100)), Bytes(2000));
    }

    #[test]
    fn what_is_compacted_has_other_bounds() {
        let compacted = Log { deletes: false, compacts: true, ..log(Some(1024), 64, 30) };
        assert_eq!((compacted.held(), compacted.pending(), compacted.oldest()), (None, None, None));
        assert_eq!((compacted.cut_above(1), compacted.steady()), (None, None));
        let both = Log { deletes: true, ..compacted };
        assert_eq!((both.held(), both.pending()), (Some(Bytes(1088 * MIB)), Some(Bytes(1088 * MIB))));
        assert_eq!(both.oldest(), None);
        assert!(both.cut_above(1).is_some());
    }

    #[test]
    fn without_a_limit_the_rate_decides() {
        let log = log(None, 64, 7);
        assert_eq!((log.held(), log.pending(), log.cut_above(1)), (None, None, None));
        // 8 days, 5 minutes and 1.
        let rate = Rate::new(Bytes(1000), Duration(1000)).unwrap();
        assert_eq!(log.at_rate(rate), Some(Bytes((8 * 86_400 + 360) * 1000)));
        assert_eq!(log.fills(Bytes((8 * 86_400 + 360) * 1000)).unwrap().per_second(), Bytes(1000));
        let forever = Log { retention: None, ..log };
        assert_eq!((forever.at_rate(rate), forever.fills(Bytes(1))), (None, None));
    }

    /// A log as Kafka keeps it, fed each minute: the most that was ever on the disk.
    fn fed(log: &Log, minutes: &[u64]) -> u64 {
        let mut segments: Vec<u64> = vec![0];
        let (mut deleted, mut most) = (0, 0);
        for (minute, fed) in minutes.iter().enumerate() {
            // Batches of a kilobyte; a segment is closed rather than made too large.
            for _ in 0..fed / 1024 {
                if segments.last().unwrap() + 1024 > log.segment.0 {
                    segments.push(0);
                }
                *segments.last_mut().unwrap() += 1024;
            }
            most = most.max(segments.iter().sum::<u64>() + deleted);
            deleted = 0;
            if minute % 5 == 4 {
                let size: u64 = segments.iter().sum();
                let mut over = size.saturating_sub(log.limit().unwrap().0);
                while over >= segments[0] && segments.len() > 1 {
                    over -= segments[0];
                    deleted += segments.remove(0);
                }
            }
        }
        most
    }

    proptest! {
        #[test]
        fn no_log_holds_more_than_said(max in 0..20u64, segment in 1..8u64, shares in prop::collection::vec(0..=100u64, 1..200)) {
            let log = log(Some(max), segment, 7);
            // At most a segment in six minutes.
            let minutes: Vec<u64> = shares.iter().map(|share| log.segment.0 * share / 600).collect();
            let said = log.held().unwrap().0 + log.pending().unwrap().0;
            prop_assert!(fed(&log, &minutes) <= said);
        }
    }

    #[test]
    fn the_bound_is_no_larger_than_it_must_be() {
        let log = log(Some(4), 2, 7);
        let most = fed(&log, &[log.segment.0 / 6; 300]);
        let said = log.held().unwrap().0 + log.pending().unwrap().0;
        assert!(most > said - log.segment.0 / 2, "{most} of {said}");
        // Faster than said, and the bound is none.
        assert!(fed(&log, &[log.segment.0; 300]) > said);
    }
}
