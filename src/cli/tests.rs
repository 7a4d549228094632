//! The door in process: which words reach which stream, and what the run ends with.

use super::args::{self, Args};
use super::delivery::Delivery;
use super::files::Files;
use super::{Environment, Exit, Failure, Input, Stream, Surroundings, run};
use crate::diag::{Diagnostic, Id, Sources};
use crate::report::{FORMATS, Report};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;

/// What came of a run.
#[derive(Debug)]
struct Came {
    exit: Exit,
    out: String,
    err: String,
}

/// A folder to run in.
struct Place {
    folder: tempfile::TempDir,
    environment: Environment,
}

impl Place {
    fn new(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ceiling = folder.path().parent().unwrap().to_str().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap();
        let own = [
            ("PATH", path.to_str().unwrap()),
            ("GIT_CEILING_DIRECTORIES", &ceiling),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ];
        Place { environment: own.into_iter().chain(variables.iter().copied()).collect(), folder }
    }

    fn with(&self, act: impl FnOnce(&mut Surroundings<'_>) -> Exit) -> Came {
        self.with_input(io::empty(), false, act)
    }

    fn with_input(&self, input: impl Read, terminal: bool, act: impl FnOnce(&mut Surroundings<'_>) -> Exit) -> Came {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = act(&mut Surroundings::new(
            Files::at(self.folder.path()),
            self.environment.clone(),
            Input::new(input, terminal),
            Stream::new(&mut out, false),
            Stream::new(&mut err, false),
        ));
        Came { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }

    fn run(&self, line: &str) -> Came {
        self.with(|world| run(words(line), world))
    }

    fn write(&self, name: &str, text: &str) {
        Files::at(self.folder.path()).write(Path::new(name), text.as_bytes()).unwrap();
    }

    /// What becomes of a report with one error, one warning, a hint, if it is asked for like this.
    fn report(&self, line: &str) -> Came {
        self.with(|world| delivery(line, world).report(sample(), Exit::Clean, world))
    }
}

fn words(line: &str) -> Vec<OsString> {
    format!("kafkasmith {line}").split_whitespace().map(OsString::from).collect()
}

fn delivery(line: &str, world: &Surroundings<'_>) -> Delivery {
    let Args { global, command: _ } = args::parse(&words(line), 100).unwrap();
    Delivery::settle(&global.output, world).unwrap()
}

fn sample() -> Report {
    let findings = [Diagnostic::error(Id::new("x/y"), "an error"), Diagnostic::warning(Id::new("x/z"), "a warning")];
    let mut report = Report::new("check", Sources::default(), findings);
    report.hints = vec!["fix: kafkasmith render".into()];
    report
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text:?}"))
}

#[test]
fn findings_go_to_standard_output_and_hints_to_standard_error() {
    let came = Place::new(&[]).report("check");
    assert_eq!(came.exit, Exit::Findings);
    assert!(came.out.contains("an error") && came.out.ends_with("1 error, 1 warning\n"), "{came:?}");
    assert_eq!(came.err, "fix: kafkasmith render\n");
}

#[test]
fn programs_get_their_format_and_nothing_else_on_either_stream() {
    let place = Place::new(&[]);
    for format in FORMATS.iter().filter(|format| format.machine) {
        for line in ["check", "check -v", "check -q", "check --color always"] {
            let came = place.report(&format!("{line} --format {}", format.name));
            assert_eq!((came.exit, came.err.as_str()), (Exit::Findings, ""), "{line}");
            assert!(!came.out.contains('\u{1b}'));
            assert!(came.out.contains("an error") && came.out.contains("a warning"), "{came:?}");
            assert!(!format.is_json() || json(&came.out)["exitCode"] == 1, "{came:?}");
        }
        let came = place.with(|world| {
            delivery(&format!("check --format {}", format.name), world).failure("check", Failure::usage("no"), world)
        });
        assert_eq!((came.exit, came.err.as_str()), (Exit::Failed, ""));
        assert!(came.out.contains("cli/usage"), "{came:?}");
    }
}

#[test]
fn quiet_says_only_what_was_found_and_twice_only_the_code() {
    let place = Place::new(&[]);
    let came = place.report("check -q");
    assert!(came.out.ends_with("a warning\n") && came.err.is_empty(), "{came:?}");
    for line in ["check -qq", "check -qq --format json"] {
        let came = place.report(line);
        assert_eq!((came.exit, came.out.as_str(), came.err.as_str()), (Exit::Findings, "", ""), "{line}");
        // That it could not even look is said all the same.
        let came = place.with(|world| delivery(line, world).failure("check", Failure::usage("no"), world));
        assert_eq!(came.out, "");
        assert!(came.err.contains("error[cli/usage]: no"), "{came:?}");
    }
}

#[test]
fn who_asks_for_more_learns_which_spec_was_found() {
    let place = Place::new(&[]);
    place.write("hrms-kafka.toml", "# a spec");
    let says = |line: &str| place.run(line).err.contains("spec: hrms-kafka.toml\n");
    assert!(says("check -v") && !says("check") && !says("check -v --format json"));
    assert_eq!(place.run("check -v --format json").err, "");
}

#[test]
fn exit_zero_forgives_findings_only() {
    let place = Place::new(&[]);
    let came = place.report("check --exit-zero --format json");
    assert_eq!((came.exit, &json(&came.out)["exitCode"]), (Exit::Clean, &0.into()));
    assert_eq!(place.run("check --exit-zero").exit, Exit::Nothing);
    assert_eq!(place.run("check --exit-zero --nonsense").exit, Exit::Failed);
}

