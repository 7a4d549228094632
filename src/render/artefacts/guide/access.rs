//! What a client needs to be let in over an encrypted listener or one that asks who it is, and how that comes into another
//! namespace: pods mount the Secrets of their own namespace only.

use super::super::parts::{Text, fixed, made, text};
use crate::alert::Scene;
use crate::catalog::CustomResource;
use crate::model::{Authentication, Client, Listener, Model, Sourced};
use crate::render::Traced;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where a client finds the certificate of the cluster's authority.
pub(super) const CA_FILE: &str = "/etc/kafka/ca/ca.crt";
/// Where it finds its own certificate and key.
pub(super) const USER_FOLDER: &str = "/etc/kafka/user";

/// What clients need to be let in.
#[derive(Debug, Serialize)]
pub(super) struct Access<'m> {
    /// The listeners that are encrypted.
    encrypted: Vec<Text<'m>>,
    /// The Secret with the certificate of the cluster's authority.
    ca_secret: Text<'m>,
    /// How that Secret comes into each other namespace.
    ca_copies: Vec<CaCopy<'m>>,
    /// The API version of KafkaUsers.
    user_api: String,
    /// The listeners that ask who a client is.
    doors: Vec<Door<'m>>,
    /// Whether any of them does so by certificate, and by password.
    by_certificate: bool,
    by_password: bool,
    /// The client whose Deployment stands for all, and the Secret with its credentials that it mounts.
    example: Text<'m>,
    user_secret: Text<'m>,
}

/// A Secret's way into another namespace.
#[derive(Debug, Serialize)]
struct CaCopy<'m> {
    namespace: Text<'m>,
    command: Text<'m>,
}

/// A listener that asks who a client is.
#[derive(Debug, Serialize)]
struct Door<'m> {
    listener: Text<'m>,
    /// By certificate, and otherwise by password.
    by_certificate: bool,
    /// Kafka's word in a KafkaUser for how.
    kind: Text<'m>,
    /// The names of the clients that use it, and so of their KafkaUsers.
    users: Vec<Text<'m>>,
    /// How the credentials come into the namespaces of the clients.
    copies: Vec<UserCopy<'m>>,
}

/// A client's credentials on their way into its namespace.
#[derive(Debug, Serialize)]
struct UserCopy<'m> {
    client: Text<'m>,
    command: Text<'m>,
}

/// What the listeners ask for; nothing if they ask for nothing.
pub(super) fn access(model: &Model) -> Option<Access<'_>> {
    let cluster = &model.cluster;
    let encrypted: Vec<&Listener> = cluster.listeners.iter().filter(|listener| listener.tls.value).collect();
    let asking = cluster.listeners.iter().filter_map(|listener| Some((listener, listener.authentication.as_ref()?)));
    let doors: Vec<Door<'_>> = asking.map(|(listener, how)| Door::of(listener, how, model)).collect();
    if encrypted.is_empty() && doors.is_empty() {
        return None;
    }
    let ca = format!("{}-cluster-ca-cert", cluster.name.value);
    let copy = |namespace: &'_ Sourced<String>| CaCopy {
        namespace: made(namespace, String::clone),
        command: made(namespace, |to| copy_of(&ca, &ca, to, model)),
    };
    let (example, is_elsewhere) = example(model);
    let namespaces = if encrypted.is_empty() { BTreeMap::new() } else { other_namespaces(&encrypted, model) };
    Some(Access {
        encrypted: encrypted.iter().map(|listener| text(&listener.name)).collect(),
        ca_copies: namespaces.into_values().map(copy).collect(),
        user_api: model.release.resource("KafkaUser").map(CustomResource::api_version).unwrap_or_default(),
        by_certificate: doors.iter().any(|door| door.by_certificate),
        by_password: doors.iter().any(|door| !door.by_certificate),
        example: text(example),
        user_secret: made(example, |name| if is_elsewhere { copy_name(name) } else { name.clone() }),
        ca_secret: made(&cluster.name, |_| ca.clone()),
        doors,
    })
}

