//! What the checklist says of platforms that differ from the sample.

use super::super::shape::with;
use super::super::tests::{EVERYTHING, MINIMAL, SAMPLE, page, says};

fn checklist(spec: &str) -> String {
    page(spec, "KAFKA_IMPLEMENTATION_CHECKLIST.md")
}

#[test]
fn the_sample() {
    says(
        &checklist(SAMPLE),
        &[
            "`config.py`",
            "### notification-service reads\n\n- [ ] Reads `notification-queue` as group `notification-service-group`",
            "Runs in at most 3 instances",
            "Puts aside into `audit-dlq`.",
            "Is never away for 30d",
            "(`enable_auto_commit` is `False`)",
            "- [ ] Writes `audit-queue` with the key that was agreed, for audit-service.",
            "| `KAFKA_BOOTSTRAP_SERVERS` | `hrms-kafka-kafka-bootstrap.kafka:9092` | `kafka:9092` | `localhost:29092` |",
            "one after the other: notification-service, audit-service.",
            "docker stop hrms_kafka",
        ],
        &["No client of the spec", "**Nobody in the spec", "KAFKA_SSL_CAFILE", "has no `[monitoring]`"],
    );
}

#[test]
fn alerts_stand_with_those_whom_they_watch() {
    let sample = checklist(SAMPLE);
    let row = |client: &str| sample.lines().find(|line| line.starts_with(&format!("| {client} |"))).unwrap().to_owned();
    says(
        &row("audit-service"),
        &["`KafkaConsumerLagHigh`", "`KafkaConsumerGone`", "`KafkaDeadLetters`", "`AuditBacklog`"],
        &["KafkaBrokerDown"],
    );
    says(&row("notification-service"), &["`KafkaDeadLetters`"], &["AuditBacklog"]);
    says(
        &row("user-service"),
        &["`KafkaProducerErrors`", "`KafkaRecordsCutSoon`"],
        &["KafkaConsumerGone", "KafkaDeadLetters"],
    );
    // An alert that names its groups watches nobody else.
    let other =
        with(SAMPLE, "kind = \"consumer-gone\"", "kind = \"consumer-gone\"\ngroups = [\"audit-service-group\"]");
    let page = checklist(&other);
    let (watched, _) = page.split_once("| audit-service |").unwrap();
    assert!(!watched.contains("`KafkaConsumerGone`"));
}

#[test]
fn a_selector_watches_those_whose_topics_and_groups_it_takes() {
    // One who reads and one who reads something else; others write as the third does.
    let looked_at = ["notification-service", "audit-service", "user-service"];
    let cases = [
        (r#"topic="audit-queue""#, &["audit-service", "user-service"][..]),
        (r#"topic=~"nothing|audit-queue""#, &["audit-service", "user-service"]),
        (r#"topic=~"audit-.+",topic!="audit-dlq""#, &["audit-service", "user-service"]),
        (r#"topic=~"audit-d.+""#, &["audit-service"]),
        (r#"topic!="""#, &["notification-service", "audit-service", "user-service"]),
        (r#"topic=~".*""#, &[]),
        (r#"topic!="audit-queue""#, &[]),
        (r#"consumergroup="audit-service-group""#, &["audit-service"]),
        (r#"consumergroup=~"a.+""#, &["audit-service"]),
        (r#"consumergroup!="",consumergroup!~"a.+|b""#, &["notification-service"]),
        (r#"topic="audit-queue",consumergroup=~"a.+""#, &["audit-service"]),
        (r#"topic=~".+",consumergroup="audit-service-group""#, &["audit-service"]),
        (r#"topic="audit-queue",consumergroup="notification-service-group""#, &[]),
        (r#"topic="audit-queue",consumergroup!~"a.+""#, &["audit-service", "user-service"]),
    ];
    for (selector, clients) in cases {
        let expr = format!("[alert.Mine]\nexpr = 'kafka_consumergroup_lag{{{selector}}} > 1'\n\n[compose]");
        let page = checklist(&with(SAMPLE, "[compose]", &expr));
        let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains("`Mine`"));
        let named = rows.filter_map(|row| row.split(" | ").next()?.strip_prefix("| "));
        let named: Vec<&str> = named.filter(|name| looked_at.contains(name)).collect();
        assert_eq!(named, clients, "{selector}");
    }
}

#[test]
fn a_platform_without_clients_says_how_to_name_one() {
    says(
        &checklist(MINIMAL),
        &["[client.my-service]", "| `KAFKA_BOOTSTRAP_SERVERS` | `orders-kafka-bootstrap.kafka:9092` |\n"],
        &["## 3.", "local stack", "Local stack", "kafkatopics", "docker", "shared/kafka"],
    );
}

#[test]
fn what_is_missing_for_a_client_is_said() {
    let spec = format!(
        "{MINIMAL}[topic.a]\npartitions = 2\nreplicas = 3\n[topic.b]\npartitions = 1\nreplicas = 3\n\
         [client.x]\nproduces = [\"b\"]\nacks = \"1\"\nconsumes = [{{ topic = \"a\", group = \"g\" }}]\n"
    );
    says(
        &checklist(&spec),
        &[
            "**Nothing is named for what fails of `a`**",
            "- [ ] Writes `b` with the key that was agreed. **Nobody in the spec reads it**.",
            "**Can lose records**: the spec has `acks` `1`.",
            "| `config` |",
            "has no `[monitoring]`",
        ],
        &["is `\"all\"`", "Against the local stack"],
    );
}

#[test]
fn variables_follow_the_listener() {
    let closed = "[cluster.listener.plain]\nport = 9092\ntls  = false\nallow_from = [{ namespace = \"other\" }]\n";
    let tls = format!("{closed}[cluster.listener.mtls]\nport = 9094\ntls = true\nauthentication = \"tls\"\n");
    let spec = with(
        SAMPLE,
        "[cluster.listener.plain]\nport = 9092\ntls  = false\n\n[cluster.listener.tls]\nport = 9093\ntls  = true\n",
        &tls,
    );
    says(
        &checklist(&spec),
        &[
            "### Variables for listener mtls",
            "| `KAFKA_SSL_CAFILE` | `/etc/kafka/ca/ca.crt` | not set | not set |",
            "| `KAFKA_SSL_KEYFILE` | `/etc/kafka/user/user.key` |",
        ],
        &["### Variables for listener plain"],
    );
    let several = checklist(EVERYTHING);
    says(
        &several,
        &["| `config.py`, `config` |", "For checkout.", "For billing.", "| `KAFKA_SASL_MECHANISM` | `SCRAM-SHA-512` |"],
        &[],
    );
}
