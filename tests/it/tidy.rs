//! Tidiness: what holds for all of the source, the lists and the pages, and what nobody remembers at each change.
//!
//! Each check is a function from texts to offences, and the last tests here show each of them an offence.

mod offences;

use kafkasmith::{cli, render};
use regex::Regex;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest file.
const LINES: usize = 400;

/// The pages whose paths and commands are held against what is there.
const PAGES: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];

/// A file with its path from the root of the repository.
struct File {
    path: String,
    text: String,
}

#[test]
fn modules_use_only_those_above_them() {
    let order = modules(&text("src/lib.rs"));
    assert!(order.len() > 10, "the list of modules was not found: {order:?}");
    none(rust(&["src"]).iter().flat_map(|file| upward(file, &order)));
}

#[test]
fn every_file_opens_with_what_it_is() {
    none(rust(&["src", "tests", "benches"]).iter().filter_map(headless));
}

#[test]
fn no_file_is_too_long() {
    none(rust(&["src", "tests", "benches"]).iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > LINES).then(|| format!("{} has {lines} lines", file.path))
    }));
}

#[test]
fn every_file_is_a_module_of_the_one_above_it() {
    let files = rust(&["src", "tests/it"]);
    none(files.iter().filter_map(|file| orphan(file, &files)));
}

#[test]
fn no_lint_is_allowed_without_a_word() {
    none(rust(&["src", "tests", "benches"]).iter().flat_map(|file| lines_with(file, &["#[allow", "#![allow"])));
}

#[test]
fn versions_are_compared_in_the_catalogue_only() {
    none(rust(&["src"]).iter().filter(|file| !file.path.starts_with("src/catalog/")).flat_map(release_literals));
}

#[test]
fn every_artefact_kind_of_report_and_verb_is_listed() {
    none(unlisted("src/render/artefacts", "const DESCRIPTION: Description", "::DESCRIPTION", "mod.rs"));
    none(unlisted("src/report", "pub(super) fn write(", "::write,", "mod.rs"));
    none(unlisted("src/cli/commands", "pub(super) fn run(", "::run(", "mod.rs"));
    none(unlisted("src/alert/kinds", "const KIND: Kind", "::KIND,", "mod.rs"));
    for area in areas() {
        none(unlisted(&area, "const RULE: Rule", "::RULE", "mod.rs"));
    }
}

/// The folders of rules.
fn areas() -> BTreeSet<String> {
    let rules = tree("src/inspect/rules").into_iter();
    let areas: BTreeSet<String> = rules.filter_map(|path| Some(path.strip_suffix("/mod.rs")?.to_owned())).collect();
    areas.into_iter().filter(|area| area != "src/inspect/rules").collect()
}

#[test]
fn every_id_has_a_meaning_and_is_in_the_list_of_all() {
    let (known, mut seen) = (ids(), 0);
    none(rust(&["src"]).iter().filter(|file| !file.path.contains("/tests")).flat_map(|file| {
        let (loose, listed) = loose_and_listed(file);
        seen += listed.len();
        let loose = loose.into_iter().map(|id| format!("{}: {id} has no meaning; write it with `ids!`", file.path));
        let missing = listed.into_iter().filter(|id| !known.contains(id));
        loose.chain(missing.map(|id| format!("{}: {id} is not in `cli::ids::every`", file.path))).collect::<Vec<_>>()
    }));
    assert_eq!(seen, known.len(), "an id stands in two lists, or a list was not found");
}

#[test]
fn every_template_is_carried_and_every_artefact_has_one() {
    let listed: BTreeSet<String> = render::templates().into_iter().map(|(name, _)| name).collect();
    let all = tree("templates");
    let names = |of: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
        all.iter()
            .filter_map(|path| path.strip_prefix("templates/"))
            .filter(|path| of(path))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(listed, names(&|path| ends(path, "j2")), "the templates that are known and templates/ differ");
    let own = names(&|path| ends(path, "j2") && !path.starts_with("shared/"));
    let wanted: BTreeSet<String> = render::ARTEFACTS.iter().map(|artefact| artefact.template_name()).collect();
    assert_eq!(wanted, own, "an artefact without a template, or a template without an artefact");
    // What is not a template is part of one: some source file takes it in.
    let sources: String = rust(&["src"]).into_iter().map(|file| file.text).collect();
    let taken = |path: &&String| !sources.contains(&format!("templates/{path}\""));
    assert_eq!(names(&|path| !ends(path, "j2")).iter().find(taken), None);
}

