//! What an operator makes beside pods and Services, by name.

use super::cluster::ids;
use super::{Derived, Object};
use crate::bundle::Node;
use crate::catalog::Release;
use crate::inventory::{Carer, Cluster, User};

/// Of every cluster: kind, name, and the part that must run.
const OBJECTS: [(&str, &str, &str); 42] = [
    ("ServiceAccount", "{c}-kafka", ""),
    ("ServiceAccount", "{c}-zookeeper", "zookeeper"),
    ("ServiceAccount", "{c}-entity-operator", "entity"),
    ("ServiceAccount", "{c}-kafka-exporter", "exporter"),
    ("ServiceAccount", "{c}-cruise-control", "cruise"),
    ("Secret", "{c}-cluster-ca", ""),
    ("Secret", "{c}-cluster-ca-cert", ""),
    ("Secret", "{c}-clients-ca", ""),
    ("Secret", "{c}-clients-ca-cert", ""),
    ("Secret", "{c}-cluster-operator-certs", ""),
    ("Secret", "{c}-kafka-jmx", "jmx"),
    ("Secret", "{c}-zookeeper-nodes", "zookeeper"),
    ("Secret", "{c}-entity-topic-operator-certs", "topic"),
    ("Secret", "{c}-entity-user-operator-certs", "user"),
    ("Secret", "{c}-kafka-exporter-certs", "exporter"),
    ("Secret", "{c}-cruise-control-certs", "cruise"),
    ("Secret", "{c}-cruise-control-api", "cruise"),
    ("ConfigMap", "{c}-zookeeper-config", "zookeeper"),
    ("ConfigMap", "{c}-entity-topic-operator-config", "topic"),
    ("ConfigMap", "{c}-entity-user-operator-config", "user"),
    ("ConfigMap", "{c}-cruise-control-config", "cruise"),
    ("Deployment", "{c}-entity-operator", "entity"),
    ("Deployment", "{c}-kafka-exporter", "exporter"),
    ("Deployment", "{c}-cruise-control", "cruise"),
    ("StrimziPodSet", "{c}-zookeeper", "zookeeper"),
    ("NetworkPolicy", "{c}-network-policy-kafka", ""),
    ("NetworkPolicy", "{c}-network-policy-zookeeper", "zookeeper"),
    ("NetworkPolicy", "{c}-network-policy-kafka-exporter", "exporter"),
    ("NetworkPolicy", "{c}-network-policy-cruise-control", "cruise"),
    ("NetworkPolicy", "{c}-network-policy-entity-operator", "entity"),
    ("PodDisruptionBudget", "{c}-kafka", ""),
    ("PodDisruptionBudget", "{c}-zookeeper", "zookeeper"),
    ("Role", "{c}-kafka-role", ""),
    ("RoleBinding", "{c}-kafka-role", ""),
    ("Role", "{c}-entity-operator", "entity"),
    ("RoleBinding", "{c}-entity-topic-operator-role", "topic"),
    ("RoleBinding", "{c}-entity-user-operator-role", "user"),
    ("Endpoints", "{c}-kafka-bootstrap", ""),
    ("Endpoints", "{c}-kafka-brokers", ""),
    ("Secret", "{c}-kafka-brokers", ""),
    ("Secret", "{c}-trustbundle", ""),
    ("ConfigMap", "{c}-kafka-config", ""),
];

pub(super) fn of_cluster<'b>(cluster: &Cluster<'b>, release: &'static Release, derived: &mut Derived<'b>) {
    let namespace = cluster.document.namespace();
    let whole = cluster.document.root();
    let part = |part: &str| -> Option<Node<'b>> {
        match part {
            "" => Some(whole),
            "zookeeper" => cluster.zookeeper.as_ref().map(|it| it.node),
            "entity" => cluster.topic_operator.or(cluster.user_operator),
            "topic" => cluster.topic_operator,
            "user" => cluster.user_operator,
            "exporter" => cluster.exporter,
            "cruise" => cluster.cruise_control,
            "jmx" => cluster.kafka.get("jmxOptions"),
            _ => None,
        }
    };
    for (kind, pattern, needs) in OBJECTS {
        if let Some(from) = part(needs) {
            let name = pattern.replace("{c}", cluster.name);
            let keys = keys(kind, pattern, cluster);
            derived.objects.push(Object { kind, name, namespace, from, keys });
        }
    }
    let binding = release.names.kafka_init_binding.replace("{cluster}", cluster.name);
    derived.object("ClusterRoleBinding", binding.replace("{namespace}", namespace.unwrap_or_default()), None, whole);
    for (pool, ids) in cluster.pools.iter().zip(ids(cluster)) {
        let fill = |pattern: &str| pattern.replace("{cluster}", cluster.name).replace("{pool}", pool.name);
        derived.object("StrimziPodSet", fill(&release.names.pod_set), namespace, pool.spec);
        for id in ids {
            let one = |pattern: &str| fill(pattern).replace("{node}", &id.to_string());
            derived.object("ConfigMap", one(&release.names.pod), namespace, pool.spec);
            derived.object("Secret", one(&release.names.broker_certificates), namespace, pool.spec);
        }
    }
}

/// The keys of a Secret of a cluster, where they are known: of authorities that Strimzi makes itself. At a renewal it adds old
/// certificates, and stores of PKCS #12 depend on an option.
///
/// Source: `InternalCa` and `Ca`, Strimzi 0.39.0 to 1.2.0.
fn keys(kind: &str, pattern: &str, cluster: &Cluster<'_>) -> Option<Vec<&'static str>> {
    let authority = match pattern {
        "{c}-cluster-ca-cert" => "clusterCa",
        "{c}-clients-ca-cert" => "clientsCa",
        _ => return None,
    };
    let own = cluster.document.at(["spec", authority, "generateCertificateAuthority"]).and_then(Node::as_bool);
    let other = cluster.document.at(["spec", authority, "type"]).is_some();
    (kind == "Secret" && own != Some(false) && !other).then(|| vec!["ca.crt", "ca.p12", "ca.password"])
}

/// The Secret of a user.
///
/// Source: `KafkaUserModel.generateSecret`, Strimzi 0.39.0 to 1.2.0.
pub(super) fn of_user<'b>(user: &User<'b>, cluster: Option<&Cluster<'b>>, derived: &mut Derived<'b>) {
    let keys = match user.authentication.map(|kind| kind.value) {
        None | Some("tls-external") => return,
        Some("tls") => Some(vec!["ca.crt", "user.crt", "user.key", "user.p12", "user.password"]),
        Some("scram-sha-512") => Some(vec!["password", "sasl.jaas.config"]),
        Some(_) => None,
    };
    let operator = cluster.and_then(|cluster| Carer::Users.of(cluster));
    let prefix = operator.and_then(|operator| operator.get("secretPrefix")).and_then(Node::as_text);
    let name = format!("{}{}", prefix.unwrap_or_default(), user.name);
    let (namespace, from) = (user.document.namespace(), user.document.root());
    derived.objects.push(Object { kind: "Secret", name, namespace, from, keys });
}
