//! `kafkasmith.toml`, which stands beside manifests that are written by hand, and the policy that several specs share: read as
//! a spec is, and told apart from one.

use super::ids;
use crate::diag::{Complaints, Diagnostic, Source};
use crate::spec::{self, tables};

/// Keys that only a spec has.
const OF_SPECS: [&str; 10] =
    ["alert", "client", "cluster", "compose", "images", "monitoring", "operator", "project", "topic", "topic_defaults"];

/// Whether a text is a spec rather than what stands beside manifests: it describes a cluster, topics, clients.
pub fn is_spec(source: &Source) -> bool {
    spec::root_keys(source).iter().any(|(key, _)| OF_SPECS.contains(&key.as_str()))
}

/// Whether a text is what stands beside manifests, and nothing else.
pub fn is_beside(source: &Source) -> bool {
    const OWN: [&str; 4] = ["elsewhere", "environment", "policy", "waiver"];
    let keys = spec::root_keys(source);
    !keys.is_empty() && keys.iter().all(|(key, _)| OWN.contains(&key.as_str()))
}

/// Reads what stands beside manifests. A spec in its place is refused in one sentence.
pub fn read(source: &Source, complaints: &mut Complaints) -> tables::Beside {
    let instead = "the file beside manifests says `[environment]`, `[elsewhere]`, `[policy]` and `[[waiver]]`; \
                   a spec is validated with `kafkasmith validate`, without paths";
    if refused(source, "a spec stands where `kafkasmith.toml` belongs", instead, &OF_SPECS, complaints) {
        return tables::Beside::default();
    }
    spec::read_beside(source, complaints)
}

/// Reads a policy that several specs share.
pub fn read_shared(source: &Source, complaints: &mut Complaints) -> tables::Shared {
    let others: Vec<&str> = OF_SPECS.iter().copied().chain(["elsewhere", "environment", "waiver"]).collect();
    let instead = "a shared policy holds `[policy]` alone; waivers stand where the findings are, in each spec";
    if refused(source, "this is no shared policy", instead, &others, complaints) {
        return tables::Shared::default();
    }
    let shared = spec::read_shared(source, complaints);
    if shared.policy.is_absent() && !complaints.has_errors() {
        let diagnostic = Diagnostic::warning(ids::WRONG_FILE, "the shared policy demands nothing").file(source.name());
        complaints.push(diagnostic.help("write `[policy]` into it"));
    }
    shared
}

/// Refuses a text with keys of another kind of file, at the first of them.
fn refused(source: &Source, headline: &str, help: &str, keys: &[&str], complaints: &mut Complaints) -> bool {
    let found = spec::root_keys(source).into_iter().find(|(key, _)| keys.contains(&key.as_str()));
    let Some((key, at)) = found else { return false };
    let diagnostic = Diagnostic::error(ids::WRONG_FILE, format!("{headline}: it has `{key}`"));
    complaints.push(diagnostic.at(at, "").help(help));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;

    fn with<T>(text: &str, read: impl Fn(&Source, &mut Complaints) -> T) -> (T, Vec<String>) {
        let mut sources = Sources::default();
        let id = sources.add("kafkasmith.toml", text).unwrap();
        let mut complaints = Complaints::default();
        let found = read(sources.get(id).unwrap(), &mut complaints);
        let shown = |complaint: Diagnostic| {
            let place = complaint.span().map_or("", |span| sources.text(span)).to_owned();
            format!("{} {place}: {}", complaint.id, complaint.headline)
        };
        (found, complaints.into_sorted().into_iter().map(shown).collect())
    }

    #[test]
    fn what_stands_beside_manifests_is_read() {
        let text = "[environment]\nkubernetes = \"1.31\"\n[elsewhere]\nstrimzi = \"0.45.2\"\nobjects = [\"Secret/kafka/*\"]\n\
                    [policy]\nprofile = \"development\"\n[[waiver]]\nrule = \"a/b\"\nexpires = 2027-03-31\n";
        let (beside, complaints) = with(text, read);
        assert_eq!(complaints, [""; 0]);
        assert_eq!(beside.elsewhere.get().unwrap().strimzi.get().unwrap(), "0.45.2");
        assert_eq!(beside.waiver.get().unwrap()[0].get().unwrap().expires.get().unwrap().to_string(), "2027-03-31");
        assert_eq!(with("", read), (tables::Beside::default(), vec![]));
    }

    #[test]
    fn every_mistake_is_named() {
        let (_, complaints) =
            with("[polcy]\n[elsewhere]\nstrimzy = \"1\"\nobjects = \"a\"\n[[waiver]]\nexpires = 2027-02-30\n", read);
        assert_eq!(complaints.len(), 4, "{complaints:?}");
        let (_, complaints) = with("[policy]\nprofile = \"prod\"\n[policy.locked]\nlimit = [\"a\"]\n", read_shared);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
    }

    #[test]
    fn one_file_in_the_place_of_another_is_one_mistake() {
        let spec = "[project]\nname = \"a\"\n[cluster]\nname = \"b\"\n[topic.a]\npartitions = 1\n";
        assert_eq!(
            with(spec, read).1,
            ["policy/wrong-file project: a spec stands where `kafkasmith.toml` belongs: it has `project`"]
        );
        assert_eq!(with("topic.a.partitions = 3\n", read).1.len(), 1);
        assert_eq!(with(spec, read_shared).1.len(), 1);
        let waiver = "[policy]\n[[waiver]]\nrule = \"a/b\"\n";
        assert_eq!(
            with(waiver, read_shared).1,
            ["policy/wrong-file waiver: this is no shared policy: it has `waiver`"]
        );
        assert_eq!(with("", read_shared).1, ["policy/wrong-file : the shared policy demands nothing"]);
        assert!(with(spec, |source, _| is_spec(source)).0 && !with(waiver, |source, _| is_spec(source)).0);
        assert!(with(waiver, |source, _| is_beside(source)).0 && !with(spec, |source, _| is_beside(source)).0);
        assert!(!with("", |source, _| is_beside(source)).0 && !with("[polcy]\n", |source, _| is_beside(source)).0);
    }
}
