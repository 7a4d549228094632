//! This repository is a user of the program: `out/` holds exactly what `hrms-kafka.toml` gives.

use super::harness::run_in;
use std::path::Path;

#[test]
fn out_is_what_the_spec_says() {
    let ran = run_in(Path::new(env!("CARGO_MANIFEST_DIR")), "kafkasmith check --no-git");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let summary = ran.stdout.lines().next().unwrap_or_default();
    assert!(summary.ends_with("current") && !summary.starts_with("0 "), "{summary}");
}

/// The page shows what is true of this repository.
#[test]
fn what_the_page_shows_of_explain_is_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut shown = 0;
    for block in page.split("```console\n$ kafkasmith explain ").skip(1) {
        let (words, said) = block.split("\n```").next().unwrap().split_once('\n').unwrap();
        let ran = run_in(root, &format!("kafkasmith explain {words}"));
        assert_eq!(ran.stdout.trim_end(), said.trim_end(), "README.md shows something else");
        shown += 1;
    }
    assert!(shown > 0, "README.md shows nothing of it");
}
