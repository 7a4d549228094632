//! Good files, each broken in one line: every breakage is noticed, and by its name.

use super::judge::What::{self, *};
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
type Breakage = (&'static str, &'static str, &'static str, What);

const SAMPLES: &[Breakage] = &[
    (SAMPLE, "      ZOOKEEPER_CLIENT_PORT: \"2181\"\n", "", VariableMissing),
    (SAMPLE, "ZOOKEEPER_CLIENT_PORT: \"2181\"", "ZOOKEEPER_CLIENT_PORT: \"2182\"", ZooKeeperPort),
    (SAMPLE, "cp-zookeeper:7.6.10", "cp-zookeeper:8.0.0", NoSuchVersion),
    (SAMPLE, "cp-zookeeper:7.6.10", "cp-zookeeper", Untagged),
    (SAMPLE, "    image: confluentinc/cp-zookeeper:7.6.10\n", "", NoImage),
    (SAMPLE, "echo srvr", "echo ruok", WordRefused),
    (SAMPLE, "nc 127.0.0.1 2181", "nc 127.0.0.1 2182", HealthPort),
    (SAMPLE, "      - zookeeper_log:/var/lib/zookeeper/log\n", "", HalfKept),
    (SAMPLE, "zookeeper_data:/var/lib/zookeeper/data", "zookeeper_data:/var/lib/zookeeper", HalfKept),
    (SAMPLE, "restart: unless-stopped", "restart: unless-stoped", RestartUnknown),
    (SAMPLE, "stop_grace_period: 30s", "stop_grace_period: 30", DurationOdd),
    (SAMPLE, "      KAFKA_ADVERTISED_LISTENERS:", "      KAFKA_ADVERTISED_LISTNERS:", VariableMissing),
    (SAMPLE, "HOST://localhost:29092", "HOST://localhost:9092", AdvertisedPortDiffers),
    (SAMPLE, "HOST://localhost:29092", "HOST://0.0.0.0:29092", AdvertisedAny),
    (SAMPLE, "HOST://localhost:29092", "HOST://kafka:29092", HostCannotResolve),
    (SAMPLE, "HOST://localhost:29092", "HSOT://localhost:29092", AdvertisedUnknown),
    (SAMPLE, "PLAINTEXT://kafka:9092,", "PLAINTEXT://localhost:9092,", SentToItself),
    (SAMPLE, "PLAINTEXT://kafka:9092,", "PLAINTEXT://kafka:9093,", AdvertisedPortUnbound),
    (SAMPLE, "PLAINTEXT://kafka:9092,", "PLAINTEXT://kafak:9092,", AdvertisedNobody),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:9092:29092\"", AdvertisedPortDiffers),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:29092:2909\"", PublishedNothing),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"29092:29092\"", PortOpen),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:8080:29092\"", HostPortTwice),
    (SAMPLE, "\"127.0.0.1:29092:29092\"", "\"127.0.0.1:29092:290920\"", PortOdd),
    (SAMPLE, "HOST:PLAINTEXT", "HOST:PLAIN", ProtocolUnknown),
    (SAMPLE, ",HOST:PLAINTEXT", "", ProtocolMissing),
    (
        SAMPLE,
        "KAFKA_INTER_BROKER_LISTENER_NAME: PLAINTEXT",
        "KAFKA_INTER_BROKER_LISTENER_NAME: INTERNAL",
        InterBrokerUnknown,
    ),
    (SAMPLE, "HOST://0.0.0.0:29092", "HOST://0.0.0.0:9092", PortTwice),
    (SAMPLE, "HOST://0.0.0.0:29092", "HOST:/0.0.0.0:29092", ListenerOdd),
    (SAMPLE, "HOST://0.0.0.0:29092", "HOST://localhost:29092", BoundToLoopback),
    (SAMPLE, "PLAINTEXT://0.0.0.0:9092", "PLAINTEXT://zookeeper:9092", BindsElsewhere),
    (SAMPLE, "      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181\n", "", NoMode),
    (SAMPLE, "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181", "KAFKA_ZOOKEEPER_CONNECT: zookeper:2181", NobodyThere),
    (
        SAMPLE,
        "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181",
        "KAFKA_ZOOKEEPER_CONNECT: localhost:2181",
        LocalhostInContainer,
    ),
    (SAMPLE, "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181", "KAFKA_ZOOKEEPER_CONNECT: kafka-ui:2181", NotAZooKeeper),
    (SAMPLE, "KAFKA_BROKER_ID: \"1\"", "KAFKA_BROKER_ID: one", NodeIdOdd),
    (SAMPLE, "KAFKA_BROKER_ID: \"1\"", "KAFKA_PORT: \"1\"", VariableRefused),
    (SAMPLE, "      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\"\n", "", FactorTooHigh),
    (
        SAMPLE,
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"1\"",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: \"2\"",
        FactorTooHigh,
    ),
    (SAMPLE, "      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: \"1\"\n", "", MinIsrTooHigh),
    (SAMPLE, "KAFKA_MIN_INSYNC_REPLICAS: \"1\"", "KAFKA_MIN_INSYNC_REPLICAS: \"2\"", MinIsrTooHigh),
    (
        SAMPLE,
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"maybe\"",
        SettingRefused,
    ),
    (SAMPLE, "      KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"\n", "", AutoCreate),
    (SAMPLE, "KAFKA_LOG_ROLL_MS", "KAFKA_LOG_ROL_MS", SettingUnknown),
    (SAMPLE, "KAFKA_LOG_DIRS: /var/lib/kafka/data", "KAFKA_LOG_DIRS: /tmp/data", MountedBeside),
    (SAMPLE, "      - kafka_data:/var/lib/kafka/data\n", "      - kafka_data:/var/lib/kafka\n", MountedBeside),
    (SAMPLE, "      - kafka_data:/var/lib/kafka/data\n", "      - kafka_dat:/var/lib/kafka/data\n", VolumeUndeclared),
    (SAMPLE, "      - kafka_data:/var/lib/kafka/data\n", "      - zookeeper_data:/var/lib/kafka/data\n", VolumeShared),
    (
        SAMPLE,
        "kafka-broker-api-versions --bootstrap-server",
        "kafka-broker-api-versions.sh --bootstrap-server",
        ToolMissing,
    ),
    (SAMPLE, "--bootstrap-server kafka:9092", "--bootstrap-server kafka:9094", HealthPort),
    (SAMPLE, "BOOTSTRAP: kafka:9092", "BOOTSTRAP: kafka:29092", SentToItself),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9093",
        NoListenerThere,
    ),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: localhost:9092",
        LocalhostInContainer,
    ),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: zookeeper:2181",
        NotABroker,
    ),
    (
        SAMPLE,
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092",
        "KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: SSL://kafka:9092",
        ProtocolDiffers,
    ),
    (SAMPLE, "KAFKA_CLUSTERS_0_NAME: hrms-kafka", "KAFKA_CLUSTERS_0_ZOOKEEPER: zookeeper:2181", VariableIgnored),
    (SAMPLE, "    depends_on:\n      zookeeper:\n", "    depends_on:\n      zookeper:\n", DependencyMissing),
    (SAMPLE, "condition: service_completed_successfully", "condition: service_complete", ConditionUnknown),
    (SAMPLE, "restart: on-failure:3", "restart: always", NeverCompletes),
    (SAMPLE, "wget -q --spider http://127.0.0.1:8080", "curl -f http://127.0.0.1:8080", ToolMissing),
    (SAMPLE, "wget -q --spider http://127.0.0.1:8080", "wget -q --spider http://127.0.0.1:8081", HealthPort),
    (SAMPLE, "kafbat/kafka-ui:v1.5.0", "provectuslabs/kafka-ui:v0.7.2", Unmaintained),
    (SAMPLE, "container_name: hrms_kafka_ui", "container_name: hrms_kafka", ContainerNameTwice),
    (SAMPLE, "      - \"5\" # partitions\n", "      - \"0\" # partitions\n", TopicNumberOdd),
    (SAMPLE, "- cleanup.policy=delete", "- cleanup.policy=remove", TopicSettingRefused),
    (SAMPLE, "- cleanup.policy=delete", "- cleanup.polcy=delete", TopicSettingUnknown),
    (SAMPLE, "- min.insync.replicas=1", "- min.insync.replicas=2", TopicMinIsrTooHigh),
    (SAMPLE, "      - audit-dlq\n", "      - audit-queue\n", TopicTwice),
    (SAMPLE, "      - audit-dlq\n", "      - audit dlq\n", TopicNameOdd),
    (SAMPLE, "  kafka_data:\n    name: hrms_kafka_data\n", "", VolumeUndeclared),
    (SAMPLE, "networks:\n  hrms_network:\n", "networks:\n  hrms_net:\n", NetworkUndeclared),
];

