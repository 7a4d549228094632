//! Settings of Kafka that are in force: written in a resource, or Kafka's own default.

use super::known::{Known, Whose};
use crate::bundle::{Kind, Node, Scalar};
use crate::catalog::{Fallback, Setting, Settings};
use std::borrow::Cow;

/// A map of settings, with the facts of the Kafka version that reads it.
#[derive(Debug, Clone, Copy)]
pub struct Config<'b> {
    map: Option<Node<'b>>,
    near: Node<'b>,
    settings: Option<&'static Settings>,
}

/// A setting's value as Kafka is given it.
pub type Text<'b> = Cow<'b, str>;

impl<'b> Config<'b> {
    /// The settings in a map, if there is one; `near` is what the map belongs to.
    pub fn new(map: Option<Node<'b>>, near: Node<'b>, settings: Option<&'static Settings>) -> Self {
        Config { map: map.filter(|map| map.kind() == Kind::Map), near, settings }
    }

    /// The map, if it is written.
    pub const fn map(&self) -> Option<Node<'b>> {
        self.map
    }

    /// The map, or what it belongs to: where one would write a setting.
    pub fn place(&self) -> Node<'b> {
        self.map.unwrap_or(self.near)
    }

    /// The facts of the Kafka version, if the catalogue has them.
    pub const fn settings(&self) -> Option<&'static Settings> {
        self.settings
    }

    /// Keys and values as they are written.
    pub fn entries(&self) -> impl Iterator<Item = (Node<'b>, Node<'b>)> {
        self.map.into_iter().flat_map(Node::entries)
    }

    /// A value that is written, as text.
    pub fn written(&self, key: &str) -> Option<Known<'b, Text<'b>>> {
        let node = self.map?.get(key)?;
        Some(Known::written(text_of(node)?, node))
    }

    /// A value of a broker: written, or Kafka's default. Nothing where neither is known.
    pub fn broker(&self, key: &str) -> Option<Known<'b, Text<'b>>> {
        self.written(key).or_else(|| self.default(self.settings?.broker(key)?))
    }

    /// A number of a broker: written, or Kafka's default.
    pub fn broker_number(&self, key: &str) -> Option<Known<'b, i64>> {
        number(self.broker(key)?)
    }

    /// A truth of a broker: written, or Kafka's default.
    pub fn broker_flag(&self, key: &str) -> Option<Known<'b, bool>> {
        flag(self.broker(key)?)
    }

    fn default(&self, setting: &'static Setting) -> Option<Known<'b, Text<'b>>> {
        let Fallback::Value(value) = setting.default else { return None };
        Some(Known::default(Cow::Borrowed(value), Whose::Kafka, self.place()))
    }

    /// A value of a topic: written there, else what `brokers` say, else Kafka's default.
    pub fn topic(&self, key: &str, brokers: Option<&Config<'b>>) -> Option<Known<'b, Text<'b>>> {
        if let Some(written) = self.written(key) {
            return Some(written);
        }
        let setting = self.settings.or_else(|| brokers?.settings)?.topic(key)?;
        let of_brokers = brokers.and_then(|brokers| {
            setting.server_defaults.iter().find_map(|default| {
                let value = brokers.written(default.name)?;
                match default.unit {
                    None => Some(value),
                    Some(unit) => {
                        let count: i64 = value.value.trim().parse().ok()?;
                        let millis = if count < 0 { count } else { count.checked_mul(unit.millis()?)? };
                        Some(value.map(|_| Cow::Owned(millis.to_string())))
                    }
                }
            })
        });
        of_brokers.or_else(|| self.default(setting))
    }

    /// A number of a topic, as [`Config::topic`] finds it.
    pub fn topic_number(&self, key: &str, brokers: Option<&Config<'b>>) -> Option<Known<'b, i64>> {
        number(self.topic(key, brokers)?)
    }
}

/// A scalar as Strimzi's operators hand it to Kafka: `3`, `true`, `7d`; nothing for lists, maps and what is empty.
pub fn text_of(node: Node<'_>) -> Option<Cow<'_, str>> {
    match node.scalar()? {
        Scalar::Null => None,
        Scalar::Text(text) => Some(Cow::Borrowed(text)),
        Scalar::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
        Scalar::Int(value) => Some(Cow::Owned(value.to_string())),
        Scalar::Float(value) => Some(Cow::Owned(value.to_string())),
    }
}

/// A text that is a whole number.
pub fn number<'b>(text: Known<'b, Text<'b>>) -> Option<Known<'b, i64>> {
    text.try_map(|text| text.trim().parse().ok())
}

/// A text that is a truth, in any case, as Kafka reads it.
pub fn flag<'b>(text: Known<'b, Text<'b>>) -> Option<Known<'b, bool>> {
    text.try_map(|text| match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}
