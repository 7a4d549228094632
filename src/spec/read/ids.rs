//! The kinds of mistakes that a spec can have.

use crate::diag::Id;

/// The text is no TOML.
pub const SYNTAX: Id = Id("spec/syntax");
/// A key or table is written twice.
pub const DUPLICATE: Id = Id("spec/duplicate");
/// A key that no table has.
pub const UNKNOWN_KEY: Id = Id("spec/unknown-key");
/// A value of another type than the key takes.
pub const WRONG_TYPE: Id = Id("spec/wrong-type");
/// A quantity without a unit, or with one that does not exist.
pub const UNKNOWN_UNIT: Id = Id("spec/unknown-unit");
/// A word that is not one of those the key takes.
pub const UNKNOWN_VALUE: Id = Id("spec/unknown-value");
/// A value of the right type that cannot be.
pub const OUT_OF_RANGE: Id = Id("spec/out-of-range");
/// A key that must be written and is not.
pub const MISSING_KEY: Id = Id("spec/missing-key");
/// A name that nothing bears.
pub const DANGLING_REFERENCE: Id = Id("spec/dangling-reference");
/// Two keys that exclude each other, or that together mean nothing.
pub const CONTRADICTION: Id = Id("spec/contradiction");
/// A name that Kubernetes, Kafka or Prometheus refuses.
pub const BAD_NAME: Id = Id("spec/bad-name");
/// A character that no text may hold.
pub const BAD_CHARACTER: Id = Id("spec/bad-character");
/// A release or version that the catalogue does not have, or that do not fit together.
pub const UNSUPPORTED_VERSION: Id = Id("spec/unsupported-version");
/// A setting that this Kafka version does not know.
pub const UNKNOWN_SETTING: Id = Id("spec/unknown-setting");
/// A setting that belongs to the operator and that it would silently drop.
pub const FORBIDDEN_SETTING: Id = Id("spec/forbidden-setting");
/// A setting whose value this Kafka version refuses.
pub const REFUSED_SETTING: Id = Id("spec/refused-setting");
/// An expression that is no PromQL, or of the wrong type.
pub const BAD_EXPRESSION: Id = Id("spec/bad-expression");
/// A patch that would overwrite, or that has no place to go.
pub const BAD_PATCH: Id = Id("spec/bad-patch");
