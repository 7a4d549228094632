//! `check`: every state alone and all of them together, what git says, what programs read.

use super::harness::{CLUSTER, KUSTOMIZATION, MONITORING, Place, Ran, SPEC, TOPICS, counted, differing, files_of};

use std::collections::BTreeMap;

pub(crate) fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// The line, from 1, and the column of the first place where a text stands.
fn place_of(text: &str, what: &str) -> (usize, usize) {
    let at = text.find(what).unwrap();
    (1 + text[..at].matches('\n').count(), 1 + at - text[..at].rfind('\n').map_or(0, |line| line + 1))
}

#[test]
fn what_was_just_rendered_is_current() {
    let place = Place::rendered();
    let before = place.tree();
    for (line, said) in [
        ("kafkasmith check", format!("{}\n", counted(&[], "current"))),
        ("kafkasmith check -q", String::new()),
        ("kafkasmith check -qq", String::new()),
        ("kafkasmith check --diff", format!("{}\n", counted(&[], "current"))),
    ] {
        let ran = place.run(line);
        assert_eq!((ran.code, ran.stdout, ran.stderr.as_str()), (0, said, ""), "{line}");
    }
    let ran = place.run("kafkasmith check -v");
    for path in files_of(SPEC).keys() {
        assert!(ran.stdout.contains(&format!("current  {path}\n")), "{ran:?}");
    }
    assert_eq!(place.tree(), before, "check wrote something");
}

#[test]
fn stale_shows_the_value_in_the_spec_and_both_sides() {
    let place = Place::rendered();
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let (line, column) = place_of(&place.read("kafka.toml"), "12\nreplicas");
    let said = ran.finding("generated/stale");
    let changed = differing(SPEC, &place.read("kafka.toml"));
    for part in [
        format!("{TOPICS} does not match the spec"),
        format!("--> kafka.toml:{line}:{column}\n"),
        "partitions = 12".to_owned(),
        "^^ rendered from here".to_owned(),
        "on disk: spec.partitions of KafkaTopic payments: 6    rendered: 12".to_owned(),
        "help: run `kafkasmith render`".to_owned(),
    ] {
        assert!(said.contains(&part), "{part} is missing in:\n{said}");
    }
    assert_eq!(ran.summary(), counted(&[(changed.len(), "stale")], "current"));
    assert_eq!(ran.stderr, "fix: kafkasmith render && git add -A out/\n");
}

#[test]
fn stale_for_what_the_spec_no_longer_says() {
    let place = Place::rendered();
    let end = SPEC.find("[topic.refunds]").unwrap()..SPEC.find("[monitoring]").unwrap();
    let mut spec = SPEC.to_owned();
    spec.replace_range(end, "");
    place.write("kafka.toml", spec);
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("only on disk: KafkaTopic refunds"), "{ran:?}");
}

#[test]
fn a_page_shows_the_line_that_differs_first_and_where_it_comes_from() {
    let place = Place::rendered();
    place.change("kafka.toml", "purpose    = \"Money in\"", "purpose = \"All money\"");
    let ran = place.run("kafkasmith check");
    let page = ran.stdout.split("\n\n").find(|said| said.contains("kafka/README.md does not match")).unwrap();
    let (line, column) = place_of(&place.read("kafka.toml"), "\"All money");
    for part in [
        format!("--> kafka.toml:{line}:{column}\n"),
        "on disk: | `payments` | Money in |".to_owned(),
        "rendered: | `payments` | All money |".to_owned(),
    ] {
        assert!(page.contains(&part), "{part} is missing in:\n{page}");
    }
}

#[test]
fn edited_shows_the_line_in_the_file() {
    let place = Place::rendered();
    place.change(TOPICS, "  partitions: 3", "  partitions: 4");
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let (line, _) = place_of(&place.read(TOPICS), "  partitions: 4");
    let said = ran.finding("generated/edited");
    for part in [
        format!("{TOPICS} was changed by hand (+1 -1)"),
        format!("--> {TOPICS}:{line}:3\n"),
        "not from the spec".to_owned(),
        format!("say it in kafka.toml, then run `kafkasmith render --discard-edits {TOPICS}`"),
    ] {
        assert!(said.contains(&part), "{part} is missing in:\n{said}");
    }
    assert_eq!(ran.summary(), counted(&[(1, "edited")], "current"));
    assert_eq!(ran.stderr, "", "a file that somebody edited has no command that simply mends it");
}

