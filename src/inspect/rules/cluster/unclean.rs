//! May a broker that lags behind become leader?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const UNCLEAN: Offence = Offence::error("cluster/unclean-leader", "a copy that lags behind may become leader")
    .in_development(Level::Info)
    .why(
        "When all copies in sync are gone, a partition goes on with one that has not everything, and what it does not have is \
         lost for good, although it was acknowledged. Without the setting the partition waits.",
    )
    .write("nothing; for a topic whose loss can be borne, the setting in its KafkaTopic")
    .source("apache/kafka, docs of `unclean.leader.election.enable`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNCLEAN],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "loss for availability",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      unclean.leader.election.enable: true # <- cluster/unclean-leader
",
        ),
        Example::new(
            "waiting",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 3.6.1
    config:
      unclean.leader.election.enable: false
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(unclean) = cluster.config.broker_flag("unclean.leader.election.enable").filter(|unclean| unclean.value)
    else {
        return;
    };
    let headline = format!("cluster `{}` loses acknowledged records when all brokers in sync are gone", cluster.name);
    out.raise(&UNCLEAN, unclean, headline)
        .label("a copy that lags behind may lead")
        .help("remove it")
        .unsafe_fix("false");
}
