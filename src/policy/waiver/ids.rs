//! What is wrong with waivers.

use crate::diag::ids;

ids! {
    /// A waiver has ended: what it accepted is shown again.
    EXPIRED = "waiver/expired";
    /// A waiver ends within 14 days.
    EXPIRING = "waiver/expiring";
    /// A waiver accepts nothing that is found.
    UNUSED = "waiver/unused";
    /// A waiver ends later than the house allows.
    TOO_LONG = "waiver/too-long";
    /// A waiver is for a rule whose findings nobody may accept.
    FORBIDDEN = "waiver/forbidden";
    /// A waiver does not say why.
    NO_REASON = "waiver/no-reason";
    /// A waiver is for a rule that does not exist.
    UNKNOWN_RULE = "waiver/unknown-rule";
    /// A waiver does not say of what it accepts findings.
    BAD_TARGET = "waiver/bad-target";
}
