//! The program as shells, pipes and CI systems meet it: what only a real process can show, and what must hold for every verb.

use super::harness::{Place, VERBS};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text:?}"))
}

#[test]
fn the_codes_reach_the_shell_and_each_comes_with_a_word() {
    let place = Place::new();
    for (line, code) in [
        ("kafkasmith --version", 0),
        ("kafkasmith schema report", 0),
        ("kafkasmith", 2),
        ("kafkasmith nonsense", 2),
        ("kafkasmith check --nonsense", 2),
        ("kafkasmith -C nowhere check", 2),
        ("kafkasmith render --spec -", 2),
        ("kafkasmith check", 3),
        ("kafkasmith check --spec nowhere.toml", 3),
        ("kafkasmith check --format json", 3),
        ("kafkasmith check --format github", 3),
        ("kafkasmith check -qq", 3),
    ] {
        let ran = place.spawn(line);
        assert_eq!(ran.code, code, "{line}: {ran:?}");
        assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "`{line}` says nothing");
        assert_eq!(ran, place.run(line), "`{line}` is another thing in process");
    }
}

#[test]
fn a_closed_pipe_ends_with_141_and_without_a_word() {
    let place = Place::new();
    for line in ["kafkasmith completions bash", "kafkasmith --help", "kafkasmith check --format json"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output =
            place.command(line).stdout(writer).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(141), "{line}");
        assert_eq!(output.stderr, b"", "{line}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Place::new().command("kafkasmith man").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"), "{output:?}");
}

#[test]
fn no_colour_in_pipes_unless_asked_for() {
    let place = Place::new();
    let coloured = |line: &str| {
        let ran = place.spawn(line);
        ran.stdout.contains('\u{1b}') || ran.stderr.contains('\u{1b}')
    };
    assert!(!coloured("TERM=xterm kafkasmith check"));
    assert!(!coloured("TERM=xterm kafkasmith --help"));
    assert!(!coloured("NO_COLOR=1 FORCE_COLOR=1 kafkasmith check"));
    assert!(!coloured("FORCE_COLOR=1 kafkasmith check --format json"));
    assert!(coloured("FORCE_COLOR=1 kafkasmith check"));
    assert!(coloured("NO_COLOR=1 kafkasmith check --color always"));
    assert!(coloured("NO_COLOR=1 kafkasmith --help --color always"));
}

#[test]
fn both_streams_in_one_are_still_the_format() {
    let place = Place::new();
    for line in ["kafkasmith check", "kafkasmith chekc", "kafkasmith check --spec nowhere", "kafkasmith check -v"] {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let mut command = place.command(&format!("{line} --format json"));
        let mut child = command.stdout(writer.try_clone().unwrap()).stderr(writer).spawn().unwrap();
        // The command holds the writing ends until it is gone.
        drop(command);
        let text = std::io::read_to_string(&mut reader).unwrap();
        let code = child.wait().unwrap().code().unwrap();
        assert_eq!(json(&text)["exitCode"], code, "{line}");
    }
}

#[test]
fn standard_input_is_read_only_when_named() {
    let place = Place::new();
    let started = Instant::now();
    // Nobody ever writes to this pipe or closes it.
    let mut child = place.command("kafkasmith check").stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let kept_open = child.stdin.take();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("it waits for standard input that nobody named");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    drop(kept_open);
    assert_eq!(status.code(), Some(3));

    let mut command = place.command("kafkasmith check --spec -");
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b" \n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`<stdin>` is empty"), "{output:?}");
}

#[test]
fn in_a_hook_of_another_repository_git_is_still_asked_about_this_folder() {
    let place = Place::new();
    let made = Command::new("git").args(["init", "-q"]).current_dir(place.path()).status().unwrap();
    assert!(made.success());
    std::fs::create_dir(place.path().join("sub")).unwrap();
    std::fs::write(place.path().join("kafkasmith.toml"), "# a spec\n").unwrap();
    let ran = place.spawn("GIT_DIR=/nowhere GIT_WORK_TREE=/nowhere kafkasmith -C sub check -v");
    assert!(ran.stderr.contains("spec: kafkasmith.toml\n"), "{ran:?}");
}

