//! The platform as a picture: who writes and reads what, where dead letters go, what runs, and what watches it.
//!
//! A [`Picture`] is worked out from the model; it is drawn by two writers, [`Picture::mermaid`] as text for Mermaid and
//! [`Picture::drawing`] as boxes, lines and texts with their places, from which `render` makes an SVG. Both draw the same:
//! what is too large to be read was folded before.

mod drawing;
mod fold;
mod label;
mod layout;
mod mermaid;
mod network;
mod only;
mod order;
mod parts;
#[cfg(test)]
mod tests;
mod width;

pub use drawing::{Anchor, Area, Drawing, Look, Panel, Pen, Route, Sample, Step, Text};
pub use label::Label;
pub use network::{Client, Flow, FlowKind, Network, Topic};
pub use only::Nobody;
pub use order::Order;
pub use parts::{Ensemble, Monitoring, Node, Operator, Part, Parts};
pub use width::Font;

use crate::alert::Rule;
use crate::model::{Model, Origin};
use network::counted;
use std::collections::BTreeSet;

/// What a picture of a platform shows.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What it is a picture of.
    pub title: Label,
    /// What there is to say about the whole.
    pub subtitle: Label,
    /// The same as sentences, for those who cannot see it.
    pub summary: Label,
    /// Clients and topics.
    pub network: Network,
    /// The rest.
    pub parts: Parts,
}

impl Picture {
    /// Of a whole platform.
    pub fn of(model: &Model, rules: &[Rule]) -> Self {
        Picture::with("Kafka platform ", model, Network::of(model), Parts::of(model, rules))
    }

    /// Of a part of it: the topics and clients of these names, where `*` stands for anything, and their neighbours.
    ///
    /// # Errors
    /// The first name that nobody has.
    pub fn only(model: &Model, names: &[String]) -> Result<Self, Nobody> {
        let network = Network::of(model).only(names)?;
        Ok(Picture::with("Part of the Kafka platform ", model, network, Parts::of_cluster(model)))
    }

    /// As text for Mermaid.
    pub fn mermaid(&self) -> String {
        mermaid::mermaid(self)
    }

    /// With the place of everything in it.
    pub fn drawing(&self) -> Drawing {
        layout::drawing(self)
    }

    fn with(what: &str, model: &Model, network: Network, parts: Parts) -> Self {
        let cluster = &model.cluster;
        let place = &cluster.name.origin;
        let title = Label::default().and(what, &model.project.name);
        let versions = Label::default().and("Kafka ", &cluster.kafka).and(" on Strimzi ", &cluster.strimzi);
        let counts = counts(&network, place);
        let subtitle = versions.clone().and_words(" · ", place).and_label(counts.clone());
        let summary = title.clone().and_words(": ", place).and_label(versions).and_words(", ", place).and_label(counts);
        let summary = summary.and_label(spoken(&network, &parts, place));
        Picture { title, subtitle, summary, network: network.folded(), parts }
    }
}

/// How many topics and clients there are.
fn counts(network: &Network, place: &Origin) -> Label {
    let topics = match network.topics.len() as u64 {
        0 => "no topics".to_owned(),
        topics => counted(topics, "", "topic"),
    };
    let clients = match network.clients.len() as u64 {
        0 => String::new(),
        clients => counted(clients, ", ", "client"),
    };
    Label::words(topics + &clients, place)
}

/// What is drawn, in words: how many write and read, what runs, what watches.
fn spoken(network: &Network, parts: &Parts, place: &Origin) -> Label {
    let doing = |kind: FlowKind| {
        let clients = network.flows.iter().filter(|flow| flow.kind == kind).map(|flow| flow.client);
        clients.collect::<BTreeSet<_>>().len()
    };
    let queues = network.topics.iter().filter(|topic| topic.source.is_some()).count();
    let said = [
        done(doing(FlowKind::Writes), "client", "write", ""),
        done(doing(FlowKind::Reads), "client", "read", ""),
        done(queues, "topic", "take", " dead letters"),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let words = if said.is_empty() { ".".to_owned() } else { format!(". {}.", said.join(", ")) };
    let mut spoken = Label::words(words, place);
    for (at, ensemble) in parts.ensembles.iter().enumerate() {
        let before = if at == 0 { " The cluster has " } else { " and " };
        spoken = spoken.and_words(before, place).and_label(ensemble.name.clone());
    }
    if !parts.ensembles.is_empty() {
        spoken = spoken.and_words(".", place);
    }
    match &parts.monitoring {
        Some(monitoring) => spoken.and_words(" ", place).and_label(monitoring.part.about.clone()).and_words(".", place),
        None => spoken,
    }
}

/// That so many do something: `5 clients write`; nothing if nobody does.
fn done(count: usize, who: &str, verb: &str, what: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {who} {verb}s{what}")),
        _ => Some(format!("{count} {who}s {verb}{what}")),
    }
}
