//! Addresses and listeners as Kafka and its users write them.

use super::text::{HOLE, is_known};
use crate::bundle::Node;

/// A listener: `NAME://host:port`.
#[derive(Debug, Clone)]
pub struct Endpoint<'b> {
    /// Its name, in capitals, as Kafka reads it.
    pub name: String,
    /// Its host; empty where none is written.
    pub host: String,
    /// Its port, if that is known.
    pub port: Option<u16>,
    /// Where the list that it is in stands.
    pub node: Node<'b>,
}

/// What somebody wants to speak to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// A protocol in front of it.
    pub protocol: Option<String>,
    /// Its host.
    pub host: String,
    /// Its port, if one is written and known.
    pub port: Option<u16>,
}

/// What a host is, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// None is written.
    Empty,
    /// Whoever asks: `localhost`.
    Loopback,
    /// Everything: `0.0.0.0`.
    Any,
    /// A part of it is not known.
    Unknown,
    /// An address in numbers, or a name with dots: not a service's.
    Elsewhere,
    /// A name that a service may have.
    Name,
}

impl Host {
    /// What that host is.
    pub fn of(host: &str) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare {
            "" => Host::Empty,
            _ if !is_known(bare) => Host::Unknown,
            "localhost" | "::1" => Host::Loopback,
            "0.0.0.0" | "::" => Host::Any,
            _ if bare.starts_with("127.") => Host::Loopback,
            _ if bare.contains(['.', ':']) => Host::Elsewhere,
            _ => Host::Name,
        }
    }
}

/// The listeners of a list, and what in it is none.
pub(super) fn endpoints<'b>(text: &str, node: Node<'b>) -> (Vec<Endpoint<'b>>, Vec<String>) {
    let (mut found, mut odd) = (Vec::new(), Vec::new());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match endpoint(part, node) {
            Some(endpoint) => found.push(endpoint),
            // What is not known may be several.
            None if !is_known(part) => {}
            None => odd.push(part.to_owned()),
        }
    }
    (found, odd)
}

fn endpoint<'b>(text: &str, node: Node<'b>) -> Option<Endpoint<'b>> {
    let (name, rest) = text.split_once("://")?;
    let (host, port) = rest.rsplit_once(':')?;
    let number = port.parse().ok();
    if name.is_empty() || (number.is_none() && is_known(port)) || host.contains('/') {
        return None;
    }
    Some(Endpoint { name: name.to_uppercase(), host: host.to_owned(), port: number, node })
}

/// The addresses of a list: `host:port`, with a protocol in front or a path behind; `None` if it is no such list.
pub fn addresses(text: &str) -> Option<Vec<Address>> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let found: Vec<Address> = parts.map(address).collect::<Option<_>>()?;
    (!found.is_empty()).then_some(found)
}

fn address(text: &str) -> Option<Address> {
    let (protocol, rest) = match text.split_once("://") {
        Some((protocol, rest)) => (Some(protocol.to_owned()), rest),
        None => (None, text),
    };
    let rest = rest.split('/').next().unwrap_or(rest);
    let rest = rest.rsplit('@').next().unwrap_or(rest);
    let (host, port) = rest.rsplit_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let fine =
        |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | '[' | ']' | ':') || char == HOLE;
    let number = port.map(str::parse::<u16>);
    let odd = matches!(&number, Some(Err(_))) && port.is_some_and(is_known);
    (!host.is_empty() && host.chars().all(fine) && !odd).then(|| Address {
        protocol,
        host: host.to_owned(),
        port: number.and_then(Result::ok),
    })
}
