//! The rules as pages: a table for people, data for programs, and the page of the documentation.
//!
//! As in reports, the structs of the data are the promise: adding a field is a minor release, removing one a major one.

use super::RuleDoc;
use super::page::{Block, Page};
use super::table::Table;
use crate::inspect::{Level, Offence};
use serde::Serialize;
use std::fmt::Write as _;

/// What programs get.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    api_version: &'static str,
    kind: &'static str,
    rules: Vec<Wire>,
}

#[derive(Serialize)]
struct Wire {
    id: &'static str,
    area: &'static str,
    level: Levels,
    summary: &'static str,
    why: &'static str,
    help: &'static str,
    source: &'static str,
    waivable: bool,
    security: bool,
}

/// How much it matters in each profile: `error`, `warning`, `info`, `off`.
#[derive(Serialize)]
struct Levels {
    production: &'static str,
    development: &'static str,
}

/// A table of rules, in their order.
pub fn table(offences: &[&'static Offence]) -> Page {
    let heading = ["level", "development", "rule", "what it finds"];
    let rows = offences.iter().map(|offence| {
        let development = if offence.development == offence.production { "" } else { offence.development.word() };
        [offence.production.word(), development, offence.id, offence.summary].map(str::to_owned).to_vec()
    });
    let table = Table { heading: heading.map(str::to_owned).to_vec(), rows: rows.collect(), breaks: 3 };
    let notes = "`development` is the level in that profile, where it differs. A policy may change levels.\n\
                 `kafkasmith explain RULE` says why, what to write, and shows examples.";
    Page { blocks: vec![Block::Table(table), Block::Text(notes.to_owned())], data: data(offences) }
}

fn data(offences: &[&'static Offence]) -> Option<serde_json::Value> {
    let wire = |offence: &&'static Offence| Wire {
        id: offence.id,
        area: offence.area(),
        level: Levels { production: offence.production.word(), development: offence.development.word() },
        summary: offence.summary,
        why: offence.why,
        help: offence.write,
        source: offence.source,
        waivable: offence.waivable,
        security: offence.security,
    };
    let rules = offences.iter().map(wire).collect();
    serde_json::to_value(Envelope { api_version: "kafkasmith/v1", kind: "Rules", rules }).ok()
}

/// The page of the documentation: `docs/rules.md`.
pub fn markdown(offences: &[&'static Offence]) -> String {
    let mut out = String::from(
        "# Rules\n\n\
         <!-- Made by `kafkasmith rules --format markdown`; a test holds it to the program. -->\n\n\
         What `kafkasmith validate` can find, by area. `kafkasmith explain RULE` shows examples, too.\n\
         *error*: will not start, is refused, loses data, lets somebody in, or is dead.\n\
         *warning*: works until something fails. *info*: taste and hygiene.\n",
    );
    let mut areas: Vec<&str> = Vec::new();
    for offence in offences {
        if !areas.contains(&offence.area()) {
            areas.push(offence.area());
        }
    }
    for area in areas {
        let of_area: Vec<_> = offences.iter().filter(|offence| offence.area() == area).collect();
        let _ = write!(out, "\n## {area}\n\n| rule | level | what it finds |\n| --- | --- | --- |\n");
        for offence in &of_area {
            let (id, level, anchor) = (offence.id, levels(offence), RuleDoc::anchor(offence.id));
            let _ = writeln!(out, "| [`{id}`](#{anchor}) | {level} | {} |", offence.summary.replace('|', "\\|"));
        }
        for offence in of_area {
            detail(offence, &mut out);
        }
    }
    out
}

fn detail(offence: &Offence, out: &mut String) {
    let _ = write!(out, "\n### {}\n\n{}. {}\n", offence.id, capital(offence.summary), offence.why);
    out.push('\n');
    let mut fact = |name: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "* {name}: {text}");
        }
    };
    fact("Level", &levels(offence));
    fact("Write", offence.write);
    fact("Source", offence.source);
    fact("Waiver", if offence.waivable { "" } else { "none is accepted" });
    fact("Security", if offence.security { "it lets somebody in, or shows a secret" } else { "" });
}

fn levels(offence: &Offence) -> String {
    let (production, development) = (offence.production, offence.development);
    match development {
        same if same == production => production.word().to_owned(),
        Level::Off => format!("{}; not in development", production.word()),
        other => format!("{}; {} in development", production.word(), other.word()),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
