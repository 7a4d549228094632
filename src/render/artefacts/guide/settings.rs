//! How a client is set up, in the words of its library: code with the client's own names and numbers.

use super::super::clients::{CA_FILE, USER_FOLDER};
use super::super::parts::{Text, fixed};
use super::address;
use super::topic::{self, Users};
use crate::catalog::{self, Library, Snippet};
use crate::model::{self, Acks, Authentication, Client, Consumption, Limit, Listener, Model, Origin, Sourced};
use crate::render::Traced;
use crate::units::Bytes;
use serde::Serialize;
use std::collections::BTreeMap;

/// Code of a client's library, made for the client.
#[derive(Debug, Serialize)]
pub(super) struct Code<'m> {
    /// The language, as code blocks name it.
    fence: &'m str,
    /// What makes a producer, if the client writes.
    producer: Option<Text<'m>>,
    /// What makes the consumers, one for each topic that it reads.
    consumers: Vec<Text<'m>>,
    /// What is installed beside the library, for codecs.
    extras: Vec<Text<'m>>,
}

/// The codecs that Kafka knows (`CompressionType`).
const CODECS: [&str; 4] = ["gzip", "snappy", "lz4", "zstd"];

/// The library of a client as the catalogue knows it, and whether it does; of another, Kafka's own names are shown.
pub(super) fn library(client: &Client) -> Option<(&'static Library, bool)> {
    let libraries = catalog::libraries()?;
    match client.library.as_ref().and_then(|library| libraries.named(&library.value)) {
        Some(library) => Some((library, true)),
        None => Some((libraries.with_kafkas_names()?, false)),
    }
}

/// Whether a client writes anything, dead letters included.
pub(super) fn writes(client: &Client) -> bool {
    !client.produces.is_empty() || client.consumes.iter().any(|consumed| consumed.dead_letters.is_some())
}

/// The codec of a client, where Kafka has none of that name.
pub(super) fn odd_codec(client: &Client) -> Option<&Sourced<String>> {
    client.codec.as_ref().filter(|codec| codec.value != "none" && !CODECS.contains(&codec.value.as_str()))
}

/// What a client's `acks` are where they are weaker than `all`.
pub(super) fn weak_acks(client: &Client) -> Option<Text<'_>> {
    match client.acks.value {
        Acks::All => None,
        Acks::Leader => Some(fixed("1", &client.acks)),
        Acks::None => Some(fixed("0", &client.acks)),
    }
}

/// The largest batch that a topic takes to which a client writes, if one says so.
pub(super) fn largest<'m>(client: &Client, model: &'m Model) -> Option<&'m Sourced<Bytes>> {
    let letters = client.consumes.iter().filter_map(|consumed| consumed.dead_letters.as_ref());
    let topics = client.produces.iter().chain(letters).filter_map(|key| topic::named(key, model));
    topics.filter_map(|topic| topic.max_message.as_ref()).max_by_key(|size| size.value)
}

impl<'m> Code<'m> {
    /// Of a client; nothing where no listener is there to connect to.
    pub(super) fn of(client: &'m Client, users: &Users<'m>, model: &'m Model) -> Option<Self> {
        let (library, _) = library(client)?;
        let listener = model.listener_of(client).or_else(|| address::usual(model))?;
        let setup = Setup { client, listener, library, model };
        Some(Code {
            fence: &library.fence,
            producer: writes(client).then(|| setup.producer()),
            consumers: client.consumes.iter().map(|consumed| setup.consumer(consumed)).collect(),
            extras: setup.extras(users),
        })
    }
}

/// What the code is filled from.
struct Setup<'m> {
    client: &'m Client,
    listener: &'m Listener,
    library: &'static Library,
    model: &'m Model,
}

