//! The nouns, each with its fields. Their doc comments are what houses read.

use super::{Amount, FieldInfo, Lasting, Noun, Shown, View, Viewed};
use std::collections::BTreeMap;

/// Texts by name: labels, settings.
type Map = BTreeMap<String, String>;

/// The name of a field, also of one that Rust keeps for itself.
macro_rules! name {
    (r#type) => {
        "type"
    };
    (r#for) => {
        "for"
    };
    ($name:ident) => {
        stringify!($name)
    };
}

/// A struct for each noun, and the list of all.
macro_rules! nouns {
    ($($(#[doc = $meaning:literal])+ $noun:ident = $word:literal {
        $($(#[doc = $said:literal])+ $field:ident: $type:ty $(= $words:expr)?,)+
    })+) => {
        $(
            $(#[doc = $meaning])+
            #[derive(Debug, Clone, PartialEq, Default)]
            pub struct $noun {
                $($(#[doc = $said])+ pub $field: $type,)+
            }

            impl $noun {
                /// Its word and its fields.
                pub const NOUN: Noun = Noun {
                    word: $word,
                    meaning: concat!($($meaning),+).trim_ascii(),
                    fields: &[$(FieldInfo {
                        name: name!($field),
                        meaning: concat!($($said),+).trim_ascii(),
                        kind: <$type as Viewed>::KIND,
                        maybe: <$type as Viewed>::MAYBE,
                        words: { const WORDS: &[&[&str]] = &[$(&$words)?]; match WORDS { [words] => words, _ => &[] } },
                    }),+],
                };
            }

            impl View for $noun {
                fn noun(&self) -> &'static Noun {
                    static NOUN: Noun = $noun::NOUN;
                    &NOUN
                }

                fn get(&self, field: &str) -> Option<Shown<'_>> {
                    match field {
                        $(name!($field) => self.$field.shown(),)+
                        _ => None,
                    }
                }
            }
        )+

        /// All of them.
        pub static NOUNS: &[Noun] = &[$($noun::NOUN),+];
    };
}

nouns! {
    /// A topic.
    Topic = "topic" {
        /// Its name in Kafka.
        name: String,
        /// The name of its KafkaTopic.
        resource: String,
        /// The namespace of its KafkaTopic.
        namespace: String,
        /// The cluster that it is in.
        cluster: String,
        /// The labels of its KafkaTopic.
        labels: Map,
        /// The annotations of its KafkaTopic.
        annotations: Map,
        /// What it is for.
        purpose: String,
        /// How many partitions it has.
        partitions: Option<i64>,
        /// How many copies of each partition there are.
        replicas: Option<i64>,
        /// How many copies must acknowledge a record before the producer hears of it.
        min_insync: Option<i64>,
        /// How long it keeps records.
        retention: Option<Lasting>,
        /// How much a partition keeps.
        max_bytes: Option<Amount>,
        /// How large a segment grows.
        segment: Option<Amount>,
        /// The largest batch of records that it takes.
        max_message_bytes: Option<Amount>,
        /// What happens to old records.
        cleanup: String = ["delete", "compact", "compact,delete"],
        /// How records are compressed.
        compression: String = ["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"],
        /// The topic whose dead letters it takes.
        dead_letter_for: String,
        /// The clients of the spec that write to it.
        producers: Vec<String>,
        /// The clients of the spec that read from it.
        consumers: Vec<String>,
        /// Its own settings, as Kafka names them.
        config: Map,
    }

    /// A Kafka cluster.
    Cluster = "cluster" {
        /// The name of its Kafka resource.
        name: String,
        /// The namespace that it is in.
        namespace: String,
        /// The labels of its Kafka resource.
        labels: Map,
        /// The annotations of its Kafka resource.
        annotations: Map,
        /// The version of Kafka.
        kafka: String,
        /// The release of the Strimzi operator.
        strimzi: String,
        /// Who keeps the metadata.
        mode: String = ["zookeeper", "kraft"],
        /// How many brokers it has.
        brokers: Option<i64>,
        /// How many controllers it has; with ZooKeeper, how many servers of that.
        controllers: Option<i64>,
        /// The names of its listeners.
        listeners: Vec<String>,
        /// How access is decided.
        authorization: String = ["simple", "opa", "keycloak", "custom"],
        /// How many copies topics have that do not say.
        default_replicas: Option<i64>,
        /// How many copies must acknowledge in topics that do not say.
        min_insync: Option<i64>,
        /// Whether a topic that somebody names springs into being.
        auto_create_topics: bool,
        /// Whether brokers know the zone that they are in.
        rack_aware: bool,
        /// Whether the Topic Operator runs.
        topic_operator: bool,
        /// Whether the User Operator runs.
        user_operator: bool,
        /// Whether Kafka Exporter runs.
        exporter: bool,
        /// Whether Cruise Control runs.
        cruise_control: bool,
        /// Whether brokers give metrics.
        metrics: bool,
        /// The settings of its brokers, as Kafka names them.
        config: Map,
    }

    /// Nodes of a cluster that are alike: a node pool, or the brokers, controllers or ZooKeeper servers of a Kafka resource.
    Pool = "pool" {
        /// Its name.
        name: String,
        /// The cluster that it belongs to.
        cluster: String,
        /// The namespace that it is in.
        namespace: String,
        /// The labels of its KafkaNodePool.
        labels: Map,
        /// What its nodes are.
        roles: Vec<String> = ["broker", "controller", "zookeeper"],
        /// How many nodes it has.
        replicas: Option<i64>,
        /// What its nodes keep data on.
        storage: String = ["persistent-claim", "ephemeral", "jbod"],
        /// How much a node can keep, on all its volumes.
        storage_bytes: Option<Amount>,
        /// How many volumes a node has.
        volumes: Option<i64>,
        /// The storage classes of its volumes.
        classes: Vec<String>,
        /// Whether volumes go when the cluster goes.
        delete_claim: bool,
        /// The memory that a node asks for.
        memory_request: Option<Amount>,
        /// The memory that a node may use at most.
        memory_limit: Option<Amount>,
        /// The processor time that a node asks for, in thousandths of a core.
        cpu_request: Option<i64>,
        /// The processor time that a node may use at most, in thousandths of a core.
        cpu_limit: Option<i64>,
        /// The largest heap of its Java.
        heap: Option<Amount>,
    }

    /// A listener of a cluster.
    Listener = "listener" {
        /// Its name.
        name: String,
        /// The cluster that it belongs to.
        cluster: String,
        /// The namespace of that cluster.
        namespace: String,
        /// Its port.
        port: Option<i64>,
        /// How it is reached.
        r#type: String = ["internal", "cluster-ip", "nodeport", "loadbalancer", "route", "ingress", "tlsroute"],
        /// Whether it is reached from outside of Kubernetes.
        exposed: bool,
        /// Whether it is encrypted.
        tls: bool,
        /// How clients say who they are.
        authentication: String = ["tls", "scram-sha-512", "oauth", "custom"],
        /// Whether it says who may connect.
        restricted: bool,
        /// Who may connect: namespaces and labels, each as a text.
        peers: Vec<String>,
    }

    /// A user of a cluster.
    User = "user" {
        /// The name of its KafkaUser.
        name: String,
        /// The namespace of its KafkaUser.
        namespace: String,
        /// The cluster that it belongs to.
        cluster: String,
        /// The labels of its KafkaUser.
        labels: Map,
        /// How it says who it is.
        authentication: String = ["tls", "tls-external", "scram-sha-512"],
        /// Whether it may do everything.
        superuser: bool,
        /// What it may do, each as `allow Read topic orders-*`.
        acls: Vec<String>,
        /// How many bytes it may write in a second.
        produce_rate: Option<Amount>,
        /// How many bytes it may read in a second.
        consume_rate: Option<Amount>,
    }

    /// An application that produces or consumes, as a spec describes it.
    Client = "client" {
        /// Its name.
        name: String,
        /// The namespace that it runs in.
        namespace: String,
        /// The library that it uses.
        library: String,
        /// Who answers for it.
        owner: String,
        /// The topics that it writes to.
        produces: Vec<String>,
        /// The topics that it reads from.
        consumes: Vec<String>,
        /// The consumer groups that it is in.
        groups: Vec<String>,
    }

    /// An alert.
    Alert = "alert" {
        /// Its name.
        name: String,
        /// The group that it is in.
        group: String,
        /// Its expression.
        expr: String,
        /// How long the expression must give something before it fires.
        r#for: Lasting,
        /// Its label `severity`.
        severity: String,
        /// Its labels.
        labels: Map,
        /// Its annotations: summary, description, runbook.
        annotations: Map,
    }

    /// A ServiceMonitor or PodMonitor.
    Monitor = "monitor" {
        /// Its name.
        name: String,
        /// The namespace that it is in.
        namespace: String,
        /// Which of the two it is.
        kind: String = ["ServiceMonitor", "PodMonitor"],
        /// Its labels.
        labels: Map,
        /// How often its targets are scraped; without one, as often as Prometheus does by itself.
        interval: Option<Lasting>,
        /// The labels that it selects by.
        selects: Map,
        /// The ports that it scrapes.
        ports: Vec<String>,
    }

    /// A service of a compose file.
    Service = "service" {
        /// Its name.
        name: String,
        /// Its image, with tag and digest.
        image: String,
        /// The tag of its image.
        tag: String,
        /// Whether its image is named by a digest.
        digest: bool,
        /// The ports that it opens on the host, each as it is written.
        ports: Vec<String>,
        /// Its environment.
        environment: Map,
        /// Its volumes, each as it is written.
        volumes: Vec<String>,
        /// The services that it waits for.
        depends_on: Vec<String>,
        /// Whether it says how its health is checked.
        health_check: bool,
        /// When it is started again.
        restart: String,
        /// The memory that it may use at most.
        memory_limit: Option<Amount>,
    }

    /// A Kubernetes object, of whatever kind.
    Object = "object" {
        /// Its kind.
        kind: String,
        /// Its `apiVersion`.
        api_version: String,
        /// Its name.
        name: String,
        /// Its namespace.
        namespace: String,
        /// Its labels.
        labels: Map,
        /// Its annotations.
        annotations: Map,
        /// The file that it stands in.
        file: String,
    }
}
