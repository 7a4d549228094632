//! Which spec is found from where, and what is said if none is.

use super::super::files::Files;
use super::super::{Environment, Exit, Input, Stream, Surroundings, args};
use super::{SpecText, spec};
use crate::cli::Failure;
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// Looks for a spec in a folder with these files, as this command line and environment ask. Files whose names end in `/` are
/// folders; `.git/` makes a repository of the folder above it.
fn find(names: &[&str], line: &str, variables: &[(&str, &str)]) -> Result<SpecText, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let files = Files::at(&root);
    let environment = environment(&root, variables);
    for name in names {
        match name.strip_suffix('/') {
            Some(_) => files.write(Path::new(&format!("{name}.keep")), b"").unwrap(),
            None => files.write(Path::new(name), format!("# {name}\n").as_bytes()).unwrap(),
        }
        if let Some(above) = name.strip_suffix(".git/") {
            init(&root.join(above));
        }
    }
    look(files, environment, line, "stdin = 1\n")
}

fn look(files: Files, environment: Environment, line: &str, input: &str) -> Result<SpecText, Failure> {
    let words: Vec<OsString> = format!("kafkasmith check {line}").split_whitespace().map(OsString::from).collect();
    let args = args::parse(&words, 100).unwrap();
    let input = Input::new(input.as_bytes(), false);
    let (output, errors) = (Stream::new(io::sink(), false), Stream::new(io::sink(), false));
    let mut world = Surroundings::new(files, environment, input, output, errors);
    if let Some(folder) = &args.global.folder {
        world.files.go(folder)?;
    }
    spec(&args.global, &mut world)
}

fn environment(root: &Path, variables: &[(&str, &str)]) -> Environment {
    let own = [
        ("PATH", std::env::var_os("PATH").unwrap()),
        ("GIT_CEILING_DIRECTORIES", root.parent().unwrap().as_os_str().to_owned()),
        ("GIT_CONFIG_GLOBAL", "/dev/null".into()),
    ];
    own.into_iter().chain(variables.iter().map(|(name, value)| (*name, OsString::from(value)))).collect()
}

#[expect(clippy::disallowed_methods, reason = "a test makes the repository that it looks into")]
fn init(folder: &Path) {
    let made = std::process::Command::new("git").args(["init", "-q"]).current_dir(folder).status().unwrap();
    assert!(made.success());
}

/// The spec that is found, as messages name it.
fn found(names: &[&str], line: &str) -> String {
    find(names, line, &[]).unwrap().shown()
}

fn refused(names: &[&str], line: &str) -> (Exit, String) {
    let Failure { exit, why } = find(names, line, &[]).unwrap_err();
    let help = why.help.unwrap_or_default();
    (exit, format!("{}\n{}\n{help}", why.headline, why.notes.join("\n")))
}

#[test]
fn the_flag_then_the_variable_then_the_folder() {
    let names = ["kafkasmith.toml", "hrms-kafka.toml", "named.toml", "variable.toml"];
    let variable = [("KAFKASMITH_SPEC", "variable.toml")];
    assert_eq!(find(&names, "--spec named.toml", &variable).unwrap().text, "# named.toml\n");
    assert_eq!(find(&names, "", &variable).unwrap().text, "# variable.toml\n");
    assert_eq!(find(&names, "", &[("KAFKASMITH_SPEC", "")]).unwrap().text, "# kafkasmith.toml\n");
    assert_eq!(found(&["hrms-kafka.toml", "other.toml"], ""), "hrms-kafka.toml");
    assert_eq!(found(&["kafka.toml", ".#kafka.toml", "old-kafka.toml/"], ""), "kafka.toml");
}

#[test]
fn several_candidates_are_an_error_that_lists_them() {
    let (exit, said) = refused(&["a-kafka.toml", "b-kafka.toml", "c.toml"], "");
    assert_eq!(exit, Exit::Failed);
    assert!(said.contains("`a-kafka.toml`, `b-kafka.toml`") && !said.contains("c.toml"), "{said}");
    // Also in a folder above: the nearest folder with candidates decides.
    let (exit, said) =
        refused(&[".git/", "kafkasmith.toml", "sub/a-kafka.toml", "sub/b-kafka.toml", "sub/below/"], "-C sub/below");
    assert_eq!(exit, Exit::Failed);
    assert!(said.contains("`sub/a-kafka.toml`"), "{said}");
}

