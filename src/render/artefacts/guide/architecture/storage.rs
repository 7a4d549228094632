//! What fits on the disks: the table that people can add up, how much of the volumes it is, and what byte limits mean as rates.

use super::kept::{Kept, Unbounded};
use super::{Count, Listed, ROWS, alerts, first_topic, number};
use crate::diag::Span;
use crate::model::{Model, Origin};
use crate::reason::capacity::{self, Room, Verdict};
use crate::reason::in_force::{self, Logs, Topic};
use crate::reason::placement::{Brokers, Share};
use crate::render::Traced;
use crate::render::artefact::Platform;
use crate::render::artefacts::parts::{Text, made, text};
use crate::units::{Bytes, Ratio};
use serde::Serialize;
use std::cmp::Reverse;

#[derive(Debug, Serialize)]
pub(super) struct Storage<'m> {
    /// Whether there is anything whose size is known.
    counted: bool,
    rows: Vec<Row<'m>>,
    /// What the topics take together that have no row.
    more: Option<More>,
    offsets: Option<Offsets>,
    pending: Option<Text<'m>>,
    indexes: Text<'m>,
    total: Text<'m>,
    /// The rate of writing to one partition up to which this holds.
    steady: Option<Text<'m>>,
    check: Text<'m>,
    delete_delay: Text<'m>,
    index_interval: Text<'m>,
    volume: Volume<'m>,
    /// Copies of partitions on one broker.
    copies: Copies,
    unbounded: Option<Unbounded<'m>>,
    kept: Option<Listed<Kept<'m>>>,
    /// Whether some topic may lose records before their time.
    cuts: bool,
    /// The alerts that tell of full disks, and of records that are cut soon.
    disk_alerts: Vec<Text<'m>>,
    cut_alerts: Vec<Text<'m>>,
}

/// A topic whose size is bounded.
#[derive(Debug, Serialize)]
struct Row<'m> {
    name: Text<'m>,
    partitions: Traced<u32>,
    replicas: Traced<u32>,
    /// How many of its logs a broker has at most.
    logs: Traced<u64>,
    limit: Text<'m>,
    segment: Text<'m>,
    held: Text<'m>,
}

#[derive(Debug, Serialize)]
struct More {
    topics: Count,
    logs: Traced<u64>,
    held: Text<'static>,
}

/// The positions of consumer groups.
#[derive(Debug, Serialize)]
struct Offsets {
    partitions: Traced<u32>,
    replicas: Traced<u32>,
    /// How many partitions on a broker hold a group.
    logs: Traced<u64>,
    groups: Count,
    segment: Text<'static>,
    held: Text<'static>,
}

/// How that compares with the volumes of a broker.
#[derive(Debug, Serialize)]
struct Volume<'m> {
    size: Text<'m>,
    /// Brokers differ, and this is of one of the smallest.
    of_smallest: bool,
    /// Where a broker has several.
    several: Option<Several<'m>>,
    used: Text<'m>,
    limit: Option<Text<'m>>,
    fits: bool,
    /// What it is if everything is spread evenly: within the limit, or not even that.
    depends: Option<Text<'m>>,
    too_much: Option<Text<'m>>,
    /// What is left of what may be used.
    left: Option<Text<'m>>,
}

#[derive(Debug, Serialize)]
struct Several<'m> {
    count: Text<'static>,
    /// How many logs one may get.
    logs: Count,
    most: Text<'m>,
}

#[derive(Debug, Serialize)]
struct Copies {
    topics: Text<'static>,
    internal: Text<'static>,
    all: Count,
    limit: Option<Text<'static>>,
    too_many: bool,
    /// Whether brokers of one zone hold more than those of another.
    uneven_zones: bool,
    unknown_zones: bool,
}

/// A topic with its share of the brokers.
pub(super) struct Placed<'m> {
    pub(super) topic: Topic<'m>,
    pub(super) share: Share,
    pub(super) logs: capacity::Logs,
}

impl<'m> Placed<'m> {
    fn of(topic: Topic<'m>, brokers: Brokers) -> Self {
        let share = brokers.share(topic.copies.partitions, topic.copies.replicas);
        let logs = capacity::Logs::of(&topic.log, share, topic.all_copies());
        Placed { topic, share, logs }
    }

    fn places(&self, brokers: Span) -> Origin {
        let mut places = self.topic.size_places();
        let first = places.next().unwrap_or(brokers);
        Origin::computed(first, places.chain([brokers]))
    }
}