#[test]
fn the_mark_hides_no_edit_and_is_none_itself() {
    let place = Place::rendered();
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    place.change(TOPICS, "topicName: refunds", "topicName: returns");
    let ran = place.run("kafkasmith check");
    assert!(!ran.finding("generated/edited").contains("kafkasmith:checksum"), "{ran:?}");

    let place = Place::rendered();
    place.change(TOPICS, "sha256:", "sha256:0");
    let ran = place.run("kafkasmith check");
    let said = ran.finding("generated/edited");
    assert!(said.contains("(+1 -1)") && said.contains(&format!("{TOPICS}:2:1\n")), "{said}");
}

#[test]
fn missing_says_what_to_run() {
    let place = Place::rendered();
    place.remove(TOPICS);
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/missing");
    assert!(said.contains(&format!("{TOPICS} is missing")) && said.contains("run `kafkasmith render`"), "{said}");
    assert_eq!(ran.summary(), counted(&[(1, "missing")], "current"));
}

#[test]
fn an_orphan_names_the_topics_that_its_removal_deletes() {
    let place = Place::rendered();
    place.write("kafka.toml", &SPEC[..SPEC.find("[topic.payments]").unwrap()]);
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/orphan");
    for part in [
        &format!("{TOPICS} is no longer in the spec"),
        "risk: destroy. Where a GitOps tool prunes, removing this file deletes topics payments and refunds with their data",
        "help: `kafkasmith render` removes it",
    ] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
    place.change(TOPICS, "partitions: 3", "partitions: 5");
    let ran = place.run("kafkasmith check");
    let said = ran.finding("generated/orphan");
    assert!(said.contains("changed by hand, so `kafkasmith render` leaves it alone"), "{said}");
    assert!(said.contains("delete it yourself"), "{said}");
}

/// A cluster that asks who its two clients are.
const GUARDED: &str = "[client.billing]\nnamespace = \"shop\"\n[client.checkout]\nnamespace = \"shop\"\n";

#[test]
fn clients_that_leave_the_spec_leave_their_files_and_their_credentials() {
    let place = Place::rendered();
    let asks = SPEC.replace("tls  = false", "tls = true\nauthentication = \"tls\"");
    assert_ne!(asks, SPEC);
    place.write("kafka.toml", format!("{asks}{GUARDED}"));
    assert_eq!(place.run("kafkasmith render").code, 0);
    let (kept, gone) =
        ("out/k8s-manifests/kafka/clients/billing.yaml", "out/k8s-manifests/kafka/clients/checkout.yaml");
    assert!(place.has(kept) && place.has(gone));
    place.write("kafka.toml", format!("{asks}{}", GUARDED.split("[client.checkout]").next().unwrap()));
    let ran = place.run("kafkasmith check");
    assert!(ran.finding("generated/orphan").contains(&format!("{gone} is no longer in the spec")), "{ran:?}");
    let ran = place.run("kafkasmith render");
    assert!(ran.stdout.contains(&format!("removed  {gone}\n")) && place.has(kept) && !place.has(gone), "{ran:?}");
    place.write("kafka.toml", SPEC);
    let said = place.run("kafkasmith check");
    let risk = "risk: disrupt. Where a GitOps tool prunes, removing this file deletes users billing and operations with their \
                credentials";
    assert!(said.stdout.contains(risk), "{said:?}");
    assert_eq!(place.run("kafkasmith render").code, 0);
    assert!(!place.has("out/k8s-manifests/kafka/clients"), "the emptied folder is still there");
}

#[test]
fn foreign_says_how_to_take_over() {
    let place = Place::rendered();
    place.write(TOPICS, "# made by somebody\n");
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/foreign");
    assert!(said.contains(&format!("`kafkasmith render --adopt {TOPICS}`")), "{said}");
    assert_eq!(ran.summary(), counted(&[(1, "foreign")], "current"));
}

/// One file of each state: stale topics, edited cluster, missing kustomization, foreign monitoring, an orphan and a blocked one
/// do not fit in four files, so an old copy is the orphan.
fn all_states() -> Place {
    let place = Place::rendered();
    let old = place.read(TOPICS);
    place.write("out/old/topics.yaml", &old);
    place.change(CLUSTER, "name: orders", "name: other");
    place.remove(KUSTOMIZATION);
    place.write(MONITORING, "somebody: else\n");
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    place
}

