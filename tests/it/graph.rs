//! `graph`: what it draws, and where it writes it.

use super::harness::{Place, SPEC};
use std::io::Write as _;
use std::process::Stdio;

const PICTURE: &str = "out/services/docs/kafka-architecture.svg";

fn place() -> Place {
    let place = Place::new();
    place.write("kafka.toml", SPEC);
    place
}

#[test]
fn the_picture_is_the_file_that_is_rendered_without_its_mark() {
    let place = Place::rendered();
    let ran = place.run("kafkasmith graph svg");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let rendered = place.read(PICTURE);
    let (mark, body) = rendered.split_at(rendered.find("<svg").unwrap());
    assert_eq!(mark.lines().filter(|line| line.starts_with("<!-- ")).count(), 2);
    assert_eq!(ran.stdout, body);
}

#[test]
fn a_file_has_the_form_that_its_name_says() {
    let place = place();
    for (line, path) in [
        ("kafkasmith graph --out pictures/platform.svg", "pictures/platform.svg"),
        ("kafkasmith graph svg --out platform.SVG", "platform.SVG"),
        ("kafkasmith graph --out platform.mmd", "platform.mmd"),
        ("kafkasmith graph mermaid --out platform.mermaid", "platform.mermaid"),
    ] {
        let ran = place.run(line);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
        assert_eq!(ran.stdout, format!("written  {path}\n\n1 file: 1 written\n"));
        let printed =
            place.run(if path.to_lowercase().ends_with("svg") { "kafkasmith graph svg" } else { "kafkasmith graph" });
        assert_eq!(place.read(path), printed.stdout, "{line}");
    }
    // A picture of before is replaced, as by any program that writes one.
    place.write("platform.svg", "old");
    assert_eq!(place.run("kafkasmith graph --out platform.svg").code, 0);
    assert!(place.read("platform.svg").starts_with("<svg"));
}

#[test]
fn what_render_writes_is_left_to_it() {
    let place = Place::rendered();
    let before = place.tree();
    let ran = place.run(&format!("kafkasmith graph --only payments --out {PICTURE}"));
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains(&format!("`{PICTURE}` is a file that `kafkasmith render` writes")), "{ran:?}");
    assert_eq!(place.tree(), before);
}

#[test]
fn a_spec_from_standard_input_is_drawn() {
    let place = Place::new();
    let mut command = place.command("kafkasmith graph svg --spec -");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(SPEC.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), self::place().run("kafkasmith graph svg").stdout);
}

#[test]
fn mistakes_are_reported_as_everywhere() {
    let place = Place::new();
    place.write("kafka.toml", SPEC.replace("\"10Gi\"", "\"10Gx\""));
    let graph = place.run("kafkasmith graph --format json");
    assert_eq!((graph.code, graph.stderr.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&graph.stdout).unwrap();
    assert_eq!(report["command"], "graph");
    let findings = |report: &serde_json::Value| report["findings"].to_string();
    let check: serde_json::Value = serde_json::from_str(&place.run("kafkasmith check --format json").stdout).unwrap();
    assert_eq!(findings(&report), findings(&check));
    assert!(findings(&report).contains("10Gx"));
}

#[test]
fn a_large_platform_is_drawn_in_a_picture_of_bounded_size() {
    use std::fmt::Write as _;
    let mut spec = SPEC.to_owned();
    for at in 0..2000 {
        let _ = write!(spec, "[topic.\"area{}.t{at}\"]\npartitions = 3\nreplicas = 3\n", at % 30);
        let _ = write!(spec, "[client.c{at}]\nnamespace = \"n{}\"\nproduces = [\"area{}.t{at}\"]\n", at % 9, at % 30);
    }
    let place = Place::new();
    place.write("kafka.toml", &spec);
    let drawn = place.run("kafkasmith graph svg").stdout;
    assert!(drawn.contains(">area7.*</text>") && drawn.len() < 200_000, "{}", drawn.len());
    // Each part of it can be seen in full.
    let part = place.run("kafkasmith graph svg --only area7.t7").stdout;
    assert!(part.contains(">area7.t7</text>") && part.contains(">c7</text>") && !part.contains("area8"), "{part}");
}
