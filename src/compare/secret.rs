//! What may be a secret is not shown, wherever a file that somebody edited is.

use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

/// What stands where a secret was.
const HIDDEN: &str = "***";

/// A key or an assignment whose name says that its value is one: `password: …`, `API_TOKEN=…`, `password="…"` in a longer text.
const NAMES: &str = r#"(?i)((?:^|[^A-Za-z0-9])[\w.-]*(?:password|passwd|passphrase|secret|token|credentials?|api[._-]?key|private[._-]?key|jaas[._-]config)["']?[ \t]*[:=][ \t]*)([^\s].*)$"#;

/// A text of which every line that may show a secret hides it. The number of lines stays.
pub fn hidden(text: &str) -> Cow<'_, str> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| Regex::new(&format!("(?m){NAMES}")).ok());
    match pattern {
        Some(pattern) => pattern.replace_all(text, format!("${{1}}{HIDDEN}")),
        // The pattern is a constant that tests read; without it nothing is shown at all.
        None => Cow::Borrowed(""),
    }
}

/// A value that is shown by itself, hidden if its key says that it is a secret.
pub fn value<'t>(key: &str, text: &'t str) -> Cow<'t, str> {
    let line = format!("{key}: {text}");
    if hidden(&line) == line { Cow::Borrowed(text) } else { Cow::Borrowed(HIDDEN) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_nothing_else_is() {
        for (line, shown) in [
            ("  password: hunter2", "  password: ***"),
            ("- KAFKA_SASL_PASSWORD: \"a b\"", "- KAFKA_SASL_PASSWORD: ***"),
            ("+      API_TOKEN=abc", "+      API_TOKEN=***"),
            ("x: Login required username=\"u\" password=\"p\";", "x: Login required username=\"u\" password=***"),
            ("sasl.jaas.config: anything", "sasl.jaas.config: ***"),
            ("ssl.keystore.password = x", "ssl.keystore.password = ***"),
            ("secretName: tls", "secretName: tls"),
            ("imagePullSecrets:", "imagePullSecrets:"),
            ("tokens: 5", "tokens: 5"),
            ("partitions: 3", "partitions: 3"),
            ("# a password is asked for", "# a password is asked for"),
        ] {
            assert_eq!(hidden(line), shown);
        }
        assert_eq!(hidden("a: 1\npassword: x\nb: 2\n"), "a: 1\npassword: ***\nb: 2\n");
        assert_eq!(value("password", "x"), "***");
        assert_eq!(value("partitions", "3"), "3");
    }
}
