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
