//! Kafka's own tools, run in the pod of the first broker: how they are called, and how they are let in.

use super::Scene;
use crate::model::{Authentication, Listener, ListenerType};

/// What a tool has to show to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing.
    Open,
    /// Nothing, but it must trust the cluster's certificate authority.
    Encrypted,
    /// A user and a password.
    Password,
    /// A user's certificate.
    Certificate,
    /// What only its own makers know.
    Custom,
}

/// Where in the pod the settings of a tool are that has to show something. `/tmp` is empty again after each start of the pod.
pub const PROPERTIES: &str = "/tmp/client.properties";

/// Tools find the heap of the broker in their environment and would take as much for themselves, out of the same memory limit
/// (`KAFKA_HEAP_OPTS`, `KafkaCluster.getEnvVars`, 0.39.0 to 1.2.0).
const HEAP: &str = "env KAFKA_HEAP_OPTS=-Xmx256m";

impl<'m> Scene<'m> {
    /// A command line of one of Kafka's tools.
    pub fn tool(&self, tool: &str, arguments: &str) -> String {
        self.in_broker("exec", tool, arguments)
    }

    /// The same for a tool that reads what is typed.
    pub fn tool_with_input(&self, tool: &str, arguments: &str) -> String {
        self.in_broker("exec -i", tool, arguments)
    }

    /// What the tools have to show: as little as the listeners allow.
    pub fn tool_access(&self) -> Access {
        self.tool_listener().map_or(Access::Open, access)
    }

    /// The listener that the tools use.
    pub fn tool_listener(&self) -> Option<&'m Listener> {
        self.model.cluster.tool_listener()
    }

    fn in_broker(&self, exec: &str, tool: &str, arguments: &str) -> String {
        let access = self.tool_access();
        // What the console tools call their file differs from all others.
        let option = match tool {
            "kafka-console-consumer.sh" => "--consumer.config",
            "kafka-console-producer.sh" => "--producer.config",
            _ => "--command-config",
        };
        let config = if access == Access::Open { String::new() } else { format!(" {option} {PROPERTIES}") };
        let (pod, server) = (self.broker_pod(0), self.tool_server());
        self.kubectl(&format!(
            "{exec} {pod} -c kafka -- {HEAP} bin/{tool} --bootstrap-server {server}{config} {arguments}"
        ))
    }

    /// The broker itself; where it shows a certificate, the Service whose name is in that.
    fn tool_server(&self) -> String {
        let Some(listener) = self.tool_listener() else { return "localhost:9092".to_owned() };
        let port = listener.port.value;
        let cluster = &self.model.cluster.name.value;
        match listener.kind.value {
            ListenerType::Internal if listener.tls.value => format!("{cluster}-kafka-bootstrap:{port}"),
            ListenerType::ClusterIp if listener.tls.value => {
                format!("{cluster}-kafka-{}-bootstrap:{port}", listener.name.value)
            }
            _ => format!("localhost:{port}"),
        }
    }
}

fn access(listener: &Listener) -> Access {
    match listener.authentication.as_ref().map(|kind| kind.value) {
        Some(Authentication::Tls) => Access::Certificate,
        Some(Authentication::ScramSha512) => Access::Password,
        Some(Authentication::Custom) => Access::Custom,
        None if listener.tls.value => Access::Encrypted,
        None => Access::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::tests::with;

    const CLUSTER: &str = "[cluster]\nname = \"c\"\nnamespace = \"k\"\nstrimzi = \"0.39.0\"\n\
        [cluster.brokers]\nreplicas = 3\nstorage = { size = \"1Gi\" }\n\
        [cluster.zookeeper]\nreplicas = 3\nstorage = { size = \"1Gi\" }\n";

    fn tool(listeners: &str) -> (Access, String) {
        with(&format!("{CLUSTER}{listeners}"), |model| {
            let scene = Scene::new(model);
            (scene.tool_access(), scene.tool("kafka-topics.sh", "--list"))
        })
    }

    #[test]
    fn the_easiest_way_in_is_taken() {
        let plain = "[cluster.listener.plain]\nport = 9092\ntls = false\n";
        let tls = "[cluster.listener.tls]\nport = 9093\ntls = true\n";
        let mutual = "[cluster.listener.mtls]\nport = 9094\ntls = true\nauthentication = \"tls\"\n";
        let nodes = "[cluster.listener.out]\nport = 9095\ntls = false\ntype = \"nodeport\"\n";
        let words = "kubectl -n k exec c-kafka-0 -c kafka -- env KAFKA_HEAP_OPTS=-Xmx256m bin/kafka-topics.sh --bootstrap-server";
        for (listeners, access, rest) in [
            (format!("{tls}{plain}"), Access::Open, "localhost:9092 --list"),
            (
                format!("{mutual}{tls}"),
                Access::Encrypted,
                "c-kafka-bootstrap:9093 --command-config /tmp/client.properties --list",
            ),
            (
                format!("{nodes}{mutual}"),
                Access::Certificate,
                "c-kafka-bootstrap:9094 --command-config /tmp/client.properties --list",
            ),
            (nodes.to_owned(), Access::Open, "localhost:9095 --list"),
        ] {
            assert_eq!(tool(&listeners), (access, format!("{words} {rest}")), "{listeners}");
        }
    }
}
