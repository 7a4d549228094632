//! Topics: will they be made, do they keep what they are said to keep, do writers get through when a broker is gone?

mod one_copy_acknowledges;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[&one_copy_acknowledges::RULE];
