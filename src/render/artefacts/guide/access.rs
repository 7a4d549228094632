//! What a client needs to be let in over an encrypted listener or one that asks who it is, and how that comes into another
//! namespace: pods mount the Secrets of their own namespace only.

use super::super::clients;
use super::super::parts::{Text, made, text};
use crate::alert::Scene;
use crate::catalog::Keys;
use crate::model::{Authentication, Client, Listener, Model, Sourced};
use crate::render::Traced;
use serde::Serialize;
use std::collections::BTreeMap;

/// What clients need to be let in.
#[derive(Debug, Serialize)]
pub(super) struct Access<'m> {
    /// The listeners that are encrypted.
    encrypted: Vec<Text<'m>>,
    /// The Secret with the certificate of the cluster's authority.
    ca_secret: Text<'m>,
    /// How that Secret comes into each other namespace.
    ca_copies: Vec<CaCopy<'m>>,
    /// The listeners that ask who a client is.
    doors: Vec<Door<'m>>,
    /// Whether a client shows a certificate, and one a password.
    by_certificate: bool,
    by_password: bool,
    /// Whether a client's library reads its certificate from a key store.
    stores: bool,
    /// Whether rights are listed.
    authorized: bool,
    /// The client whose Deployment stands for all, where it runs, and what it takes in there.
    example: Example<'m>,
    /// A user whose password, or certificate, is to be made anew.
    renewed: Option<Text<'m>>,
}

/// A client whose Deployment stands for those of all.
#[derive(Debug, Serialize)]
struct Example<'m> {
    name: Text<'m>,
    /// Nothing where no file is made for it.
    config_map: Option<Text<'m>>,
    /// The Secret with its credentials, as it is called where the client runs.
    user_secret: Text<'m>,
    /// What starts it anew.
    restart: Option<Text<'m>>,
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
    by_certificate: bool,
    by_password: bool,
    /// The clients that use it, by their names as users.
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
    let namespaces = if encrypted.is_empty() { BTreeMap::new() } else { other_namespaces(&encrypted, model) };
    let shown = |how: Authentication| model.clients.iter().any(|client| shows(client, model) == Some(how));
    let stores =
        |client: &Client| shows(client, model) == Some(Authentication::Tls) && clients::keys(client) == Keys::Pkcs12;
    Some(Access {
        encrypted: encrypted.iter().map(|listener| text(&listener.name)).collect(),
        ca_secret: made(&cluster.name, |_| ca.clone()),
        ca_copies: namespaces.into_values().map(copy).collect(),
        by_certificate: shown(Authentication::Tls),
        by_password: shown(Authentication::ScramSha512),
        stores: model.clients.iter().any(stores),
        authorized: cluster.authorization.is_on(),
        example: Example::of(model),
        renewed: doors.iter().flat_map(|door| &door.users).next().cloned(),
        doors,
    })
}

/// What the operator makes for a client to show.
fn shows(client: &Client, model: &Model) -> Option<Authentication> {
    model.user_of(client)?.authentication.as_ref().map(|how| how.value)
}

/// Whether a client runs in another namespace than the cluster.
fn is_elsewhere(client: &Client, model: &Model) -> bool {
    client.namespace.as_ref().is_some_and(|namespace| namespace.value != model.cluster.namespace.value)
}

impl<'m> Example<'m> {
    /// The first client that has to show something, else the first.
    fn of(model: &'m Model) -> Self {
        let client = model.clients.iter().find(|client| shows(client, model).is_some()).or(model.clients.first());
        let name = client.map_or(&model.project.name, |client| &client.name);
        let namespace = client.and_then(|client| client.namespace.as_ref());
        let elsewhere = client.is_some_and(|client| is_elsewhere(client, model));
        let restart = |namespace: &Sourced<String>| {
            let command = format!("kubectl -n {} rollout restart deployment/{}", namespace.value, name.value);
            Traced::new(command.into(), name.origin.and(&namespace.origin))
        };
        Example {
            name: text(name),
            config_map: namespace.map(|_| made(name, |name| clients::config_map(name))),
            user_secret: made(name, |name| if elsewhere { copy_name(name) } else { name.clone() }),
            restart: namespace.map(restart),
        }
    }
}

/// The namespaces other than the cluster's from which somebody may come to one of these listeners.
fn other_namespaces<'m>(listeners: &[&'m Listener], model: &'m Model) -> BTreeMap<&'m str, &'m Sourced<String>> {
    let own = &model.cluster.namespace.value;
    let clients = model.clients.iter().filter_map(|client| client.namespace.as_ref());
    let clients = clients.filter(|namespace| listeners.iter().any(|listener| listener.is_open_to(&namespace.value)));
    let peers = listeners.iter().flat_map(|listener| &listener.allow_from).map(|peer| &peer.namespace);
    let all = clients.chain(peers).filter(|namespace| namespace.value != *own);
    all.map(|namespace| (namespace.value.as_str(), namespace)).collect()
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
        let uses = |client: &&Client| {
            let used = model.listener_of(client).is_some_and(|used| used.name.value == listener.name.value);
            used && shows(client, model).is_some()
        };
        let users: Vec<&'m Client> = model.clients.iter().filter(uses).collect();
        let copies = users.iter().filter(|client| is_elsewhere(client, model)).filter_map(|client| {
            let (name, namespace) = (&client.name, client.namespace.as_ref()?);
            let command = copy_of(&name.value, &copy_name(&name.value), &namespace.value, model);
            let command = Traced::new(command.into(), name.origin.and(&namespace.origin));
            Some(UserCopy { client: text(name), command })
        });
        Door {
            listener: text(&listener.name),
            by_certificate: how.value == Authentication::Tls,
            by_password: how.value == Authentication::ScramSha512,
            copies: copies.collect(),
            users: users.iter().map(|client| text(&client.name)).collect(),
        }
    }
}

/// What a client's credentials are called in its namespace, where a Secret with its name may be the application's own.
fn copy_name(client: &str) -> String {
    format!("{client}-kafka-user")
}