const KRAFTS: &[Breakage] = &[
    (KRAFT, "apache/kafka:4.1.1", "apache/kafka:latest", Untagged),
    (KRAFT, "      KAFKA_NODE_ID: 1\n", "", PackagedDropped),
    (KRAFT, "      KAFKA_PROCESS_ROLES: broker,controller\n", "", PackagedDropped),
    (KRAFT, "      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093\n", "", PackagedDropped),
    (KRAFT, "KAFKA_PROCESS_ROLES: broker,controller", "KAFKA_PROCESS_ROLES: brokers,controller", RoleUnknown),
    (KRAFT, "KAFKA_PROCESS_ROLES: broker,controller", "KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181", ZooKeeperGone),
    (KRAFT, "1@kafka:9093", "2@kafka:9093", NotAVoter),
    (KRAFT, "1@kafka:9093", "1@kafka:9094", VoterPort),
    (KRAFT, "1@kafka:9093", "1@kafak:9093", VoterNobody),
    (KRAFT, "1@kafka:9093", "kafka:9093", VotersOdd),
    (KRAFT, "4L6g3nShT-eMCtK--X86sw", "short", ClusterIdOdd),
    (KRAFT, ",CONTROLLER://:9093", "", ControllerUnknown),
    (KRAFT, "KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER", "KAFKA_CONTROLLER_LISTENER_NAMES: CTRL", ControllerUnknown),
    (KRAFT, "HOST://localhost:9092", "SASL_SSL://localhost:9092", TlsFileMissing),
    (KRAFT, "PLAINTEXT://kafka:19092", "PLAINTEXT://init:19092", AdvertisedOther),
    (KRAFT, "/opt/kafka/bin/kafka-topics.sh\", \"--boot", "kafka-topics.sh\", \"--boot", ToolMissing),
    (
        KRAFT,
        "localhost:9092\", \"--list",
        "localhost:9093\", \"--bootstrap-server\", \"localhost:9000\", \"--list",
        HealthPort,
    ),
    (KRAFT, "--replication-factor 1", "--replication-factor 3", TopicFactorTooHigh),
    (KRAFT, "--config retention.ms=1000", "--config retention.ms=1d", TopicSettingRefused),
    (KRAFT, "--bootstrap-server kafka:19092 --create", "--zookeeper zookeeper:2181 --create", TopicByZooKeeper),
    (KRAFT, "BOOTSTRAP_SERVERS=kafka:19092", "BOOTSTRAP_SERVERS=kafka:9092", SentToItself),
    (KRAFT, "BOOTSTRAP_SERVERS=kafka:19092", "BOOTSTRAP_SERVERS=kafka:9093", ControllerAsBootstrap),
    (KRAFT, "BOOTSTRAP_SERVERS=kafka:19092", "BOOTSTRAP_SERVERS=broker:19092", NobodyThere),
    (
        KRAFT,
        "      - BOOTSTRAP_SERVERS=kafka:19092\n",
        "      - BOOTSTRAP_SERVERS=kafka:19092\n      - BOOTSTRAP_SERVERS=kafka:19092\n",
        VariableTwice,
    ),
    (KRAFT, "depends_on: [init]", "depends_on: [init, app]", DependencyCircle),
    (KRAFT, "      test: [\"CMD\"", "      test: [\"NONE\"", HealthMissing),
    (KRAFT, "    volumes:\n      - data:/var/lib/kafka/data\n", "", NotKept),
    (KRAFT, "      - data:/var/lib/kafka/data\n", "      - ./data:/var/lib/kafka/data\n", BindPermission),
    (KRAFT, "    hostname: kafka\n", "    hostname: broker\n    privileged: true\n", Privileged),
    (KRAFT, "      - data:/var", "      - /var/run/docker.sock:/var/run/docker.sock\n      - data:/var", DockerSocket),
    (KRAFT, "      interval: 10s", "      interval: 10", DurationOdd),
    (
        KRAFT,
        "    environment:\n      KAFKA_NODE_ID",
        "    environment:\n      JMX_PORT: 9999\n      KAFKA_NODE_ID",
        HealthAgent,
    ),
    (KRAFT, "HOST:PLAINTEXT,", "HOST:SSL,", HealthProtocol),
];

