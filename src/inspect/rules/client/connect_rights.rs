//! May Kafka Connect and MirrorMaker keep their state?

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Cluster, State, User, Workers};

const STATE: Offence = Offence::error(
    "client/connect-not-permitted",
    "the workers come as a user that may not keep their state",
)
.why(
    "Workers join their group and read and write their three topics when they start. What no rule of the KafkaUser \
     allows is forbidden: `GROUP_AUTHORIZATION_FAILED` or `TOPIC_AUTHORIZATION_FAILED`, and they end.",
)
.write("rules for the group (`Read`) and the three topics (`Create`, `Describe`, `Read`, `Write`)")
.source("strimzi 0.45.2 and 1.2.0, documentation, granting Kafka Connect access to Kafka resources");

const CREATE: Offence = Offence::warning(
    "client/connect-cannot-create",
    "the workers come as a user that may not make the topics for their state",
)
.why("Workers make these topics when they start. Where they are not there and `Create` is missing, they end.")
.write("`Create` beside `Read` and `Write`, or KafkaTopics for them")
.source("strimzi 0.45.2 and 1.2.0, documentation, granting Kafka Connect access to Kafka resources");

pub(super) const RULE: Rule = Rule {
    offences: &[&STATE, &CREATE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a rule for a name that is a beginning, another group, and a topic that it may not make",
            concat!(
                authorized!(),
                "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: connect, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: connect- }, operations: [Read, Write, Create] }
      - { resource: { type: topic, name: state }, operations: [Read, Write] }
      - { resource: { type: group, name: workers }, operations: [Read] }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: connect, namespace: kafka }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication: { type: scram-sha-512, username: connect, passwordSecret: { secretName: connect, password: password } }
  tls: { trustedCertificates: [{ secretName: shop-cluster-ca-cert, pattern: \"*.crt\" }] }
  groupId: connect # <- client/connect-not-permitted
  configStorageTopic: connect-configs # <- client/connect-not-permitted
  offsetStorageTopic: connect-offsets
  statusStorageTopic: state # <- client/connect-cannot-create
"
            ),
        ),
        Example::new(
            "rules for all of it",
            concat!(
                authorized!(),
                "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: connect, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: connect-, patternType: prefix }, operations: [Read, Write] }
      - { resource: { type: cluster }, operations: [Create] }
      - { resource: { type: group, name: connect }, operations: [Read] }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: connect, namespace: kafka }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication: { type: scram-sha-512, username: connect, passwordSecret: { secretName: connect, password: password } }
  tls: { trustedCertificates: [{ secretName: shop-cluster-ca-cert, pattern: \"*.crt\" }] }
  groupId: connect
  configStorageTopic: connect-configs
  offsetStorageTopic: connect-offsets
  statusStorageTopic: connect-status
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for workers in world.inventory.workers() {
        let Some((cluster, user)) = world.inventory.judged_login(&workers.login) else { continue };
        let group = workers.group();
        if !user.may("group", &group.value.value, "Read") {
            let headline = format!(
                "{} does not start: user `{}` may not read in group `{}`",
                workers.words(),
                user.name,
                group.value.value
            );
            out.raise(&STATE, &group.value, headline)
                .label(stated(&group))
                .because(place(user), "the user's rules")
                .help(cure(user, "group", &group.value.value, "Read"));
        }
        topics(world, &workers, cluster, user, out);
    }
}

fn topics(world: &World<'_>, workers: &Workers<'_>, cluster: &Cluster<'_>, user: &User<'_>, out: &mut Out) {
    let may = |state: &State<'_>, operation: &str| user.may("topic", &state.value.value, operation);
    let all: Vec<State<'_>> = workers.topics().collect();
    let names =
        |of: &[&State<'_>]| of.iter().map(|state| format!("`{}`", state.value.value)).collect::<Vec<_>>().join(", ");
    let closed: Vec<_> = all.iter().filter(|state| !may(state, "Read") || !may(state, "Write")).collect();
    if let Some(first) = closed.first() {
        let lacks = if may(first, "Read") { "Write" } else { "Read" };
        let what =
            if may(first, "Read") || may(first, "Write") { lacks.to_lowercase() } else { "read and write".to_owned() };
        let headline =
            format!("{} does not start: user `{}` may not {what} {}", workers.words(), user.name, names(&closed));
        out.raise(&STATE, &first.value, headline)
            .label(stated(first))
            .because(place(user), "the user's rules")
            .help(cure(user, "topic", &first.value.value, lacks));
    }
    let creates = user.rules("cluster", "Create").next().is_some();
    let there = |state: &State<'_>| world.inventory.topic_named(cluster, &state.value.value).is_some();
    let unmade: Vec<_> = all
        .iter()
        .filter(|state| may(state, "Read") && may(state, "Write") && !may(state, "Create") && !there(state))
        .collect();
    if let Some(first) = unmade.first().filter(|_| !creates) {
        let headline = format!(
            "{} does not start unless {} is there already: user `{}` may not make it",
            workers.words(),
            names(&unmade),
            user.name
        );
        out.raise(&CREATE, &first.value, headline)
            .label(stated(first))
            .because(place(user), "the user's rules")
            .help(format!("add `Create` to the operations of `{}` in KafkaUser `{}`", first.value.value, user.name));
    }
}

fn stated(state: &State<'_>) -> String {
    if state.value.is_written() {
        "no rule allows it".to_owned()
    } else {
        format!("`{}` is not set, so `{}`", state.setting, state.value.value)
    }
}

/// Where a user's rules are, or would be.
pub(super) fn place(user: &User<'_>) -> Spot {
    let rules = user.document.at(["spec", "authorization"]);
    rules.map_or_else(|| Spot::from(user.document), Spot::from)
}

/// The rule that would allow it.
pub(super) fn cure(user: &User<'_>, resource: &str, name: &str, operation: &str) -> String {
    if let Some(own) = user.nearly(resource, name, operation).and_then(|acl| acl.name) {
        return format!(
            "add `patternType: prefix` to the rule for `{}` of KafkaUser `{}`: without it that is a whole name",
            own.value, user.name
        );
    }
    if user.authorization.is_none() {
        return format!(
            "give KafkaUser `{}` `authorization` with `type: simple` and a rule for {resource} `{name}` with \
             `{operation}`",
            user.name
        );
    }
    format!(
        "add `{{ resource: {{ type: {resource}, name: {name} }}, operations: [{operation}] }}` to the rules of KafkaUser `{}`",
        user.name
    )
}
