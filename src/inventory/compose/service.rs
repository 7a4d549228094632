//! A service of a stack, with what Compose will do with it.

use super::env::Environment;
use super::image::Image;
use super::layers::Layers;
use super::mount::Mount;
use super::port::Port;
use super::shell;
use super::text::{Text, interpolate, is_known};
use crate::bundle::{Kind, Node};
use crate::catalog::Family;

/// A service.
#[derive(Debug, Clone)]
pub struct Service<'b> {
    /// Its number among the services of its stack.
    pub at: usize,
    /// Its name, which is an address for its neighbours.
    pub name: String,
    /// Where it is named.
    pub node: Node<'b>,
    /// All that is written of it.
    pub body: Layers<'b>,
    /// What it extends stands in a file that is not here, so what is missing may be there.
    pub partly: bool,
    /// The image that it runs.
    pub image: Option<Image<'b>>,
    /// It is built, so that its image is known to nobody.
    pub build: Option<Node<'b>>,
    /// Its variables.
    pub env: Environment<'b>,
    /// What it publishes.
    pub ports: Vec<Port<'b>>,
    /// What is mounted.
    pub mounts: Vec<Mount<'b>>,
    /// Its health check.
    pub health: Option<Health<'b>>,
    /// What it waits for.
    pub depends: Vec<Dependency<'b>>,
    /// The networks that it is on; none written is `default`.
    pub networks: Vec<Named<'b>>,
    /// `network_mode`.
    pub network_mode: Option<Text<'b>>,
    /// `restart`.
    pub restart: Option<Text<'b>>,
    /// `container_name`.
    pub container_name: Option<Text<'b>>,
    /// `hostname`.
    pub hostname: Option<Text<'b>>,
    /// Its other names on its networks.
    pub aliases: Vec<String>,
    /// What runs instead of what the image says: entrypoint and command.
    pub command: Option<Command<'b>>,
    /// It is started only with one of these profiles.
    pub profiles: Vec<String>,
    /// How many containers there are of it, if that is known.
    pub copies: Option<i64>,
}

/// A name and where it stands.
#[derive(Debug, Clone)]
pub struct Named<'b> {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub node: Node<'b>,
}

/// Commands and where they stand.
#[derive(Debug, Clone)]
pub struct Command<'b> {
    /// The words of each that would run.
    pub calls: Vec<Vec<String>>,
    /// All of it as one text.
    pub text: String,
    /// The words as given, if it is a list.
    pub words: Vec<Text<'b>>,
    /// Where it stands.
    pub node: Node<'b>,
}

/// A health check.
#[derive(Debug, Clone)]
pub struct Health<'b> {
    /// What it runs; nothing if it is switched off.
    pub command: Option<Command<'b>>,
    /// It is switched off.
    pub off: bool,
    /// Where it stands.
    pub node: Node<'b>,
}

/// A service that another one waits for.
#[derive(Debug, Clone)]
pub struct Dependency<'b> {
    /// Its name.
    pub name: String,
    /// Until when.
    pub condition: Option<Text<'b>>,
    /// It may be missing.
    pub optional: bool,
    /// Where it is named.
    pub node: Node<'b>,
}

impl<'b> Service<'b> {
    pub(super) fn of(at: usize, name: &str, node: Node<'b>, body: Layers<'b>, partly: bool) -> Self {
        let command = Command::joined(body.get("entrypoint"), body.get("command"));
        let networks = names(&body, "networks");
        Service {
            at,
            name: name.to_owned(),
            node,
            partly,
            image: body.text("image").as_ref().map(Image::of),
            build: body.get("build"),
            env: Environment::of(&body),
            ports: Port::all(&body),
            mounts: Mount::all(&body),
            health: Health::of(&body),
            depends: Dependency::all(&body),
            aliases: aliases(&body),
            networks,
            network_mode: body.text("network_mode"),
            restart: body.text("restart"),
            container_name: body.text("container_name"),
            hostname: body.text("hostname"),
            command,
            profiles: body.items("profiles").map(|node| interpolate(node.text())).collect(),
            copies: copies(&body),
            body,
        }
    }

