//! The commands in the pages for people, held against what the rendered set has: names, namespaces, selectors, addresses.

mod shell;
mod town;

use kafkasmith::bundle::Bundle;
use kafkasmith::cli;
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::render::{self, Set};
use shell::Command;
use std::ffi::OsString;
use std::path::Path;
use town::Town;

const SAMPLE: &str = include_str!("../../../hrms-kafka.toml");
const MINIMAL: &str = include_str!("../../specs/minimal.toml");
const EVERYTHING: &str = include_str!("../../../src/explain/everything.toml");
const HOSTILE: &str = include_str!("../../specs/hostile.toml");
const GUARDED: &str = include_str!("../../specs/guarded.toml");

/// Programs that pages may ask for beside those whose words are judged.
const OTHERS: [&str; 22] = [
    "base64",
    "bash",
    "cat",
    "cd",
    "curl",
    "docker-compose",
    "echo",
    "git",
    "grep",
    "head",
    "helm",
    "openssl",
    "pip",
    "printf",
    "python",
    "python3",
    "sed",
    "sh",
    "tail",
    "tee",
    "xargs",
    "env",
];

#[track_caller]
fn set_of(spec: &str) -> Set {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap();
    let said: Vec<String> = complaints.into_sorted().into_iter().map(|one| one.headline).collect();
    set.unwrap_or_else(|| panic!("{said:?}"))
}

fn replaced(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replace(old, new)
}

/// Specs whose pages differ: ways in, ways to install, one broker, no topics.
fn specs() -> Vec<(&'static str, String)> {
    let listener = "[cluster.listener.plain]\nport = 9092\ntls  = false\n";
    let with = |listener_now: &str| replaced(MINIMAL, listener.trim_end(), listener_now);
    vec![
        ("sample", SAMPLE.to_owned()),
        ("minimal", MINIMAL.to_owned()),
        ("everything", EVERYTHING.to_owned()),
        ("hostile", HOSTILE.to_owned()),
        ("guarded", GUARDED.to_owned()),
        ("external operator", format!("{MINIMAL}[operator]\ninstall = \"external\"\n[monitoring]\n")),
        ("apart", replaced(SAMPLE, "watch   = [\"kafka\"]", "watch = [\"kafka\"]\nnamespace = \"operators\"")),
        ("encrypted", with("[cluster.listener.tls]\nport = 9093\ntls = true")),
        ("password", with("[cluster.listener.tls]\nport = 9093\ntls = true\nauthentication = \"scram-sha-512\"")),
        ("certificate", with("[cluster.listener.tls]\nport = 9093\ntls = true\nauthentication = \"tls\"")),
        ("one broker", replaced(MINIMAL, "[cluster.brokers]\nreplicas = 3", "[cluster.brokers]\nreplicas = 1")),
    ]
}

fn pages(set: &Set) -> impl Iterator<Item = (&str, &str)> {
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "md");
    let pages = set.artefacts.iter().filter(move |artefact| is_page(&artefact.path));
    pages.map(|artefact| (artefact.path.as_str(), artefact.text.as_str()))
}

#[test]
fn every_command_speaks_of_what_is_there() {
    for (name, spec) in specs() {
        let set = set_of(&spec);
        let mut seen = 0;
        for (path, page) in pages(&set) {
            let mut town = Town::of(&set);
            for command in shell::of_page(page) {
                seen += 1;
                if let Err(why) = judge(&command, &mut town) {
                    panic!("{name}, {path}: `{}`: {why}", command.words.join(" "));
                }
            }
        }
        assert!(seen > 30, "{name}: only {seen} commands were found");
    }
}

