//! The ids of findings about rendered files.

use crate::diag::ids;

ids! {
    /// A rendered file that nobody edited, and that is not what the spec says.
    STALE = "generated/stale";
    /// A rendered file that was changed by hand.
    EDITED = "generated/edited";
    /// A file that was never rendered, or is gone.
    MISSING = "generated/missing";
    /// A rendered file that the spec does not ask for any more.
    ORPHAN = "generated/orphan";
    /// A rendered file that is right, and that git does not track.
    UNTRACKED = "generated/untracked";
    /// A rendered file that is right, and that git is told to ignore.
    IGNORED = "generated/ignored";
    /// A file that bears no mark of kafkasmith, where a rendered one belongs.
    FOREIGN = "generated/foreign";
    /// A link, a folder or something unreadable, where a rendered file belongs.
    BLOCKED = "generated/blocked";
}
