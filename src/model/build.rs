//! From what was written to what it means. Each noun builds itself; here is the order, and what they all need.

use super::cluster::{Around, Versions};
use super::topic::Common;
use super::{
    Alert, Client, Cluster, Environment, Images, Model, Monitoring, Operator, Patch, Project, Sourced, Stack, Topic,
};
use crate::diag::{Complaints, Diagnostic, Id, Span};
use crate::spec::{Entry, Field, Named, Spec, Tree, ids, tables};

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
        policy: _, // read by `policy`, which judges and renders nothing
        waiver: _,
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
    let brokers =
        cluster.get().and_then(|cluster| cluster.brokers.get()).and_then(|brokers| optional(&brokers.replicas));
    let common = Common { versions: versions.as_ref(), brokers };
    let topics = Topic::build_all(topic, topic_defaults, &common, &mut scope);
    let clients = Client::build_all(client, &topic_names, &mut scope);
    let monitored = !monitoring.is_absent();
    let around = Around {
        versions,
        defaults: topic_defaults,
        topics: &topics,
        clients: &clients,
        environment: &environment,
        monitored,
    };
    let built = Cluster::build(cluster, around, &mut scope);
    let operator = Operator::build(operator, built.as_ref(), &mut scope);
    let monitoring = Monitoring::build(monitoring, &mut scope);
    let alerts = Alert::build_all(alert, &topic_names, &clients, &mut scope);
    let project = Project::build(project, built.as_ref(), &mut scope);
    let stack = Stack::build(compose, project.as_ref(), &mut scope);
    if scope.complaints.has_errors() {
        return None;
    }
    let (release, cluster) = built?;
    let (project, operator, stack) = (project?, operator?, stack);
    Some(Model { project, environment, images, release, cluster, operator, topics, clients, monitoring, alerts, stack })
}

/// The names in a table, with their places.
fn names_of<T>(table: &Field<Named<T>>) -> Vec<&str> {
    table.get().map(|table| table.iter().map(|entry| entry.name.as_str()).collect()).unwrap_or_default()
}

/// What every noun needs to build itself.
pub(super) struct Scope<'c> {
    /// The place of the whole spec.
    pub(super) whole: Span,
    /// Where mistakes go.
    pub(super) complaints: &'c mut Complaints,
}

impl Scope<'_> {
    /// A mistake at a place.
    pub(super) fn complain(&mut self, id: Id, span: Span, headline: impl Into<String>, help: impl Into<String>) {
        self.complaints.push(Diagnostic::error(id, headline).at(span, "").help(help));
    }

    /// A mistake with a second place.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.complaints.push(diagnostic);
    }

    /// A key that must be written.
    pub(super) fn missing(&mut self, table: Span, key: &str, help: &str) {
        self.complain(ids::MISSING_KEY, table, format!("{key} is missing"), help);
    }

    /// A key that must be written, read by reference.
    pub(super) fn required<T: Clone>(
        &mut self,
        field: &Field<T>,
        table: Span,
        key: &str,
        help: &str,
    ) -> Option<Sourced<T>> {
        match field {
            Field::Given(value, span) => Some(Sourced::written(value.clone(), *span)),
            Field::Bad => None,
            Field::Absent => {
                self.missing(table, &format!("`{key}`"), help);
                None
            }
        }
    }

    /// A reference to something declared elsewhere; complains unless `known` has it.
    pub(super) fn refer(&mut self, name: &Sourced<String>, what: &str, known: &[&str]) -> bool {
        if known.contains(&name.value.as_str()) {
            return true;
        }
        let help = match crate::units::nearest(&name.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it with [{what}.{}]", quoted_key(&name.value)),
        };
        self.complain(
            ids::DANGLING_REFERENCE,
            name.origin.first(),
            format!("{what} `{}` is not declared", name.value),
            help,
        );
        false
    }

    /// A number that must be at least 1.
    pub(super) fn at_least_one(&mut self, number: Option<&Sourced<u32>>, what: &str) {
        if let Some(number) = number.filter(|number| number.value == 0) {
            let headline = format!("`0` is out of range: {what} must be 1 or more");
            self.complain(ids::OUT_OF_RANGE, number.origin.first(), headline, "write 1 or more");
        }
    }
}

/// A written value, or the default with the table in which one would write it. What was unreadable has been complained about.
pub(super) fn or<T: Clone>(field: &Field<T>, table: Span, default: T) -> Sourced<T> {
    optional(field).unwrap_or_else(|| Sourced::default(default, table))
}

/// A written value.
pub(super) fn optional<T: Clone>(field: &Field<T>) -> Option<Sourced<T>> {
    field.given().map(|(value, span)| Sourced::written(value.clone(), span))
}

/// A table's entries that could be read, with their names as values with a place.
pub(super) fn entries<T>(table: &Field<Named<T>>) -> impl Iterator<Item = (Sourced<String>, &T, &Entry<T>)> {
    table.get().into_iter().flatten().filter_map(|entry| {
        let value = entry.value.get()?;
        Some((Sourced::written(entry.name.clone(), entry.name_at), value, entry))
    })
}

/// The readable items of a list.
pub(super) fn items<T: Clone>(list: &Field<Vec<Field<T>>>) -> Vec<Sourced<T>> {
    list.get().into_iter().flatten().filter_map(optional).collect()
}

/// Labels: names and values, each with its place.
pub(super) fn labels(table: &Field<Named<String>>, scope: &mut Scope<'_>) -> Vec<(Sourced<String>, Sourced<String>)> {
    let mut labels = Vec::new();
    for (name, value, entry) in entries(table) {
        let at = entry.value.span().unwrap_or(entry.name_at);
        super::names::label_key(&name, scope);
        let value = Sourced::written(value.clone(), at);
        super::names::label_value(&value, scope);
        labels.push((name, value));
    }
    labels
}

/// A patch, if one is written.
pub(super) fn patch(field: &Field<Named<Tree>>) -> Option<Patch> {
    field.given().map(|(keys, at)| Patch { keys: keys.clone(), at })
}

/// A name as a TOML key.
pub(super) fn quoted_key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { name.to_owned() } else { format!("{name:?}") }
}

/// The place at which one would add a key to a table: the table itself, or the whole spec if there is none.
pub(super) fn place<T>(field: &Field<T>, scope: &Scope<'_>) -> Span {
    field.span().unwrap_or_else(|| Span::new(scope.whole.start(), scope.whole.start()))
}

/// Table types that several nouns read.
pub(super) type WrittenLimits = tables::Resources;
