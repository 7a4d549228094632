//! How the variables of an image become settings of a broker.

use super::broker::Set;
use super::service::Service;
use crate::catalog::Family;

/// Variables that begin as settings do and are none.
const NO_SETTINGS: &[&str] = &[
    "KAFKA_VERSION",
    "KAFKA_HEAP_OPTS",
    "KAFKA_LOG4J_OPTS",
    "KAFKA_OPTS",
    "KAFKA_JMX_OPTS",
    "KAFKA_JVM_PERFORMANCE_OPTS",
    "KAFKA_GC_LOG_OPTS",
    "KAFKA_LOG4J_ROOT_LOGLEVEL",
    "KAFKA_LOG4J_LOGGERS",
    "KAFKA_TOOLS_LOG4J_LOGLEVEL",
    "KAFKA_JMX_HOSTNAME",
    "KAFKA_JMX_PORT",
    "KAFKA_DATA_DIRS",
    "KAFKA_CUB_ZK_TIMEOUT",
    "KAFKA_HOME",
    "KAFKA_DEBUG",
    "KAFKA_ZOOKEEPER_CLIENT_CNXN_SOCKET",
    "KAFKA_SSL_KEYSTORE_FILENAME",
    "KAFKA_SSL_KEYSTORE_CREDENTIALS",
    "KAFKA_SSL_KEY_CREDENTIALS",
    "KAFKA_SSL_TRUSTSTORE_FILENAME",
    "KAFKA_SSL_TRUSTSTORE_CREDENTIALS",
];

/// The settings that the variables of a service make.
pub(super) fn settings_of<'b>(service: &Service<'b>, family: Option<&Family>) -> Vec<Set<'b>> {
    let guessed = || {
        if service.env.variables.iter().any(|variable| variable.name.starts_with("KAFKA_CFG_")) {
            "KAFKA_CFG_"
        } else {
            "KAFKA_"
        }
    };
    let prefix = family.and_then(|family| family.settings.as_deref()).unwrap_or_else(guessed);
    let aliases = family.map(|family| family.aliases.as_slice()).unwrap_or_default();
    let mut found = Vec::new();
    for variable in &service.env.variables {
        let Some(value) = &variable.value else { continue };
        let name = variable.name.as_str();
        let alias = name.strip_prefix("KAFKA_").filter(|rest| aliases.iter().any(|alias| alias == rest));
        let Some(rest) = name.strip_prefix(prefix).or(alias).filter(|_| !NO_SETTINGS.contains(&name)) else { continue };
        found.push(Set { key: key_of(rest), variable: name.to_owned(), value: value.clone(), node: variable.node });
    }
    found
}

/// `LOG_RETENTION_MS` is `log.retention.ms`; `__` is `_` and `___` is `-`.
fn key_of(rest: &str) -> String {
    rest.to_lowercase().replace("___", "-").replace("__", "\u{0}").replace('_', ".").replace('\u{0}', "_")
}

/// Whether a command runs a broker after all.
pub(super) fn runs_broker(text: &str) -> bool {
    ["docker/run", "kafka-server-start", "/opt/bitnami/scripts", "start-kafka.sh", "kafka.Kafka"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether files are mounted where an image looks for settings.
pub(super) fn has_own_files(service: &Service<'_>) -> bool {
    let config = [
        "/mnt/shared/config",
        "/bitnami/kafka/config",
        "/opt/bitnami/kafka/config",
        "/etc/confluent/docker",
        "/opt/kafka/config",
        "/etc/kafka/docker",
    ];
    service.mounts.iter().any(|mount| {
        mount.target.ends_with("server.properties")
            || mount.target.ends_with("kafka.properties")
            || config.iter().any(|folder| mount.target.starts_with(folder))
    })
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn variables_are_keys() {
        assert_eq!(key_of("LOG_RETENTION_MS"), "log.retention.ms");
        assert_eq!(key_of("A__B___C_D"), "a_b-c.d");
    }
}
