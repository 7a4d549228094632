//! The cluster operator as a Deployment of a bundle has it, with what is missing left missing.

mod env;
mod image;
pub mod start;

pub use env::{GateFault, ImageMap, Setting, Variable, WatchedNamespaces, gates};
pub use image::Image;

use crate::bundle::{Bundle, Document, Kind, Node};
use crate::reason::permissions::{Account, Lease, Scope, Watched};

/// How the Deployment and its service account are called in every installation so far.
const NAME: &str = "strimzi-cluster-operator";

/// A Deployment that is, or is meant to be, a Strimzi cluster operator.
#[derive(Debug, Clone)]
pub struct Operator<'b> {
    /// The Deployment.
    pub document: Document<'b>,
    /// Its namespace: its own, or the one that the whole set is applied to; none is known where this is none.
    pub namespace: Option<&'b str>,
    /// The container that is the operator.
    pub container: Node<'b>,
    /// Its image, if it says one.
    pub image: Option<Image<'b>>,
    /// Its environment, in order.
    pub env: Vec<Variable<'b>>,
    /// Some of its environment comes from elsewhere as a whole (`envFrom`), so that a variable that is not here may be there.
    pub open: bool,
    /// Patches in the set change it before it is applied, so that it is not known what it watches.
    pub patched: bool,
}

impl<'b> Operator<'b> {
    /// The operators of a bundle, in order. `home` is the namespace of documents that do not say theirs, where it is known.
    pub fn all(bundle: &'b Bundle<'_>, home: Option<&'b str>) -> Vec<Self> {
        let operators = bundle.of_kind("Deployment").filter_map(|document| Operator::of(document, home));
        let known = operators.map(|operator| {
            let patched = is_patched(operator.document, bundle);
            Operator { patched, open: operator.open || patched, ..operator }
        });
        known.collect()
    }

    /// A Deployment as an operator, if it is one. One that lacks what tells most of them (the image, the arguments, the variables,
    /// the names) is known by any other of these.
    pub fn of(document: Document<'b>, home: Option<&'b str>) -> Option<Self> {
        let pod = document.at(["spec", "template", "spec"])?;
        let containers = || pod.get("containers").into_iter().flat_map(Node::items).filter(|it| it.kind() == Kind::Map);
        if containers().any(|container| runs_another_program(container)) {
            return None;
        }
        let strong = containers().find(|container| is_operator(*container));
        let named = || containers().find(|container| text(*container, "name") == Some(NAME));
        let meant = || if is_named(document) { named().or_else(|| containers().next()) } else { None };
        let container = strong.or_else(meant)?;
        if is_patch(document) {
            return None;
        }
        Some(Operator {
            document,
            namespace: document.namespace().or(home),
            container,
            image: container.get("image").and_then(Image::of),
            env: env::read(container),
            open: container.get("envFrom").is_some_and(|from| from.items().next().is_some()),
            patched: false,
        })
    }

