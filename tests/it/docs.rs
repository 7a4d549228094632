//! Pages of the documentation that the program makes are what it makes.

use super::harness::run_in;
use std::path::Path;

#[test]
fn the_page_of_rules_is_what_the_program_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run_in(root, "kafkasmith rules --format markdown");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = root.join("docs/rules.md");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&page, &ran.stdout).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(there == ran.stdout, "docs/rules.md is another page; kafkasmith rules --format markdown > docs/rules.md");
}
