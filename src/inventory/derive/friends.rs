//! What the operator makes of Kafka Connect, `MirrorMaker` 2 and the HTTP Bridge.

use super::defaults::{labels, of_template};
use super::{Derived, Muted, Part, Pod, PodPort, Service, ServicePort, Speaks, Target};
use crate::bundle::{Bundle, Document, Node};
use crate::inventory::selector::{Op, Selector, Term};
use crate::inventory::tree::Place;

/// What is made of a kind.
struct Friend {
    kind: &'static str,
    ending: &'static str,
    component: &'static str,
    part: Part,
    service: &'static str,
    ports: &'static [(&'static str, u16, Speaks)],
}

const REST: Speaks = Speaks::Other("a REST API");

const FRIENDS: [Friend; 3] = [
    Friend {
        kind: "KafkaConnect",
        ending: "connect",
        component: "kafka-connect",
        part: Part::Connect,
        service: "connect-api",
        ports: &[("rest-api", 8083, REST)],
    },
    Friend {
        kind: "KafkaMirrorMaker2",
        ending: "mirrormaker2",
        component: "kafka-mirror-maker-2",
        part: Part::MirrorMaker2,
        service: "mirrormaker2-api",
        ports: &[("rest-api", 8083, REST)],
    },
    // Which of the two ports has the metrics depends on the Bridge's own release.
    Friend {
        kind: "KafkaBridge",
        ending: "bridge",
        component: "kafka-bridge",
        part: Part::Bridge,
        service: "bridge-service",
        ports: &[("rest-api", 8080, Speaks::Metrics), ("rest-api-mgmt", 8081, Speaks::Metrics)],
    },
];

pub(super) fn of<'b>(bundle: &'b Bundle<'b>, derived: &mut Derived<'b>) {
    for friend in &FRIENDS {
        for document in bundle.of_kind(friend.kind).filter(|document| document.is_whole()) {
            friend.make(document, derived);
        }
    }
}

impl Friend {
    fn make<'b>(&self, document: Document<'b>, derived: &mut Derived<'b>) {
        let Some(own) = document.name() else { return };
        let name = format!("{own}-{}", self.ending);
        let spec = document.get("spec").unwrap_or(document.root());
        let metrics = spec.get("metricsConfig").is_some_and(|it| !it.is_null());
        let base = labels(document, &name, self.component);
        let mut pod_labels = base.clone();
        pod_labels.extend(of_template(spec.get("template"), "pod"));
        let port = |name: &str, number, speaks| PodPort {
            name: Some(name.to_owned()),
            number,
            container: format!("{own}-{}", self.ending),
            speaks,
        };
        let mut ports: Vec<_> = self.ports.iter().map(|(name, number, speaks)| port(name, *number, *speaks)).collect();
        let jvm = self.part != Part::Bridge;
        if jvm && metrics {
            ports.push(port("tcp-prometheus", 9404, Speaks::Metrics));
        }
        let muted = Muted { name: "tcp-prometheus", number: 9404, key: "spec.metricsConfig", node: spec };
        derived.pods.push(Pod {
            name: name.clone(),
            exact: false,
            namespace: document.namespace(),
            labels: pod_labels,
            containers: vec![name.clone()],
            ports,
            from: spec,
            part: self.part,
            muted: (jvm && !metrics).then_some(muted),
            claims: Vec::new(),
        });
        self.service(document, own, &name, base, spec, derived);
        derived.object("ServiceAccount", name.clone(), document.namespace(), document.root());
        derived.object("ConfigMap", format!("{name}-config"), document.namespace(), document.root());
        derived.object("PodDisruptionBudget", name.clone(), document.namespace(), document.root());
        derived.object("NetworkPolicy", name, document.namespace(), document.root());
    }

    fn service<'b>(
        &self,
        document: Document<'b>,
        own: &str,
        name: &str,
        labels: super::Labels,
        spec: Node<'b>,
        derived: &mut Derived<'b>,
    ) {
        let place = Place::whole(spec);
        let term = |(key, value): (&str, &str)| Term {
            key: key.to_owned(),
            op: Op::In,
            values: vec![value.to_owned()],
            place,
        };
        let terms = [("strimzi.io/cluster", own), ("strimzi.io/kind", self.kind), ("strimzi.io/name", name)].map(term);
        let ports = self.ports.iter().map(|(name, number, _)| ServicePort {
            name: Some((*name).to_owned()),
            number: *number,
            target: Target::Name((*name).to_owned()),
            node: spec,
        });
        derived.services.push(Service {
            name: format!("{own}-{}", self.service),
            namespace: document.namespace(),
            labels,
            selector: Some(Selector { terms: terms.into(), place }),
            ports: ports.collect(),
            from: spec,
            by_operator: true,
            external: false,
        });
    }
}
