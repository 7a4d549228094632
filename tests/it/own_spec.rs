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

#[test]
fn what_is_found_in_it_is_accepted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run_in(root, "kafkasmith validate --today 2026-11-25 --fail-on info");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("3 waived"), "{}", ran.stdout);
    let ran = run_in(root, "kafkasmith validate --no-waivers --format concise");
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 3), "{}{}", ran.stdout, ran.stderr);
}
