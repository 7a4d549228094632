//! `[compose]`

use super::Field;
use schemars::JsonSchema;
use serde::Deserialize;

/// The local stack: the same topics on one broker.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Compose {
    /// What container names begin with. Default: the project's name.
    #[schemars(example = &"hrms")]
    pub project: Field<String>,
    /// The network that the services share. Default: one of its own.
    pub network: Field<Network>,
    /// Where the services are reached from the host. Default: at `127.0.0.1`.
    pub host: Field<Host>,
    /// Whether Kafka UI is part of it. Default: `true`.
    #[schemars(example = true)]
    pub ui: Field<bool>,
}

/// The network of the local stack.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Its name. Default: that of `compose.project` with `_network`.
    #[schemars(example = &"hrms_network")]
    pub name: Field<String>,
    /// Whether somebody else makes it. Default: `false`.
    #[schemars(example = false)]
    pub external: Field<bool>,
}

/// Where the services are reached from the host.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Host {
    /// The address that ports are bound to. Default: `127.0.0.1`.
    #[schemars(example = &"127.0.0.1")]
    pub address: Field<String>,
    /// Kafka's port for programs on the host. Default: `29092`.
    #[schemars(example = 29092)]
    pub kafka_port: Field<u16>,
    /// Kafka UI's port. Default: `8080`.
    #[schemars(example = 8080)]
    pub ui_port: Field<u16>,
}
