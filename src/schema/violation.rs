//! What a document can get wrong, as facts: rules and reports phrase them.

use super::shape::{Text, Type, Types};
use crate::bundle::Node;

/// Something that is not as it must be.
#[derive(Debug, Clone)]
pub struct Fault<'b> {
    /// Where: the value, the key of a field that should not be there, or the map in which something is missing.
    pub node: Node<'b>,
    /// What.
    pub violation: Violation,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Violation {
    /// A key that the definition does not have. Its node is the key.
    UnknownField {
        /// Whether it is refused; else the API server drops it without a word, and `kubectl apply`, which asks for strictness, refuses it.
        refused: bool,
        /// Where it should perhaps stand, or how be written.
        hint: Hint,
    },
    /// A value of another type.
    WrongType {
        /// What it may be.
        expected: Types,
        /// What it is.
        found: Type,
        /// Whether it is bare text that looks like text and is read as something else (`yes`, `1_000`, `3.6`): quotes help.
        quote: bool,
    },
    /// A value that is none of those that are allowed.
    NotAllowed {
        /// All that are.
        allowed: Vec<String>,
        /// The one that was perhaps meant.
        nearest: Option<String>,
    },
    /// A text that does not match.
    Pattern {
        /// The regular expression.
        pattern: String,
    },
    /// A key that does not match. Its node is the key.
    KeyPattern {
        /// The regular expression.
        pattern: String,
    },
    /// A number below the least.
    TooSmall {
        /// The least.
        min: f64,
        /// Whether it is too little itself.
        above: bool,
    },
    /// A number above the greatest.
    TooLarge {
        /// The greatest.
        max: f64,
        /// Whether it is too much itself.
        below: bool,
    },
    /// A number that is no multiple.
    NoMultiple {
        /// Of this.
        of: f64,
    },
    /// Too few characters, items or keys.
    TooFew {
        /// Of what.
        what: Size,
        /// The least number.
        least: u64,
        /// How many there are.
        found: u64,
    },
    /// Too many characters, items or keys.
    TooMany {
        /// Of what.
        what: Size,
        /// The greatest number.
        most: u64,
        /// How many there are.
        found: u64,
    },
    /// A field that must be there is not. Its node is the map.
    Missing {
        /// Its name.
        field: Text,
        /// Whether it is written with nothing behind it, which the API server takes for absent.
        empty: bool,
    },
    /// An item that has a twin before it.
    Twice {
        /// What they share: fields, or all of it if there are none.
        by: Vec<Text>,
    },
    /// None of several ways to fill an object holds.
    NoneOf {
        /// The fields of each way.
        ways: Vec<Vec<Text>>,
    },
    /// More than one of several ways to fill an object holds.
    SeveralOf {
        /// The fields of each way that holds.
        ways: Vec<Vec<Text>>,
    },
    /// What must not hold holds.
    Forbidden,
    /// A rule of the definition does not hold.
    Rule {
        /// The rule, in CEL.
        rule: Text,
        /// What the definition says to it.
        message: Option<Text>,
        /// The field that it asks for and that is not there.
        lacks: Option<String>,
    },
    /// `apiVersion` or `kind` is missing. Its node is the root.
    NoIdentity {
        /// Which.
        field: &'static str,
    },
    /// A version that the definition does not serve. Its node is the value of `apiVersion`.
    NotServed {
        /// Those that it does.
        served: Vec<Text>,
        /// The releases of Strimzi that serve it, first and last; none if no release does or the kind is another's.
        releases: Option<(&'static str, &'static str)>,
    },
    /// A kind that the release does not have, but others do. Its node is the value of `kind`.
    KindOfOtherRelease {
        /// The first and the last that have it.
        releases: (&'static str, &'static str),
    },
    /// A kind that a group which is known does not have. Its node is the value of `kind`.
    UnknownKind {
        /// The one that was perhaps meant.
        nearest: Option<String>,
    },
    /// A version that still works and warns. Its node is the value of `apiVersion`.
    Deprecated {
        /// A newer version that is served.
        instead: Option<Text>,
    },
    /// A version of a kind that Kubernetes does not serve any more. Its node is the value of `apiVersion`.
    Gone {
        /// The release of Kubernetes without it.
        removed: &'static str,
        /// `apiVersion` and `kind` to write instead.
        now: Option<(&'static str, &'static str)>,
    },
    /// Against the rules that hold for the metadata of every object.
    Metadata(Metadata),
    /// Against what an API server asks of a CustomResourceDefinition.
    Definition(Demand),
}

