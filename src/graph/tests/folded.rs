//! What is folded, into what, and that nothing is lost.

use super::platforms::platforms;
use super::{MINIMAL, SAMPLE, model_of, picture_of};
use crate::graph::network::Network;
use proptest::prelude::*;
use std::fmt::Write;

/// A spec with topics of these names, each with the keys, and clients that write to all of them.
fn spec(topics: impl IntoIterator<Item = (String, String)>, clients: &[String]) -> String {
    let mut text = format!("{MINIMAL}\n[topic_defaults]\npartitions = 2\nreplicas = 3\n");
    let mut names = Vec::new();
    for (name, keys) in topics {
        let _ = writeln!(text, "[topic.{name:?}]\n{keys}");
        names.push(format!("{name:?}"));
    }
    for client in clients {
        let _ = writeln!(text, "[client.{client}]\nnamespace = \"n\"\nproduces = [{}]", names.join(", "));
    }
    text
}

fn topics(text: &str) -> Vec<String> {
    let topics = picture_of(text).network.topics;
    topics.into_iter().map(|topic| format!("{}: {}", topic.name.text(), topic.detail.text())).collect()
}

#[test]
fn what_fits_is_not_folded() {
    let network = Network::of(&model_of(SAMPLE));
    let folded = network.clone().folded();
    assert_eq!(folded.topics.len(), 4);
    assert_eq!(folded.flows, network.flows);
    let many = spec((0..60).map(|at| (format!("t{at}.x"), String::new())), &[]);
    assert_eq!(topics(&many).len(), 60);
}

#[test]
fn topics_fold_by_the_words_of_their_names() {
    let name = |at: usize| format!("{}.{}.v{at}", ["orders", "payments", "audit"][at % 3], ["made", "paid"][at % 2]);
    let found = topics(&spec((0..120).map(|at| (name(at), String::new())), &[]));
    assert_eq!(found.len(), 6);
    assert_eq!(found[0], "orders.made.*: 20 topics · 40 partitions");
    // One word for all says nothing; the next one does.
    let found = topics(&spec((0..120).map(|at| (format!("acme-{}", name(at)), String::new())), &[]));
    assert_eq!((found.len(), found[0].as_str()), (6, "acme-orders.made.*: 20 topics · 40 partitions"));
}

#[test]
fn topics_whose_names_say_nothing_fold_by_owner() {
    let names = (0..100).map(|at| (format!("t{at}"), format!("owner = \"team-{}\"", at % 4)));
    let found = topics(&spec(names, &[]));
    assert_eq!((found.len(), found[3].as_str()), (4, "topics of team-3: 25 topics · 50 partitions"));
    // Without an owner either, the first ones stay and the others are only counted; of very many that would say little.
    let without = |count: usize| topics(&spec((0..count).map(|at| (format!("t{at}"), String::new())), &[]));
    let found = without(90);
    assert_eq!((found.len(), found[0].as_str()), (32, "t0: 2 × 3 · 7d"));
    assert_eq!(found[31], "59 topics: 118 partitions");
    assert_eq!(without(200), ["200 topics: 400 partitions"]);
}

#[test]
fn dead_letter_queues_fold_with_their_topics() {
    let topics_of = (0..90).flat_map(|at| {
        let source = format!("{}.t{at}", ["a", "b", "c"][at % 3]);
        let queue = (at % 3 != 2).then(|| (format!("x{at}-dlq"), format!("dead_letter_for = {source:?}")));
        [Some((source, String::new())), queue].into_iter().flatten()
    });
    let text = spec(topics_of, &[]);
    let network = picture_of(&text).network;
    assert_eq!(
        topics(&text),
        [
            "a.*: 30 topics · 60 partitions",
            "30 dead letter queues: ",
            "b.*: 30 topics · 60 partitions",
            "30 dead letter queues: ",
            "c.*: 30 topics · 60 partitions"
        ]
    );
    assert_eq!(
        network.topics.iter().map(|topic| topic.source).collect::<Vec<_>>(),
        [None, Some(0), None, Some(2), None]
    );
}

#[test]
fn too_many_flows_fold_what_would_fit() {
    let clients: Vec<String> = (0..20).map(|at| format!("c-{}-{at}", at % 4)).collect();
    let network = picture_of(&spec((0..20).map(|at| (format!("t.{}.{at}", at % 5), String::new())), &clients)).network;
    assert_eq!((network.clients.len(), network.topics.len(), network.flows.len()), (4, 5, 20));
    assert_eq!(network.clients[0].name.text(), "c-0-*");
    assert_eq!(network.sentence(&network.flows[0]).text(), "c-0-* writes 20 of t.0.*");
}

#[test]
fn what_is_folded_is_named_as_far_as_there_is_room() {
    let network = picture_of(&spec((0..100).map(|at| (format!("a{}.t{at}", at % 4), String::new())), &[])).network;
    let about = network.topics[0].about.text();
    assert!(about.starts_with("25 topics: a0.t0, a0.t4, ") && about.ends_with(" and 13 more"), "{about}");
    // Each name leads to its own place, and the whole to the places of those that are named.
    let piece = &network.topics[0].about.pieces()[2];
    assert_eq!(piece.value, ", a0.t4");
    assert_eq!(network.topics[0].name.pieces()[0].origin.spans().count(), 12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_is_lost(platform in platforms(200, 90)) {
        let network = Network::of(&model_of(&platform.spec()));
        let partitions: u64 = network.topics.iter().map(|topic| topic.partitions).sum();
        let (flows, clients) = (network.flows.len(), network.clients.len());
        let folded = network.folded();
        prop_assert_eq!(folded.topics.iter().map(|topic| topic.partitions).sum::<u64>(), partitions);
        prop_assert_eq!(folded.flows.iter().map(|flow| flow.count).sum::<usize>(), flows);
        prop_assert_eq!(folded.clients.iter().map(|client| client.members).sum::<usize>(), clients);
        prop_assert!(folded.topics.len() <= 64 && folded.clients.len() <= 64);
        for flow in &folded.flows {
            prop_assert!(flow.client < folded.clients.len() && flow.topic < folded.topics.len());
        }
        for topic in &folded.topics {
            prop_assert!(topic.source.is_none_or(|source| folded.topics[source].source.is_none()));
        }
    }
}
