//! Whole specs: their rules, the default set, mistakes and where they are shown.

mod expressions;
mod exposed;
mod mistakes;
#[path = "../../tests/it/modes.rs"]
pub(super) mod modes;
mod rendered;
mod reporter;

use super::{Kind, Rule, Scene, rule, rules};
use crate::diag::{Complaints, Diagnostic, Sources};
use crate::model::{self, Model};

/// The project's own spec.
pub(super) const SAMPLE: &str = include_str!("../../hrms-kafka.toml");

/// The project's own spec without its alerts.
pub(super) fn without_alerts() -> String {
    let (before, rest) = SAMPLE.split_once("[alert.").unwrap();
    let (_, after) = rest.split_once("\n[compose]").unwrap();
    format!("{before}\n[compose]{after}")
}

/// Runs something on the model of a spec that has nothing wrong.
#[track_caller]
pub(super) fn with<T>(text: &str, run: impl FnOnce(&Model) -> T) -> T {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    let spec = crate::spec::read(source, &mut complaints);
    let model = model::build(&spec, source.span(), &mut complaints);
    assert_eq!(complaints.into_sorted(), []);
    run(&model.unwrap())
}

/// The expressions that a kind makes of the sample by default.
pub(super) fn expressions(kind: &'static Kind) -> Vec<String> {
    with(SAMPLE, |model| expressions_in(model, kind))
}

/// The expressions that a kind makes of a model by default.
pub(super) fn expressions_in(model: &Model, kind: &'static Kind) -> Vec<String> {
    rule::by_default(kind, &Scene::new(model)).into_iter().map(|rule| rule.expr.value).collect()
}

/// The rules of one alert of a kind with those keys, in the sample.
#[track_caller]
pub(super) fn rules_of(kind: &str, keys: &str) -> Vec<Rule> {
    with(&format!("{}\n[alert.Probe]\nkind = \"{kind}\"\n{keys}\n", without_alerts()), rules)
}

/// All complaints about a spec, from the reader to the alerts, each with what stands at its places.
pub(super) fn complaints(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    let spec = crate::spec::read(source, &mut complaints);
    super::check(&spec, source, &mut complaints);
    if let Some(model) = model::build(&spec, source.span(), &mut complaints) {
        super::check_model(&model, source, &mut complaints);
    }
    let shown = |diagnostic: Diagnostic| {
        let at = diagnostic.span().map(|span| sources.text(span)).unwrap_or_default();
        let because: Vec<&str> = diagnostic.related.iter().map(|label| sources.text(label.span)).collect();
        let because = if because.is_empty() { String::new() } else { format!(" because {}", because.join(", ")) };
        format!(
            "{} at {at}{because}: {} | {}",
            diagnostic.id.word(),
            diagnostic.headline,
            diagnostic.help.unwrap_or_default()
        )
    };
    complaints.into_sorted().into_iter().map(shown).collect()
}