#[test]
fn wrong_names_are_found() {
    let set = set_of(SAMPLE);
    let (_, page) = pages(&set).find(|(path, _)| path.ends_with("kafka/README.md")).unwrap();
    for (right, wrong) in [
        ("kubectl -n kafka get pods", "kubectl -n kafak get pods"),
        ("02-kafka-cluster.yaml", "02-cluster.yaml"),
        ("wait kafka/hrms-kafka", "wait kafka/hrms"),
        ("exec hrms-kafka-kafka-0", "exec hrms-kafka-0"),
        ("-l strimzi.io/name=hrms-kafka-kafka", "-l strimzi.io/name=hrms-kafka-broker"),
        ("-l name=strimzi-cluster-operator", "-l app=strimzi-cluster-operator"),
        ("--bootstrap-server localhost:9092", "--bootstrap-server localhost:9093"),
        ("-c kafka --", "-c broker --"),
        ("logs deployment/strimzi-cluster-operator", "logs deployment/strimzi-operator"),
        ("secret hrms-kafka-cluster-ca-cert", "secret hrms-kafka-ca-cert"),
        ("delete kafkatopic trial", "delete kafkatopic trail"),
        ("get storageclass gp2", "get storageclass gp3"),
        ("kafkasmith render\n", "kafkasmith redner\n"),
        ("kind: KafkaTopic", "kind: KafkaTopik"),
        ("strimzi.io/cluster: \"hrms-kafka\"", "strimzi.io/cluster: \"hrms\""),
    ] {
        let page = replaced(page, right, wrong);
        let mut town = Town::of(&set);
        let faults = shell::of_page(&page).iter().filter(|command| judge(command, &mut town).is_err()).count();
        assert!(faults > 0, "{wrong} was not noticed");
    }
}

/// Whether a command would find what it speaks of.
fn judge(command: &Command, town: &mut Town) -> Result<(), String> {
    let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
    let Some((program, rest)) = words.split_first() else { return Ok(()) };
    match *program {
        "kubectl" => kubectl(rest, command.input.as_deref(), town),
        "docker" => docker(rest, town),
        "kafkasmith" => {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            cli::args::parse(&words, 100).map(|_| ()).map_err(|error| error.to_string())
        }
        "xargs" => match rest.iter().position(|word| *word == "kubectl") {
            Some(at) => kubectl(&rest[at + 1..], None, town),
            None => Ok(()),
        },
        word if word
            .split_once('=')
            .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')) =>
        {
            Ok(())
        }
        word if OTHERS.contains(&word) => Ok(()),
        word => Err(format!("nobody knows `{word}`")),
    }
}

fn known(town: &Town, what: &'static str, name: &str) -> Result<(), String> {
    if town.has(what, name) { Ok(()) } else { Err(format!("there is no {what} {name:?}")) }
}

fn kubectl(words: &[&str], input: Option<&str>, town: &mut Town) -> Result<(), String> {
    let (own, inner) = match words.iter().position(|word| *word == "--") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[][..]),
    };
    let mut plain = Vec::new();
    let mut rest = own.iter();
    while let Some(word) = rest.next() {
        let mut value = || rest.next().copied().unwrap_or_default();
        match *word {
            "-n" | "--namespace" => known(town, "namespace", value())?,
            "-f" | "--filename" => match value() {
                "-" => made(input, town)?,
                file => known(town, "file", file)?,
            },
            "-l" | "--selector" => {
                let selector = value();
                if !town.is_selected(selector) {
                    return Err(format!("nothing has the labels {selector}"));
                }
            }
            "-c" => known(town, "container", value())?,
            "-o" | "-p" => {
                value();
            }
            flag if flag.starts_with('-') => {}
            word => plain.push(word),
        }
    }
    objects(&plain, town)?;
    tool(inner, "address", town)
}

