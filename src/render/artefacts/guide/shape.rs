//! Pages as a reader of `CommonMark` sees them: hostile values are text, and make nothing else of a page.

use super::tests::{EVERYTHING, MINIMAL, SAMPLE};
use crate::alert::anchor;
use crate::diag::{Complaints, Sources};
use crate::render::{Artefact, set};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const GUARDED: &str = include_str!("../../../../tests/specs/guarded.toml");
const HOSTILE: &str = include_str!("../../../../tests/specs/hostile.toml");

/// What would be markup if it were not a value.
const MARKUP: &str = "```\\n# h\\n\\n---\\n| a | b |\\n| --- | --- |\\n<script>alert(1)</script> <!-- [a](https://b) ![c](d) -->\\n~~~\\n- [ ] x\\n> `q` *e* $m$";

/// The files of a spec without mistakes.
fn artefacts(spec: &str) -> Vec<Artefact> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let mut complaints = Complaints::default();
    let set = set(sources.get(id).unwrap(), &mut complaints).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(complaints.into_sorted(), []);
    set.unwrap().artefacts
}

/// Their paths.
fn files(spec: &str) -> Vec<String> {
    artefacts(spec).into_iter().map(|artefact| artefact.path).collect()
}

/// Its pages, by path.
fn pages(spec: &str) -> BTreeMap<String, String> {
    let is_page = |artefact: &Artefact| Path::new(&artefact.path).extension().is_some_and(|ending| ending == "md");
    let pages = artefacts(spec).into_iter().filter(is_page);
    pages.map(|artefact| (artefact.path, artefact.text)).collect()
}

/// A text with something else in it, which must have been there.
#[track_caller]
pub(super) fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old:?} is not in the spec");
    text.replace(old, new)
}

/// The hostile spec with more of it, in every text of a client that may be anything.
fn hostile() -> String {
    let client = |name: &str, library: &str| {
        format!(
            "[client.{name}]\nlibrary = \"{library}\"\ncodec = \"{MARKUP}\"\nproduces = [\"on\"]\nacks = \"1\"\n\
             consumes = [{{ topic = \"on\", group = \"{MARKUP}\", dead_letters = \"tab\" }}]\n"
        )
    };
    let purpose = format!("[topic.markup]\npurpose = \"{MARKUP}\"\n");
    let clients: String = [client("odd", MARKUP), client("known", "aiokafka"), client("java", "java")].concat();
    format!("{HOSTILE}\n{purpose}{clients}")
}

