//! Where shapes come from: the catalogue's definitions of Strimzi, its texts for everybody else, and definitions in the set.

pub(super) mod catalogue;
pub(super) mod definition;
pub(super) mod text;
