//! `init`, as somebody meets it who has nothing yet, or something already.

use super::harness::{Place, Ran};

/// What plain `init` makes.
const MADE: [&str; 5] = [
    ".gitattributes",
    ".github/workflows/kafkasmith.yml",
    ".pre-commit-config.yaml",
    "kafka.toml",
    "kafkasmith.schema.json",
];

/// Runs what must succeed.
#[track_caller]
fn well(place: &Place, line: &str) -> Ran {
    let ran = place.run(line);
    assert_eq!(ran.code, 0, "{line}: {ran:?}");
    ran
}

/// Runs what must be refused, and leave everything as it was.
#[track_caller]
fn refused(place: &Place, line: &str, why: &[&str]) {
    let before = place.tree();
    let ran = place.run(line);
    assert_eq!(ran.code, 2, "{line}: {ran:?}");
    for part in why {
        assert!(ran.stderr.contains(part), "{line} does not say {part:?}: {ran:?}");
    }
    assert_eq!(place.tree(), before, "`{line}` wrote something");
}

/// What became of all files, if it is the same for each, be they as many as they may.
fn states(ran: &Ran) -> &str {
    let (total, states) = ran.summary().split_once(" files: ").unwrap();
    states.strip_prefix(&format!("{total} ")).filter(|state| !state.contains(',')).unwrap_or_else(|| panic!("{ran:?}"))
}

#[test]
fn in_an_empty_folder_it_renders_and_checks_at_once() {
    for line in ["init", "init --name orders --namespace streams --ci gitlab", "init --from-example hrms --ci none"] {
        let place = Place::new();
        well(&place, &format!("kafkasmith {line}"));
        let rendered = well(&place, "kafkasmith render");
        assert_eq!((states(&rendered), rendered.stderr.as_str()), ("created", ""));
        assert_eq!(states(&well(&place, "kafkasmith check")), "current");
    }
}

#[test]
fn the_commands_that_it_names_lead_to_a_clean_check() {
    for (repository, go) in [(true, ""), (false, ""), (true, " -C services/kafka"), (false, " -C services/kafka")] {
        let place = Place::new();
        place.write("services/kafka/.keep", "");
        if repository {
            place.git("init -q");
        }
        let said = well(&place, &format!("kafkasmith{go} init")).stderr;
        let commands: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("  ")).collect();
        let [render, add, check] = commands[commands.len() - 3..] else { panic!("{said}") };
        assert_eq!((render, check), (&*format!("kafkasmith{go} render"), &*format!("kafkasmith{go} check")));
        well(&place, render);
        for command in add.split(" && ") {
            place.git(command.strip_prefix("git ").unwrap());
        }
        assert_eq!(states(&well(&place, check)), "current");
        assert_eq!(states(&well(&place, &format!("{check} --staged"))), "current");
    }
}

#[test]
fn git_treats_rendered_files_as_it_is_told() {
    let place = Place::new();
    place.git("init -q");
    well(&place, "kafkasmith init");
    let path = "out/k8s-manifests/kafka/03-kafka-topics.yaml";
    for (attribute, value) in [("eol", "lf"), ("linguist-generated", "set"), ("gitlab-generated", "set")] {
        assert_eq!(place.git(&format!("check-attr {attribute} {path}")), format!("{path}: {attribute}: {value}\n"));
    }
    assert_eq!(place.git("check-attr eol kafka.toml"), "kafka.toml: eol: unspecified\n");
}

#[test]
fn what_is_there_is_not_overwritten_and_nothing_else_is_written() {
    for (there, line, why) in [
        ("kafka.toml", "init", "`kafka.toml` is there already; nothing was written"),
        ("orders-kafka.toml", "init --name orders", "`orders-kafka.toml` is there already"),
        ("hrms-kafka.toml", "init", "`hrms-kafka.toml` is a spec already"),
        ("kafkasmith.toml", "init --from-example hrms", "`kafkasmith.toml` is a spec already"),
        ("kafkasmith.schema.json", "init", "`kafkasmith.schema.json` is there already"),
        (".github/workflows/kafkasmith.yml", "init", "`.github/workflows/kafkasmith.yml` is there already"),
        ("kafka.toml/folder", "init", "`kafka.toml` is there already"),
        (".github", "init", "cannot be used"),
    ] {
        let place = Place::new();
        place.write(there, "mine");
        refused(&place, &format!("kafkasmith {line}"), &[why]);
        if !why.contains("cannot") {
            refused(&place, &format!("kafkasmith {line} --dry-run"), &[why, "move away"]);
        }
    }
    let place = Place::new();
    well(&place, "kafkasmith init");
    place.change("kafkasmith.schema.json", "kafkasmith spec", "my spec");
    let why = ["2 files are in the way", "`kafka.toml` is there already", "`kafkasmith.schema.json` is there already"];
    refused(&place, "kafkasmith init", &why);
}

