//! `[cluster.listener.NAME]`

use super::{Field, Named};
use crate::spec::{Either, Setting};
use schemars::JsonSchema;
use serde::Deserialize;

/// A listener.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Listener {
    /// Its port: 9092 or above; 9404 and 9999 are taken. Required.
    #[schemars(example = 9093)]
    pub port: Field<u16>,
    /// Whether it is encrypted. Required.
    #[schemars(example = true)]
    pub tls: Field<bool>,
    /// How it is reached. Default: `internal`.
    #[schemars(example = &"internal")]
    pub r#type: Field<ListenerType>,
    /// How clients prove who they are: a word, or a table for a way of your own. Default: not at all.
    #[schemars(example = &"scram-sha-512")]
    pub authentication: Field<Either<Authentication, CustomAuthentication>>,
    /// From where it may be reached. Default: from everywhere. The first entry closes it to all others but the
    /// cluster's own namespace and those of the clients that use it.
    pub allow_from: Field<Vec<Field<Peer>>>,
    /// The name by which clients outside find it. Required for the types `ingress` and `tlsroute`; `route` may have one.
    #[schemars(example = &"kafka.example.org")]
    pub host: Field<String>,
    /// The names of the brokers, with `{nodeId}` where each has its number. Required for the types `ingress` and
    /// `tlsroute`; `route` may have them.
    #[schemars(example = &"kafka-{nodeId}.example.org")]
    pub broker_hosts: Field<String>,
    /// The gateways that pass connections on. Required for the type `tlsroute`.
    pub gateways: Field<Vec<Field<Gateway>>>,
    /// The port of the nodes by which clients begin; types `nodeport` and `loadbalancer`. Default: Kubernetes picks one.
    #[schemars(example = 32100)]
    pub node_port: Field<u16>,
    /// The ports of the nodes that lead to the brokers, in the order of their numbers; types `nodeport` and
    /// `loadbalancer`. Default: Kubernetes picks them.
    #[schemars(example = [32101, 32102, 32103])]
    pub broker_node_ports: Field<Vec<Field<u16>>>,
    /// The networks that the load balancers take connections from; type `loadbalancer`. Default: all.
    #[schemars(example = ["192.0.2.0/24"])]
    pub source_ranges: Field<Vec<Field<String>>>,
    /// Whether nodes pass connections on to pods of other nodes; types `nodeport` and `loadbalancer`. Default: they do.
    #[schemars(example = &"local")]
    pub traffic_policy: Field<TrafficPolicy>,
    /// The class of the Ingresses or of the load balancers; types `ingress` and `loadbalancer`. Default: that of the
    /// Kubernetes cluster.
    #[schemars(example = &"nginx")]
    pub class: Field<String>,
    /// Annotations of what the operator makes for it, for the first address and for each broker alike; all types but
    /// `internal`. Default: none.
    #[schemars(example = serde_json::json!({"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"}))]
    pub annotations: Field<Named<String>>,
}

/// How a listener is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ListenerType {
    /// From within the Kubernetes cluster.
    Internal,
    /// By a port of the nodes.
    #[serde(rename = "nodeport")]
    NodePort,
    /// By a load balancer for each broker, and one to begin with.
    #[serde(rename = "loadbalancer")]
    LoadBalancer,
    /// By an OpenShift route.
    Route,
    /// By an Ingress controller that passes TLS through.
    Ingress,
    /// By a gateway that passes TLS through (Gateway API).
    #[serde(rename = "tlsroute")]
    TlsRoute,
    /// By a Service per broker within the cluster.
    ClusterIp,
}

impl ListenerType {
    /// Strimzi's word.
    pub const fn word(self) -> &'static str {
        match self {
            ListenerType::Internal => "internal",
            ListenerType::NodePort => "nodeport",
            ListenerType::LoadBalancer => "loadbalancer",
            ListenerType::Route => "route",
            ListenerType::Ingress => "ingress",
            ListenerType::TlsRoute => "tlsroute",
            ListenerType::ClusterIp => "cluster-ip",
        }
    }

    /// Whether it is reached from within Kubernetes only.
    pub const fn is_inside(self) -> bool {
        matches!(self, ListenerType::Internal | ListenerType::ClusterIp)
    }
}

/// How clients prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Authentication {
    /// With a certificate.
    Tls,
    /// With a password.
    #[serde(rename = "scram-sha-512")]
    ScramSha512,
}

/// A way of your own by which clients prove who they are.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CustomAuthentication {
    /// Whether it is one of SASL; otherwise it is one of TLS. Required.
    #[schemars(example = true)]
    pub sasl: Field<bool>,
    /// What brokers are told about it, without `listener.name.…` in front. Default: nothing.
    #[schemars(example = serde_json::json!({"sasl.enabled.mechanisms": "OAUTHBEARER"}))]
    pub config: Field<Named<Setting>>,
}

/// Whether nodes pass connections on to pods of other nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TrafficPolicy {
    /// They do; brokers do not see where a client comes from.
    Cluster,
    /// They do not; brokers see where a client comes from.
    Local,
}

impl TrafficPolicy {
    /// Kubernetes' word.
    pub const fn word(self) -> &'static str {
        match self {
            TrafficPolicy::Cluster => "Cluster",
            TrafficPolicy::Local => "Local",
        }
    }
}

/// A gateway of the Gateway API.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Gateway {
    /// Its name. Required.
    #[schemars(example = &"kafka")]
    pub name: Field<String>,
    /// Its namespace. Default: the cluster's.
    #[schemars(example = &"gateways")]
    pub namespace: Field<String>,
    /// The one of its listeners that is meant. Default: all that fit.
    #[schemars(example = &"tls")]
    pub section: Field<String>,
    /// The port of it that is meant. Default: all that fit.
    #[schemars(example = 443)]
    pub port: Field<u16>,
}

/// From where a listener may be reached.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Peer {
    /// The namespace. Required.
    #[schemars(example = &"hrms")]
    pub namespace: Field<String>,
    /// Labels of the pods in it. Default: all pods.
    #[schemars(example = serde_json::json!({"app": "notification-service"}))]
    pub pods: Field<Named<String>>,
}
