//! Logs on a broker's volumes.

use super::Log;
use crate::reason::placement::Share;
use crate::units::{Bytes, Rate, Ratio};

/// The logs of one topic on one broker, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logs {
    /// How many.
    pub count: u64,
    /// What each holds; none if nothing bounds it.
    pub each: Option<Each>,
    /// How many copies of partitions the topic has on all brokers together.
    pub copies: u64,
}

/// What one log takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Each {
    /// Records.
    pub held: Bytes,
    /// Records that are deleted and still on the disk.
    pub pending: Bytes,
    /// The indexes of both.
    pub indexes: Bytes,
}

/// What is on the fullest broker, in the worst case of how copies may lie.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disk {
    /// How many logs.
    pub logs: u64,
    /// How many of them nothing bounds.
    pub unbounded: u64,
    /// Records of the bounded ones.
    pub held: Bytes,
    /// Records that are deleted and still on the disk.
    pub pending: Bytes,
    /// Indexes.
    pub indexes: Bytes,
    /// Bounded bytes of all brokers together.
    everywhere: u128,
    /// How much a log takes and how many there are of it, in the order in which they were added.
    sizes: Vec<(u64, u64)>,
}

/// What the bounded logs leave of the volume that has the least room, in the worst case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// The size of the smallest volume.
    pub volume: Bytes,
    /// How many volumes there are.
    pub volumes: u32,
    /// What one volume may get at most.
    pub most: Bytes,
    /// What the volumes get if everything is spread evenly: the fullest has at least so much.
    pub even: Bytes,
    /// How many logs one volume may get at most.
    pub logs: u64,
}

/// Whether it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// However copies lie.
    Fits,
    /// If copies lie well; in the worst case not.
    Depends,
    /// However copies lie, it does not.
    TooMuch,
}

impl Logs {
    /// The logs of a topic of that share.
    pub fn of(log: &Log, share: Share, copies: u64) -> Self {
        let each = log.held().zip(log.pending()).map(|(held, pending)| {
            let indexes = log.indexes(Bytes(held.0.saturating_add(pending.0)));
            Each { held, pending, indexes }
        });
        Logs { count: u64::from(share.most), each, copies }
    }

    /// The partitions of an internal topic that are in use: those of `__consumer_offsets` hold a group or more each, those of
    /// `__transaction_state` transactional ids. `share` is that of the whole topic.
    ///
    /// They are compacted, and what is left of them is small; what counts is the segment that is written and the one before
    /// it, which is not cleaned yet. (`GroupMetadataManager.partitionFor`, `TransactionStateManager`, `LogCleaner`.)
    pub fn of_internal(log: &Log, share: Share, partitions: u32, replicas: u32, users: u64) -> Self {
        let held = Bytes(log.segment.0.saturating_mul(2));
        let each = Each { held, pending: Bytes(0), indexes: log.indexes(held) };
        let used = users.min(u64::from(partitions));
        Logs {
            count: used.min(u64::from(share.most)),
            each: Some(each),
            copies: used.saturating_mul(u64::from(replicas)),
        }
    }

    /// Logs that take next to nothing, and count where logs are counted.
    pub fn empty(count: u64, copies: u64) -> Self {
        Logs { count, each: Some(Each { held: Bytes(0), pending: Bytes(0), indexes: Bytes(0) }), copies }
    }

    /// What they hold together, without what is deleted and without indexes.
    pub fn held(&self) -> Option<Bytes> {
        self.each.map(|each| Bytes(each.held.0.saturating_mul(self.count)))
    }
}

impl Each {
    fn all(self) -> u64 {
        self.held.0.saturating_add(self.pending.0).saturating_add(self.indexes.0)
    }
}

impl Disk {
    /// Adds the logs of a topic.
    pub fn add(&mut self, logs: &Logs) {
        self.logs = self.logs.saturating_add(logs.count);
        let Some(each) = logs.each else {
            self.unbounded = self.unbounded.saturating_add(logs.count);
            return;
        };
        for (sum, part) in
            [(&mut self.held, each.held), (&mut self.pending, each.pending), (&mut self.indexes, each.indexes)]
        {
            *sum = Bytes(sum.0.saturating_add(part.0.saturating_mul(logs.count)));
        }
        self.everywhere += u128::from(each.all()) * u128::from(logs.copies);
        self.sizes.push((each.all(), logs.count));
    }

