//! Good files, each broken in one line: every breakage is noticed, and by its name.

use super::*;

/// Apache's image on its own.
pub(super) const KRAFT: &str = r#"services:
  kafka:
    image: apache/kafka:4.1.1
    hostname: kafka
    ports:
      - "9092:9092"
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:19092,HOST://:9092,CONTROLLER://:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:19092,HOST://localhost:9092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT
      KAFKA_INTER_BROKER_LISTENER_NAME: PLAINTEXT
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
      KAFKA_LOG_DIRS: /var/lib/kafka/data
      CLUSTER_ID: 4L6g3nShT-eMCtK--X86sw
    volumes:
      - data:/var/lib/kafka/data
    healthcheck:
      test: ["CMD", "/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", "localhost:9092", "--list"]
      interval: 10s
  init:
    image: apache/kafka:4.1.1
    depends_on:
      kafka:
        condition: service_healthy
    entrypoint: ["/bin/sh", "-c"]
    command:
      - |
        /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:19092 --create --if-not-exists --topic orders --partitions 3 --replication-factor 1 --config retention.ms=1000
  app:
    build: .
    depends_on: [init]
    environment:
      - BOOTSTRAP_SERVERS=kafka:19092
volumes:
  data:
"#;

/// Three nodes of Confluent's, a registry, Connect and a page.
pub(super) const THREE: &str = r#"x-env: &env
  KAFKA_PROCESS_ROLES: broker,controller
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,CTRL:PLAINTEXT
  KAFKA_INTER_BROKER_LISTENER_NAME: IN
  KAFKA_CONTROLLER_LISTENER_NAMES: CTRL
  KAFKA_CONTROLLER_QUORUM_VOTERS: 1@k1:9093,2@k2:9093,3@k3:9093
  KAFKA_MIN_INSYNC_REPLICAS: 2
  KAFKA_DEFAULT_REPLICATION_FACTOR: 3
  CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk
services:
  k1:
    image: confluentinc/cp-kafka:7.8.0
    environment:
      <<: *env
      KAFKA_NODE_ID: 1
      KAFKA_LISTENERS: IN://0.0.0.0:9092,CTRL://0.0.0.0:9093
      KAFKA_ADVERTISED_LISTENERS: IN://k1:9092
    volumes: ["k1:/var/lib/kafka/data"]
  k2:
    image: confluentinc/cp-kafka:7.8.0
    environment:
      <<: *env
      KAFKA_NODE_ID: 2
      KAFKA_LISTENERS: IN://0.0.0.0:9092,CTRL://0.0.0.0:9093
      KAFKA_ADVERTISED_LISTENERS: IN://k2:9092
    volumes: ["k2:/var/lib/kafka/data"]
  k3:
    image: confluentinc/cp-kafka:7.8.0
    environment:
      <<: *env
      KAFKA_NODE_ID: 3
      KAFKA_LISTENERS: IN://0.0.0.0:9092,CTRL://0.0.0.0:9093
      KAFKA_ADVERTISED_LISTENERS: IN://k3:9092
    volumes: ["k3:/var/lib/kafka/data"]
  registry:
    image: confluentinc/cp-schema-registry:7.8.0
    environment:
      SCHEMA_REGISTRY_HOST_NAME: registry
      SCHEMA_REGISTRY_LISTENERS: http://0.0.0.0:8081
      SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS: PLAINTEXT://k1:9092,PLAINTEXT://k2:9092
  page:
    image: kafbat/kafka-ui:v1.5.0
    depends_on: [k1, registry]
    ports: ["127.0.0.1:8080:8080"]
    environment:
      KAFKA_CLUSTERS_0_NAME: local
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: k1:9092,k2:9092
      KAFKA_CLUSTERS_0_SCHEMAREGISTRY: http://registry:8081
volumes: {k1: , k2: , k3: }
"#;

/// A file, what is in it, what is put there, and what is noticed.
type Breakage = (&'static str, &'static str, &'static str, &'static str);

