//! How metrics are scraped.

use super::scope::{Scope, labels, optional, or, patch};
use super::{Cluster, Patch, Sourced};
use crate::catalog::Release;
use crate::diag::{Diagnostic, Span};
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
    /// Whether Kafka's nodes tell their metrics by Strimzi's Metrics Reporter.
    pub reporter: Sourced<bool>,
    /// The labels by which Prometheus selects monitors and rules.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// Where people read the rendered operations guide.
    pub guide: Option<Sourced<String>>,
    /// What is added to each monitor.
    pub patch: Option<Patch>,
}

/// What `metricsConfig.type` is where the reporter tells metrics.
const REPORTER: &str = "strimziMetricsReporter";

impl Monitoring {
    pub(super) fn build(
        written: &Field<tables::Monitoring>,
        release: Option<(&Release, &Cluster)>,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let (table, at) = written.given()?;
        let tables::Monitoring { style, scrape_interval, reporter, labels: selected_by, guide, patch: added } = table;
        let reporter = or(reporter, at, false);
        if let Some((release, cluster)) = release.filter(|_| reporter.value)
            && !release.metrics.types.iter().any(|known| known == REPORTER)
        {
            let headline = format!("Strimzi {} has no Metrics Reporter", release.version);
            let diagnostic = Diagnostic::error(ids::UNSUPPORTED_VERSION, headline).at(reporter.origin.first(), "");
            let diagnostic = diagnostic.because(cluster.strimzi.origin.first(), "this release");
            scope.push(diagnostic.help("leave `reporter` out, or write a newer release"));
        }
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
            reporter,
            labels: labels(selected_by, scope),
            guide: optional(guide),
            patch: patch(added),
        })
    }
}
