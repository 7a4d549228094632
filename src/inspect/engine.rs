//! Asks each rule of each thing that it is about, and decides how much the answers matter.

use super::origin::Rendered;
use super::out::{Out, Raised, Spot};
use super::rule::{Check, Offence, Rule};
use super::world::World;
use crate::bundle::Document;
use crate::diag::{About, Diagnostic, Id, SetBy, Severity, Span, Target};
use crate::inventory::compose::{Service, Stack};
use crate::inventory::{Cluster, Listener, Pool};
use std::mem::{Discriminant, discriminant};

/// What an inspection gives.
#[derive(Debug, Default)]
pub struct Findings {
    /// What was found.
    pub list: Vec<Diagnostic>,
    /// What was asked of what.
    pub asked: Vec<Asked>,
    /// How many questions there were.
    pub rules: usize,
}

/// Questions, and the things that each of them was asked of.
#[derive(Debug, Default)]
pub struct Asked {
    /// What they could have found.
    pub offences: Vec<&'static Offence>,
    /// What they were asked of.
    pub subjects: Vec<Asks>,
}

/// What a question is asked of, and where it stands.
pub type Asks = (Target, Option<Span>);

/// How much an offence matters, and who says so; nothing if it is not looked for.
pub type Levels<'l> = dyn Fn(&'static Offence) -> (Option<Severity>, SetBy) + 'l;

/// How an inspection is done.
pub struct Settings<'l> {
    /// How much each offence matters.
    pub levels: &'l Levels<'l>,
    /// The files of a spec, if that is what is inspected: findings then point into the spec.
    pub rendered: Option<&'l Rendered<'l>>,
}

/// Asks these rules of everything in the world.
pub fn inspect<'r>(world: &World<'_>, rules: impl IntoIterator<Item = &'r Rule>, settings: &Settings<'_>) -> Findings {
    let mut findings = Findings::default();
    let mut asked: Vec<(Discriminant<Check>, Asked)> = Vec::new();
    for rule in rules {
        let levels: Vec<_> = rule.offences.iter().map(|offence| (*offence, (settings.levels)(offence))).collect();
        if levels.iter().all(|(_, (severity, _))| severity.is_none()) {
            continue;
        }
        findings.rules += 1;
        // All questions of a kind are asked of the same things.
        let kind = discriminant(&rule.check);
        let is_first = !asked.iter().any(|(other, _)| *other == kind);
        let mut subjects = Vec::new();
        ask(world, rule.check, &mut |target, out| {
            for raised in out.raised.drain(..) {
                let level = levels.iter().find(|(offence, _)| offence.id == raised.offence.id);
                if let Some((_, (Some(severity), set_by))) = level {
                    let finding = diagnostic(raised, target().0, *severity, set_by.clone(), settings.rendered);
                    findings.list.push(finding);
                }
            }
            if is_first {
                let (target, place) = target();
                let spec_place = place.zip(settings.rendered).and_then(|(place, rendered)| rendered.comes_from(place));
                subjects.push((target, spec_place.or(place)));
            }
        });
        if is_first {
            asked.push((kind, Asked { offences: Vec::new(), subjects }));
        }
        if let Some((_, of_kind)) = asked.iter_mut().find(|(other, _)| *other == kind) {
            of_kind
                .offences
                .extend(levels.iter().filter(|(_, (level, _))| level.is_some()).map(|(offence, _)| *offence));
        }
    }
    findings.asked = asked.into_iter().map(|(_, asked)| asked).collect();
    findings
}