const SAMPLES: &[Breakage] = &[
    (SAMPLE, "      ZOOKEEPER_CLIENT_PORT: \"2181\"\n", "", "variable-missing"),
    (SAMPLE, "ZOOKEEPER_CLIENT_PORT: \"2181\"", "ZOOKEEPER_CLIENT_PORT: \"2182\"", "wrong-port"),
    (SAMPLE, "cp-zookeeper:7.6.10", "cp-zookeeper:8.0.0", "image-missing"),
    (SAMPLE, "cp-zookeeper:7.6.10", "cp-zookeeper", "image-unpinned"),
    (SAMPLE, "cp-zookeeper:7.6.10", "cp-zookeeper:7.6.10x", "image-tag-odd"),
    (SAMPLE, "      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092\n", "", "ui-without-cluster"),
    (
        SAMPLE,
        "    restart: on-failure:3\n    depends_on:\n      kafka:\n        condition: service_healthy\n",
        "    restart: on-failure:3\n",
        "waits-for-nobody",
    ),
    (
        SAMPLE,
        "    restart: on-failure:3\n    depends_on:\n      kafka:\n        condition: service_healthy\n",
        "",
        "does-not-wait",
    ),
    (SAMPLE, "    image: confluentinc/cp-zookeeper:7.6.10\n", "", "no-image"),
    (SAMPLE, "echo srvr", "echo ruok", "never-healthy"),
    (SAMPLE, "nc 127.0.0.1 2181", "nc 127.0.0.1 2182", "never-healthy"),
    (SAMPLE, "      - zookeeper_log:/var/lib/zookeeper/log\n", "", "zookeeper-half-kept"),
    (SAMPLE, "zookeeper_data:/var/lib/zookeeper/data", "zookeeper_data:/var/lib/zookeeper", "zookeeper-half-kept"),
    (SAMPLE, "restart: unless-stopped", "restart: unless-stoped", "value-refused"),
    (SAMPLE, "stop_grace_period: 30s", "stop_grace_period: 30", "value-refused"),
    (SAMPLE, "      KAFKA_ADVERTISED_LISTENERS:", "      KAFKA_ADVERTISED_LISTNERS:", "variable-missing"),
    (SAMPLE, "HOST://localhost:29092", "HOST://localhost:9092", "advertised-nowhere"),
    (SAMPLE, "HOST://localhost:29092", "HOST://0.0.0.0:29092", "advertised-refused"),
    (SAMPLE, "HOST://localhost:29092", "HOST://kafka:29092", "host-cannot-resolve"),
    (SAMPLE, "HOST://localhost:29092", "HSOT://localhost:29092", "listener-missing"),
    (SAMPLE, "PLAINTEXT://kafka:9092,", "PLAINTEXT://localhost:9092,", "sent-to-itself"),
    (SAMPLE, "PLAINTEXT://kafka:9092,", "PLAINTEXT://kafka:9093,", "advertised-nowhere"),
    (SAMPLE, "PLAINTEXT://kafka:9092,", "PLAINTEXT://kafak:9092,", "advertised-nowhere"),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:9092:29092\"", "advertised-nowhere"),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:29092:2909\"", "published-nothing"),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"29092:29092\"", "port-open"),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:8080:29092\"", "host-port-twice"),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:29092:290920\"", "value-refused"),
    (SAMPLE, "HOST:PLAINTEXT", "HOST:PLAIN", "listener-protocol"),
    (SAMPLE, ",HOST:PLAINTEXT", "", "listener-protocol"),
    (
        SAMPLE,
        "KAFKA_INTER_BROKER_LISTENER_NAME: PLAINTEXT",
        "KAFKA_INTER_BROKER_LISTENER_NAME: INTERNAL",
        "listener-missing",
    ),
    (SAMPLE, "HOST://0.0.0.0:29092", "HOST://0.0.0.0:9092", "listener-invalid"),
    (SAMPLE, "HOST://0.0.0.0:29092", "HOST:/0.0.0.0:29092", "listener-invalid"),
    (SAMPLE, "HOST://0.0.0.0:29092", "HOST://localhost:29092", "bound-to-localhost"),
    (SAMPLE, "PLAINTEXT://0.0.0.0:9092", "PLAINTEXT://zookeeper:9092", "binds-elsewhere"),
    (SAMPLE, "      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181\n", "", "no-metadata"),
    (SAMPLE, "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181", "KAFKA_ZOOKEEPER_CONNECT: zookeper:2181", "nobody-there"),
    (
        SAMPLE,
        "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181",
        "KAFKA_ZOOKEEPER_CONNECT: localhost:2181",
        "localhost-in-container",
    ),
    (SAMPLE, "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181", "KAFKA_ZOOKEEPER_CONNECT: kafka-ui:2181", "wrong-service"),
    (SAMPLE, "KAFKA_BROKER_ID: \"1\"", "KAFKA_BROKER_ID: one", "node-id-refused"),
    (SAMPLE, "KAFKA_BROKER_ID: \"1\"", "KAFKA_PORT: \"1\"", "variable-refused"),
    (SAMPLE, "      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\"\n", "", "factor-too-high"),
    (
        SAMPLE,
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\"",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"2\"",
        "factor-too-high",
    ),
    (SAMPLE, "      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: \"1\"\n", "", "no-transactions"),
    (SAMPLE, "KAFKA_MIN_INSYNC_REPLICAS: \"1\"", "KAFKA_MIN_INSYNC_REPLICAS: \"2\"", "min-isr-too-high"),
    (
        SAMPLE,
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"maybe\"",
        "setting-refused",
    ),
    (SAMPLE, "      KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"\n", "", "auto-create"),
    (SAMPLE, "KAFKA_LOG_ROLL_MS", "KAFKA_LOG_ROL_MS", "setting-misspelt"),
    (SAMPLE, "KAFKA_LOG_DIRS: /var/lib/kafka/data", "KAFKA_LOG_DIRS: /tmp/data", "volume-beside"),
    (SAMPLE, "      - kafka_data:/var/lib/kafka/data\n", "      - kafka_data:/var/lib/kafka\n", "volume-beside"),
    (SAMPLE, "      - kafka_data:/var/lib/kafka/data\n", "      - kafka_dat:/var/lib/kafka/data\n", "undeclared"),
    (
        SAMPLE,
        "      - kafka_data:/var/lib/kafka/data\n",
        "      - zookeeper_data:/var/lib/kafka/data\n",
        "volume-shared",
    ),
    (
        SAMPLE,
        "kafka-broker-api-versions --bootstrap-server",
        "kafka-broker-api-versions.sh --bootstrap-server",
        "never-healthy",
    ),
    (SAMPLE, "--bootstrap-server kafka:9092", "--bootstrap-server kafka:9094", "never-healthy"),
    (SAMPLE, "BOOTSTRAP: kafka:9092", "BOOTSTRAP: kafka:29092", "sent-to-itself"),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9093",
        "wrong-port",
    ),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: localhost:9092",
        "localhost-in-container",
    ),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: zookeeper:2181",
        "wrong-service",
    ),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: SSL://kafka:9092",
        "protocol-differs",
    ),
    (SAMPLE, "KAFKA_CLUSTERS_0_NAME: hrms-kafka", "KAFKA_CLUSTERS_0_ZOOKEEPER: zookeeper:2181", "variable-ignored"),
    (SAMPLE, "    depends_on:\n      zookeeper:\n", "    depends_on:\n      zookeper:\n", "dependency-missing"),
    (SAMPLE, "condition: service_completed_successfully", "condition: service_complete", "value-refused"),
    (SAMPLE, "restart: on-failure:3", "restart: always", "never-completes"),
    (SAMPLE, "wget -q --spider http://127.0.0.1:8080", "curl -f http://127.0.0.1:8080", "unhealthy"),
    (SAMPLE, "wget -q --spider http://127.0.0.1:8080", "wget -q --spider http://127.0.0.1:8081", "unhealthy"),
    (SAMPLE, "kafbat/kafka-ui:v1.5.0", "provectuslabs/kafka-ui:v0.7.2", "image-unmaintained"),
    (SAMPLE, "container_name: hrms_kafka_ui", "container_name: hrms_kafka", "container-name-taken"),
    (SAMPLE, "      - \"5\" # partitions\n", "      - \"0\" # partitions\n", "topic-refused"),
    (SAMPLE, "- cleanup.policy=delete", "- cleanup.policy=remove", "topic-refused"),
    (SAMPLE, "- cleanup.policy=delete", "- cleanup.polcy=delete", "topic-refused"),
    (SAMPLE, "- min.insync.replicas=1", "- min.insync.replicas=2", "topic-unwritable"),
    (SAMPLE, "      - audit-dlq\n", "      - audit-queue\n", "topic-twice"),
    (SAMPLE, "      - audit-dlq\n", "      - audit dlq\n", "topic-refused"),
    (SAMPLE, "  kafka_data:\n    name: hrms_kafka_data\n", "", "undeclared"),
    (SAMPLE, "networks:\n  hrms_network:\n", "networks:\n  hrms_net:\n", "undeclared"),
];

