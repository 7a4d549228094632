//! What there is once a rendered set is applied and the operator has done its work, as far as commands speak of it.

use kafkasmith::bundle::Bundle;
use kafkasmith::catalog;
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::render::Set;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Names of things, by what they are: `pod`, `namespace`, `kafka`, `file`, `address`, `container of docker`.
#[derive(Debug, Default)]
pub(crate) struct Town {
    things: BTreeMap<&'static str, BTreeSet<String>>,
    /// The labels of everything that commands select by labels, each thing as `key=value` texts.
    labels: Vec<BTreeSet<String>>,
}

impl Town {
    pub(crate) fn of(set: &Set) -> Town {
        let mut town = Town::default();
        for (file, object) in objects(set) {
            town.add("file", file.rsplit('/').next().unwrap_or_default());
            if file.contains("/clients/") {
                town.add("file", "clients/");
            }
            town.object(&object);
        }
        for artefact in &set.artefacts {
            town.add("path", &artefact.path);
        }
        town.derived(set);
        town
    }

    pub(crate) fn add(&mut self, what: &'static str, name: &str) {
        self.things.entry(what).or_default().insert(name.to_owned());
    }

    pub(crate) fn has(&self, what: &str, name: &str) -> bool {
        self.things.get(what).is_some_and(|names| names.contains(name))
    }

    /// Whether something carries all of these labels: `a=b,c=d`.
    pub(crate) fn is_selected(&self, selector: &str) -> bool {
        self.labels.iter().any(|labels| selector.split(',').all(|label| labels.contains(label)))
    }

    /// A rendered object, or one that a command makes.
    pub(crate) fn object(&mut self, object: &Value) {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = text("/metadata/name");
        match text("/kind").as_str() {
            "Namespace" => self.add("namespace", &name),
            "Kafka" => self.add("kafka", &name),
            "KafkaTopic" => {
                let topic = text("/spec/topicName");
                self.add("topic", if topic.is_empty() { &name } else { &topic });
                self.add("kafkatopic", &name);
            }
            "KafkaRebalance" => self.add("kafkarebalance", &name),
            "KafkaUser" => {
                self.add("kafkauser", &name);
                self.add("secret", &name);
            }
            "Deployment" => {
                self.add("deployment", &name);
                self.labelled(object.pointer("/spec/template/metadata/labels"));
            }
            "CustomResourceDefinition" => self.add("crd", &name),
            _ => {}
        }
        let namespace = text("/metadata/namespace");
        if !namespace.is_empty() {
            self.add("namespace", &namespace);
        }
        self.labelled(object.pointer("/metadata/labels"));
    }

    fn labelled(&mut self, labels: Option<&Value>) {
        let labels = labels.and_then(Value::as_object).into_iter().flatten();
        let labels: BTreeSet<String> =
            labels.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
        self.labels.push(labels);
    }

    /// What the operator makes, by the facts of its release, and what the spec says is there already.
    fn derived(&mut self, set: &Set) {
        let model = &set.model;
        let cluster = &model.cluster;
        let name = cluster.name.value.as_str();
        let names = &model.release.names;
        let fill = |form: &str, pool: &str, node: u32| {
            form.replace("{cluster}", name).replace("{pool}", pool).replace("{node}", &node.to_string())
        };
        for set in cluster.sets() {
            for node in set.ids() {
                let pod = match set.pool {
                    Some(pool) => fill(&names.pod, &pool.name.value, node),
                    None => fill(names.zookeeper_pod.as_deref().unwrap(), "", node),
                };
                self.add("pod", &pod);
            }
        }
        for component in &model.release.components {
            let own = component.name.replace("{cluster}", name);
            let labels = [("cluster", name), ("kind", "Kafka"), ("name", &own)];
            self.labels.push(labels.map(|(key, value)| format!("strimzi.io/{key}={value}")).into());
            for container in &component.containers {
                self.add("container", &container.name.replace("{cluster}", name));
            }
            self.add("deployment", &own);
        }
        for secret in ["cluster-ca", "cluster-ca-cert", "clients-ca", "clients-ca-cert"] {
            self.add("secret", &format!("{name}-{secret}"));
        }
        self.addresses(set);
        // What a client runs as is its own affair; pages say so, and call it by the client's name.
        for client in &model.clients {
            self.add("deployment", &client.name.value);
        }
        let others = model.clients.iter().filter_map(|client| client.namespace.as_ref());
        for namespace in others.chain(&model.environment.prometheus_namespace).chain([&model.operator.namespace]) {
            self.add("namespace", &namespace.value);
        }
        let volumes = cluster.sets().into_iter().flat_map(|set| set.nodes.storage.volumes());
        for class in volumes.filter_map(|volume| volume.class.as_ref()) {
            self.add("storageclass", &class.value);
        }
        for secret in &model.images.pull_secrets {
            self.add("secret", &secret.value);
        }
        for resource in &model.release.resources {
            self.add("crd", &format!("{}.{}", resource.plural, resource.group));
        }
        for kind in ["servicemonitors", "podmonitors", "prometheusrules"] {
            self.add("crd", &format!("{kind}.monitoring.coreos.com"));
        }
        self.add("service", "prometheus-operated");
        for container in compose(set) {
            self.add("container of docker", &container);
        }
        assert!(catalog::settings(&cluster.kafka.value).is_some());
    }

    /// Where Kafka answers: from within a broker's pod, and by the Service.
    fn addresses(&mut self, set: &Set) {
        let cluster = &set.model.cluster;
        for listener in &cluster.listeners {
            let port = listener.port.value;
            if !listener.tls.value {
                self.add("address", &format!("localhost:{port}"));
            }
            for service in [
                format!("{}-kafka-bootstrap", cluster.name.value),
                format!("{}-kafka-{}-bootstrap", cluster.name.value, listener.name.value),
            ] {
                self.add("address", &format!("{service}:{port}"));
                self.add("address", &format!("{service}.{}:{port}", cluster.namespace.value));
                self.add("address", &format!("{service}.{}.svc:{port}", cluster.namespace.value));
            }
        }
        for address in ["kafka:9092".to_owned(), "localhost:9092".to_owned()] {
            if set.model.stack.is_some() {
                self.add("address of docker", &address);
            }
        }
    }
}

/// The names of the containers of the local stack.
fn compose(set: &Set) -> Vec<String> {
    let compose = set.artefacts.iter().find(|artefact| artefact.path.ends_with("docker-compose.yml"));
    let Some(compose) = compose else { return Vec::new() };
    let lines = compose.text.lines().filter_map(|line| line.trim().strip_prefix("container_name: "));
    lines.map(|name| name.trim_matches('"').to_owned()).collect()
}

fn is_yaml(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "yaml")
}

/// Every rendered object with its file.
fn objects(set: &Set) -> Vec<(String, Value)> {
    let mut sources = Sources::default();
    let mut found = Vec::new();
    let yaml: Vec<_> = set.artefacts.iter().filter(|artefact| is_yaml(&artefact.path)).collect();
    let ids: Vec<_> = yaml.iter().map(|one| sources.add(one.path.as_str(), one.text.as_str()).unwrap()).collect();
    for (artefact, id) in yaml.iter().zip(ids) {
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        found.extend(bundle.documents().map(|document| (artefact.path.clone(), document.root().to_json())));
    }
    found
}
