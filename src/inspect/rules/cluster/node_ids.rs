//! Are the numbers that nodes are to get such that they get them?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Pool};

const ODD: Offence = Offence::warning("cluster/node-ids-not-understood", "numbers of nodes are written in a way that is not understood")
    .why("The operator only logs it and takes the lowest free number, so that nodes get others than those that somebody counts on.")
    .write("a list in brackets of numbers and ranges: `[0-99]`, `[5, 10-19]`")
    .source("strimzi, `NodePoolUtils.validateNodeIdRanges`, `NodeIdRange`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ODD],
    check: Check::Pool(check),
    examples: &[
        Example::new(
            "no list, and a name in it",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: controllers
  labels:
    strimzi.io/cluster: shop
  annotations:
    strimzi.io/next-node-ids: '100-199' # <- cluster/node-ids-not-understood
    strimzi.io/remove-node-ids: '[a]' # <- cluster/node-ids-not-understood
spec:
  replicas: 3
  roles: [controller]
",
        ),
        Example::new(
            "numbers and ranges",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels:
    strimzi.io/cluster: shop
  annotations:
    strimzi.io/next-node-ids: '[ 3, 9 - 5,100-199 ]'
    strimzi.io/remove-node-ids: '[]'
spec:
  replicas: 6
  roles: [broker, controller]
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, pool: &Pool<'_>, out: &mut Out) {
    if !pool.is_resource {
        return;
    }
    let annotation = |name: &str| pool.document.at(["metadata", "annotations", name]);
    for name in ["strimzi.io/next-node-ids", "strimzi.io/remove-node-ids"] {
        let Some((node, text)) = annotation(name).and_then(|node| Some((node, node.as_text()?))) else { continue };
        if !is_list(text) {
            let who = format!("pool `{}` of cluster `{}`", pool.name, cluster.name);
            let headline =
                format!("which numbers nodes of {who} have is the operator's choice: it does not understand `{name}`");
            out.raise(&ODD, node, headline)
                .label("no list of numbers and ranges in brackets")
                .help("write such as `[0-99]`");
        }
    }
}

/// Whether it is a list of numbers and ranges; an empty one says nothing, and does no harm.
fn is_list(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else { return false };
    let is_number = |text: &str| {
        let text = text.trim();
        text.parse::<i32>().is_ok() && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    inner.trim().is_empty()
        || inner.split(',').all(|item| match item.split_once('-') {
            Some((first, last)) => is_number(first) && is_number(last),
            None => is_number(item),
        })
}
