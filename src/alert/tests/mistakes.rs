//! What is wrong with alerts, and where it is shown.

use super::{SAMPLE, complaints, without_alerts};

/// The complaints about one alert with those keys.
fn of(keys: &str) -> Vec<String> {
    complaints(&format!("{}\n[alert.Probe]\n{keys}\n", without_alerts()))
}

#[test]
fn the_sample_has_no_mistakes() {
    assert_eq!(complaints(SAMPLE), [""; 0]);
}

#[track_caller]
fn table(rows: &[(&str, &[&str])]) {
    for (keys, expected) in rows {
        assert_eq!(of(keys), *expected, "{keys}");
    }
}

#[test]
fn kinds_and_their_keys() {
    table(&[
        (
            "kind = \"broker-dwon\"",
            &[
                "spec/unknown-value at \"broker-dwon\": unknown kind of alert `broker-dwon` | did you mean `broker-down`?",
            ],
        ),
        (
            "kind = \"broker-down\"\nabove = 1\nper = \"x\"",
            &[
                "spec/contradiction at 1 because \"broker-down\": alerts of kind `broker-down` take no `above` | leave it out; this kind takes its numbers from the rest of the spec",
                "spec/contradiction at \"x\" because \"broker-down\": alerts of kind `broker-down` take no `per` | leave it out; this kind takes its numbers from the rest of the spec",
            ],
        ),
        (
            "kind = \"consumer-lag\"\nbelow = 3",
            &[
                "spec/contradiction at 3 because \"consumer-lag\": alerts of kind `consumer-lag` take no `below` | it takes: `above`, `topics`, `groups`, `per`",
            ],
        ),
        (
            "kind = \"consumer-lag\"\nabove = \"85%\"\nper = \"topik\"",
            &[
                "spec/wrong-type at \"85%\": \"85%\" is a text, and here records are counted | write a whole number, such as `above = 1000`",
                "spec/unknown-value at \"topik\": lag is not summed by \"topik\" | did you mean \"topic\"?",
            ],
        ),
        (
            "kind = \"disk-usage\"\nabove = 85",
            &[
                "spec/out-of-range at 85: 85 is not a share: it must be from 0 to 1, or from 0% to 100% | did you mean `above = \"85%\"`?",
            ],
        ),
        (
            "kind = \"no-messages\"\nwindow = \"10m\"",
            &[
                "spec/missing-key at \"no-messages\": alerts of kind `no-messages` need `topics` | name the topics to watch, such as `topics = [\"audit-queue\"]`",
                "spec/out-of-range at \"10m\": a window of 10m is out of range | write a duration from \"1h\" to \"30d\"",
            ],
        ),
        (
            "kind = \"broker-down\"\nlabels = { namespace = \"x\", severity = \"y\", team = \"{{ $value }}\" }",
            &[
                "spec/duplicate at namespace because [alert.Probe]: every alert has the label `namespace` already | give the label another name, or leave it out",
                "spec/duplicate at severity because [alert.Probe]: every alert has the label `severity` already | write `severity = …` in [alert.Probe] itself",
                "alert/bad-template at {{: the value of a label is no template here | say it in `summary` or `description`",
            ],
        ),
    ]);
}

/// What is wrong with expressions is `promql`'s to say; here only where it is shown.
#[test]
fn expressions_of_the_house_are_shown_at_their_exact_place() {
    for (keys, expected) in [
        ("expr = '''\nsum(up) >> 3'''", "spec/bad-expression at >:"),
        ("expr = 'rate(up) > 1'", "spec/bad-expression at up:"),
        ("expr = 'up > 1 and up[5m]'", "spec/bad-expression at up[5m]:"),
        ("expr = 'up[5m]'", "spec/bad-expression at up[5m]:"),
        ("expr = \"up{a=\\\"b\\\"} >\"", "spec/bad-expression at \"up{a=\\\"b\\\"} >\":"),
        ("expr = 'sum(up)'", "alert/always-fires at sum(up):"),
        ("expr = 'sum(up{pod=\"a\"})'", "alert/always-fires at up{pod=\"a\"}:"),
        ("expr = 'up > bool 0'", "alert/always-fires at up > bool 0:"),
    ] {
        let found = of(keys);
        assert_eq!(found.len(), 1, "{keys}: {found:?}");
        assert!(found[0].starts_with(expected), "{keys}: {}", found[0]);
    }
    for keys in ["expr = 'kafka_x_info{pod=\"a\"}'", "expr = 'ALERTS{alertstate=\"firing\"}'", "expr = 'absent(up)'"] {
        assert_eq!(of(keys), [""; 0], "{keys}");
    }
}