    /// All bounded bytes of the broker.
    pub fn total(&self) -> Bytes {
        Bytes(self.held.0.saturating_add(self.pending.0).saturating_add(self.indexes.0))
    }

    /// What that leaves of the volumes of a broker, of which there are `brokers`; none without a volume.
    ///
    /// A log lies on one volume. Kafka puts a new one where the fewest logs are and does not look at their sizes nor at the
    /// volumes' (`LogManager.nextLogDirs`): so of several volumes each gets as many logs, any of them the largest ones, and
    /// the smallest volume decides.
    pub fn room(&self, volumes: &[Bytes], brokers: u32) -> Option<Room> {
        let volume = *volumes.iter().min()?;
        let count = u64::try_from(volumes.len()).ok()?;
        let logs = self.logs.div_ceil(count);
        let even = self.everywhere / u128::from(brokers.max(1)) / u128::from(count);
        Some(Room {
            volume,
            volumes: u32::try_from(count).unwrap_or(u32::MAX),
            most: if count == 1 { self.total() } else { self.largest(logs) },
            even: Bytes(u64::try_from(even).unwrap_or(u64::MAX)),
            logs,
        })
    }

    /// What so many logs take at most.
    fn largest(&self, logs: u64) -> Bytes {
        let mut sizes = self.sizes.clone();
        sizes.sort_unstable_by(|one, other| other.cmp(one));
        let (mut left, mut sum) = (logs, 0_u64);
        for (size, count) in sizes {
            let taken = count.min(left);
            sum = sum.saturating_add(size.saturating_mul(taken));
            left -= taken;
        }
        Bytes(sum)
    }
}

impl Room {
    /// The share of the volume that may be used, in the worst case.
    pub fn used(&self) -> Ratio {
        ratio(self.most, self.volume)
    }

    /// The same if everything is spread evenly.
    pub fn used_evenly(&self) -> Ratio {
        ratio(self.even, self.volume)
    }

    /// Whether that is within a share of the volume.
    pub fn within(&self, limit: Ratio) -> Verdict {
        let allowed = self.allowed(limit);
        if self.most <= allowed {
            Verdict::Fits
        } else if self.even <= allowed {
            Verdict::Depends
        } else {
            Verdict::TooMuch
        }
    }

    /// What is left of a share of the volume, in the worst case.
    pub fn left(&self, limit: Ratio) -> Bytes {
        Bytes(self.allowed(limit).0.saturating_sub(self.most.0))
    }

