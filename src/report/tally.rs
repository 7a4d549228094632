//! The numbers of a report as people read them.

use super::{Expiring, Report};
use std::fmt::Write;

/// How much was found: `3 errors, 4 warnings, 1 fixable`.
pub(super) fn found(report: &Report) -> String {
    let mut out = report.counts().to_string();
    for (count, what) in [(report.fixable(), "fixable"), (report.hidden(), "below `--min-severity`")] {
        if count > 0 {
            // Writing into a `String` cannot fail.
            let _ = write!(out, ", {count} {what}");
        }
    }
    out
}

/// How much is accepted: `2 waived (1 expires in 9 days)`; nothing if nothing is.
pub(super) fn waived(report: &Report) -> Option<String> {
    let count = report.waived().map(|(finding, _)| 1 + finding.folded()).sum::<usize>();
    let expiring = report.judged.as_ref().and_then(|judged| judged.expiring);
    let soon = expiring.map(|expiring| format!(" ({})", soon(expiring))).unwrap_or_default();
    (count > 0).then(|| format!("{count} waived{soon}"))
}

fn soon(Expiring { count, days }: Expiring) -> String {
    let verb = if count == 1 { "expires" } else { "expire" };
    let when = match days {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        _ => format!("in {days} days"),
    };
    format!("{count} {verb} {when}")
}

/// What was looked at: `214 objects, 37 alerts`; empty if nobody counted.
pub(super) fn examined(report: &Report) -> String {
    let part = |(what, count): (&&str, &usize)| match (count, what.strip_suffix('s')) {
        (1, Some(one)) => format!("1 {one}"),
        _ => format!("{count} {what}"),
    };
    report.examined.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// What is accepted, left out and looked at, for verbs that judge; nothing for others: `2 waived, 1 skipped; 214 objects`.
pub(super) fn judged(report: &Report) -> Option<String> {
    let judged = report.judged.as_ref()?;
    let skipped = match judged.skipped.len() {
        0 => None,
        count => Some(format!("{count} skipped")),
    };
    let first = waived(report).into_iter().chain(skipped).collect::<Vec<_>>().join(", ");
    let parts = [first, examined(report)];
    Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "))
}
