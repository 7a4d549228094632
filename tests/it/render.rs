//! `render`: what it writes, what it leaves alone, and what it refuses.

use super::harness::{CLUSTER, MONITORING, Place, SPEC, TOPICS, counted, differing, files_of, listed};

/// The spec without its topics and its monitoring.
fn bare() -> &'static str {
    &SPEC[..SPEC.find("[topic.payments]").unwrap()]
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let place = Place::new();
    place.write("kafka.toml", SPEC);
    let before = place.tree();
    let ran = place.run("kafkasmith render --dry-run");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let lines = listed("would create", files_of(SPEC).keys());
    assert_eq!(ran.stdout, format!("{lines}\n{}\n", counted(&[], "would create")));
    assert_eq!(place.tree(), before);

    assert_eq!(place.run("kafkasmith render").code, 0);
    place.write("kafka.toml", bare());
    let before = place.tree();
    let ran = place.run("kafkasmith render --dry-run");
    assert_eq!(ran.code, 0);
    for line in [format!("would update  {CLUSTER}\n"), format!("would remove  {TOPICS}\n")] {
        assert!(ran.stdout.contains(&line), "{ran:?}");
    }
    assert!(ran.stderr.contains("deletes topics payments and refunds with their data"), "{ran:?}");
    assert_eq!(place.tree(), before);
}

#[test]
fn what_did_not_change_keeps_its_time() {
    let place = Place::rendered();
    let before = place.tree();
    let ran = place.run("kafkasmith render");
    assert_eq!((ran.code, ran.stdout, ran.stderr.as_str()), (0, format!("{}\n", counted(&[], "unchanged")), ""));
    assert_eq!(place.tree(), before);

    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    let differs = differing(SPEC, &place.read("kafka.toml"));
    assert!(differs.contains(&TOPICS.to_owned()) && !differs.contains(&CLUSTER.to_owned()));
    let ran = place.run("kafkasmith render");
    let lines = listed("updated", &differs);
    let sum = counted(&[(differs.len(), "updated")], "unchanged");
    assert_eq!((ran.code, ran.stdout), (0, format!("{lines}\n{sum}\n")));
    let after = place.tree();
    let changed: Vec<_> = after.keys().filter(|path| after.get(*path) != before.get(*path)).collect();
    let expected = ["kafka.toml"].into_iter().chain(differs.iter().map(String::as_str));
    assert_eq!(changed, expected.map(|path| place.path().join(path)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
}

#[test]
fn parts_that_leave_the_spec_take_their_files_and_empty_folders_with_them() {
    let place = Place::rendered();
    place.write("out/old/deep/topics.yaml", place.read(TOPICS));
    place.write("out/mine/notes.txt", "not ours");
    place.write("kafka.toml", bare());
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 0);
    for path in [TOPICS, MONITORING, "out/old/deep/topics.yaml"] {
        assert!(ran.stdout.contains(&format!("removed  {path}\n")), "{ran:?}");
        assert!(!place.has(path));
    }
    assert!(!place.has("out/old"), "the emptied folder is still there");
    assert_eq!(place.read("out/mine/notes.txt"), "not ours");
    assert!(ran.stderr.contains("deletes topics payments and refunds"), "{ran:?}");
    let left = files_of(bare()).len();
    assert_eq!(place.run("kafkasmith check").stdout, format!("{left} files: {left} current\n"));
}

#[test]
fn an_orphan_that_somebody_edited_is_kept() {
    let place = Place::rendered();
    place.change(TOPICS, "partitions: 3", "partitions: 4");
    let text = place.read(TOPICS);
    place.write("kafka.toml", bare());
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains(&format!("kept     {TOPICS}\n")), "{ran:?}");
    assert!(ran.stderr.contains("no longer in the spec: it was changed by hand"), "{ran:?}");
    assert_eq!(place.read(TOPICS), text);
    assert_eq!(place.run("kafkasmith check").code, 1);
}

#[test]
fn somebody_elses_file_stops_everything_until_it_is_named() {
    let place = Place::new();
    place.write("kafka.toml", SPEC);
    place.write(TOPICS, "mine: true\n");
    let before = place.tree();
    for line in
        ["kafkasmith render", "kafkasmith render --dry-run", &format!("kafkasmith render --discard-edits {TOPICS}")]
    {
        let ran = place.run(line);
        assert_eq!(ran.code, 1, "{line}");
        assert!(ran.finding("generated/foreign").contains(&format!("--adopt {TOPICS}")), "{ran:?}");
        assert_eq!(place.tree(), before, "`{line}` wrote something");
    }
    let ran = place.run(&format!("kafkasmith render --adopt {TOPICS}"));
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains(&format!("updated  {TOPICS}\n")), "{ran:?}");
    assert!(!place.read(TOPICS).contains("mine"));
    assert_eq!(place.run("kafkasmith check").code, 0);
}