#[test]
fn folders_above_are_looked_into_up_to_the_root_of_the_repository() {
    assert_eq!(found(&[".git/", "kafkasmith.toml", "a/b/"], "-C a/b"), "kafkasmith.toml");
    assert_eq!(found(&[".git/", "kafkasmith.toml", "a/x-kafka.toml", "a/b/"], "-C a/b"), "a/x-kafka.toml");
}

#[test]
fn and_never_beyond() {
    let (exit, said) = refused(&["kafkasmith.toml", "repo/.git/", "repo/sub/"], "-C repo/sub");
    assert_eq!(exit, Exit::Nothing);
    assert!(said.contains("in `repo/sub`, `repo`\n") && said.contains("--spec"), "{said}");
    let (exit, said) = refused(&["kafkasmith.toml", "sub/"], "-C sub");
    assert_eq!(exit, Exit::Nothing);
    assert!(said.contains("not a git repository"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_link_does_not_lead_out_of_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let files = Files::at(&root);
    files.write(Path::new("kafkasmith.toml"), b"# outside").unwrap();
    files.write(Path::new("real/sub/.keep"), b"").unwrap();
    init(&root.join("real"));
    std::os::unix::fs::symlink("real/sub", root.join("link")).unwrap();
    // Above `link` by name is the outside; above what it leads to is the repository.
    let failure = look(files, environment(&root, &[]), "-C link", "").unwrap_err();
    assert_eq!(failure.exit, Exit::Nothing);
}

#[test]
fn without_git_only_the_folder_itself_is_looked_into() {
    let failure = find(&["kafkasmith.toml", "sub/"], "-C sub", &[("PATH", "/nowhere")]).unwrap_err();
    assert_eq!(failure.exit, Exit::Nothing);
    assert!(failure.why.notes.iter().any(|note| note.contains("there is no `git` program")), "{:?}", failure.why);
}

#[test]
fn a_name_that_leads_nowhere_is_no_spec_and_says_what_is_near() {
    let (exit, said) = refused(&["conf/hrms-kafka.toml"], "--spec conf/hmrs-kafka.toml");
    assert_eq!(exit, Exit::Nothing);
    assert!(said.contains("`conf/hmrs-kafka.toml`") && said.contains("is it `conf/hrms-kafka.toml`?"), "{said}");
    let (exit, said) = refused(&["conf/hrms-kafka.toml"], "--spec conf");
    assert_eq!(exit, Exit::Failed);
    assert!(said.contains("is a folder") && said.contains("is it `conf/hrms-kafka.toml`?"), "{said}");
}

#[test]
fn paths_are_those_of_the_folder_where_the_process_was_started() {
    let spec = find(&["services/kafka/kafka.toml"], "-C services --spec kafka/kafka.toml", &[]).unwrap();
    assert_eq!((spec.base.as_str(), spec.name.as_str()), ("services/kafka/", "kafka.toml"));
    assert!(spec.folder.ends_with("services/kafka"));
    let spec = find(&["services/"], "-C services --spec -", &[]).unwrap();
    assert_eq!(
        (spec.shown().as_str(), spec.base.as_str(), spec.text.as_str()),
        ("<stdin>", "services/", "stdin = 1\n")
    );
}

#[test]
fn nothing_in_it_is_nothing_to_look_at() {
    for text in ["", " \n\t\n"] {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::at(folder.path());
        files.write(Path::new("kafka.toml"), text.as_bytes()).unwrap();
        let failure = look(files.clone(), Environment::default(), "", "").unwrap_err();
        assert_eq!((failure.exit, failure.why.headline.as_str()), (Exit::Nothing, "`kafka.toml` is empty"));
        let failure = look(files, Environment::default(), "--spec -", text).unwrap_err();
        assert_eq!((failure.exit, failure.why.headline.as_str()), (Exit::Nothing, "`<stdin>` is empty"));
    }
}
