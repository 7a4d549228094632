//! Can the user's Secret be made, under its name and with its certificate?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Carer, User};

const TOO_LONG: Offence =
    Offence::error("listener/user-name-too-long", "the user's name is too long for a certificate, and refused")
        .why(
            "The name becomes the common name of the certificate, which has room for 64 characters. The User \
             Operator refuses a longer one.",
        )
        .write("a name of at most 64 characters")
        .source("strimzi, `KafkaUserModel.validateTlsUsername`")
        .not_waivable();

const TAKEN: Offence = Offence::error(
    "listener/user-secret-is-taken",
    "the user's Secret has the name of one that belongs to somebody else",
)
.why(
    "The User Operator writes credentials into a Secret that is called as the KafkaUser. It overwrites one that is \
     there: of an application's, or of a cluster, whose certificates all brokers and clients need.",
)
.write("another name for the user, or `secretPrefix` for the User Operator")
.source("strimzi, `KafkaUserModel.getSecretName`, `KafkaUserOperator`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOO_LONG, &TAKEN],
    check: Check::User(check),
    examples: &[
        Example::new(
            "seventy characters, and a Secret that is there",
            "apiVersion: v1
kind: Secret
metadata: { name: web }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web # <- listener/user-secret-is-taken
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: scram-sha-512 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: the-service-that-writes-all-notifications-of-the-shop-to-the-queue-of-it # <- listener/user-name-too-long
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: tls }
",
        ),
        Example::new(
            "a prefix",
            "apiVersion: v1
kind: Secret
metadata: { name: web }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    userOperator: { secretPrefix: kafka- }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: web
  labels: { strimzi.io/cluster: shop }
spec:
  authentication: { type: scram-sha-512 }
",
        ),
    ],
};

fn check(world: &World<'_>, user: &User<'_>, out: &mut Out) {
    let Some(authentication) = user.authentication else { return };
    if authentication.value == "tls" && user.name.len() > 64 {
        out.raise(
            &TOO_LONG,
            user.document,
            format!("user `{}` is refused: its name is too long for a certificate", user.name),
        )
        .label(format!("{} characters, of which a certificate takes 64", user.name.len()))
        .help("write a shorter name");
    }
    if !matches!(authentication.value, "tls" | "scram-sha-512") {
        return;
    }
    let cluster = world.inventory.cluster_of_user(user);
    let operator = cluster.and_then(|cluster| Carer::Users.of(cluster));
    let prefix =
        operator.and_then(|it| it.get("secretPrefix")).and_then(crate::bundle::Node::as_text).unwrap_or_default();
    let secret = format!("{prefix}{}", user.name);
    let written = world.bundle.named("Secret", &secret).find(|it| {
        crate::inventory::same_namespace(it.namespace(), user.document.namespace())
            // What an operator has made shows in a dump of a running cluster.
            && it.at(["metadata", "labels", "strimzi.io/kind"]).is_none()
    });
    let of_cluster = user.cluster_label.filter(|label| {
        let rest = secret.strip_prefix(label.value);
        rest.is_some_and(|rest| {
            ["-cluster-ca", "-cluster-ca-cert", "-clients-ca", "-clients-ca-cert", "-kafka-brokers"].contains(&rest)
        })
    });
    let headline = format!("the Secret `{secret}` of user `{}` overwrites one that is not its own", user.name);
    let help = "give the user another name, or write `secretPrefix` for the User Operator";
    if let Some(written) = written {
        out.raise(&TAKEN, user.document, headline)
            .label(format!("its credentials go into the Secret `{secret}`"))
            .because(written, "which is this")
            .help(help);
    } else if of_cluster.is_some() {
        out.raise(&TAKEN, user.document, headline).label("the name of a Secret of the cluster").help(help);
    }
}
