//! How many copies of a topic's partitions a broker holds: Kafka deals them out in rounds, from a broker that it picks at
//! random.
//!
//! Source: `AdminUtils.assignReplicasToBrokers`, Kafka 3.6. All of this holds for a topic as it was made; partitions that
//! somebody moves may lie anywhere.

/// The brokers that partitions are dealt out to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brokers {
    /// How many.
    pub count: u32,
    /// What Kafka knows of where they stand.
    pub racks: Racks,
}

/// What Kafka knows of where brokers stand. A copy goes to a rack that has none yet, as long as there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Racks {
    /// Nothing: racks do not matter.
    Unaware,
    /// So many racks, over which the brokers are spread as evenly as it goes.
    Aware(u32),
    /// There are racks, and how many is not known.
    Unknown,
}

/// How many copies of a topic's partitions each broker holds, whichever broker Kafka began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Every broker at least.
    pub least: u32,
    /// Every broker at most.
    pub most: u32,
}

impl Brokers {
    /// The share of each broker in a topic of so many partitions and copies.
    ///
    /// In a whole round of as many partitions as there are brokers, each broker gets one copy of every rank. Of a round that
    /// ends early it gets at most one copy of each partition and one of each rank. Racks of one size change nothing in that;
    /// the brokers of a smaller rack hold more than others, in the worst case a copy of every partition.
    pub fn share(self, partitions: u32, replicas: u32) -> Share {
        let Brokers { count, racks } = self;
        let replicas = replicas.min(count);
        let even = match racks {
            Racks::Unaware => true,
            Racks::Aware(racks) => count.is_multiple_of(racks.clamp(1, count.max(1))),
            Racks::Unknown => replicas == count,
        };
        if count == 0 || !even {
            return Share { least: if replicas == count { partitions } else { 0 }, most: partitions };
        }
        let (rounds, rest) = (partitions / count, partitions % count);
        let whole = rounds.saturating_mul(replicas);
        Share { least: whole + (rest + replicas).saturating_sub(count), most: whole + rest.min(replicas) }
    }

    /// How many copies of a partition may lie in one rack; none if that is not known.
    ///
    /// Copies beyond the number of racks lie anywhere.
    pub fn copies_in_a_rack(self, replicas: u32) -> Option<u32> {
        let Racks::Aware(racks) = self.racks else { return None };
        let racks = racks.clamp(1, self.count.max(1));
        let replicas = replicas.min(self.count);
        Some((1 + replicas.saturating_sub(racks)).min(self.count.div_ceil(racks)).min(replicas))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The brokers of each partition as Kafka deals them out: over racks in turn, from a broker and with a step that it picks
    /// at random, here `start` and `step`.
    pub(crate) fn dealt(brokers: Brokers, partitions: u32, replicas: u32, start: u32, step: u32) -> Vec<Vec<u32>> {
        let count = brokers.count;
        let racks = match brokers.racks {
            Racks::Aware(racks) => racks.clamp(1, count),
            Racks::Unaware | Racks::Unknown => 1,
        };
        // Brokers are numbered in the order in which the racks take turns, so a broker's rack is the rest of its number.
        let mut step = step;
        let mut all = Vec::new();
        for partition in 0..partitions {
            step += u32::from(partition > 0 && partition % count == 0);
            let first = (partition + start) % count;
            let mut copies = vec![first];
            let mut tried = 0;
            while copies.len() < replicas as usize {
                let next = (first + 1 + (step * racks + tried) % (count - 1)) % count;
                tried += 1;
                let of = |rack: u32| copies.iter().any(|copy| copy % racks == rack);
                let all_racks = (0..racks).all(of);
                if !copies.contains(&next) && (all_racks || !of(next % racks)) {
                    copies.push(next);
                }
            }
            all.push(copies);
        }
        all
    }

    /// What every broker holds at least and at most, over all that Kafka could pick.
    fn tried(brokers: Brokers, partitions: u32, replicas: u32) -> Share {
        let mut share = Share { least: u32::MAX, most: 0 };
        for start in 0..brokers.count {
            for step in 0..brokers.count {
                let dealt = dealt(brokers, partitions, replicas, start, step);
                for broker in 0..brokers.count {
                    let held = dealt.iter().filter(|copies| copies.contains(&broker)).count();
                    let held = u32::try_from(held).unwrap();
                    share = Share { least: share.least.min(held), most: share.most.max(held) };
                }
            }
        }
        share
    }

    #[test]
    fn the_sample() {
        let brokers = Brokers { count: 3, racks: Racks::Unaware };
        let most = |partitions, replicas| brokers.share(partitions, replicas).most;
        // 5 audit, 2 notification, and both dead letter queues may meet on one broker.
        assert_eq!([most(5, 3), most(3, 2), most(1, 2), most(50, 3)], [5, 2, 1, 50]);
    }

    #[test]
    fn a_rack_with_one_broker_holds_a_copy_of_everything() {
        let brokers = Brokers { count: 5, racks: Racks::Aware(3) };
        assert_eq!(tried(brokers, 12, 3).most, 12);
        assert_eq!(brokers.share(12, 3).most, 12);
        assert_eq!(Brokers { racks: Racks::Unknown, ..brokers }.share(12, 3).most, 12);
        assert_eq!(Brokers { count: 0, ..brokers }.share(3, 1).most, 3);
    }

    #[test]
    fn racks_keep_copies_apart() {
        let in_a_rack =
            |count, racks, replicas| Brokers { count, racks: Racks::Aware(racks) }.copies_in_a_rack(replicas);
        assert_eq!([in_a_rack(5, 3, 3), in_a_rack(6, 2, 3), in_a_rack(6, 2, 1)], [Some(1), Some(2), Some(1)]);
        assert_eq!([in_a_rack(3, 1, 3), in_a_rack(2, 3, 2), in_a_rack(6, 3, 5)], [Some(3), Some(1), Some(2)]);
    }

    proptest! {
        #[test]
        fn the_share_is_what_dealing_gives(count in 1..7u32, racks in 0..7u32, replicas in 1..7u32, partitions in 1..15u32) {
            let replicas = replicas.min(count);
            let racks = if racks == 0 { Racks::Unaware } else { Racks::Aware(racks) };
            let brokers = Brokers { count, racks };
            let (tried, said) = (tried(brokers, partitions, replicas), brokers.share(partitions, replicas));
            prop_assert!(said.least <= tried.least && tried.most <= said.most, "{tried:?} {said:?}");
            let exact = !matches!(racks, Racks::Aware(racks) if !count.is_multiple_of(racks.min(count)));
            prop_assert!(!exact || tried == said, "{tried:?} {said:?}");
        }

        #[test]
        fn no_rack_holds_more_than_said(count in 1..7u32, racks in 1..7u32, replicas in 1..7u32, start in 0..7u32, step in 0..7u32) {
            let replicas = replicas.min(count);
            let brokers = Brokers { count, racks: Racks::Aware(racks) };
            let racks = racks.min(count);
            for copies in dealt(brokers, 13, replicas, start, step) {
                for rack in 0..racks {
                    let held = copies.iter().filter(|copy| **copy % racks == rack).count();
                    prop_assert!(held <= brokers.copies_in_a_rack(replicas).unwrap() as usize);
                }
            }
        }
    }
}