#[test]
fn help_names_every_verb_and_every_code() {
    let place = Place::new();
    let (short, long) = (place.run("kafkasmith -h").stdout, place.spawn("kafkasmith --help").stdout);
    let listed: Vec<&str> = section(&long, "Verbs:").iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(listed, [VERBS.as_slice(), &["help"]].concat());
    for verb in VERBS {
        assert!(short.contains(&format!("\n  {verb} ")), "{short}");
    }
    let codes: Vec<&str> =
        section(&long, "Exit codes:").iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(codes[..5], ["0", "1", "2", "3", "141"], "{long}");
    for text in [&short, &long] {
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
    assert!(short.lines().count() <= 44, "the short help is longer than a screen:\n{short}");
}

/// The lines below a heading, up to an empty one.
fn section<'t>(text: &'t str, heading: &str) -> Vec<&'t str> {
    text.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.is_empty()).collect()
}

#[test]
fn every_command_line_in_a_help_text_makes_sense() {
    let place = Place::new();
    let mut seen = 0;
    for verb in [""].iter().chain(&VERBS) {
        let help = place.run(&format!("kafkasmith {verb} --help")).stdout;
        for line in section(&help, "Examples:") {
            // What stands behind two blanks or a redirection is not for us, nor are other programs of a pipe.
            let line = line.trim().split("   ").next().unwrap();
            let ours = line.split('|').map(str::trim).find(|part| part.starts_with("kafkasmith")).unwrap_or(line);
            let line = ours.split(['>', '<']).next().unwrap();
            let ran = place.run(line);
            assert!(!ran.stderr.contains("Usage:"), "`{line}`: {}", ran.stderr);
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} examples were found");
}

#[test]
fn completions_are_what_each_shell_can_read() {
    let place = Place::new();
    let shells: [(&str, Option<&[&str]>); 6] = [
        ("bash", Some(&["bash", "-n"])),
        ("zsh", Some(&["zsh", "-n"])),
        ("fish", Some(&["fish", "--no-execute"])),
        ("powershell", None),
        ("elvish", Some(&["elvish", "-compileonly"])),
        ("nushell", Some(&["nu", "--ide-check", "100"])),
    ];
    for (shell, reader) in shells {
        let script = place.spawn(&format!("kafkasmith completions {shell}")).stdout;
        for word in VERBS.iter().chain(&["exit-zero", "discard-edits"]) {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
        let Some([program, arguments @ ..]) = reader else { continue };
        let path = place.path().join(shell);
        std::fs::write(&path, &script).unwrap();
        match Command::new(program).args(arguments).arg(&path).output() {
            Ok(output) => assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {output:?}"),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{shell}"),
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_verb() {
    let place = Place::new();
    let page = place.spawn("kafkasmith man").stdout;
    for part in [".TH kafkasmith 1", "Exit codes", "KAFKASMITH_SPEC", "\\-\\-exit\\-zero"] {
        assert!(page.contains(part), "{part} is missing in:\n{page}");
    }
    let ran = place.run("kafkasmith man --out share/man1");
    assert_eq!(ran.code, 0, "{ran:?}");
    for name in VERBS.map(|verb| format!("kafkasmith-{verb}.1")).iter().chain(&["kafkasmith.1".to_owned()]) {
        assert!(ran.stdout.contains(&format!("written  share/man1/{name}\n")), "{ran:?}");
        assert!(std::fs::read_to_string(place.path().join("share/man1").join(name)).unwrap().contains(".SH NAME"));
    }
}

#[test]
fn reports_follow_the_schema_that_is_printed() {
    let place = Place::new();
    let validator = jsonschema::validator_for(&json(&place.spawn("kafkasmith schema report").stdout)).unwrap();
    for line in ["check", "chekc", "render --spec nowhere", "man --out share"] {
        let report = json(&place.run(&format!("kafkasmith {line} --format json")).stdout);
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
}
