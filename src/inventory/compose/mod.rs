//! A stack of Docker Compose: what its files start, how each Kafka in it is set up, and who uses whom.
//!
//! [`stacks`] reads them out of a bundle as Compose would: an override file on top of its base, other files of a folder each for
//! itself, anchors followed, merge keys and `extends` applied, defaults of variables put in. What only the surroundings know stays
//! unknown.

mod address;
mod broker;
mod env;
mod image;
mod layers;
mod mount;
mod port;
mod service;
mod shell;
mod text;
mod topics;
mod uses;
mod variables;
mod zookeeper;

pub use address::{Address, Endpoint, Host, addresses};
pub use broker::{Broker, InForce, Mode, PROTOCOLS, Set, Voter};
pub use env::{Environment, Variable};
pub use image::Image;
pub use layers::Layers;
pub use mount::{Mount, Source, is_within};
pub use port::Port;
pub use service::{Command, Dependency, Health, Named, Service};
pub use shell::options;
pub use text::{HOLE, Text, interpolate, is_known};
pub use topics::Topic;
pub use uses::{Use, UseOf};
pub use zookeeper::ZooKeeper;

use crate::bundle::{Bundle, Document, Kind, Node};

/// What Compose reads where it is not told what to read.
pub const USUAL: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// More keys than this in all services are not looked at: a few aliases can stand for any number.
const MOST: usize = 50_000;

/// Services that extend others that extend others are followed so far.
const DEEPEST: usize = 8;

/// What one run of Compose would start.
#[derive(Debug)]
pub struct Stack<'b> {
    /// Its documents, an override behind its base.
    pub documents: Vec<Document<'b>>,
    /// Its services.
    pub services: Vec<Service<'b>>,
    /// Its volumes.
    pub volumes: Vec<Declared<'b>>,
    /// Its networks.
    pub networks: Vec<Declared<'b>>,
    /// It takes in other files, so that more may be there than is here.
    pub open: bool,
    /// There is more in it than is looked at.
    pub crowded: bool,
    /// Services of other compose files in the same folder, which may be started with it.
    pub neighbours: Vec<String>,
    /// Its brokers and controllers.
    pub brokers: Vec<Broker<'b>>,
    /// Its ZooKeepers.
    pub zookeepers: Vec<ZooKeeper<'b>>,
    /// The topics that its services create.
    pub topics: Vec<Topic<'b>>,
    /// Who uses whom.
    pub uses: Vec<Use<'b>>,
}

/// A volume or a network that a stack declares.
#[derive(Debug, Clone)]
pub struct Declared<'b> {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub node: Node<'b>,
    /// It is made elsewhere.
    pub external: bool,
    /// Its name outside of the stack, if it has one of its own.
    pub outside: Option<String>,
}