#[test]
fn every_bench_is_built() {
    let manifest = text("Cargo.toml");
    let benches = tree("benches").into_iter().filter(|path| ends(path, "rs"));
    let names = benches.map(|path| path.replace("benches/", "").replace(".rs", ""));
    none(names.filter(|name| !manifest.contains(&format!("[[bench]]\nname = \"{name}\"\nharness = false"))));
}

#[test]
fn every_path_in_the_pages_is_there() {
    let ids = ids();
    let mut seen = 0;
    none(PAGES.iter().flat_map(|page| {
        let paths = paths(&text(page), &ids);
        seen += paths.len();
        paths.into_iter().filter(|path| !exists(path)).map(move |path| format!("{page}: there is no {path}"))
    }));
    assert!(seen > 30, "only {seen} paths were found");
}

#[test]
fn every_command_in_the_pages_makes_sense() {
    let mut seen = 0;
    none(PAGES.iter().flat_map(|page| {
        let commands = commands(&text(page));
        seen += commands.len();
        commands.into_iter().filter_map(move |line| senseless(&line).map(|why| format!("{page}: `{line}`: {why}")))
    }));
    assert!(seen > 5, "only {seen} commands were found");
}

#[test]
fn the_page_about_the_architecture_lists_the_modules_in_order() {
    let order = modules(&text("src/lib.rs"));
    let rows = Regex::new(r"(?m)^\| `(\w+)` \|").unwrap();
    let page = text("ARCHITECTURE.md");
    let named: Vec<&str> = rows.captures_iter(&page).map(|row| row.get(1).unwrap().as_str()).collect();
    assert_eq!(named, order);
}

/// The public modules of `lib.rs`, in their order.
fn modules(lib: &str) -> Vec<String> {
    Regex::new(r"(?m)^pub mod (\w+);").unwrap().captures_iter(lib).map(|found| found[1].to_owned()).collect()
}

/// Paths of a module to one that stands below it.
fn upward(file: &File, order: &[String]) -> Vec<String> {
    let rank = |name: &str| order.iter().position(|module| module == name);
    let own = file.path.trim_start_matches("src/").split(['/', '.']).next().and_then(rank);
    let Some(own) = own else { return Vec::new() };
    let paths = Regex::new(r"\bcrate::(?:(\w+)|\{([^;]*)\})").unwrap();
    let first = Regex::new(r"(?:^|,)\s*(\w+)").unwrap();
    let inner = Regex::new(r"\{[^{}]*\}").unwrap();
    let code = code(&file.text);
    let mut used = BTreeSet::new();
    for path in paths.captures_iter(&code) {
        if let Some(name) = path.get(1) {
            used.insert(name.as_str().to_owned());
        } else {
            let mut group = path[2].to_owned();
            while inner.is_match(&group) {
                group = inner.replace_all(&group, "").into_owned();
            }
            used.extend(first.captures_iter(&group).map(|name| name[1].to_owned()));
        }
    }
    let below = used.into_iter().filter(|name| rank(name).is_some_and(|used| used > own));
    below.map(|name| format!("{} uses `{name}`, which stands below it", file.path)).collect()
}

/// A text without its comments.
fn code(text: &str) -> String {
    let without = |line: &str| format!("{}\n", line.split("//").next().unwrap_or_default());
    text.lines().map(without).collect()
}

fn headless(file: &File) -> Option<String> {
    let first = file.text.lines().next().unwrap_or_default();
    let sentence = first.strip_prefix("//! ").is_some_and(|words| !words.trim().is_empty());
    (!sentence).then(|| format!("{} does not open with a sentence: {first}", file.path))
}

