//! The images of the local stack: which one has which Kafka, and how it wants to be configured.

use super::reading::{Malformed, toml};
use super::version::Version;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All that `images.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stacks {
    #[serde(rename = "stacks")]
    all: Vec<Stack>,
    dialects: BTreeMap<String, Dialect>,
    /// The user interface beside Kafka.
    pub ui: Ui,
}

/// The images that run one line of Kafka in one mode.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// The release line, such as `3.6`: an image says no more of the Kafka in it.
    pub kafka: String,
    /// With ZooKeeper or without.
    pub mode: Mode,
    /// The broker's.
    pub broker: Place,
    /// `ZooKeeper`'s, in the mode that has it.
    pub zookeeper: Option<Place>,
}

/// An image and how it is configured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    image: String,
    /// The name of its [`Dialect`].
    pub dialect: String,
}

/// Who keeps the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// `ZooKeeper`.
    ZooKeeper,
    /// Kafka itself.
    Kraft,
}

/// How an image is configured through its environment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// What variables begin with.
    pub env_prefix: String,
    /// Any setting can be given; else only those that the image knows.
    pub any_setting: bool,
    /// One setting given, and none of the image's own stays.
    pub defaults_dropped: bool,
    /// Variables that must be set.
    pub required: Vec<String>,
    /// Variables with which the container ends at once.
    pub refused: Vec<String>,
    /// Folders to keep.
    pub data: Vec<String>,
    /// Who runs it, and must own those folders.
    pub image_user: String,
    /// How its tools are called.
    pub tools: Tools,
}

/// How the tools in an image are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tools {
    /// Makes and lists topics.
    pub topics: Option<String>,
    /// Changes settings.
    pub configs: Option<String>,
    /// Asks a broker what it speaks: the health check.
    pub api_versions: Option<String>,
    /// Talks to a port.
    pub port: Option<String>,
}

/// The user interface.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ui {
    /// Its image.
    pub image: String,
    /// The port it listens on.
    pub port: u16,
    /// The path that answers when it is well.
    pub health: String,
}

impl Stacks {
    pub(super) fn read() -> Result<Self, Malformed> {
        toml("images.toml")
    }

    /// The images for a Kafka version, such as `3.6.1`.
    pub fn stack(&self, kafka: &str, mode: Mode) -> Option<&Stack> {
        let line = Version::parse(kafka)?.line()?;
        self.all.iter().find(|stack| {
            stack.mode == mode && Version::parse(&stack.kafka).and_then(|version| version.line()) == Some(line)
        })
    }

    /// How an image is configured.
    pub fn dialect(&self, place: &Place) -> Option<&Dialect> {
        self.dialects.get(&place.dialect)
    }

    /// All of them.
    pub fn all(&self) -> &[Stack] {
        &self.all
    }

    /// The names of all dialects.
    pub fn dialects(&self) -> impl Iterator<Item = &str> {
        self.dialects.keys().map(String::as_str)
    }
}

impl Place {
    /// The full name of the image for a Kafka version.
    pub fn image(&self, kafka: &str) -> String {
        self.image.replace("{kafka}", kafka)
    }
}

impl Dialect {
    /// The variable that sets a broker setting: `log.retention.ms` is `KAFKA_LOG_RETENTION_MS`. None: the image takes
    /// only the variables that it knows.
    pub fn variable(&self, key: &str) -> Option<String> {
        let spell = |name: String, char: char| match char {
            '.' => name + "_",
            '_' => name + "__",
            '-' => name + "___",
            other => name + &other.to_uppercase().to_string(),
        };
        self.any_setting.then(|| key.chars().fold(self.env_prefix.clone(), spell))
    }
}