const THREES: &[Breakage] = &[
    (THREE, "KAFKA_NODE_ID: 2", "KAFKA_NODE_ID: 1", NodeIdTwice),
    (THREE, "IN://k2:9092\n", "IN://k1:9092\n", AdvertisedOther),
    (THREE, "IN://k2:9092\n", "IN://localhost:9092\n", InterBrokerLoopback),
    (THREE, "IN://k2:9092\n", "IN://k2:9092,CTRL://k2:9093\n", ControllerAdvertised),
    (THREE, "2@k2:9093", "2@k3:9093", VoterSomebodyElse),
    (THREE, "  CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk\n", "", VariableMissing),
    (
        THREE,
        "      KAFKA_NODE_ID: 3\n",
        "      KAFKA_NODE_ID: 3\n      CLUSTER_ID: 4L6g3nShT-eMCtK--X86sw\n",
        ClusterIdDiffers,
    ),
    (THREE, "KAFKA_MIN_INSYNC_REPLICAS: 2", "KAFKA_MIN_INSYNC_REPLICAS: 4", MinIsrTooHigh),
    (THREE, "KAFKA_DEFAULT_REPLICATION_FACTOR: 3", "KAFKA_DEFAULT_REPLICATION_FACTOR: 5", FactorTooHigh),
    (THREE, "      SCHEMA_REGISTRY_HOST_NAME: registry\n", "", VariableMissing),
    (THREE, "http://registry:8081", "http://registry:8085", ServicePort),
    (THREE, "http://registry:8081", "http://schema-registry:8081", NobodyThere),
    (THREE, "PLAINTEXT://k1:9092,", "SSL://k1:9092,", ProtocolDiffers),
    (THREE, "    ports: [\"127.0.0.1:8080:8080\"]\n", "    networks: [other]\n", NoSharedNetwork),
    (THREE, "[\"k2:/var/lib/kafka/data\"]", "[\"k1:/var/lib/kafka/data\"]", VolumeShared),
    (THREE, "volumes: {k1: ,", "volumes: {k0: , k1: ,", VolumeUnused),
    (THREE, "KAFKA_CLUSTERS_0_NAME: local", "KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_PASSWORD: hunter2", Password),
    (THREE, "depends_on: [k1, registry]", "depends_on: {k1: {condition: service_healthy}}", HealthMissing),
];

#[test]
fn the_good_ones_are_good() {
    for text in [KRAFT, THREE] {
        let bad: Vec<String> =
            lines(&[("compose.yaml", text)]).into_iter().filter(|line| !line.contains(" Info ")).collect();
        assert_eq!(bad, [""; 0]);
    }
}

#[test]
fn every_breakage_is_noticed() {
    let all: Vec<&Breakage> = [SAMPLES, KRAFTS, THREES].into_iter().flatten().collect();
    assert!(all.len() >= 60);
    let mut missed = Vec::new();
    for (good, old, new, what) in all {
        assert!(good.contains(old), "{old:?} stands no longer in the file");
        let before = whats(good).iter().filter(|(found, _)| found == what).count();
        let broken = good.replacen(old, new, 1);
        let after: Vec<What> = whats(&broken).into_iter().map(|(what, _)| what).collect();
        if after.iter().filter(|found| *found == what).count() <= before {
            missed.push(format!("{old:?} as {new:?}: no {what:?}, only {after:?}"));
        }
    }
    assert_eq!(missed, [""; 0]);
}