/// A file that no `mod` line takes in, which the compiler never sees.
fn orphan(file: &File, all: &[File]) -> Option<String> {
    let path = Path::new(&file.path);
    let (folder, stem) = (path.parent()?.to_str()?, path.file_stem()?.to_str()?);
    if matches!(file.path.as_str(), "src/lib.rs" | "src/main.rs" | "tests/it/main.rs") {
        return None;
    }
    let (folder, name) = match stem {
        "mod" => (Path::new(folder).parent()?.to_str()?, Path::new(folder).file_name()?.to_str()?),
        _ => (folder, stem),
    };
    let above =
        [format!("{folder}/mod.rs"), format!("{folder}.rs"), format!("{folder}/lib.rs"), format!("{folder}/main.rs")];
    let line = Regex::new(&format!(r"(?m)^(?:pub(?:\([a-z: ]+\))? )?mod {name};")).unwrap();
    let taken = all.iter().any(|other| above.contains(&other.path) && line.is_match(&other.text));
    (!taken).then(|| format!("{} belongs to no module", file.path))
}

fn lines_with(file: &File, words: &[&str]) -> Vec<String> {
    let code = code(&file.text);
    let found =
        code.lines().enumerate().filter(|(_, line)| words.iter().any(|word| line.trim_start().starts_with(word)));
    found.map(|(number, line)| format!("{}:{}: {line}", file.path, number + 1)).collect()
}

