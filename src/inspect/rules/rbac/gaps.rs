//! What the operator lacks, sorted by what would give it.

use super::{features, has_rights, words};
use crate::bundle::{Bundle, Node};
use crate::catalog::Without;
use crate::inspect::World;
use crate::inspect::rules::operator::release;
use crate::inventory::Installation;
use crate::reason::permissions::{Gap, Near, Need, Place, gaps, needs};

/// What a gap comes to, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Ends,
    NeverLeads,
    NoPods,
    PassOn,
    Cannot,
    Later,
    Feature,
    Less,
}

/// Gaps that one change would close.
pub(super) struct Group<'g, 'r, 'b, 'n> {
    pub(super) at: Node<'b>,
    pub(super) near: &'g Near<'r, 'b, Node<'b>>,
    pub(super) place: Place<'n>,
    pub(super) class: Class,
    pub(super) needs: Vec<(Class, &'g Need<'n>)>,
}

/// Gaps by what would close them.
pub(super) fn grouped<'g, 'r, 'b, 'n>(
    gaps: &'g [Gap<'r, 'b, 'n, Node<'b>>],
    account: Node<'b>,
    bundle: &Bundle<'_>,
) -> Vec<Group<'g, 'r, 'b, 'n>> {
    let mut groups: Vec<Group<'g, 'r, 'b, 'n>> = Vec::new();
    for gap in gaps {
        let (at, class) = (words::node(&gap.near, account), class(&gap.need, bundle));
        let alike = std::mem::discriminant(&gap.near);
        let found = groups.iter_mut().find(|group| {
            group.at.span() == at.span() && group.place == gap.need.place && std::mem::discriminant(group.near) == alike
        });
        match found {
            Some(group) => {
                group.class = group.class.min(class);
                group.needs.push((class, &gap.need));
            }
            None => groups.push(Group {
                at,
                near: &gap.near,
                place: gap.need.place,
                class,
                needs: vec![(class, &gap.need)],
            }),
        }
    }
    groups
}

fn class(need: &Need<'_>, bundle: &Bundle<'_>) -> Class {
    let asked = features::is_asked_for(need.feature, bundle);
    match need.without {
        Without::Ends => Class::Ends,
        Without::NeverLeads => Class::NeverLeads,
        Without::NoPods => Class::NoPods,
        Without::ReconcileFails | Without::ChangeFails if !asked => Class::Feature,
        Without::ReconcileFails if need.passed_on => Class::PassOn,
        Without::ReconcileFails => Class::Cannot,
        Without::ChangeFails => Class::Later,
        Without::Logged | Without::Unseen => Class::Less,
    }
}

/// Does something with what an operator lacks, where the set has its rights, and with the place that names its account.
pub(super) fn with_gaps<'b>(
    world: &World<'_>,
    installation: &Installation<'b>,
    work: impl FnOnce(&[Gap<'_, 'b, '_, Node<'b>>], Node<'b>),
) {
    let Some(release) = release(world, installation) else { return };
    if !has_rights(installation, &release.roles) {
        return;
    }
    let operator = &installation.operator;
    let home = operator.namespace.unwrap_or_default();
    let operands = operands(world, home);
    let Some(scope) = operator.scope(&operands) else { return };
    let needs = needs(release, &scope);
    let gaps = gaps(&installation.rights.given, operator.account(), &needs);
    let own = operator.service_account().1.or(operator.pod()).unwrap_or(operator.container);
    work(&gaps, own);
}

/// The namespaces of what the operator has to manage.
fn operands<'w>(world: &'w World<'_>, home: &'w str) -> Vec<&'w str> {
    let kinds = ["Kafka", "KafkaConnect", "KafkaBridge", "KafkaMirrorMaker", "KafkaMirrorMaker2"];
    let documents = kinds.iter().flat_map(|kind| world.bundle.of_kind(kind));
    documents.map(|document| document.namespace().unwrap_or(home)).collect()
}
