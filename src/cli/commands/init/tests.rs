//! What a starter says, whatever it is called.

use super::pieces::{self, EXAMPLES};
use super::*;
use crate::cli::args;
use crate::diag::Complaints;
use crate::render;

fn parse(line: &str) -> Result<Args, clap::Error> {
    let words: Vec<std::ffi::OsString> = line.split(' ').map(Into::into).collect();
    match args::parse(&words, 100)?.command {
        crate::cli::commands::Command::Init(args) => Ok(args),
        other => panic!("{other:?}"),
    }
}

/// The spec that a command line makes, its complaints, and where it puts what is rendered.
fn made(line: &str) -> (String, Vec<String>, Option<String>) {
    let args = parse(line).unwrap();
    let site = Site { in_repository: false, prefix: String::new(), ci: Ci::None };
    let spec = pieces::all(&args, &site).remove(0);
    let mut sources = Sources::default();
    let id = sources.add(spec.path.as_str(), spec.text.as_str()).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap();
    let output = set.map(|set| set.model.project.output.value.clone());
    (spec.path, complaints.into_sorted().into_iter().map(|complaint| complaint.headline).collect(), output)
}

#[test]
fn every_name_that_is_taken_gives_a_spec_without_a_mistake() {
    let longest = "a".repeat(40);
    for (name, file) in [
        ("orders", "orders-kafka.toml"),
        ("hrms-kafka", "hrms-kafka.toml"),
        ("kafka", "kafka.toml"),
        ("a", "a-kafka.toml"),
        ("on", "on-kafka.toml"),
        ("null", "null-kafka.toml"),
        ("e3", "e3-kafka.toml"),
        (&longest, &format!("{longest}-kafka.toml")),
    ] {
        let expected = (file.to_owned(), vec![], Some(pieces::OUTPUT.to_owned()));
        assert_eq!(made(&format!("kafkasmith init --name {name}")), expected);
        assert_eq!(made(&format!("kafkasmith init --name {name} --namespace 1e3")), expected);
    }
    assert_eq!(made("kafkasmith init"), ("kafka.toml".to_owned(), vec![], Some(pieces::OUTPUT.to_owned())));
    for Example { name, file, .. } in EXAMPLES {
        let expected = ((*file).to_owned(), vec![], Some(pieces::OUTPUT.to_owned()));
        assert_eq!(made(&format!("kafkasmith init --from-example {name}")), expected);
    }
}

#[test]
fn other_names_are_refused_with_what_is_allowed() {
    for (word, said) in [
        ("My Kafka", "such as `my-kafka`"),
        ("Bestellungen_2", "such as `bestellungen-2`"),
        ("orders.kafka", "such as `orders-kafka`"),
        ("../orders", "such as `orders`"),
        ("-x-", "such as `x`"),
        ("", "beginning with a letter"),
        ("1st", "it would make the cluster `1st-kafka`: use lower-case letters"),
        ("приказы", "beginning with a letter"),
        (&"a".repeat(41), "use at most 46 characters"),
        (&"a".repeat(90), "use at most 46 characters"),
    ] {
        let why = name(word).unwrap_err();
        assert!(why.contains(said), "{word:?}: {why}");
    }
    assert!(namespace("Kafka").unwrap_err().contains("lower-case letters"));
    assert!(namespace(&"a".repeat(64)).is_err());
    assert_eq!(namespace("streams-2"), Ok("streams-2".to_owned()));
}

#[test]
fn an_example_has_its_own_names() {
    for more in ["--name orders", "--namespace streams"] {
        let said = parse(&format!("kafkasmith init --from-example hrms {more}")).unwrap_err().to_string();
        assert!(said.contains("cannot be used with"), "{said}");
    }
    let said = parse("kafkasmith init --from-example hmrs").unwrap_err().to_string();
    assert!(said.contains("possible values: hrms"), "{said}");
}

#[test]
fn jobs_and_hooks_are_about_the_folder_and_install_this_version() {
    for (line, prefix, wanted) in [
        ("kafkasmith init --ci github", "", "- run: kafkasmith ci --format github\n"),
        ("kafkasmith init --ci gitlab", "", "- kafkasmith ci --report "),
        ("kafkasmith init --ci none", "", "entry: kafkasmith check --staged\n"),
        ("kafkasmith init --ci github", "a/b/", "- run: kafkasmith -C a/b ci --format github\n"),
        ("kafkasmith init --ci gitlab", "a b/", "- kafkasmith -C 'a b' ci --report "),
        ("kafkasmith init --ci none", "a/", "entry: kafkasmith -C a check --staged\n"),
    ] {
        let site = Site { in_repository: true, prefix: prefix.to_owned(), ci: Ci::None };
        let piece = pieces::all(&parse(line).unwrap(), &site).pop().unwrap();
        assert!(piece.in_root && piece.text.contains(wanted), "{line}, {prefix}: {}", piece.text);
        let version = concat!("--tag v", env!("CARGO_PKG_VERSION"), " kafkasmith\n");
        assert_eq!(piece.text.contains("cargo install"), piece.text.contains(version), "{}", piece.text);
        let key = concat!("key: kafkasmith-v", env!("CARGO_PKG_VERSION"));
        assert_eq!(piece.text.contains("key: "), piece.text.contains(key), "{}", piece.text);
    }
}
