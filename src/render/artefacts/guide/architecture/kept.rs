//! How long records live: until which age, above which rate of writing not so long, and what fills a volume that has no byte limit.

use super::storage::Placed;
use super::{Listed, NAMES, ROWS, first_topic};
use crate::model::{Model, Origin};
use crate::reason::capacity::Room;
use crate::reason::in_force::Topic;
use crate::render::Traced;
use crate::render::artefacts::guide::topic::kept;
use crate::render::artefacts::parts::{Text, text};
use crate::units::{self, Bytes, Duration, Rate};
use serde::Serialize;

/// Topics whose size nothing bounds.
#[derive(Debug, Serialize)]
pub(super) struct Unbounded<'m> {
    /// They end with their retention.
    timed: Option<Listed<Timed<'m>>>,
    /// They never end.
    forever: Option<Listed<Text<'m>>>,
    /// They keep the last record of each key.
    compacted: Option<Listed<Text<'m>>>,
}

#[derive(Debug, Serialize)]
struct Timed<'m> {
    name: Text<'m>,
    retention: Text<'m>,
    /// What a kilobyte a second comes to on a broker.
    takes: Text<'m>,
    /// The rate at which it alone fills what is left.
    fills: Option<Text<'m>>,
}

/// How long a topic's records live.
#[derive(Debug, Serialize)]
pub(super) struct Kept<'m> {
    name: Text<'m>,
    retention: Text<'m>,
    oldest: Option<Text<'m>>,
    compacted: bool,
    cut: Option<Cut<'m>>,
}

/// The rate above which records are cut before their time.
#[derive(Debug, Serialize)]
struct Cut<'m> {
    rate: Text<'m>,
    day: Text<'m>,
    events: Text<'m>,
}

/// What an event is taken to be in examples.
const EVENT: u64 = 500;

impl<'m> Unbounded<'m> {
    pub(super) fn of(model: &Model, topics: &[Placed<'m>], room: Option<(Room, Bytes)>) -> Option<Self> {
        let unbounded: Vec<&Placed<'m>> = topics.iter().filter(|placed| placed.logs.each.is_none()).collect();
        let origin = first_topic(model);
        let names = |wanted: &dyn Fn(&Topic<'m>) -> bool| {
            let some: Vec<&&Placed<'m>> = unbounded.iter().filter(|placed| wanted(&placed.topic)).collect();
            let listed = Listed::of(&some, NAMES, &origin, |placed| text(&placed.topic.topic.name));
            (!listed.first.is_empty()).then_some(listed)
        };
        let timed: Vec<&&Placed<'m>> = unbounded.iter().filter(|placed| placed.topic.log.oldest().is_some()).collect();
        let listed = Listed::of(&timed, ROWS, &origin, |placed| Timed::of(placed, room));
        (!unbounded.is_empty()).then(|| Unbounded {
            timed: (!listed.first.is_empty()).then_some(listed),
            forever: names(&|topic| !topic.log.compacts && topic.log.oldest().is_none()),
            compacted: names(&|topic| topic.log.compacts),
        })
    }
}

impl<'m> Timed<'m> {
    pub(super) fn of(placed: &Placed<'m>, room: Option<(Room, Bytes)>) -> Self {
        let Placed { topic, share, logs } = placed;
        let mut places = topic.age_places();
        let first = places.next().unwrap_or_else(|| topic.topic.key.origin.first());
        let origin = Origin::computed(first, places.chain(topic.size_places()));
        let kilobyte = Rate::new(Bytes(1000), Duration(1000)).and_then(|rate| topic.log.at_rate(rate));
        let here = u128::from(kilobyte.unwrap_or_default().0) * u128::from(logs.count);
        let here = here / u128::from(topic.copies.partitions.max(1));
        let fills = room.filter(|(_, left)| left.0 > 0);
        let fills = fills.and_then(|(room, left)| room.fills(left, &topic.log, *share, topic.copies.partitions));
        Timed {
            name: text(&topic.topic.name),
            retention: kept(&topic.topic.retention),
            takes: Traced::new(Bytes(u64::try_from(here).unwrap_or(u64::MAX)).human().into(), origin.clone()),
            fills: fills.map(|rate| Traced::new(rate.human().into(), origin)),
        }
    }
}

impl<'m> Kept<'m> {
    pub(super) fn of(placed: &Placed<'m>) -> Self {
        let topic = &placed.topic;
        let mut ages = topic.age_places();
        let first = ages.next().unwrap_or_else(|| topic.topic.key.origin.first());
        let aged = Origin::computed(first, ages);
        let age = topic.log.oldest().map(|age| Traced::new(age.human().into(), aged));
        let cut = topic.log.cut_above(topic.copies.partitions).map(|rate| {
            let of = &topic.topic;
            let origin = of.max_bytes.origin.and(&of.retention.origin).and(&of.partitions.origin);
            let tell = |text: String| Traced::new(text.into(), origin.clone());
            Cut {
                rate: tell(rate.human()),
                day: tell(rate.per_day().human()),
                events: tell(units::Count(rate.per_day().0 / EVENT).about()),
            }
        });
        let compacted = topic.log.compacts && topic.log.age_limit().is_none();
        Kept { name: text(&topic.topic.name), retention: kept(&topic.topic.retention), oldest: age, compacted, cut }
    }
}
