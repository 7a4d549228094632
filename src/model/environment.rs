//! What is there already, and where images come from.

use super::scope::{Scope, entries, items, optional};
use super::{Sourced, names};
use crate::diag::{Complaints, Span};
use crate::spec::{Field, ids, tables};

/// What is there already. What is not written is unknown.
#[derive(Debug, Default)]
pub struct Environment {
    /// Kubernetes' version: major and minor.
    pub kubernetes: Option<Sourced<(u32, u32)>>,
    /// How many nodes can run brokers.
    pub nodes: Option<Sourced<u32>>,
    /// The zones in which they stand.
    pub zones: Vec<Sourced<String>>,
    /// The storage classes.
    pub storage_classes: Vec<StorageClass>,
    /// The namespace of Prometheus.
    pub prometheus_namespace: Option<Sourced<String>>,
    /// Whether prometheus-operator runs.
    pub prometheus_operator: Option<Sourced<bool>>,
}

/// A storage class.
#[derive(Debug)]
pub struct StorageClass {
    /// Its name.
    pub name: Sourced<String>,
    /// Whether its volumes can grow.
    pub expandable: Option<Sourced<bool>>,
    /// When its volumes are bound.
    pub binding: Option<Sourced<tables::Binding>>,
}

/// Where images come from.
#[derive(Debug, Default)]
pub struct Images {
    /// What stands in front of each image instead of its public registry.
    pub prefix: Option<Sourced<String>>,
    /// Digests by image name and tag.
    pub digests: Vec<(Sourced<String>, Sourced<String>)>,
    /// The Secrets with which images are pulled.
    pub pull_secrets: Vec<Sourced<String>>,
    /// When images are pulled.
    pub pull_policy: Option<Sourced<tables::PullPolicy>>,
}

impl Environment {
    /// What a table says for itself, without a platform around it; `whole` is the place of its text.
    pub fn read(written: &Field<tables::Environment>, whole: Span, complaints: &mut Complaints) -> Self {
        Environment::build(written, &mut Scope { whole, complaints })
    }

    pub(super) fn build(written: &Field<tables::Environment>, scope: &mut Scope<'_>) -> Self {
        let Some(tables::Environment { kubernetes, nodes, zones, storage_classes, prometheus }) = written.get() else {
            return Environment::default();
        };
        let nodes = optional(nodes);
        scope.at_least_one(nodes.as_ref(), "the number of nodes");
        let classes = entries(storage_classes).map(|(name, tables::StorageClass { expandable, binding }, _)| {
            StorageClass { name, expandable: optional(expandable), binding: optional(binding) }
        });
        let prometheus = prometheus.get();
        let prometheus_namespace = prometheus.and_then(|prometheus| optional(&prometheus.namespace));
        if let Some(namespace) = &prometheus_namespace {
            names::namespace(namespace, scope);
        }
        Environment {
            kubernetes: optional(kubernetes).and_then(|version| kubernetes_version(&version, scope)),
            nodes,
            zones: items(zones),
            storage_classes: classes.collect(),
            prometheus_namespace,
            prometheus_operator: prometheus.and_then(|prometheus| optional(&prometheus.operator)),
        }
    }

    /// What is known of a storage class.
    pub fn storage_class(&self, name: &str) -> Option<&StorageClass> {
        self.storage_classes.iter().find(|class| class.name.value == name)
    }
}

fn kubernetes_version(version: &Sourced<String>, scope: &mut Scope<'_>) -> Option<Sourced<(u32, u32)>> {
    let text = version.value.strip_prefix('v').unwrap_or(&version.value);
    let mut parts = text.splitn(3, '.');
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    if let (Some(major @ 1..), Some(minor)) = (number(), number()) {
        return Some(Sourced { value: (major, minor), origin: version.origin.clone() });
    }
    let headline = format!("{:?} is no version of Kubernetes", version.value);
    scope.complain(ids::OUT_OF_RANGE, version.origin.first(), headline, "write major and minor, such as \"1.31\"");
    None
}

