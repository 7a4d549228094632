//! Places and what is wrong there: one position space over all texts, and the diagnostics that point into it.

mod about;
mod complaints;
mod diagnostic;
pub(crate) mod readable;
mod sources;
mod span;

pub use about::{About, Edit, Fix, Folded, Generated, Object, SetBy, Target, Waived};
pub use complaints::Complaints;
pub(crate) use diagnostic::ids;
pub use diagnostic::{Diagnostic, Id, Known, Label, Severity, Subject};
pub use sources::{Position, Source, SourceId, Sources, TooMuchText};
pub use span::Span;
