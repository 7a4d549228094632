//! Does the quorum outlive the loss of one of its members, and does each member help?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Known};
use crate::reason::survival::Quorum;

const ONE_IS_LOST: Offence = Offence::warning("cluster/quorum-of-few", "no member of the quorum may be gone")
    .in_development(Level::Info)
    .why(
        "A quorum of one or two stands only while all are there: when one is restarted or its node fails, no leader is \
         elected, no topic made and no broker starts. Two are worse than one, since either stops it.",
    )
    .write("three replicas, each on a node of its own")
    .source("strimzi, `KafkaSpecChecker.checkKRaftControllerCount`, `ZooKeeperSpecChecker`");

const EVEN: Offence = Offence::info("cluster/quorum-even", "a member of the quorum is of no use")
    .why("A majority of four is three: as many may be gone as of three, and there is one more that can fail. The operator warns in the status.")
    .write("one more or one fewer; controllers of KRaft cannot be changed in number once they run")
    .source("strimzi, `KafkaSpecChecker.checkKRaftControllerCount`, `ZooKeeperSpecChecker`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ONE_IS_LOST, &EVEN],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "two ZooKeepers",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  zookeeper:
    replicas: 2 # <- cluster/quorum-of-few
",
        ),
        Example::new(
            "four controllers",
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
spec:
  replicas: 4 # <- cluster/quorum-even
  roles: [controller, broker]
",
        ),
        Example::new(
            "a cluster of one node, in which nothing outlives its loss",
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
spec:
  replicas: 1
  roles: [controller, broker]
",
        ),
        Example::new(
            "a pool that two stages describe is one",
            "# strimzi: 1.2.0
# file: base/kafka.yaml
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka: {}
# file: prod/pool.yaml
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3
  roles: [controller, broker]
# file: stage/pool.yaml
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 1
  roles: [controller, broker]
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let members = match &cluster.zookeeper {
        Some(zookeeper) => Some((zookeeper.replicas, "ZooKeeper")),
        None => cluster.controllers().filter(|_| cluster.has_pools.value).map(|count| (count, "controllers")),
    };
    let Some((count, who)) = members else { return };
    if !count.is_written() && count.value == 0 {
        return;
    }
    judge(cluster, count, who, out);
}

fn judge(cluster: &Cluster<'_>, count: Known<'_, u32>, who: &str, out: &mut Out) {
    let quorum = Quorum { members: count.value };
    let single = cluster.brokers().is_some_and(|brokers| brokers.value == 1);
    let note = "the number of KRaft controllers cannot be changed once they run";
    match count.value {
        0 => {}
        // One node of each: everything stops with it, and that is so on purpose.
        1 if single => {}
        1 | 2 => {
            let headline = format!("cluster `{}` stops when one of {} {who} is gone", cluster.name, count.value);
            let raised = out.raise(&ONE_IS_LOST, count, headline);
            raised.label(format!("{} needed, so none may be gone", quorum.needed())).help("write 3");
            if cluster.kraft.value {
                raised.note(note);
            }
        }
        even if even % 2 == 0 => {
            let headline = format!(
                "one of {even} {who} of cluster `{}` is of no use: no more than {} may be gone",
                cluster.name,
                quorum.spare()
            );
            let raised = out.raise(&EVEN, count, headline);
            raised.label(format!("{} needed", quorum.needed())).help(format!(
                "write {} or {}",
                even.saturating_sub(1),
                even.saturating_add(1)
            ));
            if cluster.kraft.value {
                raised.note(note);
            }
        }
        _ => {}
    }
}
