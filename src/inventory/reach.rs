//! Where an address of a bootstrap Service leads.

use super::connect::Login;
use super::{Cluster, Inventory, Listener, alike, same_namespace, the_nearest};
use crate::bundle::Document;
use std::ops::Range;

/// An address that is called as the bootstrap Service of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bootstrap<'t> {
    /// The name of the cluster.
    pub cluster: &'t str,
    /// The namespace, if the address names one.
    pub namespace: Option<&'t str>,
    /// The port, if the address has one.
    pub port: Option<i64>,
    /// Which part of the text it is.
    pub range: Range<usize>,
}

/// Where an address leads.
#[derive(Debug, Clone, Copy)]
pub enum Reached<'i, 'b> {
    /// To a listener.
    Listener(&'i Cluster<'b>, &'i Listener<'b>),
    /// To a cluster of which no internal listener has that port.
    NoPort(&'i Cluster<'b>),
    /// To a namespace in which there is no such cluster, although there is one in another.
    OtherNamespace(&'i Cluster<'b>),
    /// To a cluster that is not there; one that is there is called much alike.
    Misnamed(&'i Cluster<'b>),
}

/// What bootstrap Services are called behind the name of their cluster.
const SUFFIX: &str = "-kafka-bootstrap";

/// The addresses of bootstrap Services in a text.
pub fn bootstraps(text: &str) -> Vec<Bootstrap<'_>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(SUFFIX) {
        let in_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let Some((before, _)) = text.split_at_checked(at) else { continue };
        let name = before.chars().rev().take_while(|c| in_name(*c)).count();
        let start = at - name;
        let Some(cluster) = text.get(start..at).filter(|name| !name.is_empty()) else { continue };
        let Some(rest) = text.get(at + SUFFIX.len()..) else { continue };
        if rest.starts_with(in_name) {
            continue;
        }
        let domain = rest.find(|c| !in_name(c) && c != '.').unwrap_or(rest.len());
        let (Some(labels), Some(behind)) = (rest.get(..domain), rest.get(domain..)) else { continue };
        let namespace =
            labels.strip_prefix('.').and_then(|labels| labels.split('.').next()).filter(|it| !it.is_empty());
        let digits = behind.strip_prefix(':').map_or("", |port| {
            let end = port.find(|c: char| !c.is_ascii_digit()).unwrap_or(port.len());
            port.get(..end).unwrap_or_default()
        });
        let length = if digits.is_empty() { 0 } else { digits.len() + 1 };
        let end = at + SUFFIX.len() + domain + length;
        found.push(Bootstrap { cluster, namespace, port: digits.parse().ok(), range: start..end });
    }
    found
}

impl<'b> Inventory<'b> {
    /// Where an address leads that stands in a document; nothing if nobody knows.
    pub fn reached(&self, address: &Bootstrap<'_>, from: Document<'_>) -> Option<Reached<'_, 'b>> {
        let called: Vec<&Cluster<'b>> = self.clusters.iter().filter(|it| it.name == address.cluster).collect();
        let Some(first) = called.first().copied() else {
            let near = alike(address.cluster, self.clusters.iter().map(|cluster| cluster.name))?;
            return Some(Reached::Misnamed(self.clusters.iter().find(|cluster| cluster.name == near)?));
        };
        let namespace = address.namespace.or_else(|| from.namespace());
        let here = called.iter().copied().filter(|cluster| same_namespace(namespace, cluster.document.namespace()));
        let here: Vec<&Cluster<'b>> = here.collect();
        if here.is_empty() {
            return Some(Reached::OtherNamespace(first));
        }
        listener_of(the_nearest(from, here, |cluster| cluster.document)?, address)
    }

    /// The cluster and the listener that somebody comes to, if they are in the set.
    pub fn door(&self, login: &Login<'b>) -> Option<(&Cluster<'b>, &Listener<'b>)> {
        let addresses = bootstraps(login.servers.value);
        match self.reached(addresses.first()?, login.node.document())? {
            Reached::Listener(cluster, listener) => Some((cluster, listener)),
            _ => None,
        }
    }

    /// How the Kafka Connect, MirrorMaker or bridge of a document reaches its clusters.
    pub fn logins(&self, document: Document<'_>) -> Vec<Login<'b>> {
        let mine = |own: Document<'_>| own.span() == document.span();
        let connects = self.connects.iter().filter(|it| mine(it.document)).map(|it| it.login);
        let bridges = self.bridges.iter().filter(|it| mine(it.document)).map(|it| it.login);
        let mirrors = self.mirror_makers.iter().filter(|it| mine(it.document));
        let mirrors = mirrors.flat_map(|it| it.clusters.iter().filter_map(|(_, login)| *login));
        connects.chain(bridges).chain(mirrors).collect()
    }
}

/// Which listener an address of that cluster leads to.
fn listener_of<'i, 'b>(cluster: &'i Cluster<'b>, address: &Bootstrap<'_>) -> Option<Reached<'i, 'b>> {
    let port = address.port?;
    if cluster.listeners.is_empty() {
        return None;
    }
    // The Service has no other listeners.
    let internal = |listener: &&Listener<'b>| listener.kind.is_none_or(|kind| kind.value == "internal");
    let with_port = |listener: &&Listener<'b>| listener.port.is_some_and(|own| own.value == port);
    match cluster.listeners.iter().filter(internal).find(with_port) {
        Some(listener) => Some(Reached::Listener(cluster, listener)),
        None => Some(Reached::NoPort(cluster)),
    }
}

#[cfg(test)]
mod tests {
    use super::bootstraps;

    #[test]
    fn addresses_are_found_in_texts() {
        let text =
            "a=b,x-kafka-bootstrap:9092;SSL://my-y-kafka-bootstrap.kafka.svc.cluster.local:9093 z-kafka-bootstrap-x";
        let found = bootstraps(text);
        let told: Vec<_> =
            found.iter().map(|it| (it.cluster, it.namespace, it.port, text.get(it.range.clone()).unwrap())).collect();
        assert_eq!(
            told,
            [
                ("x", None, Some(9092), "x-kafka-bootstrap:9092"),
                ("my-y", Some("kafka"), Some(9093), "my-y-kafka-bootstrap.kafka.svc.cluster.local:9093"),
            ]
        );
        assert_eq!(bootstraps("-kafka-bootstrap:9092 é-kafka-bootstrap"), []);
    }
}