#[test]
#[cfg(unix)]
fn links_are_neither_followed_nor_replaced() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("elsewhere/keep", "");
    symlink("elsewhere", place.path().join(".github")).unwrap();
    refused(&place, "kafkasmith init", &["`.github/workflows/kafkasmith.yml` is behind a symbolic link"]);
    symlink("nowhere", place.path().join("kafka.toml")).unwrap();
    refused(&place, "kafkasmith init --ci none", &["`kafka.toml` is there already"]);
}

#[test]
fn files_of_others_stay_and_what_they_lack_is_printed() {
    let place = Place::new();
    for path in [".gitattributes", ".pre-commit-config.yaml", ".gitlab-ci.yml"] {
        place.write(path, "# mine\n");
    }
    let ran = well(&place, "kafkasmith init");
    assert!(ran.stdout.ends_with("\n5 files: 3 kept, 2 created\n"), "{ran:?}");
    for (path, line) in [
        (".gitattributes", "/out/**                  text eol=lf linguist-generated gitlab-generated\n"),
        (".pre-commit-config.yaml", "        entry: kafkasmith check --staged\n"),
        (".gitlab-ci.yml", "    - kafkasmith ci --report "),
    ] {
        assert_eq!(place.read(path), "# mine\n");
        assert!(ran.stdout.contains(&format!("kept     {path}\n")), "{ran:?}");
        assert!(ran.stderr.contains(&format!("{path} is there already")) && ran.stderr.contains(line), "{ran:?}");
    }
}

#[test]
fn what_they_hold_already_is_not_asked_for_again() {
    let place = Place::new();
    well(&place, "kafkasmith init --ci gitlab");
    for path in [".gitattributes", ".pre-commit-config.yaml", ".gitlab-ci.yml"] {
        let text = place.read(path);
        place.write(path, format!("# mine\n{}\n", text.replace("check   ", "check ")));
    }
    place.remove("kafka.toml");
    let ran = well(&place, "kafkasmith init");
    assert_eq!(ran.stdout, "created  kafka.toml\n\n5 files: 4 unchanged, 1 created\n");
    assert!(!ran.stderr.contains("already"), "{ran:?}");
}

#[test]
fn below_a_repository_nothing_is_written_above_the_folder() {
    let place = Place::new();
    place.git("init -q");
    place.write("kafka.toml", super::harness::SPEC);
    place.write("services/kafka/.keep", "");
    let before = place.tree();
    let ran = well(&place, "kafkasmith -C services/kafka init");
    let new: Vec<_> = place.tree().into_keys().filter(|path| !before.contains_key(path)).collect();
    let expected = [".gitattributes", "kafka.toml", "kafkasmith.schema.json"];
    assert_eq!(new, expected.map(|name| place.path().join("services/kafka").join(name)));
    for said in [
        ".github/workflows/kafkasmith.yml is read in the root of the repository only",
        "      - run: kafkasmith -C services/kafka ci --format github\n",
        ".pre-commit-config.yaml is read in the root of the repository only",
        "        entry: kafkasmith -C services/kafka check --staged\n",
        "note: in this folder and below it, services/kafka/kafka.toml now comes before kafka.toml\n",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {ran:?}");
    }
    well(&place, "kafkasmith -C services/kafka render");
    assert!(place.has("services/kafka/out/k8s-manifests/kafka/03-kafka-topics.yaml") && !place.has("out"));
}

#[test]
fn a_rule_that_hides_what_is_rendered_is_named() {
    let place = Place::new();
    place.git("init -q");
    place.write(".gitignore", "target\nout/\n");
    let ran = well(&place, "kafkasmith init");
    assert!(ran.stderr.contains("note: git ignores out/, by `out/` in .gitignore, line 2: take that out"), "{ran:?}");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let place = Place::new();
    let dry = well(&place, "kafkasmith init --dry-run");
    assert_eq!(place.tree().len(), 1, "only the folder itself");
    assert_eq!(dry.stderr, "");
    let wet = well(&place, "kafkasmith init");
    assert_eq!(dry.stdout.replace("would create", "created"), wet.stdout);
    for path in MADE {
        assert!(place.has(path) && wet.stdout.contains(&format!("created  {path}\n")), "{wet:?}");
    }
    assert_eq!(place.tree().len(), 1 + 2 + MADE.len(), "{:?}", place.tree().keys());
}

#[test]
fn flags_that_make_no_sense_here_say_what_does() {
    let place = Place::new();
    refused(&place, "kafkasmith init --spec orders.toml", &["`init` reads no spec", "--name"]);
    refused(&place, "kafkasmith init --name My_Kafka", &["such as `my-kafka`"]);
    refused(&place, "kafkasmith init --ci jenkins", &["possible values: github, gitlab, none"]);
    refused(&place, "kafkasmith -C nowhere init", &["`nowhere` is missing"]);
    let ran = well(&place, "KAFKASMITH_SPEC=other.toml kafkasmith init");
    assert!(ran.stderr.contains("`KAFKASMITH_SPEC` names other.toml and comes before kafka.toml"), "{ran:?}");
}
