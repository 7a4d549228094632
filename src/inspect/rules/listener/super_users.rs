//! Are the super users somebody?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Cluster, alike};

const NOBODY: Offence = Offence::warning(
    "listener/super-user-is-nobody",
    "no client has that name, so nobody is the super user",
)
.why(
    "A client with a certificate is called `CN=NAME`, one with a password `NAME`; Strimzi writes `User:` in front \
     of both. A name in the other form is nobody's, and whoever relies on it is refused just when it matters.",
)
.write("`CN=NAME` for KafkaUsers with `tls`, `NAME` for those with `scram-sha-512`")
.source("strimzi, `KafkaBrokerConfigurationBuilder.configureSimpleAuthorization`, `KafkaUserModel.getUserName`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOBODY],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "the wrong form, a word too many, a wrong name",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
    authorization:
      type: simple
      superUsers:
        - admin # <- listener/super-user-is-nobody
        - User:CN=admin # <- listener/super-user-is-nobody
        - CN=admni # <- listener/super-user-is-nobody
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: admin
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls }
",
        ),
        Example::new(
            "a user, and somebody whom only the operator's owner knows",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
    authorization:
      type: simple
      superUsers:
        - CN=admin
        - CN=auditor,O=example
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: admin
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let users = cluster.kafka.at(["authorization", "superUsers"]);
    let principals: Vec<String> = world
        .inventory
        .users_of(cluster)
        .filter_map(|user| {
            Some(match user.authentication?.value {
                "scram-sha-512" => user.name.to_owned(),
                _ => format!("CN={}", user.name),
            })
        })
        .collect();
    for node in users.into_iter().flat_map(Node::items) {
        let Some(name) = node.as_text() else { continue };
        if principals.iter().any(|principal| principal == name) || name == "ANONYMOUS" {
            continue;
        }
        let bare = name.strip_prefix("User:").unwrap_or(name);
        let meant = if bare == name {
            let other_form = bare.strip_prefix("CN=").map_or_else(|| format!("CN={bare}"), str::to_owned);
            let other_form = principals.iter().find(|principal| **principal == other_form).map(String::as_str);
            other_form.or_else(|| alike(bare, principals.iter().map(String::as_str))).map(str::to_owned)
        } else {
            Some(bare.to_owned())
        };
        let Some(meant) = meant else { continue };
        out.raise(&NOBODY, node, format!("nobody is the super user `{name}` of `{}`", cluster.name))
            .label(if bare == name { "no KafkaUser of the set is called so" } else { "Strimzi writes `User:` itself" })
            .help(format!("write `{meant}`"))
            .unsafe_fix(meant);
    }
}
