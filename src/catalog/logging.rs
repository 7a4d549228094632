//! How levels of loggers are told to Kafka's own logging, which is another one from Kafka 4.0 on (KIP-653; `KafkaCluster`, 0.46.0).

use super::version::Version;

/// The loggers that the operator's own configuration names, by the word that it uses for each
/// (`default-logging/KafkaCluster.properties`, alike from 0.46.0 to 1.2.0).
const NAMED: [(&str, &str); 8] = [
    ("kafka", "kafka"),
    ("kafka.authorizer.logger", "authorizer"),
    ("kafka.log.LogCleaner", "logcleaner"),
    ("kafka.network.RequestChannel$", "requestchannel"),
    ("kafka.request.logger", "requestlogger"),
    ("org.apache.kafka", "orgapachekafka"),
    ("org.apache.kafka.controller", "controller"),
    ("state.change.logger", "statechange"),
];

/// The entries of an inline logging configuration that set a logger's level; `root` is the logger of all that have none.
pub fn logger_entries(kafka: &str, logger: &str, level: &str) -> Vec<(String, String)> {
    let entry = |key: String, value: &str| (key, value.to_owned());
    match (is_second(kafka), logger) {
        (false, "root") => vec![entry("kafka.root.logger.level".to_owned(), level)],
        (false, _) => vec![entry(format!("log4j.logger.{logger}"), level)],
        (true, "root") => vec![entry("rootLogger.level".to_owned(), level)],
        (true, _) => {
            let known = NAMED.iter().find(|(name, _)| *name == logger);
            if let Some((_, word)) = known {
                return vec![entry(format!("logger.{word}.level"), level)];
            }
            let letters = logger.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
            let word = format!("own{}", letters.to_lowercase());
            vec![entry(format!("logger.{word}.name"), logger), entry(format!("logger.{word}.level"), level)]
        }
    }
}

fn is_second(kafka: &str) -> bool {
    Version::parse(kafka).and_then(|version| version.line()).is_none_or(|line| line >= (4, 0))
}

/// What a key of inline loggers would have to be called for this Kafka, if it is one of the other logging.
pub fn logger_elsewhere(kafka: &str, key: &str) -> Option<String> {
    let of_first = key == "kafka.root.logger.level" || key == "zookeeper.root.logger" || key.starts_with("log4j.");
    let of_second = key.starts_with("rootLogger.") || key.starts_with("logger.");
    match is_second(kafka) {
        true if of_first => {
            let logger = key.strip_prefix("log4j.logger.").unwrap_or("root");
            let entries = logger_entries(kafka, logger, "");
            let keys: Vec<String> = entries.into_iter().map(|(key, _)| key).collect();
            Some(keys.join("` and `"))
        }
        false if of_second => Some(match key.strip_prefix("logger.").and_then(|rest| rest.strip_suffix(".level")) {
            Some(word) => {
                let name = NAMED.iter().find(|(_, known)| *known == word).map_or("NAME", |(name, _)| *name);
                format!("log4j.logger.{name}")
            }
            None => "kafka.root.logger.level".to_owned(),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{logger_elsewhere, logger_entries};

    #[test]
    fn keys_of_the_other_logging_are_told_apart() {
        for (kafka, key, instead) in [
            ("4.0.0", "kafka.root.logger.level", Some("rootLogger.level")),
            ("4.0.0", "log4j.logger.kafka.request.logger", Some("logger.requestlogger.level")),
            ("4.0.0", "log4j.logger.a.B", Some("logger.ownab.name` and `logger.ownab.level")),
            ("4.0.0", "rootLogger.level", None),
            ("3.9.2", "kafka.root.logger.level", None),
            ("3.9.2", "rootLogger.level", Some("kafka.root.logger.level")),
            ("3.9.2", "logger.requestlogger.level", Some("log4j.logger.kafka.request.logger")),
        ] {
            assert_eq!(logger_elsewhere(kafka, key).as_deref(), instead, "{kafka} {key}");
        }
    }

    #[test]
    fn each_logging_has_its_own_words() {
        let told = |kafka: &str, logger: &str| -> String {
            let entries = logger_entries(kafka, logger, "WARN");
            entries.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
        };
        for (kafka, logger, entries) in [
            ("3.9.2", "root", "kafka.root.logger.level=WARN"),
            ("3.9.2", "kafka.request.logger", "log4j.logger.kafka.request.logger=WARN"),
            ("4.0.0", "root", "rootLogger.level=WARN"),
            ("4.0.0", "kafka.request.logger", "logger.requestlogger.level=WARN"),
            ("4.3.1", "a.B", "logger.ownab.name=a.B logger.ownab.level=WARN"),
        ] {
            assert_eq!(told(kafka, logger), entries);
        }
    }
}
