//! A model's numbers as [`placement`](super::placement), [`capacity`](super::capacity) and [`survival`](super::survival) ask
//! for them: what is in force for each topic, be it written there, for all brokers, or Kafka's own default.

use super::capacity::{Apart, Ask, Log, Pods};
use super::placement::{Brokers, Racks};
use super::survival::Copies;
use crate::catalog::{self, Fallback, Unit};
use crate::diag::Span;
use crate::model::{self, Amounts, Cleanup, Limit, Model, Nodes, Origin, Setting, Sourced, Spread};
use crate::units::{Bytes, Cpu, Duration, Human};
use std::collections::BTreeSet;

/// What a topic falls back to where it says nothing, and what is said for all logs.
#[derive(Debug)]
pub struct Logs {
    segment: Sourced<Bytes>,
    segment_time: Sourced<Duration>,
    /// How long a deleted segment stays on the disk.
    pub delete_delay: Sourced<Duration>,
    /// How many bytes of records there are to each index entry.
    pub index_interval: Sourced<Bytes>,
    /// How often logs are looked at.
    pub check: Sourced<Duration>,
}

/// A topic with what is in force for it.
#[derive(Debug)]
pub struct Topic<'m> {
    /// The topic.
    pub topic: &'m model::Topic,
    /// Its log.
    pub log: Log,
    /// Its copies.
    pub copies: Copies,
    /// The size at which a segment is closed.
    pub segment: Sourced<Bytes>,
    segment_time: Sourced<Duration>,
}

/// A topic that Kafka makes for itself.
#[derive(Debug)]
pub struct Internal {
    /// Its copies.
    pub copies: Copies,
    /// Its log.
    pub log: Log,
    /// Where its copies and partitions come from.
    pub origin: Origin,
}

impl Logs {
    /// Of all brokers.
    pub fn of(model: &Model) -> Self {
        let bytes = |key, default| topic_default(model, key, default).map(Bytes);
        let millis = |key, default| topic_default(model, key, default).map(Duration);
        Logs {
            segment: bytes("segment.bytes", Bytes::GIBIBYTE.0),
            segment_time: millis("segment.ms", Duration::days(7).millis()),
            delete_delay: millis("file.delete.delay.ms", Duration::minutes(1).millis()),
            index_interval: bytes("index.interval.bytes", 4096),
            check: broker(model, "log.retention.check.interval.ms", Duration::minutes(5).millis()).map(Duration),
        }
    }

    /// A topic with what is in force for it.
    pub fn topic<'m>(&self, topic: &'m model::Topic) -> Topic<'m> {
        let own = |key: &str| topic.others.iter().find(|setting| setting.key == key).and_then(number);
        let or = |own: Option<Sourced<u64>>, common: u64| own.map_or(common, |own| own.value);
        let segment = topic.segment.clone().unwrap_or_else(|| self.segment.clone());
        let segment_time = topic.segment_time.clone().unwrap_or_else(|| self.segment_time.clone());
        let log = Log {
            deletes: topic.cleanup.value != Cleanup::Compact,
            compacts: topic.cleanup.value != Cleanup::Delete,
            max_bytes: limit(topic.max_bytes.value),
            retention: limit(topic.retention.value),
            segment: segment.value,
            segment_time: segment_time.value,
            check: self.check.value,
            delete_delay: Duration(or(own("file.delete.delay.ms"), self.delete_delay.value.millis())),
            index_interval: Bytes(or(own("index.interval.bytes"), self.index_interval.value.0)),
        };
        let copies = Copies {
            partitions: topic.partitions.value,
            replicas: topic.replicas.value,
            min_insync: topic.min_insync.value,
        };
        Topic { topic, log, copies, segment, segment_time }
    }

    /// The topic in which consumer groups keep their positions.
    pub fn offsets(&self, model: &Model) -> Internal {
        self.internal(model, "offsets.topic", None)
    }

    /// The topic in which transactions are kept, which is made when somebody first uses one.
    pub fn transactions(&self, model: &Model) -> Internal {
        self.internal(model, "transaction.state.log", Some("transaction.state.log.min.isr"))
    }

    fn internal(&self, model: &Model, prefix: &str, min_insync: Option<&str>) -> Internal {
        let count = |key: &str, default: u64| {
            let number = broker(model, key, default);
            (u32::try_from(number.value).unwrap_or(u32::MAX), number.origin)
        };
        let (replicas, of_replicas) = count(&format!("{prefix}.replication.factor"), 3);
        let (partitions, of_partitions) = count(&format!("{prefix}.num.partitions"), 50);
        // Kafka sets it for transactions; positions have what is in force for topics that say nothing.
        let (min_insync, of_min_insync) = count(min_insync.unwrap_or("min.insync.replicas"), 1);
        let segment = broker(model, &format!("{prefix}.segment.bytes"), 100 * Bytes::MEBIBYTE.0);
        let log = Log {
            deletes: false,
            compacts: true,
            max_bytes: None,
            retention: None,
            segment: Bytes(segment.value),
            segment_time: self.segment_time.value,
            check: self.check.value,
            delete_delay: self.delete_delay.value,
            index_interval: self.index_interval.value,
        };
        let origin = of_replicas.and(&of_partitions).and(&of_min_insync).and(&segment.origin);
        Internal { copies: Copies { partitions, replicas, min_insync }, log, origin }
    }
}