/// All stacks of a bundle.
pub fn stacks<'b>(bundle: &'b Bundle<'_>) -> Vec<Stack<'b>> {
    let documents: Vec<Document<'b>> = bundle.documents().filter(|document| document.is_compose()).collect();
    let mut groups: Vec<(String, Vec<Document<'b>>)> = Vec::new();
    for document in &documents {
        let name = base_of(document.source().name());
        match groups.iter_mut().find(|(known, _)| same_base(known, &name)) {
            Some((_, group)) => group.push(*document),
            None => groups.push((name, vec![*document])),
        }
    }
    for (_, group) in &mut groups {
        // Stable: documents of one file stay in their order.
        group.sort_by_key(|document| is_override(document.source().name()));
    }
    let names = |at: usize, name: &str| -> Vec<String> {
        let others =
            groups.iter().enumerate().filter(|(other, (path, _))| *other != at && folder(path) == folder(name));
        others.flat_map(|(_, (_, group))| group.iter().flat_map(|document| service_names(*document))).collect()
    };
    groups.iter().enumerate().map(|(at, (name, group))| Stack::of(group, &documents, names(at, name))).collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_override(path: &str) -> bool {
    let stem = path.strip_suffix(".yml").or_else(|| path.strip_suffix(".yaml"));
    stem.is_some_and(|stem| stem.ends_with(".override"))
}

/// The name of the file that a file changes, which may be itself, without what comes behind its last dot.
fn base_of(path: &str) -> String {
    let stem = path.strip_suffix(".yml").or_else(|| path.strip_suffix(".yaml")).unwrap_or(path);
    stem.strip_suffix(".override").unwrap_or(stem).to_owned()
}

fn same_base(one: &str, other: &str) -> bool {
    one == other
}

fn service_names(document: Document<'_>) -> Vec<String> {
    let services = document.get("services").map(Node::merged).unwrap_or_default();
    services.into_iter().map(|(key, _)| key.text().to_owned()).collect()
}

impl<'b> Stack<'b> {
    fn of(group: &[Document<'b>], all: &[Document<'b>], neighbours: Vec<String>) -> Self {
        let top = |key: &'static str| group.iter().filter_map(move |document| document.get(key));
        let mut stack = Stack {
            documents: group.to_vec(),
            services: Vec::new(),
            volumes: declared(top("volumes")),
            networks: declared(top("networks")),
            open: top("include").next().is_some(),
            crowded: false,
            neighbours,
            brokers: Vec::new(),
            zookeepers: Vec::new(),
            topics: Vec::new(),
            uses: Vec::new(),
        };
        stack.read_services(group, all);
        stack.brokers = broker::all(&stack.services);
        stack.zookeepers = zookeeper::all(&stack.services);
        stack.topics = topics::all(&stack.services);
        stack.uses = uses::all(&stack);
        stack
    }

    fn read_services(&mut self, group: &[Document<'b>], all: &[Document<'b>]) {
        let mut names: Vec<(Node<'b>, String)> = Vec::new();
        for (key, value) in group.iter().filter_map(|document| document.get("services")).flat_map(Node::merged) {
            let name = key.text().to_owned();
            if value.kind() == Kind::Map && !names.iter().any(|(_, known)| *known == name) {
                names.push((key, name));
            }
        }
        let mut size = 0;
        for (node, name) in names {
            let mut partly = false;
            let body = body_of(&name, group, all, 0, &mut partly);
            size += body.size() + body.inner("environment").size();
            if size > MOST {
                self.crowded = true;
                return;
            }
            let at = self.services.len();
            self.services.push(Service::of(at, &name, node, body, partly));
        }
    }

    /// The name of its first file.
    pub fn name(&self) -> &'b str {
        self.documents.first().map(|document| document.source().name()).unwrap_or_default()
    }

    /// Whether Compose reads its first file where it is not told what to read.
    pub fn is_usual(&self) -> bool {
        let name = self.name();
        USUAL.contains(&name.rsplit('/').next().unwrap_or(name))
    }

    /// The services that a name leads to, from any other.
    pub fn named(&self, host: &str) -> impl Iterator<Item = (usize, &Service<'b>)> {
        self.services.iter().enumerate().filter(move |(_, service)| service.answers_to(host))
    }

    /// The broker that a service is.
    pub fn broker_of(&self, service: usize) -> Option<&Broker<'b>> {
        self.brokers.iter().find(|broker| broker.service == service)
    }

    /// The ZooKeeper that a service is.
    pub fn zookeeper_of(&self, service: usize) -> Option<&ZooKeeper<'b>> {
        self.zookeepers.iter().find(|zookeeper| zookeeper.service == service)
    }

    /// The brokers and controllers with their services.
    pub fn members(&self) -> impl Iterator<Item = (&Broker<'b>, &Service<'b>)> {
        self.brokers.iter().filter_map(|broker| Some((broker, self.service(broker.service)?)))
    }

    /// How many brokers there are in a broker's cluster, if that is known.
    pub fn cluster_size(&self, broker: &Broker<'_>) -> Option<i64> {
        if self.open || self.crowded {
            return None;
        }
        let mine = self.service(broker.service)?;
        let cluster = broker.cluster();
        let mut size = 0i64;
        for (other, service) in self.members().filter(|(other, service)| other.is_broker && service.meets(mine)) {
            if other.cluster() == cluster {
                size = size.saturating_add(service.copies?);
            }
        }
        Some(size)
    }

    /// Whether somebody waits for the health of a service.
    pub fn is_waited_for(&self, name: &str) -> bool {
        let waits = |dependency: &Dependency<'_>| {
            dependency.name == name
                && dependency.condition.as_ref().is_some_and(|condition| condition.value == "service_healthy")
        };
        self.services.iter().any(|service| service.depends.iter().any(waits))
    }

    /// The service of that number.
    pub fn service(&self, at: usize) -> Option<&Service<'b>> {
        self.services.get(at)
    }

    /// Whether something of that name may be there without being here.
    pub fn may_be_elsewhere(&self, name: &str) -> bool {
        self.open
            || self.crowded
            || self.neighbours.iter().any(|neighbour| neighbour == name)
            || self.networks.iter().any(|network| network.external)
            || self.services.iter().any(|service| service.network_mode.is_some() && service.name == name)
    }
}

/// The layers of a service: what it extends, then what its documents say.
fn body_of<'b>(
    name: &str,
    group: &[Document<'b>],
    all: &[Document<'b>],
    depth: usize,
    partly: &mut bool,
) -> Layers<'b> {
    let mut body = Layers::default();
    for services in group.iter().filter_map(|document| document.get("services")) {
        for (_, value) in
            services.merged().into_iter().filter(|(key, value)| key.text() == name && value.kind() == Kind::Map)
        {
            body.add(value);
        }
    }
    let Some(extends) = body.get("extends") else { return body };
    let fields = extends.merged();
    let field =
        |wanted: &str| fields.iter().find(|(key, _)| key.text() == wanted).map(|(_, value)| interpolate(value.text()));
    let from = field("service").unwrap_or_else(|| interpolate(extends.text()));
    let there: Vec<Document<'b>> = match field("file") {
        None => group.to_vec(),
        Some(file) => {
            let here = group.first().map(|document| folder(document.source().name())).unwrap_or_default();
            let file = file.trim_start_matches("./");
            let path = if here.is_empty() { file.to_owned() } else { format!("{here}/{file}") };
            all.iter().filter(|document| document.source().name() == path).copied().collect()
        }
    };
    if depth >= DEEPEST || there.is_empty() || (from == name && field("file").is_none()) {
        *partly = true;
        return body;
    }
    let base = body_of(&from, &there, all, depth + 1, partly);
    *partly = *partly || base.size() == 0;
    body.extend(&base, &["depends_on", "links", "volumes_from", "extends"]);
    body
}

fn declared<'b>(maps: impl Iterator<Item = Node<'b>>) -> Vec<Declared<'b>> {
    let mut found: Vec<Declared<'b>> = Vec::new();
    for (key, value) in maps.flat_map(Node::merged) {
        let fields = value.merged();
        let field = |name: &str| fields.iter().find(|(key, _)| key.text() == name).map(|(_, value)| *value);
        let external = field("external").is_some_and(|node| node.as_bool() == Some(true) || node.kind() == Kind::Map);
        let outside = field("name").map(|node| interpolate(node.text()));
        let name = interpolate(key.text());
        found.retain(|known| known.name != name);
        found.push(Declared { name, node: key, external, outside });
    }
    found
}

#[cfg(test)]
mod tests;
