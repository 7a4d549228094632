//! Do settings of brokers contradict each other?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Known};
use crate::units::{Bytes, Duration};

const NO_START: Offence = Offence::error("cluster/brokers-refuse-to-start", "two settings contradict each other, and brokers do not start")
    .not_waivable()
    .why("Each value is fine for itself, so the operator takes them and restarts the first broker, which ends with an error and never comes back.")
    .write("values that fit each other")
    .source("apache/kafka, `KafkaConfig.validateValues`");

const TOO_LARGE: Offence = Offence::warning("cluster/message-above-request", "a message that is allowed does not fit into a request")
    .why("Brokers close the connection of whoever sends a request above `socket.request.max.bytes`; the producer tries for ever.")
    .write("a larger `socket.request.max.bytes`, or a smaller `message.max.bytes`")
    .source("apache/kafka, docs of `socket.request.max.bytes`, `NetworkReceive`");

const KEPT_LONGER: Offence = Offence::info("cluster/segment-outlives-retention", "records stay much longer than the retention says")
    .in_development(Level::Off)
    .why(
        "Only whole segments are deleted, when their youngest record is too old. A segment is closed when it is full or old \
         enough: by default at 1 GiB or after 7 days, so that a retention of a day may mean 8 days.",
    )
    .write("`log.roll.ms` of a fraction of the retention")
    .source("apache/kafka, `UnifiedLog.deleteRetentionMsBreachedSegments`");

const SEGMENT: Offence = Offence::info("cluster/segment-above-limit", "logs become much larger than their byte limit")
    .in_development(Level::Off)
    .why(
        "Of a log whole segments are deleted, and only while the rest is still as large as the limit: a partition holds up to \
         `log.retention.bytes` and a segment more. The default of `log.segment.bytes` is 1 GiB.",
    )
    .write("a `log.segment.bytes` of at most a quarter of `log.retention.bytes`")
    .source("apache/kafka, `UnifiedLog.deleteRetentionSizeBreachedSegments`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_START, &TOO_LARGE, &KEPT_LONGER, &SEGMENT],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "waits that exceed each other",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      replica.fetch.wait.max.ms: 60000 # <- cluster/brokers-refuse-to-start
      log.cleaner.threads: 200 # <- cluster/brokers-refuse-to-start
      message.max.bytes: 209715200 # <- cluster/message-above-request
      log.retention.hours: 24 # <- cluster/segment-outlives-retention
      log.retention.bytes: 1073741824 # <- cluster/segment-above-limit
",
        ),
        Example::new(
            "values that are refused alone",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      log.retention.hours: 0 # <- cluster/brokers-refuse-to-start
      queued.max.request.bytes: 1048576 # <- cluster/brokers-refuse-to-start
      max.connections.per.ip: 0 # <- cluster/brokers-refuse-to-start
",
        ),
        Example::new(
            "values that fit",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      replica.fetch.wait.max.ms: 1000
      log.cleaner.threads: 2
      queued.max.request.bytes: 104857600
      max.connections.per.ip: 0
      max.connections.per.ip.overrides: 127.0.0.1:10
      message.max.bytes: 10485760
      log.retention.hours: 24
      log.roll.hours: 2
      log.retention.bytes: 1073741824
      log.segment.bytes: 268435456
",
        ),
    ],
};

const MIB: i64 = 1 << 20;

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let number = |key: &str| cluster.config.broker_number(key);
    let wait = "replica.fetch.wait.max.ms";
    for longer in ["replica.socket.timeout.ms", "replica.lag.time.max.ms"] {
        if let (Some(one), Some(other)) = (number(wait), number(longer))
            && one.value > other.value
        {
            let label = format!("{}, more than `{longer}`", millis(one.value));
            no_start(cluster, (one, label), (other, format!("`{longer}` is {}", millis(other.value))), out);
            break;
        }
    }
    if let (Some(threads), Some(buffer)) = (number("log.cleaner.threads"), number("log.cleaner.dedupe.buffer.size"))
        && threads.value > 0
        && buffer.value / threads.value <= MIB
    {
        let label = "less than 1 MiB of `log.cleaner.dedupe.buffer.size` for each".to_owned();
        no_start(cluster, (threads, label), (buffer, format!("the buffer has {}", bytes(buffer.value))), out);
    }
    refused(cluster, out);
    if let (Some(message), Some(request)) = (number("message.max.bytes"), number("socket.request.max.bytes"))
        && message.value > request.value
    {
        let headline = format!("cluster `{}` hangs up on messages that it allows", cluster.name);
        out.raise(&TOO_LARGE, written(message, request), headline)
            .label(format!("messages of up to {}, requests of up to {}", bytes(message.value), bytes(request.value)))
            .help("write a `socket.request.max.bytes` that is larger than `message.max.bytes`");
    }
    kept_longer(cluster, out);
    let limit = number("log.retention.bytes").filter(|limit| limit.is_written() && limit.value > 0);
    if let (Some(limit), Some(segment)) = (limit, number("log.segment.bytes"))
        && segment.value > limit.value / 4
    {
        let most = bytes(limit.value.saturating_add(segment.value));
        out.raise(&SEGMENT, limit, format!("partitions of cluster `{}` hold up to {most}", cluster.name))
            .label(format!("{} and a segment", bytes(limit.value)))
            .because(
                segment,
                if segment.is_written() {
                    bytes(segment.value)
                } else {
                    format!("`log.segment.bytes` is not set, and its default is {}", bytes(segment.value))
                },
            )
            .help(format!(
                "write `log.segment.bytes: {}`",
                Bytes(limit.value.unsigned_abs() / 4).rounded().0.max(1 << 20)
            ));
    }
}