    /// A variable; the last of that name counts.
    pub fn variable(&self, name: &str) -> Option<&Variable<'b>> {
        self.env.iter().rev().find(|variable| variable.name == name)
    }

    /// A variable that is not there, and that nothing else may set.
    pub fn lacks(&self, name: &str) -> bool {
        !self.open && self.variable(name).is_none()
    }

    /// The text of a variable, if it is known. One that is empty counts as unset, as the operator reads it.
    pub fn value(&self, name: &str) -> Option<&'b str> {
        self.variable(name)?.text().filter(|text| !text.is_empty())
    }

    /// The release's version, as the image's tag has it, and where it is said. An image that is pinned by its digest alone, or has
    /// a tag that is no version, says nothing; then the images that the operator is to hand out may.
    pub fn release(&self) -> Option<(&'b str, Node<'b>)> {
        let own = self.image.as_ref().and_then(|image| Some((image.version()?, image.at)));
        own.or_else(|| {
            let others = [
                "STRIMZI_DEFAULT_TOPIC_OPERATOR_IMAGE",
                "STRIMZI_DEFAULT_USER_OPERATOR_IMAGE",
                "STRIMZI_DEFAULT_KAFKA_INIT_IMAGE",
            ];
            let single = others.iter().find_map(|name| {
                let variable = self.variable(name)?;
                Some((image::version_of(image::tag_of(variable.text()?)?)?, variable.place()))
            });
            single.or_else(|| {
                let variable = self.variable("STRIMZI_KAFKA_IMAGES")?;
                let (_, first) = ImageMap::of(variable.text()?).entries.first().copied()?;
                Some((image::version_of(image::tag_of(first)?)?, variable.place()))
            })
        })
    }

    /// How many pods; one where it does not say.
    pub fn replicas(&self) -> Option<(i64, Node<'b>)> {
        let node = self.document.at(["spec", "replicas"])?;
        Some((node.as_int()?, node))
    }

    /// The pod that the Deployment makes.
    pub fn pod(&self) -> Option<Node<'b>> {
        self.document.at(["spec", "template", "spec"])
    }

    /// The labels of the pod.
    pub fn pod_labels(&self) -> Option<Node<'b>> {
        self.document.at(["spec", "template", "metadata", "labels"])
    }

    /// The labels by which the Deployment finds its pods.
    pub fn selector(&self) -> Option<Node<'b>> {
        self.document.at(["spec", "selector", "matchLabels"])
    }

    /// The service account that it runs as: `default` where it does not say.
    pub fn service_account(&self) -> (&'b str, Option<Node<'b>>) {
        let pod = self.pod();
        let node = pod.and_then(|pod| pod.get("serviceAccountName").or_else(|| pod.get("serviceAccount")));
        let name = node.and_then(Node::as_text).filter(|name| !name.is_empty());
        (name.unwrap_or("default"), node)
    }

    /// The arguments or the command that start a program.
    pub fn command(&self) -> impl Iterator<Item = &'b str> {
        program(self.container)
    }

    /// A volume of the pod by its name.
    pub fn volume(&self, name: &str) -> Option<Node<'b>> {
        self.pod()?.get("volumes")?.items().find(|volume| text(*volume, "name") == Some(name))
    }

    /// The container's mounts.
    pub fn mounts(&self) -> impl Iterator<Item = Node<'b>> {
        self.container.get("volumeMounts").into_iter().flat_map(Node::items)
    }

    /// The container's ports, by number and name.
    pub fn ports(&self) -> impl Iterator<Item = (Option<i64>, Option<&'b str>, Node<'b>)> {
        let ports = self.container.get("ports").into_iter().flat_map(Node::items);
        ports.map(|port| (port.get("containerPort").and_then(Node::as_int), text(port, "name"), port))
    }

    /// The namespaces that it watches; none if they are not known. Unset means all.
    pub fn watched(&self) -> Option<WatchedNamespaces<'b>> {
        if self.patched {
            return None;
        }
        match self.variable("STRIMZI_NAMESPACE") {
            None if self.open => None,
            None => Some(WatchedNamespaces::All),
            Some(variable) => env::watched(variable.setting),
        }
    }

    /// Whether it takes part in an election; none if that is not known. Unset means that it does not.
    pub fn elects(&self) -> Option<bool> {
        match self.variable("STRIMZI_LEADER_ELECTION_ENABLED") {
            None if self.open => None,
            None => Some(false),
            Some(variable) => match variable.text()? {
                "" => Some(false),
                text => env::truth(text),
            },
        }
    }

    /// The account by which it asks the API server.
    pub fn account(&self) -> Account<'b> {
        Account { namespace: self.home(), name: self.service_account().0 }
    }

    /// Where it stands and what it looks after, for what it must be permitted; `operands` are the namespaces of the resources that
    /// it may have to manage. None if that is not known.
    pub fn scope<'a>(&self, operands: &[&'a str]) -> Option<Scope<'a>>
    where
        'b: 'a,
    {
        let home = self.home();
        let watched = match self.watched()? {
            WatchedNamespaces::All => Watched::All,
            WatchedNamespaces::Own => Watched::These(vec![home]),
            WatchedNamespaces::These(names) => Watched::These(names),
        };
        let place = |name| match self.variable(name)?.setting {
            Setting::Field("metadata.namespace", _) => Some(home),
            Setting::Text(text, _) => Some(text).filter(|text| !text.is_empty()),
            _ => None,
        };
        let lease = self.elects().unwrap_or(false).then(|| {
            let name = self.value("STRIMZI_LEADER_ELECTION_LEASE_NAME")?;
            Some(Lease { name, namespace: place("STRIMZI_LEADER_ELECTION_LEASE_NAMESPACE")? })
        });
        let mut operands: Vec<&'a str> = operands.to_vec();
        operands.sort_unstable();
        operands.dedup();
        Some(Scope { home, watched, lease: lease.flatten(), operands })
    }

    fn home(&self) -> &'b str {
        self.namespace.unwrap_or_default()
    }
}

