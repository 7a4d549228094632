//! Every word explains, and what is said is true: examples are accepted, defaults hold, places are where they are said to be.

use super::keys::{Key, Stated, Step};
use super::{Explanation, Ground, Unknown, World, example, explain, find, keys, spec};
use crate::catalog;
use crate::diag::{Complaints, Id, Known, Sources};
use crate::{alert, model, render};
use serde_json::Value;

const SAMPLE: &str = include_str!("../../hrms-kafka.toml");
const EVERYTHING: &str = include_str!("everything.toml");
const ALTERNATIVES: &str = include_str!("alternatives.toml");
const KRAFT: &str = include_str!("kraft.toml");
const KRAFT_ALTERNATIVES: &str = include_str!("kraft-alternatives.toml");
const FINDINGS: &[Known] = crate::spec::ids::ALL;

fn ground() -> Ground {
    Ground::new(World::of("hrms-kafka.toml", SAMPLE))
}

fn one(word: &str, ground: &Ground) -> Explanation {
    let all = explain(word, ground, FINDINGS).unwrap_or_else(|unknown| panic!("{word}: {unknown:?}"));
    assert_eq!(all.len(), 1, "{word}: {all:?}");
    all.into_iter().next().unwrap()
}

/// What is wrong with a spec, without rendering it.
fn mistakes(text: &str) -> Vec<(Id, String)> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    let spec = crate::spec::read(source, &mut complaints);
    alert::check(&spec, source, &mut complaints);
    model::build(&spec, source.span(), &mut complaints);
    complaints.into_sorted().into_iter().map(|complaint| (complaint.id, complaint.headline)).collect()
}

#[test]
fn every_key_has_a_meaning_a_statement_and_an_example_that_is_read_there() {
    let root = keys::root();
    let all: Vec<&Key> = root.walk().into_iter().filter(|key| !key.path.is_empty()).collect();
    assert!(all.len() > 120, "only {} keys", all.len());
    for key in all {
        let name = key.pattern();
        assert!(key.meaning.ends_with('.') && key.meaning.len() > 5, "{name} means nothing: {:?}", key.meaning);
        assert!(key.stated.is_some(), "{name}: neither a default nor that it is required is stated");
        assert!(!key.takes.what.is_empty(), "{name} takes nothing");
        let text = example::example(key, &[]);
        let mut sources = Sources::default();
        let id = sources.add("example", text.as_str()).unwrap();
        let source = sources.get(id).unwrap();
        let mut complaints = Complaints::default();
        crate::spec::read(source, &mut complaints);
        assert!(complaints.is_empty(), "{name}: {text}\n{:?}", complaints.into_sorted());
        assert!(!spec::written(source, &key.path, &[]).is_empty(), "{name} is not in its example: {text}");
    }
}

/// A spec as data, so that keys can be taken out of it.
fn data(text: &str) -> Value {
    // Dates are texts in it.
    let quoted = regex::Regex::new(r"(?m)= (\d{4}-\d\d-\d\d)$").unwrap().replace_all(text, "= \"$1\"").into_owned();
    serde_json::to_value(quoted.parse::<toml::Table>().unwrap()).unwrap()
}

fn text(data: &Value) -> String {
    let line = |(key, value): (&String, &Value)| [key, " = ", &example::written(value), "\n"].concat();
    data.as_object().unwrap().iter().map(line).collect()
}

/// Puts a value at the end of each way that a path leads, or takes out what is there. Says whether something was done.
fn put(data: &mut Value, path: &[Step], value: Option<&Value>) -> bool {
    match (path, data) {
        ([Step::Key(key)], Value::Object(entries)) => match value {
            Some(value) => {
                entries.insert(key.clone(), value.clone());
                true
            }
            None => entries.shift_remove(key).is_some(),
        },
        ([Step::Key(key), rest @ ..], Value::Object(entries)) => {
            entries.get_mut(key).is_some_and(|inner| put(inner, rest, value))
        }
        ([Step::Name(_), rest @ ..], Value::Object(entries)) => {
            entries.values_mut().map(|inner| put(inner, rest, value)).fold(false, std::ops::BitOr::bitor)
        }
        ([Step::Item, rest @ ..], Value::Array(items)) => {
            items.iter_mut().map(|inner| put(inner, rest, value)).fold(false, std::ops::BitOr::bitor)
        }
        _ => false,
    }
}

