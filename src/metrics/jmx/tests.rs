//! The house's own rule files over beans recorded from real nodes give what real scrapes gave.

use std::collections::{BTreeMap, BTreeSet};

use super::JmxDialect::{self, Jmx0, Jmx1};
use super::{Attribute, Kind, Mistake, ObjectPattern, Rule, RuleText, Rules, Value};
use crate::render::jmx::{OF_ZOOKEEPERS, of_kafka};

macro_rules! recorded {
    ($name:literal) => {
        include_str!(concat!("../../../tests/real/recorded/", $name, "-mbeans.tsv"))
    };
}

macro_rules! scraped {
    ($name:literal) => {
        include_str!(concat!("../../../tests/real/expected/", $name, ".tsv"))
    };
}

const BROKER_MBEANS: &str = recorded!("broker-3.6.1");
const ZOOKEEPER_MBEANS: &str = recorded!("zookeeper-3.8.3");

/// Nodes without ZooKeeper: their beans, and what they told through agents from 1.0 on.
const KRAFT: [(&str, &str); 6] = [
    (recorded!("broker-3.9.2-kraft"), scraped!("broker-3.9.2-kraft-jmx-1.0.1")),
    (recorded!("controller-3.9.2-kraft"), scraped!("controller-3.9.2-kraft-jmx-1.0.1")),
    (recorded!("combined-3.9.2-kraft"), scraped!("combined-3.9.2-kraft-jmx-1.0.1")),
    (recorded!("broker-4.3.1-kraft"), scraped!("broker-4.3.1-kraft-jmx-1.6.0")),
    (recorded!("controller-4.3.1-kraft"), scraped!("controller-4.3.1-kraft-jmx-1.6.0")),
    (recorded!("combined-4.3.1-kraft"), scraped!("combined-4.3.1-kraft-jmx-1.6.0")),
];

