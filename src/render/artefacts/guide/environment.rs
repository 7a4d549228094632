//! The environment variables by which an application finds Kafka: what they hold in the cluster, and beside the local stack.

use super::super::parts::{Text, fixed, made, text};
use super::access::{CA_FILE, USER_FOLDER};
use super::address;
use crate::model::{Authentication, Client, Custom, Listener, Model, Sourced};
use crate::render::Traced;
use serde::Serialize;

/// The variables of all clients that use one listener.
#[derive(Debug, Serialize)]
pub(super) struct Connection<'m> {
    listener: Text<'m>,
    clients: Vec<Text<'m>>,
    variables: Vec<Variable<'m>>,
}

/// One variable.
#[derive(Debug, Serialize)]
struct Variable<'m> {
    name: &'static str,
    cluster: Text<'m>,
    /// In a container of the local stack's network; nothing where it is left out.
    inside: Option<Text<'m>>,
    /// In a program on the machine itself.
    host: Option<Text<'m>>,
}

/// The listeners that clients use, in the order in which they do, each with its variables; without clients, the usual one.
pub(super) fn connections(model: &Model) -> Vec<Connection<'_>> {
    let mut connections: Vec<Connection<'_>> = Vec::new();
    for client in &model.clients {
        let Some(listener) = model.listener_of(client) else { continue };
        let at = connections.iter().position(|connection| connection.listener.value == listener.name.value);
        match at.and_then(|at| connections.get_mut(at)) {
            Some(connection) => connection.clients.push(text(&client.name)),
            None => connections.push(Connection::of(listener, Some(client), model)),
        }
    }
    if model.clients.is_empty() {
        connections.extend(address::usual(model).map(|listener| Connection::of(listener, None, model)));
    }
    connections
}

impl<'m> Connection<'m> {
    fn of(listener: &'m Listener, client: Option<&'m Client>, model: &'m Model) -> Self {
        let local = address::local(model);
        let only = |name, cluster| Variable { name, cluster, inside: None, host: None };
        let plain = |local: &address::Local<'m>| Traced::new("PLAINTEXT".into(), local.network.origin.clone());
        let mut variables = vec![
            Variable {
                name: "KAFKA_BOOTSTRAP_SERVERS",
                cluster: address::bootstrap(listener, model),
                inside: local.as_ref().map(|local| Traced::new("kafka:9092".into(), local.network.origin.clone())),
                host: local.as_ref().map(|local| local.host.clone()),
            },
            Variable {
                name: "KAFKA_SECURITY_PROTOCOL",
                cluster: fixed(address::protocol(listener), &listener.tls),
                inside: local.as_ref().map(plain),
                host: local.as_ref().map(plain),
            },
        ];
        if listener.tls.value {
            variables.push(only("KAFKA_SSL_CAFILE", fixed(CA_FILE, &listener.tls)));
        }
        if let Some(how) = &listener.authentication {
            variables.extend(credentials(how, listener).into_iter().map(|(name, value)| only(name, value)));
        }
        Connection {
            listener: text(&listener.name),
            clients: client.iter().map(|client| text(&client.name)).collect(),
            variables,
        }
    }
}

fn credentials<'m>(how: &Sourced<Authentication>, listener: &Listener) -> Vec<(&'static str, Text<'m>)> {
    let file = |name: &str| made(how, |_| format!("{USER_FOLDER}/{name}"));
    match how.value {
        Authentication::Tls => vec![("KAFKA_SSL_CERTFILE", file("user.crt")), ("KAFKA_SSL_KEYFILE", file("user.key"))],
        Authentication::Custom => {
            let mechanism = listener.custom.as_ref().and_then(Custom::mechanism);
            mechanism.map(|mechanism| ("KAFKA_SASL_MECHANISM", made(&mechanism, String::clone))).into_iter().collect()
        }
        Authentication::ScramSha512 => vec![
            ("KAFKA_SASL_MECHANISM", made(how, |_| "SCRAM-SHA-512".to_owned())),
            ("KAFKA_SASL_USERNAME", made(how, |_| "the name of the client's KafkaUser".to_owned())),
            ("KAFKA_SASL_PASSWORD", made(how, |_| "from the key password of the KafkaUser's Secret".to_owned())),
        ],
    }
}
