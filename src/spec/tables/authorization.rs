//! `[cluster.authorization]`

use super::Field;
use schemars::JsonSchema;
use serde::Deserialize;

/// Who may do what.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Authorization {
    /// Who decides. Default: `simple` where every listener asks for a certificate or a password, else `none`.
    #[schemars(example = &"simple")]
    pub r#type: Field<AuthorizationType>,
    /// Users who may do everything, beside those of the operator: `CN=name` who comes by certificate, `name` who comes by
    /// password. Default: none.
    #[schemars(example = ["CN=break-glass"])]
    pub super_users: Field<Vec<Field<String>>>,
    /// The authorizer's class, for the type `custom`. It must be in the image of the brokers. Required for that type.
    #[schemars(example = &"org.example.HouseAuthorizer")]
    pub class: Field<String>,
    /// Whether that authorizer keeps the rights that KafkaUsers list; the type `simple` does. Default: it does not.
    #[schemars(example = true)]
    pub acls: Field<bool>,
}

/// Who decides what a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthorizationType {
    /// Kafka itself: what no list of rights allows is refused.
    Simple,
    /// A class of your own.
    Custom,
    /// Nobody: whoever is let in may do everything.
    None,
}

impl AuthorizationType {
    /// Strimzi's word; where nobody decides it has none, and nothing is written.
    pub const fn word(self) -> &'static str {
        match self {
            AuthorizationType::Simple => "simple",
            AuthorizationType::Custom => "custom",
            AuthorizationType::None => "none",
        }
    }
}