impl Topic<'_> {
    /// How many copies of partitions it has on all brokers together.
    pub fn all_copies(&self) -> u64 {
        u64::from(self.copies.partitions).saturating_mul(u64::from(self.copies.replicas))
    }

    /// Where it comes from how much it takes, its byte limit first.
    pub fn size_places(&self) -> impl Iterator<Item = Span> + '_ {
        let model::Topic { max_bytes, partitions, replicas, cleanup, .. } = self.topic;
        let others = [&self.segment.origin, &partitions.origin, &replicas.origin, &cleanup.origin];
        max_bytes.origin.spans().chain(others.into_iter().flat_map(Origin::spans))
    }

    /// Where it comes from how many copies of partitions there are.
    pub fn copies_places(&self) -> impl Iterator<Item = Span> + '_ {
        self.topic.partitions.origin.spans().chain(self.topic.replicas.origin.spans())
    }

    /// Where it comes from how long it keeps a record.
    pub fn age_places(&self) -> impl Iterator<Item = Span> + '_ {
        self.topic.retention.origin.spans().chain(self.segment_time.origin.spans())
    }
}

/// The brokers, as Kafka deals out partitions to them.
pub fn brokers(model: &Model) -> Brokers {
    let brokers = &model.cluster.brokers;
    let racks = match (brokers.over_zones(), zones(model)) {
        // Nodes of several pools need not be spread over the zones as evenly as those of one.
        (Some(_), Some(zones)) if brokers.others.is_empty() => Racks::Aware(zones),
        (Some(_), _) => Racks::Unknown,
        (None, _) => Racks::Unaware,
    };
    Brokers { count: brokers.count().value, racks }
}

/// How many zones there are, if that is said.
pub fn zones(model: &Model) -> Option<u32> {
    let zones: BTreeSet<&str> = model.environment.zones.iter().map(|zone| zone.value.as_str()).collect();
    u32::try_from(zones.len()).ok().filter(|zones| *zones > 0)
}

/// How long positions of groups are kept that have no members.
pub fn positions_kept(model: &Model) -> Sourced<Duration> {
    let week = Duration::days(7).millis() / Duration::minutes(1).millis();
    broker(model, "offsets.retention.minutes", week).map(Duration::minutes)
}

/// How many consumer groups clients name.
pub fn groups(model: &Model) -> u64 {
    let consumed = model.clients.iter().flat_map(|client| &client.consumes);
    let groups: BTreeSet<&str> = consumed.map(|consumption| consumption.group.value.as_str()).collect();
    u64::try_from(groups.len()).unwrap_or(u64::MAX)
}

/// Pods of one kind.
pub fn pods(nodes: &Nodes, model: &Model) -> Pods {
    let apart = match (nodes.spread.value, zones(model)) {
        (Spread::NodeRequired, _) => Apart::Strictly,
        (Spread::Node, _) => Apart::Evenly,
        (Spread::Zone, Some(zones)) => Apart::OverZones(zones),
        (Spread::Zone, None) | (Spread::None, _) => Apart::Anyhow,
    };
    Pods { count: nodes.replicas.value, each: ask(&nodes.resources.requests), apart }
}

/// What is asked for.
pub fn ask(amounts: &Amounts) -> Ask {
    let Amounts { cpu, memory } = amounts;
    Ask {
        cpu: cpu.as_ref().map_or(Cpu(0), |cpu| cpu.value),
        memory: memory.as_ref().map_or(Bytes(0), |memory| memory.value),
    }
}

