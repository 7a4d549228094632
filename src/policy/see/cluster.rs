//! Clusters, their pools and their listeners.

use super::{Place, Platform, Seen, count, map, metadata, named, owned, size, word};
use crate::bundle::Node;
use crate::inventory::{self as there, Resources, Storage, text_of};
use crate::policy::view::{Amount, Cluster, Listener, Pool};
use crate::units::Bytes;

pub(super) fn clusters<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    platform.inventory.clusters.iter().map(|cluster| self::cluster(cluster, platform)).collect()
}

fn cluster<'b>(cluster: &'b there::Cluster<'b>, platform: &Platform<'b>) -> Seen<'b> {
    let document = cluster.document;
    let config = &cluster.config;
    let brokers = cluster.brokers();
    let controllers = match &cluster.zookeeper {
        Some(zookeeper) => Some(zookeeper.replicas),
        None => cluster.controllers(),
    };
    let default_replicas = config.broker_number("default.replication.factor");
    let min_insync = config.broker_number("min.insync.replicas");
    let auto_create = config.broker_flag("auto.create.topics.enable");
    let view = Cluster {
        name: cluster.name.to_owned(),
        namespace: owned(document.namespace()),
        labels: metadata(document, "labels"),
        annotations: metadata(document, "annotations"),
        kafka: cluster.version.value.to_owned(),
        strimzi: platform.release.version.to_string(),
        mode: if cluster.kraft.value { "kraft" } else { "zookeeper" }.to_owned(),
        brokers: count(brokers.map(|known| known.value)),
        controllers: count(controllers.map(|known| known.value)),
        listeners: cluster.listeners.iter().map(|listener| listener.name.to_owned()).collect(),
        authorization: word(cluster.authorization.as_ref()),
        default_replicas: default_replicas.map(|known| known.value),
        min_insync: min_insync.map(|known| known.value),
        auto_create_topics: auto_create.is_none_or(|known| known.value),
        rack_aware: cluster.rack.is_some(),
        topic_operator: cluster.topic_operator.is_some(),
        user_operator: cluster.user_operator.is_some(),
        exporter: cluster.exporter.is_some(),
        cruise_control: cluster.cruise_control.is_some(),
        metrics: cluster.metrics.is_some(),
        config: map(config.map()),
    };
    Seen::of(view, "cluster", cluster.name, document)
        .field("labels", document.at(["metadata", "labels"]))
        .field("annotations", document.at(["metadata", "annotations"]))
        .known("kafka", Some(&cluster.version))
        .known("mode", Some(&cluster.kraft))
        .known("brokers", brokers.as_ref())
        .known("controllers", controllers.as_ref())
        .field("listeners", cluster.kafka.get("listeners"))
        .known("authorization", cluster.authorization.as_ref())
        .known("default_replicas", default_replicas.as_ref())
        .known("min_insync", min_insync.as_ref())
        .known("auto_create_topics", auto_create.as_ref())
        .field("rack_aware", cluster.rack)
        .field("topic_operator", cluster.topic_operator)
        .field("user_operator", cluster.user_operator)
        .field("exporter", cluster.exporter)
        .field("cruise_control", cluster.cruise_control)
        .field("metrics", cluster.metrics)
        .field("config", Some(config.place()))
}

pub(super) fn pools<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    platform.inventory.clusters.iter().flat_map(of_cluster).collect()
}

fn of_cluster<'b>(cluster: &'b there::Cluster<'b>) -> Vec<Seen<'b>> {
    let pools = cluster.pools.iter().map(|pool| self::pool(cluster, pool));
    pools.chain(cluster.zookeeper.iter().map(|zookeeper| zookeeper_servers(cluster, zookeeper))).collect()
}

fn pool<'b>(cluster: &'b there::Cluster<'b>, pool: &'b there::Pool<'b>) -> Seen<'b> {
    let roles = [(pool.brokers, "broker"), (pool.controllers, "controller")];
    let view = Pool {
        name: pool.name.to_owned(),
        cluster: cluster.name.to_owned(),
        namespace: owned(pool.document.namespace()),
        labels: if pool.is_resource { metadata(pool.document, "labels") } else { super::map(None) },
        roles: roles.into_iter().filter(|(has, _)| *has).map(|(_, role)| role.to_owned()).collect(),
        replicas: Some(i64::from(pool.replicas.value)),
        heap: size(pool.heap.max.map(|heap| heap.value)),
        ..parts(pool.storage.as_ref(), &pool.resources)
    };
    let target = named("pool", &format!("{}/{}", cluster.name, pool.name), pool.document);
    let place = pool.document.at(["metadata", "name"]).unwrap_or(pool.spec);
    let seen = Seen::new(view, target, Place::Node(place))
        .field("roles", pool.spec.get("roles"))
        .known("replicas", Some(&pool.replicas))
        .known("heap", pool.heap.max.as_ref());
    placed(seen, pool.storage.as_ref(), &pool.resources)
}

fn zookeeper_servers<'b>(cluster: &'b there::Cluster<'b>, zookeeper: &'b there::ZooKeeper<'b>) -> Seen<'b> {
    let view = Pool {
        name: "zookeeper".to_owned(),
        cluster: cluster.name.to_owned(),
        namespace: owned(cluster.document.namespace()),
        roles: vec!["zookeeper".to_owned()],
        replicas: Some(i64::from(zookeeper.replicas.value)),
        heap: size(zookeeper.heap.max.map(|heap| heap.value)),
        ..parts(zookeeper.storage.as_ref(), &zookeeper.resources)
    };
    let target = named("pool", &format!("{}/zookeeper", cluster.name), cluster.document);
    let seen = Seen::new(view, target, Place::Node(zookeeper.node))
        .known("replicas", Some(&zookeeper.replicas))
        .known("heap", zookeeper.heap.max.as_ref());
    placed(seen, zookeeper.storage.as_ref(), &zookeeper.resources)
}

