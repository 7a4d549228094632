//! Has a broker that asks who its clients are what it asks them by?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, is_known};

const NO_LOGIN: Offence =
    Offence::error("compose/no-login-configuration", "a listener with SASL has no login configuration")
        .why(
            "A broker reads for each listener with SASL what it lets clients in by: from a file that \
             `java.security.auth.login.config` names, or from `sasl.jaas.config`. Without one it ends: \
             `Could not find a 'KafkaServer' or 'NAME.KafkaServer' entry in the JAAS configuration`.",
        )
        .write("`KAFKA_LISTENER_NAME_…_SASL_JAAS_CONFIG`, or `KAFKA_OPTS: -Djava.security.auth.login.config=FILE`")
        .source("apache/kafka, `JaasContext.load`; seen on a broker of 4.3.1");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_LOGIN],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "a protocol with SASL, and nothing that says who may come",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,HOST://:29092,CONTROLLER://:9093 # <- compose/no-login-configuration
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: PLAINTEXT:PLAINTEXT,HOST:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_INTER_BROKER_LISTENER_NAME: PLAINTEXT
",
        ),
        Example::new(
            "with one, by a file, without SASL",
            "services:
  one:
    image: apache/kafka:4.1.1
    environment: &common
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: PLAINTEXT://:9092,HOST://:29092,CONTROLLER://:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://one:9092,HOST://localhost:29092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: PLAINTEXT:PLAINTEXT,HOST:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@one:9093
      KAFKA_INTER_BROKER_LISTENER_NAME: PLAINTEXT
      KAFKA_LISTENER_NAME_HOST_SASL_ENABLED_MECHANISMS: PLAIN
      KAFKA_LISTENER_NAME_HOST_PLAIN_SASL_JAAS_CONFIG: org.apache.kafka.common.security.plain.PlainLoginModule required;
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at).filter(|broker| !broker.open) else { return };
    let by_file = service.env.variables.iter().any(|variable| {
        let value = variable.value.as_deref().unwrap_or_default();
        variable.name.ends_with("_OPTS") && (value.contains("login.config") || !is_known(value) || value.is_empty())
    });
    let by_setting = broker.settings.iter().any(|set| set.key.ends_with("sasl.jaas.config"));
    if by_file || by_setting {
        return;
    }
    let asks = |name: &str| broker.protocol(name).is_some_and(|protocol| protocol.starts_with("SASL_"));
    // The scripts of images ask for a file by the names of what is advertised, and that is said elsewhere.
    let named = broker.advertised.iter().any(|endpoint| endpoint.name.contains("SASL_"));
    let Some(listener) = broker.listeners.iter().find(|listener| asks(&listener.name)).filter(|_| !named) else {
        return;
    };
    let protocol = broker.protocol(&listener.name).unwrap_or_default();
    let headline = format!(
        "`{}` ends at once: listener `{}` speaks {protocol}, and nothing says whom it lets in",
        service.name, listener.name
    );
    out.raise(&NO_LOGIN, listener.node, headline).label("no login configuration anywhere").help(format!(
        "set `KAFKA_LISTENER_NAME_{}_PLAIN_SASL_JAAS_CONFIG` and the mechanisms, or give the listener another protocol",
        listener.name.to_uppercase().replace('_', "__")
    ));
}
