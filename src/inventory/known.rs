//! A value of the platform with where it comes from, so that nothing passes because it was left out.

use crate::bundle::{Document, Node};

/// A value that is in force, and why.
#[derive(Debug, Clone, Copy)]
pub struct Known<'b, T> {
    /// The value.
    pub value: T,
    /// Why it is in force.
    pub from: Whence<'b>,
}

/// Why a value is in force.
#[derive(Debug, Clone, Copy)]
pub enum Whence<'b> {
    /// It stands there.
    Written(Node<'b>),
    /// Nobody wrote it, and this is what they do who read it; the node is the nearest that is written.
    Default(Whose, Node<'b>),
    /// It follows from what stands there.
    Derived(Node<'b>),
}

/// Whose default it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Kafka's.
    Kafka,
    /// That of Strimzi's operators.
    Strimzi,
    /// Kubernetes'.
    Kubernetes,
    /// That of Prometheus or its operator.
    Prometheus,
    /// That of a container image.
    Image,
}

impl<'b, T> Known<'b, T> {
    /// A value that stands there.
    pub const fn written(value: T, node: Node<'b>) -> Self {
        Known { value, from: Whence::Written(node) }
    }

    /// A value that nobody wrote; `near` is the nearest node that is written.
    pub const fn default(value: T, whose: Whose, near: Node<'b>) -> Self {
        Known { value, from: Whence::Default(whose, near) }
    }

    /// A value that follows from what stands there.
    pub const fn derived(value: T, node: Node<'b>) -> Self {
        Known { value, from: Whence::Derived(node) }
    }

    /// The node where it stands, or near which one would write it.
    pub const fn node(&self) -> Node<'b> {
        match self.from {
            Whence::Written(node) | Whence::Default(_, node) | Whence::Derived(node) => node,
        }
    }

    /// The document that it is in.
    pub fn document(&self) -> Document<'b> {
        self.node().document()
    }

    /// Whether somebody wrote it.
    pub const fn is_written(&self) -> bool {
        matches!(self.from, Whence::Written(_))
    }

    /// Another form of the same value.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Known<'b, U> {
        Known { value: form(self.value), from: self.from }
    }

    /// Another form of the same value, if it has one.
    pub fn try_map<U>(self, form: impl FnOnce(T) -> Option<U>) -> Option<Known<'b, U>> {
        Some(Known { value: form(self.value)?, from: self.from })
    }
}

impl Whose {
    /// As a sentence names it: "Kafka's default".
    pub const fn words(self) -> &'static str {
        match self {
            Whose::Kafka => "Kafka's default",
            Whose::Strimzi => "Strimzi's default",
            Whose::Kubernetes => "Kubernetes' default",
            Whose::Prometheus => "Prometheus' default",
            Whose::Image => "the image's default",
        }
    }
}
