//! `kafkasmith fmt`: what it writes and what it never touches, what it says, what it ends with.

use super::harness::{Place, SPEC};
use std::io::Write as _;
use std::process::Stdio;

const UNTIDY: &str = "# About it.\n[project]\nname=\"demo\" # why\n[cluster]\n\nname = 'orders'\n";
const TIDY: &str =
    "# About it.\n[project]\nname = \"demo\"                      # why\n\n[cluster]\nname = \"orders\"\n";

fn place(text: &str) -> Place {
    let place = Place::new();
    place.write("kafka.toml", text);
    place
}

#[test]
fn a_spec_is_laid_out_in_place_once() {
    let place = place(UNTIDY);
    let ran = place.run("kafkasmith fmt");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "formatted  kafka.toml\n\n1 file: 1 formatted\n"));
    assert_eq!(place.read("kafka.toml"), TIDY);
    let written = std::fs::metadata(place.path().join("kafka.toml")).unwrap().modified().unwrap();
    let ran = place.run("kafkasmith fmt");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "1 file: 1 unchanged\n"));
    assert_eq!(std::fs::metadata(place.path().join("kafka.toml")).unwrap().modified().unwrap(), written);
    assert_eq!(place.tree().len(), 2, "something stands aside");
}

#[test]
fn what_init_writes_is_laid_out() {
    for line in ["kafkasmith init", "kafkasmith init --from-example hrms"] {
        let place = Place::new();
        assert_eq!(place.run(line).code, 0);
        let ran = place.run("kafkasmith fmt --check");
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
    }
}

#[test]
fn a_spec_with_windows_line_ends_keeps_them() {
    let place = place(&UNTIDY.replace('\n', "\r\n"));
    assert_eq!(place.run("kafkasmith fmt").code, 0);
    assert_eq!(place.read("kafka.toml"), TIDY.replace('\n', "\r\n"));
}

#[test]
fn check_and_diff_write_nothing() {
    let place = place(UNTIDY);
    for line in ["kafkasmith fmt --check", "kafkasmith fmt --diff", "kafkasmith fmt --check --diff"] {
        let ran = place.run(line);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(place.read("kafka.toml"), UNTIDY);
        assert_eq!(place.run(&format!("{line} --exit-zero")).code, 0);
        assert_eq!(place.run(&format!("{line} --format json")).stdout.matches("\"format/layout\"").count(), 1);
    }
    place.write("kafka.toml", TIDY);
    for line in ["kafkasmith fmt --check", "kafkasmith fmt --diff"] {
        assert_eq!(place.run(line).code, 0);
    }
    assert_eq!(place.run("kafkasmith fmt --diff").stdout, "");
}

#[test]
fn a_diff_is_one_that_programs_apply() {
    let place = place(&format!("{SPEC}[policy]\nprofile='production'"));
    let ran = place.run("kafkasmith fmt --diff --color never");
    assert_eq!(ran.stderr, "1 file would change\n");
    place.write("d.patch", &ran.stdout);
    place.git("init -q");
    place.git("apply d.patch");
    assert!(place.read("kafka.toml").ends_with("[policy]\nprofile = \"production\"\n"));
    assert_eq!(place.run("kafkasmith fmt --check").code, 0);
}

#[test]
fn nothing_is_written_where_one_spec_is_no_toml() {
    let place = place(UNTIDY);
    place.write("other-kafka.toml", "[project\nname = 'x'\n");
    let ran = place.run("kafkasmith fmt kafka.toml other-kafka.toml");
    assert_eq!(ran.code, 1);
    assert!(ran.finding("spec/syntax").contains("other-kafka.toml:1:"), "{ran:?}");
    assert!(ran.stdout.contains("2 files: 1 unformatted, 1 unreadable"), "{ran:?}");
    assert_eq!(place.read("kafka.toml"), UNTIDY);
    // A key that is written twice is no TOML either.
    place.write("kafka.toml", "[project]\nname = \"a\"\nname = \"b\"\n");
    let ran = place.run("kafkasmith fmt kafka.toml");
    assert_eq!(ran.code, 1);
    assert!(ran.finding("spec/duplicate").contains("kafka.toml:3:1"), "{ran:?}");
}

#[test]
fn mistakes_that_are_not_in_the_layout_are_no_business_of_its() {
    let place = place("[project]\nnmae = \"demo\"\n");
    assert_eq!(place.run("kafkasmith fmt --check").code, 0);
}

#[test]
fn several_specs_are_laid_out_together() {
    let place = place(UNTIDY);
    place.write("sub/other-kafka.toml", TIDY);
    place.write("third-kafka.toml", UNTIDY);
    let ran = place.run("kafkasmith fmt kafka.toml sub/other-kafka.toml third-kafka.toml");
    assert_eq!(ran.summary(), "3 files: 2 formatted, 1 unchanged");
    assert_eq!((place.read("kafka.toml"), place.read("third-kafka.toml")), (TIDY.to_owned(), TIDY.to_owned()));
}

#[test]
fn words_that_make_no_sense_together_are_refused() {
    let place = place(UNTIDY);
    for line in ["kafkasmith fmt kafka.toml --spec kafka.toml", "kafkasmith fmt - kafka.toml"] {
        assert_eq!(place.run(line).code, 2, "{line}");
    }
    assert_eq!(place.run("kafkasmith fmt nothing.toml").code, 3);
    assert_eq!(place.read("kafka.toml"), UNTIDY);
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_laid_out_and_the_link_stays() {
    let place = Place::new();
    place.write("shared/spec.toml", UNTIDY);
    std::os::unix::fs::symlink("shared/spec.toml", place.path().join("kafka.toml")).unwrap();
    assert_eq!(place.run("kafkasmith fmt").code, 0);
    assert!(std::fs::symlink_metadata(place.path().join("kafka.toml")).unwrap().is_symlink());
    assert_eq!(place.read("shared/spec.toml"), TIDY);
}

#[cfg(unix)]
#[test]
fn a_read_only_spec_is_left_alone() {
    let place = place(UNTIDY);
    let path = place.path().join("kafka.toml");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let ran = place.run("kafkasmith fmt");
    assert_eq!((ran.code, place.read("kafka.toml").as_str()), (2, UNTIDY));
    assert!(ran.stderr.contains("read-only"), "{ran:?}");
}

#[test]
fn standard_input_is_laid_out_on_standard_output() {
    for (line, given, code, output) in [
        ("kafkasmith fmt -", UNTIDY, 0, Some(TIDY)),
        ("kafkasmith fmt --spec -", UNTIDY, 0, Some(TIDY)),
        ("kafkasmith fmt -", TIDY, 0, Some(TIDY)),
        ("kafkasmith fmt - --check", UNTIDY, 1, None),
        ("kafkasmith fmt -", "[project", 1, None),
    ] {
        let place = Place::new();
        let mut child =
            place.command(line).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(code), "{line}");
        let stdout = String::from_utf8(ran.stdout).unwrap();
        match output {
            Some(output) => assert_eq!(stdout, output),
            None => assert!(stdout.contains("<stdin>:1:") || stdout.contains("<stdin>:3:"), "{stdout}"),
        }
        assert_eq!(place.tree().len(), 1, "something was written");
    }
}