/// What storage and resources say of a pool.
fn parts(storage: Option<&Storage<'_>>, resources: &Resources<'_>) -> Pool {
    let volumes = || storage.into_iter().flat_map(|storage| &storage.volumes);
    let sizes: Option<Vec<u64>> = volumes().map(|volume| Some(volume.size?.value.0)).collect();
    let total = sizes.filter(|sizes| !sizes.is_empty());
    let total = total.map(|sizes| sizes.into_iter().fold(0, u64::saturating_add));
    Pool {
        storage: owned(storage.and_then(|storage| storage.node.get("type")?.as_text())),
        storage_bytes: total.map(|bytes| Amount::from(Bytes(bytes))),
        volumes: storage.and_then(|storage| i64::try_from(storage.volumes.len()).ok()),
        classes: volumes().filter_map(|volume| Some(volume.class?.value.to_owned())).collect(),
        delete_claim: volumes().any(|volume| volume.delete_claim.value),
        memory_request: size(resources.memory_request.map(|known| known.value)),
        memory_limit: size(resources.memory_limit.map(|known| known.value)),
        cpu_request: resources.cpu_request.and_then(|known| i64::try_from(known.value.0).ok()),
        cpu_limit: resources.cpu_limit.and_then(|known| i64::try_from(known.value.0).ok()),
        ..Pool::default()
    }
}

/// Where storage and resources say it.
fn placed<'b>(seen: Seen<'b>, storage: Option<&Storage<'b>>, resources: &Resources<'b>) -> Seen<'b> {
    let volume = storage.filter(|storage| storage.volumes.len() == 1).and_then(|storage| storage.volumes.first());
    let whole = storage.map(|storage| storage.node);
    let within = |node: Option<Node<'b>>| node.or(whole);
    seen.field("storage", storage.and_then(|storage| storage.node.get("type")))
        .field("storage_bytes", within(volume.and_then(|volume| Some(volume.size?.node()))))
        .field("volumes", whole)
        .field("classes", within(volume.and_then(|volume| Some(volume.class?.node()))))
        .field("delete_claim", within(volume.map(|volume| volume.delete_claim.node())))
        .known("memory_request", resources.memory_request.as_ref())
        .known("memory_limit", resources.memory_limit.as_ref())
        .known("cpu_request", resources.cpu_request.as_ref())
        .known("cpu_limit", resources.cpu_limit.as_ref())
}

pub(super) fn listeners<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    let clusters = platform.inventory.clusters.iter();
    clusters.flat_map(|cluster| cluster.listeners.iter().map(move |one| listener(cluster, one))).collect()
}

fn listener<'b>(cluster: &'b there::Cluster<'b>, listener: &'b there::Listener<'b>) -> Seen<'b> {
    let peers: Vec<Node<'b>> = listener.peers.into_iter().flat_map(Node::items).collect();
    let view = Listener {
        name: listener.name.to_owned(),
        cluster: cluster.name.to_owned(),
        namespace: owned(cluster.document.namespace()),
        port: listener.port.map(|port| port.value),
        r#type: word(listener.kind.as_ref()),
        exposed: !listener.is_internal(),
        tls: listener.is_encrypted(),
        authentication: word(listener.authentication.as_ref()),
        restricted: !peers.is_empty(),
        peers: peers.into_iter().map(peer).collect(),
    };
    let target = named("listener", &format!("{}/{}", cluster.name, listener.name), cluster.document);
    Seen::new(view, target, Place::Node(listener.node.get("name").unwrap_or(listener.node)))
        .known("port", listener.port.as_ref())
        .known("type", listener.kind.as_ref())
        .known("exposed", listener.kind.as_ref())
        .known("tls", listener.tls.as_ref())
        .known("authentication", listener.authentication.as_ref())
        .field("restricted", listener.peers)
        .field("peers", listener.peers)
}

/// Somebody who may connect, as a text: `pods app=audit in namespaces team=hrms`, `10.0.0.0/8`.
fn peer(node: Node<'_>) -> String {
    if let Some(range) = node.at(["ipBlock", "cidr"]).and_then(text_of) {
        return range.into_owned();
    }
    let part = |key: &str, what: &str| {
        let labels = labels(node.get(key)?);
        Some(if labels.is_empty() { format!("all {what}") } else { format!("{what} {}", labels.join(",")) })
    };
    match (part("podSelector", "pods"), part("namespaceSelector", "namespaces")) {
        (Some(pods), Some(namespaces)) => format!("{pods} in {namespaces}"),
        (Some(pods), None) => pods,
        (None, Some(namespaces)) => namespaces,
        (None, None) => "all".to_owned(),
    }
}

/// What a selector asks for, each as a text: `app=audit`, `tier In web,batch`.
fn labels(selector: Node<'_>) -> Vec<String> {
    let labels = map(selector.get("matchLabels")).into_iter().map(|(key, value)| format!("{key}={value}"));
    let expressions = selector.get("matchExpressions").into_iter().flat_map(Node::items).map(|node| {
        let text = |key: &str| owned(node.get(key).and_then(text_of));
        let values = node.get("values").into_iter().flat_map(Node::items).filter_map(text_of);
        format!("{} {} {}", text("key"), text("operator"), values.collect::<Vec<_>>().join(",")).trim_end().to_owned()
    });
    labels.chain(expressions).collect()
}
