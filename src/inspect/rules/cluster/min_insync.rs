//! Can topics without a minimum of their own, and Kafka's own topics, still be written to when a broker is gone? May what is
//! acknowledged then be lost?

use crate::catalog::caps_min_insync;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Known};
use crate::units::counted;

const UNWRITABLE: Offence = Offence::error("cluster/min-insync-above-factor", "more in-sync replicas are demanded than there are copies")
    .why(
        "Neither Kafka before 3.7.0 nor the operator compares the two. Whoever writes with `acks=all` is refused always: producers to topics \
         that say nothing, commits of positions, transactions.",
    )
    .write("one less than the number of copies")
    .source("apache/kafka 3.6.2, `Partition.appendRecordsToLeader`; strimzi, `KafkaCluster`, which checks no minimum but that of transactions");

const CAPPED: Offence = Offence::info("cluster/min-insync-capped", "more in-sync replicas are demanded than there are copies, which counts as all of them")
    .why(
        "From 3.7.0 on Kafka asks for no more copies in sync than there are: of one copy, a minimum of 2 protects nothing that 1 \
         does not.",
    )
    .write("more copies, or leave the minimum out")
    .source("apache/kafka 3.7.0, `Partition.effectiveMinIsr` (KAFKA-15583)");

const NONE_SPARE: Offence = Offence::warning("cluster/min-insync-equals-factor", "no copy may be gone")
    .in_development(Level::Info)
    .why(
        "When one broker is gone, also in each rolling restart, whoever writes with `acks=all` is refused until it is back. The \
         operator restarts brokers all the same.",
    )
    .write("one less than the number of copies")
    .source("apache/kafka, `Partition.appendRecordsToLeader`; strimzi, `KafkaAvailability`");

const ONE_ACKNOWLEDGES: Offence = Offence::warning("cluster/one-copy-acknowledges", "topics that say nothing acknowledge what one broker has")
    .in_development(Level::Off)
    .why(
        "The default of `min.insync.replicas` is 1: a leader acknowledges also when all other copies lag behind or are gone. \
         If its broker is lost then, so is what it acknowledged.",
    )
    .write("`min.insync.replicas: 2` where topics have three copies")
    .source("strimzi, `KafkaSpecChecker.checkKafkaReplicationConfig`; apache/kafka, docs of `min.insync.replicas`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNWRITABLE, &CAPPED, &NONE_SPARE, &ONE_ACKNOWLEDGES],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "one transaction's copy, of which two must agree by default",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 1
    config:
      transaction.state.log.replication.factor: 1 # <- cluster/min-insync-above-factor
",
        ),
        Example::new(
            "all copies, or one, must have it",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    config:
      default.replication.factor: 3
      min.insync.replicas: 3 # <- cluster/min-insync-equals-factor
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    config: 
      default.replication.factor: 3 # <- cluster/one-copy-acknowledges
",
        ),
        Example::new(
            "a newer Kafka asks for no more copies than there are",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    replicas: 3
    config:
      default.replication.factor: 1
      min.insync.replicas: 2 # <- cluster/min-insync-capped
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    version: 3.9.0
    replicas: 3
    config:
      default.replication.factor: 2
      min.insync.replicas: 3 # <- cluster/min-insync-equals-factor
",
        ),
        Example::new(
            "one transaction's copy of a newer Kafka, whose default of two counts as one",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.9.0
    replicas: 1
    config:
      transaction.state.log.replication.factor: 1
",
        ),
        Example::new(
            "two of three",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    replicas: 3
    config:
      default.replication.factor: 3
      min.insync.replicas: 2
",
        ),
    ],
};

/// Kinds of topics, with where their copies and their minimum are written. Positions have the minimum of topics that say nothing.
const KINDS: [(&str, &str, &str); 3] = [
    ("topics made without a number of replicas", "default.replication.factor", MIN),
    ("`__consumer_offsets`, so that no position can be committed,", "offsets.topic.replication.factor", MIN),
    ("`__transaction_state`", "transaction.state.log.replication.factor", "transaction.state.log.min.isr"),
];

