//! What goes on when brokers are gone, in the worst case of how copies lie.
//!
//! It is taken for granted that every copy was in sync before, and that an unclean leader is not elected. A partition with a
//! copy left has a leader as soon as the controller has noticed; it takes writes with `acks=all` as long as so many copies as
//! `min.insync.replicas` says are left (`Partition.appendRecordsToLeader`).

use super::placement::Brokers;

/// The copies of a topic's partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies {
    /// How many partitions.
    pub partitions: u32,
    /// How many copies of each.
    pub replicas: u32,
    /// How many copies must have a record before `acks=all` is answered.
    pub min_insync: u32,
}

/// In how many partitions of a topic something stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// In so many at least, however copies lie.
    pub at_least: u32,
    /// In no more than so many.
    pub at_most: u32,
    /// Of so many.
    pub of: u32,
}

/// What stops for a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Reading, and writing with `acks=1`: there is no copy, or none that may lead.
    pub offline: Stopped,
    /// Writing with `acks=all`: offline, or too few copies in sync.
    pub refused: Stopped,
}

/// An ensemble that agrees by majority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// How many members.
    pub members: u32,
}

impl Stopped {
    /// Whether it goes on in all partitions.
    pub const fn nowhere(self) -> bool {
        self.at_most == 0
    }

    /// Whether it stops in all partitions, however copies lie.
    pub const fn everywhere(self) -> bool {
        self.at_least == self.of
    }
}

impl Outcome {
    /// The same where partitions stop as well whose leader is gone and gets no successor: no more than so many.
    pub fn led_by(self, partitions: u32) -> Outcome {
        let more = |stopped: Stopped| Stopped { at_most: stopped.at_most.max(partitions.min(stopped.of)), ..stopped };
        Outcome { offline: more(self.offline), refused: more(self.refused) }
    }
}

impl Copies {
    /// What stops when so many brokers are gone, any of them.
    pub fn without(self, gone: u32, brokers: Brokers) -> Outcome {
        let stopped = |needed| self.short_of(needed, gone, brokers);
        Outcome { offline: stopped(1), refused: stopped(self.min_insync.max(1)) }
    }

    /// The same when no new leader can be elected. Nor can it be said then who is in sync, so `acks=all` waits for the copies
    /// that are gone: the partitions in which that may be are those with a copy there (`Partition.alterIsr`, 2.7 on).
    pub fn without_elections(self, gone: u32, brokers: Brokers) -> Outcome {
        let most = brokers.share(self.partitions, self.replicas).most;
        self.without(gone, brokers).led_by(gone.min(brokers.count).saturating_mul(most))
    }

    /// What stops when so many brokers are gone, with those who elect leaders there or not.
    pub fn without_brokers(self, gone: u32, brokers: Brokers, quorum: bool) -> Outcome {
        if quorum { self.without(gone, brokers) } else { self.without_elections(gone, brokers) }
    }

    /// What stops when no partition loses more copies than `lost`, and each may lose so many.
    pub fn without_copies(self, lost: u32) -> Outcome {
        let left = self.replicas.saturating_sub(lost);
        let stopped = |needed: u32| Stopped {
            at_least: if self.replicas < needed { self.partitions } else { 0 },
            at_most: if left < needed { self.partitions } else { 0 },
            of: self.partitions,
        };
        Outcome { offline: stopped(1), refused: stopped(self.min_insync.max(1)) }
    }

