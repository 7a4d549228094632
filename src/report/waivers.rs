//! Waivers and how they stand, as a table for people and as data for programs.
//!
//! As in reports, the structs of the data are the promise: adding a field is a minor release, removing one a major one.

use super::Report;
use super::page::{Block, Page};
use super::table::Table;
use crate::diag::Diagnostic;
use crate::policy::waiver::{Standing, State, Waiver};
use crate::units::counted;
use serde::Serialize;

/// A waiver, and how it stands.
#[derive(Debug, Clone, Copy)]
pub struct Row<'w> {
    /// The waiver.
    pub waiver: &'w Waiver,
    /// How it stands.
    pub standing: &'w Standing,
    /// Whether it was taken out of its file.
    pub is_pruned: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    api_version: &'a str,
    kind: &'a str,
    waivers: Vec<Wire<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    rule: &'a str,
    target: &'a str,
    reason: Option<&'a str>,
    owner: &'a str,
    expires: String,
    ticket: Option<&'a str>,
    /// `active`, `expiring`, `expired`, `unused` or `refused`.
    state: &'a str,
    /// Negative if it has ended.
    days_left: i64,
    /// How many findings it accepts, or would if it had not ended.
    findings: usize,
    /// Whether this run took it out.
    pruned: bool,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    line: usize,
}

/// All waivers with how they stand. `report` has the texts, and what is wrong with waivers.
pub fn table(rows: &[Row<'_>], report: &Report) -> Page {
    let data = Envelope {
        api_version: "kafkasmith/v1",
        kind: "Waivers",
        waivers: rows.iter().map(|row| wire(row, report)).collect(),
    };
    let data = serde_json::to_value(data).ok();
    if rows.is_empty() {
        return Page { blocks: vec![Block::Text("There are no waivers.".to_owned())], data };
    }
    let heading = ["state", "rule", "for", "findings", "until", "owner"];
    let cells = |row: &Row<'_>| {
        let Waiver { rule, target, owner, .. } = row.waiver;
        let findings = row.standing.findings.to_string();
        vec![state(row), rule.0.clone(), target.0.clone(), findings, until(row), owner.0.clone()]
    };
    let table =
        Table { heading: heading.map(str::to_owned).to_vec(), rows: rows.iter().map(cells).collect(), breaks: 5 };
    let reason = |row: &Row<'_>| {
        let ticket = row.waiver.ticket.as_ref().map(|ticket| format!(" ({ticket})")).unwrap_or_default();
        let reason = row.waiver.reason.as_ref().map(|(reason, _)| reason.as_str()).unwrap_or_default();
        (row.waiver.target.0.clone(), format!("{reason}{ticket}"))
    };
    let mut blocks = vec![Block::Table(table), Block::Heading("Why".to_owned())];
    blocks.push(Block::Rows(rows.iter().map(reason).collect()));
    let refused: Vec<(String, String)> =
        rows.iter().filter(|row| row.standing.state == State::Refused).flat_map(|row| why(row, report)).collect();
    if !refused.is_empty() {
        blocks.push(Block::Heading("What is refused".to_owned()));
        blocks.push(Block::Rows(refused));
    }
    Page { blocks, data }
}

fn state(row: &Row<'_>) -> String {
    let word = row.standing.state.word();
    if row.is_pruned { format!("{word}, taken out") } else { word.to_owned() }
}

/// The last day, and how far that is where it matters.
fn until(row: &Row<'_>) -> String {
    let Standing { state, days_left, .. } = row.standing;
    let day = row.waiver.expires.0;
    let days = |count: u64| counted(count, "day", "days");
    match state {
        State::Expiring if *days_left == 0 => format!("{day}, today"),
        State::Expiring => format!("{day}, in {}", days(days_left.unsigned_abs())),
        State::Expired => format!("{day}, {} ago", days(days_left.unsigned_abs())),
        State::Active | State::Unused | State::Refused => day.to_string(),
    }
}

/// Why a waiver is refused: its place, and what is wrong with it.
fn why(row: &Row<'_>, report: &Report) -> Vec<(String, String)> {
    let Location { path, line } = location(row, report);
    let Waiver { at, rule, target, reason, expires, .. } = row.waiver;
    let own = [Some(*at), Some(rule.1), Some(target.1), reason.as_ref().map(|(_, at)| *at), Some(expires.1)];
    let about = |finding: &&Diagnostic| finding.span().is_some_and(|span| own.contains(&Some(span)));
    let said = report.findings().iter().filter(about).map(|finding| match &finding.help {
        Some(help) => format!("{}; {help}", finding.headline),
        None => finding.headline.clone(),
    });
    said.map(|said| (format!("{path}:{line}"), said)).collect()
}

fn wire<'a>(row: &Row<'a>, report: &Report) -> Wire<'a> {
    let Waiver { rule, target, reason, owner, expires, ticket, at: _ } = row.waiver;
    Wire {
        rule: &rule.0,
        target: &target.0,
        reason: reason.as_ref().map(|(reason, _)| reason.as_str()),
        owner: &owner.0,
        expires: expires.0.to_string(),
        ticket: ticket.as_deref(),
        state: row.standing.state.word(),
        days_left: row.standing.days_left,
        findings: row.standing.findings,
        pruned: row.is_pruned,
        location: location(row, report),
    }
}

fn location(row: &Row<'_>, report: &Report) -> Location {
    let source = report.sources.of(row.waiver.at);
    Location {
        path: source.map(|source| report.shown(source.name())).unwrap_or_default(),
        line: source.map_or(1, |source| source.position(row.waiver.at.start()).line),
    }
}
