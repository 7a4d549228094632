//! Does somebody look after the topics and users that are declared, and does each operator have something to do?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const NO_TOPICS: Offence = Offence::error("cluster/no-topic-operator", "there are KafkaTopics, and nobody makes topics of them")
    .why("KafkaTopics are carried out by the Topic Operator, which runs only with `spec.entityOperator.topicOperator`. Without, they are dead.")
    .write("`spec.entityOperator.topicOperator: {}`")
    .source("strimzi, `EntityOperator.fromCrd`");

const NO_USERS: Offence = Offence::error("cluster/no-user-operator", "there are KafkaUsers, and nobody makes users of them")
    .why("KafkaUsers are carried out by the User Operator, which runs only with `spec.entityOperator.userOperator`. Without, no Secret is made and no rule is set.")
    .write("`spec.entityOperator.userOperator: {}`")
    .source("strimzi, `EntityOperator.fromCrd`");

const IDLE: Offence = Offence::info("cluster/idle-user-operator", "the User Operator has nothing to do")
    .in_development(Level::Off)
    .why("No listener asks who a client is, so that no user can ever be used. The operator may read and write Secrets all the same.")
    .write("nothing: remove `userOperator`, until a listener authenticates")
    .source("strimzi, `EntityUserOperator`, its Role");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_TOPICS, &NO_USERS, &IDLE],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "nobody looks after them",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop # <- cluster/no-topic-operator, cluster/no-user-operator
spec:
  kafka:
    replicas: 3
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: till
  labels:
    strimzi.io/cluster: shop
",
        ),
        Example::new(
            "somebody looks after nothing",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    listeners:
      - name: plain
        port: 9092
        type: internal
        tls: false
  entityOperator:
    userOperator: {} # <- cluster/idle-user-operator
",
        ),
        Example::new(
            "each has its work",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    listeners:
      - name: tls
        port: 9093
        type: internal
        tls: true
        authentication:
          type: tls
  entityOperator:
    topicOperator: {}
    userOperator: {}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels:
    strimzi.io/cluster: shop
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: till
  labels:
    strimzi.io/cluster: shop
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let entity = cluster.document.at(["spec", "entityOperator"]);
    let topics = || world.inventory.topics_of(cluster);
    if cluster.topic_operator.is_none()
        && !runs(world, "topic_operator")
        && let Some(topic) = topics().find(|topic| !topic.unmanaged)
    {
        let count = topics().count();
        let headline = format!("{count} KafkaTopics of cluster `{}` are dead: it has no Topic Operator", cluster.name);
        raise(&NO_TOPICS, cluster, entity, headline, "topicOperator", out).because(topic.document, "nobody makes it");
    }
    let users = || world.inventory.users_of(cluster);
    if cluster.user_operator.is_none()
        && !runs(world, "user_operator")
        && let Some(user) = users().next()
    {
        let count = users().count();
        let headline = format!("{count} KafkaUsers of cluster `{}` are dead: it has no User Operator", cluster.name);
        raise(&NO_USERS, cluster, entity, headline, "userOperator", out).because(user.document, "nobody makes it");
    }
    if let Some(operator) = cluster.user_operator
        && !cluster.listeners.is_empty()
        && !cluster.authenticates()
        && users().next().is_none()
    {
        out.raise(&IDLE, operator, format!("the User Operator of cluster `{}` has nothing to do", cluster.name))
            .label("may write Secrets")
            .because(cluster.kafka.get("listeners").unwrap_or(cluster.kafka), "none authenticates")
            .help("remove `userOperator`");
    }
}

fn raise<'o>(
    offence: &'static Offence,
    cluster: &Cluster<'_>,
    entity: Option<Node<'_>>,
    headline: String,
    key: &str,
    out: &'o mut Out,
) -> &'o mut crate::inspect::Raised {
    let raised = match entity {
        Some(entity) => out.raise(offence, entity, headline),
        None => out.raise(offence, cluster.document, headline),
    };
    raised.label(format!("no `entityOperator.{key}`")).help(format!("add `{key}: {{}}` to `spec.entityOperator`"))
}

/// Whether the set runs that operator by itself, without a cluster operator.
fn runs(world: &World<'_>, program: &str) -> bool {
    let mut deployments = world.bundle.of_kind("Deployment");
    deployments.any(|deployment| {
        let mut nodes = deployment.root().walk();
        nodes.any(|node| node.text().contains(program) && node.text().ends_with("_run.sh"))
    })
}
