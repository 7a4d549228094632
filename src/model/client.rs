//! The applications that produce and consume.

use super::scope::{Scope, entries, items, optional, or};
use super::{Sourced, names};
use crate::spec::{Field, Named, ids, tables};
use std::collections::BTreeSet;

use crate::spec::tables::Acks;

/// An application.
#[derive(Debug)]
pub struct Client {
    /// Its name.
    pub name: Sourced<String>,
    /// The namespace it runs in, if that is said.
    pub namespace: Option<Sourced<String>>,
    /// The client library it uses, if that is said.
    pub library: Option<Sourced<String>>,
    /// Who answers for it.
    pub owner: Option<Sourced<String>>,
    /// The topics it writes to, by the names of their tables.
    pub produces: Vec<Sourced<String>>,
    /// What it reads.
    pub consumes: Vec<Consumption>,
    /// When a write counts as done.
    pub acks: Sourced<Acks>,
    /// How it compresses.
    pub codec: Option<Sourced<String>>,
}

/// What a client reads.
#[derive(Debug)]
pub struct Consumption {
    /// The topic, by the name of its table.
    pub topic: Sourced<String>,
    /// The consumer group.
    pub group: Sourced<String>,
    /// The topic for records that it cannot handle, by the name of its table.
    pub dead_letters: Option<Sourced<String>>,
}

impl Client {
    pub(super) fn build_all(
        written: &Field<Named<tables::Client>>,
        topics: &BTreeSet<&str>,
        scope: &mut Scope<'_>,
    ) -> Vec<Client> {
        entries(written)
            .map(|(name, client, entry)| {
                let at = entry.value.span().unwrap_or(entry.name_at);
                names::object(&name, scope);
                let tables::Client { namespace, library, owner, produces, consumes, acks, codec } = client;
                let namespace = optional(namespace);
                if let Some(namespace) = &namespace {
                    names::namespace(namespace, scope);
                }
                let produces =
                    items(produces).into_iter().filter(|topic| scope.refer(topic, "topic", topics)).collect();
                let consumes = consumes.get().into_iter().flatten().filter_map(Field::given);
                let consumes =
                    consumes.filter_map(|(consumed, at)| Consumption::build(consumed, at, topics, scope)).collect();
                let (library, owner, codec) = (optional(library), optional(owner), optional(codec));
                Client { name, namespace, library, owner, produces, consumes, acks: or(acks, at, Acks::All), codec }
            })
            .collect()
    }
}

impl Consumption {
    fn build(
        written: &tables::Consumes,
        at: crate::diag::Span,
        topics: &BTreeSet<&str>,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let tables::Consumes { topic, group, dead_letters } = written;
        let topic = scope.required(topic, at, "topic", "write the topic, such as `topic = \"notification-queue\"`");
        let group = scope.required(
            group,
            at,
            "group",
            "write the consumer group, such as `group = \"notification-service-group\"`",
        );
        let topic = topic.filter(|topic| scope.refer(topic, "topic", topics));
        let dead_letters = optional(dead_letters).filter(|topic| scope.refer(topic, "topic", topics));
        if let Some(group) = group.as_ref().filter(|group| group.value.trim().is_empty()) {
            scope.complain(ids::BAD_NAME, group.origin.first(), "a consumer group without a name", "write its name");
        }
        Some(Consumption { topic: topic?, group: group?, dead_letters })
    }
}
