//! The keys of one alert as its kind reads them: written, or the kind's own.

use super::{Amount, Kind, Per, Scene};
use crate::diag::Span;
use crate::model::{Alert, Severity, Sourced, Topic};
use crate::units::Duration;

/// The keys of one alert, with the kind's own values where nothing is written.
///
/// What cannot be read counts as not written: [`check`](super::check) complains about it.
#[derive(Debug)]
pub struct Numbers<'m> {
    /// How bad the spec says that it is.
    pub severity: Option<Severity>,
    /// The amount that it compares with. Kinds that take none do not ask.
    pub threshold: Amount,
    /// How far back, or ahead, it looks.
    pub window: Duration,
    /// The topics that the spec names for it.
    pub topics: Vec<(&'m Topic, Span)>,
    /// The groups that the spec names for it.
    pub groups: Vec<&'m Sourced<String>>,
    /// What lag is summed by.
    pub per: Per,
    /// The places of all that is written, the threshold first.
    pub written: Vec<Span>,
    /// The places that `window` depends on where the spec is silent.
    pub scraped: Option<Span>,
}

impl<'m> Numbers<'m> {
    /// Of an alert of that kind; without an alert all are the kind's own.
    pub fn of(kind: &Kind, alert: Option<&'m Alert>, scene: &Scene<'m>) -> Numbers<'m> {
        let mut numbers = Numbers::by_default(kind, scene);
        let Some(alert) = alert else { return numbers };
        if let Some((key, default)) = kind.threshold() {
            let limit = if key == "above" { &alert.above } else { &alert.below };
            if let Some(limit) = limit {
                numbers.threshold = default.read(key, &limit.value).unwrap_or(default);
                numbers.written.push(limit.origin.first());
            }
        }
        if let Some(window) = alert.window.as_ref().filter(|_| kind.window().is_some()) {
            numbers.window = window.value;
            numbers.scraped = None;
            numbers.written.push(window.origin.first());
        }
        if kind.key("topics").is_some() {
            let named =
                alert.topics.iter().filter_map(|topic| Some((scene.topic(&topic.value)?, topic.origin.first())));
            numbers.topics.extend(named);
            numbers.written.extend(alert.topics.iter().map(|topic| topic.origin.first()));
        }
        if kind.key("groups").is_some() {
            numbers.groups.extend(&alert.groups);
            numbers.written.extend(alert.groups.iter().map(|group| group.origin.first()));
        }
        if let Some(per) = alert.per.as_ref().filter(|_| kind.key("per").is_some()) {
            numbers.per = Per::read(&per.value).unwrap_or_default();
            numbers.written.push(per.origin.first());
        }
        numbers.severity = alert.severity.as_ref().map(|severity| severity.value);
        numbers
    }

    fn by_default(kind: &Kind, scene: &Scene<'_>) -> Self {
        let own = kind.window().unwrap_or(Duration(0));
        let window = scene.at_least_four_scrapes(own);
        Numbers {
            severity: None,
            threshold: kind.threshold().map_or(Amount::Records(0), |(_, amount)| amount),
            window,
            topics: Vec::new(),
            groups: Vec::new(),
            per: Per::default(),
            written: Vec::new(),
            scraped: (window != own && kind.window().is_some()).then(|| scene.scraped_at()).flatten(),
        }
    }
}
