//! Whom a question is asked: each thing that it is about.

use super::out::{Out, Spot};
use super::rule::Check;
use super::world::World;
use crate::bundle::Document;
use crate::diag::{Span, Target};
use crate::inventory::compose::{Service, Stack};
use crate::inventory::wiring::wires;
use crate::inventory::{AlertRule, Cluster, Group, Listener, Pool, RuleFile};

/// What a question is asked of, and where it stands.
pub type Asks = (Target, Option<Span>);

/// Is given what a question was asked of, and what was found.
pub(super) type Answer<'a> = dyn FnMut(&dyn Fn() -> Asks, &mut Out) + 'a;

/// Asks a question of each thing that it is about, one about documents of the parts that patches are only if it is said.
pub(super) fn ask(world: &World<'_>, check: Check, of_parts: bool, answer: &mut Answer<'_>) {
    let of = &world.inventory;
    match check {
        Check::Whole(check) => each([()], answer, |(), out| check(world, out), |()| (Target::new("set", ""), None)),
        Check::Document(check) => {
            let meant = |it: &Document<'_>| it.is_whole() || (of_parts && it.is_readable());
            let documents = world.bundle.documents().filter(meant);
            each(documents, answer, |document, out| check(world, *document, out), |document| of_document(*document));
        }
        Check::Alert(check) => {
            each(of.rules(), answer, |(file, group, rule), out| check(world, file, group, rule, out), of_alert);
        }
        Check::Scraped(check) => {
            let wires = wires(of);
            each(of.rules(), answer, |(_, _, rule), out| check(world, &wires, rule, out), of_alert);
        }
        Check::Cluster(check) => each(
            clusters(world),
            answer,
            |cluster, out| check(world, cluster, out),
            |cluster| named("cluster", cluster.name, cluster.document),
        ),
        Check::Pool(check) => each(
            pools(world),
            answer,
            |(cluster, pool), out| check(world, cluster, pool, out),
            |(cluster, pool)| named("pool", &format!("{}/{}", cluster.name, pool.name), pool.document),
        ),
        Check::Listener(check) => each(
            listeners(world),
            answer,
            |(cluster, listener), out| check(world, cluster, listener, out),
            |(cluster, one)| named("listener", &format!("{}/{}", cluster.name, one.name), cluster.document),
        ),
        Check::Service(check) => each(
            services(world),
            answer,
            |(stack, service), out| check(world, stack, service, out),
            |(_, service)| (Target::new("service", service.name.clone()), Spot::from(service.node).span),
        ),
        Check::Stack(check) => each(&of.stacks, answer, |stack, out| check(world, stack, out), |stack| of_stack(stack)),
        Check::Metrics(check) => each(
            &of.metrics,
            answer,
            |config, out| check(world, config, out),
            |config| named("metrics", config.document.name().unwrap_or_default(), config.document),
        ),
        Check::Monitor(check) => each(
            &of.monitors,
            answer,
            |monitor, out| check(world, monitor, out),
            |monitor| named("monitor", monitor.name, monitor.document),
        ),
        Check::Operator(check) => each(
            &of.installations,
            answer,
            |installation, out| check(world, installation, out),
            |one| named("operator", one.operator.document.name().unwrap_or_default(), one.operator.document),
        ),
        Check::Topic(check) => each(
            &of.topics,
            answer,
            |topic, out| check(world, topic, out),
            |topic| named("topic", topic.name.value, topic.document),
        ),
        Check::User(check) => {
            each(
                &of.users,
                answer,
                |user, out| check(world, user, out),
                |user| named("user", user.name, user.document),
            );
        }
    }
}

fn each<T>(
    things: impl IntoIterator<Item = T>,
    answer: &mut Answer<'_>,
    ask: impl Fn(&T, &mut Out),
    name: impl Fn(&T) -> Asks,
) {
    let mut out = Out::default();
    for thing in things {
        ask(&thing, &mut out);
        answer(&|| name(&thing), &mut out);
    }
}

/// The clusters that are described as wholes: what a patch lacks stands in what it is laid over.
fn clusters<'w, 'b>(world: &'w World<'b>) -> impl Iterator<Item = &'w Cluster<'b>> {
    world.inventory.clusters.iter().filter(|cluster| !world.is_patch(cluster.document))
}

fn pools<'w, 'b>(world: &'w World<'b>) -> impl Iterator<Item = (&'w Cluster<'b>, &'w Pool<'b>)> {
    let all = clusters(world).flat_map(|cluster| cluster.pools.iter().map(move |pool| (cluster, pool)));
    all.filter(|(_, pool)| !world.is_patch(pool.document))
}

fn listeners<'w, 'b>(world: &'w World<'b>) -> impl Iterator<Item = (&'w Cluster<'b>, &'w Listener<'b>)> {
    let of = |cluster: &'w Cluster<'b>| cluster.listeners.iter().map(move |listener| (cluster, listener));
    clusters(world).flat_map(of)
}

fn services<'w, 'b>(world: &'w World<'b>) -> impl Iterator<Item = (&'w Stack<'b>, &'w Service<'b>)> {
    world.inventory.stacks.iter().flat_map(|stack| stack.services.iter().map(move |service| (stack, service)))
}

fn named(kind: &'static str, name: &str, document: Document<'_>) -> Asks {
    let target = Target { kind, name: name.to_owned(), namespace: document.namespace().map(str::to_owned) };
    (target, Spot::from(document).span)
}

fn of_alert((file, _, rule): &(&RuleFile<'_>, &Group<'_>, &AlertRule<'_>)) -> Asks {
    named("alert", &rule.name, file.document)
}

fn of_stack(stack: &Stack<'_>) -> Asks {
    let first = stack.documents.first();
    (Target::new("stack", stack.name()), first.and_then(|document| Spot::from(document.root()).span))
}

/// A document by kind and name: `Deployment/strimzi-cluster-operator`.
fn of_document(document: Document<'_>) -> Asks {
    let kind = document.kind().unwrap_or("document");
    let name = document.name().unwrap_or_else(|| document.source().name());
    named("document", &format!("{kind}/{name}"), document)
}
