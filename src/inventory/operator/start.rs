//! Would this operator start, and could it then do anything? What its release needs, held against what its Deployment says.
//!
//! Nothing here is worded: a [`Problem`] says what is wrong, where, and what comes of it.
//!
//! Source: `ClusterOperatorConfig.java`, `LeaderElectionManagerConfig.java`, `KafkaVersion.java`, `Main.java`, `cluster_operator_run.sh`
//! and `launch_java.sh` of Strimzi 0.39.0 and 1.2.0; for what is refused, the validation of Kubernetes' apps and core APIs.

mod definitions;
mod images;
mod mounts;
mod pod;
mod references;
mod variables;

pub use definitions::{DefinitionFault, definitions};
pub use references::references;
pub use variables::Form;

use super::{GateFault, Operator};
use crate::bundle::Node;
use crate::catalog::Release;

/// Something that is wrong with an operator's Deployment.
#[derive(Debug, Clone)]
pub struct Problem<'b> {
    /// What is wrong.
    pub what: What<'b>,
    /// What comes of it.
    pub effect: Effect,
    /// The nearest place.
    pub at: Node<'b>,
}

/// What comes of a problem, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The API server refuses the Deployment.
    Refused,
    /// No pod runs, or it does not get as far as the program.
    NoPod,
    /// The process ends at once, and starts again, and ends.
    Ends,
    /// Kubernetes ends it again and again, or never calls it ready.
    Restarted,
    /// It runs, and does nothing, or does it twice.
    Idle,
    /// It hands out images that do not belong to it: pods that it makes fail, or differ from one day to the next.
    WrongImages,
    /// It works until something happens.
    Later,
    /// It works.
    Taste,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'b> {
    /// The container has no image.
    NoImage,
    /// The image's tag is `latest`, or there is none and no digest.
    FloatingImage,
    /// There is no image of that name: the operator's is called `operator`.
    OtherImage(&'b str),
    /// Neither command nor arguments: the image starts a shell, which ends.
    NoProgram,
    /// Command and arguments start something else.
    OtherProgram,
    /// A map of images is not there.
    NoImageMap(String),
    /// A map of images lacks Kafka versions that the release supports.
    MapLacks {
        /// The variable.
        variable: &'b str,
        /// The versions.
        versions: Vec<String>,
    },
    /// A map of images has Kafka versions that the release does not support.
    MapHasOthers {
        /// The variable.
        variable: &'b str,
        /// The versions.
        versions: Vec<&'b str>,
    },
    /// A map of images has an entry without `=`.
    MapBroken {
        /// The variable.
        variable: &'b str,
        /// The entry.
        entry: &'b str,
    },
    /// A map of images has one version twice; the last counts.
    MapTwice {
        /// The variable.
        variable: &'b str,
        /// The version.
        version: &'b str,
    },
    /// The image of a Kafka version is that of another one.
    ImageOfOtherKafka {
        /// The variable.
        variable: &'b str,
        /// The version that it is given for.
        version: &'b str,
        /// The image.
        image: &'b str,
    },
    /// An image of another release of Strimzi.
    ImageOfOtherRelease {
        /// The variable.
        variable: &'b str,
        /// The image.
        image: &'b str,
        /// Its release.
        release: &'b str,
    },
    /// An image of Strimzi's own registry whose tag is the right one with something behind it, which nobody published.
    ImageNotPublished {
        /// The variable.
        variable: &'b str,
        /// The image.
        image: &'b str,
        /// The one that is.
        official: String,
    },
    /// A variable that names an image names one of another program.
    ImageOfOtherProgram {
        /// The variable.
        variable: &'b str,
        /// The image.
        image: &'b str,
        /// What the image is called in this release.
        wanted: String,
    },
    /// A variable that names an image is not there: the operator takes one with the tag `latest`.
    ImageUnset(String),
    /// A variable that the installation sets is not there; the operator takes its default.
    Unset(String),
    /// A value that the operator cannot read.
    Unreadable {
        /// The variable.
        variable: &'b str,
        /// What it must be.
        form: Form,
    },
    /// A variable that this release does not read.
    UnknownVariable {
        /// The variable.
        variable: &'b str,
        /// One of this release that is written nearly so.
        meant: Option<String>,
        /// The newest release that reads it, if any does.
        read_by: Option<&'static str>,
    },
    /// A variable that is set twice; the last counts.
    VariableTwice(&'b str),
    /// A variable whose value is no text, or comes from nowhere.
    NoValue(&'b str),
    /// A variable takes another field of the pod than it should.
    OtherField {
        /// The variable.
        variable: &'b str,
        /// The field that it should take.
        wanted: String,
    },
    /// A variable names another namespace than the operator's own.
    OtherNamespace {
        /// The variable.
        variable: &'b str,
        /// The namespace.
        found: &'b str,
    },
    /// Feature gates.
    Gate(GateFault<'b>),
    /// A variable of the election is not there, or empty, while there is one.
    ElectionLacks(&'static str),
    /// Several pods, and no election: each does all of the work.
    NoElection(i64),
    /// Several pods with one identity: each takes itself for the leader.
    SharedIdentity(i64),
    /// No pods.
    NoReplicas,
    /// The pods do not carry the labels by which the Deployment finds them.
    LabelsDiffer(String),
    /// The Deployment does not say how it finds its pods.
    NoSelector,
    /// The pods lack the label by which the network policies that it makes let it in.
    NotLetIn {
        /// The label.
        label: String,
        /// Its value.
        value: String,
    },
    /// It runs as `default`, since no service account is named.
    NoServiceAccount,
    /// No token reaches the container.
    NoToken,
    /// The projected volume for the token lacks something.
    TokenLacks(&'static str),
    /// A field that Kubernetes asks for.
    Lacks(&'static str),
    /// The service account is not in the set, though bindings for it are.
    AccountMissing(&'b str),
    /// The Deployment does not say its namespace, and the account that it runs as does.
    NoNamespace(&'b str),
    /// A ConfigMap that is mounted and is not in the set, though the rest of the installation is.
    ConfigMapMissing(&'b str),
    /// The ConfigMap of the logging configuration lacks its key.
    ConfigMapLacks {
        /// The ConfigMap.
        name: &'b str,
        /// The key.
        key: String,
    },
    /// A mount of a volume that the pod does not have.
    NoVolume(&'b str),
    /// A volume that is mounted nowhere.
    VolumeUnused(&'b str),
    /// Two mounts at one path.
    MountedTwice(&'b str),
    /// Its logging configuration is not where it looks for it.
    NoLogging,
    /// It cannot write its temporary files.
    NoScratch,
    /// A probe is not there.
    NoProbe(&'static str),
    /// A probe asks for a path that is not answered.
    ProbePath {
        /// The probe.
        probe: &'static str,
        /// The path.
        path: &'b str,
    },
    /// A probe asks on a port on which nobody listens.
    ProbePort {
        /// The probe.
        probe: &'static str,
        /// The port, by name or number.
        port: String,
    },
    /// The port of health and metrics has another number than the one on which it listens.
    OtherPort(i64),
    /// Less memory than its installation gives it.
    LittleMemory {
        /// What it has.
        found: &'b str,
        /// What the installation gives it.
        official: String,
    },
    /// No limit of memory: it takes its share of the whole node's.
    NoMemoryLimit,
    /// Nothing is asked for, so that it is the first to be evicted.
    NoRequests,
    /// More is asked for than is allowed.
    RequestAboveLimit(&'static str),
    /// A quantity that Kubernetes cannot read.
    BadQuantity(&'b str),
    /// It may do on its node what its installation forbids it.
    LessRestricted(&'static str),
    /// Kubernetes is newer than this release can tell.
    KubernetesTooNew {
        /// The variable that helps.
        variable: String,
        /// Its value.
        value: String,
    },
    /// Kubernetes is older than this release supports.
    KubernetesTooOld,
}

impl What<'_> {
    /// Whether it is wrong for this release, and may be right for another.
    pub const fn is_of_a_release(&self) -> bool {
        matches!(
            self,
            What::OtherImage(_)
                | What::NoImageMap(_)
                | What::MapLacks { .. }
                | What::MapHasOthers { .. }
                | What::ImageOfOtherRelease { .. }
                | What::ImageNotPublished { .. }
                | What::ImageOfOtherProgram { .. }
                | What::ImageUnset(_)
                | What::Unset(_)
                | What::UnknownVariable { .. }
                | What::OtherField { .. }
                | What::Gate(_)
                | What::NotLetIn { .. }
                | What::NoLogging
                | What::LittleMemory { .. }
                | What::LessRestricted(_)
                | What::KubernetesTooNew { .. }
                | What::KubernetesTooOld
        )
    }
}

/// What is known of where it is to run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The version of Kubernetes, such as `1.33`.
    pub kubernetes: Option<&'a str>,
}

/// Everything that is wrong with an operator's Deployment, for its release, in the order of the Deployment's parts.
pub fn problems<'b>(operator: &Operator<'b>, release: &Release, around: Around<'_>) -> Vec<Problem<'b>> {
    let mut found = Vec::new();
    let mut add = |what, effect, at| found.push(Problem { what, effect, at });
    pod::check(operator, release, &mut add);
    images::check(operator, release, &mut add);
    variables::check(operator, release, around, &mut add);
    mounts::check(operator, release, &mut add);
    found
}

/// Where problems go.
type Sink<'f, 'b> = &'f mut dyn FnMut(What<'b>, Effect, Node<'b>);
