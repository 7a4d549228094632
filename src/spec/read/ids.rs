//! The kinds of mistakes that a spec can have.

use crate::diag::ids;

ids! {
    /// The text is no TOML.
    SYNTAX = "spec/syntax";
    /// A key or table is written twice.
    DUPLICATE = "spec/duplicate";
    /// A key that no table has.
    UNKNOWN_KEY = "spec/unknown-key";
    /// A value of another type than the key takes.
    WRONG_TYPE = "spec/wrong-type";
    /// A quantity without a unit, or with one that does not exist.
    UNKNOWN_UNIT = "spec/unknown-unit";
    /// A word that is not one of those the key takes.
    UNKNOWN_VALUE = "spec/unknown-value";
    /// A value of the right type that cannot be.
    OUT_OF_RANGE = "spec/out-of-range";
    /// A key that must be written and is not.
    MISSING_KEY = "spec/missing-key";
    /// A name that nothing bears.
    DANGLING_REFERENCE = "spec/dangling-reference";
    /// Two keys that exclude each other, or that together mean nothing.
    CONTRADICTION = "spec/contradiction";
    /// A name that Kubernetes, Kafka or Prometheus refuses.
    BAD_NAME = "spec/bad-name";
    /// A character that no text may hold.
    BAD_CHARACTER = "spec/bad-character";
    /// A release or version that the catalogue does not have, or that do not fit together.
    UNSUPPORTED_VERSION = "spec/unsupported-version";
    /// A setting that this Kafka version does not know.
    UNKNOWN_SETTING = "spec/unknown-setting";
    /// A setting that belongs to the operator and that it would silently drop.
    FORBIDDEN_SETTING = "spec/forbidden-setting";
    /// A setting whose value this Kafka version refuses.
    REFUSED_SETTING = "spec/refused-setting";
    /// An expression that is no PromQL, or of the wrong type.
    BAD_EXPRESSION = "spec/bad-expression";
    /// A patch that would overwrite, or that has no place to go.
    BAD_PATCH = "spec/bad-patch";
}