impl<'m> Setup<'m> {
    fn producer(&self) -> Text<'m> {
        let (client, library) = (self.client, self.library);
        let acks = match client.acks.value {
            Acks::All => &library.acks.all,
            Acks::Leader => &library.acks.leader,
            Acks::None => &library.acks.none,
        };
        let strong = client.acks.value == Acks::All;
        let codec = client.codec.as_ref().map_or("none", |codec| &codec.value);
        let largest = largest(client, self.model);
        let mut origin = self.origin().and(&client.acks.origin);
        origin = client.codec.as_ref().map_or(origin.clone(), |codec| origin.and(&codec.origin));
        origin = largest.map_or(origin.clone(), |size| origin.and(&size.origin));
        self.code(&library.producer, origin, |hole| match hole {
            "acks" => Some(acks.clone()),
            "strong" => strong.then(String::new),
            "weak" => (!strong).then(String::new),
            "codec" => library.codecs.get(codec).cloned(),
            "max_request" => largest.map(|size| size.value.0.to_string()),
            _ => None,
        })
    }

    fn consumer(&self, consumed: &'m Consumption) -> Text<'m> {
        let topic = topic::name_of(&consumed.topic, self.model);
        let letters = consumed.dead_letters.as_ref().map(|key| topic::name_of(key, self.model));
        let origin = self.origin().and(&topic.origin).and(&consumed.group.origin);
        let origin = letters.as_ref().map_or(origin.clone(), |letters| origin.and(&letters.origin));
        self.code(&self.library.consumer, origin, |hole| match hole {
            "topic" => Some(self.library.quoting.literal(&topic.value)),
            "group" => Some(self.library.quoting.literal(&consumed.group.value)),
            "dead_letters" => letters.as_ref().map(|letters| self.library.quoting.literal(&letters.value)),
            "no_dead_letters" => letters.is_none().then(String::new),
            _ => None,
        })
    }

    fn code(&self, snippet: &Snippet, origin: Origin, own: impl Fn(&str) -> Option<String>) -> Text<'m> {
        Traced::new(snippet.fill(|hole| own(hole).or_else(|| self.connection(hole))).into(), origin)
    }

    fn origin(&self) -> Origin {
        let listener = address::bootstrap(self.listener, self.model).origin;
        self.client.name.origin.and(&listener).and(&self.listener.tls.origin)
    }

    /// What producers and consumers have in common: where they connect, and what they show there.
    fn connection(&self, hole: &str) -> Option<String> {
        let literal = |text: &str| Some(self.library.quoting.literal(text));
        let authentication = self.listener.authentication.as_ref().map(|kind| kind.value);
        let by_certificate = authentication == Some(Authentication::Tls);
        let by_password = authentication == Some(Authentication::ScramSha512);
        match hole {
            "bootstrap" => literal(&address::bootstrap(self.listener, self.model).value),
            "client" => literal(&self.client.name.value),
            "protocol" => literal(address::protocol(self.listener)),
            "ca" if self.listener.tls.value => literal(CA_FILE),
            "certificate" if by_certificate => literal(&format!("{USER_FOLDER}/user.crt")),
            "key" if by_certificate => literal(&format!("{USER_FOLDER}/user.key")),
            "keystore" if by_certificate => literal(&format!("{USER_FOLDER}/user.p12")),
            "mechanism" if by_password => literal("SCRAM-SHA-512"),
            "user" if by_password => literal(&self.client.name.value),
            _ => None,
        }
    }

    fn extras(&self, users: &Users<'m>) -> Vec<Text<'m>> {
        let wanted = codecs(self.client, users, self.model);
        let extra =
            |(codec, from): (&str, &Sourced<String>)| Some(fixed(self.library.extras.get(codec)?.as_str(), from));
        wanted.into_iter().filter_map(extra).collect()
    }
}

/// The codecs that a client must have: its own, and those of what it reads, each with the place that asks for it.
fn codecs<'m>(client: &'m Client, users: &Users<'m>, model: &'m Model) -> BTreeMap<&'m str, &'m Sourced<String>> {
    let own = client.codec.as_ref().filter(|_| writes(client));
    let read = client.consumes.iter().filter_map(|consumed| topic::named(&consumed.topic, model));
    let all = own.into_iter().chain(read.flat_map(|topic| stored(topic, users)));
    all.map(|codec| (codec.value.as_str(), codec)).collect()
}

/// How the records of a topic may be compressed: as the brokers do it, or else as its writers do.
fn stored<'m>(topic: &'m model::Topic, users: &Users<'m>) -> Vec<&'m Sourced<String>> {
    match &topic.compression {
        Some(codec) if codec.value != "producer" => vec![codec],
        _ => users.writers(topic).iter().filter_map(|client| client.codec.as_ref()).collect(),
    }
}

/// How long records may wait before a limit of their topic removes them, for people; nothing without a limit of time.
pub(super) fn waits<'m>(key: &Sourced<String>, model: &'m Model) -> Option<Text<'m>> {
    let topic = topic::named(key, model)?;
    matches!(topic.retention.value, Limit::At(_)).then(|| topic::kept(&topic.retention))
}
