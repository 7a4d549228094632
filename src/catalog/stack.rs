//! The images of the local stack: which one has which Kafka, and how it wants to be configured.

use super::reading::{Malformed, toml};
use super::version::Version;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// All that `images.toml` says.
#[derive(Debug)]
pub struct Stacks {
    all: Vec<Stack>,
    /// The user interface beside Kafka.
    pub ui: Ui,
}

/// The images that run one line of Kafka in one mode.
#[derive(Debug)]
pub struct Stack {
    /// The release line, such as `3.6`: an image says no more of the Kafka in it.
    pub kafka: String,
    /// With ZooKeeper or without.
    pub mode: Mode,
    /// The broker's.
    pub broker: Image<Broker>,
    /// ZooKeeper's, in the mode that has it.
    pub zookeeper: Option<Image<ZooKeeper>>,
}

/// An image and how it is configured.
#[derive(Debug)]
pub struct Image<D> {
    name: String,
    /// How it is configured, which it has in common with others.
    pub dialect: D,
}

/// Who keeps the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// ZooKeeper.
    ZooKeeper,
    /// Kafka itself.
    Kraft,
}

/// How an image that runs a broker is configured through its environment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broker {
    /// What variables begin with.
    pub prefix: String,
    /// The variable with the id of the cluster, where there is no ZooKeeper to make one up.
    pub cluster_id: Option<String>,
    /// One setting given, and none of the image's own stays.
    pub defaults_dropped: bool,
    /// Variables that must be set.
    pub required: Vec<String>,
    /// Variables with which the container ends at once.
    pub refused: Vec<String>,
    /// The folder to keep.
    pub data: String,
    /// Who runs it, and must own that folder.
    pub user: String,
    /// How its tools are called.
    pub tools: BrokerTools,
}

/// How the tools in an image that runs a broker are called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerTools {
    /// Makes and lists topics.
    pub topics: String,
    /// Changes settings.
    pub configs: String,
    /// Tells of consumer groups and moves their positions.
    pub groups: String,
    /// Prints records.
    pub reader: String,
    /// Writes what is typed.
    pub writer: String,
    /// Asks a broker what it speaks: the health check.
    pub api_versions: String,
}

/// How an image that runs ZooKeeper is configured through its environment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZooKeeper {
    /// The variable with the port for clients; it must be set.
    pub client_port: String,
    /// The variable with the hours after which what is not needed any more is removed.
    pub purge_interval: String,
    /// The folder of snapshots.
    pub data: String,
    /// The folder of transactions, which is as precious.
    pub log: String,
    /// Who runs it, and must own those folders.
    pub user: String,
    /// How its tools are called.
    pub tools: ZooKeeperTools,
}

/// How the tools in an image that runs ZooKeeper are called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZooKeeperTools {
    /// Talks to a port.
    pub port: String,
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

