//! `03-kafka-users.yaml`: the KafkaUsers, each with what it shows, what it may do and how much it may ask for.

use super::parts::{Entry, Text, fixed, made, text};
use crate::bundle::header::Style;
use crate::catalog::CustomResource;
use crate::model::{self, Model, Sourced};
use crate::render::Traced;
use crate::render::artefact::{Description, Promise, context_value};
use crate::units::Bytes;
use serde::Serialize;
use std::collections::BTreeMap;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/03-kafka-users.yaml",
    template: include_str!("../../../templates/k8s-manifests/kafka/03-kafka-users.yaml.j2"),
    title: "the users",
    style: Style::Hash,
    wanted: |platform| !platform.model.users.is_empty(),
    context: |platform| context_value(&Context::of(platform.model)),
    promises: |platform| platform.model.users.iter().map(|user| Promise::new("KafkaUser", &user.name.value)).collect(),
    additions: |_| Vec::new(),
};

#[derive(Debug, Serialize)]
struct Context<'m> {
    api_version: String,
    namespace: Text<'m>,
    cluster: Text<'m>,
    users: Vec<User<'m>>,
}

#[derive(Debug, Serialize)]
struct User<'m> {
    name: Text<'m>,
    annotations: Vec<Entry<&'static str, Text<'m>>>,
    authentication: Option<Text<'m>>,
    authorization: Option<Authorization<'m>>,
    quotas: Vec<Quota>,
}

/// What a user may do; perhaps nothing.
#[derive(Debug, Serialize)]
struct Authorization<'m> {
    rights: Vec<Right<'m>>,
}

#[derive(Debug, Serialize)]
struct Right<'m> {
    r#type: &'static str,
    name: Option<Text<'m>>,
    operations: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Quota {
    key: &'static str,
    value: Traced<u64>,
    /// The size in words of people, where it is one.
    human: Option<String>,
}

impl<'m> Context<'m> {
    fn of(model: &'m Model) -> Self {
        Context {
            api_version: model.release.resource("KafkaUser").map(CustomResource::api_version).unwrap_or_default(),
            namespace: text(&model.cluster.namespace),
            cluster: text(&model.cluster.name),
            users: users(model),
        }
    }
}

/// Every user, those of clients with who answers for them.
fn users(model: &Model) -> Vec<User<'_>> {
    let clients = model.clients.iter();
    let owners: BTreeMap<&str, &Sourced<String>> =
        clients.filter_map(|client| Some((client.name.value.as_str(), client.owner.as_ref()?))).collect();
    model.users.iter().map(|user| User::of(user, owners.get(user.name.value.as_str()).copied())).collect()
}

impl<'m> User<'m> {
    fn of(user: &'m model::User, owner: Option<&'m Sourced<String>>) -> Self {
        let model::User { name, is_for_people, authentication, rights, quotas } = user;
        let purpose = is_for_people.then(|| made(name, |_| "Kafka's own tools, in the hands of people".to_owned()));
        let annotations = [("kafkasmith/owner", owner.map(text)), ("kafkasmith/purpose", purpose)];
        User {
            name: text(name),
            annotations: annotations
                .into_iter()
                .filter_map(|(key, value)| Some(Entry { key, value: value? }))
                .collect(),
            authentication: authentication.as_ref().map(|how| fixed(how.value.word(), how)),
            authorization: rights
                .as_ref()
                .map(|rights| Authorization { rights: rights.iter().map(Right::of).collect() }),
            quotas: quotas.as_ref().map(Quota::all).unwrap_or_default(),
        }
    }
}

impl<'m> Right<'m> {
    fn of(right: &'m model::Right) -> Self {
        let model::Right { resource, name, operations } = right;
        Right {
            r#type: resource.word(),
            name: name.as_ref().map(text),
            operations: operations.iter().map(|operation| operation.word()).collect(),
        }
    }
}

impl Quota {
    fn all(quotas: &model::ClientQuotas) -> Vec<Self> {
        let model::ClientQuotas {
            at: _,
            producer_byte_rate,
            consumer_byte_rate,
            request_percentage,
            controller_mutation_rate,
        } = quotas;
        let size = |key, size: &Option<Sourced<Bytes>>| {
            let size = size.as_ref()?;
            let value = Traced::new(size.value.0, size.origin.clone());
            Some(Quota { key, value, human: Some(size.value.human()) })
        };
        let number = |key, number: &Option<Sourced<u32>>| {
            let number = number.as_ref()?;
            Some(Quota { key, value: Traced::new(u64::from(number.value), number.origin.clone()), human: None })
        };
        let quotas = [
            size("producerByteRate", producer_byte_rate),
            size("consumerByteRate", consumer_byte_rate),
            number("requestPercentage", request_percentage),
            number("controllerMutationRate", controller_mutation_rate),
        ];
        quotas.into_iter().flatten().collect()
    }
}
