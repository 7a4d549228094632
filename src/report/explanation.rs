//! Explanations as pages: laid out for people, and as data for programs.
//!
//! As in reports, the structs of the data are the promise: adding a field is a minor release, removing one a major one.

use super::page::{Block, Page};
use crate::explain::{self, Explanation, Occurrence, Place, by_file};
use serde::Serialize;

/// So many places are shown of one file.
const PLACES: usize = 8;
/// So many lines are shown of one place, and so many values of the spec at hand.
const LINES: usize = 6;

/// What programs get.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    api_version: &'a str,
    kind: &'a str,
    /// The spec at hand; null without one.
    spec: Option<&'a str>,
    tables: Vec<Named<'a>>,
    explanations: Vec<Explained<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    meaning: &'a str,
}

#[derive(Serialize)]
struct Explained<'a> {
    name: &'a str,
    is: &'a str,
    meaning: String,
    facts: Vec<Fact<'a>>,
    words: Vec<Named<'a>>,
    keys: Vec<Named<'a>>,
    example: Option<&'a str>,
    examples: Vec<Shown<'a>>,
    written: Vec<Written<'a>>,
    unwritten: Option<&'a str>,
    rendered: Vec<Rendered<'a>>,
    unrendered: Option<&'a str>,
    related: &'a [String],
}

#[derive(Serialize)]
struct Fact<'a> {
    name: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    shows: &'a str,
    is_bad: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct Written<'a> {
    line: usize,
    column: usize,
    text: &'a str,
    of: &'a str,
}

#[derive(Serialize)]
struct Rendered<'a> {
    file: &'a str,
    what: &'a str,
    computed: bool,
    lines: Vec<usize>,
}

/// What the tables of a spec are, and how to go on.
pub fn overview(tables: &[(String, String)], spec: Option<&str>) -> Page {
    let go_on = [
        ("kafkasmith explain '[cluster.brokers]'", "a table with its keys"),
        ("kafkasmith explain topic.partitions", "a key: its type, its default, an example, where it is rendered"),
        ("kafkasmith explain topic.orders.partitions", "the same for one topic of your spec"),
        ("kafkasmith explain broker-down", "a kind of alert; `kafkasmith explain alert.kind` lists them"),
        ("kafkasmith explain min.insync.replicas", "a setting of Kafka, in the version of your spec"),
        ("kafkasmith explain topic/one-copy-acknowledges", "a rule: what it finds, why, what to write, examples"),
        ("kafkasmith explain Kafka.spec.kafka.rack", "a field of a resource, and the releases that have it"),
    ];
    let blocks = vec![
        Block::Title("The tables of a spec".to_owned(), String::new()),
        Block::Rows(tables.to_vec()),
        Block::Heading("Explain more".to_owned()),
        Block::Rows(go_on.map(|(command, what)| (command.to_owned(), what.to_owned())).to_vec()),
    ];
    let tables = tables.iter().map(|(name, meaning)| Named { name, meaning }).collect();
    Page { blocks, data: data(tables, &[], spec) }
}

/// Explanations, one after the other.
pub fn explanations(list: &[Explanation], spec: Option<&str>) -> Page {
    Page { blocks: list.iter().flat_map(|one| blocks(one, spec)).collect(), data: data(Vec::new(), list, spec) }
}

fn data(tables: Vec<Named<'_>>, list: &[Explanation], spec: Option<&str>) -> Option<serde_json::Value> {
    let explanations = list.iter().map(explained).collect();
    let envelope = Envelope { api_version: "kafkasmith/v1", kind: "Explanation", spec, tables, explanations };
    serde_json::to_value(envelope).ok()
}

