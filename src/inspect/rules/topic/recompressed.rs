//! Must brokers compress again what producers sent?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Topic;

const RECOMPRESSED: Offence =
    Offence::info("topic/recompressed", "brokers compress anew what producers did not compress in just this way")
        .why(
            "With another `compression.type` than `producer` a broker unpacks and compresses each batch of another \
             codec: it costs processor time on every write, and consumers need a library that reads the codec.",
        )
        .write("no `compression.type`, and the codec in the producers")
        .source("apache/kafka, `LogValidator.validateMessagesAndAssignOffsets`");

pub(super) const RULE: Rule = Rule {
    offences: &[&RECOMPRESSED],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a codec of the topic's own",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    compression.type: lz4 # <- topic/recompressed
",
        ),
        Example::new(
            "the producers' codec",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    compression.type: producer
",
        ),
    ],
};

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let Some(codec) = topic.config.written("compression.type") else { return };
    let word = codec.value.trim().to_ascii_lowercase();
    if !matches!(word.as_str(), "gzip" | "snappy" | "lz4" | "zstd") {
        return;
    }
    out.raise(
        &RECOMPRESSED,
        &codec,
        format!("brokers compress batches for topic `{}` anew unless they come as {word}", topic.name.value),
    )
    .label("the brokers' work, on every write")
    .help(format!("leave it out and let producers write `compression.type={word}`"));
}
