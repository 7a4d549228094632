//! The local stack: what the spec's choices make of it, and what of the cluster's settings it takes over.

use super::super::tests::{EVERYTHING, HOSTILE, MINIMAL, SAMPLE, artefacts_of, text_of};
use super::settings::{ONE, OUT, why_left_out};
use super::*;
use crate::catalog::{Kind, Setting};
use std::collections::BTreeSet;

const FILE: &str = "docker-compose.yml";

/// The file of the sample with another text in it.
fn with(old: &str, new: &str) -> String {
    assert!(SAMPLE.contains(old), "{old:?} stands no longer in the sample");
    text_of(&artefacts_of(&SAMPLE.replace(old, new)).0, FILE).to_owned()
}

#[track_caller]
fn holds(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
}

#[test]
fn only_who_asks_for_a_local_stack_has_one() {
    assert!(artefacts_of(MINIMAL).0.iter().all(|artefact| artefact.path != PATH));
    let stack = artefacts_of(&format!("{MINIMAL}[compose]\n")).0;
    holds(
        text_of(&stack, FILE),
        &["container_name: orders_kafka\n", "name: orders_network\n", "name: orders_kafka_data\n"],
    );
}

#[test]
fn variables_are_those_that_the_images_want() {
    for spec in [SAMPLE, EVERYTHING, HOSTILE] {
        let (artefacts, _) = artefacts_of(spec);
        let text = text_of(&artefacts, FILE);
        let stack = catalog::stacks().unwrap().stack("3.6.1", catalog::Mode::ZooKeeper).unwrap();
        let is_set = |variable: &str| text.contains(&format!("\n      {variable}: "));
        let broker = &stack.broker.dialect;
        assert_eq!(broker.required.iter().find(|variable| !is_set(variable)), None);
        assert_eq!(broker.refused.iter().find(|variable| is_set(variable)), None);
        assert!(is_set(&stack.zookeeper.as_ref().unwrap().dialect.client_port));
        let names: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("KAFKA_")).collect();
        let twice =
            |name: &&&str| names.iter().filter(|other| other.split(':').next() == name.split(':').next()).count() > 2;
        assert_eq!(names.iter().find(twice), None);
    }
}

#[test]
fn clients_are_told_an_address_at_which_something_listens() {
    for (address, published, told) in [
        ("127.0.0.1", "\"127.0.0.1:29092:29092\"", "localhost:29092"),
        ("::1", "\"[::1]:29092:29092\"", "localhost:29092"),
        ("127.0.0.2", "\"127.0.0.2:29092:29092\"", "127.0.0.2:29092"),
        ("0.0.0.0", "\"0.0.0.0:29092:29092\"", "localhost:29092"),
        ("::", "\"[::]:29092:29092\"", "localhost:29092"),
        ("192.0.2.7", "\"192.0.2.7:29092:29092\"", "192.0.2.7:29092"),
        ("2001:db8::7", "\"[2001:db8::7]:29092:29092\"", "[2001:db8::7]:29092"),
    ] {
        let text = with("address = \"127.0.0.1\"", &format!("address = {address:?}"));
        let advertised = format!("ADVERTISED_LISTENERS: \"PLAINTEXT://kafka:9092,HOST://{told}\"\n");
        holds(&text, &[&format!("- {published}\n"), &advertised, &format!("#   - {told} for programs on this host\n")]);
        let everywhere = ["0.0.0.0", "::"].contains(&address);
        assert_eq!(text.contains("# Other machines reach Kafka's port, too"), everywhere, "{address}");
    }
    // Two listeners on one port would be none: inside, the port for the host stays what it is.
    let text = with("kafka_port = 29092", "kafka_port = 9092");
    holds(&text, &["- \"127.0.0.1:9092:29092\"\n", "HOST://0.0.0.0:29092\"", ",HOST://localhost:9092\""]);
}

#[test]
fn without_kafka_ui_the_topics_are_still_made() {
    let text = with("project = \"hrms\"\n", "project = \"hrms\"\nui = false\n");
    assert!(!text.contains("kafka-ui") && !text.contains("_kafka_ui") && !text.contains("Kafka UI"), "{text}");
    holds(
        &text,
        &["# Then, as ever: docker-compose up -d zookeeper kafka kafka-init\n", "container_name: hrms_kafka_init\n"],
    );
}

#[test]
fn a_network_is_made_or_found() {
    assert!(!with("external = false", "external = false").contains("external:"));
    let found = with("external = false", "external = true");
    holds(&found, &["networks:\n  hrms_network:\n    name: hrms_network\n    external: true\n"]);
    // Compose takes `x-…` for an extension and not for a network.
    let odd = with("name = \"hrms_network\"", "name = \"x-net\"");
    holds(&odd, &["    networks:\n      - network\n", "networks:\n  network:\n    name: x-net\n"]);
}