/// The objects that a command names: `pod NAME`, `kafka/NAME`, the pod of `exec` and `logs`.
fn objects(words: &[&str], town: &mut Town) -> Result<(), String> {
    let (verb, rest) = words.split_first().ok_or("kubectl without a verb")?;
    let rest = if *verb == "rollout" { &rest[1..] } else { rest };
    match *verb {
        "exec" | "logs" | "port-forward" | "cp" => match rest.first() {
            Some(word) if word.contains('/') => slashed(word, town),
            Some(word) => known(town, "pod", word.split(':').next().unwrap_or_default()),
            None => Ok(()),
        },
        "create" => {
            if let ["namespace", name] = rest {
                return known(town, "namespace", name);
            }
            Ok(())
        }
        "apply" | "version" | "diff" | "run" | "auth" | "config" => Ok(()),
        "get" | "delete" | "describe" | "wait" | "annotate" | "patch" | "rollout" | "top" => {
            let Some((kinds, names)) = rest.split_first() else { return Ok(()) };
            if kinds.contains('/') {
                return slashed(kinds, town);
            }
            let kind = kind(kinds.split(',').next().unwrap_or_default())?;
            let mut names = names.iter().filter(|name| !name.contains('='));
            names.try_for_each(|name| known(town, kind, name))
        }
        other => Err(format!("nobody knows the verb {other:?}")),
    }
}

fn slashed(word: &str, town: &Town) -> Result<(), String> {
    let (of, name) = word.split_once('/').unwrap_or_default();
    known(town, kind(of)?, name)
}

fn kind(word: &str) -> Result<&'static str, String> {
    Ok(match word {
        "pod" | "pods" => "pod",
        "kafka" | "kafkas" => "kafka",
        "kafkatopic" | "kafkatopics" => "kafkatopic",
        "kafkarebalance" | "kafkarebalances" => "kafkarebalance",
        "kafkauser" | "kafkausers" => "kafkauser",
        "secret" | "secrets" => "secret",
        "service" | "services" | "svc" => "service",
        "deployment" | "deploy" => "deployment",
        "pvc" => "claim",
        "crd" => "crd",
        "storageclass" => "storageclass",
        "events" => "event",
        "namespace" => "namespace",
        "nodes" | "node" => "node",
        "servicemonitors" | "podmonitors" | "prometheusrules" => "monitor",
        "leases" | "lease" => "lease",
        other => return Err(format!("nobody knows the kind {other:?}")),
    })
}

/// What a command makes of its input: it must fit to what is there, and is there from then on.
fn made(input: Option<&str>, town: &mut Town) -> Result<(), String> {
    // Without a text of its own it comes through a pipe.
    let Some(text) = input else { return Ok(()) };
    let mut sources = Sources::default();
    let id = sources.add("input", text).map_err(|error| error.to_string())?;
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, [id], &mut complaints);
    if let Some(fault) = complaints.into_sorted().first() {
        return Err(fault.headline.clone());
    }
    for document in bundle.documents() {
        let object = document.root().to_json();
        let text = |pointer: &str| object.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default();
        if !matches!(text("/kind"), "KafkaRebalance" | "KafkaTopic" | "KafkaUser" | "Secret" | "Namespace") {
            return Err(format!("nobody makes a {:?}", text("/kind")));
        }
        if text("/kind").starts_with("Kafka") {
            known(town, "namespace", text("/metadata/namespace"))?;
            known(town, "kafka", text("/metadata/labels/strimzi.io~1cluster"))?;
        }
        town.object(&object);
    }
    Ok(())
}

fn docker(words: &[&str], town: &mut Town) -> Result<(), String> {
    let Some(at) = words.iter().position(|word| *word == "exec") else { return Ok(()) };
    let rest: Vec<&str> = words[at + 1..].iter().copied().skip_while(|word| word.starts_with('-')).collect();
    let (container, inner) = rest.split_first().ok_or("docker exec without a container")?;
    known(town, "container of docker", container)?;
    tool(inner, "address of docker", town)
}

/// What one of Kafka's tools is told: addresses and topics.
fn tool(words: &[&str], address: &'static str, town: &Town) -> Result<(), String> {
    for pair in words.windows(2) {
        match pair {
            ["--bootstrap-server", server] => known(town, address, server)?,
            ["--topic", topic] => known(town, "topic", topic)?,
            _ => {}
        }
    }
    Ok(())
}
