//! Are the credentials that clients show those of a user that the cluster has?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Known, Login, User, alike, same_namespace};

const NO_USER: Offence = Offence::error("client/no-such-user", "no KafkaUser makes the Secret that the client shows")
    .why(
        "The pods wait for a Secret that is never made. The User Operator calls it as the KafkaUser, behind \
         `secretPrefix` if that is set.",
    )
    .write("the name of the KafkaUser, or a KafkaUser of that name")
    .source("strimzi, `KafkaUserModel.getSecretName`");

const OTHER_KIND: Offence = Offence::error(
    "client/user-of-another-kind",
    "the user's Secret holds another kind of credentials",
)
.why(
    "A KafkaUser with `tls` has `user.crt` and `user.key` in its Secret, one with `scram-sha-512` a `password`. The \
     other key is not there, and the pods do not start.",
)
.write("the kind of authentication that the KafkaUser has")
.source("strimzi, `KafkaUserModel.generateSecret`")
.not_waivable();

const OTHER_NAME: Offence =
    Offence::error("client/password-of-another", "the password is that of another user than the name")
        .why(
            "The broker looks for the name and checks the password: with one user's name and another's password \
             authentication fails.",
        )
        .write("the name of the KafkaUser whose Secret it is")
        .source("strimzi, `KafkaClientAuthenticationScram`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_USER, &OTHER_KIND, &OTHER_NAME],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a letter too few, the wrong kind, the wrong name",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata: { name: connect, labels: { strimzi.io/cluster: shop } }
spec: { authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: one }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication:
    type: scram-sha-512
    username: connect
    passwordSecret:
      secretName: conect # <- client/no-such-user
      password: password
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: two }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication:
    type: tls # <- client/user-of-another-kind
    certificateAndKey: { secretName: connect, certificate: user.crt, key: user.key }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: three }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication:
    type: scram-sha-512
    username: somebody # <- client/password-of-another
    passwordSecret: { secretName: connect, password: password }
",
        ),
        Example::new(
            "its own, and one that was made elsewhere",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata: { name: connect, labels: { strimzi.io/cluster: shop } }
spec: { authentication: { type: scram-sha-512 } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: one }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication:
    type: scram-sha-512
    username: connect
    passwordSecret: { secretName: connect, password: password }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: two }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication:
    type: scram-sha-512
    username: elsewhere
    passwordSecret: { secretName: vault, password: password }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for login in world.inventory.logins(document) {
        let Some((cluster, _)) = world.inventory.door(&login) else { continue };
        let (Some(secret), Some(kind)) = (login.secret(), login.kind()) else { continue };
        let users: Vec<(String, &User<'_>)> =
            world.inventory.users_of(cluster).map(|user| (cluster.secret_of(user), user)).collect();
        match users.iter().find(|(name, _)| name == secret.value) {
            Some((_, user)) => shown(document, &login, user, kind, out),
            None => absent(world, document, secret, users.iter().map(|(name, _)| name.as_str()), out),
        }
    }
}

fn shown(document: Document<'_>, login: &Login<'_>, user: &User<'_>, kind: Known<'_, &str>, out: &mut Out) {
    let Some(own) = user.authentication else { return };
    let one_of = ["tls", "scram-sha-512"];
    if one_of.contains(&own.value) && one_of.contains(&kind.value) && own.value != kind.value {
        let headline = format!(
            "{document} does not start: the Secret of user `{}` holds no credentials of `{}`",
            user.name, kind.value
        );
        out.raise(&OTHER_KIND, kind, headline)
            .label(format!("the user has `{}`", own.value))
            .because(own, "the user")
            .help(format!("write `type: {}`, if the listener takes it, or change the user", own.value));
        return;
    }
    let Some(name) = login.authentication.and_then(|it| it.get("username")) else { return };
    let Some(written) = name.as_text().filter(|written| *written != user.name) else { return };
    out.raise(
        &OTHER_NAME,
        name,
        format!("{document} is turned away: `{written}` comes with the password of `{}`", user.name),
    )
    .label("the name")
    .because(user.document, "whose password it is")
    .help(format!("write `username: {}`", user.name))
    .unsafe_fix(user.name);
}

fn absent<'n>(
    world: &World<'_>,
    document: Document<'_>,
    secret: Known<'_, &str>,
    known: impl Iterator<Item = &'n str>,
    out: &mut Out,
) {
    let is_there =
        world.bundle.named("Secret", secret.value).any(|it| same_namespace(it.namespace(), document.namespace()));
    // Where no name is near, somebody else is likely to make it.
    let Some(near) = alike(secret.value, known).filter(|_| !is_there) else { return };
    out.raise(&NO_USER, secret, format!("{document} does not start: no user makes the Secret `{}`", secret.value))
        .label(format!("there is one for `{near}`"))
        .help(format!("write `secretName: {near}`"))
        .unsafe_fix(near);
}
