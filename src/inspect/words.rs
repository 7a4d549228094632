//! What to write, in the words of the spec. Rules say it as a manifest has it, `retention.ms: 604800000`; whoever wrote a spec
//! looks for `retention = "7d"`.

use crate::catalog::Unit;
use crate::model::OWN_KEYS;
use crate::units::{Bytes, Duration};

/// A help text about a topic, or about something else, in which what stands in backticks is as a spec has it.
pub(super) fn of_spec(help: &str, of_topic: bool) -> String {
    let mut text = String::with_capacity(help.len());
    let mut has_setting = false;
    for (at, part) in help.split('`').enumerate() {
        if at > 0 {
            text.push('`');
        }
        // The odd parts stand between backticks.
        match (at % 2 == 1).then(|| code(part, of_topic)).flatten() {
            Some(Code { text: code, in_config }) => {
                has_setting |= in_config;
                text.push_str(&code);
            }
            None => text.push_str(part),
        }
    }
    if has_setting {
        text.push_str(if of_topic { ", in the topic's `config`" } else { ", in `[cluster.brokers.config]`" });
    }
    text
}

struct Code {
    text: String,
    /// Whether it is a setting of Kafka that has no key of its own.
    in_config: bool,
}

fn code(code: &str, of_topic: bool) -> Option<Code> {
    let (name, value) = match code.split_once(": ") {
        Some((name, value)) => (name, Some(value)),
        None => (code, None),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if name.is_empty() || !name.chars().all(is_name) || value.is_some_and(|value| value.contains(['{', '[', '"'])) {
        return None;
    }
    let own = OWN_KEYS.iter().find(|(_, setting)| of_topic && *setting == name).map(|(key, _)| *key);
    let is_setting = name.contains('.');
    Some(match (own, value) {
        (Some(key), None) => Code { text: key.to_owned(), in_config: false },
        (Some(key), Some(value)) => Code { text: format!("{key} = {}", written(name, value)), in_config: false },
        (None, Some(value)) if is_setting => {
            Code { text: format!("\"{name}\" = {}", written(name, value)), in_config: true }
        }
        (None, Some(value)) => Code { text: format!("{name} = {}", written(name, value)), in_config: false },
        (None, None) => return None,
    })
}

/// The value of a setting as TOML has it, with a unit where its name tells one.
fn written(name: &str, value: &str) -> String {
    let unit = Unit::of_whole(name);
    match unit.and_then(|unit| exactly(value.parse().ok()?, unit)) {
        Some(said) => format!("{said:?}"),
        None if unit.is_some() && value == "-1" => "\"unlimited\"".to_owned(),
        None if value.parse::<f64>().is_ok() || matches!(value, "true" | "false") => value.to_owned(),
        None => format!("{value:?}"),
    }
}

/// So much of a unit as people write it.
fn exactly(number: u64, unit: Unit) -> Option<String> {
    Some(match unit.millis() {
        Some(step) => Duration(number.checked_mul(u64::try_from(step).ok()?)?).human(),
        None => Bytes(number).quantity(),
    })
}

#[cfg(test)]
mod tests {
    use super::of_spec;

    #[test]
    fn a_spec_has_words_of_its_own() {
        for (of_topic, help, told) in [
            (true, "write `retention.ms: 604800000` or more", "write `retention = \"7d\"` or more"),
            (true, "write `retention.ms: -1`", "write `retention = \"unlimited\"`"),
            (true, "write `min.insync.replicas: 2`", "write `min_insync = 2`"),
            (
                true,
                "write a larger `segment.bytes`, or `flush.ms: 1000`",
                "write a larger `segment`, or `\"flush.ms\" = \"1s\"`, in the topic's `config`",
            ),
            (
                false,
                "write `min.insync.replicas: 2`",
                "write `\"min.insync.replicas\" = 2`, in `[cluster.brokers.config]`",
            ),
            (false, "write `for: 5m`, or `tls: true`", "write `for = \"5m\"`, or `tls = true`"),
            (false, "add `template: { pod: {} }` over `a.b/c`", "add `template: { pod: {} }` over `a.b/c`"),
        ] {
            assert_eq!(of_spec(help, of_topic), told);
        }
    }
}
