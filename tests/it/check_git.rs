//! What `check` asks git: what is tracked, what is ignored, what is staged.

use super::check::json;
use super::harness::{Place, SPEC, TOPICS, counted, differing, files_of};

#[test]
fn files_that_git_does_not_know_are_untracked() {
    let place = Place::rendered();
    place.git("init -q");
    place.git("add kafka.toml");
    for path in files_of(SPEC).keys().filter(|path| *path != TOPICS) {
        place.git(&format!("add {path}"));
    }
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/untracked");
    assert!(said.contains("is right but not in git") && said.contains(&format!("git add {TOPICS}")), "{said}");
    assert_eq!(ran.summary(), counted(&[(1, "untracked")], "current"));
    assert_eq!(ran.stderr, "fix: git add -A out/\n");
    let ran = place.run("kafkasmith check --no-git");
    assert_eq!((ran.code, ran.stdout.clone()), (0, format!("{}\n", counted(&[], "current"))));
    place.git("add -A");
    assert_eq!(place.run("kafkasmith check").code, 0, "what is in the index will be committed");
}

#[test]
fn ignored_files_name_the_rule_that_hides_them() {
    let place = Place::rendered();
    place.write(".gitignore", "# built\n*.tmp\nout/**/*topics.yaml\n");
    place.git("init -q");
    place.git("add -A");
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/ignored");
    assert!(said.contains("ignored by `out/**/*topics.yaml` in .gitignore, line 3"), "{said}");
    assert_eq!(ran.summary(), counted(&[(1, "ignored")], "current"));
    place.write(".gitignore", "out/\n");
    place.git("rm -rq --cached out");
    assert_eq!(place.run("kafkasmith check").summary(), counted(&[], "ignored"));
    place.git(&format!("add -f {TOPICS}"));
    assert_eq!(
        place.run("kafkasmith check").summary(),
        counted(&[(1, "current")], "ignored"),
        "tracked files are not hidden"
    );
}

#[test]
fn outside_a_repository_it_is_enough_that_the_files_are_right() {
    let place = Place::rendered();
    let ran = place.run("kafkasmith check -v");
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("this is not a repository"), "{ran:?}");
    let ran = place.run("kafkasmith check --staged");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`--staged` cannot be judged: this is not a git repository"), "{ran:?}");
}

#[test]
fn staged_judges_what_will_be_committed() {
    let place = Place::rendered();
    place.commit_all();
    assert_eq!(place.run("kafkasmith check --staged").code, 0);

    // The spec is staged, what was rendered from it is not.
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    assert_eq!(place.run("kafkasmith render").code, 0);
    assert_eq!(place.run("kafkasmith check --staged").code, 0, "nothing is staged, so nothing will be committed");
    place.git("add kafka.toml");
    let ran = place.run("kafkasmith check --staged");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/stale");
    assert!(said.contains(&format!("help: what is on disk is right: git add {TOPICS}")), "{said}");
    assert_eq!(ran.stderr, "fix: git add -A out/\n");
    assert_eq!(place.run("kafkasmith check").code, 0, "on disk all is well");
    place.git("add out");
    assert_eq!(place.run("kafkasmith check --staged").code, 0);

    // The files are staged, the spec is not.
    place.git("commit -qm more");
    place.change("kafka.toml", "partitions = 12", "partitions = 24");
    assert_eq!(place.run("kafkasmith render").code, 0);
    place.git("add out");
    let ran = place.run("kafkasmith check --staged");
    assert_eq!(ran.code, 1);
    assert!(ran.finding("generated/stale").contains("staged: spec.partitions of KafkaTopic payments: 24"), "{ran:?}");
    let report = json(&place.run("kafkasmith check --staged --format json"));
    let differs = differing(SPEC, &SPEC.replace("partitions = 6", "partitions = 24"));
    assert_eq!(report["findings"].as_array().unwrap().len(), differs.len());
}

#[test]
fn staged_sees_what_is_missing_gone_and_new() {
    let place = Place::rendered();
    place.git("init -q");
    let ran = place.run("kafkasmith check --staged");
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("`kafka.toml` is not staged and not committed"), "{ran:?}");
    place.git("add kafka.toml");
    let ran = place.run("kafkasmith check --staged");
    assert_eq!((ran.code, ran.summary()), (1, counted(&[], "missing").as_str()));
    place.git("add -A");
    place.write("kafka.toml", &SPEC[..SPEC.find("[topic.payments]").unwrap()]);
    place.git("add kafka.toml");
    let ran = place.run("kafkasmith check --staged");
    assert_eq!((ran.code, ran.summary()), (1, counted(&[(2, "orphan")], "stale").as_str()), "{ran:?}");
}

#[test]
fn staged_works_in_the_environment_of_a_hook() {
    let place = Place::rendered();
    place.commit_all();
    place.write(
        ".git/hooks/pre-commit",
        format!("#!/bin/sh\nexec {} check --staged\n", env!("CARGO_BIN_EXE_kafkasmith")),
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let hook = place.path().join(".git/hooks/pre-commit");
        std::fs::set_permissions(hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    assert_eq!(place.run("kafkasmith render").code, 0);
    let commit = |line: &str| {
        let mut command = std::process::Command::new("git");
        command.args(line.split(' ')).current_dir(place.path()).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "test").env(format!("GIT_{role}_EMAIL"), "test@example.org");
        }
        command.output().unwrap()
    };
    // Only the spec: git makes another index for it, and the hook must look into that.
    let refused = commit("commit -qm half kafka.toml");
    assert!(!refused.status.success(), "{refused:?}");
    let said = format!("{}{}", String::from_utf8_lossy(&refused.stdout), String::from_utf8_lossy(&refused.stderr));
    assert!(said.contains("generated/stale"), "{said}");
    let whole = commit("commit -qam all");
    assert!(whole.status.success(), "{whole:?}");
}