impl Images {
    pub(super) fn build(written: &Field<tables::Images>, scope: &mut Scope<'_>) -> Self {
        let Some(tables::Images { prefix, digests, pull_secrets, pull_policy }) = written.get() else {
            return Images::default();
        };
        let prefix = optional(prefix);
        if let Some(prefix) = &prefix {
            check_prefix(prefix, scope);
        }
        let mut known = Vec::new();
        for (image, digest, entry) in entries(digests) {
            let digest = Sourced::written(digest.clone(), entry.value.span().unwrap_or(entry.name_at));
            check_digest(&digest, scope);
            known.push((image, digest));
        }
        let pull_secrets = items(pull_secrets);
        for secret in &pull_secrets {
            names::object(secret, scope);
        }
        Images { prefix, digests: known, pull_secrets, pull_policy: optional(pull_policy) }
    }

    /// Whether images come from elsewhere than their public registries, or are pinned.
    pub fn are_special(&self) -> bool {
        self.prefix.is_some() || !self.digests.is_empty()
    }

    /// Where an image is really pulled from: `registry/name:tag` with the prefix for the registry, and the digest.
    pub fn locate(&self, image: &Sourced<String>) -> Sourced<String> {
        let bare = without_registry(&image.value);
        let mut located = image.clone();
        if let Some(prefix) = &self.prefix {
            located = Sourced {
                value: format!("{}/{bare}", prefix.value.trim_end_matches('/')),
                origin: prefix.origin.and(&image.origin),
            };
        }
        if let Some((_, digest)) = self.digest(&image.value) {
            located = Sourced {
                value: format!("{}@{}", located.value, digest.value),
                origin: digest.origin.and(&located.origin),
            };
        }
        located
    }

    /// The digest that pins an image, and what the spec calls that image: its name with its registry or without.
    pub fn digest(&self, image: &str) -> Option<&(Sourced<String>, Sourced<String>)> {
        let bare = without_registry(image);
        self.digests.iter().find(|(name, _)| name.value == bare || name.value == image)
    }
}

fn without_registry(image: &str) -> &str {
    match image.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) => rest,
        _ => image,
    }
}

fn check_prefix(prefix: &Sourced<String>, scope: &mut Scope<'_>) {
    let path = prefix.value.trim_end_matches('/');
    let good = !path.is_empty()
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b':'))
        && !path.contains("//");
    if !good {
        let headline = format!("{:?} is no place that images can be pulled from", prefix.value);
        scope.complain(
            ids::OUT_OF_RANGE,
            prefix.origin.first(),
            headline,
            "write a host and path without a scheme, such as \"registry.example.org/mirror\"",
        );
    }
}

fn check_digest(digest: &Sourced<String>, scope: &mut Scope<'_>) {
    let hex = digest.value.strip_prefix("sha256:");
    if !hex.is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))) {
        let headline = "this is no digest of an image";
        scope.complain(ids::OUT_OF_RANGE, digest.origin.first(), headline, "write `sha256:` and 64 hexadecimal digits");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn images_are_located() {
        let written = |text: &str| Sourced::written(text.to_owned(), Span::default());
        let image = written("quay.io/strimzi/operator:0.39.0");
        assert_eq!(Images::default().locate(&image).value, image.value);
        let images = Images {
            prefix: Some(written("mirror.example.org/x/")),
            digests: vec![(written("strimzi/operator:0.39.0"), written("sha256:ab"))],
            ..Images::default()
        };
        assert_eq!(images.locate(&image).value, "mirror.example.org/x/strimzi/operator:0.39.0@sha256:ab");
        assert_eq!(
            images.locate(&written("confluentinc/cp-kafka:7.6.10")).value,
            "mirror.example.org/x/confluentinc/cp-kafka:7.6.10"
        );
    }
}