/// Asks a question of each thing that it is about; `answer` is given what it was asked of, and what was found.
fn ask(world: &World<'_>, check: Check, answer: &mut dyn FnMut(&dyn Fn() -> Asks, &mut Out)) {
    let mut out = Out::default();
    let inventory = &world.inventory;
    match check {
        Check::Whole(check) => {
            check(world, &mut out);
            answer(&|| (Target::new("set", ""), None), &mut out);
        }
        Check::Document(check) => {
            for document in world.bundle.documents().filter(|document| document.is_whole()) {
                check(world, document, &mut out);
                answer(&|| of_document(document), &mut out);
            }
        }
        Check::Alert(check) => {
            for (file, group, rule) in inventory.rules() {
                check(world, file, group, rule, &mut out);
                answer(&|| named("alert", &rule.name, file.document), &mut out);
            }
        }
        Check::Cluster(check) => {
            for cluster in clusters(world) {
                check(world, cluster, &mut out);
                answer(&|| named("cluster", cluster.name, cluster.document), &mut out);
            }
        }
        Check::Pool(check) => {
            for (cluster, pool) in pools(world) {
                check(world, cluster, pool, &mut out);
                answer(&|| named("pool", &format!("{}/{}", cluster.name, pool.name), pool.document), &mut out);
            }
        }
        Check::Listener(check) => {
            for (cluster, listener) in listeners(world) {
                check(world, cluster, listener, &mut out);
                let name = || format!("{}/{}", cluster.name, listener.name);
                answer(&|| named("listener", &name(), cluster.document), &mut out);
            }
        }
        Check::Service(check) => {
            for (stack, service) in services(world) {
                check(world, stack, service, &mut out);
                answer(&|| (Target::new("service", service.name.clone()), Spot::from(service.node).span), &mut out);
            }
        }
        Check::Stack(check) => {
            for stack in &inventory.stacks {
                check(world, stack, &mut out);
                let first = stack.documents.first();
                let place = first.and_then(|document| Spot::from(document.root()).span);
                answer(&|| (Target::new("stack", stack.name()), place), &mut out);
            }
        }
        Check::Metrics(check) => {
            for config in &inventory.metrics {
                check(world, config, &mut out);
                answer(&|| named("metrics", config.document.name().unwrap_or_default(), config.document), &mut out);
            }
        }
        Check::Monitor(check) => {
            for monitor in &inventory.monitors {
                check(world, monitor, &mut out);
                answer(&|| named("monitor", monitor.name, monitor.document), &mut out);
            }
        }
        Check::Operator(check) => {
            for installation in &inventory.installations {
                let document = installation.operator.document;
                check(world, installation, &mut out);
                answer(&|| named("operator", document.name().unwrap_or_default(), document), &mut out);
            }
        }
        Check::Topic(check) => {
            for topic in &inventory.topics {
                check(world, topic, &mut out);
                answer(&|| named("topic", topic.name.value, topic.document), &mut out);
            }
        }
        Check::User(check) => {
            for user in &inventory.users {
                check(world, user, &mut out);
                answer(&|| named("user", user.name, user.document), &mut out);
            }
        }
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

/// A document by kind and name: `Deployment/strimzi-cluster-operator`.
fn of_document(document: Document<'_>) -> Asks {
    let kind = document.kind().unwrap_or("document");
    let name = document.name().unwrap_or_else(|| document.source().name());
    named("document", &format!("{kind}/{name}"), document)
}

fn diagnostic(
    raised: Raised,
    subject: Target,
    severity: Severity,
    set_by: SetBy,
    rendered: Option<&Rendered<'_>>,
) -> Diagnostic {
    let Raised { offence, headline, spot, label, related, notes, help, answer } = raised;
    let id = Id::new(offence.id);
    let mut finding = match severity {
        Severity::Error => Diagnostic::error(id, headline),
        Severity::Warning => Diagnostic::warning(id, headline),
        Severity::Info => Diagnostic::info(id, headline),
    };
    if let Some(span) = spot.span {
        finding = finding.at(span, label);
    }
    finding.related = related;
    finding.notes = notes;
    finding.help = help;
    let fix = rendered.zip(answer.as_ref()).zip(spot.span);
    let fix = fix.and_then(|((rendered, answer), span)| rendered.fix(answer, span));
    let about = About { subject, object: spot.object, pointer: spot.pointer, set_by, fix, ..About::default() };
    finding.about = Some(Box::new(about));
    match rendered {
        Some(rendered) => rendered.lead_back(finding),
        None => finding,
    }
}
