//! Cases: a folder each under `tests/cases`. `cmd` holds the command, everything beside it is put into the folder that it runs
//! in, and `expected/` holds what must come of it.
//!
//! * `cmd`: a line for each command. The last is the one that is judged; those before it must end with 0.
//! * `expected/code`: the exit code. `expected/stdout`, `expected/stderr`: absent where nothing is said.
//! * `expected/out/`: what is in `out/` afterwards. Absent where the command leaves `out/` as it was.
//!
//! `N rules` stands for however many rules there are. `UPDATE=1 cargo test` writes down what came instead of comparing; what it changed is then read in `git diff`.

use super::harness::Place;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files by their path below some folder.
type Tree = BTreeMap<String, Vec<u8>>;

#[test]
fn all_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    let cases = folders(&root);
    for case in &cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let given = tree(case);
        match judge(&given) {
            Err(why) => wrong.push(format!("{name}: {why}")),
            Ok(came) if update => renew(&case.join("expected"), &came),
            Ok(came) => {
                let expected = below(&given, "expected/");
                wrong.extend(differences(&expected, &came).into_iter().map(|what| format!("{name}: {what}")));
            }
        }
    }
    assert!(!cases.is_empty(), "there are no cases");
    assert!(
        wrong.is_empty(),
        "{}\n\nIf this is as it should be: UPDATE=1 cargo test --test it cases",
        wrong.join("\n\n")
    );
}

/// Runs a case and gives what its `expected/` would have to hold.
fn judge(given: &Tree) -> Result<Tree, String> {
    let commands = given.get("cmd").ok_or("it has no `cmd`, so its files belong to no case")?;
    let commands = String::from_utf8_lossy(commands).into_owned();
    let place = Place::new();
    for (path, bytes) in given.iter().filter(|(path, _)| *path != "cmd" && !path.starts_with("expected/")) {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let lines: Vec<&str> = commands.lines().filter(|line| !line.trim().is_empty()).collect();
    let (judged, before) = lines.split_last().ok_or("its `cmd` is empty")?;
    for line in before {
        let ran = place.run(line);
        if ran.code != 0 {
            return Err(format!("`{line}` ended with {}\n{}{}", ran.code, ran.stdout, ran.stderr));
        }
    }
    let out_before = below(&tree(place.path()), "out/");
    let ran = place.run(judged);
    let out = below(&tree(place.path()), "out/");
    let mut came = Tree::from([("code".to_owned(), format!("{}\n", ran.code).into_bytes())]);
    for (name, text) in [("stdout", ran.stdout), ("stderr", ran.stderr)] {
        if !text.is_empty() {
            came.insert(name.to_owned(), without_count(&text).into_bytes());
        }
    }
    if out != out_before {
        came.extend(out.into_iter().map(|(path, bytes)| (format!("out/{path}"), bytes)));
    }
    Ok(came)
}

/// How many rules there are is no case's business, or each new one would change them all.
fn without_count(text: &str) -> String {
    regex::Regex::new(r"\b\d+ rules\b").unwrap().replace_all(text, "N rules").into_owned()
}

/// How what came differs from what was expected; files that are only on one side are among it.
fn differences(expected: &Tree, came: &Tree) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = expected.keys().chain(came.keys()).collect();
    let mut differences = Vec::new();
    for name in names {
        match (expected.get(name), came.get(name)) {
            (Some(expected), Some(came)) if expected == came => {}
            (Some(expected), Some(came)) => {
                let (expected, came) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(came));
                let diff = similar::TextDiff::from_lines(expected.as_ref(), came.as_ref());
                differences.push(format!("{name} differs\n{}", diff.unified_diff().header("expected", "came")));
            }
            (Some(_), None) => differences.push(format!("expected/{name} belongs to nothing that came")),
            (None, came) => {
                let text = String::from_utf8_lossy(came.map(Vec::as_slice).unwrap_or_default()).into_owned();
                differences.push(format!("{name} came and was not expected\n{text}"));
            }
        }
    }
    differences
}

fn renew(expected: &Path, came: &Tree) {
    if expected.exists() {
        fs::remove_dir_all(expected).unwrap();
    }
    for (path, bytes) in came {
        let path = expected.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn below(tree: &Tree, folder: &str) -> Tree {
    let inside = tree.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.to_owned(), bytes.clone())));
    inside.collect()
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// Every file below a folder.
fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![root.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            tree.insert(name, fs::read(&path).unwrap());
        }
    }
    tree
}

#[test]
fn an_expectation_that_no_case_owns_is_noticed() {
    let tree = |names: &[(&str, &str)]| -> Tree {
        names.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    };
    assert!(judge(&tree(&[("expected/code", "0\n")])).is_err());
    let came = judge(&tree(&[("cmd", "kafkasmith --version\n")])).unwrap();
    assert_eq!(came, tree(&[("code", "0\n"), ("stdout", "kafkasmith [VERSION]\n")]));
    let expected = tree(&[("code", "1\n"), ("out/a", ""), ("stderr", "")]);
    let said = differences(&expected, &came).join("\n");
    for part in ["code differs", "-1", "+0", "expected/out/a belongs to nothing", "stdout came and was not expected"] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
    assert!(differences(&came, &came).is_empty());
}
