//! Will each of ZooKeeper's settings arrive?

use crate::bundle::{Kind, Node};
use crate::catalog::Configured;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::Cluster;

const FORBIDDEN: Offence = Offence::error(
    "cluster/zookeeper-setting-dropped",
    "a setting of ZooKeeper is dropped, since Strimzi keeps it for itself",
)
.why("The operator takes it out with a line in its log. The status says nothing, and what was meant is not in force.")
.write("the field of the Kafka resource that is for it, or nothing")
.source("strimzi 0.39.0 to 0.45.2, `AbstractConfiguration.filterForbidden`, `ZookeeperClusterSpec.FORBIDDEN_PREFIXES`");

const NO_SCALAR: Offence = Offence::error(
    "cluster/zookeeper-setting-without-value",
    "a setting of ZooKeeper is neither text, number nor truth",
)
.not_waivable()
.why("The operator takes no other values, also not an empty one, and refuses the cluster.")
.write("a text, a number, `true` or `false`")
.source("strimzi 0.39.0 to 0.45.2, `AbstractConfiguration.convertToStrings`");

pub(super) const RULE: Rule = Rule {
    offences: &[&FORBIDDEN, &NO_SCALAR],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "a server list, and nothing",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  zookeeper:
    replicas: 3
    config:
      server.1: zk:2888:3888 # <- cluster/zookeeper-setting-dropped
      tickTime: # <- cluster/zookeeper-setting-without-value
",
        ),
        Example::new(
            "a setting of its own",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  zookeeper:
    replicas: 3
    config:
      tickTime: 3000
      ssl.protocol: TLSv1.3
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let Some(zookeeper) = &cluster.zookeeper else { return };
    for (key, value) in zookeeper.node.get("config").into_iter().flat_map(Node::entries) {
        let name = key.name();
        if let Some(forbidden) = world.strimzi().dropped(Configured::ZooKeeper, &name) {
            let headline =
                format!("Strimzi drops `{name}`: the ZooKeeper of cluster `{}` runs without it", cluster.name);
            out.raise(&FORBIDDEN, Spot::key(key), headline)
                .label(format!("Strimzi keeps `{}…` for itself", forbidden.prefix))
                .help("remove it");
        } else if value.kind() != Kind::Scalar || value.is_null() {
            let headline = format!("Strimzi refuses cluster `{}`: `{name}` of ZooKeeper has no value", cluster.name);
            out.raise(&NO_SCALAR, Spot::key(key), headline)
                .label("not a text, a number or a truth")
                .help("write a value, or remove the setting");
        }
    }
}
