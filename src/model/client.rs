//! The applications that produce and consume.

use super::scope::{Scope, entries, items, optional, or};
use super::{Sourced, names};
use crate::diag::Span;
use crate::spec::{Field, Named, ids, tables};
use crate::units::Bytes;
use std::collections::BTreeSet;

use crate::spec::tables::Acks;

/// An application.
#[derive(Debug)]
pub struct Client {
    /// Its name.
    pub name: Sourced<String>,
    /// The namespace it runs in, if that is said.
    pub namespace: Option<Sourced<String>>,
    /// The listener that it is to use, if that is said; `Model::listener_of` tells which it does.
    pub listener: Option<Sourced<String>>,
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
    /// The ids under which it writes in transactions.
    pub transactional_ids: Vec<Sourced<String>>,
    /// How much it may ask of each broker, if that is limited.
    pub quotas: Option<ClientQuotas>,
}

/// How much a client may ask of each broker.
#[derive(Debug, Clone)]
pub struct ClientQuotas {
    /// Where its table stands.
    pub at: Span,
    /// Bytes that it may write in a second.
    pub producer_byte_rate: Option<Sourced<Bytes>>,
    /// Bytes that it may read in a second.
    pub consumer_byte_rate: Option<Sourced<Bytes>>,
    /// Time that it may take, in percent of one thread.
    pub request_percentage: Option<Sourced<u32>>,
    /// Partitions that it may create or delete in a second.
    pub controller_mutation_rate: Option<Sourced<u32>>,
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
                names::client(&name, scope);
                let tables::Client { namespace, listener, library, owner, produces, consumes, acks, codec, .. } =
                    client;
                let tables::Client { transactional_ids, quotas, .. } = client;
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
                let transactional_ids = items(transactional_ids);
                for id in transactional_ids.iter().filter(|id| id.value.trim().is_empty()) {
                    let headline = "a transactional id without a name";
                    scope.complain(ids::BAD_NAME, id.origin.first(), headline, "write its name");
                }
                Client {
                    name,
                    namespace,
                    listener: optional(listener),
                    library,
                    owner,
                    produces,
                    consumes,
                    acks: or(acks, at, Acks::All),
                    codec,
                    transactional_ids,
                    quotas: quotas.given().map(|(quotas, at)| ClientQuotas::build(quotas, at, scope)),
                }
            })
            .collect()
    }
}

impl ClientQuotas {
    fn build(written: &tables::ClientQuotas, at: Span, scope: &mut Scope<'_>) -> Self {
        let tables::ClientQuotas {
            producer_byte_rate,
            consumer_byte_rate,
            request_percentage,
            controller_mutation_rate,
        } = written;
        ClientQuotas {
            at,
            producer_byte_rate: limit(producer_byte_rate, |bytes| bytes.0, scope),
            consumer_byte_rate: limit(consumer_byte_rate, |bytes| bytes.0, scope),
            request_percentage: limit(request_percentage, |percent| u64::from(*percent), scope),
            controller_mutation_rate: limit(controller_mutation_rate, |rate| u64::from(*rate), scope),
        }
    }
}

/// The operator reads them as integers of Java (`KafkaUserQuotas`), and nothing at all would stop the client.
fn limit<T: Clone>(written: &Field<T>, number: impl Fn(&T) -> u64, scope: &mut Scope<'_>) -> Option<Sourced<T>> {
    const MOST: u64 = i32::MAX as u64;
    let limit = optional(written)?;
    let headline = match number(&limit.value) {
        0 => "a quota of nothing stops the client".to_owned(),
        number if number > MOST => format!("{number} is more than the operator can read"),
        _ => return Some(limit),
    };
    scope.complain(ids::OUT_OF_RANGE, limit.origin.first(), headline, format!("write a number from 1 to {MOST}"));
    Some(limit)
}

impl Consumption {
    fn build(written: &tables::Consumes, at: Span, topics: &BTreeSet<&str>, scope: &mut Scope<'_>) -> Option<Self> {
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