    fn allowed(&self, limit: Ratio) -> Bytes {
        let bytes = u128::from(self.volume.0) * u128::from(limit.0) / 10_000;
        Bytes(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    /// The rate of writing to all partitions of a topic together, evenly spread over them, at which its logs on this volume
    /// fill so many bytes in their time. `share` is the topic's.
    pub fn fills(&self, left: Bytes, log: &Log, share: Share, partitions: u32) -> Option<Rate> {
        let here = u64::from(share.most).min(self.logs).max(1);
        let of_topic = u128::from(left.0) * u128::from(partitions) / u128::from(here);
        log.fills(Bytes(u64::try_from(of_topic).unwrap_or(u64::MAX)))
    }
}

/// A share in tenths of a percent, rounded up: what is over is never told as if it were not.
fn ratio(part: Bytes, whole: Bytes) -> Ratio {
    let tenths = (u128::from(part.0) * 1_000).div_ceil(u128::from(whole.0.max(1)));
    Ratio(u32::try_from(tenths.saturating_mul(10)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::log::tests::log;
    use super::*;
    use crate::reason::placement::{Brokers, Racks};
    use proptest::prelude::*;

    const GIB: u64 = 1 << 30;
    const THREE: Brokers = Brokers { count: 3, racks: Racks::Unaware };

    fn logs(brokers: Brokers, partitions: u32, replicas: u32, log: &Log) -> Logs {
        Logs::of(log, brokers.share(partitions, replicas), u64::from(partitions * replicas))
    }

    fn sample() -> Disk {
        let mut disk = Disk::default();
        let dead_letters = log(Some(128), 32, 30);
        disk.add(&logs(THREE, 5, 3, &log(Some(1024), 64, 30)));
        disk.add(&logs(THREE, 3, 2, &log(Some(512), 64, 7)));
        disk.add(&logs(THREE, 1, 2, &dead_letters));
        disk.add(&logs(THREE, 1, 2, &dead_letters));
        let offsets = Log { deletes: false, compacts: true, ..log(None, 100, 7) };
        disk.add(&Logs::of_internal(&offsets, THREE.share(50, 3), 50, 3, 2));
        disk.add(&Logs::empty(48, 144));
        disk
    }

    #[test]
    fn the_sample() {
        let disk = sample();
        let mebibytes = [disk.held, disk.pending, disk.indexes, disk.total()].map(Bytes::mebibytes);
        // 5,440 + 1,152 + 320 + 400, then 512 deleted, then half a percent.
        assert_eq!(mebibytes, ["7,312", "512", "38.3", "7,862.3"]);
        assert_eq!((disk.logs, disk.unbounded), (59, 0));
        let room = disk.room(&[Bytes(10 * GIB)], 3).unwrap();
        assert_eq!((room.used().human().as_str(), room.within(Ratio::percent(80))), ("76.8%", Verdict::Fits));
        // 25 copies and the positions on three brokers: (15 × 1,088 + 6 × 576 + 4 × 160 + 6 × 200) / 3, and the rest.
        assert!(room.even < room.most && room.even > Bytes(7 * GIB), "{room:?}");
        assert_eq!(room.within(Ratio::percent(76)), Verdict::Depends);
        assert_eq!(room.within(Ratio::percent(50)), Verdict::TooMuch);
        assert_eq!(room.left(Ratio::percent(80)).mebibytes(), "329.8");
    }

    #[test]
    fn of_several_volumes_the_smallest_decides_and_may_get_the_largest_logs() {
        let disk = sample();
        let room = disk.room(&[Bytes(10 * GIB), Bytes(5 * GIB)], 3).unwrap();
        // 30 of 59 logs: all that hold anything.
        assert_eq!((room.logs, room.volume, room.most), (30, Bytes(5 * GIB), disk.total()));
        assert_eq!(room.within(Ratio::percent(100)), Verdict::Depends);
        let mut two = Disk::default();
        two.add(&logs(THREE, 9, 1, &log(Some(1000), 24, 7)));
        two.add(&logs(THREE, 3, 1, &log(Some(100), 28, 7)));
        let room = two.room(&[Bytes(10 * GIB); 2], 3).unwrap();
        assert_eq!((room.logs, room.most.mebibytes().as_str()), (2, "2,106.3"));
        assert_eq!(two.room(&[], 3), None);
    }

    #[test]
    fn what_nothing_bounds_fills_the_rest() {
        let unbounded = log(None, 64, 7);
        let mut disk = sample();
        disk.add(&logs(THREE, 6, 2, &unbounded));
        assert_eq!((disk.unbounded, disk.total()), (4, sample().total()));
        let room = disk.room(&[Bytes(10 * GIB)], 3).unwrap();
        let left = room.left(Ratio::percent(80));
        let rate = room.fills(left, &unbounded, THREE.share(6, 2), 6).unwrap();
        // 329.8 MiB for 4 of 6 partitions, in 8 days and 6 minutes.
        assert_eq!(rate.per_second(), Bytes(750));
    }

    proptest! {
        #[test]
        fn the_fullest_broker_is_between_even_and_most(
            count in 1..6u32,
            topics in prop::collection::vec((1..8u32, 1..6u32, 1..2000u64, 0..6u32, 0..6u32), 1..5),
        ) {
            let brokers = Brokers { count, racks: Racks::Unaware };
            let mut disk = Disk::default();
            let mut held = vec![0_u64; count as usize];
            for (partitions, replicas, max, start, step) in topics {
                let (replicas, log) = (replicas.min(count), log(Some(max), 64, 7));
                let logs = logs(brokers, partitions, replicas, &log);
                disk.add(&logs);
                for copies in crate::reason::placement::tests::dealt(brokers, partitions, replicas, start, step) {
                    for broker in copies {
                        held[broker as usize] += logs.each.unwrap().all();
                    }
                }
            }
            let room = disk.room(&[Bytes(GIB)], count).unwrap();
            let fullest = *held.iter().max().unwrap();
            prop_assert!(room.even.0 <= fullest && fullest <= room.most.0);
        }
    }
}
