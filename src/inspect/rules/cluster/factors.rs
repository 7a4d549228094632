//! Can the brokers hold the copies that topics without a number of their own, and Kafka's own topics, ask for? Are there any?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Known};

const REFUSED: Offence =
    Offence::error("cluster/factor-above-brokers", "a replication factor is larger than the number of brokers")
        .not_waivable()
        .why("The operator compares these settings with the number of brokers and refuses the cluster.")
        .write("no more than there are brokers")
        .source("strimzi, `KafkaCluster.validateIntConfigProperty`");

const UNMAKEABLE: Offence = Offence::error("cluster/internal-topic-cannot-be-made", "one of Kafka's own topics cannot be made")
    .why(
        "The default of its replication factor is 3. The operator does not look at defaults, so the cluster starts; but with \
         fewer brokers Kafka cannot make the topic: without `__consumer_offsets` no consumer group works, without \
         `__transaction_state` no transactional producer.",
    )
    .write("the factor, no larger than the number of brokers")
    .source("apache/kafka, `AutoTopicCreationManager`; strimzi, `KafkaCluster.validateIntConfigProperty`");

const ONE_COPY: Offence = Offence::warning(
    "cluster/one-copy",
    "topics have a single copy although there are more brokers",
)
.in_development(Level::Info)
.why(
    "When a broker is gone, so is all that it alone has: partitions of topics that were made without a number of \
         replicas, the positions of consumer groups, transactions. The default of `default.replication.factor` is 1.",
)
.write("3, or the number of brokers if there are fewer")
.source("strimzi, `KafkaSpecChecker.checkKafkaReplicationConfig`; apache/kafka, docs of `default.replication.factor`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &UNMAKEABLE, &ONE_COPY],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "more copies than brokers, by word and by default",
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
      default.replication.factor: 3 # <- cluster/factor-above-brokers, cluster/internal-topic-cannot-be-made
      transaction.state.log.replication.factor: 1
      transaction.state.log.min.isr: 2 # <- cluster/factor-above-brokers
",
        ),
        Example::new(
            "copies on one of three brokers",
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
      min.insync.replicas: 1 # <- cluster/one-copy
      offsets.topic.replication.factor: 1 # <- cluster/one-copy
",
        ),
        Example::new(
            "one broker that is told so",
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
      default.replication.factor: 1
      offsets.topic.replication.factor: 1
      transaction.state.log.replication.factor: 1
      transaction.state.log.min.isr: 1
",
        ),
    ],
};

const DEFAULT: &str = "default.replication.factor";
const OFFSETS: &str = "offsets.topic.replication.factor";
const TRANSACTIONS: &str = "transaction.state.log.replication.factor";
const TRANSACTIONS_MIN: &str = "transaction.state.log.min.isr";

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(brokers) = cluster.brokers().filter(|brokers| brokers.value > 0) else { return };
    for key in [DEFAULT, OFFSETS, TRANSACTIONS, TRANSACTIONS_MIN] {
        let Some(factor) = cluster.config.broker_number(key) else { continue };
        let too_many = factor.value > i64::from(brokers.value);
        if too_many && factor.is_written() {
            let headline = format!(
                "Strimzi refuses cluster `{}`: `{key}` is {}, and there {}",
                cluster.name,
                factor.value,
                are(brokers.value)
            );
            out.raise(&REFUSED, factor, headline)
                .label(format!("more than {}", brokers.value))
                .because(brokers, are(brokers.value))
                .help(format!("write {} at most", brokers.value));
        } else if too_many && key != TRANSACTIONS_MIN {
            unmakeable(cluster, key, factor, brokers, out);
        } else if factor.value == 1 && brokers.value > 1 && key != TRANSACTIONS_MIN {
            one_copy(cluster, key, factor, brokers, out);
        }
    }
}

fn unmakeable(cluster: &Cluster<'_>, key: &str, factor: Known<'_, i64>, brokers: Known<'_, u32>, out: &mut Out) {
    let what = match key {
        OFFSETS => "no consumer group can keep its position",
        TRANSACTIONS => "no transactional producer can start",
        _ => "no topic can be made without a number of replicas",
    };
    out.raise(&UNMAKEABLE, factor, format!("{what} in cluster `{}`", cluster.name))
        .label(format!("`{key}` is not set, and its default is {}", factor.value))
        .because(brokers, are(brokers.value))
        .help(format!("write `{key}: {}`", brokers.value));
}

fn one_copy(cluster: &Cluster<'_>, key: &str, factor: Known<'_, i64>, brokers: Known<'_, u32>, out: &mut Out) {
    let what = match key {
        OFFSETS => "the positions of some consumer groups",
        TRANSACTIONS => "some transactions",
        _ => "partitions of topics made without a number of replicas",
    };
    let want = brokers.value.min(3);
    out.raise(&ONE_COPY, factor, format!("when a broker of cluster `{}` is gone, so are {what}", cluster.name))
        .label(if factor.is_written() {
            "one copy".to_owned()
        } else {
            format!("`{key}` is not set, and its default is 1")
        })
        .because(brokers, are(brokers.value))
        .help(format!("write `{key}: {want}`"))
        .note("topics that exist keep the number of copies that they were made with");
}

fn are(brokers: u32) -> String {
    if brokers == 1 { "is one broker".to_owned() } else { format!("are {brokers} brokers") }
}
