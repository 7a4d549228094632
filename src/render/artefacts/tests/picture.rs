//! The picture as an SVG: an XML parser reads it, nothing in it is more than it should be, and each label leads to its place.

use super::{EVERYTHING, HOSTILE, MINIMAL, SAMPLE, artefacts_of, text_of, with_model};
use crate::graph::{Font, Pen, Picture};
use crate::render::artefact::Promise;
use crate::render::artefacts::{ARTEFACTS, picture};
use crate::render::{Platform, svg};
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

const NAME: &str = "kafka-architecture.svg";

/// All elements that a picture may have.
const ELEMENTS: [&str; 10] = ["svg", "title", "desc", "style", "defs", "marker", "path", "rect", "g", "text"];

fn elements<'a>(document: &'a Document<'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(Node::is_element)
}

#[test]
fn every_picture_is_well_formed_and_loads_nothing() {
    for spec in [SAMPLE, MINIMAL, EVERYTHING, HOSTILE] {
        let (artefacts, _) = artefacts_of(spec);
        let document = Document::parse(text_of(&artefacts, NAME)).unwrap();
        let root = document.root_element();
        assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
        for element in elements(&document) {
            assert!(ELEMENTS.contains(&element.tag_name().name()), "{element:?}");
            for attribute in element.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                assert!(!name.starts_with("on") && !name.contains("href"), "{element:?}");
                assert!(!value.contains("url(") || value.starts_with("url(#kafka-"), "{element:?}");
            }
        }
        let style = elements(&document).find(|element| element.has_tag_name("style")).unwrap().text().unwrap();
        assert!(style.contains(".topic rect") && !style.contains("url(") && !style.contains("@import"));
    }
}

#[test]
fn what_reads_a_picture_aloud_finds_its_words() {
    let (artefacts, _) = artefacts_of(SAMPLE);
    let document = Document::parse(text_of(&artefacts, NAME)).unwrap();
    let labels = document.root_element().attribute("aria-labelledby").unwrap();
    let texts: Vec<&str> = labels
        .split(' ')
        .map(|id| elements(&document).find(|element| element.attribute("id") == Some(id)).unwrap().text().unwrap())
        .collect();
    assert_eq!(texts[0], "Kafka platform hrms");
    assert!(texts[1].contains("5 clients write, 2 clients read, 2 topics take dead letters."), "{}", texts[1]);
}

#[test]
fn hostile_values_are_texts() {
    let (artefacts, _) = artefacts_of(HOSTILE);
    let document = Document::parse(text_of(&artefacts, NAME)).unwrap();
    let texts: BTreeSet<&str> = elements(&document).filter_map(|element| element.text()).collect();
    assert!(texts.contains("3 groups"), "{texts:?}");
    for part in [
        "with | pipe | <script>alert(1)</script>",
        "null reads 1e3 in group a\"b\\c|d.*",
        "null reads on in group {{ $labels.topic }}",
        "null reads null in group two lines",
        "rtl: ⟨U+202E⟩gnp.exe",
        "1e3: two lines --- kind: Secret; ",
    ] {
        assert!(texts.iter().any(|text| text.contains(part)), "{part} is not in {texts:?}");
    }
}

#[test]
fn each_label_leads_back_to_its_line() {
    let (artefacts, sources) = artefacts_of(SAMPLE);
    let artefact = artefacts.iter().find(|artefact| artefact.path.ends_with(NAME)).unwrap();
    let written = |around: &str, value: &str| {
        let start = artefact.text.find(around).unwrap_or_else(|| panic!("{around} in {}", artefact.text));
        let at = start + around.find(value).unwrap();
        sources.text(artefact.map.at(at).unwrap().first()).lines().next().unwrap_or_default().to_owned()
    };
    for (around, value, expected) in [
        (">Kafka platform hrms</text>", "Kafka", "\"hrms\""),
        (">audit-queue</text>", "audit", "audit-queue"),
        (">5 × 3 · 30d</text>", "5", "5"),
        (">5 × 3 · 30d</text>", "× 3", "3"),
        (">5 × 3 · 30d</text>", "30d", "\"30d\""),
        (": Audit logging, compliance", "logging", "\"Audit logging, compliance\""),
        (">group audit-service-group</text>", "audit", "\"audit-service-group\""),
        (">namespace monitoring</text>", "monitoring", "\"monitoring\""),
        (">user-service writes audit-queue</title>", "writes", "\"audit-queue\""),
        (">every 30s", "30s", "\"30s\""),
        (">10Gi each</text>", "10Gi", "\"10Gi\""),
        (">0.39.0</text>", "0.39", "\"0.39.0\""),
        (">plain :9092 · tls :9093, TLS</text>", ":9093", "9093"),
        (">plain :9092 · tls :9093, TLS</text>", "TLS", "true"),
    ] {
        assert_eq!(written(around, value), expected, "{around}: {value}");
    }
}

fn is_monitor(promise: &Promise) -> bool {
    matches!(promise, Promise::Object { kind, .. } if kind.ends_with("Monitor"))
}

#[test]
fn what_is_drawn_as_scraped_is_what_is_scraped() {
    let scraped = |spec: &str| {
        with_model(spec, |model, rules| {
            let drawing = Picture::of(model, rules).drawing();
            let drawn = drawing.routes.iter().filter(|route| route.pen == Pen::Scrapes).count();
            let all = ARTEFACTS.iter().flat_map(|artefact| (artefact.promises)(Platform::new(model, rules)));
            (drawn, all.filter(is_monitor).count())
        })
    };
    let theirs = SAMPLE.replace("install = \"manifests\"", "install = \"external\"");
    for (spec, count) in [(SAMPLE, 5), (MINIMAL, 0), (EVERYTHING, 6), (HOSTILE, 5), (&theirs, 4)] {
        assert_eq!(scraped(spec), (count, count));
    }
}

#[test]
fn the_style_sheet_has_the_sizes_that_texts_were_measured_by() {
    for font in Font::ALL {
        let weight = if font.is_bold() { " font-weight: 600;" } else { "" };
        let rule = format!(".{} {{ font-size: {}px;{weight} ", picture::font_class(font), font.size());
        assert!(picture::DESCRIPTION.template.contains(&rule), "{rule}");
    }
}

#[test]
fn a_picture_on_its_own_is_the_file_without_its_mark() {
    let (artefacts, _) = artefacts_of(SAMPLE);
    let artefact = artefacts.iter().find(|artefact| artefact.path.ends_with(NAME)).unwrap();
    let drawn = with_model(SAMPLE, |model, rules| svg(&Picture::of(model, rules)).unwrap());
    assert_eq!(Some(drawn.as_str()), artefact.text.get(artefact.body_start..));
}
