//! What the quick reference says of platforms that differ from the sample.

use super::super::shape::with;
use super::super::tests::{EVERYTHING, MINIMAL, SAMPLE, page, says};

fn reference(spec: &str) -> String {
    page(spec, "KAFKA_QUICK_REFERENCE.md")
}

const PLAIN: &str = "[cluster.listener.plain]\nport = 9092\ntls  = false\n";

/// The least platform with other listeners, and a client in another namespace.
fn with_listeners(listeners: &str) -> String {
    let client = "[topic.a]\npartitions = 2\nreplicas = 3\n[client.shop]\nnamespace = \"hrms\"\nlibrary = \"aiokafka\"\n\
                  produces = [\"a\"]\nconsumes = [{ topic = \"a\", group = \"it's\" }]\n";
    format!("{}{client}", with(MINIMAL, PLAIN.trim_end(), listeners))
}

#[test]
fn the_sample() {
    says(
        &reference(SAMPLE),
        &[
            "| any namespace | `hrms-kafka-kafka-bootstrap.kafka:9092` | `plain` | `PLAINTEXT` | nothing |",
            "| any namespace | `hrms-kafka-kafka-bootstrap.kafka:9093` | `tls` | `SSL` | the cluster's CA |",
            "container in network `hrms_network` | `kafka:9092`",
            "program on this machine | `localhost:29092`",
            "`http://localhost:8080`",
            "| `audit-queue` | Audit logging, compliance | 5 | 3 | 2 | 30d, 1Gi a partition | user-service, employee-service, leave-service, attendance-service, compliance-service | audit-service as `audit-service-group` |",
            "| 30d, 128Mi a partition | dead letters of audit-service | nobody in the spec |",
            "keeps its position for 30d",
            "acks=\"all\",\n        enable_idempotence=True,\n",
            "auto_offset_reset=\"earliest\",\n        enable_auto_commit=False,\n",
            "running(new_consumer, handle, new_producer, \"audit-dlq\")",
            "secret hrms-kafka-cluster-ca-cert -o go-template=",
            "namespace: \"hrms\"}",
            "docker exec hrms_kafka kafka-topics --bootstrap-server localhost:9092 --list",
            "--reset-offsets --to-earliest --dry-run",
            "| `KafkaBrokerDown` | critical | 3m |",
            "README.md#kafkabrokerdown)",
            "| `KafkaDeadLetters` | warning | at once |",
        ],
        &["KafkaUser", "a way in", "security_protocol=\"SSL\"", "outside of Kubernetes", "Nothing is named"],
    );
}

#[test]
fn what_is_not_there_is_not_spoken_of() {
    says(
        &reference(MINIMAL),
        &["## Addresses", "## Commands in the cluster", "kafka-topics.sh", "--describe --all-groups"],
        &["## Topics", "## Client settings", "## Certificates", "local stack", "## Alerts", "docker", "--topic "],
    );
    let quiet = with(SAMPLE, "host    = { address", "ui = false\nhost = { address");
    says(&reference(&quiet), &["`localhost:29092`"], &["http://localhost:8080"]);
}

#[test]
fn clients_come_in_as_their_listener_demands() {
    let encrypted = reference(&with_listeners("[cluster.listener.tls]\nport = 9093\ntls = true\n"));
    says(
        &encrypted,
        &["security_protocol=\"SSL\"", "cafile=\"/etc/kafka/ca/ca.crt\"", "mountPath: /etc/kafka/ca", "a way in"],
        &["certfile", "KafkaUser", "KAFKA_SASL_PASSWORD", "name: kafka-user"],
    );
    let certificate =
        reference(&with_listeners("[cluster.listener.tls]\nport = 9093\ntls = true\nauthentication = \"tls\"\n"));
    says(
        &certificate,
        &[
            "certfile=\"/etc/kafka/user/user.crt\"",
            "Users of Kafka, by `03-kafka-users.yaml`: `shop`.",
            "- configMapRef: { name: \"shop-kafka\" }",
            "kubectl -n hrms rollout restart deployment/shop",
            "kubectl -n kafka delete secret shop\n",
            "all else is refused",
            "get secret shop -o go-template=",
            "metadata: {name: \"shop-kafka-user\", namespace: \"hrms\"}",
            "secretName: \"shop-kafka-user\"",
            "mountPath: /etc/kafka/user",
        ],
        &["No rights are listed", "KAFKA_SASL_PASSWORD", "KAFKA_SSL_KEYSTORE_PASSWORD"],
    );
    let keys = "port = 9094\ntls = false\nauthentication = \"scram-sha-512\"\n";
    let password = reference(&with_listeners(&format!("[cluster.listener.scram]\n{keys}")));
    says(
        &password,
        &[
            "SASL_PLAINTEXT",
            "sasl_plain_username=\"shop\"",
            "import os\n\nfrom aiokafka",
            "key: password",
            "in the ConfigMap `shop-kafka`, from [its file](../../k8s-manifests/kafka/clients/shop.yaml)",
        ],
        &["ssl_context", "cluster-ca-cert", "volumes:", "certificate of the cluster"],
    );
}

