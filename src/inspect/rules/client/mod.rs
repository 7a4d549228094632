//! Clients that are resources or workloads: do they reach a cluster, are they let in, is there what they name?

/// A cluster that asks everybody who it is and what it may do, at the head of examples.
macro_rules! authorized {
    () => {
        "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: nodes, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec: { replicas: 3, roles: [broker, controller], storage: { type: persistent-claim, size: 10Gi } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    authorization: { type: simple }
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
  entityOperator: { userOperator: {} }
"
    };
}

/// A Kafka Connect there with a user that may do a few things.
macro_rules! connecting {
    () => {
        "---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: connect, namespace: kafka, labels: { strimzi.io/cluster: shop } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: connect-, patternType: prefix }, operations: [Read, Write, Create] }
      - { resource: { type: topic, name: orders }, operations: [Read] }
      - { resource: { type: topic, name: shop, patternType: prefix }, operations: [Create, Write] }
      - { resource: { type: group, name: connect-workers }, operations: [Read] }
      - { resource: { type: group, name: connect-mirror }, operations: [Read] }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata:
  name: connect
  namespace: kafka
  annotations: { strimzi.io/use-connector-resources: \"true\" }
spec:
  bootstrapServers: shop-kafka-bootstrap:9093
  authentication: { type: scram-sha-512, username: connect, passwordSecret: { secretName: connect, password: password } }
  tls: { trustedCertificates: [{ secretName: shop-cluster-ca-cert, pattern: \"*.crt\" }] }
  groupId: connect-workers
  configStorageTopic: connect-configs
  offsetStorageTopic: connect-offsets
  statusStorageTopic: connect-status
"
    };
}

mod addresses;
mod application_rights;
mod bootstrap;
mod bridge_http;
mod config_shapes;
mod connect_build;
mod connect_rights;
mod connect_storage;
mod connector_rights;
mod connectors;
mod contradictions;
mod credentials;
mod dead_letters;
mod dropped;
mod login;
mod mirror_settings;
mod mirrors;
mod placeholders;
mod protocol;
mod topics;
mod untold;
mod values;
mod versions;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &addresses::RULE,
    &application_rights::RULE,
    &bootstrap::RULE,
    &bridge_http::RULE,
    &config_shapes::RULE,
    &connect_build::RULE,
    &connect_rights::RULE,
    &connect_storage::RULE,
    &connector_rights::RULE,
    &connectors::RULE,
    &contradictions::RULE,
    &credentials::RULE,
    &dead_letters::RULE,
    &dropped::RULE,
    &login::RULE,
    &mirror_settings::RULE,
    &mirrors::RULE,
    &placeholders::RULE,
    &protocol::RULE,
    &topics::RULE,
    &untold::RULE,
    &values::RULE,
    &versions::RULE,
];
