//! A broker or a controller of Kafka in a stack: what its variables make of it.

use super::address::{Address, Endpoint, addresses, endpoints};
use super::service::Service;
use super::text::is_known;
use super::variables::{has_own_files, runs_broker, settings_of};
use crate::bundle::Node;
use crate::catalog::{self, Fallback, Family, Runs, Settings};

/// A broker, a controller or both.
#[derive(Debug)]
pub struct Broker<'b> {
    /// The number of its service.
    pub service: usize,
    /// The family of its image, if that is known.
    pub family: Option<&'static Family>,
    /// Its Kafka, the newest of its line in the catalogue, if that is known.
    pub kafka: Option<&'static str>,
    /// Who keeps the metadata.
    pub mode: Mode,
    /// It serves records.
    pub is_broker: bool,
    /// It keeps metadata.
    pub is_controller: bool,
    /// Its settings that are written.
    pub settings: Vec<Set<'b>>,
    /// There may be more settings: files are mounted or read, or its command is its own.
    pub open: bool,
    /// Where it listens.
    pub listeners: Vec<Endpoint<'b>>,
    /// Where its clients are sent.
    pub advertised: Vec<Endpoint<'b>>,
    /// What in these two lists is no listener.
    pub odd_listeners: Vec<(String, Node<'b>)>,
    /// Protocols of listeners, where these are given.
    pub protocols: Option<Vec<(String, String)>>,
    /// The listeners of controllers.
    pub controller_names: Vec<String>,
    /// The members of the quorum.
    pub voters: Vec<Voter<'b>>,
    /// Its ZooKeepers.
    pub zookeepers: Vec<(Address, Node<'b>)>,
    /// Its number.
    pub node_id: Option<(i64, Node<'b>)>,
}

/// Who keeps the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// ZooKeeper.
    ZooKeeper,
    /// Kafka itself.
    Kraft,
    /// Nothing says.
    Unknown,
}

/// A setting that is written.
#[derive(Debug, Clone)]
pub struct Set<'b> {
    /// Its key.
    pub key: String,
    /// The variable that sets it.
    pub variable: String,
    /// Its value.
    pub value: String,
    /// Where it stands.
    pub node: Node<'b>,
}

/// A setting as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its value.
    pub value: String,
    /// It is written; otherwise it is a default.
    pub written: bool,
}

/// A member of the quorum.
#[derive(Debug, Clone)]
pub struct Voter<'b> {
    /// Its number.
    pub id: i64,
    /// Its address.
    pub address: Address,
    /// Where the list stands.
    pub node: Node<'b>,
}

/// Keys that make a service with an unknown image a broker.
const TELLING: &[&str] = &["process.roles", "advertised.listeners", "zookeeper.connect"];

/// The brokers among services.
pub(super) fn all<'b>(services: &[Service<'b>]) -> Vec<Broker<'b>> {
    services.iter().enumerate().filter_map(|(at, service)| Broker::of(at, service)).collect()
}

impl<'b> Broker<'b> {
    fn of(at: usize, service: &Service<'b>) -> Option<Self> {
        let family = service.family();
        if family.is_some_and(|family| family.kind != Runs::Broker) {
            return None;
        }
        let settings = settings_of(service, family);
        let telling = settings.iter().any(|set| TELLING.contains(&set.key.as_str()));
        let runs_it = service.command.as_ref().is_none_or(|command| runs_broker(&command.text));
        if !(telling || family.is_some() && runs_it) {
            return None;
        }
        let mut broker = Broker {
            service: at,
            family,
            kafka: service.image.as_ref().filter(|_| family.is_some()).and_then(|image| image.kafka),
            mode: Mode::Unknown,
            is_broker: true,
            is_controller: false,
            open: service.partly
                || service.env.open
                || !service.is_plain()
                || has_own_files(service)
                || family.is_none(),
            settings,
            listeners: Vec::new(),
            advertised: Vec::new(),
            odd_listeners: Vec::new(),
            protocols: None,
            controller_names: Vec::new(),
            voters: Vec::new(),
            zookeepers: Vec::new(),
            node_id: None,
        };
        broker.find_mode();
        broker.find_listeners(service.head());
        broker.find_peers();
        Some(broker)
    }

