//! The environment variables by which an application finds Kafka: what they hold in the cluster, and beside the local stack.

use super::super::clients;
use super::super::parts::{Text, made, text};
use super::address;
use crate::catalog::Keys;
use crate::model::{Authentication, Client, Listener, Model, Sourced};
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
    name: String,
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
        let plain = |local: &address::Local<'m>| Traced::new("PLAINTEXT".into(), local.network.origin.clone());
        let in_both = |entry: clients::Variable<'m>| {
            let local = local.as_ref();
            let (inside, host) = match entry.key.as_str() {
                "KAFKA_BOOTSTRAP_SERVERS" => (
                    local.map(|local| Traced::new("kafka:9092".into(), local.network.origin.clone())),
                    local.map(|local| local.host.clone()),
                ),
                "KAFKA_SECURITY_PROTOCOL" => (local.map(plain), local.map(plain)),
                _ => (None, None),
            };
            Variable { name: entry.key, cluster: entry.value, inside, host }
        };
        let variables = clients::connection(listener, client.map_or(Keys::Pem, clients::keys), model);
        let secrets = listener.authentication.as_ref().map(credentials).unwrap_or_default();
        let only =
            |(name, cluster): (&str, Text<'m>)| Variable { name: name.to_owned(), cluster, inside: None, host: None };
        Connection {
            listener: text(&listener.name),
            clients: client.iter().map(|client| text(&client.name)).collect(),
            variables: variables.into_iter().map(in_both).chain(secrets.into_iter().map(only)).collect(),
        }
    }
}

/// What each client has of its own.
fn credentials<'m>(how: &Sourced<Authentication>) -> Vec<(&'static str, Text<'m>)> {
    match how.value {
        Authentication::ScramSha512 => vec![
            ("KAFKA_SASL_USERNAME", made(how, |_| "the name of the client's KafkaUser".to_owned())),
            ("KAFKA_SASL_PASSWORD", made(how, |_| "from the key password of the KafkaUser's Secret".to_owned())),
        ],
        Authentication::Tls | Authentication::Custom => Vec::new(),
    }
}