    /// How many partitions have fewer than `needed` copies left.
    ///
    /// On the brokers that are left there are between `few` and `many` copies. A partition has at most `top` of them; one that
    /// stops has at most `needed - 1`, one that goes on at least `needed`. So there cannot be too many that stop, nor too many
    /// that go on.
    fn short_of(self, needed: u32, gone: u32, brokers: Brokers) -> Stopped {
        let of = self.partitions;
        let replicas = self.replicas.min(brokers.count);
        let left = brokers.count.saturating_sub(gone);
        let top = replicas.min(left);
        let all = Stopped { at_least: of, at_most: of, of };
        if top < needed {
            return all;
        }
        // Whatever is gone, it cannot hold enough copies of any partition.
        if gone.saturating_add(needed) <= replicas {
            return Stopped { at_least: 0, at_most: 0, of };
        }
        let share = brokers.share(of, replicas);
        let (of, replicas, needed, top) = (u64::from(of), u64::from(replicas), u64::from(needed), u64::from(top));
        let (gone, left) = (u64::from(gone), u64::from(left));
        let (least, most) = (u64::from(share.least), u64::from(share.most));
        let few = (left * least).max((replicas * of).saturating_sub(gone * most));
        let many = (left * most).min((replicas * of).saturating_sub(gone * least));
        let at_most = (of * top).saturating_sub(few) / (top + 1 - needed);
        let at_least = of.saturating_sub(many / needed);
        let number = |count: u64| u32::try_from(count.min(of)).unwrap_or(self.partitions);
        Stopped { at_least: number(at_least), at_most: number(at_most), of: self.partitions }
    }
}

impl Quorum {
    /// How many members make a majority.
    pub const fn needed(self) -> u32 {
        self.members / 2 + 1
    }

    /// How many may be gone.
    pub const fn spare(self) -> u32 {
        self.members.saturating_sub(self.needed())
    }

    /// Whether it stands without so many.
    pub const fn stands_without(self, gone: u32) -> bool {
        gone <= self.spare()
    }
}

#[cfg(test)]
mod tests {
    use super::super::placement::Racks;
    use super::super::placement::tests::dealt;
    use super::*;
    use proptest::prelude::*;

    const THREE: Brokers = Brokers { count: 3, racks: Racks::Unaware };

    /// Offline and refused partitions, at least and at most.
    fn after(partitions: u32, replicas: u32, min_insync: u32, gone: u32) -> [(u32, u32); 2] {
        let Outcome { offline, refused } = Copies { partitions, replicas, min_insync }.without(gone, THREE);
        [offline, refused].map(|stopped| (stopped.at_least, stopped.at_most))
    }

    #[test]
    fn the_sample() {
        // audit-queue: one broker may go; with one left it can be read, and takes no write with `acks=all`.
        assert_eq!(after(5, 3, 2, 1), [(0, 0), (0, 0)]);
        assert_eq!(after(5, 3, 2, 2), [(0, 0), (5, 5)]);
        // notification-queue: of two brokers gone, one partition had both its copies there.
        assert_eq!(after(3, 2, 1, 1), [(0, 0), (0, 0)]);
        assert_eq!(after(3, 2, 1, 2), [(1, 1), (1, 1)]);
        // A dead letter queue: offline if both copies were there.
        assert_eq!(after(1, 2, 1, 1), [(0, 0), (0, 0)]);
        assert_eq!(after(1, 2, 1, 2), [(0, 1), (0, 1)]);
        // Positions of groups.
        assert_eq!(after(50, 3, 2, 2), [(0, 0), (50, 50)]);
        assert_eq!(after(5, 3, 2, 3), [(5, 5), (5, 5)]);
        let quorum = Quorum { members: 3 };
        assert_eq!([1, 2].map(|gone| quorum.stands_without(gone)), [true, false]);
        assert_eq!([1, 2, 4, 5, 7].map(|members| Quorum { members }.spare()), [0, 0, 1, 2, 3]);
    }

    #[test]
    fn one_copy_and_impossible_numbers() {
        assert_eq!(after(3, 1, 1, 1), [(1, 1), (1, 1)]);
        // More copies in sync demanded than there are: nothing is ever accepted.
        assert_eq!(after(3, 1, 2, 0), [(0, 0), (3, 3)]);
        assert_eq!(after(3, 2, 1, 9), [(3, 3), (3, 3)]);
        let nobody = Brokers { count: 0, racks: Racks::Unaware };
        assert!(Copies { partitions: 2, replicas: 1, min_insync: 1 }.without(0, nobody).offline.everywhere());
    }