/// Lines outside of tests that hold the text of a release and compare with it.
fn release_literals(file: &File) -> Vec<String> {
    if file.path.contains("/tests") {
        return Vec::new();
    }
    let literal = Regex::new(r#""v?\d+\.\d+(\.\d+)?""#).unwrap();
    let compares = Regex::new(r"==|!=|[<>]=?\s|=>|starts_with|matches!|contains|cmp\(").unwrap();
    let parts = Regex::new(r"\b(major|minor)\b\s*(==|!=|[<>])").unwrap();
    let shipped = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code = code(shipped);
    let wrong = |line: &str| (literal.is_match(line) && compares.is_match(line)) || parts.is_match(line);
    let found = code.lines().enumerate().filter(|(_, line)| wrong(line));
    found.map(|(number, line)| format!("{}:{}: {}", file.path, number + 1, line.trim())).collect()
}

/// The modules of a folder that have what its list holds, and are not in the list.
fn unlisted(folder: &str, has: &str, entry: &str, list: &str) -> Vec<String> {
    let listed = text(&format!("{folder}/{list}"));
    let files = rust(&[folder]).into_iter().filter(|file| file.text.contains(has));
    let names: Vec<String> = files
        .filter_map(|file| {
            let rest = file.path.strip_prefix(&format!("{folder}/"))?.to_owned();
            Some(rest.trim_end_matches(".rs").trim_end_matches("/mod").to_owned())
        })
        .filter(|name| name != "mod")
        .collect();
    assert!(!names.is_empty(), "nothing in {folder} has `{has}`");
    // The last entry of a list may stand without its comma.
    let entry = entry.trim_end_matches(',');
    let missing = names.into_iter().filter(|name| !listed.contains(&format!("{}{entry}", name.replace('/', "::"))));
    missing.map(|name| format!("{folder}/{list} does not list {name}")).collect()
}

/// What a page names as a path: in backticks or as the target of a link, outside of blocks.
fn paths(page: &str, ids: &BTreeSet<String>) -> Vec<String> {
    let blocks = Regex::new(r"(?s)```.*?```").unwrap();
    let prose = blocks.replace_all(page, "");
    let named = Regex::new(r"`([^`\s]+)`|\]\(([^)#\s]+)").unwrap();
    let ending = Regex::new(r"\w\.(rs|toml|md|j2|ya?ml|sh|py|tsv|txt)$").unwrap();
    let named = named.captures_iter(&prose).filter_map(|found| found.get(1).or(found.get(2)));
    let is_path = |word: &&str| {
        (word.contains('/') || ending.is_match(word))
            && !word.contains("://")
            && !word.contains("::")
            && !ids.contains(*word)
    };
    named.map(|found| found.as_str()).filter(is_path).map(str::to_owned).collect()
}

/// Whether a path is there; of `catalog/kafka/<version>/` what stands before the hole.
fn exists(path: &str) -> bool {
    let whole = path.split(['<', '*', '{']).next().unwrap_or_default();
    if whole != path {
        return root().join(whole.rsplit_once('/').map_or(".", |(folder, _)| folder)).is_dir();
    }
    root().join(path).exists()
}

/// The lines of a page's console blocks that somebody types.
fn commands(page: &str) -> Vec<String> {
    let blocks = Regex::new(r"(?s)```console\n(.*?)```").unwrap();
    let typed = blocks.captures_iter(page).flat_map(|block| {
        let lines: Vec<String> = block[1].lines().map(str::to_owned).collect();
        // A block without a prompt holds commands only.
        let prompt = lines.iter().any(|line| line.starts_with("$ "));
        lines.into_iter().filter_map(move |line| match line.strip_prefix("$ ") {
            Some(line) => Some(line.to_owned()),
            None => (!prompt).then_some(line),
        })
    });
    typed
        .map(|line| line.split(" #").next().unwrap_or_default().trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// Why a command line would not run: the program does not know its words, or a script is not there.
fn senseless(line: &str) -> Option<String> {
    let mut whys = line.split(['|', '&', ';']).filter(|part| !part.trim().is_empty()).filter_map(|part| {
        let words: Vec<&str> =
            part.split_whitespace().skip_while(|word| word.contains('=') && !word.starts_with('-')).collect();
        match words.as_slice() {
            ["kafkasmith", rest @ ..] => refused(rest),
            ["cargo", "run", flags @ ..] => match flags.iter().position(|word| *word == "--") {
                Some(at) => refused(&flags[at + 1..]),
                None => Some("without `--` the words are cargo's".to_owned()),
            },
            ["bash", script, ..] => (!exists(script)).then(|| format!("there is no {script}")),
            [script, ..] if script.contains('/') => (!exists(script)).then(|| format!("there is no {script}")),
            ["cargo" | "git" | "cd" | "echo" | "mkdir" | "printf" | "rm" | "sed", ..] => None,
            _ => Some("nobody here knows this program".to_owned()),
        }
    });
    whys.next()
}

/// What the program has to say against its words.
fn refused(words: &[&str]) -> Option<String> {
    let words: Vec<OsString> = ["kafkasmith"].iter().chain(words).map(OsString::from).collect();
    let error = cli::args::parse(&words, 100).err().filter(clap::Error::use_stderr)?;
    Some(error.to_string())
}

/// The ids of findings, which look like paths.
fn ids() -> BTreeSet<String> {
    cli::ids::every().map(|known| known.id.word().to_owned()).collect()
}

/// The ids that a file makes without a meaning, and those of its lists.
fn loose_and_listed(file: &File) -> (Vec<String>, Vec<String>) {
    let loose = Regex::new(r#"\bId(?:::new)?\("([a-z-]+/[a-z-]+)"\)"#).unwrap();
    let listed =
        Regex::new(r#"(?m)^\s+[A-Z_0-9]+ = "([a-z-]+/[a-z0-9-]+)";$|\bOffence::[a-z]+\(\s*"([a-z-]+/[a-z0-9-]+)""#)
            .unwrap();
    let shipped = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let all = |pattern: &Regex| {
        pattern
            .captures_iter(shipped)
            .filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str().to_owned()))
            .collect()
    };
    (all(&loose), all(&listed))
}

fn ends(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == ending)
}

#[track_caller]
fn none(offences: impl IntoIterator<Item = String>) {
    let offences: Vec<String> = offences.into_iter().collect();
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths of all files below a folder, sorted.
fn tree(folder: &str) -> BTreeSet<String> {
    let mut open = vec![root().join(folder)];
    let mut found = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.insert(path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
    found
}

fn rust(folders: &[&str]) -> Vec<File> {
    let paths = folders.iter().flat_map(|folder| tree(folder)).filter(|path| ends(path, "rs"));
    paths.map(|path| File { text: text(&path), path }).collect()
}
