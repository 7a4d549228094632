//! Does Kafka know each setting, and take its value?

use crate::catalog;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, is_known};
use std::collections::BTreeSet;

const REFUSED: Offence = Offence::error("compose/setting-refused", "a setting has a value that Kafka refuses")
    .why("The broker ends at once with a `ConfigException`.")
    .write("a value of the setting's type and range")
    .source("the definitions of the settings in apache/kafka at that version");

const MISSPELT: Offence =
    Offence::warning("compose/setting-misspelt", "a setting does not exist, and one that is alike does")
        .why("Kafka passes over settings that it does not know. Its default holds, and nobody says so.")
        .write("the setting that was meant; a variable has `_` for `.`, `__` for `_` and `___` for `-`")
        .source("the definitions of the settings in apache/kafka at that version");

const UNKNOWN: Offence = Offence::info("compose/setting-unknown", "this Kafka has no such setting")
    .why("Kafka passes over it, unless a plugin reads it.")
    .write("nothing; or a setting of that version")
    .source("the definitions of the settings in apache/kafka at that version");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &MISSPELT, &UNKNOWN],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "a value that is refused, a word that is misspelt, a setting from another world",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    environment:
      KAFKA_NUM_PARTITIONS: three # <- compose/setting-refused
      KAFKA_LOG_RETENTION_HOUR: 24 # <- compose/setting-misspelt
      KAFKA_BLOOM_FILTER_WIDTH: 4 # <- compose/setting-unknown
",
        ),
        Example::new(
            "variables of the start script, of plugins, and for one listener",
            "services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_NUM_PARTITIONS: 3
      KAFKA_HEAP_OPTS: -Xmx512m
      KAFKA_JMX_PORT: 9101
      KAFKA_CONFLUENT_SUPPORT_METRICS_ENABLE: 'false'
      KAFKA_LISTENER_NAME_SASL__PLAINTEXT_PLAIN_SASL_JAAS_CONFIG: x
      KAFKA_LOG_RETENTION_MS: ${RETENTION}
",
        ),
    ],
};

/// Beginnings of keys that are read by plugins, by Confluent's own server, or for one listener.
const FREE: &[&str] = &[
    "listener.name.",
    "confluent.",
    "kafka.rest.",
    "metric.reporters",
    "rest.",
    "cruise.control.",
    "ldap.",
    "schema.registry.",
    "opa.",
    "strimzi.",
    "client.",
    "producer.",
    "consumer.",
    "remote.log.",
    "rsm.",
    "rlmm.",
    "authorizer.",
    "principal.",
    "super.users",
    "allow.everyone",
    "inter.broker.",
    "log4j",
    "tools.",
    "transaction.",
    "zookeeper.",
    "jmx.",
    "sasl.",
    "ssl.",
    "security.",
    "advertised.",
    "port",
    "host",
];

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(broker) = stack.broker_of(service.at) else { return };
    let Some(known) = broker.known() else { return };
    let mut seen = BTreeSet::new();
    for set in &broker.settings {
        let key = set.key.as_str();
        if let Some(setting) = known.broker(key) {
            if !is_known(&set.value) || set.value.contains("${") {
                continue;
            }
            if let Err(refusal) = setting.check(&set.value) {
                let headline = format!("`{}` ends at once: {}", service.name, refusal.what);
                out.raise(&REFUSED, set.node, headline).label(format!("this sets `{key}`")).help(refusal.allowed);
            }
            continue;
        }
        let near = known.nearest_broker(key);
        let close = near.iter().find(|near| strsim::damerau_levenshtein(near, key) <= 3 || near.starts_with(key));
        let plugin = key.starts_with("confluent.") || key.starts_with("listener.name.");
        if let Some(near) = close.filter(|_| !plugin && !elsewhere(key)) {
            out.raise(&MISSPELT, set.node, format!("`{}` sets nothing: Kafka has no `{key}`", set.variable))
                .help(format!("write `{}`, which sets `{near}`", renamed(&set.variable, key, near)));
        } else if !FREE.iter().any(|free| key.starts_with(free)) && seen.insert(key) {
            let version = broker.kafka.unwrap_or_default();
            out.raise(&UNKNOWN, set.node, format!("`{}` sets nothing: Kafka {version} has no `{key}`", set.variable))
                .help("remove it, unless a plugin reads it");
        }
    }
}

/// The variable for another key, with the same beginning.
fn renamed(variable: &str, key: &str, other: &str) -> String {
    let spelt = |key: &str| key.to_uppercase().replace('_', "__").replace('-', "___").replace('.', "_");
    let prefix = variable.strip_suffix(spelt(key).as_str()).unwrap_or("KAFKA_");
    format!("{prefix}{}", spelt(other))
}

/// Whether some other Kafka has it: then it is not misspelt.
fn elsewhere(key: &str) -> bool {
    let versions = catalog::kafka_versions();
    let ends = [versions.first(), versions.last()];
    let known = ends.into_iter().flatten().filter_map(|version| catalog::settings(version));
    known.into_iter().any(|settings| settings.broker(key).is_some())
}
