//! What is read of stacks, and what is said of them.

mod breakages;
mod mutants;
mod own;
mod reading;

use super::judge::{Problem, What, judge};
use super::*;
use crate::diag::{Complaints, Severity, Sources};

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

/// A problem in a line: service, level, what, what is said.
fn line(problem: &Problem<'_>) -> String {
    let service = problem.service.as_deref().unwrap_or("*");
    format!("{service} {:?} {:?} {:?}", problem.level, problem.what, problem.said)
}

/// The problems of files in lines, with what the reader complained about.
fn lines(files: &[(&str, &str)]) -> Vec<String> {
    with_stacks(files, |stacks, faults| {
        let found = stacks.iter().flat_map(judge);
        faults.into_iter().chain(found.map(|problem| line(&problem))).collect()
    })
}

/// The problems of one file: what and how bad.
fn whats(text: &str) -> Vec<(What, Severity)> {
    with_stacks(&[("compose.yaml", text)], |stacks, _| {
        stacks.iter().flat_map(judge).map(|problem| (problem.what, problem.level)).collect()
    })
}
