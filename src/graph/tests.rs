//! Pictures of whole platforms: what holds for every drawing, whatever the platform.

mod drawn;
mod folded;
mod platforms;

use super::Picture;
use crate::alert;
use crate::diag::{Complaints, Sources};
use crate::model::{self, Model};

pub(super) const SAMPLE: &str = include_str!("../../hrms-kafka.toml");
pub(super) const MINIMAL: &str = include_str!("../../tests/specs/minimal.toml");
pub(super) const EVERYTHING: &str = include_str!("../explain/everything.toml");
pub(super) const HOSTILE: &str = include_str!("../../tests/specs/hostile.toml");

/// The model of a spec without mistakes.
pub(super) fn model_of(text: &str) -> Model {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    let spec = crate::spec::read(source, &mut complaints);
    let model = model::build(&spec, source.span(), &mut complaints);
    model.unwrap_or_else(|| panic!("{:?} in\n{text}", complaints.into_sorted()))
}

/// The picture of a spec without mistakes.
pub(super) fn picture_of(text: &str) -> Picture {
    let model = model_of(text);
    Picture::of(&model, &alert::rules(&model))
}

fn only(text: &str, names: &[&str]) -> Picture {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    Picture::only(&model_of(text), &names).unwrap()
}

fn names(picture: &Picture) -> (Vec<String>, Vec<String>) {
    let clients = picture.network.clients.iter().map(|client| client.name.text()).collect();
    (clients, picture.network.topics.iter().map(|topic| topic.name.text()).collect())
}

#[test]
fn a_part_is_what_was_asked_for_and_its_neighbours() {
    let picture = only(SAMPLE, &["audit-dlq"]);
    let (clients, topics) = names(&picture);
    assert_eq!(topics, ["audit-queue", "audit-dlq"]);
    assert_eq!(clients[0], "audit-service");
    assert_eq!((clients.len(), picture.network.flows.len()), (6, 7));
    assert_eq!(picture.network.topics[1].source, Some(0));
    assert_eq!(picture.title.text(), "Part of the Kafka platform hrms");

    let (clients, topics) = names(&only(SAMPLE, &["notification-service", "*-dlq"]));
    assert_eq!((clients.len(), topics.len()), (7, 4));
    let (clients, topics) = names(&only(SAMPLE, &["user-service"]));
    assert_eq!(
        (clients, topics),
        (vec!["user-service".to_owned()], vec!["notification-queue".into(), "audit-queue".into()])
    );
    // A queue brings its topic along, so that there is something for it to stand at.
    assert_eq!(names(&only(SAMPLE, &["audit-service"])).1, ["audit-queue", "audit-dlq"]);
}

#[test]
fn a_name_that_nobody_has_is_refused_with_one_that_is_near() {
    let refused = Picture::only(&model_of(SAMPLE), &["audit-queue".to_owned(), "audit-dql".to_owned()]).unwrap_err();
    assert_eq!((refused.asked.as_str(), refused.near.as_deref()), ("audit-dql", Some("audit-dlq")));
    assert!(Picture::only(&model_of(SAMPLE), &["x*".to_owned()]).unwrap_err().near.is_none());
}

#[test]
fn flows_are_sentences() {
    let picture = picture_of(EVERYTHING);
    let sentences: Vec<String> =
        picture.network.flows.iter().map(|flow| picture.network.sentence(flow).text()).collect();
    assert_eq!(
        sentences,
        [
            "checkout writes orders",
            "billing reads orders in group billing",
            "billing puts what it cannot handle into Orders_v1.dlq"
        ]
    );
}

#[test]
fn topics_say_how_long_they_keep_records() {
    let topic = |keys: &str| {
        let text = format!("{MINIMAL}\n[topic.a]\npartitions = 2\nreplicas = 3\n{keys}\n");
        picture_of(&text).network.topics[0].detail.text()
    };
    assert_eq!(topic(""), "2 × 3 · 7d");
    assert_eq!(topic("retention = \"unlimited\""), "2 × 3 · unlimited");
    assert_eq!(topic("cleanup = \"compact\""), "2 × 3 · compacted");
    assert_eq!(topic("cleanup = \"compact,delete\"\nretention = \"36h\""), "2 × 3 · compacted, 1d12h");
    assert_eq!(topic("cleanup = \"compact,delete\"\nretention = \"unlimited\""), "2 × 3 · compacted");
}

#[test]
fn many_nodes_are_not_all_shown() {
    let shown = |count: u32| {
        let picture = picture_of(&MINIMAL.replacen("replicas = 3", &format!("replicas = {count}"), 1));
        let ensemble = picture.parts.ensembles[0].clone();
        let nodes: Vec<String> = ensemble.nodes.iter().map(|node| node.name.text()).collect();
        (ensemble.name.text(), nodes.join(" "), ensemble.nodes[nodes.len() - 2].about.text())
    };
    let all = |count: u32| (0..count).map(|node| node.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(shown(12), ("12 brokers".to_owned(), all(12), "pod orders-kafka-10".to_owned()));
    let (name, nodes, left_out) = shown(1000);
    assert_eq!((name.as_str(), nodes), ("1000 brokers", format!("{} … 999", all(10))));
    assert_eq!(left_out, "broker 10 to 998");
}

#[test]
fn what_others_install_is_theirs() {
    let ours = picture_of(SAMPLE);
    let theirs = picture_of(&SAMPLE.replace("install = \"manifests\"", "install = \"external\""));
    let told = |picture: &Picture| {
        let operator = picture.parts.operator.clone().unwrap();
        let scraped = picture.parts.monitoring.as_ref().is_some_and(|monitoring| monitoring.of_operator);
        (operator.part.detail.text(), operator.namespace.map(|namespace| namespace.text()), scraped)
    };
    assert_eq!(told(&ours), ("0.39.0".to_owned(), Some("namespace kafka".to_owned()), true));
    assert_eq!(told(&theirs), ("installed by others".to_owned(), None, false));
}

#[test]
fn mermaid_has_every_name_and_every_flow_of_the_sample() {
    let text = picture_of(SAMPLE).mermaid();
    assert!(text.starts_with("flowchart LR\n"));
    for line in [
        "t0[\"notification-queue<br/>3 × 2 · 7d\"]",
        "t3[\"audit-dlq<br/>1 × 2 · 30d\"]:::queue",
        "w2 --> t0",
        "t1 -->|\"audit-service-group\"| r1",
        "r1 -.->|\"dead letters\"| t3",
        "p -.->|\"scrapes\"| e0",
        "s -->|\"manages\"| k",
    ] {
        assert!(text.lines().any(|found| found.trim() == line), "{line} is missing in\n{text}");
    }
    assert_eq!(text.matches(" --> ").count(), 10);
}

#[test]
fn nothing_hostile_is_more_than_text_in_mermaid() {
    let text = picture_of(HOSTILE).mermaid();
    assert!(text.contains("#60;script#62;") && text.contains("a#34;b#92;c#124;d.#42;"), "{text}");
    for line in text.lines() {
        // Quotes come in pairs, and outside of them there is nothing but the writer's own words.
        let outside: String = line.split('"').step_by(2).collect();
        assert!(line.matches('"').count() % 2 == 0, "{line}");
        assert!(line.trim_start().starts_with("acc") || !outside.contains(['<', '#', '`', '%', '$', '\\']), "{line}");
    }
}
