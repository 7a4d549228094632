//! The ids of findings about rendered files.

use crate::diag::Id;

/// Ours, unedited, and not what the spec says.
pub const STALE: Id = Id("generated/stale");
/// Ours, and changed by hand.
pub const EDITED: Id = Id("generated/edited");
/// Never rendered, or gone.
pub const MISSING: Id = Id("generated/missing");
/// Ours, and no longer in the spec.
pub const ORPHAN: Id = Id("generated/orphan");
/// Right, and unknown to git.
pub const UNTRACKED: Id = Id("generated/untracked");
/// Right, and hidden from git.
pub const IGNORED: Id = Id("generated/ignored");
/// Somebody else's, where one of ours belongs.
pub const FOREIGN: Id = Id("generated/foreign");
/// A link, a folder or something unreadable where one of ours belongs.
pub const BLOCKED: Id = Id("generated/blocked");
