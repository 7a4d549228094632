//! Answers to findings written into the spec's text: what they replace is replaced, and nothing else is touched.
//!
//! A fix is made whole or not at all. The result is TOML if the text was; whether it settles what was found, who asks must look.

use super::text::said;
use crate::compare::text::unified;
use crate::diag::{Edit, Fix, Source};
use std::collections::BTreeSet;
use std::ops::Range;

/// Which fixes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that can do no harm.
    Safe,
    /// All.
    All,
}

/// Why a fix was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// It is not safe, and nobody asked for those.
    Unsafe,
    /// It changes another file, or nothing.
    Elsewhere,
    /// It changes what an earlier one changes, in another way. The next run may make it.
    Overlaps,
    /// The text would be no TOML any more.
    Breaks,
}

/// A text with fixes made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// For each fix, in their order: nothing if it was made, else why not.
    pub left: Vec<Option<Left>>,
}

/// A change in terms of the text alone.
type Change<'f> = (Range<usize>, &'f str);

/// Makes fixes in a text, the first of those that contradict each other. Two that change the same in the same way are one.
pub fn apply<'f>(source: &Source, fixes: impl IntoIterator<Item = &'f Fix>, which: Which) -> Fixed {
    let mut left = Vec::new();
    let mut taken: BTreeSet<(usize, usize, &str)> = BTreeSet::new();
    let mut candidates: Vec<(usize, Vec<Change<'f>>)> = Vec::new();
    for (at, fix) in fixes.into_iter().enumerate() {
        let (why, changes) = match changes(source, fix) {
            _ if !fix.safe && which == Which::Safe => (Some(Left::Unsafe), Vec::new()),
            None => (Some(Left::Elsewhere), Vec::new()),
            Some(changes) if changes.iter().any(|change| overlaps(&taken, change)) => {
                (Some(Left::Overlaps), Vec::new())
            }
            Some(changes) => (None, changes),
        };
        left.push(why);
        if why.is_none() {
            taken.extend(changes.iter().map(|(range, text)| (range.start, range.end, *text)));
            candidates.push((at, changes));
        }
    }
    let was_toml = said(source.text()).is_some();
    let mut made: Vec<&Change<'f>> = Vec::new();
    let broken = if was_toml {
        settle(source.text(), &candidates, &mut made)
    } else {
        candidates.iter().map(|(at, _)| *at).collect()
    };
    for at in broken {
        if let Some(why) = left.get_mut(at) {
            *why = Some(Left::Breaks);
        }
    }
    Fixed { text: edited(source.text(), &made), left }
}

/// The changes of a fix in the order of the text; nothing if there is none, if one is in another text, or if they overlap.
fn changes<'f>(source: &Source, fix: &'f Fix) -> Option<Vec<Change<'f>>> {
    let change = |Edit { span, text }: &'f Edit| {
        let range = source.range(*span);
        (source.span().holds(*span) && source.text().get(range.clone()).is_some()).then_some((range, text.as_str()))
    };
    let mut changes: Vec<Change<'f>> = fix.edits.iter().map(change).collect::<Option<_>>()?;
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let apart = changes.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a.end <= b.start && a != b));
    (apart && !changes.is_empty()).then_some(changes)
}

/// Whether a change meets another one that is not the same. Two texts put in at one place meet: their order would be a guess.
fn overlaps(taken: &BTreeSet<(usize, usize, &str)>, (range, text): &Change<'_>) -> bool {
    if taken.contains(&(range.start, range.end, *text)) {
        return false;
    }
    // Those before it do not overlap each other, so the last one that starts before its end reaches furthest.
    let before = taken.range(..(range.end, 0, "")).next_back();
    let at = taken.range((range.end, 0, "")..).next().filter(|(start, _, _)| range.is_empty() && *start == range.end);
    at.is_some() || before.is_some_and(|(start, end, _)| *end > range.start || *start == range.start)
}

/// Takes as many candidates as leave the text TOML, and gives the numbers of the others: all at once, and only if that fails half by half.
fn settle<'c, 'f>(
    text: &str,
    candidates: &'c [(usize, Vec<Change<'f>>)],
    made: &mut Vec<&'c Change<'f>>,
) -> Vec<usize> {
    let before = made.len();
    made.extend(candidates.iter().flat_map(|(_, changes)| changes));
    if candidates.is_empty() || said(&edited(text, made)).is_some() {
        return Vec::new();
    }
    made.truncate(before);
    if let [(at, _)] = candidates {
        return vec![*at];
    }
    let (first, second) = candidates.split_at(candidates.len() / 2);
    let mut broken = settle(text, first, made);
    broken.extend(settle(text, second, made));
    broken
}

/// A text with changes made that do not overlap; the same one only once.
fn edited(text: &str, changes: &[&Change<'_>]) -> String {
    let mut changes: Vec<&Change<'_>> = changes.to_vec();
    changes.sort_by_key(|(range, text)| (range.start, range.end, *text));
    changes.dedup();
    let windows = text.contains("\r\n");
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, put) in changes {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        // Line ends stay what the author's are.
        if windows {
            out.push_str(&put.replace("\r\n", "\n").replace('\n', "\r\n"));
        } else {
            out.push_str(put);
        }
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

impl Fixed {
    /// How many fixes were made.
    pub fn made(&self) -> usize {
        self.left.iter().filter(|why| why.is_none()).count()
    }

    /// What changes in the text of that name, as `patch` reads it; empty if nothing does.
    pub fn diff(&self, before: &str, name: &str) -> String {
        if self.text == before {
            return String::new();
        }
        format!("{}\n", unified(before, &self.text, (&format!("a/{name}"), &format!("b/{name}")), usize::MAX))
    }
}

impl Left {
    /// In words, behind "not made: ".
    pub const fn words(self) -> &'static str {
        match self {
            Left::Unsafe => "it is not safe; `--unsafe-fixes` makes it",
            Left::Elsewhere => "it changes nothing in the spec",
            Left::Overlaps => "an earlier fix changes the same place; the next run may make it",
            Left::Breaks => "the spec would be no TOML any more",
        }
    }
}
