//! What a verb that judges has to say beside its findings: what it judged, for what, and what its rules are about.

use crate::diag::{Id, Severity, Span, Target};

/// What was judged.
#[derive(Debug, Default)]
pub struct Judged {
    /// What it was judged for.
    pub targets: Targets,
    /// Which rules were asked of which subjects.
    pub examined: Vec<Examined>,
    /// What was not judged, and why.
    pub skipped: Vec<Skipped>,
    /// The waivers that end soon, if some do.
    pub expiring: Option<Expiring>,
}

/// What documents are judged for. What is not known is left out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Targets {
    /// The version of Kubernetes.
    pub kubernetes: Option<String>,
    /// The release of Strimzi.
    pub strimzi: Option<String>,
    /// The version of Prometheus.
    pub prometheus: Option<String>,
}

/// Rules with the subjects that each of them was asked of. All rules of one kind of subject share one list of them, so that
/// 10,000 topics and 100 rules are 10,100 entries and not a million.
#[derive(Debug, Default)]
pub struct Examined {
    /// The rules.
    pub rules: Vec<Id>,
    /// The subjects, each with its place if it has one.
    pub subjects: Vec<(Target, Option<Span>)>,
}

/// Something that was not judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// What: the id of a rule, a file.
    pub what: String,
    /// Why, in a few words.
    pub why: String,
}

/// Waivers that end soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiring {
    /// How many there are.
    pub count: usize,
    /// In how many days the first of them ends; 0 on its last day.
    pub days: u32,
}

/// What a rule is about, for formats that carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleDoc {
    /// The id that its findings bear.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// How much it matters where nobody says otherwise.
    pub level: Severity,
    /// Whether it is about who may do what.
    pub security: bool,
}

impl RuleDoc {
    /// What it is filed under: the part of its id before the slash.
    pub fn area(&self) -> &'static str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Where it can be read about.
    pub fn address(&self) -> String {
        format!("{}/blob/main/docs/rules.md#{}", env!("CARGO_PKG_REPOSITORY"), Self::anchor(self.id))
    }

    /// The name of its heading in that page, as GitHub gives it.
    pub fn anchor(id: &str) -> String {
        id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
    }
}

impl Targets {
    /// `Kubernetes 1.34, Strimzi 1.0`; empty if nothing is known.
    pub(super) fn told(&self) -> String {
        let Targets { kubernetes, strimzi, prometheus } = self;
        let all = [("Kubernetes", kubernetes), ("Strimzi", strimzi), ("Prometheus", prometheus)];
        let known = all.iter().filter_map(|(name, version)| Some(format!("{name} {}", version.as_ref()?)));
        known.collect::<Vec<_>>().join(", ")
    }
}