/// What the cluster operator asks for: what the spec says, else the official install.
pub fn operator(model: &Model) -> Ask {
    let official = &model.release.operator.requests;
    let Amounts { cpu, memory } = &model.operator.resources.requests;
    let read = |text: &str| Bytes::read(text).unwrap_or_default();
    Ask {
        cpu: cpu.as_ref().map_or_else(|| Cpu::read(&official.cpu).unwrap_or(Cpu(0)), |cpu| cpu.value),
        memory: memory.as_ref().map_or_else(|| read(&official.memory), |memory| memory.value),
    }
}

/// A broker setting in force: what the spec says, else Kafka's default; `otherwise` where the catalogue has none.
fn broker(model: &Model, key: &str, otherwise: u64) -> Sourced<u64> {
    let default = catalog::settings(&model.cluster.kafka.value).and_then(|settings| default_of(settings.broker(key)?));
    set(model, key).unwrap_or_else(|| model.cluster.kafka.derive(|_| default.unwrap_or(otherwise)))
}

/// What is in force for topics that say nothing: the strongest broker setting that the spec has, else Kafka's default.
fn topic_default(model: &Model, key: &str, otherwise: u64) -> Sourced<u64> {
    let fact = catalog::settings(&model.cluster.kafka.value).and_then(|settings| settings.topic(key));
    let of_brokers = fact.into_iter().flat_map(|fact| &fact.server_defaults).find_map(|synonym| {
        let scale = match synonym.unit {
            Some(Unit::Hours) => Duration::hours(1).millis(),
            Some(Unit::Minutes) => Duration::minutes(1).millis(),
            _ => 1,
        };
        set(model, synonym.name).map(|number| number.map(|number| number.saturating_mul(scale)))
    });
    let default = fact.and_then(default_of);
    of_brokers.unwrap_or_else(|| model.cluster.kafka.derive(|_| default.unwrap_or(otherwise)))
}

fn set(model: &Model, key: &str) -> Option<Sourced<u64>> {
    model.cluster.config.iter().find(|setting| setting.key == key).and_then(number)
}

/// A setting's number; none for one below zero, which means that there is no limit.
fn number(setting: &Setting) -> Option<Sourced<u64>> {
    let number = setting.value.value.text().parse().ok()?;
    Some(Sourced { value: number, origin: setting.value.origin.clone() })
}

fn default_of(fact: &catalog::Setting) -> Option<u64> {
    match fact.default {
        Fallback::Value(text) => text.parse().ok(),
        Fallback::Required | Fallback::Nothing => None,
    }
}