/// The namespaces other than the cluster's from which somebody may come to one of these listeners.
fn other_namespaces<'m>(listeners: &[&'m Listener], model: &'m Model) -> BTreeMap<&'m str, &'m Sourced<String>> {
    let own = &model.cluster.namespace.value;
    let clients = model.clients.iter().filter_map(|client| client.namespace.as_ref());
    let clients = clients.filter(|namespace| listeners.iter().any(|listener| is_open_to(listener, &namespace.value)));
    let peers = listeners.iter().flat_map(|listener| &listener.allow_from).map(|peer| &peer.namespace);
    let all = clients.chain(peers).filter(|namespace| namespace.value != *own);
    all.map(|namespace| (namespace.value.as_str(), namespace)).collect()
}

fn is_open_to(listener: &Listener, namespace: &str) -> bool {
    listener.allow_from.is_empty() || listener.allow_from.iter().any(|peer| peer.namespace.value == namespace)
}

/// Copies a Secret with all its keys into another namespace, and again whenever it is run.
fn copy_of(secret: &str, copy: &str, to: &str, model: &Model) -> String {
    let manifest = format!(
        "apiVersion: v1{{{{\"\\n\"}}}}kind: Secret{{{{\"\\n\"}}}}metadata: {{name: \"{copy}\", namespace: \"{to}\"}}{{{{\"\\n\"}}}}\
         data:{{{{range $key, $value := .data}}}}{{{{\"\\n\"}}}}  {{{{$key}}}}: {{{{$value}}}}{{{{end}}}}{{{{\"\\n\"}}}}"
    );
    let get = Scene::new(model).kubectl(&format!("get secret {secret} -o go-template='{manifest}'"));
    format!("{get} | kubectl apply -f -")
}

impl<'m> Door<'m> {
    fn of(listener: &'m Listener, how: &'m Sourced<Authentication>, model: &'m Model) -> Self {
        let own = &model.cluster.namespace.value;
        let users = users(listener, model);
        let copies = users.iter().filter_map(|user| {
            let namespace = user.client?.namespace.as_ref().filter(|namespace| namespace.value != *own)?;
            let command = copy_of(&user.name.value, &copy_name(&user.name.value), &namespace.value, model);
            Some(UserCopy {
                client: text(user.name),
                command: Traced::new(command.into(), user.name.origin.and(&namespace.origin)),
            })
        });
        Door {
            listener: text(&listener.name),
            by_certificate: how.value == Authentication::Tls,
            kind: fixed(how.value.word(), how),
            users: users.iter().map(|user| text(user.name)).collect(),
            copies: copies.collect(),
        }
    }
}

/// What a client's credentials are called in its namespace, where a Secret with its name may be the application's own.
fn copy_name(client: &str) -> String {
    format!("{client}-kafka-user")
}

/// Somebody who shows credentials.
struct User<'m> {
    name: &'m Sourced<String>,
    client: Option<&'m Client>,
}

/// The clients that use a listener; if none does, one that could, to show how it is done.
fn users<'m>(listener: &'m Listener, model: &'m Model) -> Vec<User<'m>> {
    let of = |client: &'m Client| User { name: &client.name, client: Some(client) };
    let uses = |client: &&Client| model.listener_of(client).is_some_and(|used| used.name.value == listener.name.value);
    let users: Vec<User<'m>> = model.clients.iter().filter(uses).map(of).collect();
    if !users.is_empty() {
        return users;
    }
    let could =
        |client: &&Client| client.namespace.as_ref().is_none_or(|namespace| is_open_to(listener, &namespace.value));
    let nobody = || User { name: &model.project.name, client: None };
    vec![model.clients.iter().find(could).map_or_else(nobody, of)]
}

/// Whose Deployment stands for all: that of the first client that has to show something, else of the first. And whether it runs
/// in another namespace than the cluster.
fn example(model: &Model) -> (&Sourced<String>, bool) {
    let shows = |client: &&Client| model.listener_of(client).is_some_and(|listener| listener.authentication.is_some());
    let client = model.clients.iter().find(shows).or(model.clients.first());
    let own = &model.cluster.namespace.value;
    client.map_or((&model.project.name, false), |client| {
        (&client.name, client.namespace.as_ref().is_some_and(|namespace| namespace.value != *own))
    })
}
