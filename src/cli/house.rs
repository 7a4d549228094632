//! The house's own rules where a run stands: those of the spec, or of what stands beside manifests, and of the policy that
//! several specs share.

use super::args::Global;
use super::demands::Demands;
use super::judging::Demanding;
use super::{Failure, Surroundings, beside, discovery};
use crate::compare::text::unix;
use crate::diag::Sources;
use std::path::PathBuf;

/// What the house demands, and the texts in which that stands.
pub(super) struct House {
    pub(super) sources: Sources,
    pub(super) demands: Demands,
}

/// What a house demands where a run stands. That there is no spec is no mistake, unless one was named.
pub(super) fn at_hand(demanding: &Demanding, global: &Global, world: &mut Surroundings<'_>) -> Result<House, Failure> {
    let mut sources = Sources::default();
    let demands = match discovery::spec(global, world) {
        Ok(spec) => {
            sources.add(spec.name.as_str(), unix(&spec.text))?;
            Demands::of_spec(&spec, &mut sources, demanding, world)?
        }
        Err(failure) if discovery::is_named(global, world) => return Err(failure),
        Err(_) => {
            let beside = beside::find(&[PathBuf::from(".")], world)?;
            Demands::beside(beside.as_ref(), &mut sources, demanding, world)?.0
        }
    };
    Ok(House { sources, demands })
}
