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
    let second = Version::parse(kafka).and_then(|version| version.line()).is_none_or(|line| line >= (4, 0));
    match (second, logger) {
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

#[cfg(test)]
mod tests {
    use super::logger_entries;

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
