//! Users, as KafkaUsers describe them.

use super::belonging::Carer;
use super::known::Known;
use super::topic::{CLUSTER_LABEL, label};
use crate::bundle::{Document, Node};
use crate::inventory::Cluster;

/// A user.
#[derive(Debug, Clone)]
pub struct User<'b> {
    /// The KafkaUser.
    pub document: Document<'b>,
    /// Its name, which is also that of the Secret unless a prefix is set.
    pub name: &'b str,
    /// The value of the label `strimzi.io/cluster`.
    pub cluster_label: Option<Known<'b, &'b str>>,
    /// Where in the inventory's clusters the one stands that it belongs to, if that is there.
    pub cluster: Option<usize>,
    /// `tls`, `tls-external` or `scram-sha-512`; none: the operator makes no Secret and checks nobody.
    pub authentication: Option<Known<'b, &'b str>>,
    /// Whether its authorization is `simple`.
    pub authorization: Option<Known<'b, &'b str>>,
    /// What it may do.
    pub acls: Vec<Acl<'b>>,
    /// `quotas`, as written.
    pub quotas: Option<Node<'b>>,
}

/// A rule of a user.
#[derive(Debug, Clone)]
pub struct Acl<'b> {
    /// Where it is written.
    pub node: Node<'b>,
    /// `topic`, `group`, `cluster`, `transactionalId`.
    pub resource: Option<&'b str>,
    /// The name of the resource; of `cluster` there is none.
    pub name: Option<Known<'b, &'b str>>,
    /// Whether `name` is how the names begin.
    pub prefix: bool,
    /// What is allowed or denied: `Read`, `Write`, `All` and so on.
    pub operations: Vec<Known<'b, &'b str>>,
    /// Whether it forbids.
    pub denies: bool,
    /// From which host; any, if nothing is said.
    pub host: Option<Known<'b, &'b str>>,
}

impl<'b> User<'b> {
    pub(super) fn of(document: Document<'b>, clusters: &[Cluster<'b>]) -> Self {
        let label = label(document, CLUSTER_LABEL);
        let cluster = Carer::Users.cluster_of(document, label.map(|label| label.value), clusters);
        let text = |path: [&str; 3]| {
            let node = document.at(path)?;
            Some(Known::written(node.as_text()?, node))
        };
        let acls = document.at(["spec", "authorization", "acls"]);
        User {
            document,
            name: document.name().unwrap_or_default(),
            cluster_label: label,
            cluster,
            authentication: text(["spec", "authentication", "type"]),
            authorization: text(["spec", "authorization", "type"]),
            acls: acls.into_iter().flat_map(Node::items).map(Acl::of).collect(),
            quotas: document.at(["spec", "quotas"]),
        }
    }
}

impl<'b> Acl<'b> {
    fn of(node: Node<'b>) -> Self {
        let text = |path: &[&str]| {
            let value = node.at(path.iter().copied())?;
            Some(Known::written(value.as_text()?, value))
        };
        let one = text(&["operation"]);
        let several = node.get("operations").into_iter().flat_map(Node::items);
        let several = several.filter_map(|value| Some(Known::written(value.as_text()?, value)));
        Acl {
            node,
            resource: text(&["resource", "type"]).map(|kind| kind.value),
            name: text(&["resource", "name"]),
            prefix: text(&["resource", "patternType"]).is_some_and(|kind| kind.value == "prefix"),
            operations: one.into_iter().chain(several).collect(),
            denies: text(&["type"]).is_some_and(|kind| kind.value == "deny"),
            host: text(&["host"]),
        }
    }

    /// Whether it speaks of that name.
    pub fn covers(&self, name: &str) -> bool {
        self.name.is_some_and(|own| {
            own.value == "*" || if self.prefix { name.starts_with(own.value) } else { own.value == name }
        })
    }

    /// Whether it speaks of that operation; `All` speaks of each.
    pub fn speaks_of(&self, operation: &str) -> bool {
        self.operations.iter().any(|own| own.value == operation || own.value == "All")
    }
}