const MIN: &str = "min.insync.replicas";

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let brokers = cluster.brokers().filter(|brokers| brokers.value > 0);
    let mut told: Vec<&str> = Vec::new();
    for (what, factor_key, min_key) in KINDS {
        let (Some(factor), Some(min)) =
            (cluster.config.broker_number(factor_key), cluster.config.broker_number(min_key))
        else {
            continue;
        };
        // A factor above the number of brokers is another rule's; so is one that nobody wrote.
        let impossible = brokers.is_some_and(|brokers| factor.value > i64::from(brokers.value));
        if impossible || told.contains(&min_key) || (!factor.is_written() && !min.is_written()) {
            continue;
        }
        if min.value > factor.value || (min.value == factor.value && factor.value > 1) {
            told.push(min_key);
            if min.value > factor.value && factor.value == 1 && caps_min_insync(cluster.version.value) {
                capped(cluster, what, (factor_key, factor), min, out);
                continue;
            }
            too_many(cluster, what, (factor_key, factor), (min_key, min), out);
        } else if min_key == MIN && factor_key.starts_with("default") && min.value == 1 && factor.value > 1 {
            told.push(min_key);
            out.raise(
                &ONE_ACKNOWLEDGES,
                min,
                format!("what one broker of cluster `{}` has acknowledged may be lost", cluster.name),
            )
            .label(if min.is_written() {
                "one copy is enough"
            } else {
                "`min.insync.replicas` is not set, so one copy is enough"
            })
            .because(factor, counted(factor.value, "copy", "copies"))
            .help(format!("write `{MIN}: {}`", factor.value.saturating_sub(1).max(2)));
        }
    }
}

/// One copy, of which no more can be asked for. A minimum that nobody wrote deserves no word.
fn capped(
    cluster: &Cluster<'_>,
    what: &str,
    (factor_key, factor): (&str, Known<'_, i64>),
    min: Known<'_, i64>,
    out: &mut Out,
) {
    if min.is_written() && factor.is_written() {
        out.raise(
            &CAPPED,
            min,
            format!("of {what} of cluster `{}` one copy is enough, whatever the minimum says", cluster.name),
        )
        .label("counts as 1")
        .because(factor, "one copy")
        .help(format!("write a larger `{factor_key}`, or leave the minimum out"));
    }
}

fn too_many(
    cluster: &Cluster<'_>,
    what: &str,
    (factor_key, factor): (&str, Known<'_, i64>),
    (min_key, min): (&str, Known<'_, i64>),
    out: &mut Out,
) {
    let never = min.value > factor.value && !caps_min_insync(cluster.version.value);
    let offence = if never { &UNWRITABLE } else { &NONE_SPARE };
    let when = if never { "cannot be written to" } else { "cannot be written to while any broker is gone" };
    let said = |key: &str, known: &Known<'_, i64>| {
        if known.is_written() {
            format!("{}", known.value)
        } else {
            format!("`{key}` is not set, and its default is {}", known.value)
        }
    };
    // Where one writes the remedy.
    let place = if min.is_written() { min } else { factor };
    out.raise(offence, place, format!("{what} of cluster `{}` {when} with `acks=all`", cluster.name))
        .label(format!(
            "{}, of which {} must have a record",
            counted(factor.value, "copy", "copies"),
            if never { min.value } else { factor.value }
        ))
        .because(
            if min.is_written() { factor } else { min },
            if min.is_written() { said(factor_key, &factor) } else { said(min_key, &min) },
        )
        .help(if factor.value > 1 {
            format!("write `{min_key}: {}`", factor.value.saturating_sub(1))
        } else {
            format!("write `{min_key}: 1`, or a larger `{factor_key}` where there are brokers for it")
        });
}
