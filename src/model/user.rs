//! Users as Kafka knows them: what each shows, and what it may do.

use super::scope::Scope;
use super::{Authentication, Client, ClientQuotas, Cluster, Model, Origin, Sourced, Topic, access};
use crate::diag::Diagnostic;
use crate::spec::ids;
use std::collections::BTreeMap;

/// A user: somebody whom a listener asks who they are.
#[derive(Debug)]
pub struct User {
    /// What its KafkaUser is called, and the Secret with its credentials.
    pub name: Sourced<String>,
    /// Whether it is there for people and their tools, and not for a client.
    pub is_for_people: bool,
    /// What it shows; nothing where that is not the operator's to make.
    pub authentication: Option<Sourced<Authentication>>,
    /// What it may do; nothing where no list of rights holds.
    pub rights: Option<Vec<Right>>,
    /// How much it may ask of each broker.
    pub quotas: Option<ClientQuotas>,
}

/// What a user may do with one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// What kind of thing it is.
    pub resource: Resource,
    /// Its name, to the letter; the cluster has none.
    pub name: Option<Sourced<String>>,
    /// What the user may do, in the order of [`Operation`].
    pub operations: Vec<Operation>,
}

/// What rights are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// A topic.
    Topic,
    /// A consumer group.
    Group,
    /// An id under which somebody writes in transactions.
    TransactionalId,
    /// The cluster.
    Cluster,
}

/// What one can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Read records; be in a group and commit its positions.
    Read,
    /// Write records.
    Write,
    /// See that it is there, and how.
    Describe,
    /// Anything.
    All,
}

/// The longest name of who comes by certificate (`OpenSslCertManager.MAXIMUM_CN_LENGTH`, 0.39.0 to 1.2.0).
const LONGEST_BY_CERTIFICATE: usize = 64;

/// What the operator calls Secrets of its own, behind the cluster's name (`KafkaResources` and its siblings, 0.39.0 to 1.2.0).
const TAKEN: [&str; 14] = [
    "clients-ca",
    "clients-ca-cert",
    "cluster-ca",
    "cluster-ca-cert",
    "cluster-operator-certs",
    "cruise-control-api",
    "cruise-control-certs",
    "entity-topic-operator-certs",
    "entity-user-operator-certs",
    "kafka-brokers",
    "kafka-exporter-certs",
    "kafka-jmx",
    "trustbundle",
    "zookeeper-nodes",
];

impl Resource {
    /// Strimzi's word.
    pub const fn word(self) -> &'static str {
        match self {
            Resource::Topic => "topic",
            Resource::Group => "group",
            Resource::TransactionalId => "transactionalId",
            Resource::Cluster => "cluster",
        }
    }
}

impl Operation {
    /// Strimzi's word.
    pub const fn word(self) -> &'static str {
        match self {
            Operation::Read => "Read",
            Operation::Write => "Write",
            Operation::Describe => "Describe",
            Operation::All => "All",
        }
    }
}

impl Model {
    /// The user that a client comes as, if its listener asks.
    pub fn user_of(&self, client: &Client) -> Option<&User> {
        self.users.get(*self.by_client.get(&client.name.value)?)
    }

    /// The user for people and their tools, if they need one.
    pub fn user_for_people(&self) -> Option<&User> {
        self.users.iter().find(|user| user.is_for_people)
    }
}

impl User {
    /// What brokers call it.
    pub fn principal(&self) -> String {
        match self.authentication.as_ref().map(|how| how.value) {
            Some(Authentication::Tls) => format!("CN={}", self.name.value),
            _ => self.name.value.clone(),
        }
    }

