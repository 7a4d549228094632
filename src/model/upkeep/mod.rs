//! How a cluster is kept: certificates, windows for maintenance, what is logged, how many pods may be away, quotas, and Cruise
//! Control.

mod cruise_control;
mod pod;
mod quotas;
#[cfg(test)]
mod tests;

pub use cruise_control::{Capacity, CruiseControl};
pub use pod::{Pod, Toleration};
pub use quotas::Quotas;

use super::Sourced;
use super::scope::{Scope, entries, items, optional};
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::LogLevel;
use crate::spec::{Field, Named, ids, tables};
use crate::units::{Duration, counted};

/// How a cluster is kept, apart from what runs for it.
#[derive(Debug)]
pub struct Upkeep {
    /// When pods may be restarted for certificates, as Quartz writes times.
    pub windows: Vec<Sourced<String>>,
    /// How many pods of one kind may be driven away at once.
    pub max_unavailable: Option<Sourced<u32>>,
    /// Its certificate authorities.
    pub certificates: Certificates,
    /// The levels of the brokers' loggers, by name; `root` is the one of all others.
    pub logging: Vec<(Sourced<String>, Sourced<LogLevel>)>,
}

/// The certificate authorities.
#[derive(Debug, Default)]
pub struct Certificates {
    /// How many days certificates are valid.
    pub validity: Option<Sourced<u32>>,
    /// How many days before their end they are renewed.
    pub renewal: Option<Sourced<u32>>,
}

impl Upkeep {
    pub(super) fn build(cluster: &tables::Cluster, scope: &mut Scope<'_>) -> Self {
        let windows = items(&cluster.maintenance_windows);
        for window in &windows {
            quartz(window, scope);
        }
        Upkeep {
            windows,
            max_unavailable: optional(&cluster.max_unavailable),
            certificates: Certificates::build(&cluster.certificates, scope),
            logging: loggers(&cluster.logging, scope),
        }
    }
}

/// Six or seven fields of what Quartz takes, seconds first (`CronExpression`, which the operator reads them by); a day of the
/// month and a day of the week cannot both be said.
fn quartz(window: &Sourced<String>, scope: &mut Scope<'_>) {
    let fields: Vec<&str> = window.value.split_whitespace().collect();
    let plain = |field: &&str| field.chars().all(|c| c.is_ascii_alphanumeric() || "*?/,-#".contains(c));
    let days = (fields.get(3).copied(), fields.get(5).copied());
    let good = matches!(fields.len(), 6 | 7)
        && fields.iter().all(plain)
        && matches!(days, (Some("?"), Some(day)) | (Some(day), Some("?")) if day != "?");
    if !good {
        let headline = format!("{:?} is no time as Quartz writes it", window.value);
        let help = "write seconds, minutes, hours, day of the month, month, day of the week, with `?` for one of the days: \
                    \"* * 0-4 ? * SUN\" is Sunday before five, in UTC";
        scope.complain(ids::OUT_OF_RANGE, window.origin.first(), headline, help);
    }
}

impl Certificates {
    fn build(written: &Field<tables::Certificates>, scope: &mut Scope<'_>) -> Self {
        let Some(tables::Certificates { validity, renew_before }) = written.get() else {
            return Certificates::default();
        };
        let certificates = Certificates { validity: days(validity, scope), renewal: days(renew_before, scope) };
        let Certificates { validity, renewal } = &certificates;
        // What the operator takes where nothing is said: the CRD's own words, 0.39.0 to 1.2.0.
        let (lasts, before) =
            (validity.as_ref().map_or(365, |it| it.value), renewal.as_ref().map_or(30, |it| it.value));
        if let Some(at) = renewal.as_ref().or(validity.as_ref()).filter(|_| before >= lasts) {
            let headline = format!(
                "certificates that last {} cannot be renewed {} before their end",
                counted(lasts, "day", "days"),
                counted(before, "day", "days")
            );
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, headline).at(at.origin.first(), "");
            scope.push(diagnostic.help("let them last longer, or renew them later"));
        }
        certificates
    }
}

/// A duration in whole days, at least one.
fn days(written: &Field<Duration>, scope: &mut Scope<'_>) -> Option<Sourced<u32>> {
    let duration = optional(written)?;
    let count = duration.value.in_units_of(Duration::days(1)).and_then(|count| u32::try_from(count).ok());
    let count = count.filter(|count| *count > 0);
    if count.is_none() {
        let headline = format!("{} is no whole number of days", duration.value.human());
        scope.complain(ids::OUT_OF_RANGE, duration.origin.first(), headline, "write a time such as \"365d\"");
    }
    count.map(|count| duration.map(|_| count))
}

fn loggers(written: &Field<Named<LogLevel>>, scope: &mut Scope<'_>) -> Vec<(Sourced<String>, Sourced<LogLevel>)> {
    let mut loggers = Vec::new();
    for (name, level, entry) in entries(written) {
        let good = !name.value.is_empty()
            && name.value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$' | '-'));
        if !good {
            let headline = format!("{:?} is no logger", name.value);
            let help = "write the name of a class or a package, such as \"kafka.request.logger\", or `root`";
            scope.complain(ids::BAD_NAME, name.origin.first(), headline, help);
        }
        let at: Span = entry.value.span().unwrap_or(entry.name_at);
        loggers.push((name, Sourced::written(*level, at)));
    }
    loggers
}