    /// The family of its image, if that is known and not built anew.
    pub fn family(&self) -> Option<&'static Family> {
        self.image.as_ref().filter(|_| self.build.is_none())?.family
    }

    /// Whether it runs what its image says.
    pub fn is_plain(&self) -> bool {
        self.command.is_none()
    }

    /// Whether what runs instead of what its image says has such a word in it.
    pub fn starts(&self, program: &str) -> bool {
        self.command.as_ref().is_some_and(|command| command.text.contains(program))
    }

    /// Where a missing key would stand: the image, or the name.
    pub fn head(&self) -> Node<'b> {
        self.image.as_ref().map_or(self.node, |image| image.node)
    }

    /// The host's ports that lead to one of its own; `None` among them is any that is free.
    pub fn leading(&self, port: u16) -> Vec<Option<u16>> {
        self.ports.iter().filter(|published| published.known).filter_map(|published| published.leads_to(port)).collect()
    }

    /// Whether a variable names a port: it may be one for JMX, an agent or something else.
    pub fn names_port(&self, port: u16) -> bool {
        let number = port.to_string();
        let names = |value: &String| value.split(|char: char| !char.is_ascii_digit()).any(|part| part == number);
        self.env.variables.iter().any(|variable| variable.value.as_ref().is_some_and(names))
    }

    /// Whether two services are ever started together.
    pub fn meets(&self, other: &Service<'_>) -> bool {
        let free = self.profiles.is_empty() || other.profiles.is_empty();
        free || self.profiles.iter().any(|profile| other.profiles.contains(profile))
    }

    /// Whether they share a network, as far as that can be told.
    pub fn sees(&self, other: &Service<'_>) -> bool {
        if self.network_mode.is_some() || other.network_mode.is_some() {
            return true;
        }
        match (self.networks.is_empty(), other.networks.is_empty()) {
            (true, true) => true,
            (true, false) => other.networks.iter().any(|network| network.name == "default"),
            (false, true) => self.networks.iter().any(|network| network.name == "default"),
            (false, false) => self.networks.iter().any(|mine| other.networks.iter().any(|its| its.name == mine.name)),
        }
    }

    /// Whether it is reached by that name from its neighbours.
    pub fn answers_to(&self, host: &str) -> bool {
        self.name == host
            || self.container_name.as_ref().is_some_and(|name| name.value == host)
            || self.aliases.iter().any(|alias| alias == host)
    }

    /// Whether that name is its own for itself.
    pub fn is_own_name(&self, host: &str) -> bool {
        self.answers_to(host) || self.hostname.as_ref().is_some_and(|name| name.value == host)
    }
}

fn copies(body: &Layers<'_>) -> Option<i64> {
    let scale = body.get("scale").or_else(|| {
        let deploy = body.inner("deploy");
        deploy.get("replicas")
    });
    scale.map_or(Some(1), |node| interpolate(node.text()).parse().ok())
}

fn names<'b>(body: &Layers<'b>, key: &str) -> Vec<Named<'b>> {
    let mut found: Vec<Named<'b>> = Vec::new();
    for node in body.all(key) {
        let maps = node.merged().into_iter().map(|(key, _)| key);
        for node in node.items().map(Node::followed).chain(maps).filter(|node| node.kind() == Kind::Scalar) {
            let name = interpolate(node.text());
            if is_known(&name) && !found.iter().any(|known| known.name == name) {
                found.push(Named { name, node });
            }
        }
    }
    found
}

fn aliases(body: &Layers<'_>) -> Vec<String> {
    let networks = body.inner("networks").entries();
    let of = |network: Node<'_>| -> Vec<String> {
        let lists = network.merged().into_iter().filter(|(key, _)| key.text() == "aliases");
        lists.flat_map(|(_, list)| list.items().map(|item| interpolate(item.text())).collect::<Vec<_>>()).collect()
    };
    networks.into_iter().flat_map(|(_, network)| of(network)).collect()
}