/// Whether something is missing when a key is taken out of a spec that has it; nothing if neither spec has it.
fn is_missed(root: &Key, key: &Key) -> Option<bool> {
    let mut seen = None;
    for whole in [EVERYTHING, ALTERNATIVES, KRAFT, KRAFT_ALTERNATIVES] {
        let mut data = data(whole);
        if !put(&mut data, &key.path, None) {
            continue;
        }
        // What topics and their defaults share is missed if both are silent.
        let like = key.pattern().replace("topic.NAME", "topic_defaults");
        if key.stated == Some(Stated::Required("here or in `topic_defaults`".to_owned())) {
            put(&mut data, &root.walk().into_iter().find(|key| key.pattern() == like).unwrap().path, None);
        }
        let missing = mistakes(&text(&data)).into_iter().any(|(id, _)| id == crate::spec::ids::MISSING_KEY);
        seen = Some(missing || seen == Some(true));
    }
    seen
}

#[test]
fn what_is_required_is_missed_and_what_has_a_default_is_not() {
    assert_eq!(mistakes(&text(&data(EVERYTHING))), []);
    assert_eq!(mistakes(&text(&data(ALTERNATIVES))), []);
    assert_eq!(mistakes(&text(&data(KRAFT))), []);
    assert_eq!(mistakes(&text(&data(KRAFT_ALTERNATIVES))), []);
    let root = keys::root();
    let mut judged = 0;
    for key in root.walk() {
        let name = key.pattern();
        // The first two are read by nothing yet; one kind of alert needs `topics`.
        let exempt = ["policy", "waiver", "alert.NAME.topics"];
        // Without several volumes one is missed, which is `size`; without pools, brokers.
        let alternatives = name.ends_with(".storage.volumes") || name == "cluster.pool" || name == "cluster.pool.NAME";
        let exempt = exempt.iter().any(|prefix| name.starts_with(prefix)) || alternatives;
        if name.is_empty() || exempt {
            continue;
        }
        let Some(missed) = is_missed(&root, key) else {
            let impossible = ["cluster.zookeeper.storage.volumes", "cluster.quotas.keep_free_share"];
            assert!(impossible.iter().any(|never| name.starts_with(never)), "{name} is in no spec");
            continue;
        };
        let required = matches!(key.stated, Some(Stated::Required(_)));
        // What is taken out there, the topics of these specs do not say.
        let said_elsewhere = matches!(&key.stated, Some(Stated::Default(default)) if default.starts_with("each topic"));
        if said_elsewhere {
            continue;
        }
        assert_eq!(missed, required, "{name}: {:?}", key.stated);
        judged += 1;
    }
    assert!(judged > 100, "only {judged} keys were judged");
}

/// What is rendered from a spec, as one text.
fn files(data: &Value) -> String {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text(data)).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap();
    let set = set.unwrap_or_else(|| panic!("{:?}", complaints.into_sorted()));
    set.artefacts.into_iter().map(|artefact| artefact.text).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_default_that_is_stated_as_a_value_gives_the_same_files_as_silence() {
    let root = keys::root();
    // An alert of the first spec needs a limit to watch, and some of its listeners are no internal ones.
    for (whole, exempt) in [(EVERYTHING, &["max_bytes", "type"][..]), (ALTERNATIVES, &[])] {
        let (mut silent, mut explicit) = (data(whole), data(whole));
        let mut judged = Vec::new();
        for key in root.walk().into_iter().filter(|key| !exempt.contains(&key.name())) {
            let Some(Stated::Default(default)) = &key.stated else { continue };
            let literal = default.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
            let Some(literal) = literal.filter(|word| !word.contains('`')) else { continue };
            let value = serde_json::from_str(literal).unwrap_or_else(|_| Value::String(literal.to_owned()));
            if put(&mut explicit, &key.path, Some(&value)) {
                put(&mut silent, &key.path, None);
                judged.push(key.pattern());
            }
        }
        assert!(judged.len() > 5, "{judged:?}");
        let (silent, explicit) = (files(&silent), files(&explicit));
        // Checksums follow from the rest.
        let mut pairs = silent.lines().zip(explicit.lines());
        let differs = pairs.find(|(one, other)| one != other && !one.contains("kafkasmith:checksum"));
        assert_eq!(differs, None, "of {judged:?}");
    }
}