#[test]
fn a_client_in_the_namespace_of_the_cluster_needs_no_copies() {
    let spec = with_listeners("[cluster.listener.tls]\nport = 9093\ntls = true\nauthentication = \"tls\"\n");
    let beside = reference(&with(&spec, "namespace = \"hrms\"", "namespace = \"kafka\""));
    says(&beside, &["by `03-kafka-users.yaml`: `shop`", "secretName: \"shop\""], &["go-template"]);
    let nowhere = reference(&with(&spec, "namespace = \"hrms\"\n", ""));
    says(
        &nowhere,
        &["by `03-kafka-users.yaml`: `shop`", "### shop\n\n* Connects to", "* Has no ConfigMap"],
        &["go-template", "Runs in", "configMapRef", "rollout restart"],
    );
    let java = reference(&with(&spec, "library = \"aiokafka\"", "library = \"kafka-clients\""));
    says(&java, &["KAFKA_SSL_KEYSTORE_PASSWORD", "key: user.password"], &[]);
    let free = reference(&format!("{spec}[cluster.authorization]\ntype = \"none\"\n"));
    says(&free, &["No rights are listed"], &["all else is refused"]);
    let unused = "[cluster.listener.two]\nport = 9094\ntls = true\nauthentication = \"scram-sha-512\"\n";
    says(&reference(&format!("{spec}{unused}")), &["No client of the spec uses it."], &["KAFKA_SASL_PASSWORD"]);
}

#[test]
fn a_listener_that_is_closed_to_a_client_is_not_its_own_unless_there_is_no_other() {
    let closed = "[cluster.listener.plain]\nport = 9092\ntls = false\nallow_from = [{ namespace = \"other\" }]\n";
    let only = reference(&with_listeners(closed));
    says(&only, &["* Connects to", "| `other`, `kafka`, `hrms` |"], &[]);
    let second = "[cluster.listener.tls]\nport = 9093\ntls = true\n";
    let both = reference(&with_listeners(&format!("{closed}{second}")));
    says(
        &both,
        &["* Connects to `orders-kafka-bootstrap.kafka:9093`, listener `tls`.", "security_protocol=\"SSL\""],
        &[],
    );
}

#[test]
fn from_outside_the_address_is_asked_for() {
    says(
        &reference(EVERYTHING),
        &[
            "| outside of Kubernetes, by `nodeport` | known when it stands, see below | `scram` |",
            "jsonpath='{.status.listeners[?(@.name==\"scram\")].bootstrapServers}'",
            "which their certificates do not name",
            "| `shop`, `audit`, `streams` | `payments-kafka-bootstrap.streams:9093` | `tls` |",
        ],
        &[],
    );
}

#[test]
fn codecs_and_sizes_show_where_they_matter() {
    says(
        &reference(EVERYTHING),
        &["pip install \"aiokafka[zstd]\"", "compression_type=\"zstd\"", "max_request_size=4194304", "of up to 4Mi"],
        &[],
    );
    // Whoever reads what another client compresses needs the codec, too.
    let spec = with(&with_listeners(PLAIN), "library = \"aiokafka\"", "library = \"aiokafka\"\ncodec = \"lz4\"");
    let reader = "[client.reader]\nlibrary = \"aiokafka\"\nconsumes = [{ topic = \"a\", group = \"r\" }]\n";
    let page = reference(&format!("{spec}{reader}"));
    let (_, of_reader) = page.split_once("### reader").unwrap();
    says(of_reader, &["pip install \"aiokafka[lz4]\""], &["compression_type"]);
    let odd = reference(&with(&spec, "\"lz4\"", "\"brotli\""));
    says(&odd, &["`brotli` is no codec that Kafka has"], &["compression_type", "pip install"]);
}

#[test]
fn weak_acks_are_written_as_asked_and_said_to_be_weak() {
    let of = |library: &str, acks: &str| {
        let spec = with(
            &with_listeners(PLAIN),
            "library = \"aiokafka\"",
            &format!("library = \"{library}\"\nacks = \"{acks}\""),
        );
        reference(&spec)
    };
    says(&of("aiokafka", "1"), &["**Its writes can be lost**", "acks=1,\n"], &["enable_idempotence=True"]);
    says(&of("aiokafka", "all"), &["enable_idempotence=True"], &["can be lost"]);
    says(&of("kafka-python", "0"), &["acks=0,\n    enable_idempotence=False,"], &[]);
    says(&of("franz-go", "1"), &["kgo.RequiredAcks(kgo.LeaderAck()),\n\tkgo.DisableIdempotentWrite(),"], &[]);
    says(&of("nobody's", "1"), &["acks=1\nenable.idempotence=false\n", "is not one that this page knows"], &[]);
}

#[test]
fn groups_are_one_word_of_a_shell_and_of_code() {
    let page = reference(&with_listeners(PLAIN));
    says(&page, &[r"--group 'it'\''s' ", "group_id=\"it's\"", "`it's`"], &[]);
    let broken = reference(&with(&with_listeners(PLAIN), "it's", r"a\nb\\c'"));
    says(&broken, &[r"--group $'a\nb\\c\'' ", r#"group_id="a\nb\\c'""#], &[]);
}
