//! What may never happen: a torn file, a lost one, one written through a link or outside the output folder.

use super::harness::{CLUSTER, KUSTOMIZATION, MONITORING, Place, SPEC, TOPICS, counted, files_of};
use std::io::Write as _;
use std::process::Stdio;

/// The files of the set.
const SET: [&str; 4] = [CLUSTER, TOPICS, MONITORING, KUSTOMIZATION];

#[test]
fn a_killed_run_leaves_whole_files_only() {
    let other = SPEC.replace("partitions = 6", "partitions = 12").replace("\"10Gi\"", "\"20Gi\"");
    let versions = [SPEC, other.as_str()].map(|spec| {
        let place = Place::new();
        place.write("kafka.toml", spec);
        assert_eq!(place.run("kafkasmith render").code, 0);
        SET.map(|path| place.read(path))
    });
    let place = Place::rendered();
    let started = std::time::Instant::now();
    assert!(place.command("kafkasmith render").output().unwrap().status.success());
    let whole = started.elapsed();
    let mut killed = 0;
    for round in 0..40_u32 {
        place.write("kafka.toml", if round % 2 == 0 { other.as_str() } else { SPEC });
        let mut child = place.command("kafkasmith render").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(round % 20) / 16.0));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        for (index, path) in SET.into_iter().enumerate() {
            let text = place.read(path);
            assert!(versions.iter().any(|version| version[index] == text), "{path} is torn in round {round}");
        }
    }
    assert!(killed > 5, "only {killed} runs were killed while they ran");
    place.write("kafka.toml", SPEC);
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(place.run("kafkasmith check").code, 0);
    let files = place.tree().into_keys().filter(|path| path.is_file());
    let files: Vec<_> = files.map(|path| path.strip_prefix(place.path()).unwrap().to_owned()).collect();
    let expected = files_of(SPEC).into_keys().chain(["kafka.toml".to_owned()]);
    let mut expected: Vec<_> = expected.map(std::path::PathBuf::from).collect();
    expected.sort();
    assert_eq!(files, expected, "something was left behind");
}

#[test]
fn what_a_killed_run_left_is_cleaned_and_nothing_else() {
    let place = Place::rendered();
    for path in ["out/.kafkasmith-aB3dE9", "out/k8s-manifests/kafka/.kafkasmith-000000"] {
        place.write(path, "half a fi");
    }
    // Killed after the last byte and before the rename: whole, with the mark of an intact file.
    let whole = place.read(TOPICS);
    place.write("out/k8s-manifests/kafka/.kafkasmith-whole1", &whole);
    for path in ["out/.kafkasmith-notes.md", "out/.kafkasmith-", "out/kafkasmith-aB3dE9"] {
        place.write(path, "mine");
    }
    assert_eq!(place.run("kafkasmith check").stdout, format!("{}\n", counted(&[], "current")));
    assert_eq!(place.run("kafkasmith render --dry-run").code, 0);
    assert!(place.has("out/.kafkasmith-aB3dE9"));
    assert_eq!(place.run("kafkasmith render").stdout, format!("{}\n", counted(&[], "unchanged")));
    assert!(!place.has("out/.kafkasmith-aB3dE9") && !place.has("out/k8s-manifests/kafka/.kafkasmith-000000"));
    assert!(
        place.has("out/.kafkasmith-notes.md") && place.has("out/.kafkasmith-") && place.has("out/kafkasmith-aB3dE9")
    );
}

#[test]
fn two_renders_at_once_do_not_disturb_each_other() {
    let place = Place::new();
    place.write("kafka.toml", SPEC);
    for _ in 0..5 {
        let runs: Vec<_> = (0..4)
            .map(|_| place.command("kafkasmith render").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
            .collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
        assert_eq!(place.run("kafkasmith check").stdout, format!("{}\n", counted(&[], "current")));
        std::fs::remove_dir_all(place.path().join("out")).unwrap();
    }
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    for link in ["out", "out/k8s-manifests", "out/k8s-manifests/kafka", TOPICS] {
        let place = Place::rendered();
        place.write("elsewhere/keep", "kept");
        let inside = place.path().join(link);
        if inside.is_dir() {
            // What is there looks just like ours.
            std::fs::rename(&inside, place.path().join("elsewhere/moved")).unwrap();
        } else {
            std::fs::rename(&inside, place.path().join("elsewhere/moved.yaml")).unwrap();
        }
        let target = if link == TOPICS { "elsewhere/moved.yaml" } else { "elsewhere/moved" };
        symlink(place.path().join(target), &inside).unwrap();
        place.change("kafka.toml", "partitions = 6", "partitions = 12");
        let before = place.tree();
        let ran = place.run("kafkasmith check");
        assert_eq!(ran.code, 1, "{link}: {ran:?}");
        assert!(ran.finding("generated/blocked").contains("symbolic link"), "{ran:?}");
        for line in ["kafkasmith render", &format!("kafkasmith render --adopt {TOPICS} --discard-edits {TOPICS}")] {
            let ran = place.run(line);
            assert_eq!(ran.code, 2, "{link}: {ran:?}");
            assert!(ran.finding("generated/blocked").contains("symbolic link"), "{ran:?}");
            assert_eq!(place.tree(), before, "`{line}` wrote something although {link} is a link");
        }
    }
}

#[test]
#[cfg(unix)]
fn a_link_above_the_output_folder_makes_nothing_behind_it() {
    let place = Place::new();
    place.write("kafka.toml", SPEC.replace("output = \"out\"", "output = \"a/b\""));
    place.write("target/keep", "kept");
    std::os::unix::fs::symlink("target", place.path().join("a")).unwrap();
    let before = place.tree();
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stdout.contains("is behind the symbolic link a, which is not followed"), "{ran:?}");
    assert_eq!(place.tree(), before);
}