#[test]
fn all_states_are_listed_in_one_run() {
    let place = all_states();
    let ran = place.run("kafkasmith check --format concise");
    assert_eq!(ran.code, 1);
    let ids: Vec<&str> =
        ran.stdout.lines().filter_map(|line| Some(line.split_once("[generated/")?.1.split_once(']')?.0)).collect();
    // The spec's places first, then lines of files, then whole files by path.
    let stale = differing(SPEC, &place.read("kafka.toml")).len();
    let others = ["edited", "foreign", "missing", "orphan"];
    let expected: Vec<&str> = std::iter::repeat_n("stale", stale).chain(others).collect();
    assert_eq!(ids, expected, "{ran:?}");
    let full = place.run("kafkasmith check");
    for state in others.map(|state| format!("1 {state}")).into_iter().chain([format!("{stale} stale")]) {
        assert!(full.summary().contains(&state), "{state}: {full:?}");
    }
    assert!(full.stdout.ends_with(&format!("\n{} errors\n", stale + 4)), "{full:?}");
    assert_eq!(full.stderr, "fix: kafkasmith render && git add -A out/\n");
    assert_eq!(place.run("kafkasmith check --exit-zero").code, 0);
    assert_eq!(place.run("kafkasmith check -qq"), Ran { code: 1, stdout: String::new(), stderr: String::new() });
    let quiet = place.run("kafkasmith check -q");
    assert!(!quiet.stdout.contains(" files: ") && quiet.stdout.contains("generated/orphan"), "{quiet:?}");
    assert_eq!(quiet.stderr, "");
}

#[test]
fn programs_get_findings_and_the_state_of_each_file() {
    let place = all_states();
    let ran = place.run("kafkasmith check --format json");
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let report = json(&ran);
    let pairs = |list: &str, a: &str, b: &str| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        report[list].as_array().unwrap().iter().map(|item| (text(&item[a]), text(&item[b]))).collect()
    };
    let files = pairs("files", "path", "state");
    let stale = differing(SPEC, &place.read("kafka.toml"));
    let mut expected: BTreeMap<String, String> =
        files_of(SPEC).into_keys().map(|path| (path, "current".to_owned())).collect();
    expected.extend(stale.iter().map(|path| (path.clone(), "stale".to_owned())));
    for (path, state) in
        [(CLUSTER, "edited"), (MONITORING, "foreign"), (KUSTOMIZATION, "missing"), ("out/old/topics.yaml", "orphan")]
    {
        expected.insert(path.to_owned(), state.to_owned());
    }
    assert_eq!(files, expected.into_iter().collect::<Vec<_>>());
    let rules: Vec<String> = pairs("findings", "rule", "message").into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules.len(), stale.len() + 4, "{rules:?}");
    let schema: serde_json::Value = serde_json::from_str(&place.run("kafkasmith schema report").stdout).unwrap();
    let errors: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");

    let ran = place.run("kafkasmith check --format github");
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let (line, _) = place_of(&place.read("kafka.toml"), "partitions = 12");
    for part in [
        format!("::error title=generated/stale,file=kafka.toml,line={line},"),
        format!("title=generated/edited,file={CLUSTER},line="),
        format!("title=generated/missing,file={KUSTOMIZATION}"),
    ] {
        assert!(ran.stdout.contains(&part), "{part} is missing in:\n{}", ran.stdout);
    }
}

#[test]
fn the_diff_is_shown_and_cut_on_demand() {
    let place = Place::rendered();
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    let ran = place.run("kafkasmith check --diff");
    assert_eq!(ran.code, 1);
    for part in [&format!("--- a/{TOPICS}"), "-  partitions: 6", "+  partitions: 12"] {
        assert!(ran.stdout.contains(part), "{part} is missing in:\n{}", ran.stdout);
    }
    let ran = place.run("kafkasmith check --diff=3");
    assert!(ran.stdout.contains("more lines") && !ran.stdout.contains("-  partitions: 6"), "{ran:?}");
    assert!(!place.run("kafkasmith check").stdout.contains("--- a/"));
}

#[test]
fn a_checkout_with_windows_line_ends_is_current() {
    let place = Place::rendered();
    for path in files_of(SPEC).keys().map(String::as_str).chain(["kafka.toml"]) {
        let text = place.read(path).replace('\n', "\r\n");
        place.write(path, text);
    }
    let before = place.tree();
    let ran = place.run("kafkasmith check");
    assert_eq!((ran.code, ran.stdout.clone()), (0, format!("{}\n", counted(&[], "current"))));
    let ran = place.run("kafkasmith render");
    assert_eq!((ran.code, ran.stdout.clone()), (0, format!("{}\n", counted(&[], "unchanged"))));
    assert_eq!(place.tree(), before, "what is unchanged is not rewritten");
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    let ran = place.run("kafkasmith check");
    let changed = differing(SPEC, &place.read("kafka.toml").replace("\r\n", "\n"));
    assert_eq!(ran.summary(), counted(&[(changed.len(), "stale")], "current"), "line ends are no edit");
    assert!(ran.finding("generated/stale").contains("partitions of KafkaTopic payments: 6    rendered: 12"), "{ran:?}");
}

