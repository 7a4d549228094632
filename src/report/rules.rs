//! The rules as pages: a table for people, data for programs, and the page of the documentation.
//!
//! As in reports, the structs of the data are the promise: adding a field is a minor release, removing one a major one.

use super::RuleDoc;
use super::page::{Block, Page};
use super::table::Table;
use crate::diag::{Severity, Sources, Span};
use crate::inspect::{Level, Offence};
use crate::policy::{HouseRule, Policy};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write as _;

/// What programs get.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'w> {
    api_version: &'static str,
    kind: &'static str,
    rules: Vec<Wire<'w>>,
}

#[derive(Serialize)]
struct Wire<'w> {
    id: &'w str,
    area: &'w str,
    level: Levels,
    summary: &'w str,
    why: &'static str,
    help: &'static str,
    source: Cow<'w, str>,
    waivable: bool,
    security: bool,
}

/// How much it matters in each profile: `error`, `warning`, `info`, `off`.
#[derive(Serialize)]
struct Levels {
    production: &'static str,
    development: &'static str,
}

/// A table of rules, in their order, and of the house's own, which stand in some text.
pub fn table(offences: &[&'static Offence], of_house: &[&HouseRule], policy: &Policy, texts: &Sources) -> Page {
    let heading = ["level", "development", "rule", "what it finds"];
    let rows = offences.iter().map(|offence| {
        let development = if offence.development == offence.production { "" } else { offence.development.word() };
        [offence.production.word(), development, offence.id, offence.summary].map(str::to_owned).to_vec()
    });
    let own = of_house.iter().map(|rule| [level(rule), "", rule.id.word(), &rule.message].map(str::to_owned).to_vec());
    let rows = rows.chain(own);
    let table = Table { heading: heading.map(str::to_owned).to_vec(), rows: rows.collect(), breaks: 3 };
    let notes = "`development` is the level in that profile, where it differs. A policy may change levels.\n\
                 `kafkasmith explain RULE` says why, what to write, and shows examples.";
    Page {
        blocks: vec![Block::Table(table), Block::Text(notes.to_owned())],
        data: data(offences, of_house, policy, texts),
    }
}

/// How much a rule of the house matters: its policy has decided.
fn level(rule: &HouseRule) -> &'static str {
    rule.severity.map_or("off", Severity::word)
}

fn data(
    offences: &[&'static Offence],
    of_house: &[&HouseRule],
    policy: &Policy,
    texts: &Sources,
) -> Option<serde_json::Value> {
    let wire = |offence: &&'static Offence| Wire {
        id: offence.id,
        area: offence.area(),
        level: Levels { production: offence.production.word(), development: offence.development.word() },
        summary: offence.summary,
        why: offence.why,
        help: offence.write,
        source: offence.source.into(),
        waivable: offence.waivable,
        security: offence.security,
    };
    let own = of_house.iter().map(|rule| Wire {
        id: rule.id.word(),
        area: rule.id.area(),
        level: Levels { production: level(rule), development: level(rule) },
        summary: &rule.message,
        why: "",
        help: "",
        source: place(rule.at, texts).into(),
        waivable: policy.unwaivable(rule.id.word()).is_none(),
        security: false,
    });
    let rules = offences.iter().map(wire).chain(own).collect();
    serde_json::to_value(Envelope { api_version: "kafkasmith/v1", kind: "Rules", rules }).ok()
}

fn place(at: Span, texts: &Sources) -> String {
    let source = texts.of(at).map(|source| (source.name(), source.position(at.start()).line));
    source.map(|(name, line)| format!("{name}:{line}")).unwrap_or_default()
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
