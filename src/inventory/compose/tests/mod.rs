//! What is read of stacks.

mod reading;

use super::*;
use crate::diag::{Complaints, Sources};

/// The sample's own stack.
const SAMPLE: &str = include_str!("../../../../out/services/docker-compose.yml");

/// What work makes of the stacks of files; the second is what the reader of YAML complained about.
fn with_stacks<T>(files: &[(&str, &str)], work: impl FnOnce(&[Stack<'_>], Vec<String>) -> T) -> T {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(*name, *text).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    let faults =
        complaints.into_sorted().iter().map(|fault| format!("{}: {}", fault.id.word(), fault.headline)).collect();
    work(&stacks(&bundle), faults)
}
