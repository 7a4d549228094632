//! A user, as people want to know it: what it shows, and what it may do.

use super::super::parts::{Text, text};
use crate::model::{self, Authentication, Model, Operation, Resource};
use serde::Serialize;

/// Somebody whom listeners ask who they are.
#[derive(Debug, Serialize)]
pub(super) struct User<'m> {
    pub(super) name: Text<'m>,
    /// What it shows, in words.
    shows: &'static str,
    /// It is there for people and their tools.
    for_people: bool,
    /// What it may do, where that is listed.
    rights: Vec<Right<'m>>,
    /// It may do everything.
    everything: bool,
}

/// What a user may do with one thing.
#[derive(Debug, Serialize)]
struct Right<'m> {
    /// Kafka's words with commas between them.
    may: String,
    what: &'static str,
    name: Option<Text<'m>>,
}

/// Every user: the clients in the order of the spec, then the one for people.
pub(super) fn users(model: &Model) -> Vec<User<'_>> {
    model.users.iter().map(User::of).collect()
}

impl<'m> User<'m> {
    fn of(user: &'m model::User) -> Self {
        let model::User { name, is_for_people, authentication, rights, quotas: _ } = user;
        let everything = rights.is_none() || *is_for_people;
        User {
            name: text(name),
            shows: match authentication.as_ref().map(|how| how.value) {
                Some(Authentication::Tls) => "a certificate",
                Some(Authentication::ScramSha512) => "a password",
                Some(Authentication::Custom) | None => "what its listener wants",
            },
            for_people: *is_for_people,
            rights: rights.iter().flatten().filter(|_| !everything).map(Right::of).collect(),
            everything,
        }
    }
}

impl<'m> Right<'m> {
    fn of(right: &'m model::Right) -> Self {
        let model::Right { resource, name, operations } = right;
        let may: Vec<&str> = operations.iter().copied().map(Operation::word).collect();
        let what = match resource {
            Resource::Topic => "topic",
            Resource::Group => "group",
            Resource::TransactionalId => "transactional id",
            Resource::Cluster => "the cluster",
        };
        Right { may: may.join(", "), what, name: name.as_ref().map(text) }
    }
}
