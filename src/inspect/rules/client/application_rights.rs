//! May applications do what they are told to do?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Client, Cluster, Role, Told, User};
use crate::model::names::is_topic;

const TOPIC: Offence = Offence::error(
    "client/topic-not-permitted",
    "the application is told of a topic with which its user may do nothing",
)
.why(
    "What no rule of the KafkaUser allows is forbidden: the answer is `TOPIC_AUTHORIZATION_FAILED`, to a consumer \
     without `Read` as to a producer without `Write`. The User Operator removes rules that it did not make.",
)
.write("a rule for the topic in the KafkaUser, or a topic that it has rules for")
.source("apache/kafka, `KafkaApis.handleFetchRequest`, `handleProduceRequest`; strimzi, `SimpleAclOperator.reconcile`");

const GROUP: Offence =
    Offence::error("client/group-not-permitted", "the application is told of a group that its user may not join")
        .why(
            "A consumer joins its group with `Read`. What no rule of the KafkaUser allows is forbidden: the answer is \
     `GROUP_AUTHORIZATION_FAILED`, and nothing is read.",
        )
        .write("a rule for the group in the KafkaUser, or a group that it has rules for")
        .source("apache/kafka, `KafkaApis.handleJoinGroupRequest`; strimzi, `SimpleAclOperator.reconcile`");

const TRANSACTION: Offence = Offence::error(
    "client/transaction-not-permitted",
    "the application is told of transactions that its user may not begin",
)
.why(
    "A producer begins with `InitProducerId`, for which it needs `Write` on its transactional id. Without a rule for \
     that the answer is `TRANSACTIONAL_ID_AUTHORIZATION_FAILED`, and it never sends anything.",
)
.write("a rule for the `transactionalId` in the KafkaUser")
.source("apache/kafka, `KafkaApis.handleInitProducerIdRequest`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOPIC, &GROUP, &TRANSACTION],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a group, a topic and transactions that no rule speaks of",
            concat!(
                authorized!(),
                "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: app, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: orders }, operations: [Read] }
      - { resource: { type: group, name: app- }, operations: [Read] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: app
          image: app:1
          env:
            - { name: KAFKA_BOOTSTRAP_SERVERS, value: \"shop-kafka-bootstrap:9093\" }
            - { name: KAFKA_SASL_USERNAME, value: app }
            - { name: KAFKA_SASL_PASSWORD, valueFrom: { secretKeyRef: { name: app, key: password } } }
            - { name: KAFKA_CONSUMER_TOPICS, value: \"orders,payments\" } # <- client/topic-not-permitted
            - { name: KAFKA_PRODUCER_TOPIC, value: orders } # <- client/topic-not-permitted
            - { name: KAFKA_GROUP_ID, value: app-one } # <- client/group-not-permitted
            - { name: KAFKA_TRANSACTIONAL_ID, value: app } # <- client/transaction-not-permitted
"
            ),
        ),
        Example::new(
            "rules for a beginning, a user with rules of its own elsewhere, a topic of something else",
            concat!(
                authorized!(),
                "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: app, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: orders, patternType: prefix }, operations: [All] }
      - { resource: { type: group, name: app-, patternType: prefix }, operations: [Read] }
      - { resource: { type: transactionalId, name: \"*\" }, operations: [Write] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: kafka }
spec:
  template:
    spec:
      containers:
        - name: app
          image: app:1
          envFrom: [{ configMapRef: { name: app } }]
          env:
            - { name: KAFKA_PASSWORD, valueFrom: { secretKeyRef: { name: app, key: password } } }
        - name: other
          image: other:1
          env:
            - { name: KAFKA_BOOTSTRAP_SERVERS, value: \"shop-kafka-bootstrap:9093\" }
            - { name: KAFKA_SASL_USERNAME, value: somebody }
            - { name: KAFKA_TOPIC, value: payments }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9093
  KAFKA_CONSUMER_TOPICS: orders
  KAFKA_PRODUCER_TOPICS: orders-done
  KAFKA_GROUP_ID: app-one
  KAFKA_TRANSACTIONAL_ID: app
  SNS_TOPIC: mails
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for client in world.inventory.clients_of(document) {
        let Some((cluster, user)) = world.inventory.judged_client(world.bundle, client) else { continue };
        topics(world, client, cluster, user, out);
        let reads = user.rules("topic", "Read").next().is_some();
        for told in client.told.iter().filter(|told| reads && told.is_group() && of_kafka(told)) {
            group(client, user, told, out);
        }
        for told in client.told.iter().filter(|told| told.key == "transactional.id") {
            transactions(client, user, told, out);
        }
    }
}

/// Whether a variable is one for Kafka, and not for something else that has such things, too.
fn of_kafka(told: &Told<'_>) -> bool {
    let written = told.written.to_ascii_lowercase();
    told.is_of_java() || written.contains("kafka") || written.contains("consumer")
}

fn topics(world: &World<'_>, client: &Client<'_>, cluster: &Cluster<'_>, user: &User<'_>, out: &mut Out) {
    for (told, name, range) in client.topics() {
        let known = world.inventory.topic_named(cluster, name).is_some();
        if !is_topic(name) || name.starts_with("__") || !(known || of_kafka(told)) {
            continue;
        }
        let reads = user.may("topic", name, "Read");
        let writes = user.may("topic", name, "Write");
        let (lacks, operation) = match told.role.filter(|_| !told.is_dead_letters()) {
            Some(Role::Consumer) => (!reads, "Read"),
            Some(Role::Producer) => (!writes, "Write"),
            None => (!reads && !writes, "Read"),
        };
        if !lacks {
            continue;
        }
        let what = match told.role.filter(|_| !told.is_dead_letters()) {
            Some(Role::Consumer) => "may not read",
            Some(Role::Producer) => "may not write",
            None => "may neither read nor write",
        };
        let headline = format!("`{}` is turned away: user `{}` {what} topic `{name}`", client.name, user.name);
        out.raise(&TOPIC, Spot::part(told.node, range), headline)
            .label("no rule allows it")
            .because(place(user), "its rules")
            .help(super::connect_rights::cure(user, "topic", name, operation));
    }
}

fn group(client: &Client<'_>, user: &User<'_>, told: &Told<'_>, out: &mut Out) {
    let name = told.value.trim();
    if name.is_empty() || user.may("group", name, "Read") {
        return;
    }
    let headline = format!("`{}` is turned away: user `{}` may not read in group `{name}`", client.name, user.name);
    out.raise(&GROUP, Spot::part(told.node, told.range.clone()), headline)
        .label("no rule allows it")
        .because(place(user), "its rules")
        .help(super::connect_rights::cure(user, "group", name, "Read"));
}

fn transactions(client: &Client<'_>, user: &User<'_>, told: &Told<'_>, out: &mut Out) {
    let name = told.value.trim();
    // Libraries put something behind it.
    if name.is_empty() || user.may_beginning("transactionalId", name, "Write") {
        return;
    }
    let headline =
        format!("`{}` is turned away: user `{}` may not begin transactions `{name}`", client.name, user.name);
    out.raise(&TRANSACTION, Spot::part(told.node, told.range.clone()), headline)
        .label("no rule allows it")
        .because(place(user), "its rules")
        .help(super::connect_rights::cure(user, "transactionalId", name, "Write"));
}

/// Where a user's rules are, or would be.
fn place(user: &User<'_>) -> Spot {
    super::connect_rights::place(user)
}