#[test]
fn edits_are_only_lost_when_the_file_is_named() {
    let place = Place::rendered();
    place.change(TOPICS, "partitions: 3", "partitions: 4");
    place.change("kafka.toml", "size = \"10Gi\"", "size = \"20Gi\"");
    let before = place.tree();
    for line in [
        "kafkasmith render",
        &format!("kafkasmith render --adopt {TOPICS}"),
        &format!("kafkasmith render --discard-edits {CLUSTER}"),
    ] {
        let ran = place.run(line);
        assert_eq!(ran.code, 1, "{line}");
        assert!(ran.finding("generated/edited").contains("partitions: 4"), "{ran:?}");
        assert_eq!(place.tree(), before, "`{line}` wrote something");
    }
    // From wherever it is named.
    let ran = place
        .run("kafkasmith -C out render --spec ../kafka.toml --discard-edits k8s-manifests/kafka/03-kafka-topics.yaml");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(place.read(CLUSTER).contains("20Gi"));
    assert_eq!(place.run("kafkasmith check").code, 0);
}

#[test]
fn every_file_in_the_way_is_listed() {
    let place = Place::rendered();
    place.change(TOPICS, "partitions: 3", "partitions: 4");
    place.write(CLUSTER, "mine: true\n");
    place.remove(MONITORING);
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 1);
    ran.finding("generated/edited");
    ran.finding("generated/foreign");
    assert!(!ran.stdout.contains("generated/missing") && ran.stdout.ends_with("2 errors\n"), "{ran:?}");
    assert!(!place.has(MONITORING), "something was written");
    let ran = place.run(&format!("kafkasmith render --adopt {CLUSTER} --discard-edits {TOPICS}"));
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_named_path_must_be_of_the_set() {
    let place = Place::rendered();
    let before = place.tree();
    let near = TOPICS.replace("topics", "topic");
    for flag in ["--adopt", "--discard-edits"] {
        let ran = place.run(&format!("kafkasmith render {flag} {near}"));
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(&format!("error[cli/usage]: `{near}` is no file of the set")), "{ran:?}");
        assert!(ran.stderr.contains(&format!("did you mean `{TOPICS}`?")), "{ran:?}");
    }
    let ran = place.run("kafkasmith render --adopt /etc/passwd");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains(&format!("the set is: {CLUSTER}, {TOPICS}")), "{ran:?}");
    assert_eq!(place.tree(), before);
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let (one, two) = (Place::rendered(), Place::rendered());
    two.write("kafka.toml", SPEC.replace('\n', "\r\n"));
    two.remove(TOPICS);
    assert_eq!(two.run("kafkasmith render").code, 0);
    for path in files_of(SPEC).keys() {
        assert_eq!(one.read(path), two.read(path), "{path}");
    }
}

#[test]
fn programs_learn_what_became_of_each_file() {
    let place = Place::rendered();
    place.remove(MONITORING);
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    let ran = place.run("kafkasmith render --format json");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let differs = differing(SPEC, &place.read("kafka.toml"));
    for file in report["files"].as_array().unwrap() {
        let (path, state) = (file["path"].as_str().unwrap(), file["state"].as_str().unwrap());
        let expected = match path {
            MONITORING => "created",
            path if differs.iter().any(|other| other == path) => "updated",
            _ => "unchanged",
        };
        assert_eq!(state, expected, "{path}");
    }
    assert_eq!(report["files"].as_array().unwrap().len(), files_of(SPEC).len());
    let ran = place.run("kafkasmith render --format github");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn quiet_and_loud() {
    let place = Place::new();
    place.write("kafka.toml", SPEC);
    for line in ["kafkasmith render -q --dry-run", "kafkasmith render -qq"] {
        let ran = place.run(line);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{line}");
    }
    let ran = place.run("kafkasmith render -v");
    assert!(ran.stdout.contains(&format!("unchanged  {TOPICS}\n")), "{ran:?}");
    assert_eq!(ran.stderr, "spec: kafka.toml\n");
}

#[test]
fn the_output_folder_may_lie_deeper_and_be_written_in_any_way() {
    for (written, folder) in [("deploy/kafka", "deploy/kafka"), ("deploy/", "deploy"), ("a//b/./c", "a/b/c")] {
        let place = Place::new();
        place.write("kafka.toml", SPEC.replace("output = \"out\"", &format!("output = \"{written}\"")));
        assert_eq!(place.run("kafkasmith render").code, 0);
        assert!(place.has(&TOPICS.replacen("out", folder, 1)), "{written}");
        place.commit_all();
        for line in ["kafkasmith check -v", "kafkasmith check --staged -v"] {
            let ran = place.run(line);
            assert_eq!(ran.summary(), counted(&[], "current"), "{written}: {ran:?}");
            assert!(ran.stdout.contains(&format!("current  {folder}/k8s-manifests/")), "{ran:?}");
        }
    }
}

#[test]
fn nothing_is_written_outside_the_folder_of_the_spec() {
    for written in ["../x", "/tmp/x", "a/../../x", "", ".", "a\\\\b"] {
        let place = Place::new();
        place.write("sub/kafka.toml", SPEC.replace("output = \"out\"", &format!("output = \"{written}\"")));
        let before = place.tree();
        for verb in ["render", "check", "render --dry-run"] {
            let ran = place.run(&format!("kafkasmith {verb} --spec sub/kafka.toml"));
            assert_eq!(ran.code, 1, "{written}: {ran:?}");
            assert!(ran.stdout.contains("is no folder within the spec's own"), "{ran:?}");
            assert!(ran.stdout.contains("--> sub/kafka.toml:3:10"), "{ran:?}");
        }
        assert_eq!(place.tree(), before);
    }
}