#[test]
fn every_kind_and_every_setting_explains_with_an_example_that_is_accepted() {
    let ground = ground();
    for kind in alert::KINDS {
        let explanation = one(kind.name, &ground);
        assert!(explanation.meaning.len() == 2 && explanation.is == "alert kind", "{explanation:?}");
        let text = explanation.example.unwrap();
        let spec = format!("{}{text}", SAMPLE.split("[alert.KafkaBrokerDown]").next().unwrap());
        assert_eq!(mistakes(&spec), [], "{text}");
    }
    let kafka = ground.versions().unwrap().1;
    let settings = catalog::settings(&kafka).unwrap();
    let config = SAMPLE.find("[cluster.brokers.config]").unwrap()..SAMPLE.find("[cluster.zookeeper]").unwrap();
    let mut without = SAMPLE.to_owned();
    without.replace_range(config, "");
    let mut examples = 0;
    for setting in settings.brokers().iter().chain(settings.topics()) {
        for explanation in explain(setting.name, &ground, FINDINGS).unwrap() {
            assert!(explanation.is.ends_with(" setting"), "{explanation:?}");
            let Some(text) = explanation.example else { continue };
            examples += 1;
            let spec = format!("{without}\n{text}");
            let refused = mistakes(&spec)
                .into_iter()
                .find(|(id, _)| id.word().contains("setting") || id.word() == "spec/unknown-unit");
            assert_eq!(refused, None, "{text}");
        }
    }
    assert!(examples > 150, "only {examples} settings have an example");
}

#[test]
fn words_lead_where_they_should() {
    let ground = ground();
    for (word, name) in [
        ("topic.partitions", "topic.NAME.partitions"),
        ("topic.NAME.partitions", "topic.NAME.partitions"),
        ("topic.<name>.partitions", "topic.NAME.partitions"),
        ("topic.audit-queue.partitions", "topic.NAME.partitions"),
        ("topic.\"Orders_v1.dlq\".partitions", "topic.NAME.partitions"),
        ("topic.Orders_v1.dlq.partitions", "topic.NAME.partitions"),
        ("topic", "[topic.NAME]"),
        ("topic.audit-queue", "[topic.NAME]"),
        ("[topic.audit-queue]", "[topic.NAME]"),
        ("[cluster.listener.tls]", "[cluster.listener.NAME]"),
        ("cluster.listener.tls", "cluster.listener.NAME.tls"),
        ("cluster.listener.tls.port", "cluster.listener.NAME.port"),
        ("[[policy.rule]]", "[[policy.rule]]"),
        ("policy.rule.id", "policy.rule.id"),
        ("cluster.brokers.storage.size", "cluster.brokers.storage.size"),
        ("cluster.brokers.storage.volumes.id", "cluster.brokers.storage.volumes.id"),
        ("client.NAME.consumes.group", "client.NAME.consumes.group"),
        ("cluster.labels.app", "cluster.labels"),
        ("cluster.patch.spec.kafka", "cluster.patch"),
        ("scrape_interval", "monitoring.scrape_interval"),
        ("broker-down", "broker-down"),
        ("alert.broker-down", "broker-down"),
        ("alert.kind.broker-down", "broker-down"),
        ("alert.KafkaBrokerDown", "[alert.NAME]"),
        ("cluster.brokers.config.\"min.insync.replicas\"", "min.insync.replicas"),
        ("cluster.brokers.config.min.insync.replicas", "min.insync.replicas"),
        ("cluster.brokers.config", "cluster.brokers.config"),
        ("topic.audit-queue.config.\"flush.ms\"", "flush.ms"),
        ("topic.config.flush.ms", "flush.ms"),
        ("log.retention.ms", "log.retention.ms"),
        ("spec/unknown-key", "spec/unknown-key"),
    ] {
        assert_eq!(one(word, &ground).name, name, "{word}");
    }
    let both = explain("compression.type", &ground, FINDINGS).unwrap();
    assert_eq!(both.iter().map(|one| one.is).collect::<Vec<_>>(), ["broker setting", "topic setting"]);
}

#[test]
fn what_is_nothing_says_what_may_be_meant() {
    let ground = ground();
    for (word, help) in [
        ("topic.orders.partitons", "did you mean `topic.NAME.partitions`?"),
        ("topic.partitons", "did you mean `topic.NAME.partitions`?"),
        ("cluster.brokers.colour", "its keys are: `replicas`, `storage`"),
        ("retention", "name one of them: `topic_defaults.retention`, `topic.NAME.retention`"),
        ("scrape_intervall", "did you mean `monitoring.scrape_interval`?"),
        ("broker-dwn", "did you mean `broker-down`?"),
        ("spec/unknwn-key", "did you mean `spec/unknown-key`?"),
        ("log.retention.mss", "did you mean `log.retention.ms`?"),
        ("cluster.brokers.config.log.retention.mss", "did you mean `log.retention.ms`?"),
        ("…", "`kafkasmith explain` alone lists the tables of the spec"),
        ("a..b", "`kafkasmith explain` alone lists"),
        ("[", "`kafkasmith explain` alone lists"),
    ] {
        let Unknown { help: said, .. } = explain(word, &ground, FINDINGS).unwrap_err();
        assert!(said.starts_with(help), "{word}: {said}");
    }
}