/// Where a field that is not known here should perhaps stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hint {
    /// A field that is here and has nearly that name.
    pub nearest: Option<Text>,
    /// The paths, three at most, at which the same document takes a field of that name, such as `spec.kafka.config`.
    pub belongs: Vec<String>,
    /// The releases of Strimzi, first and last, that know the field at that place.
    pub releases: Option<(&'static str, &'static str)>,
    /// Whether a release takes it at that place in this very version of the kind.
    pub elsewhere: bool,
    /// Another version of the kind in the same release that has the field at that place.
    pub version: Option<Text>,
    /// Another kind of the same release that has the field now, with the path: `KafkaNodePool`, `spec.storage`.
    pub moved: Option<(Text, String)>,
}

/// What a size counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Characters of a text.
    Characters,
    /// Items of a list.
    Items,
    /// Keys of a map.
    Keys,
}

/// Rules of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRule {
    /// Small letters, digits, `-` and `.`, at most 253; a letter or digit at both ends of each part.
    Subdomain,
    /// Small letters, digits and `-`, at most 63; a letter or digit at both ends.
    Label,
    /// A [`NameRule::Label`] that begins with a letter. Kubernetes from 1.36 on takes a digit there too.
    Service,
    /// A [`NameRule::Subdomain`] of at most 52 characters, since the operator or controller appends to it.
    CronJob,
    /// Anything that can be a part of an address: not `.` or `..`, no `/` and no `%`.
    Path,
}

/// What can be wrong in `metadata`, and in the data of ConfigMaps and Secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metadata {
    /// There is no name. Its node is `metadata`, or the root.
    NoName,
    /// There is `generateName` only, with which `kubectl apply` does not work.
    GeneratedName,
    /// A name that is not allowed.
    Name(NameRule),
    /// A namespace that is no [`NameRule::Label`].
    Namespace,
    /// A namespace for an object that has none.
    ClusterScoped,
    /// A key of a label or annotation that is not allowed. Its node is the key.
    Key,
    /// A value of a label that is not allowed.
    LabelValue,
    /// Annotations that are too large together.
    AnnotationsTooLarge {
        /// How many bytes keys and values have.
        bytes: u64,
    },
    /// A key of a ConfigMap or Secret that is not allowed. Its node is the key.
    DataKey,
    /// A value of a Secret that is not base64.
    NotBase64,
    /// A key that stands in two of `data` and `binaryData`. Its node is the second key.
    DataTwice,
}

/// What an API server asks of a CustomResourceDefinition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Its name must be this.
    Name(String),
    /// A group must have a dot.
    GroupWithoutDot,
    /// Each version needs a schema.
    NoSchema,
    /// Exactly one version must be stored.
    Stored {
        /// How many are.
        found: usize,
    },
    /// No version is served, so that nobody can use it.
    NothingServed,
    /// Two versions of one name.
    VersionTwice,
    /// The root of a schema must be an object.
    RootNotObject,
    /// A schema without a type, and without the marks that allow that.
    NoType,
    /// A list without the schema of its items.
    NoItems,
    /// A regular expression that cannot be read.
    BadPattern,
    /// A keyword that must not stand below `allOf`, `anyOf`, `oneOf` or `not`. Its node is the key.
    NestedKeyword,
    /// `properties` beside `additionalProperties`. Its node is the second key.
    BothKindsOfFields,
    /// A rule that is no CEL.
    BadRule,
    /// Conversion by webhook without the webhook.
    NoWebhook,
}
