//! What stands in this repository for other programs: hooks for pre-commit, examples for CI.

use kafkasmith::cli::args;
use regex::Regex;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// The examples of `docs/ci/`; `init` writes the same.
const EXAMPLES: [&str; 3] = ["github.yml", "gitlab.yml", "pre-commit-config.yaml"];
const HOOKS: &str = ".pre-commit-hooks.yaml";

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

#[test]
fn the_examples_for_ci_are_what_init_writes() {
    for name in EXAMPLES {
        let (source, shown) = (format!("templates/init/{name}"), format!("docs/ci/{name}"));
        if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&shown), text(&source)).unwrap();
        }
        assert!(text(&shown) == text(&source), "{shown} is old; UPDATE=1 cargo test --test it ecosystem");
    }
    let shown = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci")).unwrap().count();
    assert_eq!(shown, EXAMPLES.len(), "an example that `init` does not write");
}

#[test]
fn every_command_in_hooks_and_examples_makes_sense() {
    let command = Regex::new(r"(?m)^ *-? *(?:run: |entry: |)(kafkasmith .*)$").unwrap();
    for path in EXAMPLES.map(|name| format!("docs/ci/{name}")).iter().chain(&[HOOKS.to_owned()]) {
        let text = text(path);
        let lines: Vec<&str> = command.captures_iter(&text).map(|found| found.get(1).unwrap().as_str()).collect();
        assert!(!lines.is_empty(), "no command was found in {path}");
        for line in lines {
            let words: Vec<OsString> = line.split(' ').map(|word| word.trim_matches('"').into()).collect();
            assert!(args::parse(&words, 100).is_ok(), "{path}: {line}: {}", args::parse(&words, 100).unwrap_err());
        }
    }
}

#[test]
fn every_hook_is_there_for_those_who_have_the_program_too() {
    let hook = Regex::new(r"(?s)- id: (\S+)\n.*?entry: (.*?)\n  language: (\S+)\n").unwrap();
    let text = text(HOOKS);
    let hooks: Vec<[&str; 3]> = hook.captures_iter(&text).map(|found| found.extract().1).collect();
    assert_eq!(hooks.len(), text.matches("- id: ").count());
    let built: Vec<_> = hooks.iter().filter(|[_, _, language]| *language == "rust").collect();
    assert!(!built.is_empty() && built.len() * 2 == hooks.len(), "{hooks:?}");
    for [id, entry, _] in built {
        assert!(hooks.contains(&[&format!("{id}-system"), entry, "system"]), "{id} has no twin: {hooks:?}");
    }
}
