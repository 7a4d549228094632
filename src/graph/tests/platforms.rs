//! Platforms of all sizes, as specs.

use proptest::prelude::*;
use std::fmt::Write;

/// What a platform is made of. As a text it is its spec.
#[derive(Clone)]
pub(super) struct Platform {
    pub(super) topics: Vec<String>,
    /// For some topics the number of the topic whose dead letters they take.
    pub(super) sources: Vec<Option<usize>>,
    pub(super) clients: Vec<Client>,
    pub(super) monitored: bool,
    pub(super) brokers: u32,
    pub(super) external: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) name: String,
    pub(super) namespace: Option<String>,
    pub(super) library: String,
    pub(super) writes: Vec<usize>,
    pub(super) reads: Vec<(usize, String, Option<usize>)>,
}

impl Platform {
    /// As a spec.
    pub(super) fn spec(&self) -> String {
        let mut text = super::MINIMAL.replacen("replicas = 3", &format!("replicas = {}", self.brokers.max(3)), 1);
        text += "[cluster.exporter]\n[topic_defaults]\npartitions = 3\nreplicas = 3\n";
        if self.monitored {
            text += "[monitoring]\nstyle = \"service\"\n";
        }
        if self.external {
            text += "[operator]\ninstall = \"external\"\n";
        }
        let name = |at: usize| format!("{:?}", self.topics[at]);
        for (at, source) in self.sources.iter().enumerate() {
            let _ = writeln!(text, "[topic.{}]", name(at));
            if let Some(source) = source.filter(|source| *source != at) {
                let _ = writeln!(text, "dead_letter_for = {}", name(source));
            }
        }
        for Client { name: client, namespace, library, writes, reads } in &self.clients {
            let _ = writeln!(text, "[client.{client:?}]\nlibrary = {}", toml(library));
            if let Some(namespace) = namespace {
                let _ = writeln!(text, "namespace = {namespace:?}");
            }
            let writes: Vec<String> = writes.iter().map(|at| name(*at)).collect();
            let reads: Vec<String> = reads
                .iter()
                .map(|(at, group, dead)| {
                    let dead = dead.map(|dead| format!(", dead_letters = {}", name(dead))).unwrap_or_default();
                    format!("{{ topic = {}, group = {}{dead} }}", name(*at), toml(group))
                })
                .collect();
            let _ = writeln!(text, "produces = [{}]\nconsumes = [{}]", writes.join(", "), reads.join(", "));
        }
        text
    }
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "\n{}", self.spec())
    }
}

/// A text as TOML has it.
fn toml(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{7F}', "\\u007f")
}

/// Any platform of at most so many topics and clients.
pub(super) fn platforms(topics: usize, clients: usize) -> impl Strategy<Value = Platform> {
    let name = prop_oneof![
        "[a-z]{1,8}",
        "(orders|payments|audit)[.-](created|failed|x)[.-][a-z]{1,5}",
        "[a-z]{1,3}(-[a-z]{1,20}){1,6}",
    ];
    let topic_names = proptest::collection::btree_set(name.clone(), 0..=topics);
    let client_names = proptest::collection::btree_set(name, 0..=clients);
    (topic_names, client_names, any::<bool>(), any::<bool>(), 3..40_u32).prop_flat_map(
        |(topics, clients, monitored, external, brokers)| {
            let topics: Vec<String> = topics.into_iter().collect();
            let count = topics.len();
            let sources = proptest::collection::vec(proptest::option::weighted(0.3, 0..count.max(1)), count);
            let each: Vec<_> = clients.into_iter().map(|name| client(name, count)).collect();
            (Just(topics), sources, each).prop_map(move |(topics, sources, clients)| Platform {
                topics,
                sources,
                clients,
                monitored,
                brokers,
                external,
            })
        },
    )
}

/// Any client of that name on so many topics.
fn client(name: String, topics: usize) -> impl Strategy<Value = Client> {
    let most = if topics == 0 { 0 } else { 6 };
    let topic = 0..topics.max(1);
    let group = prop_oneof!["[a-z-]{1,40}", "\\PC{1,30}".prop_map(|group| format!("g{group}"))];
    let reading = (topic.clone(), group, proptest::option::of(topic.clone()));
    let namespace = proptest::option::weighted(0.8, prop_oneof!["a", "team-b", "[a-z]{60}"]);
    let library = prop_oneof![Just(String::new()), Just("aiokafka".to_owned()), "\\PC{0,60}"];
    let writes = proptest::collection::vec(topic, 0..=most);
    (Just(name), namespace, library, writes, proptest::collection::vec(reading, 0..=most))
        .prop_map(|(name, namespace, library, writes, reads)| Client { name, namespace, library, writes, reads })
}
