//! Kafka's own tools, as one types them: in the pod of the first broker, or in the container of the local stack.

use super::super::compose;
use super::super::parts::{Text, text};
use super::topic;
use crate::alert::{Access, Scene, shell};
use crate::catalog::BrokerTools;
use crate::model::{Consumption, Model, Origin, Sourced, Stack};
use crate::render::Traced;
use serde::Serialize;

/// Everything that is worth typing at one place. What a command is about follows from the spec: the first topic that is read,
/// and its group.
#[derive(Debug, Serialize)]
pub(super) struct Commands<'m> {
    pub(super) list_topics: Text<'m>,
    pub(super) topic: Option<OfTopic<'m>>,
    list_groups: Text<'m>,
    pub(super) group: Option<OfGroup<'m>>,
    /// Reads what was put aside.
    pub(super) letters: Option<Text<'m>>,
}

/// What is typed about a topic.
#[derive(Debug, Serialize)]
pub(super) struct OfTopic<'m> {
    name: Text<'m>,
    describe: Text<'m>,
    settings: Text<'m>,
    oldest: Text<'m>,
    tail: Text<'m>,
    pub(super) write: Text<'m>,
}

/// What is typed about a consumer group.
#[derive(Debug, Serialize)]
pub(super) struct OfGroup<'m> {
    name: Text<'m>,
    client: Text<'m>,
    pub(super) lag: Text<'m>,
    members: Text<'m>,
    try_reset: Text<'m>,
    reset: Text<'m>,
}

/// Which of Kafka's tools.
#[derive(Clone, Copy)]
enum Tool {
    Topics,
    Configs,
    Groups,
    Reader,
    Writer,
}

/// How tools are called at a place.
trait Place {
    /// The command line of a tool.
    fn call(&self, tool: Tool, arguments: &str) -> String;
    /// The same with a line for it to read.
    fn feed(&self, line: &str, tool: Tool, arguments: &str) -> String;
}

/// Commands against the cluster.
pub(super) fn in_cluster(model: &Model) -> Commands<'_> {
    let cluster = &model.cluster;
    Commands::at(&Broker(Scene::new(model)), &cluster.name.origin.and(&cluster.namespace.origin), model)
}

/// Whether the tools have to show something in the cluster, which is written into a file before.
pub(super) fn needs_file(model: &Model) -> bool {
    Scene::new(model).tool_access() != Access::Open
}

/// Commands against the local stack, if there is one.
pub(super) fn in_stack(model: &Model) -> Option<Commands<'_>> {
    let stack = model.stack.as_ref()?;
    Some(Commands::at(&Container(stack), &stack.project.origin, model))
}

struct Broker<'m>(Scene<'m>);

struct Container<'m>(&'m Stack);

impl Tool {
    /// Its name in a distribution of Kafka.
    const fn script(self) -> &'static str {
        match self {
            Tool::Topics => "kafka-topics.sh",
            Tool::Configs => "kafka-configs.sh",
            Tool::Groups => "kafka-consumer-groups.sh",
            Tool::Reader => "kafka-console-consumer.sh",
            Tool::Writer => "kafka-console-producer.sh",
        }
    }
}

impl Place for Broker<'_> {
    fn call(&self, tool: Tool, arguments: &str) -> String {
        self.0.tool(tool.script(), arguments)
    }

    fn feed(&self, line: &str, tool: Tool, arguments: &str) -> String {
        format!("{} <<'EOT'\n{line}\nEOT", self.0.tool_with_input(tool.script(), arguments))
    }
}

impl Container<'_> {
    fn line(&self, exec: &str, tool: Tool, arguments: &str) -> String {
        let BrokerTools { topics, configs, groups, reader, writer, api_versions: _ } =
            &self.0.images.broker.dialect.tools;
        let name = match tool {
            Tool::Topics => topics,
            Tool::Configs => configs,
            Tool::Groups => groups,
            Tool::Reader => reader,
            Tool::Writer => writer,
        };
        let container = compose::container(self.0, "kafka").value;
        format!("{exec} {container} {name} --bootstrap-server localhost:9092 {arguments}")
    }
}