/// The file as it is written, where images name their dialects.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    stacks: Vec<WrittenStack>,
    brokers: BTreeMap<String, Broker>,
    zookeepers: BTreeMap<String, ZooKeeper>,
    ui: Ui,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStack {
    kafka: String,
    mode: Mode,
    broker: WrittenImage,
    zookeeper: Option<WrittenImage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenImage {
    image: String,
    dialect: String,
}

const FILE: &str = "images.toml";

impl Stacks {
    pub(super) fn read() -> Result<Self, Malformed> {
        Stacks::of(toml(FILE)?)
    }

    fn of(written: Written) -> Result<Self, Malformed> {
        let Written { stacks, brokers, zookeepers, ui } = written;
        let (mut brokers, mut zookeepers) =
            (Dialects::new("brokers", brokers), Dialects::new("zookeepers", zookeepers));
        let mut all = Vec::with_capacity(stacks.len());
        for WrittenStack { kafka, mode, broker, zookeeper } in stacks {
            if zookeeper.is_some() != (mode == Mode::ZooKeeper) {
                return Err(Malformed::new(FILE, format!("{kafka} has a ZooKeeper without need, or needs one")));
            }
            let broker = brokers.image(broker)?;
            let zookeeper = zookeeper.map(|zookeeper| zookeepers.image(zookeeper)).transpose()?;
            all.push(Stack { kafka, mode, broker, zookeeper });
        }
        brokers.all_spoken()?;
        zookeepers.all_spoken()?;
        Ok(Stacks { all, ui })
    }

    /// The images for a Kafka version, such as `3.6.1`.
    pub fn stack(&self, kafka: &str, mode: Mode) -> Option<&Stack> {
        let line = Version::parse(kafka)?.line()?;
        self.all.iter().find(|stack| {
            stack.mode == mode && Version::parse(&stack.kafka).and_then(|version| version.line()) == Some(line)
        })
    }

    /// All of them.
    pub fn all(&self) -> &[Stack] {
        &self.all
    }
}

/// The dialects of one kind of image, and which of them some image speaks.
struct Dialects<D> {
    table: &'static str,
    known: BTreeMap<String, D>,
    spoken: BTreeSet<String>,
}

impl<D: Clone> Dialects<D> {
    fn new(table: &'static str, known: BTreeMap<String, D>) -> Self {
        Dialects { table, known, spoken: BTreeSet::new() }
    }

    fn image(&mut self, written: WrittenImage) -> Result<Image<D>, Malformed> {
        let WrittenImage { image: name, dialect } = written;
        let Some(known) = self.known.get(&dialect).cloned() else {
            return Err(Malformed::new(FILE, format!("{name}: there is no [{}.{dialect}]", self.table)));
        };
        self.spoken.insert(dialect);
        Ok(Image { name, dialect: known })
    }

    fn all_spoken(&self) -> Result<(), Malformed> {
        match self.known.keys().find(|name| !self.spoken.contains(*name)) {
            Some(name) => Err(Malformed::new(FILE, format!("no image speaks [{}.{name}]", self.table))),
            None => Ok(()),
        }
    }
}

impl<D> Image<D> {
    /// Whether its tag is the Kafka version itself, and not another product's.
    pub fn is_exact(&self) -> bool {
        self.name.ends_with(":{kafka}")
    }

    /// The full name of the image for a Kafka version.
    pub fn name(&self, kafka: &str) -> String {
        self.name.replace("{kafka}", kafka)
    }
}

impl Broker {
    /// The variable that sets a broker setting: `log.retention.ms` is `KAFKA_LOG_RETENTION_MS`.
    pub fn variable(&self, key: &str) -> String {
        let spell = |name: String, char: char| match char {
            '.' => name + "_",
            '_' => name + "__",
            '-' => name + "___",
            other => name + &other.to_uppercase().to_string(),
        };
        key.chars().fold(self.prefix.clone(), spell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(find: &str, put: &str) -> String {
        let text = super::super::reading::text(FILE).unwrap();
        assert!(text.contains(find), "{find:?} stands no longer in the file");
        let written = ::toml::from_str(&text.replacen(find, put, 1)).unwrap();
        Stacks::of(written).map_or_else(|malformed| malformed.what, |_| String::new())
    }

    #[test]
    fn images_and_dialects_fit_each_other() {
        assert_eq!(said("3.5", "3.5"), "");
        assert_eq!(said("[brokers.apache]", "[brokers.apach]"), "apache/kafka:{kafka}: there is no [brokers.apache]");
        let more = "[brokers.other]\nprefix = \"\"\ndefaults_dropped = true\nrequired = []\nrefused = []\ndata = \"\"\n\
                    user = \"\"\ntools = { topics = \"\", configs = \"\", groups = \"\", reader = \"\", writer = \"\", api_versions = \"\" }\n[ui]";
        assert_eq!(said("[ui]", more), "no image speaks [brokers.other]");
        assert_eq!(said("mode = \"zookeeper\"", "mode = \"kraft\""), "3.5 has a ZooKeeper without need, or needs one");
    }
}
