//! The stacks that specs render: nothing is wrong with them, and hardly anything can be changed in them unseen.

use super::*;
use crate::bundle::{Kind, Node};
use crate::render;
use std::collections::BTreeMap;

/// The sample's cluster.
const CLUSTER: &str = include_str!("../../../../../out/k8s-manifests/kafka/02-kafka-cluster.yaml");

/// The sample's topics.
const TOPICS: &str = include_str!("../../../../../out/k8s-manifests/kafka/03-kafka-topics.yaml");

const SPECS: [&str; 7] = [
    include_str!("../../../../../hrms-kafka.toml"),
    include_str!("../../../../../tests/specs/minimal.toml"),
    include_str!("../../../../../tests/specs/hostile.toml"),
    include_str!("../../../../../tests/specs/guarded.toml"),
    include_str!("../../../../../tests/specs/helm.toml"),
    include_str!("../../../../explain/everything.toml"),
    include_str!("../../../../explain/kraft.toml"),
];

fn rendered(spec: &str) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let set =
        render::set(sources.get(id).unwrap(), &mut Complaints::default()).unwrap_or_else(|fault| panic!("{fault}"));
    let files = set.unwrap().artefacts;
    files.into_iter().find(|file| file.path.ends_with("docker-compose.yml")).map(|file| file.text)
}

#[test]
fn nothing_is_wrong_with_what_specs_render() {
    let mut seen = 0;
    for spec in SPECS {
        let with = if spec.contains("[compose") { spec.to_owned() } else { format!("{spec}\n[compose]\n") };
        let Some(text) = rendered(&with) else { continue };
        seen += 1;
        let found = lines(&[("docker-compose.yml", &text)]);
        let bad: Vec<&String> = found.iter().filter(|line| !line.starts_with("info ")).collect();
        assert_eq!(bad, Vec::<&String>::new(), "{text}");
    }
    assert!(seen >= 6, "only {seen} specs had a stack");
}

#[test]
fn nothing_at_all_is_said_of_the_sample() {
    assert_eq!(lines(&[("docker-compose.yml", SAMPLE)]), [""; 0]);
    let with_cluster = [("c.yml", SAMPLE), ("kafka.yaml", CLUSTER), ("topics.yaml", TOPICS)];
    assert_eq!(lines(&with_cluster), [""; 0]);
}

/// The leaves of the sample: values of keys and items of lists, but for the script.
fn leaves<'b>(node: Node<'b>, found: &mut Vec<Node<'b>>) {
    for (_, value) in node.entries() {
        leaves(value, found);
    }
    for item in node.items() {
        leaves(item, found);
    }
    if node.kind() == Kind::Scalar && !node.text().contains("set -euo") {
        found.push(node);
    }
}

/// What another value of a leaf may be.
fn changed(text: &str) -> String {
    match text.rfind(|char: char| char.is_ascii_digit()) {
        Some(at) => {
            let digit = text.get(at..=at).unwrap();
            let other = if digit == "7" { "4" } else { "7" };
            format!("{}{other}{}", text.get(..at).unwrap(), text.get(at + 1..).unwrap())
        }
        None => format!("{text}x"),
    }
}

