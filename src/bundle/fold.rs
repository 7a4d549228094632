//! Says once what is wrong with many places for one reason: a file, or a whole chart, that is a template.

use super::yaml::fault::{self, SYNTAX, TEMPLATE};
use crate::diag::{Diagnostic, Source, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// The faults of a set, those of templates once a file, and once a chart of Helm's.
pub(super) fn templates(faults: Vec<Diagnostic>, sources: &Sources, names: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let file = |fault: &Diagnostic| fault.span().and_then(|span| sources.of(span)).map(Source::name);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| fault.id == TEMPLATE) {
        *places.entry(file(fault).unwrap_or_default()).or_default() += 1;
    }
    let mut charts: BTreeMap<&str, usize> = BTreeMap::new();
    for chart in places.keys().filter_map(|file| chart(file, names)) {
        *charts.entry(chart).or_default() += 1;
    }
    let mut said = BTreeSet::new();
    let mut kept = Vec::new();
    for fault in faults {
        let Some((name, count)) = file(&fault).and_then(|name| Some((name, places.get(name)?))) else {
            kept.push(fault);
            continue;
        };
        let is_template = fault.id == TEMPLATE;
        match chart(name, names) {
            // What is not filled in is hard to read.
            Some(chart) if is_template || fault.id == SYNTAX => {
                let files = charts.get(chart).copied().unwrap_or(1);
                kept.extend(fault.span().filter(|_| said.insert(chart)).map(|place| fault::chart(chart, files, place)));
            }
            None if is_template && !said.insert(name) => {}
            None if is_template && *count > 1 => {
                kept.push(fault.note(format!("this file has {count} of them")));
            }
            _ => kept.push(fault),
        }
    }
    kept
}

/// The chart that a template is of: the folder with `Chart.yaml` above `templates/`, without its slash.
fn chart<'n>(file: &'n str, names: &BTreeSet<&str>) -> Option<&'n str> {
    file.match_indices("templates/").find_map(|(at, _)| {
        let folder = file.get(..at).filter(|folder| folder.is_empty() || folder.ends_with('/'))?;
        let is_chart =
            ["Chart.yaml", "Chart.yml"].iter().any(|name| names.contains(format!("{folder}{name}").as_str()));
        is_chart.then(|| folder.strip_suffix('/').unwrap_or("."))
    })
}
