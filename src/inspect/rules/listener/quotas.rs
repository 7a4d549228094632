//! Does a quota leave the user anything?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::User;

const NOTHING: Offence = Offence::error("listener/quota-of-nothing", "a quota of nothing stops the user")
    .why(
        "A quota of 0 makes each request late by as much as brokers allow. No limit is said by leaving the quota \
         out, not by 0.",
    )
    .write("a number above 0, or no such quota")
    .source("apache/kafka, `ClientQuotaManager`; strimzi, `KafkaUserQuotas`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOTHING],
    check: Check::User(check),
    examples: &[
        Example::new(
            "nothing at all",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls }
  quotas:
    producerByteRate: 0 # <- listener/quota-of-nothing
    consumerByteRate: 1048576
",
        ),
        Example::new(
            "a mebibyte a second",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls }
  quotas:
    producerByteRate: 1048576
",
        ),
    ],
};

fn check(_: &World<'_>, user: &User<'_>, out: &mut Out) {
    for (key, value) in user.quotas.into_iter().flat_map(crate::bundle::Node::entries) {
        if value.as_int() == Some(0) {
            let name = key.name();
            out.raise(&NOTHING, value, format!("user `{}` is stopped: its `{name}` is 0", user.name))
                .label("not unlimited, but nothing")
                .help("write a number above 0, or take the quota away");
        }
    }
}
