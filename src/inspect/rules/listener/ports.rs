//! Can each listener have its name and its port?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const SAME_NAME: Offence = Offence::error(
    "listener/same-name",
    "two listeners have one name, and the operator refuses both",
)
.why(
    "The operator refuses the Kafka resource until each listener has a name of its own: a new cluster is not made, \
     one that runs is not changed.",
)
.write("a name of its own for each listener")
.source("strimzi, `ListenersValidator.validateAndGetErrorMessages`")
.not_waivable();

const SAME_PORT: Offence = Offence::error(
    "listener/same-port",
    "two listeners have one port, and the operator refuses both",
)
.why(
    "All listeners of a cluster are in the same pods. The operator refuses the Kafka resource until each has a port \
     of its own.",
)
.write("a port of its own for each listener")
.source("strimzi, `ListenersValidator.validateAndGetErrorMessages`")
.not_waivable();

const NOT_FREE: Offence = Offence::error("listener/port-not-free", "a listener cannot have that port")
    .why(
        "9404 is for metrics and 9999 for JMX, whether they are on or not; below 9092 Strimzi keeps ports for \
         itself. The operator refuses these. There is no port above 65535, which no schema says: the pods would \
         never be made.",
    )
    .write("a port from 9092 on, such as 9092 to 9099")
    .source("strimzi, `ListenersValidator.validatePortNumbers`, `FORBIDDEN_PORTS`")
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&SAME_NAME, &SAME_PORT, &NOT_FREE],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "one name, one port, the port of metrics, a port that cannot be",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: tls
        port: 9093
        type: internal
        tls: true
      - name: tls # <- listener/same-name
        port: 9094
        type: internal
        tls: true
      - name: other
        port: 9094 # <- listener/same-port
        type: internal
        tls: true
      - name: metrics
        port: 9404 # <- listener/port-not-free
        type: internal
        tls: true
      - name: high
        port: 90940 # <- listener/port-not-free
        type: internal
        tls: true
",
        ),
        Example::new(
            "names and ports of their own",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: tls, port: 9093, type: internal, tls: true }
",
        ),
    ],
};

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let rules = &world.strimzi().listeners;
    for (at, listener) in cluster.listeners.iter().enumerate() {
        let before = || cluster.listeners.iter().take(at);
        if let Some(first) = before().find(|first| first.name == listener.name && !listener.name.is_empty()) {
            let place = listener.node.get("name").unwrap_or(listener.node);
            out.raise(
                &SAME_NAME,
                place,
                format!("the operator refuses `{}`: two listeners are called `{}`", cluster.name, listener.name),
            )
            .label("the second one")
            .because(first.node.get("name").unwrap_or(first.node), "the first one")
            .help("give it a name of its own");
        }
        let Some(port) = listener.port else { continue };
        let used = before().find_map(|first| first.port.filter(|used| used.value == port.value));
        if let Some(used) = used {
            out.raise(
                &SAME_PORT,
                port,
                format!("the operator refuses `{}`: two listeners have port {}", cluster.name, port.value),
            )
            .label("the second one")
            .because(used, "the first one")
            .help("give it a port of its own");
        }
        let reserved = rules.reserved_ports.iter().any(|reserved| i64::from(*reserved) == port.value);
        let why = if reserved {
            "Strimzi keeps it for metrics or JMX"
        } else if port.value < i64::from(rules.lowest_port) {
            "Strimzi keeps ports below 9092 for itself"
        } else if port.value > i64::from(u16::MAX) {
            "there are ports up to 65535"
        } else {
            continue;
        };
        let headline = format!("listener `{}` of `{}` cannot have port {}", listener.name, cluster.name, port.value);
        out.raise(&NOT_FREE, port, headline)
            .label(why)
            .help("write a port from 9092 to 9099, which no other listener has");
    }
}
