//! The local stack: its file held against the Compose specification and against itself, and its script run.

mod init;
mod shape;

use kafkasmith::bundle::Bundle;
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::render;
use serde_json::Value;

const SAMPLE: &str = include_str!("../../../hrms-kafka.toml");
const MINIMAL: &str = include_str!("../../specs/minimal.toml");
const EVERYTHING: &str = include_str!("../../../src/explain/everything.toml");
const HOSTILE: &str = include_str!("../../specs/hostile.toml");

/// The local stacks of all specs, each with a name for messages.
fn stacks() -> Vec<(&'static str, Value)> {
    let of = |old: &str, new: &str| {
        assert!(SAMPLE.contains(old), "{old:?} stands no longer in the sample");
        stack(&SAMPLE.replace(old, new))
    };
    vec![
        ("sample", stack(SAMPLE)),
        ("minimal", stack(&format!("{MINIMAL}\n[compose]\n"))),
        ("everything", stack(EVERYTHING)),
        ("hostile", stack(HOSTILE)),
        ("on all addresses", of("\"127.0.0.1\"", "\"0.0.0.0\"")),
        ("by IPv6", of("\"127.0.0.1\"", "\"::1\"")),
        ("in somebody's network", of("external = false", "external = true")),
        ("in an odd network", of("\"hrms_network\"", "\"x-net\"")),
        ("without UI", of("project = \"hrms\"\n", "project = \"hrms\"\nui = false\n")),
        ("with a pull policy", of("# prefix =", "pull_policy = \"Always\"\nprefix =")),
    ]
}

/// The compose file of a spec, as a program reads it.
fn stack(spec: &str) -> Value {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap();
    let Some(set) = set else { panic!("refused: {:?}", complaints.into_sorted()) };
    let artefact = set.artefacts.iter().find(|artefact| artefact.path == "services/docker-compose.yml").unwrap();
    let mut sources = Sources::default();
    let id = sources.add(artefact.path.as_str(), artefact.text.as_str()).unwrap();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut complaints);
    assert!(complaints.is_empty(), "{:?}", complaints.into_sorted());
    let roots: Vec<Value> = bundle.documents().map(|document| document.root().to_json()).collect();
    assert_eq!(roots.len(), 1);
    roots.into_iter().next().unwrap()
}