/// The same with texts that mean nothing to anybody.
fn harmless() -> String {
    let mut spec = hostile().replace(MARKUP, "plain");
    for (hostile, harmless) in [
        ("{{ $labels.topic }}\" }", "group\" }"),
        ("a\\\"b\\\\c|d.*", "group"),
        ("two\\nlines\" }", "group\" }"),
        ("| pipe | <script>alert(1)</script>", "library"),
    ] {
        spec = with(&spec, hostile, harmless);
    }
    let lines = spec.lines().map(|line| match line.strip_prefix("purpose = ") {
        Some(purpose) if !purpose.trim_matches('"').trim().is_empty() => "purpose = \"plain\"\n".to_owned(),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// What a page is made of, in order, texts left out.
fn shape(page: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut shape: Vec<String> = Vec::new();
    let mut in_code = false;
    for event in Parser::new_ext(page, options) {
        let part = match event {
            // How `code` is written in a table where a text has `|`.
            Event::InlineHtml(tag) if &*tag == "<code>" => {
                in_code = true;
                "code".to_owned()
            }
            Event::InlineHtml(tag) if &*tag == "</code>" => {
                in_code = false;
                continue;
            }
            Event::Text(_) if in_code => continue,
            Event::Text(_) => "text".to_owned(),
            Event::Code(_) => "code".to_owned(),
            Event::Start(Tag::Link { dest_url, .. }) => format!("link to {dest_url}"),
            other => format!("{other:?}"),
        };
        if part != "text" || shape.last().is_none_or(|last| last != "text") {
            shape.push(part);
        }
    }
    shape
}

#[test]
fn hostile_values_make_nothing_of_a_page() {
    let (bad, good) = (pages(&hostile()), pages(&harmless()));
    assert!(bad.len() > 2 && bad.keys().eq(good.keys()), "{:?}", bad.keys());
    // The mark has another checksum.
    let body = |page: &str| shape(page.splitn(3, '\n').last().unwrap());
    for (path, good) in &good {
        assert_ne!(bad[path], *good);
        let (bad, good) = (body(&bad[path]), body(good));
        let first = bad.iter().zip(&good).position(|(bad, good)| bad != good);
        let near = first.map(|at| (&bad[at.saturating_sub(5)..=at], &good[at.saturating_sub(5)..=at]));
        assert!(bad == good, "{path}: {near:#?}");
        assert!(good.iter().any(|part| part.starts_with("Start(Table")) && good.len() > 200, "{path}: {good:?}");
    }
}

#[test]
fn the_mark_of_a_page_is_a_comment_and_all_the_html_there_is() {
    for (path, page) in pages(&hostile()) {
        let shape = shape(&page);
        let html = shape.iter().filter(|part| part.starts_with("Html(") || part.starts_with("InlineHtml("));
        // A template's own.
        let html: Vec<&String> = html.filter(|part| !part.contains("\"<br>\"")).collect();
        assert_eq!(html.len(), 2, "{path}: {html:?}");
        assert!(html[0].contains("<!-- @generated") && html[1].contains("kafkasmith:checksum"), "{path}: {html:?}");
    }
}

/// The anchors that GitHub gives the headings of a page; a second one of the same words has a number.
fn anchors(page: &str) -> BTreeSet<String> {
    let (mut found, mut heading) = (BTreeSet::new(), None);
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let mut numbered = (1..).map(|number| format!("{anchor}-{number}"));
                let free =
                    if found.contains(&anchor) { numbered.find(|it| !found.contains(it)).unwrap() } else { anchor };
                found.insert(free);
            }
            _ => {}
        }
    }
    found
}

/// Where a link of a page leads to: a path of the set, and a heading in it.
fn target(page: &str, link: &str) -> (String, Option<String>) {
    let (path, heading) = link.split_once('#').map_or((link, None), |(path, heading)| (path, Some(heading.to_owned())));
    let mut folders: Vec<&str> = page.split('/').collect();
    if !path.is_empty() {
        folders.pop();
    }
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." {
            folders.pop();
        } else {
            folders.push(part);
        }
    }
    (folders.join("/"), heading)
}

#[test]
fn every_link_leads_somewhere() {
    for spec in [SAMPLE, MINIMAL, EVERYTHING, HOSTILE, GUARDED] {
        let pages = pages(spec);
        let files: BTreeSet<String> = files(spec).into_iter().collect();
        let mut seen = 0;
        for (path, page) in &pages {
            for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
                let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
                if dest_url.contains("://") {
                    continue;
                }
                let (file, heading) = target(path, &dest_url);
                assert!(files.contains(&file), "{path}: {dest_url} leads to no file");
                if let Some(heading) = heading {
                    assert!(
                        anchors(&pages[file.as_str()]).contains(&heading),
                        "{path}: {dest_url} leads to no heading"
                    );
                }
                seen += 1;
            }
        }
        assert!(seen > 10, "only {seen} links were found");
    }
}

#[test]
fn a_shape_shows_what_a_value_would_make() {
    let plain = shape("a\n\n| a |\n| --- |\n| `x` |\n");
    for other in ["# a\n\n| a |\n| --- |\n| `x` |\n", "a\n\n| a |\n| --- |\n| <b>x |\n", "a\n\n| a |\n| --- |\n| x |\n"]
    {
        assert_ne!(shape(other), plain, "{other}");
    }
    assert_eq!(shape("b\n\n| c |\n| --- |\n| <code>y</code> |\n"), plain);
}
