//! Is JMX open to everybody?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const OPEN: Offence = Offence::error("cluster/jmx-open", "whoever reaches a pod has its JMX, without a password")
    .security()
    .why("Port 9999 of each pod answers whoever reaches it, and who has JMX can change the process and run code in it.")
    .write("`jmxOptions.authentication.type: password`, or no `jmxOptions`: metrics do not need it")
    .source("strimzi, `JmxModel`, `NetworkPolicyUtils`: the port is open to all");

pub(super) const RULE: Rule = Rule {
    offences: &[&OPEN],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "open",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    jmxOptions: {} # <- cluster/jmx-open
",
        ),
        Example::new(
            "with a password",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    jmxOptions:
      authentication:
        type: password
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let zookeeper = cluster.zookeeper.as_ref().map(|zookeeper| zookeeper.node);
    for (who, node) in [("brokers", Some(cluster.kafka)), ("ZooKeeper", zookeeper)] {
        let Some(options) = node.and_then(|node| node.get("jmxOptions")).filter(|options| !options.is_null()) else {
            continue;
        };
        let asks = options.at(["authentication", "type"]).and_then(Node::as_text);
        if asks.is_none() {
            out.raise(
                &OPEN,
                options,
                format!("whoever reaches the {who} of cluster `{}` can run code in them", cluster.name),
            )
            .label("no `authentication`")
            .help("add `authentication: { type: password }`, or remove `jmxOptions`: metrics do not need it");
        }
    }
}