#[test]
fn texts_are_judged_as_templates() {
    table(&[
        (
            "expr = 'sum by (topic) (x) > 1'\nsummary = \"{{ $labels.topic }} {{ $labels.pod }}\"",
            &[
                "alert/missing-label at pod because sum by (topic): the text prints the label `pod`, which the result never has | write `sum by (topic, pod) (…)`",
            ],
        ),
        (
            "expr = 'x > 1'\nsummary = \"{{ $labels.anything }}\"\ndescription = '{{ $vaule }} {{ '",
            &[
                "alert/bad-template at $vaule: Prometheus refuses this text: there is no variable `$vaule` | did you mean `$value`?",
                "alert/bad-template at {{: Prometheus refuses this text: an action that does not end | write `}}` behind it; braces that are none are written `{{ \"{{\" }}`",
            ],
        ),
        (
            "kind = \"consumer-lag\"\nsummary = \"{{ $labels.topic }} {{ .Labels.pod }}\"",
            &[
                "alert/missing-label at pod because \"consumer-lag\": the text prints the label `pod`, which this kind of alert does not have | it has: `consumergroup`, `topic`",
            ],
        ),
        (
            "kind = \"consumer-lag\"\nper = \"cluster\"\nsummary = \"{{ $labels.topic }}\"",
            &[
                "alert/missing-label at topic because \"consumer-lag\": the text prints the label `topic`, which this kind of alert does not have | leave it out: it has no labels",
            ],
        ),
    ]);
}

#[test]
fn an_expression_of_the_house_takes_no_numbers() {
    table(&[(
        "expr = 'up < 1'\nabove = 3\ngroups = [\"audit-service-group\"]",
        &[
            "spec/contradiction at 3 because 'up < 1': an expression of your own reads no `above` | write it into the expression",
            "spec/contradiction at [\"audit-service-group\"] because 'up < 1': an expression of your own reads no `groups` | write it into the expression",
        ],
    )]);
}

#[test]
fn topics_that_a_kind_cannot_watch() {
    let loose = "[topic.loose]\npartitions = 1\nreplicas = 3";
    let found = complaints(&format!(
        "{}\n{loose}\n[alert.Probe]\nkind = \"byte-limit-near\"\ntopics = [\"loose\"]\n",
        without_alerts()
    ));
    assert_eq!(
        found,
        [
            "spec/contradiction at \"loose\" because [topic.loose]: topic `loose` has no byte limit that deletes records | write `max_bytes` in its table, or take it out of `topics`"
        ]
    );
    table(&[
        (
            "kind = \"dead-letters\"\ntopics = [\"audit-queue\", \"audit-dlq\", \"notification-queue\"]",
            &[
                "spec/contradiction at \"audit-queue\" because audit-queue: topic `audit-queue` takes no dead letters | write `dead_letter_for` in its table, or take it out of `topics`",
                "spec/contradiction at \"notification-queue\" because notification-queue: topic `notification-queue` takes no dead letters | write `dead_letter_for` in its table, or take it out of `topics`",
            ],
        ),
        (
            "kind = \"no-messages\"\ntopics = [\"audit-dlq\"]",
            &[
                "spec/contradiction at \"audit-dlq\" because \"audit-queue\": topic `audit-dlq` takes dead letters, and silence is what it should have | take it out of `topics`",
            ],
        ),
    ]);
}

#[test]
fn kinds_that_have_nothing_to_watch() {
    let bare = |addition: &str| complaints(&format!("{}\n{addition}", crate::model::tests::MINIMAL));
    for (kind, why) in [
        ("consumer-gone", "no client names a consumer group"),
        ("dead-letters", "no topic takes dead letters"),
        ("byte-limit-near", "no topic has a byte limit beside its retention"),
        ("log-dir-offline", "each broker has one volume, and a broker that loses its only volume halts"),
    ] {
        let found = bare(&format!("[monitoring]\n[alert.X]\nkind = \"{kind}\"\n"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("spec/contradiction at \"{kind}\"")), "{}", found[0]);
        assert!(found[0].contains(&format!("alert `X` can never fire: {why} |")), "{}", found[0]);
    }
    let external = complaints(&SAMPLE.replace("install = \"manifests\"", "install = \"external\""));
    let places: Vec<&str> = external.iter().filter_map(|complaint| complaint.split(": alert").next()).collect();
    assert_eq!(
        places,
        [
            "spec/contradiction at \"cluster-not-ready\" because \"external\"",
            "spec/contradiction at \"operator-down\" because \"external\"",
        ]
    );
    assert_eq!(
        bare("[alert.X]\nkind = \"broker-down\"\n[alert.Y]\nexpr = 'up < 1'\n"),
        [
            "spec/contradiction at X: alerts are named, and nothing is monitored | write [monitoring], or take the alerts out"
        ]
    );
}

#[test]
fn a_window_needs_scrapes_in_it() {
    let slow = without_alerts().replace("\"30s\"", "\"5m\"");
    assert_eq!(
        complaints(&format!("{slow}\n[alert.X]\nkind = \"dead-letters\"\nwindow = \"8m\"\n")),
        [
            "spec/contradiction at \"8m\" because \"5m\": alert `X` looks back over less than two scrapes | write \"20m\" or more"
        ]
    );
}