impl Place for Container<'_> {
    fn call(&self, tool: Tool, arguments: &str) -> String {
        self.line("docker exec", tool, arguments)
    }

    fn feed(&self, line: &str, tool: Tool, arguments: &str) -> String {
        format!("{} <<'EOT'\n{line}\nEOT", self.line("docker exec -i", tool, arguments))
    }
}

/// What a reader prints of each record beside its value.
const SHOWN: &str = "--property print.timestamp=true --property print.key=true --property print.headers=true";

impl<'m> Commands<'m> {
    fn at(place: &dyn Place, origin: &Origin, model: &'m Model) -> Self {
        let line = |line: String, origin: &Origin| Traced::new(line.into(), origin.clone());
        let mut consumed =
            model.clients.iter().flat_map(|client| client.consumes.iter().map(move |read| (client, read)));
        let first = consumed.next();
        let topic = first.and_then(|(_, read)| topic::named(&read.topic, model)).or(model.topics.first());
        let letters = first.and_then(|(_, read)| topic::named(read.dead_letters.as_ref()?, model));
        let letters = letters.or_else(|| model.topics.iter().find(|topic| topic.is_dead_letter_queue()));
        Commands {
            list_topics: line(place.call(Tool::Topics, "--list"), origin),
            topic: topic.map(|topic| OfTopic::of(&topic.name, place, origin)),
            list_groups: line(place.call(Tool::Groups, "--describe --all-groups"), origin),
            group: first.map(|(client, read)| OfGroup::of(&client.name, read, place, origin, model)),
            letters: letters.map(|topic| line(oldest(&topic.name.value, place), &origin.and(&topic.name.origin))),
        }
    }
}

/// Prints the oldest records of a topic, and ends also where there are fewer.
fn oldest(topic: &str, place: &dyn Place) -> String {
    place.call(Tool::Reader, &format!("--topic {topic} --from-beginning --max-messages 5 --timeout-ms 10000 {SHOWN}"))
}

impl<'m> OfTopic<'m> {
    fn of(name: &'m Sourced<String>, place: &dyn Place, origin: &Origin) -> Self {
        let origin = origin.and(&name.origin);
        let line = |line: String| Traced::new(line.into(), origin.clone());
        let topic = &name.value;
        let write = format!("--topic {topic} --property parse.key=true --property key.separator=:");
        OfTopic {
            name: text(name),
            describe: line(place.call(Tool::Topics, &format!("--describe --topic {topic}"))),
            settings: line(
                place.call(Tool::Configs, &format!("--describe --entity-type topics --entity-name {topic}")),
            ),
            oldest: line(oldest(topic, place)),
            tail: line(place.call(Tool::Reader, &format!("--topic {topic} {SHOWN}"))),
            write: line(place.feed("test:{\"test\": true}", Tool::Writer, &write)),
        }
    }
}

impl<'m> OfGroup<'m> {
    fn of(
        client: &'m Sourced<String>,
        read: &'m Consumption,
        place: &dyn Place,
        origin: &Origin,
        model: &'m Model,
    ) -> Self {
        let topic = topic::name_of(&read.topic, model);
        let origin = origin.and(&read.group.origin).and(&topic.origin);
        let groups = |arguments: String| Traced::new(place.call(Tool::Groups, &arguments).into(), origin.clone());
        let (group, topic) = (shell(&read.group.value), topic.value);
        let reset = format!("--group {group} --topic {topic} --reset-offsets --to-earliest");
        OfGroup {
            name: text(&read.group),
            client: text(client),
            lag: groups(format!("--describe --group {group}")),
            members: groups(format!("--describe --group {group} --members --verbose")),
            try_reset: groups(format!("{reset} --dry-run")),
            reset: groups(format!("{reset} --execute")),
        }
    }
}
