//! Is a number next to one that somebody is likely to have meant?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Topic, number};
use crate::units::{Bytes, Duration};

const NEARLY: Offence = Offence::info(
    "topic/nearly-round",
    "the number is a hair away from a round one, as if somebody had slipped",
)
.in_development(Level::Off)
.why(
    "Kafka takes it as it is, and does almost what was meant. Whoever reads or compares it takes it for the round \
     number, and the next copy may be ten times off.",
)
.write("the round number, or a comment that says why not")
.source("apache/kafka, docs of the settings of topics");

pub(super) const RULE: Rule = Rule {
    offences: &[&NEARLY],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a millisecond too many, a byte too few",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 604800001 # <- topic/nearly-round
    retention.bytes: 1073741823 # <- topic/nearly-round
",
        ),
        Example::new(
            "round numbers, the largest that there is, and numbers of nobody's",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 604800000
    retention.bytes: 9223372036854775807
    segment.bytes: 2147483647
    segment.ms: 90061001
    max.message.bytes: 1048588
",
        ),
    ],
};

/// Times of topics, which people give in hours and days.
const TIMES: [&str; 6] = [
    "delete.retention.ms",
    "local.retention.ms",
    "max.compaction.lag.ms",
    "min.compaction.lag.ms",
    "retention.ms",
    "segment.ms",
];

/// Sizes of topics, which people give in mebibytes.
const SIZES: [&str; 4] = ["local.retention.bytes", "retention.bytes", "segment.bytes", "segment.index.bytes"];

const HOUR: u64 = 3_600_000;
const MEBIBYTE: u64 = 1 << 20;

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let keys = TIMES.iter().map(|key| (*key, HOUR)).chain(SIZES.iter().map(|key| (*key, MEBIBYTE)));
    for (key, unit) in keys {
        let Some(value) = topic.config.written(key).and_then(number) else { continue };
        let Some(round) = u64::try_from(value.value).ok().and_then(|given| next_to(given, unit)) else { continue };
        let human = if unit == HOUR { Duration(round).human() } else { Bytes(round).human() };
        let headline = format!("`{key}` of topic `{}` is {}, a hair off {human}", topic.name.value, value.value);
        out.raise(&NEARLY, value, headline)
            .label(format!("{human} would be {round}"))
            .help(format!("write `{round}` if that is meant"))
            .unsafe_fix(round.to_string());
    }
}

/// The round number that this one is next to, by not more than two.
fn next_to(given: u64, unit: u64) -> Option<u64> {
    // The largest numbers of their kinds are written on purpose.
    if given < unit || [u64::from(i32::MAX.unsigned_abs()), i64::MAX.unsigned_abs()].contains(&given) {
        return None;
    }
    let off = given % unit;
    match off {
        1 | 2 => Some(given - off),
        _ if off + 2 >= unit => Some(given - off + unit),
        _ => None,
    }
}
