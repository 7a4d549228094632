//! Do a user's rules speak of names that are there?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{User, alike};

const STAR: Offence = Offence::error(
    "listener/star-is-no-pattern",
    "the rule matches nothing: a star stands for itself within a name",
)
.why(
    "`*` alone means every name. Anywhere else it is a letter that no topic or group has; how a name begins is said \
     by `patternType: prefix`.",
)
.write("`patternType: prefix` and the name without its star")
.source("apache/kafka, KIP-290, `ResourcePattern`")
.not_waivable();

const NO_TOPIC: Offence = Offence::warning("listener/acl-for-no-topic", "the rule speaks of a topic that is not there")
    .why(
        "Rules hold for exact names. The topic that the client really uses has no rule, and the client is answered \
     `TOPIC_AUTHORIZATION_FAILED`.",
    )
    .write("the name of the topic, as Kafka knows it")
    .source("apache/kafka, `StandardAuthorizer`");

pub(super) const RULE: Rule = Rule {
    offences: &[&STAR, &NO_TOPIC],
    check: Check::User(check),
    examples: &[
        Example::new(
            "a star at the end, and a letter too many",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: notification-queue
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple
    acls:
      - resource:
          type: topic
          name: orders-* # <- listener/star-is-no-pattern
        operations: [Write]
      - resource:
          type: topic
          name: notifications-queue # <- listener/acl-for-no-topic
        operations: [Write]
",
        ),
        Example::new(
            "a prefix, a star alone, a topic of which nothing is known",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: ord, patternType: prefix }
        operations: [Write]
      - resource: { type: topic, name: \"*\" }
        operations: [Describe]
      - resource: { type: topic, name: payments }
        operations: [Write]
",
        ),
    ],
};

fn check(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    for acl in &user.acls {
        let Some(name) = acl.name else { continue };
        if name.value.len() > 1 && name.value.contains('*') {
            let begins = name.value.split('*').next().unwrap_or_default();
            let kind = acl.resource.unwrap_or("resource");
            out.raise(
                &STAR,
                name,
                format!("a rule of user `{}` matches no {kind}: the star stands for itself", user.name),
            )
            .label(format!("only a {kind} that is called just so"))
            .help(if begins.is_empty() {
                "write the names one by one; there is no pattern for how a name ends".to_owned()
            } else {
                format!("write `name: {begins}` and `patternType: prefix`")
            });
            continue;
        }
        if acl.resource != Some("topic") || acl.prefix || name.value == "*" {
            continue;
        }
        let Some(cluster) = world.inventory.cluster_of_user(user) else { continue };
        if world.inventory.topic_named(cluster, name.value).is_some() || made_by_others(world, name.value) {
            continue;
        }
        let topics = world.inventory.topics_of(cluster).map(|topic| topic.name.value);
        // Whoever has a dead letter queue beside a topic means both.
        let Some(near) = alike(name.value, topics).filter(|near| !goes_on(near, name.value)) else { continue };
        out.raise(
            &NO_TOPIC,
            name,
            format!("a rule of user `{}` speaks of topic `{}`, which is not there", user.name, name.value),
        )
        .label(format!("there is `{near}`"))
        .help(format!("write `name: {near}`, or leave it if somebody else makes `{}`", name.value))
        .unsafe_fix(near);
    }
}

/// Whether one name goes on where the other ends, and with more than an ending such as that of a plural.
fn goes_on(one: &str, other: &str) -> bool {
    let rest = one.strip_prefix(other).or_else(|| other.strip_prefix(one));
    rest.is_some_and(|rest| rest.len() > 2 || !rest.chars().all(|c| c.is_ascii_lowercase()))
}

/// Whether it is a topic that Kafka Connect keeps for itself.
fn made_by_others(world: &World<'_>, topic: &str) -> bool {
    let field = |field: &str| ["configStorageTopic", "offsetStorageTopic", "statusStorageTopic"].contains(&field);
    let setting = |key: &str| ["config.storage.topic", "offset.storage.topic", "status.storage.topic"].contains(&key);
    world.inventory.connects.iter().any(|connect| {
        let own = connect.spec.entries().filter(|(key, _)| field(&key.name()));
        let older = connect.spec.get("config").into_iter().flat_map(crate::bundle::Node::entries);
        own.chain(older.filter(|(key, _)| setting(&key.name()))).any(|(_, value)| value.as_text() == Some(topic))
    })
}