impl<'m> Storage<'m> {
    pub(super) fn of(platform: Platform<'m>) -> Self {
        let model = platform.model;
        let (common, brokers) = (Logs::of(model), in_force::brokers(model));
        let mut topics: Vec<Placed<'m>> =
            model.topics.iter().map(|topic| Placed::of(common.topic(topic), brokers)).collect();
        let kept = Listed::of(&topics, ROWS, &first_topic(model), Kept::of);
        topics.sort_by_key(|placed| Reverse(placed.logs.held()));
        let internal = Internal::of(model, &common, brokers);
        let mut disk = capacity::Disk::default();
        for logs in topics.iter().map(|placed| &placed.logs).chain(&internal.logs) {
            disk.add(logs);
        }
        let at = model.cluster.brokers.count().origin.first();
        let bounded: Vec<&Placed<'_>> = topics.iter().filter(|placed| placed.logs.each.is_some()).collect();
        let largest = bounded.first().map_or_else(|| model.cluster.brokers.count().origin, |it| it.places(at));
        let all =
            Origin::computed(largest.first(), bounded.iter().flat_map(|placed| placed.topic.size_places()).chain([at]));
        let mebibytes = |bytes: Bytes, origin: &Origin| Traced::new(bytes.mebibytes().into(), origin.clone());
        let volume = Volume::of(model, &disk, &all);
        let steady = bounded.iter().filter_map(|placed| Some((placed, placed.topic.log.steady()?)));
        let steady = steady.min_by_key(|(_, rate)| rate.per_second());
        Storage {
            counted: disk.total() > Bytes(0),
            rows: bounded.iter().take(ROWS).map(|placed| Row::of(placed, at)).collect(),
            more: More::of(bounded.get(ROWS..).unwrap_or_default(), &largest),
            pending: (disk.pending.0 > 0).then(|| mebibytes(disk.pending, &largest)),
            indexes: mebibytes(disk.indexes, &largest),
            total: mebibytes(disk.total(), &all),
            steady: steady.map(|(placed, rate)| Traced::new(rate.human().into(), placed.topic.segment.origin.clone())),
            check: made(&common.check, |check| check.human()),
            delete_delay: made(&common.delete_delay, |delay| delay.human()),
            index_interval: made(&common.index_interval, |interval| interval.human()),
            copies: Copies::of(model, &topics, &internal, brokers),
            unbounded: Unbounded::of(model, &topics, room_left(model, &disk)),
            cuts: topics.iter().any(|placed| placed.topic.log.cut_above(1).is_some()),
            kept: (!kept.first.is_empty()).then_some(kept),
            offsets: internal.offsets,
            volume,
            disk_alerts: alerts(platform, &["disk-usage", "disk-full-soon"]),
            cut_alerts: alerts(platform, &["byte-limit-near"]),
        }
    }

    /// What is left of what may be used of the smallest volume.
    pub(super) fn left(&self) -> Option<&Text<'m>> {
        self.volume.left.as_ref()
    }
}

fn sizes(model: &Model) -> Vec<Bytes> {
    model.cluster.brokers.smallest().storage.volumes().iter().map(|volume| volume.size.value).collect()
}

/// What may be used of a volume, be it by the house's word or because there is no more.
fn allowed(model: &Model) -> Ratio {
    model.limits.max_disk_use.as_ref().map_or(Ratio::percent(100), |limit| limit.value)
}

fn room_left(model: &Model, disk: &capacity::Disk) -> Option<(Room, Bytes)> {
    let room = disk.room(&sizes(model), model.cluster.brokers.count().value)?;
    Some((room, room.left(allowed(model))))
}

impl<'m> Row<'m> {
    fn of(placed: &Placed<'m>, brokers: Span) -> Self {
        let topic = placed.topic.topic;
        let origin = placed.places(brokers);
        let limit = placed.topic.log.limit().unwrap_or_default();
        Row {
            name: text(&topic.name),
            partitions: Traced::new(topic.partitions.value, topic.partitions.origin.clone()),
            replicas: Traced::new(topic.replicas.value, topic.replicas.origin.clone()),
            logs: Traced::new(
                placed.logs.count,
                topic.partitions.origin.and(&topic.replicas.origin).and(&Origin::written(brokers)),
            ),
            limit: Traced::new(limit.human().into(), topic.max_bytes.origin.clone()),
            segment: made(&placed.topic.segment, |segment| segment.human()),
            held: Traced::new(placed.logs.held().unwrap_or_default().mebibytes().into(), origin),
        }
    }
}

