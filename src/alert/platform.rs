//! Judges what only the whole platform shows: alerts that have nothing to watch, and texts over results that a kind makes.

use super::{Key, Kind, Missing, Numbers, Scene, kinds, rule, template};
use crate::diag::{Complaints, Diagnostic, Source, Span};
use crate::model::{Alert, Model, Watch};
use crate::promql::{self, LabelFlow, Presence};
use crate::spec::Literal;
use crate::spec::ids;
use crate::units::Duration;

/// Judges the alerts that the spec names against everything else in it. Of the default set nothing is said: what has nothing
/// to watch is left out of it.
pub fn check_model(model: &Model, source: &Source, complaints: &mut Complaints) {
    let Some(monitoring) = &model.monitoring else { return nothing_monitored(model, complaints) };
    let scene = Scene::new(model);
    for alert in &model.alerts {
        let Watch::Kind(name) = &alert.watch else { continue };
        let Some(kind) = kinds::kind(&name.value) else { continue };
        let named = Named { kind, alert, at: name.origin.first() };
        named.sources(&scene, complaints);
        named.window(monitoring.scrape_interval.value, monitoring.scrape_interval.origin.first(), complaints);
        named.texts(&scene, source, complaints);
    }
}

/// Without monitoring nothing evaluates rules. Said once, whatever the number of alerts.
fn nothing_monitored(model: &Model, complaints: &mut Complaints) {
    let Some(first) = model.alerts.first() else { return };
    let others = model.alerts.len() - 1;
    let diagnostic = Diagnostic::error(ids::CONTRADICTION, "alerts are named, and nothing is monitored")
        .at(first.name.origin.first(), "would never fire")
        .help("write [monitoring], or take the alerts out");
    complaints.push(match others {
        0 => diagnostic,
        1 => diagnostic.note("One more alert is named."),
        _ => diagnostic.note(format!("{others} more alerts are named.")),
    });
}

/// An alert with its kind.
struct Named<'m> {
    kind: &'static Kind,
    alert: &'m Alert,
    at: Span,
}

impl Named<'_> {
    /// An alert whose source the spec does not switch on would be silent for ever.
    fn sources(&self, scene: &Scene<'_>, complaints: &mut Complaints) {
        let numbers = Numbers::of(self.kind, Some(self.alert), scene);
        let Err(reasons) = (self.kind.plan)(scene, &numbers) else { return };
        // `check` has complained about topics that must be named.
        if self.alert.topics.is_empty() && self.kind.key("topics") == Some(&Key::Topics { default: None }) {
            return;
        }
        for Missing { why, at, because, help } in reasons {
            let diagnostic = if let Some(place) = at {
                Diagnostic::error(ids::CONTRADICTION, why).at(place, "named here")
            } else {
                let headline = format!("alert `{}` can never fire: {why}", self.alert.name.value);
                Diagnostic::error(ids::CONTRADICTION, headline).at(self.at, "")
            };
            let diagnostic = match because {
                Some((place, text)) => diagnostic.because(place, text),
                None => diagnostic,
            };
            complaints.push(diagnostic.help(help));
        }
    }

    /// What is computed over a window needs two scrapes in it, and more in case one fails.
    fn window(&self, interval: Duration, interval_at: Span, complaints: &mut Complaints) {
        let Some(window) = self.alert.window.as_ref().filter(|_| self.kind.window().is_some()) else { return };
        let least = Duration(interval.millis().saturating_mul(2));
        if window.value < least {
            let headline = format!("alert `{}` looks back over less than two scrapes", self.alert.name.value);
            complaints.push(
                Diagnostic::error(ids::CONTRADICTION, headline)
                    .at(window.origin.first(), "the window")
                    .because(interval_at, "how often metrics are scraped")
                    .help(format!("write \"{}\" or more", Duration(interval.millis().saturating_mul(4)).human())),
            );
        }
    }

    /// The author's own texts over the result of a kind.
    fn texts(&self, scene: &Scene<'_>, source: &Source, complaints: &mut Complaints) {
        for rule in rule::of_alert(self.alert, scene) {
            let Ok(expr) = promql::parse(&rule.expr.value) else { continue };
            let flow = LabelFlow::of(&expr);
            for text in [&self.alert.summary, &self.alert.description].into_iter().flatten() {
                let literal = Literal::new(source, text.origin.first(), &text.value);
                for (name, place) in template::asked(&text.value).labels {
                    if let Presence::Never(removal) = flow.label(&name) {
                        let headline =
                            format!("the text prints the label `{name}`, which this kind of alert does not have");
                        let diagnostic = Diagnostic::error(super::ids::MISSING_LABEL, headline)
                            .at(literal.place(place), "prints nothing")
                            .because(self.at, removal.cause.to_string());
                        complaints.push(diagnostic.help(labels_of(&flow)));
                    }
                }
            }
        }
    }
}

/// What can be printed instead.
fn labels_of(flow: &LabelFlow) -> String {
    let there = |(name, presence): &(&str, &Presence)| !matches!(presence, Presence::Never(_)) && *name != "__name__";
    let labels: Vec<String> = flow.named().filter(there).map(|(name, _)| format!("`{name}`")).collect();
    if labels.is_empty() {
        "leave it out: it has no labels".to_owned()
    } else {
        format!("it has: {}", labels.join(", "))
    }
}
