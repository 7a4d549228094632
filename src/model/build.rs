//! From what was written to what it means. Each noun builds itself; here is the order.

use super::cluster::Around;
use super::platform::{Ground, Platform, broker_count};
use super::scope::Scope;
use super::topic::Common;
use super::versions::Versions;
use super::{
    Alert, Client, Cluster, Environment, Images, Limits, Model, Monitoring, Operator, Project, Stack, Topic, User,
};
use super::{access, stack};
use crate::diag::{Complaints, Span};
use crate::spec::{Field, Named, Spec, tables};
use std::collections::BTreeSet;

/// Works out what a spec means. `whole` is the place of the whole text, for what is missing altogether.
///
/// Everything that can be judged is judged, also where something else is missing; a model is made only of a spec that has
/// nothing wrong.
pub fn build(spec: &Spec, whole: Span, complaints: &mut Complaints) -> Option<Model> {
    let Spec {
        project,
        environment,
        images,
        cluster,
        operator,
        topic_defaults,
        topic,
        client,
        monitoring,
        alert,
        compose,
        policy,
        waiver: _, // judges what is rendered, and is not rendered
    } = spec;
    let mut scope = Scope { whole, complaints };
    let head = Span::new(whole.start(), whole.start());
    if cluster.is_absent() {
        scope.missing(head, "`[cluster]`", "write a table [cluster] with name, namespace and strimzi");
    }
    let environment = Environment::build(environment, &mut scope);
    let images = Images::build(images, &mut scope);
    let topic_names = names_of(topic);
    let versions = Versions::build(cluster, &mut scope);
    let brokers = cluster.get().and_then(broker_count);
    let platform = cluster.given().zip(versions.as_ref()).and_then(|((cluster, at), versions)| {
        Platform::build(cluster, &Ground { versions, environment: &environment, at }, &mut scope)
    });
    let common = Common { versions: versions.as_ref(), brokers, bad_defaults: unreadable(topic_defaults) };
    let topics = Topic::build_all(topic, topic_defaults, &common, &mut scope);
    let clients = Client::build_all(client, &topic_names, &mut scope);
    let monitored = !monitoring.is_absent();
    let local_kafka = versions.as_ref().and_then(stack::wanted);
    let around = Around {
        versions,
        platform,
        defaults: topic_defaults,
        topics: &topics,
        clients: &clients,
        environment: &environment,
        monitored,
    };
    let mut built = Cluster::build(cluster, around, &mut scope);
    let users = built.as_mut().map(|(_, cluster)| access::join(cluster, &clients, &topics, &mut scope));
    let operator = Operator::build(operator, built.as_ref(), &mut scope);
    if let (Some(operator), Some((release, _))) = (&operator, &built) {
        operator.check_chart(&images, release, &mut scope);
    }
    let monitoring =
        Monitoring::build(monitoring, built.as_ref().map(|(release, cluster)| (*release, cluster)), &mut scope);
    let alerts = Alert::build_all(alert, &topic_names, &clients, &mut scope);
    let project = Project::build(project, built.as_ref(), &mut scope);
    let stack = Stack::build(compose, project.as_ref(), local_kafka.as_ref(), &mut scope);
    let limits = Limits::build(policy);
    if scope.complaints.has_errors() {
        return None;
    }
    let (release, cluster) = built?;
    let (project, operator, users) = (project?, operator?, users?);
    let by_key = topics.iter().enumerate().map(|(at, topic)| (topic.key.value.clone(), at)).collect();
    Some(Model {
        project,
        environment,
        images,
        release,
        cluster,
        operator,
        topics,
        clients,
        monitoring,
        alerts,
        stack,
        limits,
        by_key,
        by_client: User::by_client(&users),
        users,
    })
}

/// Whether the partitions, and the replicas, that topics fall back to are unreadable, which has been complained about.
fn unreadable(defaults: &Field<tables::TopicDefaults>) -> (bool, bool) {
    let bad = |is_bad: fn(&tables::TopicDefaults) -> bool| defaults.is_bad() || defaults.get().is_some_and(is_bad);
    (bad(|defaults| defaults.partitions.is_bad()), bad(|defaults| defaults.replicas.is_bad()))
}

/// The names in a table.
fn names_of<T>(table: &Field<Named<T>>) -> BTreeSet<&str> {
    table.get().map(|table| table.iter().map(|entry| entry.name.as_str()).collect()).unwrap_or_default()
}
