//! Each check of tidiness is shown what it must find, and beside it what it must not.

use super::*;

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn of_direction() {
    let order = ["diag", "model", "cli"].map(str::to_owned);
    let of = |text: &str| upward(&file("src/model/a.rs", text), &order).len();
    assert_eq!(of("use crate::cli::Exit;\n"), 1);
    assert_eq!(of("use crate::{diag::{Span, cli}, cli};\n"), 1);
    assert_eq!(of("let a = crate::cli::run;\n"), 1);
    assert_eq!(of("use crate::{diag::{Span, cli}, model};\nuse crate::diag::Id; // crate::cli\n"), 0);
}

#[test]
fn of_headers_modules_and_lints() {
    assert!(headless(&file("a.rs", "use std::fs;\n")).is_some());
    assert!(headless(&file("a.rs", "//! What this is.\n")).is_none());
    let all = [file("src/a/mod.rs", "mod b;\n// mod c;\n"), file("src/a/b.rs", ""), file("src/a/c.rs", "")];
    assert!(orphan(&all[1], &all).is_none());
    assert!(orphan(&all[2], &all).is_some());
    assert_eq!(lines_with(&file("a.rs", "    #[allow(dead_code)]\n"), &["#[allow"]).len(), 1);
}

#[test]
fn of_releases() {
    let of = |text: &str| release_literals(&file("src/model/a.rs", text)).len();
    assert_eq!(of("if release == \"0.39.0\" {\n"), 1);
    assert_eq!(of("if release.version.starts_with(\"0.39\") {\n\"3.6.1\" => 1,\nif minor >= 40 {\n"), 3);
    assert_eq!(of("example = \"0.39.0\"\n#[cfg(test)]\nmod tests {\na == \"0.39.0\"\n"), 0);
}

#[test]
fn of_ids() {
    let text = "ids! {\n    /// A.\n    A = \"a/b\";\n}\nfail(Id::new(\"c/d\"));\n#[cfg(test)]\nmod tests {\nId::new(\"x/y\")\n";
    let (loose, listed) = loose_and_listed(&file("src/a.rs", text));
    assert_eq!((loose, listed), (vec!["c/d".to_owned()], vec!["a/b".to_owned()]));
}

#[test]
fn of_pages() {
    let ids = BTreeSet::from(["spec/unknown-key".to_owned()]);
    let page = "`src/nowhere.rs` [x](docs/a.md) `spec/unknown-key` `diag` `a::b`\n```console\n$ kafkasmith chekc\nout/a\n```\n";
    assert_eq!(paths(page, &ids), ["src/nowhere.rs", "docs/a.md"]);
    assert!(!exists("src/nowhere.rs") && !exists("catalog/nowhere/<version>/") && exists("catalog/kafka/<version>/"));
    assert_eq!(commands(page), ["kafkasmith chekc"]);
    for wrong in
        ["kafkasmith chekc", "cargo run -q -- render --nonsense", "bash .ci/nowhere", "tools/nowhere.sh", "make"]
    {
        assert!(senseless(wrong).is_some(), "{wrong}");
    }
    for right in ["cargo run --release -- render", "UPDATE=1 cargo test", "kafkasmith render && git add -A out/"] {
        assert_eq!(senseless(right), None);
    }
}
