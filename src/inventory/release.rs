//! The Strimzi release that a set of manifests is for, and how that was found out.

use crate::bundle::{Bundle, Document, Node};
use crate::catalog::{self, Release};

/// A release, and why it was taken.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'b> {
    /// The release.
    pub release: &'static Release,
    /// Why this one.
    pub because: Because<'b>,
}

/// Why a release was taken.
#[derive(Debug, Clone, Copy)]
pub enum Because<'b> {
    /// Somebody said so, in the spec or on the command line.
    Said,
    /// The image of the operator that the set installs.
    Image(Node<'b>),
    /// The image of the operator that the set installs is of a release that is not known; this is the nearest.
    NearImage(Node<'b>),
    /// It is the newest that supports the Kafka version of the set.
    Kafka(Node<'b>),
    /// It is the newest that takes resources as the set writes them.
    Resources(Node<'b>),
    /// Nothing tells, and it is the newest.
    Nothing,
}

impl<'b> Taken<'b> {
    /// The release of a set; nothing only if the catalogue is empty.
    pub fn of(bundle: &'b Bundle<'b>) -> Option<Self> {
        by_image(bundle).or_else(|| by_kafka(bundle)).or_else(|| by_resources(bundle)).or_else(|| {
            let newest = catalog::release(catalog::releases().last()?)?;
            Some(Taken { release: newest, because: Because::Nothing })
        })
    }

    /// The release that somebody named.
    pub const fn said(release: &'static Release) -> Self {
        Taken { release, because: Because::Said }
    }
}

/// The version of the operator in an image's name: `0.39.0` of `quay.io/strimzi/operator:0.39.0@sha256:…`.
pub fn operator_version(image: &str) -> Option<&str> {
    let image = image.split('@').next()?;
    let (name, tag) = image.rsplit_once(':')?;
    let name = name.rsplit('/').next()?;
    (matches!(name, "operator" | "cluster-operator" | "strimzi-operator" | "strimzi-cluster-operator")
        && !tag.contains('/'))
    .then_some(tag)
}

fn by_image<'b>(bundle: &'b Bundle<'b>) -> Option<Taken<'b>> {
    let images = bundle.of_kind("Deployment").flat_map(|deployment| {
        let containers = deployment.at(["spec", "template", "spec", "containers"]);
        containers.into_iter().flat_map(Node::items).filter_map(|container| container.get("image"))
    });
    images.into_iter().find_map(|node| {
        let version = operator_version(node.as_text()?)?;
        if let Some(release) = catalog::release(version) {
            return Some(Taken { release, because: Because::Image(node) });
        }
        let near = version.starts_with(|c: char| c.is_ascii_digit()).then(|| catalog::nearest_release(version))??;
        Some(Taken { release: near, because: Because::NearImage(node) })
    })
}

fn known() -> impl DoubleEndedIterator<Item = &'static Release> {
    catalog::releases().iter().filter_map(|version| catalog::release(version))
}

/// Resources of Strimzi, with the version of their API.
fn resources<'b>(bundle: &'b Bundle<'b>) -> impl Iterator<Item = (Document<'b>, &'b str)> {
    bundle
        .documents()
        .filter_map(|document| Some((document, document.api_version()?.strip_prefix("kafka.strimzi.io/")?)))
}

fn serves(release: &Release, kind: &str, version: &str) -> bool {
    release.resource(kind).is_some_and(|resource| resource.served.iter().any(|served| served == version))
}

fn by_kafka<'b>(bundle: &'b Bundle<'b>) -> Option<Taken<'b>> {
    let mut clusters = bundle.of_kind("Kafka");
    clusters.find_map(|cluster| {
        let node = cluster.at(["spec", "kafka", "version"])?;
        let (_, api) = resources(bundle).find(|(document, _)| document.span() == cluster.span())?;
        let fits = |release: &&Release| release.kafka(node.text()).is_some() && serves(release, "Kafka", api);
        Some(Taken { release: known().rev().find(fits)?, because: Because::Kafka(node) })
    })
}

fn by_resources<'b>(bundle: &'b Bundle<'b>) -> Option<Taken<'b>> {
    let zookeeper = bundle.of_kind("Kafka").find_map(|cluster| cluster.at(["spec", "zookeeper"]));
    let (first, _) = resources(bundle).next()?;
    let fits = |release: &&Release| {
        (zookeeper.is_none() || release.can(catalog::Capability::ZooKeeper))
            && resources(bundle).all(|(document, api)| {
                document.kind().is_none_or(|kind| release.resource(kind).is_none() || serves(release, kind, api))
            })
    };
    let node = zookeeper.or_else(|| first.get("apiVersion"))?;
    Some(Taken { release: known().rev().find(fits)?, because: Because::Resources(node) })
}

#[cfg(test)]
mod tests {
    use super::{Because, Taken, operator_version};
    use crate::bundle::Bundle;
    use crate::catalog;
    use crate::diag::{Complaints, Sources};

    #[test]
    fn an_older_image_is_not_taken_for_the_newest() {
        let (oldest, newest) = (catalog::releases().first().unwrap(), catalog::releases().last().unwrap());
        for (tag, release, near) in [
            ("0.31.1", *oldest, true),
            (*oldest, *oldest, false),
            ("99.0.0", *newest, true),
            ("0.45.9-arm64", catalog::newest_of_line("0.45").unwrap(), true),
        ] {
            let mut sources = Sources::default();
            let text = format!(
                "kind: Deployment
spec: {{ template: {{ spec: {{ containers: [{{ image: 'quay.io/strimzi/operator:{tag}' }}] }} }} }}
"
            );
            let id = sources.add("a.yaml", text).unwrap();
            let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
            let taken = Taken::of(&bundle).unwrap();
            assert_eq!(taken.release.version, release, "{tag}");
            assert_eq!(matches!(taken.because, Because::NearImage(_)), near, "{tag}");
        }
    }

    #[test]
    fn an_image_tells_the_release() {
        for (image, version) in [
            ("quay.io/strimzi/operator:0.39.0", Some("0.39.0")),
            ("registry.example.org:5000/mirror/strimzi/operator:1.2.0@sha256:00", Some("1.2.0")),
            ("strimzi/cluster-operator:0.11.1", Some("0.11.1")),
            ("quay.io/strimzi/operator@sha256:00", None),
            ("localhost:5000/operator", None),
            ("quay.io/strimzi/kafka:0.39.0-kafka-3.6.1", None),
        ] {
            assert_eq!(operator_version(image), version, "{image}");
        }
    }
}
