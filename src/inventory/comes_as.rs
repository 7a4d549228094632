//! As which user somebody comes to a cluster, and what it may do there.

use super::belonging::Carer;
use super::connect::Login;
use super::{Acl, Client, Cluster, Inventory, Listener, User};
use crate::bundle::{Bundle, Node};
use std::collections::BTreeSet;

impl<'b> Inventory<'b> {
    /// The user as which Connect, MirrorMaker or the bridge comes, where its rules decide what it may do: of a cluster that asks
    /// for rights, and no super user.
    pub fn judged_login(&self, login: &Login<'b>) -> Option<(&Cluster<'b>, &User<'b>)> {
        let (cluster, listener) = self.door(login)?;
        let told = login.authentication?.get("username").and_then(Node::as_text);
        let secret = login.secret().map(|secret| secret.value);
        let user = match secret {
            Some(secret) => self
                .only_user(cluster, cluster.user_of(secret)?)
                .filter(|user| told.is_none_or(|told| told == user.name)),
            None => self.only_user(cluster, told?),
        }?;
        is_judged(cluster, listener, user).then_some((cluster, user))
    }

    /// The user as which an application comes, where its rules decide what it may do.
    pub fn judged_client(&self, bundle: &'b Bundle<'b>, client: &Client<'b>) -> Option<(&Cluster<'b>, &User<'b>)> {
        let (cluster, listener) = self.sent_to(client)?;
        // Who asks for nothing needs no search of the whole set.
        cluster.authorization?;
        let told = client.told("sasl.username").map(|told| told.value);
        let shown = self.secrets_of(bundle, client);
        let user = if shown.is_empty() {
            self.only_user(cluster, told?)?
        } else {
            let names: BTreeSet<&str> = shown.iter().filter_map(|secret| cluster.user_of(secret)).collect();
            let mut users = names.into_iter().flat_map(|name| self.users_named(cluster, name));
            users.next().filter(|_| users.next().is_none())?
        };
        let fits = told.is_none_or(|told| told == user.name);
        (fits && is_judged(cluster, listener, user)).then_some((cluster, user))
    }

    /// The user of a cluster of that name; nothing if it is described several times.
    fn only_user(&self, cluster: &Cluster<'_>, name: &str) -> Option<&User<'b>> {
        let mut all = self.users_named(cluster, name);
        all.next().filter(|_| all.next().is_none())
    }
}

impl Cluster<'_> {
    /// The Secret that the User Operator makes for a user.
    pub fn secret_of(&self, user: &User<'_>) -> String {
        format!("{}{}", self.secret_prefix(), user.name)
    }

    /// The user whose Secret it would be.
    fn user_of<'s>(&self, secret: &'s str) -> Option<&'s str> {
        secret.strip_prefix(self.secret_prefix())
    }

    fn secret_prefix(&self) -> &str {
        let prefix = Carer::Users.of(self).and_then(|operator| operator.get("secretPrefix")).and_then(Node::as_text);
        prefix.unwrap_or_default()
    }
}

impl<'b> User<'b> {
    /// Whether a rule allows something.
    pub fn may(&self, resource: &str, name: &str, operation: &str) -> bool {
        self.rules(resource, operation).any(|acl| acl.covers(name))
    }

    /// Whether a rule allows something with names that begin so.
    pub fn may_beginning(&self, resource: &str, prefix: &str, operation: &str) -> bool {
        self.rules(resource, operation).any(|acl| {
            acl.name.is_some_and(|own| {
                own.value == "*" || own.value.starts_with(prefix) || (acl.prefix && prefix.starts_with(own.value))
            })
        })
    }

    /// A rule that would allow something if its name were how names begin.
    pub fn nearly(&self, resource: &str, name: &str, operation: &str) -> Option<&Acl<'b>> {
        let begins = |acl: &&Acl<'b>| {
            acl.name.is_some_and(|own| {
                let rest = name.strip_prefix(own.value);
                !acl.prefix && own.value.ends_with(['-', '.', '_']) && rest.is_some_and(|rest| !rest.is_empty())
            })
        };
        self.rules(resource, operation).find(begins)
    }

    /// The rules that allow an operation.
    pub fn rules(&self, resource: &str, operation: &str) -> impl Iterator<Item = &Acl<'b>> {
        self.acls.iter().filter(move |acl| !acl.denies && acl.resource == Some(resource) && acl.speaks_of(operation))
    }
}

/// Whether what a user may do is what its rules say.
fn is_judged(cluster: &Cluster<'_>, listener: &Listener<'_>, user: &User<'_>) -> bool {
    let asks = cluster.authorization.is_some_and(|kind| kind.value == "simple");
    let open = cluster.config.written("allow.everyone.if.no.acl.found").is_some();
    let (Some(wanted), Some(own)) = (listener.authentication, user.authentication) else { return false };
    let known = own.value == wanted.value || (wanted.value == "tls" && own.value == "tls-external");
    let every = cluster.kafka.at(["authorization", "superUsers"]).into_iter().flat_map(Node::items);
    let is_super = every.filter_map(Node::as_text).any(|principal| principal.contains(user.name));
    // Without a User Operator somebody else takes care of rules.
    let cared = Carer::Users.of(cluster).is_some();
    asks && cared && !open && known && !is_super && user.document.is_whole()
}
