//! Does Kafka know each setting, and take its value?

use super::super::{Stack, is_known};
use super::{Out, What, brokers};
use std::collections::BTreeSet;

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

/// Kafka says this of a key that it does not know to nobody: it writes a line at start and goes on.
pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (broker, service) in brokers(stack) {
        out.about(service);
        let Some(known) = broker.known() else { continue };
        let version = broker.kafka.unwrap_or_default();
        let mut seen = BTreeSet::new();
        for set in &broker.settings {
            let key = set.key.as_str();
            let Some(setting) = known.broker(key) else {
                let near = known.nearest_broker(key);
                let close =
                    near.iter().find(|near| strsim::damerau_levenshtein(near, key) <= 3 || near.starts_with(key));
                let free = FREE.iter().any(|free| key.starts_with(free));
                match close.filter(|_| !removed(key)) {
                    Some(near) if !key.starts_with("confluent.") && !key.starts_with("listener.name.") => {
                        out.warning(What::SettingUnknown, set.node, &[key, near, &set.variable]);
                    }
                    _ if !free && seen.insert(key) => {
                        out.info(What::SettingForeign, set.node, &[key, version, &set.variable]);
                    }
                    _ => {}
                }
                continue;
            };
            if !is_known(&set.value) || set.value.contains("${") {
                continue;
            }
            if let Err(refusal) = setting.check(&set.value) {
                out.error(What::SettingRefused, set.node, &[key, &refusal.what, &refusal.allowed]);
            }
        }
    }
}

/// Whether some other Kafka has it: then it is not misspelt.
fn removed(key: &str) -> bool {
    let versions = crate::catalog::kafka_versions();
    let ends = [versions.first(), versions.last()];
    ends.into_iter()
        .flatten()
        .filter_map(|version| crate::catalog::settings(version))
        .any(|settings| settings.broker(key).is_some())
}