fn limit<T: Copy>(limit: Limit<T>) -> Option<T> {
    match limit {
        Limit::At(amount) => Some(amount),
        Limit::Unlimited => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::capacity::{self, Disk, Log};
    use super::super::placement::{Brokers, Racks};
    use super::*;
    use crate::diag::{Complaints, Sources};

    const SAMPLE: &str = include_str!("../../hrms-kafka.toml");
    const EVERYTHING: &str = include_str!("../explain/everything.toml");

    fn model_of(text: &str) -> Model {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", text).unwrap();
        let source = sources.get(id).unwrap();
        let mut complaints = Complaints::default();
        let model = model::build(&crate::spec::read(source, &mut complaints), source.span(), &mut complaints);
        model.unwrap_or_else(|| panic!("{:?}", complaints.into_sorted()))
    }

    fn log(text: &str, topic: &str) -> Log {
        let model = model_of(text);
        Logs::of(&model).topic(model.topics.iter().find(|known| known.key.value == topic).unwrap()).log
    }

    #[test]
    fn the_sample_holds_what_was_worked_out_by_hand() {
        let model = model_of(SAMPLE);
        let (logs, brokers) = (Logs::of(&model), brokers(&model));
        let mut disk = Disk::default();
        let copies: u64 = model.topics.iter().map(|topic| logs.topic(topic).all_copies()).sum();
        assert_eq!((copies, groups(&model)), (25, 2));
        let held = |topic: &Topic<'_>| {
            let share = brokers.share(topic.copies.partitions, topic.copies.replicas);
            capacity::Logs::of(&topic.log, share, topic.all_copies())
        };
        let topics: Vec<capacity::Logs> = model.topics.iter().map(|topic| held(&logs.topic(topic))).collect();
        let each: Vec<String> = topics.iter().map(|logs| logs.held().unwrap().mebibytes()).collect();
        assert_eq!(each, ["1,152", "5,440", "160", "160"]);
        let Internal { copies, log, .. } = logs.offsets(&model);
        let share = brokers.share(copies.partitions, copies.replicas);
        let positions = capacity::Logs::of_internal(&log, share, copies.partitions, copies.replicas, groups(&model));
        assert_eq!(positions.held().unwrap().mebibytes(), "400");
        for logs in topics.iter().chain([&positions]) {
            disk.add(logs);
        }
        assert_eq!([disk.held, disk.pending, disk.total()].map(Bytes::mebibytes), ["7,312", "512", "7,862.3"]);
        let room = disk.room(&[Bytes(10 << 30)], brokers.count).unwrap();
        assert_eq!(room.used().human(), "76.8%");
    }

    #[test]
    fn byte_limits_cut_above_the_rates_that_were_worked_out_by_hand() {
        let model = model_of(SAMPLE);
        let logs = Logs::of(&model);
        let rate = |topic| {
            let topic: Topic<'_> = logs.topic(topic);
            topic.log.cut_above(topic.copies.partitions).unwrap().human()
        };
        let rates: Vec<String> = model.topics.iter().map(rate).collect();
        assert_eq!(rates, ["2,663 B/s", "2,071 B/s", "52 B/s", "52 B/s"]);
    }

    #[test]
    fn what_a_topic_leaves_out_is_the_brokers_or_kafkas() {
        let sample = log(SAMPLE, "audit-queue");
        assert_eq!((sample.segment, sample.segment_time), (Bytes(64 << 20), Duration::days(1)));
        assert_eq!((sample.check, sample.delete_delay), (Duration::minutes(5), Duration::minutes(1)));
        let bare = SAMPLE.replace("max_bytes  = \"1Gi\"\nsegment    = \"64Mi\"\n", "cleanup = \"compact\"\n");
        let bare = bare.replace("\"log.segment.bytes\"         = \"64Mi\"", "\"log.segment.bytes\" = \"96Mi\"");
        let bare =
            log(&bare.replace("\"log.roll.ms\"               = \"1d\"", "\"log.roll.hours\" = \"48h\""), "audit-queue");
        assert_eq!((bare.segment, bare.segment_time), (Bytes(96 << 20), Duration::days(2)));
        assert_eq!((bare.max_bytes, bare.deletes, bare.compacts), (None, false, true));
        let everything = log(EVERYTHING, "orders");
        assert_eq!((everything.retention, everything.deletes, everything.compacts), (None, true, true));
        assert_eq!(log(EVERYTHING, "state").segment, Bytes(64 << 20));
        let own = SAMPLE.replace(
            "purpose    = \"Audit logging, compliance\"",
            "config = { \"file.delete.delay.ms\" = \"2m\", \"index.interval.bytes\" = \"8Ki\" }",
        );
        let own = log(&own, "audit-queue");
        assert_eq!((own.delete_delay, own.index_interval), (Duration::minutes(2), Bytes(8192)));
    }

    #[test]
    fn kafka_has_a_default_for_all_that_is_asked() {
        for version in catalog::kafka_versions() {
            let settings = catalog::settings(version).unwrap();
            for key in ["segment.bytes", "segment.ms", "file.delete.delay.ms", "index.interval.bytes"] {
                assert!(settings.topic(key).and_then(default_of).is_some(), "{version}: {key}");
            }
            for prefix in ["offsets.topic", "transaction.state.log"] {
                for key in ["replication.factor", "num.partitions", "segment.bytes"] {
                    assert!(
                        settings.broker(&format!("{prefix}.{key}")).and_then(default_of).is_some(),
                        "{version}: {key}"
                    );
                }
            }
            for key in [
                "log.retention.check.interval.ms",
                "offsets.retention.minutes",
                "min.insync.replicas",
                "transaction.state.log.min.isr",
            ] {
                assert!(settings.broker(key).and_then(default_of).is_some(), "{version}: {key}");
            }
        }
    }

    #[test]
    fn zones_are_racks() {
        let model = model_of(EVERYTHING);
        assert_eq!(brokers(&model), Brokers { count: 5, racks: Racks::Aware(3) });
        assert_eq!(pods(&model.cluster.brokers.first.nodes, &model).apart, Apart::OverZones(3));
        let without = model_of(&EVERYTHING.replace("zones           = ", "# "));
        assert_eq!(brokers(&without).racks, Racks::Unknown);
        let transactions = Logs::of(&model).transactions(&model).copies;
        assert_eq!((transactions.partitions, transactions.replicas, transactions.min_insync), (50, 3, 2));
    }
}
