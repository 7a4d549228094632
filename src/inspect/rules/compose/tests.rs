//! What is said of whole stacks, of those that specs render, and of damaged ones.

mod breakages;
mod mutants;
mod own;

use crate::bundle::Bundle;
use crate::catalog;
use crate::diag::{Complaints, SetBy, Severity, Sources};
use crate::inspect::{Findings, Level, Offence, Settings, World, inspect};
use crate::inventory::Taken;
use crate::model::Environment;

/// The sample's own stack.
const SAMPLE: &str = include_str!("../../../../out/services/docker-compose.yml");

/// What is found in files, in lines: how bad, id and headline. What the reader of YAML complains about comes first.
fn lines(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(*name, *text).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    let newest = catalog::release(catalog::releases().last().unwrap()).unwrap();
    let environment = Environment::default();
    let world = World::new(&sources, &bundle, Taken::said(newest), &environment);
    let levels = |offence: &'static Offence| (offence.production.severity().or(Level::Info.severity()), SetBy::Rule);
    let settings = Settings { levels: &levels, rendered: None };
    let Findings { list, .. } = inspect(&world, super::RULES.iter().copied(), &settings);
    let word = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let found = complaints.into_sorted().into_iter().chain(list);
    found.map(|finding| format!("{} {} {}", word(finding.severity), finding.id.word(), finding.headline)).collect()
}

/// The ids of what is found in one file.
fn ids(text: &str) -> Vec<String> {
    let id = |line: String| line.split(' ').nth(1).unwrap_or_default().to_owned();
    lines(&[("compose.yaml", text)]).into_iter().map(id).collect()
}
