//! The cluster operator: would it start, and could it then do anything?

mod account;
mod definitions;
mod election;
mod feature_gates;
mod image_maps;
mod images;
mod intervals;
mod kubernetes;
mod logging;
pub(super) mod namespaces;
mod network;
mod probes;
mod program;
mod refused;
mod resources;
mod restrictions;
mod variables;

use crate::bundle::{Kind, Node};
use crate::catalog::{self, Release};
use crate::inspect::{Rule, Spot, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::{self, Around, Problem};

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &refused::RULE,
    &program::RULE,
    &image_maps::RULE,
    &images::RULE,
    &intervals::RULE,
    &feature_gates::RULE,
    &variables::RULE,
    &namespaces::RULE,
    &election::RULE,
    &account::RULE,
    &definitions::RULE,
    &kubernetes::RULE,
    &probes::RULE,
    &network::RULE,
    &resources::RULE,
    &restrictions::RULE,
    &logging::RULE,
];

/// The release that an operator is of: what its images say, else what somebody said. Nothing is guessed: each release
/// has its own variables, images and rights.
pub(super) fn release(world: &World<'_>, installation: &Installation<'_>) -> Option<&'static Release> {
    match installation.operator.release() {
        Some((version, _)) => catalog::release(version),
        None => matches!(world.release.because, crate::inventory::Because::Said).then(|| world.strimzi()),
    }
}

/// What is wrong with an operator's Deployment. Of one whose release is not known only what is wrong with any.
fn problems<'b>(world: &World<'_>, installation: &Installation<'b>) -> Vec<Problem<'b>> {
    let kubernetes = world.environment.kubernetes.as_ref().map(|version| version.value);
    let kubernetes = kubernetes.map(|(major, minor)| format!("{major}.{minor}"));
    let around = Around { kubernetes: kubernetes.as_deref() };
    let operator = &installation.operator;
    match release(world, installation) {
        Some(release) => start::problems(operator, release, around),
        None => start::problems(operator, world.strimzi(), Around::default())
            .into_iter()
            .filter(|problem| !problem.what.is_of_a_release())
            .collect(),
    }
}

/// The place of a node; that of its key, where it is a map or a list.
pub(super) fn spot(at: Node<'_>) -> Spot {
    if at.kind() == Kind::Scalar {
        return at.into();
    }
    let pointer = at.path().pointer();
    let key = pointer.rsplit_once('/').and_then(|(parent, _)| {
        let parent = at.document().root().pointer(parent)?;
        parent.entries().find(|(_, value)| value.span() == at.span()).map(|(key, _)| key)
    });
    key.map_or_else(|| at.into(), Spot::key)
}

/// Names in backticks, with commas between them.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
