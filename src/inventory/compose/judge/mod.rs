//! Can a stack start, and can what runs in it be reached? Problems with the places they come from; the words are others' business.
//!
//! What is not known (variables without a default, settings read from files, services of files that are not here) is never held
//! against anybody.

mod ensemble;
mod factor;
mod health;
mod keep;
mod listener;
mod reach;
mod setting;
mod shape;
mod start;
mod uses;
mod wait;
mod what;

pub use what::What;

use super::broker::Broker;
use super::service::Service;
use super::{Mode, Stack};
use crate::bundle::Node;
use crate::diag::Severity;

/// Something that is wrong, or will go wrong.
#[derive(Debug, Clone)]
pub struct Problem<'b> {
    /// What.
    pub what: What,
    /// How bad it is.
    pub level: Severity,
    /// The service that it is about; nothing if it is about all of the stack.
    pub service: Option<String>,
    /// Names and numbers that a sentence about it needs: [`What`] says which.
    pub said: Vec<String>,
    /// The place to change.
    pub at: Node<'b>,
    /// Places that it comes from.
    pub because: Vec<Node<'b>>,
}

/// Collects problems of one service after another.
struct Out<'b> {
    found: Vec<Problem<'b>>,
    service: Option<String>,
}

impl<'b> Out<'b> {
    fn add(&mut self, what: What, level: Severity, at: Node<'b>, said: &[&str]) -> &mut Problem<'b> {
        let said = said.iter().map(|&text| text.to_owned()).collect();
        let problem = Problem { what, level, service: self.service.clone(), said, at, because: Vec::new() };
        self.found.push(problem);
        // What was pushed is there.
        let last = self.found.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the list was pushed to just now")]
        &mut self.found[last]
    }

    fn error(&mut self, what: What, at: Node<'b>, said: &[&str]) -> &mut Problem<'b> {
        self.add(what, Severity::Error, at, said)
    }

    fn warning(&mut self, what: What, at: Node<'b>, said: &[&str]) -> &mut Problem<'b> {
        self.add(what, Severity::Warning, at, said)
    }

    fn info(&mut self, what: What, at: Node<'b>, said: &[&str]) -> &mut Problem<'b> {
        self.add(what, Severity::Info, at, said)
    }

    /// What comes now is about that service.
    fn about(&mut self, service: &Service<'b>) {
        self.service = Some(service.name.clone());
    }
}

impl<'b> Problem<'b> {
    fn because(&mut self, node: Node<'b>) -> &mut Self {
        self.because.push(node);
        self
    }
}

/// All problems of a stack.
pub fn judge<'b>(stack: &Stack<'b>) -> Vec<Problem<'b>> {
    let mut out = Out { found: Vec::new(), service: None };
    for check in [
        start::check,
        setting::check,
        listener::check,
        reach::check,
        uses::check,
        factor::check,
        wait::check,
        health::check,
        keep::check,
        shape::check,
        ensemble::check,
    ] {
        out.service = None;
        check(stack, &mut out);
    }
    out.found
}

/// The brokers with their services.
fn brokers<'s, 'b>(stack: &'s Stack<'b>) -> impl Iterator<Item = (&'s Broker<'b>, &'s Service<'b>)> {
    stack.brokers.iter().filter_map(|broker| Some((broker, stack.service(broker.service)?)))
}

/// What all members of a cluster have in common; nothing if that is not known.
fn cluster_of(broker: &Broker<'_>) -> Option<String> {
    let key = match broker.mode {
        Mode::ZooKeeper => "zookeeper.connect",
        _ => ["controller.quorum.voters", "controller.quorum.bootstrap.servers"]
            .into_iter()
            .find(|key| broker.set(key).is_some())?,
    };
    let mut members: Vec<&str> = broker.set(key)?.value.split(',').map(str::trim).collect();
    members.sort_unstable();
    Some(members.join(","))
}

/// How many brokers there are in a broker's cluster, if that is known.
fn cluster_size(stack: &Stack<'_>, broker: &Broker<'_>) -> Option<i64> {
    if stack.open || stack.crowded {
        return None;
    }
    let mine = stack.service(broker.service)?;
    let cluster = cluster_of(broker);
    let mut size = 0i64;
    for (other, service) in brokers(stack).filter(|(other, service)| other.is_broker && service.meets(mine)) {
        if cluster_of(other) == cluster {
            size = size.saturating_add(service.copies?);
        }
    }
    Some(size)
}
