//! How a cluster is kept, in its resource: quotas, loggers, certificates, Cruise Control.

use super::parts::{Entry, Heap, Resources, Text, fixed, made, text, value};
use super::pod::Pod;
use crate::catalog;
use crate::model::{self, Certificates, Model, Share, Sourced};
use crate::render::Traced;
use crate::units::Bytes;
use serde::Serialize;

/// What clients may take.
#[derive(Debug, Serialize)]
pub(super) struct Quotas<'m> {
    r#type: Text<'m>,
    numbers: Vec<Entry<&'static str, Traced<u64>>>,
    share: Option<Traced<f64>>,
    exempt: Vec<Text<'m>>,
}

/// A certificate authority.
#[derive(Debug, Serialize)]
pub(super) struct Authority<'m> {
    key: Text<'m>,
    validity: Option<Traced<u32>>,
    renewal: Option<Traced<u32>>,
}

/// Cruise Control.
#[derive(Debug, Serialize)]
pub(super) struct CruiseControl<'m> {
    /// Whether anything is said of it.
    given: bool,
    image: Option<Text<'m>>,
    resources: Resources<'m>,
    heap: Option<Heap<'m>>,
    pod: Pod<'m>,
    capacity: Vec<Entry<&'static str, Text<'m>>>,
    config: Vec<Entry<&'static str, Text<'m>>>,
    rebalance_on: Vec<Text<'m>>,
}

impl<'m> Quotas<'m> {
    pub(super) fn of(quotas: &'m model::Quotas) -> Self {
        let model::Quotas { per, write, read, keep_free, keep_free_share, exempt, request_percentage, changes } =
            quotas;
        let bytes = |key, size: &Option<Sourced<Bytes>>| {
            size.as_ref().map(|size| Entry { key, value: Traced::new(size.value.0, size.origin.clone()) })
        };
        let count = |key, count: &Option<Sourced<u32>>| {
            count.as_ref().map(|count| Entry { key, value: Traced::new(u64::from(count.value), count.origin.clone()) })
        };
        let numbers = [
            bytes("producerByteRate", write),
            bytes("consumerByteRate", read),
            bytes("minAvailableBytesPerVolume", keep_free),
            count("requestPercentage", request_percentage),
            count("controllerMutationRate", changes),
        ];
        let word = match per.value {
            Share::AllClients => "strimzi",
            Share::EachClient => "kafka",
        };
        Quotas {
            r#type: fixed(word, per),
            numbers: numbers.into_iter().flatten().collect(),
            share: keep_free_share
                .as_ref()
                .map(|share| Traced::new(f64::from(share.value.0) / 1e4, share.origin.clone())),
            exempt: exempt.iter().map(text).collect(),
        }
    }
}

/// The levels of the brokers' loggers, in the words of this Kafka's logging.
pub(super) fn logging(model: &Model) -> Vec<Entry<Text<'_>, Text<'_>>> {
    let mut entries = Vec::new();
    for (logger, level) in &model.cluster.upkeep.logging {
        let told = catalog::logger_entries(&model.cluster.kafka.value, &logger.value, level.value.word());
        entries.extend(
            told.into_iter().map(|(key, word)| Entry { key: made(logger, |_| key), value: made(level, |_| word) }),
        );
    }
    entries
}

/// Both authorities, where something is said of them.
pub(super) fn authorities(model: &Model) -> Vec<Authority<'_>> {
    let Certificates { validity, renewal } = &model.cluster.upkeep.certificates;
    let Some(first) = validity.as_ref().or(renewal.as_ref()) else { return Vec::new() };
    let of = |key| Authority {
        key: fixed(key, first),
        validity: validity.as_ref().map(value),
        renewal: renewal.as_ref().map(value),
    };
    vec![of("clusterCa"), of("clientsCa")]
}

impl<'m> CruiseControl<'m> {
    pub(super) fn of(cruise_control: &'m model::CruiseControl, image: Option<Text<'m>>, model: &'m Model) -> Self {
        let model::CruiseControl {
            at: _,
            goals,
            default_goals,
            hard_goals,
            rebalance_on,
            capacity: model::Capacity { cpu, network_in, network_out },
            resources,
            heap,
            pod,
        } = cruise_control;
        let rate = |key, size: &Option<Sourced<Bytes>>| {
            size.as_ref().map(|size| Entry { key, value: made(size, |size| per_second(*size)) })
        };
        let cpu = cpu.as_ref().map(|cpu| Entry { key: "cpu", value: made(cpu, |cpu| cpu.quantity()) });
        let capacity = [cpu, rate("inboundNetwork", network_in), rate("outboundNetwork", network_out)];
        let lists = [("goals", goals), ("default.goals", default_goals), ("hard.goals", hard_goals)];
        let config = lists.into_iter().filter_map(|(key, list)| Some(Entry { key, value: joined(list)? }));
        let (resources, pod) = (Resources::of(resources), Pod::single(pod, model));
        let mut built = CruiseControl {
            given: true,
            image,
            resources,
            heap: heap.as_ref().map(Heap::of),
            pod,
            capacity: capacity.into_iter().flatten().collect(),
            config: config.collect(),
            rebalance_on: rebalance_on.iter().map(|occasion| fixed(occasion.value.word(), occasion)).collect(),
        };
        built.given = model.monitoring.is_some()
            || built.image.is_some()
            || built.resources.given
            || built.heap.is_some()
            || built.pod.given
            || !(built.capacity.is_empty() && built.config.is_empty() && built.rebalance_on.is_empty());
        built
    }
}

/// As Cruise Control's capacity is written: `100MiB/s`. The CRD's pattern ends at gibibytes.
fn per_second(size: Bytes) -> String {
    let quantity = size.quantity();
    if quantity.ends_with("Ti") || quantity.ends_with("Pi") || quantity.ends_with("Ei") {
        return format!("{}B/s", size.0);
    }
    format!("{quantity}B/s")
}

/// A list in one text, as Kafka's settings take it.
fn joined<'m>(list: &[Sourced<String>]) -> Option<Text<'m>> {
    let (first, rest) = list.split_first()?;
    let origin = rest.iter().fold(first.origin.clone(), |origin, next| origin.and(&next.origin));
    let names: Vec<&str> = list.iter().map(|name| name.value.as_str()).collect();
    Some(Traced::new(names.join(",").into(), origin))
}