/// The rules of each way to run, with the beans of the nodes that use them.
fn rules_and_beans() -> [(String, Vec<&'static str>); 4] {
    let [old, new] = [&KRAFT[..3], &KRAFT[3..]].map(|nodes| nodes.iter().map(|(mbeans, _)| *mbeans).collect());
    [
        (of_kafka(false), vec![BROKER_MBEANS]),
        (OF_ZOOKEEPERS.to_owned(), vec![ZOOKEEPER_MBEANS]),
        (of_kafka(true), old),
        (of_kafka(true), new),
    ]
}

#[test]
fn recorded_brokers_give_the_series_of_real_scrapes() {
    same_as_scraped(Jmx0, &of_kafka(false), BROKER_MBEANS, scraped!("broker-3.6.1-jmx-0.20.0"));
    same_as_scraped(Jmx1, &of_kafka(false), BROKER_MBEANS, scraped!("broker-3.6.1-jmx-1.0.1"));
}

#[test]
fn recorded_zookeepers_give_the_series_of_real_scrapes() {
    same_as_scraped(Jmx0, OF_ZOOKEEPERS, ZOOKEEPER_MBEANS, scraped!("zookeeper-3.8.3-jmx-0.20.0"));
    same_as_scraped(Jmx1, OF_ZOOKEEPERS, ZOOKEEPER_MBEANS, scraped!("zookeeper-3.8.3-jmx-1.0.1"));
}

#[test]
fn recorded_nodes_without_zookeeper_give_the_series_of_real_scrapes() {
    for (mbeans, series) in KRAFT {
        same_as_scraped(Jmx1, &of_kafka(true), mbeans, series);
    }
}

#[test]
fn every_rule_is_the_first_to_fit_something() {
    for (rules, mbeans) in rules_and_beans() {
        let rules = read_rules(&rules);
        let exported = |mbeans: &&str| rules.export(Jmx0, &attributes(mbeans));
        let used: BTreeSet<usize> = mbeans.iter().flat_map(exported).map(|series| series.rule).collect();
        assert_eq!(used, (0..rules.rules.len()).collect());
    }
}

#[test]
fn only_mbeans_that_no_rule_fits_are_left_unread() {
    for (text, all) in rules_and_beans() {
        for mbeans in all {
            let narrow = read_rules(&text);
            let wide = Rules { include: Vec::new(), exclude: Vec::new(), ..narrow.clone() };
            assert_eq!(narrow.export(Jmx0, &attributes(mbeans)), wide.export(Jmx0, &attributes(mbeans)));
            assert!(attributes(mbeans).iter().any(|attribute| !narrow.reads(attribute)), "the lists leave nothing out");
        }
    }
}

#[test]
fn which_part_a_node_takes_is_a_label() {
    for (mbeans, part) in [(KRAFT[0].0, "observer"), (KRAFT[1].0, "leader")] {
        let series = read_rules(&of_kafka(true)).export(Jmx1, &attributes(mbeans));
        let parts = series.iter().filter(|series| series.name == "kafka_server_raftmetrics_current_state");
        assert_eq!(parts.map(|series| series.labels["current_state"].as_str()).collect::<Vec<_>>(), [part]);
    }
}

#[test]
fn as_much_as_possible_comes_before_a_pattern() {
    let rule = RuleText { pattern: Some(r"(\d+)x".to_owned()), name: Some("n_$1".to_owned()), ..RuleText::default() };
    let series = one(&rule, "d:a=123x", "A").unwrap();
    assert_eq!(series.0, "n_3");
}

#[test]
fn a_rule_without_a_name_makes_one_up() {
    let series = one(&RuleText::default(), "java.lang:type=Memory,pool=Old Gen", "Used").unwrap();
    assert_eq!(series.0, "java_lang_Memory_Used");
    assert_eq!(series.1, BTreeMap::from([("pool".to_owned(), "Old Gen".to_owned())]));
}

#[test]
fn an_empty_name_drops_and_ends_the_search() {
    let drop = RuleText { pattern: Some("a=1".to_owned()), name: Some(String::new()), ..RuleText::default() };
    let rules =
        Rules { rules: vec![Rule::new(&drop).unwrap(), Rule::new(&RuleText::default()).unwrap()], ..Rules::default() };
    let attributes = ["d:a=1", "d:a=2"].map(|name| Attribute::of(name, "A").unwrap());
    assert_eq!(rules.export(Jmx0, &attributes).iter().map(|series| series.rule).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_text_gives_a_series_only_with_a_value() {
    let state = |value: Option<&str>| {
        let text = RuleText {
            pattern: Some("State: (.+)".to_owned()),
            name: Some("state".to_owned()),
            labels: BTreeMap::from([("state".to_owned(), "$1".to_owned())]),
            value: value.map(str::to_owned),
            ..RuleText::default()
        };
        let attribute =
            Attribute { value: Value::Text("leader".to_owned()), ..Attribute::of("d:type=raft", "State").unwrap() };
        Rules { rules: vec![Rule::new(&text).unwrap()], ..Rules::default() }.export(Jmx0, [&attribute])
    };
    assert_eq!(state(None), []);
    assert_eq!(state(Some("$1")), []);
    assert_eq!(state(Some("1"))[0].labels["state"], "leader");
}

#[test]
fn the_first_series_of_a_name_settles_its_type() {
    let rule = |pattern: &str, kind| {
        let text = RuleText { pattern: Some(pattern.into()), name: Some("n".into()), kind, ..RuleText::default() };
        Rule::new(&RuleText { labels: BTreeMap::from([("a".into(), "$1".into())]), ..text }).unwrap()
    };
    let rules = Rules { rules: vec![rule("a=(1)", Kind::Counter), rule("a=(2)", Kind::Gauge)], ..Rules::default() };
    let attributes = ["d:a=1", "d:a=2"].map(|name| Attribute::of(name, "A").unwrap());
    assert!(rules.export(Jmx0, &attributes).iter().all(|series| series.kind == Kind::Counter));
}

#[test]
fn all_mistakes_of_a_rule_are_told() {
    let text = RuleText {
        pattern: Some("(a)(?=b)".to_owned()),
        labels: BTreeMap::from([("l".to_owned(), "$2".to_owned())]),
        ..RuleText::default()
    };
    let mistakes = Rule::new(&text).unwrap_err();
    assert!(matches!(mistakes[..], [Mistake::NeedsName, Mistake::Pattern(_)]), "{mistakes:?}");
    let text = RuleText { pattern: Some("(a)".to_owned()), name: Some("$2_$3".to_owned()), ..text };
    assert_eq!(Rule::new(&text).unwrap_err(), [Mistake::Group("$2".to_owned()), Mistake::Group("$2".to_owned())]);
    let text = RuleText { name: Some("n".to_owned()), ..RuleText::default() };
    assert_eq!(Rule::new(&text).unwrap_err(), [Mistake::NeedsPattern]);
}

fn same_as_scraped(agent: JmxDialect, rules: &str, mbeans: &str, scraped: &str) {
    let mut found = BTreeMap::new();
    for series in read_rules(rules).export(agent, &attributes(mbeans)) {
        let labels: Vec<String> = series.labels.into_keys().collect();
        let kind = match series.kind {
            Kind::Gauge => "gauge",
            Kind::Counter if series.name.ends_with("_total") => "counter",
            _ => "untyped",
        };
        found.insert(format!("{}{{{}}}", series.name, labels.join(",")), kind.to_owned());
    }
    let rows = rows(scraped).map(|row| {
        let [name, labels, kind, seen] = row[..] else { panic!("{row:?}") };
        let labels: BTreeSet<&str> = labels.split(',').filter(|label| !label.is_empty()).collect();
        let labels: Vec<&str> = labels.into_iter().collect();
        (format!("{name}{{{}}}", labels.join(",")), kind.to_owned(), seen)
    });
    let ours = rows.filter(|(shape, _, _)| shape.starts_with("kafka_") || shape.starts_with("zookeeper_"));
    let expected: BTreeMap<String, String> = ours
        .filter(|(shape, _, seen)| *seen == "always" || found.contains_key(shape))
        .map(|row| (row.0, row.1))
        .collect();
    assert!(expected.len() > 70);
    assert_same(&expected, &found);
}

/// Compares and shows only what differs.
fn assert_same(expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>) {
    let missing: Vec<_> = expected.iter().filter(|(shape, kind)| found.get(*shape) != Some(kind)).collect();
    let new: Vec<_> = found.iter().filter(|(shape, kind)| expected.get(*shape) != Some(kind)).collect();
    assert!(missing.is_empty() && new.is_empty(), "missing {missing:#?}\nnot expected {new:#?}");
}

fn one(text: &RuleText, mbean: &str, attribute: &str) -> Option<(String, BTreeMap<String, String>)> {
    let rules = Rules { rules: vec![Rule::new(text).unwrap()], ..Rules::default() };
    let series = rules.export(Jmx0, [&Attribute::of(mbean, attribute).unwrap()]);
    series.into_iter().next().map(|series| (series.name, series.labels))
}

fn attributes(recorded: &str) -> Vec<Attribute> {
    rows(recorded).flat_map(|row| row[1].split(',').map(|cell| attribute(row[0], cell)).collect::<Vec<_>>()).collect()
}

/// A number's name alone, or a name with the word that is its value.
fn attribute(mbean: &str, cell: &str) -> Attribute {
    let (name, word) = cell.split_once('=').map_or((cell, None), |(name, word)| (name, Some(word)));
    let number = Attribute::of(mbean, name).unwrap();
    match word {
        Some(word) => Attribute { value: Value::Text(word.to_owned()), ..number },
        None => number,
    }
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

/// Reads the rule files of this repository, which use few of YAML's ways: a line is a key and a value, or a list item.
fn read_rules(yaml: &str) -> Rules {
    let mut rules = Rules::default();
    let mut texts: Vec<RuleText> = Vec::new();
    let mut list = "";
    for line in yaml.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        let indent = line.len() - line.trim_start().len();
        let item = line.trim_start().trim_start_matches("- ");
        if list.ends_with("ObjectNames") && indent > 0 {
            let pattern = ObjectPattern::new(item.trim_matches('"')).unwrap();
            let names = if list == "includeObjectNames" { &mut rules.include } else { &mut rules.exclude };
            names.push(pattern);
            continue;
        }
        let (key, value) = item.split_once(':').unwrap();
        let (key, value) = (key.trim_matches('"'), value.trim().trim_matches(['"', '\'']));
        match (indent, key) {
            (0, "lowercaseOutputName") => rules.lowercase_names = value == "true",
            (0, _) => list = key,
            (2, "pattern") => texts.push(RuleText { pattern: Some(value.to_owned()), ..RuleText::default() }),
            (4, "name") => texts.last_mut().unwrap().name = Some(value.to_owned()),
            (4, "type") => texts.last_mut().unwrap().kind = if value == "GAUGE" { Kind::Gauge } else { Kind::Counter },
            (4, "cache") => texts.last_mut().unwrap().cache = value == "true",
            (4, "value") => texts.last_mut().unwrap().value = Some(value.to_owned()),
            (4, "labels") => {}
            (6, label) => drop(texts.last_mut().unwrap().labels.insert(label.to_owned(), value.to_owned())),
            _ => panic!("{line}"),
        }
    }
    rules.rules = texts.iter().map(|text| Rule::new(text).unwrap()).collect();
    rules
}