#[test]
fn what_is_no_text_is_said_in_its_own_words() {
    let place = Place::rendered();
    place.write(TOPICS, b"# one\n\xff\n");
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 1);
    let said = ran.finding("generated/blocked");
    assert!(said.contains("is not UTF-8 text; line 2 holds the first byte that is not"), "{said}");
    std::fs::remove_file(place.path().join(TOPICS)).unwrap();
    std::fs::create_dir(place.path().join(TOPICS)).unwrap();
    let ran = place.run("kafkasmith check");
    assert!(ran.finding("generated/blocked").contains("is a folder"), "{ran:?}");
}

#[test]
fn what_may_be_a_secret_is_not_shown() {
    let place = Place::rendered();
    place.change(TOPICS, "  partitions: 3", "  password: hunter2");
    for line in ["check", "check --diff", "check --format json --diff", "check --format github", "render"] {
        let ran = place.run(&format!("kafkasmith {line}"));
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(ran.code > 0 && !said.contains("hunter2"), "{line}: {said}");
    }
    assert!(place.run("kafkasmith check --diff").stdout.contains("+  password: ***"));
    // Now the spec has changed as well, and values are compared.
    place.change("kafka.toml", "partitions = 6", "partitions = 12");
    assert!(!place.run("kafkasmith check --diff").stdout.contains("hunter2"));
}

/// Of what cannot be read nothing is proven. The superuser may read everything, and then there is nothing to see.
#[test]
#[cfg(unix)]
fn what_cannot_be_read_is_no_finding() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::rendered();
    let path = place.path().join(TOPICS);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        // Past the capture of the test runner, so that it is seen.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"not looked at: whoever runs this may read everything\n",
        );
        return;
    }
    let ran = place.run("kafkasmith check");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.finding("generated/blocked").contains(TOPICS), "{ran:?}");
}

#[test]
fn advice_works_where_it_is_read() {
    let place = Place::new();
    place.write("conf/kafka.toml", SPEC);
    for program in ["kafkasmith -C conf", "kafkasmith --spec conf/kafka.toml"] {
        let (start, rest) = (program.split(' ').next().unwrap(), &program[10..]);
        let line = |verb: &str| format!("{start}{rest} {verb}");
        let fix = place.run(&line("check"));
        if fix.code == 1 {
            assert_eq!(fix.stderr, format!("fix: {program} render && git add -A conf/out/\n"));
            assert_eq!(place.run(&line("render")).code, 0);
        }
        place.change(&format!("conf/{TOPICS}"), "partitions: 3", "partitions: 4");
        let ran = place.run(&line("check"));
        let said = ran.finding("generated/edited");
        let advice = said.split('`').nth(1).unwrap();
        assert_eq!(advice, format!("{program} render --discard-edits conf/{TOPICS}"));
        assert_eq!(place.run(advice).code, 0, "`{advice}` does not help");
        assert_eq!(place.run(&line("check")).code, 0);
    }
}

#[test]
fn a_broken_spec_shows_all_its_mistakes_in_both_verbs() {
    let place = Place::rendered();
    place.change("kafka.toml", "partitions = 6", "partitions = 0");
    place.change("kafka.toml", "style = ", "stile = ");
    place.change("kafka.toml", "size = \"5Gi\"", "size = \"5Gx\"");
    let before = place.tree();
    for verb in ["check", "render", "render --dry-run"] {
        let ran = place.run(&format!("kafkasmith {verb} --format json"));
        assert_eq!(ran.code, 1, "{ran:?}");
        let lines: Vec<u64> = json(&ran)["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|finding| finding["location"]["start"]["line"].as_u64())
            .collect();
        let spec = place.read("kafka.toml");
        for what in ["partitions = 0", "stile", "5Gx"] {
            assert!(lines.contains(&(place_of(&spec, what).0 as u64)), "{verb} does not mention {what}: {ran:?}");
        }
    }
    assert_eq!(place.tree(), before, "something was written");
}