/// Whether a document is laid over another one and is none itself: a Deployment has a selector, and its containers have images.
fn is_patch(document: Document<'_>) -> bool {
    let containers = document.at(["spec", "template", "spec", "containers"]);
    let image = containers.into_iter().flat_map(Node::items).any(|container| container.get("image").is_some());
    document.is_patch() || !image && document.at(["spec", "selector"]).is_none()
}

/// Whether something in a bundle is laid over a document before it is applied.
fn is_patched(document: Document<'_>, bundle: &Bundle<'_>) -> bool {
    let name = document.name().unwrap_or_default();
    let deployments = bundle.documents().filter(|other| other.kind() == Some("Deployment"));
    let laid_over = deployments.into_iter().any(|other| other.name() == Some(name) && is_patch(other));
    let keys = ["patches", "patchesStrategicMerge", "patchesJson6902"];
    let patches = |kustomization: Document<'_>| {
        let lists = keys.iter().filter_map(|key| kustomization.get(key));
        lists
            .flat_map(Node::items)
            .any(|patch| patch.written().contains(name) || patch.written().contains("Deployment"))
    };
    laid_over || bundle.documents().filter(|other| other.kind() == Some("Kustomization")).any(patches)
}

/// The image, the arguments or the variables of a cluster operator.
fn is_operator(container: Node<'_>) -> bool {
    let image = container.get("image").and_then(Image::of);
    image.is_some_and(|image| image.is_of_strimzi())
        || program(container).any(|word| word.contains("cluster_operator_run.sh"))
        || container.get("env").into_iter().flat_map(Node::items).any(|item| {
            text(item, "name").is_some_and(|name| {
                name.starts_with("STRIMZI_LEADER_ELECTION_")
                    || (name.starts_with("STRIMZI_KAFKA_") && name.ends_with("IMAGES"))
                    || (name.starts_with("STRIMZI_DEFAULT_") && name.contains("IMAGE"))
            })
        })
}

/// The names and labels of a cluster operator.
fn is_named(document: Document<'_>) -> bool {
    let label = document.at(["spec", "template", "metadata", "labels", "strimzi.io/kind"]).and_then(Node::as_text);
    document.name() == Some(NAME) || label == Some("cluster-operator")
}

/// The image of the operators has three programs; the other two may stand alone, too.
fn runs_another_program(container: Node<'_>) -> bool {
    program(container).any(|word| word.contains("topic_operator_run.sh") || word.contains("user_operator_run.sh"))
}

fn program(container: Node<'_>) -> impl Iterator<Item = &str> {
    let words = ["command", "args"].into_iter().filter_map(move |key| container.get(key));
    words.flat_map(Node::items).filter_map(Node::as_text)
}

fn text<'b>(node: Node<'b>, key: &str) -> Option<&'b str> {
    node.get(key)?.as_text()
}
