//! A release of Strimzi: what a person read out of its code (`release.toml`) and what it says itself (`shipped.toml`).

use super::capability::Capability;
use super::forbidden::{Configured, Forbidden, ForbiddenKeys};
use super::reading::{Malformed, toml};
use super::shipped::{
    Binding, Chart, CustomResource, ImageName, Images, KafkaVersion, KafkaVersions, Operator, Role, Shipped,
};
use super::version::Version;
use super::written::{Cluster, Component, Kubernetes, Listeners, Metrics, Names, Service, Written};
use std::collections::{BTreeMap, BTreeSet};

/// A release of Strimzi.
#[derive(Debug)]
pub struct Release {
    /// Its full name, such as `0.39.0`.
    pub version: &'static str,
    /// The day of its tag, as `2023-12-18`.
    pub released: String,
    /// What it can do.
    pub capabilities: BTreeSet<Capability>,
    /// The Kubernetes it runs on.
    pub kubernetes: Kubernetes,
    /// How a cluster is described.
    pub cluster: Cluster,
    /// How listeners are described.
    pub listeners: Listeners,
    /// Which metrics programs it brings.
    pub metrics: Metrics,
    /// What the operator calls things.
    pub names: Names,
    /// The Services that the operator makes whatever the listeners are.
    pub services: Vec<Service>,
    /// The pods of a cluster.
    pub components: Vec<Component>,
    /// The custom resources it brings.
    pub resources: Vec<CustomResource>,
    /// The Kafka versions it supports.
    pub kafka_versions: KafkaVersions,
    /// The feature gates it knows, with their defaults: any other name, and the operator ends.
    pub feature_gates: BTreeMap<String, bool>,
    /// Its images.
    pub images: Images,
    /// The operator's Deployment.
    pub operator: Operator,
    /// The Helm chart that installs the same.
    pub chart: Chart,
    /// The `ClusterRole`s of the installation.
    pub roles: Vec<Role>,
    /// The bindings of the installation.
    pub bindings: Vec<Binding>,
    forbidden: BTreeMap<String, ForbiddenKeys>,
}

impl Release {
    pub(super) fn read(version: &'static str) -> Result<Self, Malformed> {
        let written: Written = toml(&format!("strimzi/{version}/release.toml"))?;
        let shipped: Shipped = toml(&format!("strimzi/{version}/shipped.toml"))?;
        Ok(Release::new(version, written, shipped))
    }

    fn new(version: &'static str, written: Written, shipped: Shipped) -> Self {
        let Written { released, capabilities, kubernetes, cluster, listeners, metrics, names, services, components } =
            written;
        let Shipped { resources, kafka, feature_gates, forbidden, images, operator, chart, roles, bindings } = shipped;
        Release {
            version,
            released,
            capabilities,
            kubernetes,
            cluster,
            listeners,
            metrics,
            names,
            services,
            components,
            resources,
            kafka_versions: kafka,
            feature_gates,
            images,
            operator,
            chart,
            roles,
            bindings,
            forbidden,
        }
    }

    /// Whether it can do something.
    pub fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    /// A Kafka version that it supports.
    pub fn kafka(&self, version: &str) -> Option<&KafkaVersion> {
        self.kafka_versions.versions.iter().find(|known| known.version == version)
    }

    /// Whether it has heard of a Kafka version, be it that it cannot run it. Up to 0.51.0 brokers of any other cannot be upgraded.
    pub fn knows(&self, kafka: &str) -> bool {
        self.kafka(kafka).is_some() || self.kafka_versions.known.iter().any(|known| known == kafka)
    }

    /// Whether it moves a cluster of that Kafka from `ZooKeeper` to KRaft.
    pub fn migrates(&self, kafka: &str) -> bool {
        let oldest = self.cluster.migration_from.as_deref().and_then(Version::parse);
        self.can(Capability::KraftMigration) && oldest.is_some() && Version::parse(kafka) >= oldest
    }

    /// Whether every custom resource that both bring has an API version that both serve, so that objects outlive the change.
    pub fn shares_api_with(&self, other: &Release) -> bool {
        self.resources.iter().all(|own| {
            let theirs = other.resource(&own.kind);
            theirs.is_none_or(|theirs| own.served.iter().any(|version| theirs.served.contains(version)))
        })
    }

    /// The custom resources whose objects the other release cannot read as this one stores them.
    pub fn stored_unread_by<'r>(&'r self, other: &'r Release) -> impl Iterator<Item = &'r CustomResource> {
        self.resources
            .iter()
            .filter(|own| other.resource(&own.kind).is_some_and(|theirs| !theirs.served.contains(&own.stored)))
    }

    /// The Kafka version that runs when the cluster does not say.
    pub fn default_kafka(&self) -> &str {
        &self.kafka_versions.default
    }

    /// Each supported Kafka version with its image, oldest first: what the operator's image maps must hold, no more and no less.
    pub fn kafka_images(&self) -> impl Iterator<Item = (&str, String)> {
        self.kafka_versions
            .versions
            .iter()
            .filter_map(|known| Some((known.version.as_str(), self.images.get(ImageName::Kafka, &known.version)?)))
    }

    /// A custom resource that it brings, by kind.
    pub fn resource(&self, kind: &str) -> Option<&CustomResource> {
        self.resources.iter().find(|resource| resource.kind == kind)
    }

    /// A component by its type, such as `kafka` or `entity-operator`.
    pub fn component(&self, kind: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.kind_of_component == kind)
    }

    /// Why a key in `spec.kafka.config` is dropped; none if it is not.
    pub fn forbidden(&self, key: &str) -> Option<Forbidden<'_>> {
        self.dropped(Configured::Kafka, key)
    }

    /// The keys that it drops from `spec.kafka.config`.
    pub fn forbidden_keys(&self) -> Option<&ForbiddenKeys> {
        self.forbidden.get(Configured::Kafka.table())
    }

    /// Why a key in a configuration is dropped; none if it is not.
    pub fn dropped(&self, of: Configured, key: &str) -> Option<Forbidden<'_>> {
        self.forbidden.get(of.table())?.get(key)
    }
}

impl CustomResource {
    /// The value of `apiVersion` in a manifest: the newest version that is served.
    pub fn api_version(&self) -> String {
        let newest = self.served.iter().map(String::as_str).max_by_key(|name| maturity(name));
        format!("{}/{}", self.group, newest.unwrap_or(&self.stored))
    }
}

/// Kubernetes' own order of API versions: `v1` after `v1beta2` after `v1alpha1`.
fn maturity(name: &str) -> (u32, u32, u32) {
    let rest = name.strip_prefix('v').unwrap_or(name);
    let (major, level, minor) = match (rest.split_once("beta"), rest.split_once("alpha")) {
        (Some((major, minor)), _) => (major, 1, minor),
        (None, Some((major, minor))) => (major, 0, minor),
        (None, None) => (rest, 2, ""),
    };
    (level, major.parse().unwrap_or(0), minor.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::maturity;

    #[test]
    fn the_newest_api_version_is_the_most_mature() {
        let order = ["v1alpha1", "v1alpha2", "v1beta1", "v1beta2", "v2beta1", "v1", "v2"];
        assert!(order.is_sorted_by_key(|name| maturity(name)));
    }
}