impl More {
    fn of(rest: &[&Placed<'_>], origin: &Origin) -> Option<Self> {
        let topics = Count::some(rest.len(), origin)?;
        let logs = rest.iter().fold(0_u64, |sum, placed| sum.saturating_add(placed.logs.count));
        let held =
            rest.iter().filter_map(|placed| placed.logs.held()).fold(0_u64, |sum, held| sum.saturating_add(held.0));
        let held = Traced::new(Bytes(held).mebibytes().into(), origin.clone());
        Some(More { topics, logs: Traced::new(logs, origin.clone()), held })
    }
}

/// The logs of topics that Kafka makes for itself.
struct Internal {
    logs: Vec<capacity::Logs>,
    /// How many copies of their partitions a broker has.
    copies: u64,
    offsets: Option<Offsets>,
    origin: Origin,
}

impl Internal {
    /// Positions of groups, in as many partitions as there are groups; the others are empty, and are counted.
    fn of(model: &Model, common: &Logs, brokers: Brokers) -> Self {
        let in_force::Internal { copies, log, origin } = common.offsets(model);
        let share = brokers.share(copies.partitions, copies.replicas);
        let groups = in_force::groups(model);
        let used = capacity::Logs::of_internal(&log, share, copies.partitions, copies.replicas, groups);
        let rest = u64::from(share.most).saturating_sub(used.count);
        let at_groups = model.clients.iter().flat_map(|client| &client.consumes).map(|it| it.group.origin.first());
        let of_groups = at_groups.clone().next().map_or_else(|| origin.clone(), Origin::written);
        let offsets = (used.count > 0).then(|| Offsets {
            partitions: Traced::new(copies.partitions, origin.clone()),
            replicas: Traced::new(copies.replicas, origin.clone()),
            logs: Traced::new(used.count, origin.and(&of_groups)),
            groups: Count::new(groups, Origin::computed(of_groups.first(), at_groups.take(ROWS))),
            segment: Traced::new(log.segment.human().into(), origin.clone()),
            held: Traced::new(used.held().unwrap_or_default().mebibytes().into(), origin.and(&of_groups)),
        });
        let all = u64::from(copies.partitions).saturating_mul(u64::from(copies.replicas));
        let empty = capacity::Logs::empty(rest, all.saturating_sub(used.copies));
        Internal { logs: vec![used, empty], copies: u64::from(share.most), offsets, origin }
    }
}

impl<'m> Volume<'m> {
    fn of(model: &'m Model, disk: &capacity::Disk, all: &Origin) -> Self {
        let volumes = model.cluster.brokers.smallest().storage.volumes();
        let smallest = volumes.iter().min_by_key(|volume| volume.size.value).map(|volume| &volume.size);
        let limit = &model.limits.max_disk_use;
        let at = smallest.map_or_else(|| model.cluster.brokers.count().origin, |size| size.origin.clone());
        let brief = at.and(&Origin::computed(all.first(), limit.iter().flat_map(|limit| limit.origin.spans())));
        let room = disk.room(&sizes(model), model.cluster.brokers.count().value);
        let (verdict, used, even) = match &room {
            Some(room) => (room.within(allowed(model)), room.used(), room.used_evenly()),
            None => (Verdict::Fits, Ratio(0), Ratio(0)),
        };
        let evenly = |wanted| (verdict == wanted).then(|| Traced::new(even.human().into(), brief.clone()));
        let several = room.filter(|room| room.volumes > 1).map(|room| Several {
            count: number(u64::from(room.volumes), at.clone()),
            logs: Count::new(room.logs, brief.clone()),
            most: Traced::new(room.most.mebibytes().into(), brief.clone()),
        });
        let left = room.map(|room| room.left(allowed(model))).filter(|left| left.0 > 0);
        Volume {
            size: smallest.map_or_else(|| Traced::new("".into(), at.clone()), |size| made(size, |size| size.human())),
            of_smallest: !model.cluster.brokers.others.is_empty(),
            several,
            used: Traced::new(used.human().into(), at.and(all)),
            limit: limit.as_ref().map(|limit| made(limit, |limit| limit.human())),
            fits: verdict == Verdict::Fits,
            depends: evenly(Verdict::Depends),
            too_much: evenly(Verdict::TooMuch),
            left: left.map(|left| Traced::new(left.human().into(), brief)),
        }
    }
}

impl Copies {
    fn of(model: &Model, topics: &[Placed<'_>], internal: &Internal, brokers: Brokers) -> Self {
        use crate::reason::placement::Racks;
        let at = &model.cluster.brokers.count().origin;
        // The topic with the most of them is the one to change.
        let most = topics.iter().min_by_key(|placed| Reverse(placed.logs.count));
        let first = most.and_then(|placed| placed.topic.copies_places().next()).unwrap_or(at.first());
        let places = topics.iter().flat_map(|placed| placed.topic.copies_places());
        let origin = Origin::computed(first, places.chain(at.spans()));
        let of_topics = topics.iter().fold(0_u64, |sum, placed| sum.saturating_add(placed.logs.count));
        let all = of_topics.saturating_add(internal.copies);
        let limit = &model.limits.max_partitions_per_broker;
        let uneven = |racks: u32| !brokers.count.is_multiple_of(racks.clamp(1, brokers.count.max(1)));
        Copies {
            topics: number(of_topics, origin.clone()),
            internal: number(internal.copies, internal.origin.and(at)),
            all: Count::new(all, origin.and(&internal.origin)),
            limit: limit.as_ref().map(|limit| Count::of(limit).number),
            too_many: limit.as_ref().is_some_and(|limit| all > u64::from(limit.value)),
            uneven_zones: matches!(brokers.racks, Racks::Aware(racks) if uneven(racks)),
            unknown_zones: brokers.racks == Racks::Unknown,
        }
    }
}