/// What is refused of a single setting, or for want of another.
fn refused(cluster: &Cluster<'_>, out: &mut Out) {
    let number = |key: &str| cluster.config.broker_number(key);
    let none = crate::inventory::Config::new(None, cluster.config.place(), cluster.config.settings());
    let retention =
        none.topic_number("retention.ms", Some(&cluster.config)).filter(crate::inventory::Known::is_written);
    if let Some(retention) = retention.filter(|retention| retention.value == 0) {
        out.raise(&NO_START, retention, format!("no broker of cluster `{}` will start", cluster.name))
            .label("records are to be kept for no time at all")
            .help("write how long records are kept, or -1 for ever");
    }
    if let (Some(queued), Some(request)) = (number("queued.max.request.bytes"), number("socket.request.max.bytes"))
        && queued.value > 0
        && queued.value < request.value
    {
        let label = "less than one request may have".to_owned();
        let because = format!("`socket.request.max.bytes` is {}", bytes(request.value));
        no_start(cluster, (queued, label), (request, because), out);
    }
    let overrides = cluster.config.written("max.connections.per.ip.overrides").is_some_and(|it| !it.value.is_empty());
    if let Some(most) = number("max.connections.per.ip").filter(|most| most.value == 0 && !overrides) {
        out.raise(&NO_START, most, format!("no broker of cluster `{}` will start", cluster.name))
            .label("nobody may connect, and there are no `max.connections.per.ip.overrides`")
            .help("remove it, or say in `max.connections.per.ip.overrides` who may connect");
    }
}

fn no_start(
    cluster: &Cluster<'_>,
    (one, label): (Known<'_, i64>, String),
    (other, why): (Known<'_, i64>, String),
    out: &mut Out,
) {
    let (place, text, beside, because) =
        if one.is_written() { (one, label, other, why) } else { (other, why, one, label) };
    out.raise(&NO_START, place, format!("no broker of cluster `{}` will start", cluster.name))
        .label(text)
        .because(beside, because)
        .help("remove it, or change the other one with it");
}

fn kept_longer(cluster: &Cluster<'_>, out: &mut Out) {
    // A topic that says nothing: the strongest of what brokers say, else Kafka's default.
    let none = crate::inventory::Config::new(None, cluster.config.place(), cluster.config.settings());
    let of_topics = |key: &str| none.topic_number(key, Some(&cluster.config));
    let (Some(retention), Some(roll)) = (of_topics("retention.ms"), of_topics("segment.ms")) else { return };
    let compacts = cluster.config.written("log.cleanup.policy").is_some_and(|policy| !policy.value.contains("delete"));
    if !retention.is_written() || retention.value <= 0 || roll.value <= retention.value / 2 || compacts {
        return;
    }
    let headline = format!(
        "records of cluster `{}` stay up to {}, not {}",
        cluster.name,
        millis(retention.value.saturating_add(roll.value)),
        millis(retention.value)
    );
    out.raise(&KEPT_LONGER, retention, headline)
        .label(format!("a segment is closed after {} only", millis(roll.value)))
        .because(roll, if roll.is_written() { "this old" } else { "the default of `log.roll.hours` is 7 days" })
        .help(format!(
            "write `log.roll.ms: {}`",
            Duration(retention.value.unsigned_abs() / 7).rounded().millis().max(60_000)
        ));
}

/// The one of two that somebody wrote.
fn written<'b>(one: Known<'b, i64>, other: Known<'b, i64>) -> Known<'b, i64> {
    if one.is_written() { one } else { other }
}

fn millis(value: i64) -> String {
    Duration(u64::try_from(value).unwrap_or_default()).human()
}

fn bytes(value: i64) -> String {
    Bytes(u64::try_from(value).unwrap_or_default()).human()
}
