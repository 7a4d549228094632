//! Is a number of the topic's settings what somebody meant in another unit?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Known, Topic, number};
use crate::units::{Bytes, Duration};

const OTHER_UNIT: Offence =
    Offence::warning("topic/other-unit", "the number looks as if it counted something else than Kafka takes it for")
        .why(
            "Times of topics are milliseconds and sizes bytes. `604800` for a week in seconds keeps records for ten \
             minutes, and they are gone before anybody notices.",
        )
        .write("milliseconds for what ends in `.ms`, bytes for what ends in `.bytes`")
        .source("apache/kafka, docs of the settings of topics");

pub(super) const RULE: Rule = Rule {
    offences: &[&OTHER_UNIT],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "seconds, hours, a digit too few, kibibytes",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: seconds
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 604800 # <- topic/other-unit
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: hours
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 168 # <- topic/other-unit
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: digit
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 60480000 # <- topic/other-unit
    retention.bytes: 1024 # <- topic/other-unit
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: microseconds
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 604800000000 # <- topic/other-unit
",
        ),
        Example::new(
            "what people mean",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: week
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 604800000
    retention.bytes: -1
    segment.bytes: 67108864
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: minutes
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 600000
    segment.ms: 100
    delete.retention.ms: 100
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: emptied
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 1000
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: ever
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: 9223372036854775807
",
        ),
    ],
};

const MINUTE: u64 = 60_000;
const DAY: u64 = 86_400_000;

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let written = |key: &str| topic.config.written(key).and_then(number);
    if let Some(kept) = written("retention.ms")
        && let Some((meant, unit)) = u64::try_from(kept.value).ok().and_then(time_meant)
    {
        let headline = format!(
            "records of topic `{}` are kept for {}: `retention.ms` looks like {unit}",
            topic.name.value,
            shown(kept)
        );
        out.raise(&OTHER_UNIT, kept, headline)
            .label(format!("{} in milliseconds", shown(kept)))
            .help(format!("write `{meant}` if {} is meant", Duration(meant).human()))
            .unsafe_fix(meant.to_string());
    }
    for (key, what) in [("retention.bytes", "a partition is cut to"), ("segment.bytes", "a segment ends at")] {
        let Some(size) = written(key) else { continue };
        let Some(bytes) = u64::try_from(size.value).ok().filter(|bytes| (1..=SMALL).contains(bytes)) else { continue };
        out.raise(&OTHER_UNIT, size, format!("{what} {} in topic `{}`", Bytes(bytes).human(), topic.name.value))
            .label(format!("{} in bytes: less than one batch of a producer", Bytes(bytes).human()))
            .help(format!("`{key}` counts bytes: write `{}` if mebibytes are meant", bytes.saturating_mul(1 << 20)));
    }
}

/// Nobody wants a partition to hold less: a producer's batch has 16 KiB by default.
const SMALL: u64 = 10_240;

fn shown(kept: Known<'_, i64>) -> String {
    let days = kept.value / 86_400_000;
    if days >= 3650 { format!("{} years", days / 365) } else { Duration(kept.value.unsigned_abs()).human() }
}

/// What somebody is likely to have meant, in milliseconds, and what the number looks like. Only where the number is odd as it
/// is and plain in the other unit.
fn time_meant(value: u64) -> Option<(u64, &'static str)> {
    let plain = |millis: u64| {
        let days = millis / DAY;
        (millis.is_multiple_of(DAY) && (1..=3660).contains(&days)).then_some(millis)
    };
    let as_seconds = || plain(value.checked_mul(1000)?);
    match value {
        7 | 14 | 30 | 60 | 90 | 180 | 365 => Some((value * DAY, "days")),
        12 | 24 | 48 | 72 | 168 | 336 | 720 | 2160 | 8760 => Some((value * 60 * MINUTE, "hours")),
        1440 | 2880 | 4320 | 10_080 | 20_160 => Some((value * MINUTE, "minutes")),
        3600 | 7200 | 43_200 => Some((value * 1000, "seconds")),
        _ if !value.is_multiple_of(MINUTE) && as_seconds().is_some() => Some((as_seconds()?, "seconds")),
        // 16.8 hours are nobody's idea, a tenth of seven days.
        _ if value > 60 * MINUTE && !value.is_multiple_of(60 * MINUTE) => {
            let ten = [10, 100].into_iter().find_map(|factor| plain(value.checked_mul(factor)?));
            Some((ten?, "a number that lost a digit"))
        }
        // More than ten years, and a plain number of days if it were a thousandth.
        _ if value > 3650 * DAY && value < 3_660_000 * DAY && value.is_multiple_of(1000) => {
            Some((plain(value / 1000)?, "microseconds"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::time_meant;

    #[test]
    fn only_odd_numbers_are_taken_for_others() {
        for (value, meant) in [
            (604_800, Some(604_800_000)),
            (86_400, Some(86_400_000)),
            (2_592_000, Some(2_592_000_000)),
            (7, Some(604_800_000)),
            (168, Some(604_800_000)),
            (60_480_000, Some(604_800_000)),
            (259_200_000, None),
            (604_800_000, None),
            (6_048_000_000, None),
            (7_200_000, None),
            (600_000, None),
            (1000, None),
            (5_184_000_000, None),
            (31_536_000_000, None),
            (315_360_000_000, None),
            (604_800_000_000, Some(604_800_000)),
            (i64::MAX as u64, None),
        ] {
            assert_eq!(time_meant(value).map(|(meant, _)| meant), meant, "{value}");
        }
    }
}