    #[test]
    fn without_elections_what_a_lost_broker_led_stops() {
        let audit = Copies { partitions: 5, replicas: 3, min_insync: 2 };
        let Outcome { offline, refused } = audit.without_elections(2, THREE);
        assert_eq!((offline.at_most, offline.at_least, refused.at_least), (5, 0, 5));
        assert!(audit.without_elections(0, THREE).offline.nowhere());
    }

    #[test]
    fn a_lost_zone_takes_no_more_copies_than_lie_in_it() {
        let copies = Copies { partitions: 12, replicas: 3, min_insync: 2 };
        assert!(copies.without_copies(1).refused.nowhere());
        let two = copies.without_copies(2);
        assert_eq!((two.offline.at_most, two.refused.at_most, two.refused.at_least), (0, 12, 0));
    }

    /// The fewest and the most partitions with fewer than `needed` copies left, over all that Kafka could deal and all brokers
    /// that could be gone.
    fn tried(copies: Copies, needed: u32, gone: u32, brokers: Brokers) -> (u32, u32) {
        let (mut least, mut most) = (u32::MAX, 0);
        for start in 0..brokers.count {
            for step in 0..brokers.count {
                let dealt = dealt(brokers, copies.partitions, copies.replicas, start, step);
                for lost in (0..1_u32 << brokers.count).filter(|lost| lost.count_ones() == gone) {
                    let left = |on: &Vec<u32>| on.iter().filter(|broker| lost >> **broker & 1 == 0).count();
                    let stopped = dealt.iter().filter(|on| left(on) < needed as usize).count();
                    let stopped = u32::try_from(stopped).unwrap();
                    (least, most) = (least.min(stopped), most.max(stopped));
                }
            }
        }
        (least, most)
    }

    proptest! {
        #[test]
        fn no_placement_refutes_what_is_said(
            count in 1..6u32,
            racks in 0..6u32,
            partitions in 1..9u32,
            replicas in 1..6u32,
            min_insync in 1..5u32,
            gone in 0..6u32,
        ) {
            let (replicas, gone) = (replicas.min(count), gone.min(count));
            let racks = if racks == 0 { Racks::Unaware } else { Racks::Aware(racks) };
            let brokers = Brokers { count, racks };
            let copies = Copies { partitions, replicas, min_insync };
            let Outcome { offline, refused } = copies.without(gone, brokers);
            for (said, needed) in [(offline, 1), (refused, min_insync)] {
                let (least, most) = tried(copies, needed, gone, brokers);
                prop_assert!(said.at_least <= least && most <= said.at_most, "{said:?}, tried {least} to {most}");
                // What is said to stop can stop.
                prop_assert!(most > 0 || said.at_most == 0 || racks != Racks::Unaware, "{said:?} never stops");
            }
        }

        #[test]
        fn more_brokers_gone_never_helps(count in 1..9u32, partitions in 1..30u32, replicas in 1..9u32, min_insync in 1..5u32) {
            let brokers = Brokers { count, racks: Racks::Unaware };
            let copies = Copies { partitions, replicas: replicas.min(count), min_insync };
            let mut before = copies.without(0, brokers);
            for gone in 1..=count {
                let now = copies.without(gone, brokers);
                for (before, now) in [(before.offline, now.offline), (before.refused, now.refused)] {
                    prop_assert!(before.at_least <= now.at_least && before.at_most <= now.at_most, "{before:?} {now:?}");
                    prop_assert!(now.at_least <= now.at_most && now.at_most <= now.of);
                }
                prop_assert!(now.offline.at_most <= now.refused.at_most);
                before = now;
            }
            prop_assert!(before.offline.everywhere());
        }
    }
}