#[test]
#[cfg(unix)]
fn marked_files_behind_a_link_are_no_orphans() {
    let place = Place::rendered();
    place.write("elsewhere/topics.yaml", place.read(TOPICS));
    std::os::unix::fs::symlink("../elsewhere", place.path().join("out/more")).unwrap();
    assert_eq!(place.run("kafkasmith check").stdout, format!("{}\n", counted(&[], "current")));
    assert_eq!(place.run("kafkasmith render").code, 0);
    assert!(place.has("elsewhere/topics.yaml") && place.has("out/more"));
}

#[test]
fn a_file_where_a_folder_belongs_is_refused() {
    for file in ["out", "out/k8s-manifests", "out/k8s-manifests/kafka"] {
        let place = Place::new();
        place.write("kafka.toml", SPEC);
        place.write(file, "mine");
        let before = place.tree();
        let ran = place.run("kafkasmith render");
        assert_eq!(ran.code, 2, "{file}: {ran:?}");
        assert!(ran.finding("generated/blocked").contains(&format!("cannot be there: {file} is no folder")), "{ran:?}");
        assert_eq!(place.run("kafkasmith check").code, 1);
        assert_eq!(place.tree(), before);
    }
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let set = |place: &Place, path: &str, read_only: bool| {
        let path = place.path().join(path);
        let mut rights = std::fs::metadata(&path).unwrap().permissions();
        rights.set_readonly(read_only);
        std::fs::set_permissions(path, rights).unwrap();
    };
    let place = Place::rendered();
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    place.change("kafka.toml", "\"10Gi\"", "\"20Gi\"");
    set(&place, TOPICS, true);
    let before = place.tree();
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains(&format!("`{TOPICS}` cannot be used: it is read-only")), "{ran:?}");
    assert_eq!(place.tree(), before, "something was written");
    // The same for one that would be removed.
    place.write("kafka.toml", &SPEC[..SPEC.find("[topic.payments]").unwrap()]);
    let before = place.tree();
    let ran = place.run("kafkasmith render");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains(TOPICS), "{ran:?}");
    assert_eq!(place.tree(), before, "something was written");
}

/// Only the superuser may become somebody who may not write; others lock their own folder.
#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0);
    let rights = |place: &Place, path: &str, mode: u32| {
        std::fs::set_permissions(place.path().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let render = |place: &Place| {
        let mut command = place.command("kafkasmith render");
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output()
    };
    for (folder, spec) in [("", SPEC.to_owned()), ("out/k8s-manifests/kafka", SPEC.replace("\"10Gi\"", "\"20Gi\""))] {
        let place = if folder.is_empty() { Place::new() } else { Place::rendered() };
        place.write("kafka.toml", spec);
        rights(&place, "", 0o755);
        rights(&place, folder, 0o555);
        let before = place.tree();
        let output = match render(&place) {
            Ok(output) => output,
            Err(error) => {
                let _ =
                    writeln!(std::io::stderr(), "not tried: the program cannot be started as somebody else: {error}");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(said.contains(CLUSTER) && said.contains("Permission denied"), "{said}");
        assert!(!said.contains(".kafkasmith-"), "{said}");
        assert_eq!(place.tree(), before, "something was changed");
        rights(&place, folder, 0o755);
    }
}

#[test]
fn what_cannot_be_written_leaves_no_empty_folders() {
    let place = Place::new();
    place.write("kafka.toml", SPEC);
    place.write("out/k8s-manifests/kafka/kustomization.yaml", "");
    let before = place.tree();
    assert_eq!(place.run("kafkasmith render").code, 1);
    assert_eq!(place.tree(), before);
}