    /// The users of a platform: a client each whose listener asks who it is, and one for people where their tools need it.
    pub(super) fn build_all(
        clients: &[Client],
        topics: &[Topic],
        cluster: &Cluster,
        scope: &mut Scope<'_>,
    ) -> Vec<User> {
        let by_key: BTreeMap<&str, &Topic> = topics.iter().map(|topic| (topic.key.value.as_str(), topic)).collect();
        let mut users: Vec<User> = clients.iter().filter_map(|client| User::of(client, &by_key, cluster)).collect();
        users.extend(User::for_people(clients, cluster));
        for user in &users {
            user.check_name(cluster, scope);
            user.check_rights(scope);
        }
        let made = users.iter().find_map(|user| user.authentication.as_ref());
        let wanted = &cluster.entity_operator.users;
        if let Some(made) = made.filter(|_| !wanted.value) {
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, "nobody would make the credentials that a listener asks for")
                    .at(wanted.origin.first(), "no user operator")
                    .because(made.origin.first(), "what clients have to show")
                    .help("leave `users` out: the user operator runs where a listener asks"),
            );
        }
        users
    }

    /// Where each client stands that is a user, by its name.
    pub(super) fn by_client(users: &[User]) -> BTreeMap<String, usize> {
        let of_clients = users.iter().enumerate().filter(|(_, user)| !user.is_for_people);
        of_clients.map(|(at, user)| (user.name.value.clone(), at)).collect()
    }

    fn of(client: &Client, topics: &BTreeMap<&str, &Topic>, cluster: &Cluster) -> Option<Self> {
        let listener = access::listener_of(client, &cluster.listeners)?;
        let how = listener.authentication.as_ref()?;
        let authentication = Some(how).filter(|how| how.value != Authentication::Custom).cloned();
        let rights = cluster.authorization.keeps_rights().then(|| rights(client, topics));
        // Of somebody whose credentials come from elsewhere there is nothing to say but these.
        let says_something = authentication.is_some() || rights.is_some() || client.quotas.is_some();
        says_something.then(|| User {
            name: client.name.clone(),
            is_for_people: false,
            authentication,
            rights,
            quotas: client.quotas.clone(),
        })
    }

    /// Kafka's own tools need it where no listener takes just anybody.
    fn for_people(clients: &[Client], cluster: &Cluster) -> Option<Self> {
        let how = cluster.tool_listener()?.authentication.as_ref()?;
        let how = Some(how).filter(|how| how.value != Authentication::Custom)?;
        let free = (1_u32..).map(|number| match number {
            1 => "operations".to_owned(),
            _ => format!("operations-{number}"),
        });
        let name = free.into_iter().find(|name| !clients.iter().any(|client| client.name.value == *name))?;
        let name = how.derive(|_| name);
        let all = |resource, name| Right { resource, name, operations: vec![Operation::All] };
        let any = || Some(how.derive(|_| "*".to_owned()));
        let everything = || {
            let named = [Resource::Topic, Resource::Group, Resource::TransactionalId];
            let named = named.map(|resource| all(resource, any()));
            named.into_iter().chain([all(Resource::Cluster, None)]).collect()
        };
        let rights = cluster.authorization.keeps_rights().then(everything);
        Some(User { name, is_for_people: true, authentication: Some(how.clone()), rights, quotas: None })
    }

    /// Kafka takes a name of `*` in a list of rights for every name (`ResourcePattern.WILDCARD_RESOURCE`).
    fn check_rights(&self, scope: &mut Scope<'_>) {
        let rights = self.rights.iter().flatten().filter(|_| !self.is_for_people);
        for name in rights.filter_map(|right| right.name.as_ref()).filter(|name| name.value == "*") {
            let headline = "`*` stands for every name in a list of rights";
            scope.complain(ids::BAD_NAME, name.origin.first(), headline, "write the name that is meant");
        }
    }

    fn check_name(&self, cluster: &Cluster, scope: &mut Scope<'_>) {
        let (name, place) = (&self.name.value, self.name.origin.first());
        let by_certificate = self.authentication.as_ref().is_some_and(|how| how.value == Authentication::Tls);
        if by_certificate && name.len() > LONGEST_BY_CERTIFICATE {
            let shown: String = name.chars().take(40).collect();
            let headline = format!("{shown:?} is too long for who comes by certificate");
            let help = format!("use at most {LONGEST_BY_CERTIFICATE} characters");
            scope.complain(ids::BAD_NAME, place, headline, help);
        }
        let rest = name.strip_prefix(cluster.name.value.as_str()).and_then(|rest| rest.strip_prefix('-'));
        if rest.is_some_and(|rest| TAKEN.contains(&rest)) {
            let headline = format!("{name:?} is what the operator calls a Secret of its own");
            scope.complain(ids::BAD_NAME, place, headline, "give the client another name: its Secret has the same");
        }
    }
}

/// What a client needs, and no more: to the letter, from anywhere. Who may write to a topic may do so idempotently; the right
/// `IdempotentWrite` was needed by brokers before 2.8 (KIP-679), and no release runs one.
fn rights(client: &Client, topics: &BTreeMap<&str, &Topic>) -> Vec<Right> {
    use Operation::{Describe, Read, Write};
    let mut rights: Vec<Right> = Vec::new();
    let named = |key: &Sourced<String>| {
        let name = &topics.get(key.value.as_str())?.name;
        Some(Sourced { value: name.value.clone(), origin: key.origin.and(&name.origin) })
    };
    for topic in client.produces.iter().filter_map(named) {
        grant(&mut rights, Resource::Topic, topic, &[Write, Describe]);
    }
    for read in &client.consumes {
        if let Some(topic) = named(&read.topic) {
            grant(&mut rights, Resource::Topic, topic, &[Read, Describe]);
        }
        if let Some(letters) = read.dead_letters.as_ref().and_then(named) {
            grant(&mut rights, Resource::Topic, letters, &[Write, Describe]);
        }
        grant(&mut rights, Resource::Group, read.group.clone(), &[Read]);
    }
    for id in &client.transactional_ids {
        grant(&mut rights, Resource::TransactionalId, id.clone(), &[Write, Describe]);
    }
    rights.sort_by_key(|right| right.resource);
    rights
}

/// Adds to what is granted for the same thing already.
fn grant(rights: &mut Vec<Right>, resource: Resource, name: Sourced<String>, operations: &[Operation]) {
    let same = |right: &Right| {
        right.resource == resource && right.name.as_ref().is_some_and(|known| known.value == name.value)
    };
    let Some(right) = rights.iter_mut().find(|right| same(right)) else {
        rights.push(Right { resource, name: Some(name), operations: operations.to_vec() });
        return;
    };
    right.operations.extend(operations);
    right.operations.sort_unstable();
    right.operations.dedup();
    if let Some(known) = &mut right.name {
        known.origin = Origin::and(&known.origin, &name.origin);
    }
}