#[test]
fn images_come_from_where_the_spec_says() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let text = with(
        "# prefix = \"registry.example.org/mirror\"",
        &format!(
            "prefix = \"registry.example.org/mirror\"\npull_policy = \"IfNotPresent\"\n\
             digests = {{ \"confluentinc/cp-zookeeper:7.6.10\" = \"{digest}\" }}"
        ),
    );
    for image in [
        &format!("confluentinc/cp-zookeeper:7.6.10@{digest}"),
        "confluentinc/cp-kafka:7.6.10",
        &catalog::stacks().unwrap().ui.image,
    ] {
        let quoted = image.contains('@');
        let image = format!("registry.example.org/mirror/{image}");
        let image = if quoted { format!("{image:?}") } else { image };
        holds(&text, &[&format!("    image: {image}\n    pull_policy: if_not_present\n")]);
    }
}

#[test]
fn settings_become_those_of_one_broker() {
    let text = with(
        "[cluster.brokers.config]\n",
        "[cluster.brokers.config]\n\"num.io.threads\" = 16\n\"message.max.bytes\" = \"2Mi\"\n\"replica.lag.time.max.ms\" = \"10s\"\n\
         \"group.initial.rebalance.delay.ms\" = \"5s\"\n",
    );
    holds(
        &text,
        &[
            "KAFKA_MESSAGE_MAX_BYTES: \"2097152\" # 2Mi\n",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"\n",
            "KAFKA_DEFAULT_REPLICATION_FACTOR: \"1\"\n",
            "KAFKA_MIN_INSYNC_REPLICAS: \"1\"\n",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\"\n",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: \"1\"\n",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: \"1\"\n",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: \"0\"\n",
            "#   - group.initial.rebalance.delay.ms is left out: it is 0 here, ",
            "#   - num.io.threads is left out: it fits the machines of the cluster\n",
            "#   - replica.lag.time.max.ms is left out: it is for several brokers\n",
        ],
    );
    for gone in ["KAFKA_NUM_IO_THREADS", "KAFKA_REPLICA_LAG", "KAFKA_INTER_BROKER_PROTOCOL_VERSION"] {
        assert!(!text.contains(gone), "{gone}");
    }
}

#[test]
fn topics_become_those_of_one_broker() {
    let text = with(
        "[topic.audit-dlq]\n",
        "[topic.audit-dlq]\nconfig = { \"follower.replication.throttled.replicas\" = \"0:1\", \"flush.ms\" = \"1s\" }\n",
    );
    holds(&text, &["- flush.ms=1000 # 1s\n", "#   - follower.replication.throttled.replicas is left out: "]);
    assert!(!text.contains("      - follower.") && !text.contains("insync.replicas=2"), "{text}");
    assert_eq!(text.matches("- min.insync.replicas=1\n").count(), 4);
}

#[test]
fn a_dollar_sign_is_no_variable() {
    assert_eq!(literal("${x} $$ $(y)"), "$${x} $$$$ $$(y)");
    let (artefacts, _) = artefacts_of(SAMPLE);
    let text = text_of(&artefacts, FILE).replace("$$", "");
    assert!(!text.contains('$'), "Compose would look for a variable");
}

/// All settings that a spec can name, of brokers and of topics, of every Kafka version.
fn all_settings() -> Vec<&'static Setting> {
    let release = catalog::release("0.39.0").unwrap();
    let versions = catalog::kafka_versions().iter().filter_map(|version| catalog::settings(version));
    let of = |settings: &'static catalog::Settings| settings.brokers().iter().chain(settings.topics());
    versions.flat_map(of).filter(|setting| release.forbidden(setting.name).is_none()).collect()
}

#[test]
fn no_entry_is_there_for_nothing() {
    let settings = all_settings();
    let fits = |entry: &&str, name: &str| name == *entry || (entry.ends_with('.') && name.starts_with(entry));
    let entries = OUT.iter().flat_map(|(_, entries)| *entries).chain(&ONE);
    let dead: Vec<&&str> = entries.filter(|entry| !settings.iter().any(|setting| fits(entry, setting.name))).collect();
    assert_eq!(dead, Vec::<&&str>::new(), "no setting that a spec can name");
}

/// A value becomes a line of a properties file as it is, and a backslash or a line feed would mean something there. None
/// of the settings that are taken over can hold one: words come from closed lists.
#[test]
fn no_text_that_is_taken_over_is_free() {
    let texts = all_settings().into_iter().filter(|setting| {
        matches!(setting.kind, Kind::String | Kind::List | Kind::Class | Kind::Password)
            && !setting.internal
            && why_left_out(setting.name).is_none()
    });
    let free: BTreeSet<&str> =
        texts.filter(|setting| setting.check("a\\\nb").is_ok()).map(|setting| setting.name).collect();
    assert_eq!(free.into_iter().collect::<Vec<_>>(), Vec::<&str>::new());
}
