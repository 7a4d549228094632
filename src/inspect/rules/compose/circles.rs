//! Do services wait for each other?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::Stack;

const CIRCLE: Offence = Offence::error("compose/dependency-circle", "services wait for each other in a circle")
    .why("Compose refuses the whole file.")
    .write("`depends_on` in one direction only")
    .source("Compose Specification, `depends_on`");

pub(super) const RULE: Rule = Rule {
    offences: &[&CIRCLE],
    check: Check::Stack(check),
    examples: &[
        Example::new(
            "three in a circle",
            "services:
  one: { image: 'example.org/a:1', depends_on: [two] }
  two: { image: 'example.org/a:1', depends_on: [three] } # <- compose/dependency-circle
  three: { image: 'example.org/a:1', depends_on: [four] }
  four: { image: 'example.org/a:1', depends_on: [two] }
",
        ),
        Example::new(
            "two ways to one",
            "services:
  one: { image: 'example.org/a:1', depends_on: [two, three] }
  two: { image: 'example.org/a:1', depends_on: [three] }
  three: { image: 'example.org/a:1' }
",
        ),
    ],
};

/// One circle is told, at its first service: to solve it is to see the next.
fn check(_: &World<'_>, stack: &Stack<'_>, out: &mut Out) {
    let at = |name: &str| stack.services.iter().position(|service| service.name == name);
    let next: Vec<Vec<usize>> = stack
        .services
        .iter()
        .map(|service| service.depends.iter().filter_map(|dependency| at(&dependency.name)).collect())
        .collect();
    let Some(circle) = circle(&next) else { return };
    let services: Vec<_> = circle.iter().filter_map(|at| stack.service(*at)).collect();
    let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
    let (Some(first), Some(second)) = (services.first(), services.iter().cycle().nth(1)) else { return };
    let place = first.depends.iter().find(|dependency| dependency.name == second.name);
    let way = format!("{} → {}", names.join(" → "), first.name);
    out.raise(
        &CIRCLE,
        place.map_or(first.node, |dependency| dependency.node),
        format!("Compose refuses the file: services depend on each other, {way}"),
    )
    .help("remove one of these from its `depends_on`");
}

fn circle(next: &[Vec<usize>]) -> Option<Vec<usize>> {
    // What waits for nothing that is left is taken away until nothing can be.
    let mut left: Vec<bool> = vec![true; next.len()];
    loop {
        let before = left.iter().filter(|left| **left).count();
        for (at, after) in next.iter().enumerate() {
            let waits = after.iter().any(|other| left.get(*other) == Some(&true));
            if let Some(left) = left.get_mut(at) {
                *left = *left && waits;
            }
        }
        if left.iter().filter(|left| **left).count() == before {
            break;
        }
    }
    // From anywhere among those left, the way leads into a circle.
    let mut way = vec![left.iter().position(|left| *left)?];
    loop {
        let step = next.get(*way.last()?)?.iter().find(|other| left.get(**other) == Some(&true))?;
        if let Some(from) = way.iter().position(|seen| seen == step) {
            return Some(way.split_off(from));
        }
        way.push(*step);
    }
}