    /// What is written of a setting.
    pub fn set(&self, key: &str) -> Option<&Set<'b>> {
        self.settings.iter().find(|set| set.key == key)
    }

    /// What the catalogue knows of the settings of its Kafka.
    pub fn known(&self) -> Option<&'static Settings> {
        catalog::settings(self.kafka?)
    }

    /// What will hold of a setting: what is written, what the image brings along, Kafka's own default. `None` if that is nothing or
    /// not known.
    pub fn in_force(&self, key: &str) -> Option<InForce> {
        if let Some(set) = self.set(key) {
            return is_known(&set.value).then(|| InForce { value: set.value.clone(), written: true });
        }
        if self.open {
            return None;
        }
        let value = self.packaged(key).map(str::to_owned).or_else(|| match self.known()?.broker(key)?.default {
            Fallback::Value(value) => Some(value.to_owned()),
            Fallback::Required | Fallback::Nothing => None,
        })?;
        Some(InForce { value, written: false })
    }

    /// A setting that the image brings along and that holds.
    pub fn packaged(&self, key: &str) -> Option<&'static str> {
        let family = self.family.filter(|family| (self.settings.is_empty() || !family.dropped) && !self.open)?;
        family.packaged.get(key).map(String::as_str)
    }

    /// What all members of its cluster have in common; nothing if that is not known.
    pub fn cluster(&self) -> Option<String> {
        let key = match self.mode {
            Mode::ZooKeeper => "zookeeper.connect",
            _ => ["controller.quorum.voters", "controller.quorum.bootstrap.servers"]
                .into_iter()
                .find(|key| self.set(key).is_some())?,
        };
        let mut members: Vec<&str> = self.set(key)?.value.split(',').map(str::trim).collect();
        members.sort_unstable();
        Some(members.join(","))
    }

    /// Whether its Kafka is known to take no other controllers than those that are written.
    pub fn is_quorum_fixed(&self) -> bool {
        let setting = self.known().map(|known| known.broker("controller.quorum.bootstrap.servers"));
        setting.is_some_and(|setting| setting.is_none_or(|setting| setting.internal))
    }

    /// A setting that will hold, as a whole number.
    pub fn number(&self, key: &str) -> Option<(i64, bool)> {
        let found = self.in_force(key)?;
        Some((found.value.trim().parse().ok()?, found.written))
    }

    /// The text of a setting that is written or comes with the image, and where it stands.
    fn text(&self, key: &str, head: Node<'b>) -> Option<(String, Node<'b>)> {
        let written = self.set(key).map(|set| (set.value.clone(), set.node));
        written.or_else(|| self.packaged(key).map(|text| (text.to_owned(), head)))
    }

    fn find_mode(&mut self) {
        let roles = self
            .set("process.roles")
            .map(|set| set.value.clone())
            .or_else(|| self.packaged("process.roles").map(str::to_owned));
        let no_zookeeper = self.known().is_some_and(|known| known.broker("zookeeper.connect").is_none());
        let kraft_only = no_zookeeper || self.family.is_some_and(|family| family.kraft_only);
        let migrates = self.set("zookeeper.metadata.migration.enable").is_some();
        self.mode = if roles.is_some() && !migrates {
            Mode::Kraft
        } else if self.set("zookeeper.connect").is_some() {
            Mode::ZooKeeper
        } else if kraft_only {
            Mode::Kraft
        } else {
            Mode::Unknown
        };
        if let Some(roles) = roles.filter(|roles| is_known(roles) && !roles.trim().is_empty()) {
            let has = |wanted: &str| roles.split(',').any(|role| role.trim() == wanted);
            (self.is_broker, self.is_controller) = (has("broker"), has("controller"));
        }
    }

    fn find_listeners(&mut self, head: Node<'b>) {
        let (advertised, mut odd) = match self.text("advertised.listeners", head) {
            Some((text, node)) => with_place(endpoints(&text, node), node),
            None => (Vec::new(), Vec::new()),
        };
        let listeners = match self.text("listeners", head) {
            Some((text, node)) => {
                let (found, more) = with_place(endpoints(&text, node), node);
                odd.extend(more);
                found
            }
            None if self.family.is_some_and(|family| family.listeners_follow) && !advertised.is_empty() => {
                let bound = |endpoint: &Endpoint<'b>| Endpoint { host: "0.0.0.0".to_owned(), ..endpoint.clone() };
                advertised.iter().map(bound).collect()
            }
            None if self.open || !self.is_broker => Vec::new(),
            None => vec![Endpoint { name: "PLAINTEXT".to_owned(), host: String::new(), port: Some(9092), node: head }],
        };
        // Unset, clients are sent where it listens.
        let shown = !advertised.is_empty() || self.set("advertised.listeners").is_some() || self.open;
        self.protocols = self.text("listener.security.protocol.map", head).and_then(|(text, _)| map_of(&text));
        self.controller_names = self.names_of("controller.listener.names", head);
        let sent = |endpoint: &&Endpoint<'b>| !self.controller_names.contains(&endpoint.name);
        self.advertised = if shown { advertised } else { listeners.iter().filter(sent).cloned().collect() };
        (self.listeners, self.odd_listeners) = (listeners, odd);
    }

    fn names_of(&self, key: &str, head: Node<'b>) -> Vec<String> {
        let text = self.text(key, head).filter(|(text, _)| is_known(text));
        let names = |text: &str| {
            text.split(',').map(|name| name.trim().to_uppercase()).filter(|name| !name.is_empty()).collect()
        };
        text.map(|(text, _)| names(&text)).unwrap_or_default()
    }

    fn find_peers(&mut self) {
        if let Some(set) = self.set("controller.quorum.voters").filter(|set| is_known(&set.value)) {
            let voter = |part: &str| {
                let (id, rest) = part.trim().split_once('@')?;
                let address = addresses(rest)?.into_iter().next()?;
                Some(Voter { id: id.parse().ok()?, address, node: set.node })
            };
            self.voters = set.value.split(',').filter_map(voter).collect();
        }
        if let Some(set) = self.set("zookeeper.connect") {
            let found = addresses(&set.value).unwrap_or_default();
            self.zookeepers = found.into_iter().map(|address| (address, set.node)).collect();
        }
        let id = self.set("node.id").or_else(|| self.set("broker.id"));
        self.node_id = id.and_then(|set| Some((set.value.trim().parse().ok()?, set.node)));
    }

    /// The protocol of a listener, if that can be told.
    pub fn protocol(&self, listener: &str) -> Option<&str> {
        match &self.protocols {
            Some(given) => given.iter().find(|(name, _)| name == listener).map(|(_, protocol)| protocol.as_str()),
            None => self.default_protocol(listener),
        }
    }

    /// Without a map a listener's name is its protocol, and controllers speak plainly where nobody else has to hide.
    fn default_protocol(&self, listener: &str) -> Option<&'static str> {
        let known = PROTOCOLS.iter().find(|protocol| **protocol == listener).copied();
        let hides = |name: &str| name == "SSL" || name.starts_with("SASL_");
        let plain = self.controller_names.iter().any(|name| name == listener)
            && !self.listeners.iter().any(|endpoint| hides(&endpoint.name));
        known.or(plain.then_some("PLAINTEXT"))
    }

    /// The listener at that port.
    pub fn listener_at(&self, port: u16) -> Option<&Endpoint<'b>> {
        self.listeners.iter().find(|listener| listener.port == Some(port))
    }

    /// Where clients of a listener are sent.
    pub fn advertised_as(&self, listener: &str) -> Option<&Endpoint<'b>> {
        self.advertised.iter().find(|endpoint| endpoint.name == listener)
    }

    /// The listener by which brokers speak to each other.
    pub fn inter_broker(&self) -> Option<String> {
        if let Some(set) = self.set("inter.broker.listener.name") {
            return is_known(&set.value).then(|| set.value.trim().to_uppercase());
        }
        match (self.packaged("inter.broker.listener.name"), self.set("security.inter.broker.protocol")) {
            (Some(name), _) => Some(name.to_owned()),
            (None, Some(set)) => is_known(&set.value).then(|| set.value.trim().to_uppercase()),
            (None, None) => (!self.open).then(|| "PLAINTEXT".to_owned()),
        }
    }
}

/// What a listener can speak.
pub const PROTOCOLS: &[&str] = &["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

type Placed<'b> = (Vec<Endpoint<'b>>, Vec<(String, Node<'b>)>);

fn with_place<'b>((found, odd): (Vec<Endpoint<'b>>, Vec<String>), node: Node<'b>) -> Placed<'b> {
    (found, odd.into_iter().map(|odd| (odd, node)).collect())
}

/// `NAME:PROTOCOL,…`, both in capitals; `None` if a part of it is not known.
fn map_of(text: &str) -> Option<Vec<(String, String)>> {
    let pair = |part: &str| {
        part.split_once(':').map(|(name, protocol)| (name.trim().to_uppercase(), protocol.trim().to_uppercase()))
    };
    is_known(text).then(|| text.split(',').filter_map(pair).collect())
}
