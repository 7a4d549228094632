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