fn explained(one: &Explanation) -> Explained<'_> {
    let Explanation {
        name,
        is,
        meaning,
        facts,
        words,
        keys,
        example,
        examples,
        written,
        unwritten,
        rendered,
        unrendered,
        related,
    } = one;
    Explained {
        name,
        is,
        meaning: meaning.join(" "),
        facts: facts.iter().map(|(name, text)| Fact { name, text }).collect(),
        words: words.iter().map(|(name, meaning)| Named { name, meaning }).collect(),
        keys: keys.iter().map(|(name, meaning)| Named { name, meaning }).collect(),
        example: example.as_deref(),
        examples: examples
            .iter()
            .map(|explain::Shown { shows, is_bad, text }| Shown { shows, is_bad: *is_bad, text })
            .collect(),
        written: written
            .iter()
            .map(|Occurrence { line, column, text, of }| Written { line: *line, column: *column, text, of })
            .collect(),
        rendered: rendered
            .iter()
            .map(|Place { file, what, computed, lines }| Rendered {
                file,
                what,
                computed: *computed,
                lines: lines.iter().copied().collect(),
            })
            .collect(),
        unwritten: unwritten.as_deref(),
        unrendered: unrendered.as_deref(),
        related,
    }
}

/// An explanation for people.
fn blocks(one: &Explanation, spec: Option<&str>) -> Vec<Block> {
    let Explanation {
        name,
        is,
        meaning,
        facts,
        words,
        keys,
        example,
        examples,
        written,
        unwritten,
        rendered,
        unrendered,
        related,
    } = one;
    let mut blocks = vec![Block::Title(name.clone(), (*is).to_owned())];
    blocks.extend(meaning.iter().cloned().map(Block::Text));
    let mut part = |heading: &str, block: Option<Block>| {
        if let Some(block) = block {
            blocks.extend((!heading.is_empty()).then(|| Block::Heading(heading.to_owned())));
            blocks.push(block);
        }
    };
    let rows = |rows: Vec<(String, String)>| (!rows.is_empty()).then_some(Block::Rows(rows));
    part("", rows(facts.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect()));
    part("Values", rows(words.clone()));
    let heading = if matches!(*is, "field" | "resource") { "Fields" } else { "Keys" };
    part(heading, rows(keys.clone()));
    part("Example", example.as_ref().map(|text| Block::Lines(text.lines().map(str::to_owned).collect())));
    for explain::Shown { shows, is_bad, text } in examples {
        let heading = if *is_bad { "Found" } else { "Not found" };
        part(heading, Some(Block::Text(shows.clone())));
        part("", Some(Block::Lines(text.lines().map(str::to_owned).collect())));
    }
    let heading = format!("In {}", spec.unwrap_or_default());
    part(&heading, rows(values(written, spec.unwrap_or_default())));
    part(&heading, unwritten.clone().map(Block::Text));
    part("Rendered", rows(places(rendered, *is == "table")));
    part("Rendered", unrendered.clone().map(Block::Text));
    part("Related", (!related.is_empty()).then(|| Block::Text(related.join(", "))));
    blocks
}

/// The values of the spec at hand, each with its place.
fn values(written: &[Occurrence], spec: &str) -> Vec<(String, String)> {
    let row = |one: &Occurrence| {
        let of = if one.of.is_empty() { String::new() } else { format!("{}: ", one.of) };
        (format!("{spec}:{}:{}", one.line, one.column), format!("{of}{}", one.text))
    };
    let mut rows: Vec<(String, String)> = written.iter().take(LINES).map(row).collect();
    if written.len() > LINES {
        rows.push((String::new(), format!("and {} more", written.len() - LINES)));
    }
    rows
}

/// The files with the places in them; of a table the files alone.
fn places(rendered: &[Place], of_table: bool) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for (file, places) in by_file(rendered) {
        let name = file.rsplit('/').next().unwrap_or(file);
        if of_table {
            rows.push((name.to_owned(), String::new()));
            continue;
        }
        for (index, place) in places.iter().take(PLACES).enumerate() {
            let name = if index == 0 { name.to_owned() } else { String::new() };
            rows.push((name, told(place)));
        }
        if places.len() > PLACES {
            rows.push((String::new(), format!("and {} more places", places.len() - PLACES)));
        }
    }
    rows
}

fn told(place: &Place) -> String {
    let how = if place.computed { ", worked out" } else { "" };
    let shown: Vec<String> = place.lines.iter().take(LINES).map(usize::to_string).collect();
    let lines = match place.lines.len() {
        0 => String::new(),
        1 => format!(", line {}", shown.concat()),
        count if count > LINES => format!(", lines {} and {} more", shown.join(", "), count - LINES),
        _ => format!(", lines {}", shown.join(", ")),
    };
    format!("{}{how}{lines}", place.what)
}