const KRAFTS: &[Breakage] = &[
    (KRAFT, "apache/kafka:4.1.1", "apache/kafka:latest", "image-unpinned"),
    (KRAFT, "      KAFKA_NODE_ID: 1\n", "", "kraft-setting-missing"),
    (KRAFT, "      KAFKA_PROCESS_ROLES: broker,controller\n", "", "kraft-setting-missing"),
    (KRAFT, "      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093\n", "", "kraft-setting-missing"),
    (KRAFT, "KAFKA_PROCESS_ROLES: broker,controller", "KAFKA_PROCESS_ROLES: brokers,controller", "role-unknown"),
    (KRAFT, "KAFKA_PROCESS_ROLES: broker,controller", "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181", "zookeeper-gone"),
    (KRAFT, "1@kafka:9093", "2@kafka:9093", "voters-refused"),
    (KRAFT, "1@kafka:9093", "1@kafka:9094", "voter-unreachable"),
    (KRAFT, "1@kafka:9093", "1@kafak:9093", "voter-unreachable"),
    (KRAFT, "1@kafka:9093", "kafka:9093", "voters-refused"),
    (KRAFT, ",CONTROLLER://:9093", "", "controller-listener"),
    (
        KRAFT,
        "KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER",
        "KAFKA_CONTROLLER_LISTENER_NAMES: CTRL",
        "controller-listener",
    ),
    (KRAFT, "HOST://localhost:9092", "SASL_SSL://localhost:9092", "key-store-missing"),
    (KRAFT, "PLAINTEXT://kafka:19092", "PLAINTEXT://init:19092", "advertised-nowhere"),
    (KRAFT, "/opt/kafka/bin/kafka-topics.sh\", \"--boot", "kafka-topics.sh\", \"--boot", "never-healthy"),
    (
        KRAFT,
        "localhost:9092\", \"--list",
        "localhost:9093\", \"--bootstrap-server\", \"localhost:9000\", \"--list",
        "never-healthy",
    ),
    (KRAFT, "--replication-factor 1", "--replication-factor 3", "topic-refused"),
    (KRAFT, "--config retention.ms=1000", "--config retention.ms=1d", "topic-refused"),
    (KRAFT, "--bootstrap-server kafka:19092 --create", "--zookeeper zookeeper:2181 --create", "topic-refused"),
    (KRAFT, "BOOTSTRAP_SERVERS=kafka:19092", "BOOTSTRAP_SERVERS=kafka:9092", "sent-to-itself"),
    (KRAFT, "BOOTSTRAP_SERVERS=kafka:19092", "BOOTSTRAP_SERVERS=kafka:9093", "wrong-port"),
    (KRAFT, "BOOTSTRAP_SERVERS=kafka:19092", "BOOTSTRAP_SERVERS=broker:19092", "nobody-there"),
    (
        KRAFT,
        "      - BOOTSTRAP_SERVERS=kafka:19092\n",
        "      - BOOTSTRAP_SERVERS=kafka:19092\n      - BOOTSTRAP_SERVERS=kafka:19092\n",
        "variable-twice",
    ),
    (KRAFT, "depends_on: [init]", "depends_on: [init, app]", "dependency-circle"),
    (KRAFT, "      test: [\"CMD\"", "      test: [\"NONE\"", "health-check-missing"),
    (KRAFT, "    volumes:\n      - data:/var/lib/kafka/data\n", "", "records-not-kept"),
    (KRAFT, "      - data:/var/lib/kafka/data\n", "      - ./data:/var/lib/kafka/data\n", "folder-of-host"),
    (KRAFT, "    hostname: kafka\n", "    hostname: broker\n    privileged: true\n", "privileged"),
    (
        KRAFT,
        "      - data:/var",
        "      - /var/run/docker.sock:/var/run/docker.sock\n      - data:/var",
        "docker-socket",
    ),
    (KRAFT, "      interval: 10s", "      interval: 10", "value-refused"),
    (
        KRAFT,
        "    environment:\n      KAFKA_NODE_ID",
        "    environment:\n      JMX_PORT: 9999\n      KAFKA_NODE_ID",
        "never-healthy",
    ),
    (KRAFT, "HOST:PLAINTEXT,", "HOST:SSL,", "never-healthy"),
];

