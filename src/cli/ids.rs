//! Why the program could not do its work: the ids of failures, and the list of all ids that there are.

use crate::diag::{Id, Known, Severity, ids};
use crate::inspect::Offence;
use crate::policy::Ours;
use crate::report::RuleDoc;
use crate::{alert, bundle, compare, edit, inspect, policy, spec, upgrade};
use std::sync::LazyLock;

ids! {
    /// The command line makes no sense.
    USAGE = "cli/usage";
    /// No spec was found, or there is none at the path that was named.
    NO_SPEC = "cli/no-spec";
    /// No manifests are at the paths that were named.
    NO_MANIFESTS = "cli/no-manifests";
    /// Several files could be the spec.
    SEVERAL_SPECS = "cli/several-specs";
    /// Nothing is in the spec.
    EMPTY_SPEC = "cli/empty-spec";
    /// The spec is neither staged nor committed, so nothing can be said of it with `--staged`.
    NOT_STAGED = "cli/not-staged";
    /// A file that was named is not there.
    MISSING_FILE = "cli/missing-file";
    /// A folder was named where a file belongs.
    NOT_A_FILE = "cli/not-a-file";
    /// A file holds bytes that are no UTF-8 text.
    NOT_TEXT = "cli/not-text";
    /// The system does not let a file be read or written.
    REFUSED = "cli/refused";
    /// All texts of a run together are larger than 4 GiB.
    TOO_MUCH_TEXT = "cli/too-much-text";
    /// A file is there that `init` would make.
    IN_THE_WAY = "cli/in-the-way";
    /// No chain of Strimzi releases leads to the one that was asked for.
    NO_WAY = "cli/no-way";
    /// Git could not answer.
    GIT = "cli/git";
    /// A mistake of kafkasmith itself.
    INTERNAL = "cli/internal";
}

/// Every id that a finding or a failure may bear, with what it means, by area.
pub fn every() -> impl Iterator<Item = Known> {
    let rules = inspect::offences().map(|offence| Known { id: Id::new(offence.id), meaning: offence.summary });
    mistakes().chain(rules)
}

/// The ids that no rule has.
fn mistakes() -> impl Iterator<Item = Known> {
    let areas = [
        spec::ids::ALL,
        alert::ids::ALL,
        bundle::fault::ALL,
        policy::ids::ALL,
        policy::waiver::ids::ALL,
        compare::drift::ids::ALL,
        edit::ids::ALL,
        upgrade::ids::ALL,
        ALL,
    ];
    areas.into_iter().flatten().cloned()
}

/// All ids, as policies and waivers may speak of them.
pub fn ours() -> &'static [Ours] {
    static OURS: LazyLock<Vec<Ours>> = LazyLock::new(|| {
        let rules = inspect::offences().map(|offence| {
            let known = Known { id: Id::new(offence.id), meaning: offence.summary };
            Ours::of_rule(known, offence.waivable)
        });
        rules.chain(mistakes().map(Ours::of_mistake)).collect()
    });
    &OURS
}

/// What reports may say of rules.
pub fn rule_docs() -> &'static [RuleDoc] {
    static DOCS: LazyLock<Vec<RuleDoc>> = LazyLock::new(|| {
        let doc = |offence: &'static Offence| RuleDoc {
            id: offence.id,
            summary: offence.summary,
            why: offence.why,
            help: offence.write,
            level: offence.production.severity().unwrap_or(Severity::Info),
            security: offence.security,
        };
        inspect::offences().map(doc).collect()
    });
    &DOCS
}

/// What the id of a finding means.
pub fn meaning(id: &str) -> Option<&'static str> {
    every().find(|known| known.id.word() == id).map(|known| known.meaning)
}
