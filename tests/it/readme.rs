//! The tour in README.md: what its console blocks show is what the program prints.
//!
//! All lines behind `$ ` are run in their order, in one folder that begins empty, by a shell that finds this program first. What
//! follows a line is what it prints, standard output before standard error; `...` stands for lines that are left out. Blocks
//! whose first command is cargo's are for those who build the program and are not run. `UPDATE=1` writes down what came.

use super::harness::Place;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A line that somebody types, and what it prints.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    typed: String,
    shown: Vec<String>,
}

#[test]
fn the_tour_shows_what_happens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let place = Place::new();
    let (mut steps, mut wrong, mut renewed) = (0, Vec::new(), page.clone());
    for block in blocks(&page) {
        let mut now = String::new();
        for Step { typed, shown } in read(block) {
            steps += 1;
            let came = run(&place, &typed);
            let _ = write!(now, "$ {typed}\n{}", shown_as(&shown, &came));
            if !fits(&shown, &came) {
                wrong.push(format!("$ {typed}\n{}", came.join("\n")));
            }
        }
        renewed = renewed.replacen(block, &now, 1);
    }
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, renewed).unwrap();
        return;
    }
    assert!(steps > 3, "only {steps} commands were found");
    assert!(
        wrong.is_empty(),
        "README.md shows something else than:\n\n{}\n\nUPDATE=1 cargo test --test it readme",
        wrong.join("\n\n")
    );
}

/// The inner text of the console blocks that are run.
fn blocks(page: &str) -> Vec<&str> {
    let after_fences = page.split("\n```console\n").skip(1);
    let inner = after_fences.filter_map(|text| text.split("```").next());
    inner.filter(|block| block.starts_with("$ ") && !block.starts_with("$ cargo")).collect()
}

fn read(block: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(typed), _) => steps.push(Step { typed: typed.to_owned(), shown: Vec::new() }),
            (None, Some(step)) => step.shown.push(line.to_owned()),
            (None, None) => panic!("a block begins with what nobody typed: {line}"),
        }
    }
    steps
}

/// What a line prints, without blanks at the ends of lines.
fn run(place: &Place, line: &str) -> Vec<String> {
    let program = Path::new(env!("CARGO_BIN_EXE_kafkasmith")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("bash");
    command.arg("-c").arg(line).current_dir(place.path()).env_clear().stdin(Stdio::null());
    command.env("PATH", format!("{}:{path}", program.display()));
    for (name, value) in
        [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CEILING_DIRECTORIES", "/"), ("HOME", "/nonexistent")]
    {
        command.env(name, value);
    }
    let output = command.output().unwrap_or_else(|error| panic!("bash: {error}"));
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    text.replace(place.path().to_str().unwrap(), "~/demo").lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Whether lines are what is shown; the last lines of both may be empty.
fn fits(shown: &[String], came: &[String]) -> bool {
    let whole = |lines: &[String]| {
        let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        lines[..end].to_vec()
    };
    matches(&whole(shown), &whole(came))
}

fn matches(shown: &[String], came: &[String]) -> bool {
    match (shown.split_first(), came.split_first()) {
        (None, None) => true,
        (Some((line, rest)), _) if line == "..." => (0..=came.len()).any(|left_out| matches(rest, &came[left_out..])),
        (Some((line, rest)), Some((first, others))) => line == first && matches(rest, others),
        _ => false,
    }
}

/// What came, with what was left out before still left out.
fn shown_as(shown: &[String], came: &[String]) -> String {
    let lines = if fits(shown, came) { shown } else { came };
    lines.iter().fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn what_is_left_out_is_left_out() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(fits(&lines("a\n...\nd"), &lines("a\nb\nc\nd\n")));
    assert!(fits(&lines("a\n..."), &lines("a")));
    assert!(!fits(&lines("a\n...\nd"), &lines("a\nb\nc")));
    assert!(!fits(&lines("a"), &lines("a\nb")));
    assert!(fits(&lines("a\n\n"), &lines("a")));
}
