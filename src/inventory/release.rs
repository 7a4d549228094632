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
    /// The version of the chart that somebody has installed: the same, or the nearest.
    Chart(Node<'b>),
    /// It is the newest that supports the Kafka version of the set.
    Kafka(Node<'b>),
    /// It takes most of the resources of the set, and is the newest of those; the node is a Kafka version that was last run by a
    /// Strimzi before all that are known.
    OldKafka(Node<'b>),
    /// It is the newest that takes resources as the set writes them.
    Resources(Node<'b>),
    /// None takes all resources of the set. It takes most, and is the newest of those.
    MostResources(Node<'b>),
    /// Nothing tells, and it is the newest.
    Nothing,
}

impl<'b> Taken<'b> {
    /// The release of a set; nothing only if the catalogue is empty.
    pub fn of(bundle: &'b Bundle<'b>) -> Option<Self> {
        by_image(bundle)
            .or_else(|| by_chart(bundle))
            .or_else(|| by_kafka(bundle))
            .or_else(|| by_resources(bundle))
            .or_else(|| {
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

/// What the chart that brings the operator is called.
const CHART: &str = "strimzi-kafka-operator";

/// The version of the operator's chart, as Argo CD, Flux and kustomize name it.
fn by_chart<'b>(bundle: &'b Bundle<'b>) -> Option<Taken<'b>> {
    let of_argo = |document: Document<'b>| {
        let one = document.at(["spec", "source"]);
        let several = document.at(["spec", "sources"]).into_iter().flat_map(Node::items);
        one.into_iter().chain(several).find_map(|source| chart_version(source, "chart", "targetRevision"))
    };
    let of_kustomize = |document: Document<'b>| {
        let charts = document.get("helmCharts").into_iter().flat_map(Node::items);
        charts.into_iter().find_map(|chart| chart_version(chart, "name", "version"))
    };
    let versions = bundle.documents().filter_map(|document| match document.kind() {
        Some("Application") => of_argo(document),
        Some("HelmRelease") => chart_version(document.at(["spec", "chart", "spec"])?, "chart", "version"),
        None | Some("Kustomization") => of_kustomize(document),
        Some(_) => None,
    });
    versions.into_iter().find_map(|node| {
        let version = node.as_text()?.trim_start_matches(['v', '^', '~', '=', ' ']);
        let release =
            version.starts_with(|c: char| c.is_ascii_digit()).then(|| catalog::nearest_release(version))??;
        Some(Taken { release, because: Because::Chart(node) })
    })
}

fn chart_version<'b>(map: Node<'b>, name: &str, version: &str) -> Option<Node<'b>> {
    map.get(name).filter(|chart| chart.text() == CHART).and_then(|_| map.get(version))
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

/// The release that takes most of the resources, of those the newest. A Kafka with ZooKeeper is taken where that runs.
fn by_resources<'b>(bundle: &'b Bundle<'b>) -> Option<Taken<'b>> {
    let zookeeper = bundle.of_kind("Kafka").find_map(|cluster| cluster.at(["spec", "zookeeper"]));
    let (first, _) = resources(bundle).next()?;
    let is_taken = |release: &Release, (document, api): (Document<'b>, &str)| {
        document.kind().is_none_or(|kind| release.resource(kind).is_none() || serves(release, kind, api))
    };
    let has_zookeeper = |(document, _): &(Document<'b>, &str)| {
        document.kind() == Some("Kafka") && document.at(["spec", "zookeeper"]).is_some()
    };
    // Whether ZooKeeper runs counts for itself: of a cluster that no release takes as it is written, one runs what is meant.
    let zookeepers = resources(bundle).filter(has_zookeeper).count();
    let taken = |release: &Release| {
        let runs = if release.can(catalog::Capability::ZooKeeper) { zookeepers } else { 0 };
        resources(bundle).filter(|resource| is_taken(release, *resource)).count() + runs
    };
    // Of several that take as many `max_by_key` gives the last, which is the newest.
    let (release, most) = known().map(|release| (release, taken(release))).max_by_key(|(_, count)| *count)?;
    let node = zookeeper.or_else(|| first.get("apiVersion"))?;
    let versions = bundle.of_kind("Kafka").filter_map(|cluster| cluster.at(["spec", "kafka", "version"]));
    let mut versions = versions.into_iter();
    let because = match versions.find(|version| catalog::is_older_kafka(version.text())) {
        Some(version) => Because::OldKafka(version),
        None if most < resources(bundle).count() + zookeepers => Because::MostResources(node),
        None => Because::Resources(node),
    };
    Some(Taken { release, because })
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

    fn taken(text: &str, see: impl FnOnce(Taken<'_>)) {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", text).unwrap();
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        see(Taken::of(&bundle).unwrap());
    }

    #[test]
    fn a_chart_tells_the_release() {
        for text in [
            "kind: Application\nspec: { source: { chart: strimzi-kafka-operator, targetRevision: 0.45.0 } }\n",
            "kind: Application\nspec: { sources: [{ chart: other, targetRevision: 1.0.0 }, { chart: strimzi-kafka-operator, targetRevision: 0.45.0 }] }\n",
            "kind: HelmRelease\nspec: { chart: { spec: { chart: strimzi-kafka-operator, version: ^0.45.0 } } }\n",
            "helmCharts: [{ name: strimzi-kafka-operator, version: 0.45.0 }]\n",
        ] {
            taken(text, |taken| assert_eq!(taken.release.version, "0.45.0", "{text}"));
        }
    }

    #[test]
    fn the_release_that_takes_most_is_taken() {
        let zookeeper = "apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: { name: a }\nspec: { kafka: {}, zookeeper: {} }\n";
        let topics = "---\napiVersion: kafka.strimzi.io/v1beta1\nkind: KafkaTopic\nmetadata: { name: b }\n\
                      ---\napiVersion: kafka.strimzi.io/v1alpha1\nkind: Kafka\nmetadata: { name: c }\n";
        taken(&format!("{zookeeper}{topics}"), |taken| {
            assert!(taken.release.can(catalog::Capability::ZooKeeper), "{}", taken.release.version);
            assert!(matches!(taken.because, Because::MostResources(_)));
        });
        // No known release takes this API, and one still runs ZooKeeper.
        taken(&zookeeper.replace("v1beta2", "v1beta1"), |taken| {
            assert!(taken.release.can(catalog::Capability::ZooKeeper), "{}", taken.release.version);
        });
        let old = zookeeper.replace("kafka: {}", "kafka: { version: 2.8.0 }");
        taken(&old, |taken| assert!(matches!(taken.because, Because::OldKafka(_))));
        taken(zookeeper, |taken| assert!(matches!(taken.because, Because::Resources(_))));
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