/// Why a change of a leaf is harmless, or none of this module's business; nothing if it should be seen.
fn harmless(path: &str, text: &str, deleted: bool) -> Option<&'static str> {
    let reasons = [
        ("name", "names of containers, networks and volumes on the host are free"),
        ("restart", "which of the ways to start again"),
        ("stop_grace_period", "how long: taste"),
        ("interval", "how often: taste"),
        ("timeout", "how long: taste"),
        ("retries", "how often: taste"),
        ("start_period", "how long: taste"),
        ("KAFKA_CLUSTERS_0_NAME", "a name to show"),
        ("HEAP_OPTS", "memory of a tool"),
        ("PERFORMANCE_OPTS", "memory of a tool"),
        ("PURGE_INTERVAL", "how often: taste"),
        ("REBALANCE_DELAY", "how long: taste"),
        ("BROKER_ID", "any number will do for one broker"),
        ("condition", "what is waited for: without, it is started again"),
    ];
    let last = path.rsplit(['.', '[']).next().unwrap_or(path);
    let named = reasons
        .iter()
        .find(|(word, _)| path.contains(word) && (*word != "name" || last.ends_with("name")))
        .map(|(_, reason)| *reason);
    let same = [
        "KAFKA_LISTENERS",
        "INTER_BROKER_LISTENER_NAME",
        "LOG_DIRS",
        "LOG_RETENTION_MS",
        "DEFAULT_REPLICATION_FACTOR",
        "MIN_INSYNC_REPLICAS",
    ];
    if deleted && same.iter().any(|word| path.ends_with(word)) {
        return Some("the default is the same");
    }
    // What a topic leaves out is the broker's.
    let of_broker = [
        "cleanup.policy=delete",
        "retention.ms=604800000",
        "retention.bytes=536870912",
        "segment.bytes=67108864",
        "segment.ms=86400000",
        "min.insync.replicas=1",
    ];
    if deleted && of_broker.contains(&text) {
        return Some("the default is the same");
    }
    let shell = [".command[0]", ".command[1]", ".command[3]"];
    if path.contains("_TOOL") || path.ends_with(".BOOTSTRAP") || shell.iter().any(|end| path.ends_with(end)) {
        return Some("how our own script is called");
    }
    if !deleted && path.rsplit('.').next() == Some("image") {
        return Some("another patch release: which there are is not known");
    }
    let optional = deleted
        && (path.contains(".healthcheck")
            || path.contains("image")
            || path.contains(".networks")
            || path.contains(".ports"));
    named.or(optional.then_some("absent, nobody needs it here, or another holds"))
}

/// The measure: how many changes of a leaf are seen, and why the others are not.
#[test]
#[expect(clippy::print_stderr, reason = "the measure is there to be read")]
#[expect(clippy::string_slice, reason = "at the places of nodes and lines")]
fn most_changes_of_a_leaf_are_seen() {
    let mut sources = Sources::default();
    let id = sources.add("c.yml", SAMPLE).unwrap();
    let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
    let root = bundle.documents().next().unwrap().root();
    let mut all = Vec::new();
    leaves(root, &mut all);
    let (mut seen, mut total) = (0, 0);
    let mut unseen: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut surprising = Vec::new();
    for node in all {
        let place = node.span().start() as usize - root.document().source().span().start() as usize;
        let range = place..place + node.written().len();
        let line_start = SAMPLE[..place].rfind('\n').map_or(0, |at| at + 1);
        let line_end = SAMPLE[place..].find('\n').map_or(SAMPLE.len(), |at| place + at + 1);
        let path = node.path().to_string();
        let quoted = changed(node.text()).replace('\\', "\\\\").replace('"', "\\\"");
        let other = format!("{}\"{quoted}\"{}", &SAMPLE[..range.start], &SAMPLE[range.end..]);
        let without = format!("{}{}", &SAMPLE[..line_start], &SAMPLE[line_end..]);
        for (text, deleted) in [(other, false), (without, true)] {
            total += 1;
            if !lines(&[("c.yml", &text), ("kafka.yaml", CLUSTER), ("topics.yaml", TOPICS)]).is_empty() {
                seen += 1;
                continue;
            }
            let how = if deleted { "without " } else { "other " };
            match harmless(&path, node.text(), deleted) {
                Some(reason) => unseen.entry(reason).or_default().push(format!("{how}{path}")),
                None => surprising.push(format!("{how}{path}")),
            }
        }
    }
    eprintln!("{seen} of {total} changes are seen");
    for (reason, paths) in &unseen {
        eprintln!("  {} unseen: {reason}", paths.len());
    }
    assert_eq!(surprising, [""; 0]);
}
