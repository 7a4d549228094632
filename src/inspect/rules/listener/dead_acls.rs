//! Rules of users that can never match, or that the User Operator does not take; quotas that nobody keeps.

use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Acl, User};
use std::net::IpAddr;

const HOST: Offence = Offence::error("listener/acl-of-no-host", "a rule speaks of a host that no client is")
    .why(
        "Brokers compare it, as text, with the IP address that a client comes from. A range or a name matches none: what is allowed \
         is refused, and what is forbidden is allowed.",
    )
    .write("one IP address, or no `host`; ranges belong into `networkPolicyPeers` of the listener")
    .source("apache/kafka 3.9.0, `StandardAuthorizerData.findResult`: `acl.host().equals(host)`");

const NO_NAME: Offence = Offence::error("listener/acl-without-name", "a rule does not say what it is for")
    .not_waivable()
    .why("Rules for topics, groups and transactional ids have the name of one, or `*`. Without, the user is refused as a whole.")
    .write("`name`, with `patternType: prefix` if more than one is meant")
    .source("strimzi 0.39.0 to 1.2.0, `SimpleAclRuleResource.toKafkaResourcePattern`: Name is required");

const NEVER_ASKED: Offence = Offence::warning("listener/acl-never-asked", "a rule allows what nobody ever asks for")
    .why("Brokers take the rule, and ask for other operations on such a resource: it changes nothing, and what was meant is not allowed.")
    .write("an operation of that resource")
    .source("apache/kafka, docs, security, operations and resources on protocols");

const OWN_SECRET: Offence = Offence::error("listener/password-from-itself", "the password comes from the Secret that it is written to")
    .why(
        "The User Operator writes the credentials of a user into a Secret of the user's name. The one with the wanted password is \
         another: if it is not there, the user is refused; if it is, it is overwritten.",
    )
    .write("a Secret of another name")
    .source("strimzi 1.2.0, `KafkaUserModel.maybeGeneratePassword`");

const OTHER_PLUGIN: Offence = Offence::warning("listener/quota-of-other-plugin", "a user has quotas, and the cluster another plugin for them")
    .why("With `spec.kafka.quotas.type: strimzi` brokers ask Strimzi's plugin, which has one limit for all: quotas of users do nothing.")
    .write("`quotas: { type: kafka }` in the Kafka resource, or no quotas of users")
    .source("strimzi 0.42.0 to 1.2.0, documentation, choosing a quota plugin");

pub(super) const RULE: Rule = Rule {
    offences: &[&HOST, &NO_NAME, &NEVER_ASKED, &OWN_SECRET, &OTHER_PLUGIN],
    check: Check::User(check),
    examples: &[
        Example::new(
            "a range, no name, an operation of others, its own Secret",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication:
    type: scram-sha-512
    password: { valueFrom: { secretKeyRef: { name: web, key: password } } } # <- listener/password-from-itself
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: orders }
        operations: [Read]
        host: 10.0.0.0/8 # <- listener/acl-of-no-host
      - resource: { type: topic } # <- listener/acl-without-name
        operations: [Write]
      - resource: { type: group, name: web }
        operations: [Read, Write] # <- listener/acl-never-asked
",
        ),
        Example::new(
            "quotas that Strimzi's plugin does not keep",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    quotas: { type: strimzi, producerByteRate: 1000000 }
  entityOperator: { userOperator: {} }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls }
  quotas: # <- listener/quota-of-other-plugin
    producerByteRate: 1000
",
        ),
        Example::new(
            "an address, names, a Secret of another name",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication:
    type: scram-sha-512
    password: { valueFrom: { secretKeyRef: { name: web-wanted, key: password } } }
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: orders }
        operations: [Read, Describe]
        host: 10.0.0.1
      - resource: { type: cluster }
        operations: [IdempotentWrite]
      - resource: { type: transactionalId, name: web }
        operations: [Write, Describe]
        host: '*'
",
        ),
    ],
};

fn check(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    for acl in &user.acls {
        rule(user, acl, out);
    }
    let password = user.document.at(["spec", "authentication", "password", "valueFrom", "secretKeyRef", "name"]);
    if let Some(secret) = password.filter(|secret| secret.text() == user.name)
        && !has_prefix(world, user)
    {
        out.raise(
            &OWN_SECRET,
            secret,
            format!("user `{}` has no password: its Secret is to be made from itself", user.name),
        )
        .label("the Secret that the User Operator writes")
        .help("put the wanted password into a Secret of another name");
    }
    let quotas = user.quotas.filter(|quotas| quotas.entries().next().is_some());
    let plugin = world.inventory.cluster_of_user(user).and_then(|cluster| cluster.kafka.at(["quotas", "type"]));
    if let (Some(quotas), Some(plugin)) = (quotas, plugin.filter(|plugin| plugin.text() == "strimzi")) {
        let place = user.document.get("spec").and_then(|spec| spec.entry("quotas")).map(|(key, _)| Spot::key(key));
        out.raise(
            &OTHER_PLUGIN,
            place.unwrap_or(Spot::from(quotas)),
            format!("the quotas of user `{}` do nothing", user.name),
        )
        .label("nobody asks for them")
        .because(plugin, "brokers ask this plugin, which has one limit for all")
        .help("take them away, or write `quotas: { type: kafka }` in the Kafka resource");
    }
}

fn rule(user: &User<'_>, acl: &Acl<'_>, out: &mut Out) {
    let name = user.name;
    if let Some(host) = acl.host.filter(|host| host.value != "*" && host.value.parse::<IpAddr>().is_err()) {
        let what = if acl.denies { "forbids nobody anything" } else { "lets nobody in" };
        out.raise(&HOST, host, format!("a rule of user `{name}` {what}: no client comes from `{}`", host.value))
            .label("compared with an IP address, letter by letter")
            .help("write one IP address, or take `host` away and limit the listener by `networkPolicyPeers`");
    }
    let Some(kind) = acl.resource else { return };
    let resource = acl.node.get("resource");
    if let Some(resource) = resource.filter(|_| matches!(kind, "topic" | "group" | "transactionalId"))
        && resource.get("name").is_none()
    {
        out.raise(&NO_NAME, resource, format!("user `{name}` is refused: a rule says of no {kind} which"))
            .label("no `name`")
            .help("write `name`, or `name: '*'` for all");
    }
    let never: &[&str] = match kind {
        "topic" => &["ClusterAction", "IdempotentWrite"],
        "group" => &["Write", "Create", "Alter", "ClusterAction", "IdempotentWrite"],
        "transactionalId" => &["Read", "Create", "Delete", "Alter", "ClusterAction", "IdempotentWrite"],
        _ => return,
    };
    if let Some(operation) = acl.operations.iter().find(|operation| never.contains(&operation.value)) {
        out.raise(&NEVER_ASKED, *operation, format!("`{}` of a {kind} allows user `{name}` nothing", operation.value))
            .label("never asked for")
            .help("take it away, or write an operation of that resource");
    }
}

/// Whether Secrets of users are called otherwise than the users.
fn has_prefix(world: &World<'_>, user: &User<'_>) -> bool {
    let operator = world.inventory.cluster_of_user(user).and_then(|cluster| cluster.user_operator);
    operator.is_some_and(|operator| operator.get("secretPrefix").is_some())
}
