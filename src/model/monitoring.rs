//! How metrics are scraped.

use super::scope::{Scope, labels, optional, or, patch};
use super::{Patch, Sourced};
use crate::diag::Span;
use crate::spec::{Field, ids, tables};
use crate::units::Duration;

use crate::spec::tables::Style;

/// How metrics are scraped.
#[derive(Debug)]
pub struct Monitoring {
    /// Where its table stands.
    pub at: Span,
    /// What Prometheus is told to scrape by.
    pub style: Sourced<Style>,
    /// How often.
    pub scrape_interval: Sourced<Duration>,
    /// The labels by which Prometheus selects monitors and rules.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// Where people read the rendered operations guide.
    pub guide: Option<Sourced<String>>,
    /// What is added to each monitor.
    pub patch: Option<Patch>,
}

impl Monitoring {
    pub(super) fn build(written: &Field<tables::Monitoring>, scope: &mut Scope<'_>) -> Option<Self> {
        let (tables::Monitoring { style, scrape_interval, labels: selected_by, guide, patch: added }, at) =
            written.given()?;
        let scrape_interval = or(scrape_interval, at, Duration(30_000));
        if scrape_interval.value.millis() < 1000 {
            let headline = format!("metrics cannot be scraped every {}", scrape_interval.value.human());
            scope.complain(
                ids::OUT_OF_RANGE,
                scrape_interval.origin.first(),
                headline,
                "write 1s or more; 30s is usual",
            );
        }
        Some(Monitoring {
            at,
            style: or(style, at, Style::Service),
            scrape_interval,
            labels: labels(selected_by, scope),
            guide: optional(guide),
            patch: patch(added),
        })
    }
}
