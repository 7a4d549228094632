//! Do a user's rules count, and give what is needed and no more?

use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Acl, Known, User};
use crate::model;

const NOT_SUPPORTED: Offence = Offence::error(
    "listener/acl-without-authorization",
    "the User Operator refuses the user: its cluster takes no rules",
)
.why(
    "Rules need `authorization: { type: simple }` in the Kafka resource. Without it a KafkaUser that has rules is \
     not ready, and not even its Secret is made.",
)
.write("`authorization: { type: simple }` in `spec.kafka`, or no `authorization` in the user")
.source("strimzi, `KafkaUserModel.fromCrd`")
.not_waivable();

const EVERYTHING: Offence = Offence::info(
    "listener/user-may-everything",
    "the user may do everything with all topics, groups or the cluster",
)
.in_development(Level::Off)
.security()
.why(
    "Whoever gets hold of its Secret reads and deletes every topic, or changes brokers and rules. `All` includes \
     what comes to be later.",
)
.write("the operations that the client needs, on the names that it uses")
.source("apache/kafka, `AclOperation.ALL`; KIP-11");

const DENIED: Offence =
    Offence::warning("listener/denied-after-all", "a rule forbids what another one allows, and so wins")
        .why("A request is refused if any rule forbids it, whatever others allow and in whatever order they stand.")
        .write("only one of the two")
        .source("apache/kafka, `StandardAuthorizerData`; KIP-11");

const NO_GROUP: Offence = Offence::warning(
    "listener/reader-without-group",
    "the user may read topics but join no consumer group",
)
.in_development(Level::Info)
.why(
    "A consumer with a `group.id` needs `Read` on the group to join it and to keep its position: without it the \
     answer is `GROUP_AUTHORIZATION_FAILED`.",
)
.write("a rule with `resource: { type: group, name: … }` and `operations: [Read]`")
.source("apache/kafka, docs of authorization, operations and resources on protocols");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_SUPPORTED, &EVERYTHING, &DENIED, &NO_GROUP],
    check: Check::User(check),
    examples: &[
        Example::new(
            "rules that nobody takes",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple # <- listener/acl-without-authorization
    acls: []
",
        ),
        Example::new(
            "everything, something taken back, a reader without a group",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: \"*\" }
        operations:
          - All # <- listener/user-may-everything
      - resource: { type: cluster }
        operations:
          - Alter
      - resource: { type: group, name: web }
        operations: [Read]
      - resource: { type: group, name: web }
        type: deny
        operations:
          - Read # <- listener/denied-after-all
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: reader
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: orders }
        operations:
          - Read # <- listener/reader-without-group
",
        ),
        Example::new(
            "what a consumer needs, and what MirrorMaker reads",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: orders }
        operations: [Describe, Read]
      - resource: { type: group, name: web, patternType: prefix }
        operations: [Read]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: mirror
  labels: { strimzi.io/cluster: shop }
spec:
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: \"*\" }
        operations: [Read, DescribeConfigs]
      - resource: { type: cluster }
        operations: [Describe]
      - resource: { type: group, name: \"*\" }
        operations: [Describe]
",
        ),
    ],
};

fn check(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    let Some(authorization) = user.authorization.filter(|kind| kind.value == "simple") else { return };
    if let Some(cluster) = world.inventory.cluster_of_user(user)
        && cluster.authorization.is_none()
    {
        let headline = format!("user `{}` is refused: `{}` takes no rules", user.name, cluster.name);
        out.raise(&NOT_SUPPORTED, authorization, headline)
            .label("rules are written for it")
            .because(cluster.kafka, "there is no `authorization` here")
            .help("write `authorization: { type: simple }` in `spec.kafka`, or take the user's `authorization` away");
        return;
    }
    too_much(world, user, out);
    for forbids in user.acls.iter().filter(|acl| acl.denies) {
        taken_back(user, forbids, out);
    }
    let reads = user.acls.iter().filter(|acl| !acl.denies && acl.resource == Some("topic"));
    let mut reads = reads.flat_map(|acl| acl.operations.iter().filter(|it| it.value == "Read"));
    let joins = user.acls.iter().any(|acl| !acl.denies && acl.resource == Some("group"));
    if let Some(read) = reads.next().filter(|_| !joins) {
        out.raise(&NO_GROUP, *read, format!("user `{}` may read topics but join no consumer group", user.name))
            .label("no rule speaks of a group")
            .help("add `- resource: { type: group, name: … }` with `operations: [Read]`");
    }
}

fn too_much(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    // A platform that asks everybody needs somebody for Kafka's own tools, and the spec cannot say less of them.
    let is_for_people = |own: &model::User| own.is_for_people && own.name.value == user.name;
    if world.model.is_some_and(|model| model.users.iter().any(is_for_people)) {
        return;
    }
    let mut all = user.acls.iter().filter(|acl| !acl.denies).filter_map(everything);
    let Some((operation, what)) = all.next() else { return };
    let headline = format!("whoever has the credentials of user `{}` may do everything", user.name);
    let raised = out.raise(&EVERYTHING, operation, headline);
    for (other, what) in all {
        raised.because(other, format!("and with {what}"));
    }
    raised.label(format!("with {what}"));
    raised.help("write the operations that the client needs, on the names that it uses");
}

/// The operation that is everything, and what it may be done with.
fn everything<'b>(acl: &Acl<'b>) -> Option<(Known<'b, &'b str>, String)> {
    let every = acl.name.is_some_and(|name| name.value == "*" || (acl.prefix && name.value.is_empty()));
    let (dangerous, what): (&[&str], String) = match acl.resource {
        Some("cluster") => {
            (&["All", "Alter", "ClusterAction"], "the cluster, its rules and all that is in it".to_owned())
        }
        Some(kind) if every => (&["All"], format!("each {kind}")),
        _ => return None,
    };
    acl.operations.iter().find(|it| dangerous.contains(&it.value)).map(|operation| (*operation, what))
}

fn taken_back(user: &User<'_>, forbids: &Acl<'_>, out: &mut Out) {
    let name = forbids.name.map(|name| name.value);
    for allows in user.acls.iter().filter(|acl| !acl.denies && acl.resource == forbids.resource) {
        let covered = match allows.name {
            Some(allowed) if !allows.prefix => forbids.covers(allowed.value),
            other => other.map(|allowed| allowed.value) == name && allows.prefix == forbids.prefix,
        };
        let every_host = forbids.host.is_none_or(|host| host.value == "*");
        let taken = allows.operations.iter().find(|operation| forbids.speaks_of(operation.value));
        let (Some(taken), true) = (taken, covered && every_host) else { continue };
        let Some(place) = forbids.operations.first() else { continue };
        let headline = format!(
            "user `{}` may not {} {} `{}`: one rule forbids what another allows",
            user.name,
            taken.value,
            forbids.resource.unwrap_or_default(),
            allows.name.map(|name| name.value).unwrap_or_default()
        );
        out.raise(&DENIED, *place, headline)
            .label("forbidden here")
            .because(*taken, "allowed here")
            .help("keep only one of the two rules");
    }
}