#[test]
fn reports_are_written_beside() {
    let place = Place::new(&[]);
    let came = place.report("check --report json=reports/a.json --report concise=b.txt --color always");
    assert_eq!(came.exit, Exit::Findings);
    let read = |name: &str| Files::at(place.folder.path()).read(Path::new(name)).unwrap();
    assert_eq!(json(&read("reports/a.json"))["exitCode"], 1);
    assert_eq!(read("b.txt"), "kafkasmith: error[x/y] an error\nkafkasmith: warning[x/z] a warning\n");
    assert!(came.out.contains('\u{1b}'), "standard output is coloured when the file is not");
    // Also why there is no report is reported.
    assert_eq!(place.run("check --report json=c.json").exit, Exit::Nothing);
    assert_eq!(json(&read("c.json"))["findings"][0]["rule"], "cli/no-spec");
}

#[test]
fn a_report_that_cannot_be_written_is_said_and_fails() {
    let place = Place::new(&[]);
    place.write("file", "");
    let came = place.report("check --report json=file/a.json --report concise=good.txt");
    assert_eq!(came.exit, Exit::Failed);
    assert!(came.err.contains("`file/a.json`") && came.out.contains("an error"), "{came:?}");
    assert!(place.folder.path().join("good.txt").exists());
    let came = place.report("check --format json --report json=file/a.json");
    let report = json(&came.out);
    assert_eq!((came.exit, came.err.as_str(), &report["exitCode"]), (Exit::Failed, "", &2.into()));
    assert_eq!(report["findings"].as_array().unwrap().len(), 3);
}

#[test]
fn the_variable_names_a_format_and_the_flag_wins() {
    let place = Place::new(&[("KAFKASMITH_FORMAT", "concise")]);
    assert!(place.report("check").out.starts_with("kafkasmith: error"));
    assert_eq!(json(&place.report("check --format json").out)["kind"], "Report");
    let came = Place::new(&[("KAFKASMITH_FORMAT", "jsn")]).run("check");
    assert_eq!(came.exit, Exit::Failed);
    assert!(came.err.contains("`KAFKASMITH_FORMAT` names a format that does not exist: `jsn`"), "{came:?}");
    assert!(came.err.contains("full, concise, json"), "{came:?}");
}

#[test]
fn usage_errors_suggest_and_take_the_form_asked_for() {
    let place = Place::new(&[]);
    let came = place.run("chekc");
    assert_eq!((came.exit, came.out.as_str()), (Exit::Failed, ""));
    assert!(came.err.contains("'check'"), "{came:?}");
    let came = place.run("check --format json --exit-zer");
    let report = json(&came.out);
    assert_eq!((came.exit, came.err.as_str(), &report["exitCode"]), (Exit::Failed, "", &2.into()));
    assert_eq!(report["findings"][0]["rule"], "cli/usage");
    assert!(report["findings"][0]["help"].as_str().unwrap().contains("--exit-zero"), "{report}");
}

#[test]
fn a_closed_output_ends_with_its_own_code() {
    struct Closed(io::ErrorKind);
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for (kind, expected) in [(io::ErrorKind::BrokenPipe, Exit::Closed), (io::ErrorKind::StorageFull, Exit::Failed)] {
        for line in ["man", "--help", "check --format json"] {
            let came = Place::new(&[]).with(|world| {
                world.output = Stream::new(Closed(kind), false);
                run(words(line), world)
            });
            assert_eq!(came.exit, expected, "{line}");
            assert_eq!(came.err.is_empty(), expected == Exit::Closed, "{came:?}");
        }
    }
    // Nobody to tell is no reason to fail otherwise.
    let came = Place::new(&[]).with(|world| {
        world.errors = Stream::new(Closed(io::ErrorKind::BrokenPipe), false);
        run(words("check"), world)
    });
    assert_eq!(came.exit, Exit::Nothing);
}

#[test]
fn a_mistake_of_ours_says_that_it_is_ours() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("password: hunter2")
        }
    }
    let came = Place::new(&[]).with_input(Broken, false, |world| run(words("check --spec -"), world));
    assert_eq!(came.exit, Exit::Failed);
    assert!(came.err.contains("error[cli/internal]") && came.err.contains("/issues"), "{came:?}");
    assert!(!came.err.contains("hunter2"), "{came:?}");
}

#[test]
fn colour_is_decided_for_each_stream() {
    let coloured = |line: &str, out: bool, err: bool| {
        let (mut o, mut e) = (Vec::new(), Vec::new());
        let place = Place::new(&[("TERM", "xterm")]);
        let (input, files) = (Input::new(io::empty(), false), Files::at(place.folder.path()));
        let (output, errors) = (Stream::new(&mut o, out), Stream::new(&mut e, err));
        run(words(line), &mut Surroundings::new(files, place.environment.clone(), input, output, errors));
        (o.contains(&0x1b), e.contains(&0x1b))
    };
    assert_eq!(coloured("check", true, true), (false, true));
    assert_eq!(coloured("check", true, false), (false, false));
    assert_eq!(coloured("--help", true, false), (true, false));
    assert_eq!(coloured("--help", false, true), (false, false));
    assert_eq!(coloured("check --color never", true, true), (false, false));
    assert_eq!(coloured("chekc --color always", false, false), (false, true));
    assert_eq!(coloured("check --format json", true, true), (false, false));
}
