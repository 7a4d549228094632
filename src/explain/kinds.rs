//! What there is to know of a kind of alert.

use super::example::quoted;
use super::ground::Ground;
use super::{Explanation, Occurrence};
use crate::alert::{Amount, Key, Kind, Scene};
use crate::edit;
use crate::model::Watch;

/// Explains a kind.
pub(super) fn explain(kind: &'static Kind, ground: &Ground) -> Explanation {
    let mut meaning = vec![format!("It fires when {}.", kind.summary)];
    meaning.extend(ground.model().map(|model| (kind.runbook)(&Scene::new(model)).meaning));
    let mut facts = vec![
        ("severity", kind.severity.word().to_owned()),
        ("for", format!("{}, during which the condition must hold", kind.hold.human())),
        ("group", kind.group.name().to_owned()),
        ("called", format!("{} in the default set", kind.default_name)),
    ];
    let expressions = ground.own.as_ref().and_then(|own| own.set()).map(|set| {
        let rules = set.rules.iter().filter(|rule| rule.kind.is_some_and(|of| of.name == kind.name));
        rules.map(|rule| rule.expr.value.clone()).collect::<Vec<_>>()
    });
    facts.extend(expressions.into_iter().flatten().map(|expr| ("watches", expr)));
    let written = written(kind, ground);
    let model = ground.own.as_ref().and_then(|own| own.model()).filter(|_| written.is_empty());
    let unwritten = model.map(|model| match (&model.monitoring, model.alerts.is_empty()) {
        (Some(_), true) => "No alert is named, so all kinds that have something to watch are in the default set.",
        _ => "No alert is of this kind.",
    });
    Explanation {
        name: kind.name.to_owned(),
        is: "alert kind",
        meaning,
        facts,
        keys: kind.takes.iter().map(|key| (key.name().to_owned(), takes(key))).collect(),
        example: Some(example(kind)),
        written,
        unwritten: unwritten.map(str::to_owned),
        related: std::iter::once("alert.NAME.kind".to_owned())
            .chain(kind.takes.iter().map(|key| format!("alert.NAME.{}", key.name())))
            .collect(),
        ..Explanation::default()
    }
}

/// What a key means for the kind, with its default.
fn takes(key: &Key) -> String {
    let measure = |amount: Amount| match amount {
        Amount::Records(_) => "so many records",
        Amount::Partitions(_) => "so many partitions",
        Amount::Share(_) => "such a share",
    };
    match key {
        Key::Above(amount) => format!("fires above {}. Default: {}", measure(*amount), amount.human()),
        Key::Below(amount) => format!("fires below {}. Default: {}", measure(*amount), amount.human()),
        Key::Window { default, least, most } => {
            format!("how far it looks, from {} to {}. Default: {}", least.human(), most.human(), default.human())
        }
        Key::Topics { default: Some(default) } => format!("the topics that it speaks of. Default: {default}"),
        Key::Topics { default: None } => "the topics that it speaks of. Required".to_owned(),
        Key::Groups => "the consumer groups that it speaks of. Default: all that clients name".to_owned(),
        Key::Per => "what is summed: `cluster`, `group` or `topic`. Default: `group`".to_owned(),
    }
}

fn example(kind: &Kind) -> String {
    let header = [format!("[alert.{}]", quoted(kind.default_name)), format!("kind = {:?}", kind.name)];
    let keys = kind.takes.iter().filter_map(|key| match key {
        Key::Above(amount) | Key::Below(amount) => Some(format!("{} = {}", key.name(), amount.written())),
        Key::Topics { default: None } => Some("topics = [\"audit-queue\"]".to_owned()),
        Key::Window { .. } | Key::Topics { .. } | Key::Groups | Key::Per => None,
    });
    let text = header.into_iter().chain(keys).collect::<Vec<_>>().join("\n");
    edit::fmt::format(&text).unwrap_or(text)
}

/// The alerts of the spec at hand that are of the kind.
fn written(kind: &Kind, ground: &Ground) -> Vec<Occurrence> {
    let Some((own, model)) = ground.own.as_ref().and_then(|own| Some((own, own.model()?))) else { return Vec::new() };
    let of_kind = model.alerts.iter().filter_map(|alert| match &alert.watch {
        Watch::Kind(name) if name.value == kind.name => own.occurrence(name.origin.first(), alert.name.value.clone()),
        Watch::Kind(_) | Watch::Expression(_) => None,
    });
    of_kind.collect()
}
