//! Every rule finds what its examples mark, at the line that is marked, and nothing else.

use super::{Example, Findings, Level, Rule, Settings, World, inspect, offences, rules};
use crate::bundle::Bundle;
use crate::catalog;
use crate::diag::{Complaints, SetBy, SourceId, Sources};
use crate::inventory::Taken;
use crate::model::Environment;
use std::collections::BTreeSet;

/// Behind this stands what a line is expected to be found guilty of.
const MARK: &str = "# <- ";

/// The file that says what is known of the place.
const BESIDE: &str = "kafkasmith.toml";

/// The files of an example, by name.
fn files(example: &Example) -> Vec<(String, String)> {
    let mut files = vec![("example.yaml".to_owned(), String::new())];
    for line in example.text.lines() {
        if let Some(name) = line.strip_prefix("# file: ") {
            files.push((name.to_owned(), String::new()));
        } else {
            let text = &mut files.last_mut().unwrap().1;
            text.push_str(line);
            text.push('\n');
        }
    }
    files.retain(|(_, text)| !text.trim().is_empty());
    files
}

/// What is found in an example: file, line and id.
fn found(rule: &'static Rule, example: &Example) -> BTreeSet<(String, usize, String)> {
    let mut sources = Sources::default();
    let mut ids: Vec<SourceId> = Vec::new();
    for (name, text) in files(example) {
        if name == BESIDE {
            continue;
        }
        ids.push(sources.add(name, text).unwrap());
    }
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    assert!(complaints.is_empty(), "{}: {complaints:?}", example.shows);
    let said = example.text.lines().find_map(|line| line.strip_prefix("# strimzi: "));
    let release = said.map(|version| Taken::said(catalog::release(version).unwrap()));
    let release = release.or_else(|| Taken::of(&bundle)).unwrap();
    let environment = environment(example);
    let world = World::new(&sources, &bundle, release, &environment);
    let levels =
        |offence: &'static super::Offence| (offence.production.severity().or(Level::Info.severity()), SetBy::Rule);
    let Findings { list, .. } = inspect(&world, [rule], &Settings { levels: &levels, rendered: None });
    list.iter()
        .map(|finding| {
            let span = finding.span().unwrap_or_else(|| panic!("{} has no place", finding.id));
            let source = sources.of(span).unwrap();
            (source.name().to_owned(), source.position(span.start()).line, finding.id.word().to_owned())
        })
        .collect()
}

/// What is known of the place that an example is for.
fn environment(example: &Example) -> Environment {
    let beside = files(example).into_iter().find(|(name, _)| name == BESIDE);
    beside.map_or_else(Environment::default, |(name, text)| {
        let mut sources = Sources::default();
        let id = sources.add(name, text).unwrap();
        let mut complaints = Complaints::default();
        let source = sources.get(id).unwrap();
        let spec = crate::spec::read(source, &mut complaints);
        let environment = Environment::read(&spec.environment, source.span(), &mut complaints);
        let wrong: Vec<_> =
            complaints.into_sorted().into_iter().filter(|it| it.id.word() != "spec/missing-key").collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        environment
    })
}

/// What an example marks.
fn marked(example: &Example) -> BTreeSet<(String, usize, String)> {
    let mut marks = BTreeSet::new();
    for (name, text) in files(example) {
        for (number, line) in text.lines().enumerate() {
            if let Some((_, ids)) = line.split_once(MARK) {
                marks.extend(ids.split(", ").map(|id| (name.clone(), number + 1, id.trim().to_owned())));
            }
        }
    }
    marks
}

#[test]
fn every_rule_finds_what_its_examples_mark() {
    let mut wrong = Vec::new();
    for rule in rules() {
        for example in rule.examples {
            let id = rule.offences.first().map_or("", |offence| offence.id);
            let (found, marked) = (found(rule, example), marked(example));
            if found != marked {
                let odd: Vec<_> = found.difference(&marked).collect();
                let missing: Vec<_> = marked.difference(&found).collect();
                wrong.push(format!("{id}: {}\n  not marked: {odd:?}\n  not found: {missing:?}", example.shows));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_offence_is_shown_and_every_rule_has_a_good_example() {
    for rule in rules() {
        let shown: BTreeSet<String> = rule.examples.iter().flat_map(marked).map(|(_, _, id)| id).collect();
        for offence in rule.offences {
            assert!(shown.contains(offence.id), "{} has no example", offence.id);
        }
        let good = rule.examples.iter().any(|example| marked(example).is_empty());
        assert!(good, "{} has no good example", rule.offences.first().map_or("", |offence| offence.id));
    }
}

#[test]
fn every_offence_says_what_it_is() {
    let mut seen = BTreeSet::new();
    for offence in offences() {
        assert!(seen.insert(offence.id), "{} is there twice", offence.id);
        assert!(
            offence.summary.starts_with(|c: char| c.is_lowercase() || c == '`'),
            "{}: {}",
            offence.id,
            offence.summary
        );
        assert!(!offence.summary.ends_with('.'), "{}: {}", offence.id, offence.summary);
        for (what, text) in [("why", offence.why), ("write", offence.write), ("source", offence.source)] {
            assert!(!text.trim().is_empty(), "{} does not say {what}", offence.id);
        }
        assert!(offence.id.split('/').count() == 2, "{}", offence.id);
    }
    assert!(!seen.is_empty());
}

/// What is found in a set of texts, each as a line.
fn found_in<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Vec<String> {
    let mut sources = Sources::default();
    let ids: Vec<SourceId> = texts.into_iter().map(|(name, text)| sources.add(name, text).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    let environment = Environment::default();
    let world = World::new(&sources, &bundle, Taken::of(&bundle).unwrap(), &environment);
    let levels = |offence: &'static super::Offence| (offence.production.severity(), SetBy::Rule);
    let Findings { list, .. } = inspect(&world, rules(), &Settings { levels: &levels, rendered: None });
    let told = |finding: &crate::diag::Diagnostic| {
        let span = finding.span().unwrap();
        let source = sources.of(span).unwrap();
        let line = source.position(span.start()).line;
        format!("{:?} {} {}:{line} {}", finding.severity, finding.id.word(), source.name(), finding.headline)
    };
    list.iter().map(told).collect()
}

#[test]
fn what_we_render_gives_nothing_but_what_its_waivers_bear() {
    let found = found_in([
        ("01", include_str!("../../out/k8s-manifests/kafka/01-strimzi-operator.yaml")),
        ("02", include_str!("../../out/k8s-manifests/kafka/02-kafka-cluster.yaml")),
        ("03", include_str!("../../out/k8s-manifests/kafka/03-kafka-topics.yaml")),
    ]);
    let mine = |line: &&String| {
        [" topic/", " listener/", " client/"].iter().any(|area| line.contains(area))
            && !line.contains(" topic/one-copy-acknowledges ")
            && !line.contains(" topic/no-byte-limit ")
    };
    let left: Vec<_> = found.iter().filter(mine).collect();
    assert!(left.is_empty(), "{left:#?}");
    assert!(found.iter().any(|line| line.contains(" topic/one-copy-acknowledges ")), "{found:#?}");
}