const THREES: &[Breakage] = &[
    (THREE, "MkU3OEVBNTcwNTJENDM2Qk", "short", "cluster-id-refused"),
    (THREE, "KAFKA_NODE_ID: 2", "KAFKA_NODE_ID: 1", "node-id-twice"),
    (THREE, "IN://k2:9092\n", "IN://k1:9092\n", "advertised-nowhere"),
    (THREE, "IN://k2:9092\n", "IN://localhost:9092\n", "brokers-apart"),
    (THREE, "IN://k2:9092\n", "IN://k2:9092,CTRL://k2:9093\n", "controller-listener"),
    (THREE, "2@k2:9093", "2@k3:9093", "voter-unreachable"),
    (THREE, "  CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk\n", "", "variable-missing"),
    (
        THREE,
        "      KAFKA_NODE_ID: 3\n",
        "      KAFKA_NODE_ID: 3\n      CLUSTER_ID: 4L6g3nShT-eMCtK--X86sw\n",
        "cluster-id-differs",
    ),
    (THREE, "KAFKA_MIN_INSYNC_REPLICAS: 2", "KAFKA_MIN_INSYNC_REPLICAS: 4", "min-isr-capped"),
    (THREE, "KAFKA_DEFAULT_REPLICATION_FACTOR: 3", "KAFKA_DEFAULT_REPLICATION_FACTOR: 5", "factor-too-high"),
    (THREE, "      SCHEMA_REGISTRY_HOST_NAME: registry\n", "", "variable-missing"),
    (THREE, "http://registry:8081", "http://registry:8085", "wrong-port"),
    (THREE, "http://registry:8081", "http://schema-registry:8081", "nobody-here"),
    (THREE, "PLAINTEXT://k1:9092,", "SSL://k1:9092,", "protocol-differs"),
    (THREE, "    ports: [\"127.0.0.1:8080:8080\"]\n", "    networks: [other]\n", "no-shared-network"),
    (THREE, "[\"k2:/var/lib/kafka/data\"]", "[\"k1:/var/lib/kafka/data\"]", "volume-shared"),
    (THREE, "volumes: {k1: ,", "volumes: {k0: , k1: ,", "unused"),
    (
        THREE,
        "KAFKA_CLUSTERS_0_NAME: local",
        "KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_PASSWORD: hunter2",
        "password-in-clear",
    ),
    (THREE, "depends_on: [k1, registry]", "depends_on: {k1: {condition: service_healthy}}", "health-check-missing"),
];

#[test]
fn the_good_ones_are_good() {
    for text in [KRAFT, THREE] {
        let bad: Vec<String> =
            lines(&[("compose.yaml", text)]).into_iter().filter(|line| !line.starts_with("info ")).collect();
        assert_eq!(bad, [""; 0]);
    }
}

#[test]
fn every_breakage_is_noticed() {
    let all: Vec<&Breakage> = [SAMPLES, KRAFTS, THREES].into_iter().flatten().collect();
    assert!(all.len() >= 60);
    let mut missed = Vec::new();
    for (good, old, new, id) in all {
        assert!(good.contains(old), "{old:?} stands no longer in the file");
        let id = format!("compose/{id}");
        let before = ids(good).iter().filter(|found| **found == id).count();
        let after = ids(&good.replacen(old, new, 1));
        if after.iter().filter(|found| **found == id).count() <= before {
            missed.push(format!("{old:?} as {new:?}: no {id}, only {after:?}"));
        }
    }
    assert_eq!(missed, [""; 0]);
}