#[test]
fn places_are_where_they_are_said_to_be() {
    let ground = ground();
    let set = ground.own.as_ref().unwrap().set().unwrap();
    let shown = |word: &str, file: &str, what: &str| -> Vec<String> {
        let explanation = one(word, &ground);
        let place = explanation.rendered.iter().find(|place| place.file.ends_with(file) && place.what == what);
        let place = place.unwrap_or_else(|| panic!("{word}: {:?}", explanation.rendered));
        let text = &set.artefacts.iter().find(|artefact| artefact.path == place.file).unwrap().text;
        let lines = place.lines.iter().map(|line| text.lines().nth(line - 1).unwrap().trim().to_owned());
        lines.chain(place.computed.then(|| "worked out".to_owned())).collect()
    };
    let topics = |word: &str, what: &str| shown(word, "03-kafka-topics.yaml", what);
    assert_eq!(
        topics("topic.partitions", "KafkaTopic spec.partitions"),
        ["partitions: 3", "partitions: 5", "partitions: 1", "partitions: 1"]
    );
    assert_eq!(topics("topic.audit-queue.partitions", "KafkaTopic spec.partitions"), ["partitions: 5"]);
    assert_eq!(
        topics("topic.audit-queue.retention", "KafkaTopic spec.config.\"segment.ms\""),
        ["segment.ms: 86400000 # 1d", "worked out"]
    );
    assert_eq!(shown("cluster.labels", "02-kafka-cluster.yaml", "Kafka metadata.labels.app"), ["app: hrms-kafka"]);
    // What the sample does not write shows all the same where it would be rendered.
    assert_eq!(topics("topic.NAME.compression", "KafkaTopic spec.config.\"compression.type\""), [""; 0]);
    assert_eq!(shown("cluster.patch", "02-kafka-cluster.yaml", "Kafka spec.kafka.template.pod.schedulerName"), [""; 0]);
    let heading = one("client.notification-service.namespace", &ground).rendered;
    assert!(heading.iter().any(|place| place.file.contains("README") && place.what.starts_with('#')), "{heading:?}");
}

#[test]
fn what_the_spec_writes_is_shown_at_its_place() {
    let ground = ground();
    let written = |word: &str| {
        let of = |one: super::Occurrence| {
            let line = SAMPLE.lines().nth(one.line - 1).unwrap();
            let there: String = line.chars().skip(one.column - 1).collect();
            assert!(there.starts_with(one.text.trim_end_matches('…')), "{word}: {one:?}");
            format!("{} {}", one.of, one.text)
        };
        one(word, &ground).written.into_iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(written("topic.audit-queue.partitions"), ["audit-queue 5"]);
    assert_eq!(written("topic.partitions").len(), 4);
    assert_eq!(written("waiver"), [" [[waiver]]", " [[waiver]]"]);
    assert_eq!(written("broker-down"), ["KafkaBrokerDown \"broker-down\""]);
    assert_eq!(written("cluster.brokers.config.log.roll.ms"), [" \"1d\""]);
    assert_eq!(written("topic.compression"), [""; 0]);
    // A setting that nobody writes has the value that is worked out.
    assert_eq!(one("cluster.brokers.config.min.insync.replicas", &ground).written[0].text, "2, worked out");
}

#[test]
fn a_spec_with_mistakes_still_shows_what_it_writes() {
    let broken = SAMPLE.replace("partitions = 5", "partitions = \"five\"");
    let ground = Ground::new(World::of("kafka.toml", &broken));
    assert!(ground.own.as_ref().unwrap().is_broken());
    let explanation = one("topic.audit-queue.partitions", &ground);
    assert_eq!(explanation.written[0].text, "\"five\"");
    assert!(explanation.rendered.iter().all(|place| place.lines.is_empty()));
}

#[test]
fn every_statement_about_what_is_not_rendered_is_about_a_key() {
    let root = keys::root();
    for (prefix, _) in super::describe::UNRENDERED {
        assert!(prefix.is_empty() || find::key(&root, &find::parts(prefix)).is_some(), "{prefix}");
    }
}
