//! May a broker that lags behind become the leader?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Topic;

const UNCLEAN: Offence = Offence::warning(
    "topic/unclean-election",
    "a copy that lags behind may become the leader, and what it lacks is lost",
)
.in_development(Level::Info)
.why(
    "With `unclean.leader.election.enable` a partition prefers being there over being whole: when all copies in \
     sync are gone, another one leads, and acknowledged records that it never had are deleted everywhere.",
)
.write("`unclean.leader.election.enable: false`, which is the default")
.source("apache/kafka, docs of `unclean.leader.election.enable`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNCLEAN],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "switched on",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    unclean.leader.election.enable: true # <- topic/unclean-election
",
        ),
        Example::new(
            "left alone",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    unclean.leader.election.enable: false
",
        ),
    ],
};

fn check(_: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let written = topic.config.written("unclean.leader.election.enable").and_then(crate::inventory::flag);
    let Some(unclean) = written.filter(|unclean| unclean.value) else { return };
    out.raise(
        &UNCLEAN,
        unclean,
        format!("acknowledged records of topic `{}` are lost when a copy that lags behind leads", topic.name.value),
    )
    .label("any copy may lead")
    .help("write `false`, or take it away; by hand it can still be done once, when it is needed")
    .unsafe_fix("false");
}
