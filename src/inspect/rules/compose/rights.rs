//! May a container do more on the host than it needs?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Source, Stack};

const PRIVILEGED: Offence = Offence::warning("compose/privileged", "a container may do anything on the host")
    .why("Whoever gets into it, or into its image, has the host. Neither Kafka nor its neighbours need that.")
    .write("nothing: remove it")
    .security()
    .source("Docker docs, privileged containers and namespaces");

const SOCKET: Offence = Offence::warning("compose/docker-socket", "a container may command Docker")
    .why("Whoever gets into it starts containers as root, and has the host.")
    .write("nothing: remove the mount; or a proxy that passes on only what is needed")
    .security()
    .source("Docker docs, protect the Docker daemon socket");

const HOST_NETWORK: Offence = Offence::info("compose/host-network", "a container is on the network of the host")
    .why(
        "Names of services do not lead to it, `ports` are passed over, and on Docker Desktop it is the network \
         of a virtual machine.",
    )
    .write("`ports`, and the names of services")
    .source("Docker docs, host network driver");

pub(super) const RULE: Rule = Rule {
    offences: &[&PRIVILEGED, &SOCKET, &HOST_NETWORK],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "more than it needs",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    privileged: true # <- compose/privileged
    network_mode: host # <- compose/host-network
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock # <- compose/docker-socket
",
        ),
        Example::new(
            "what it needs",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    privileged: false
    volumes: ['./data:/data']
",
        ),
    ],
};

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let own = service.name.as_str();
    let says = |key: &str, word: &str| {
        service.body.get(key).filter(|node| node.text() == word || (word == "true" && node.as_bool() == Some(true)))
    };
    for (key, word) in [("privileged", "true"), ("pid", "host"), ("ipc", "host")] {
        if let Some(node) = says(key, word) {
            out.raise(&PRIVILEGED, node, format!("whoever gets into `{own}` has the host: `{key}: {word}`"))
                .help("remove it");
        }
    }
    if let Some(node) = says("network_mode", "host") {
        out.raise(
            &HOST_NETWORK,
            node,
            format!("`{own}` is on the network of the host, where names of services are unknown"),
        )
        .help("remove it, and publish what the host needs with `ports`");
    }
    for mount in &service.mounts {
        if matches!(&mount.source, Source::Bind(path) if path.ends_with("docker.sock")) {
            out.raise(&SOCKET, mount.node, format!("whoever gets into `{own}` commands Docker, and has the host"))
                .help("remove the mount");
        }
    }
}
