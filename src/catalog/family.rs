//! Families of images that people put into compose files: what each is, how it is configured, what is in it.

use super::kafka_versions;
use super::reading::{Malformed, toml};
use super::version::Version;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All that `families.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Families {
    any_address_refused: AnyAddress,
    confluent: BTreeMap<String, String>,
    #[serde(rename = "families")]
    all: Vec<Family>,
}

/// Tags of versions that refuse a controller that listens on all addresses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnyAddress {
    kafka: Vec<String>,
    confluent: Vec<String>,
}

/// What the images of a family run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runs {
    /// A broker or a controller of Kafka, configured through its environment.
    Broker,
    /// Something that speaks Kafka's protocol and is configured in some other way.
    OtherBroker,
    /// ZooKeeper.
    #[serde(rename = "zookeeper")]
    ZooKeeper,
    /// A service that uses Kafka: a registry, Connect.
    Client,
    /// A user interface.
    Ui,
    /// An exporter of metrics.
    Exporter,
}

/// What a tag means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tag {
    /// The version of Kafka.
    Kafka,
    /// The version of Confluent's platform.
    Confluent,
    /// Something else.
    Other,
}

/// A family of images. The file's head says what each field means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Family {
    /// What it is called here.
    pub name: String,
    images: Vec<String>,
    /// What it runs.
    pub kind: Runs,
    tag: Tag,
    /// The first version that there is an image of.
    pub since: Option<String>,
    /// What variables begin with that become settings of the broker.
    pub settings: Option<String>,
    /// Ends of variables that become settings without that beginning.
    pub aliases: Vec<String>,
    /// Variables that must be set.
    pub required: Vec<String>,
    /// Variables that end the container.
    pub refused: Vec<String>,
    /// Variables that do nothing.
    pub ignored: Vec<String>,
    /// The variable with the id of the cluster by which disks are formatted in KRaft.
    pub formatted: Option<String>,
    /// It has no default.
    pub formatted_required: bool,
    /// It runs in KRaft only.
    pub kraft_only: bool,
    /// It wants to be told KRaft or ZooKeeper.
    pub mode_required: bool,
    /// A protocol that ends in `SSL` asks for names of key stores and of files with their passwords.
    pub tls_files: bool,
    /// Unset listeners are made from those that are advertised.
    pub listeners_follow: bool,
    /// The broker's settings that the image brings along.
    pub packaged: BTreeMap<String, String>,
    /// One setting given, and none of these stays.
    pub dropped: bool,
    /// The variable with topics to create.
    pub creates_topics: Option<String>,
    /// What to use instead of what nobody maintains.
    pub unmaintained: Option<String>,
    tools: Vec<String>,
    lacks: Vec<String>,
    /// Folders that the image declares as volumes.
    pub volumes: Vec<String>,
    /// Folders with what must be kept.
    pub data: Vec<String>,
    /// Variables with addresses of brokers; `*` stands for a number.
    pub addresses: Vec<String>,
    /// Beginnings of variables that tell a user interface of clusters, or where it finds them; without them it knows of none.
    pub configured: Vec<String>,
    /// The variable with the name of a cluster, of which several must have one each; `*` stands for a number.
    pub cluster_names: Option<String>,
    /// Variables with addresses of ZooKeeper.
    pub zookeepers: Vec<String>,
    /// Arguments with the address of a broker.
    pub flags: Vec<String>,
    /// The variable with the port for clients.
    pub port: Option<String>,
    /// It must be set, or the other one.
    pub port_required: bool,
    /// The other one.
    pub port_or: Option<String>,
    /// ZooKeeper's words that are answered.
    pub words: Vec<String>,
    /// The variable that names others.
    pub words_from: Option<String>,
    /// What variables begin with that are looked at here.
    pub known: Option<String>,
    /// The variable with all members of an ensemble.
    pub members: Option<String>,
    /// The variable with the number of this member.
    pub member: Option<String>,
    /// The variable with the addresses that it listens on.
    pub listens: Option<String>,
    /// The port that it serves unless told otherwise.
    pub serves: Option<u16>,
    /// Variables with replication factors of topics that it creates.
    pub factors: Vec<String>,
    /// Their default.
    pub factor: Option<i64>,
}

impl Default for Family {
    fn default() -> Self {
        let none = Vec::new;
        Family {
            name: String::new(),
            images: none(),
            kind: Runs::Client,
            since: None,
            tag: Tag::Other,
            settings: None,
            aliases: none(),
            required: none(),
            refused: none(),
            ignored: none(),
            formatted: None,
            formatted_required: false,
            kraft_only: false,
            mode_required: false,
            tls_files: false,
            listeners_follow: false,
            packaged: BTreeMap::new(),
            dropped: false,
            creates_topics: None,
            unmaintained: None,
            tools: none(),
            lacks: none(),
            volumes: none(),
            data: none(),
            addresses: none(),
            configured: none(),
            cluster_names: None,
            zookeepers: none(),
            flags: none(),
            port: None,
            port_required: false,
            port_or: None,
            words: none(),
            words_from: None,
            known: None,
            members: None,
            member: None,
            listens: None,
            serves: None,
            factors: none(),
            factor: None,
        }
    }
}

const FILE: &str = "families.toml";

impl Families {
    pub(super) fn read() -> Result<Self, Malformed> {
        let read: Families = toml(FILE)?;
        match read.all.iter().find(|family| family.name.is_empty() || family.images.is_empty()) {
            Some(family) => Err(Malformed::new(FILE, format!("`{}` lacks a name or images", family.name))),
            None => Ok(read),
        }
    }

    /// All of them.
    pub fn all(&self) -> &[Family] {
        &self.all
    }

    /// The family of an image by its name without registry, tag and digest: `confluentinc/cp-kafka`.
    pub fn of(&self, image: &str) -> Option<&Family> {
        self.all.iter().find(|family| family.images.iter().any(|known| is_image(known, image)))
    }

    /// The newest Kafka of the catalogue that is of the line that an image of a family has; `None` if its tag does not say.
    pub fn kafka(&self, family: &Family, tag: &str) -> Option<&'static str> {
        let line = line_of(tag)?;
        let line = match family.tag {
            Tag::Kafka => line,
            Tag::Confluent => Version::parse(self.confluent.get(&format!("{}.{}", line.0, line.1))?)?.line()?,
            Tag::Other => return None,
        };
        let of_line = |version: &&&str| Version::parse(version).and_then(|version| version.line()) == Some(line);
        kafka_versions().iter().rfind(of_line).copied()
    }

    /// Whether a Kafka ends at once as a controller that listens on `0.0.0.0`.
    pub fn refuses_any_address(&self, family: &Family, tag: &str) -> bool {
        let version = tag.split('-').next().unwrap_or(tag);
        let refused = match family.tag {
            Tag::Kafka => &self.any_address_refused.kafka,
            Tag::Confluent => &self.any_address_refused.confluent,
            Tag::Other => return false,
        };
        refused.iter().any(|known| known == version)
    }

    /// Whether a tag of Confluent's ZooKeeper is newer than the last that there is: the Kafka of that version has none.
    pub fn is_zookeeper_gone(&self, family: &Family, tag: &str) -> bool {
        let kafka = if family.tag == Tag::Confluent { self.kafka(family, tag) } else { None };
        let settings = kafka.and_then(super::settings);
        family.kind == Runs::ZooKeeper
            && settings.is_some_and(|settings| settings.broker("zookeeper.connect").is_none())
    }
}

impl Family {
    /// The first version that there is an image of, if a tag is older.
    pub fn is_before_first(&self, tag: &str) -> Option<&str> {
        let since = self.since.as_deref()?;
        let version = Version::parse(tag.split('-').next()?)?;
        (version < Version::parse(since)?).then_some(since)
    }

    /// Whether a tool can be called by that name; `None` if that is not known.
    pub fn has(&self, tool: &str) -> Option<bool> {
        if self.tools.iter().any(|known| known == tool) {
            return Some(true);
        }
        self.lacks.iter().any(|known| known == tool).then_some(false)
    }

    /// The tool of Kafka that was meant by a name that is hardly another one: `kafka-topics` by `kafka-topcis`.
    pub fn nearly(&self, tool: &str) -> Option<&str> {
        let is_near = |known: &&String| known.contains("kafka-") && strsim::damerau_levenshtein(known, tool) <= 2;
        let own = self.has(tool).is_none() && tool.contains("kafka-");
        self.tools.iter().filter(|_| own).find(is_near).map(String::as_str)
    }

    /// How a tool is called here that is called otherwise elsewhere: `kafka-topics.sh` is `kafka-topics`.
    pub fn instead_of(&self, tool: &str) -> Option<&str> {
        let stem = |name: &str| {
            let name = name.rsplit('/').next().unwrap_or(name);
            name.strip_suffix(".sh").unwrap_or(name).to_owned()
        };
        self.tools.iter().find(|known| stem(known) == stem(tool)).map(String::as_str)
    }
}

/// Whether an image is that one: by the end of its path, which is behind a mirror's folders.
fn is_image(known: &str, image: &str) -> bool {
    if image == known {
        return true;
    }
    // `zookeeper` and `akhq` alone would be found in names of others.
    let distinct = known.contains('/') || known.starts_with("cp-") || known.contains("confluent");
    distinct && image.strip_suffix(known).is_some_and(|before| before.ends_with('/') || before.ends_with('\u{fffd}'))
}

/// The first two numbers of a tag: `7.6` of `7.6.0-1-ubi8`. A tag with one number does not say.
fn line_of(tag: &str) -> Option<(u32, u32)> {
    let mut numbers = tag.split(|char: char| !char.is_ascii_digit());
    let before = tag.split(|char: char| !char.is_ascii_digit() && char != '.').next()?;
    before.contains('.').then_some(())?;
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_found_behind_registries() {
        let families = Families::read().unwrap();
        let name = |image| families.of(image).map(|family| family.name.as_str());
        assert_eq!(name("confluentinc/cp-kafka"), Some("confluent"));
        assert_eq!(name("mirror/confluentinc/cp-kafka"), Some("confluent"));
        assert_eq!(name("apache/kafka"), Some("apache"));
        assert_eq!(name("apache/kafka-native"), Some("apache-native"));
        assert_eq!(name("zookeeper"), Some("zookeeper"));
        assert_eq!(name("company/zookeeper"), None);
        assert_eq!(name("company/kafka"), None);
        assert_eq!(name("my-cp-kafka"), None);
    }

    #[test]
    fn tools_are_known_in_spite_of_a_slip() {
        let families = Families::read().unwrap();
        let confluent = families.of("confluentinc/cp-kafka").unwrap();
        assert_eq!(confluent.nearly("kafka-topcis"), Some("kafka-topics"));
        for tool in ["kafka-topics", "kafka-topics.sh", "kafka-storage", "kafka-features", "topics", "bas"] {
            assert_eq!(confluent.nearly(tool), None, "{tool}");
        }
    }

    #[test]
    fn tags_say_which_kafka() {
        let families = Families::read().unwrap();
        let kafka = |image, tag| families.kafka(families.of(image).unwrap(), tag);
        assert!(kafka("confluentinc/cp-kafka", "7.6.1").unwrap().starts_with("3.6."));
        assert!(kafka("confluentinc/cp-kafka", "7.6.1-1-ubi8").unwrap().starts_with("3.6."));
        assert!(kafka("apache/kafka", "4.0").unwrap().starts_with("4.0."));
        assert_eq!(kafka("apache/kafka", "latest"), None);
        assert_eq!(kafka("bitnami/kafka", "3"), None);
        assert_eq!(kafka("confluentinc/cp-kafka", "5.5.0"), None);
        let zookeeper = families.of("confluentinc/cp-zookeeper").unwrap();
        assert!(families.is_zookeeper_gone(zookeeper, "8.0.0") && !families.is_zookeeper_gone(zookeeper, "7.9.0"));
    }
}