impl<'b> Command<'b> {
    /// Of a text for a shell, or a list of words.
    pub(super) fn of(node: Node<'b>, shell: bool) -> Option<Self> {
        if node.kind() == Kind::Seq {
            let words: Vec<Text<'b>> = node.items().map(Node::followed).filter_map(Text::of).collect();
            let values: Vec<String> = words.iter().map(|word| word.value.clone()).collect();
            let text = values.join(" ");
            return Some(Command { calls: shell::call_of(values), text, words, node });
        }
        let text = Text::of(node)?;
        // Compose cuts a text into words and runs these; a shell reads it only where it is told to.
        let calls = if shell { shell::calls(&text.value) } else { shell::call_of(flat(&text.value)) };
        Some(Command { calls, text: text.value, words: Vec::new(), node })
    }

    fn joined(entrypoint: Option<Node<'b>>, command: Option<Node<'b>>) -> Option<Self> {
        let entrypoint = entrypoint.and_then(|node| Command::of(node, false));
        let command = command.and_then(|node| Command::of(node, false));
        match (entrypoint, command) {
            (Some(first), Some(second)) => {
                let (node, text) = (second.node, format!("{} {}", first.text, second.text));
                let flat: Vec<String> = first.plain_words().into_iter().chain(second.plain_words()).collect();
                Some(Command { calls: shell::call_of(flat), text, words: second.words, node })
            }
            (first, second) => first.or(second),
        }
    }

    fn plain_words(&self) -> Vec<String> {
        if self.words.is_empty() {
            flat(&self.text)
        } else {
            self.words.iter().map(|word| word.value.clone()).collect()
        }
    }
}

/// The words of a text, its operators being words too: no shell reads it.
fn flat(text: &str) -> Vec<String> {
    shell::words(text)
}

impl<'b> Health<'b> {
    fn of(body: &Layers<'b>) -> Option<Self> {
        let node = body.get("healthcheck")?;
        let fields = body.inner("healthcheck");
        let disabled = fields.get("disable").is_some_and(|node| node.as_bool() == Some(true));
        let test = fields.get("test");
        let (command, none) = match test {
            Some(test) if test.kind() == Kind::Seq => list_test(test),
            Some(test) => (Command::of(test, true), test.text() == "NONE"),
            None => (None, false),
        };
        Some(Health { command, off: disabled || none, node })
    }
}

/// `[CMD, …]`, `[CMD-SHELL, text]`, `[NONE]`.
fn list_test(test: Node<'_>) -> (Option<Command<'_>>, bool) {
    let mut items = test.items().map(Node::followed);
    match items.next().map(Node::text) {
        Some("NONE") => (None, true),
        Some("CMD-SHELL") => {
            let command = items.next().and_then(|text| Command::of(text, true));
            (command.map(|command| Command { node: test, ..command }), false)
        }
        Some("CMD") => {
            let words: Vec<Text<'_>> = items.filter_map(Text::of).collect();
            let values: Vec<String> = words.iter().map(|word| word.value.clone()).collect();
            let text = values.join(" ");
            (Some(Command { calls: shell::call_of(values), text, words, node: test }), false)
        }
        _ => (None, false),
    }
}

impl<'b> Dependency<'b> {
    fn all(body: &Layers<'b>) -> Vec<Self> {
        let mut found: Vec<Dependency<'b>> = Vec::new();
        for node in body.all("depends_on") {
            for item in node.items().map(Node::followed).filter(|item| item.kind() == Kind::Scalar) {
                let name = interpolate(item.text());
                if !found.iter().any(|known| known.name == name) {
                    found.push(Dependency { name, condition: None, optional: false, node: item });
                }
            }
            for (key, value) in node.merged() {
                let fields = value.merged();
                let field = |name: &str| fields.iter().find(|(key, _)| key.text() == name).map(|(_, value)| *value);
                let condition = field("condition").and_then(Text::of);
                let optional = field("required").is_some_and(|node| node.as_bool() == Some(false));
                let name = interpolate(key.text());
                found.retain(|known| known.name != name);
                found.push(Dependency { name, condition, optional, node: key });
            }
        }
        found
    }
}
