//! The house's own rules, asked of everything that they are about.

use super::asking::Asks;
use super::origin::Rendered;
use super::out::Spot;
use super::world::World;
use crate::diag::{Diagnostic, Id};
use crate::policy::see::{Place, Platform, Seen};
use crate::policy::{Answer, HouseRule, Policy};

/// What the house's rules give.
#[derive(Debug, Default)]
pub struct HouseFindings {
    /// What was found.
    pub list: Vec<Diagnostic>,
    /// Which rules were asked of what.
    pub asked: Vec<(Vec<Id>, Vec<Asks>)>,
    /// How many rules there were.
    pub rules: usize,
}

/// Asks those of the house's rules that are not left out of everything that they are about.
pub fn ask_house(
    world: &World<'_>,
    policy: &Policy,
    asks: &dyn Fn(&Id) -> bool,
    rendered: Option<&Rendered<'_>>,
) -> HouseFindings {
    let platform =
        Platform { bundle: world.bundle, inventory: &world.inventory, release: world.strimzi(), model: world.model };
    let rules = policy.house.rules().iter().filter(|rule| rule.severity.is_some() && asks(&rule.id));
    let mut left: Vec<&HouseRule> = rules.collect();
    let mut findings = HouseFindings { rules: left.len(), ..HouseFindings::default() };
    while let Some(first) = left.first() {
        let noun = first.noun.word;
        let (of_noun, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|rule| rule.noun.word == noun);
        left = others;
        let mut subjects = Vec::new();
        for seen in platform.each(noun) {
            for answer in policy.house.ask(&of_noun, seen.view.as_ref()) {
                findings.list.push(finding(&answer, &seen, rendered));
            }
            let place = seen.place.span();
            let spec_place = rendered.and_then(|rendered| rendered.comes_from(place));
            subjects.push((seen.target, Some(spec_place.unwrap_or(place))));
        }
        findings.asked.push((of_noun.iter().map(|rule| rule.id.clone()).collect(), subjects));
    }
    findings
}

fn finding(answer: &Answer<'_>, seen: &Seen<'_>, rendered: Option<&Rendered<'_>>) -> Diagnostic {
    let place = seen.place_of(answer.rule.demands());
    let mut finding = answer.finding(seen.target.clone(), place.span());
    if let (Some(about), Place::Node(node)) = (&mut finding.about, place) {
        let Spot { span: _, pointer, object, is_hole: _ } = Spot::from(node);
        (about.pointer, about.object) = (pointer, object);
    }
    match rendered {
        Some(rendered) => rendered.lead_back(finding),
        None => finding,
    }
}
