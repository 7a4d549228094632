//! The kinds of alerts, a file each. To add one: its file, a `mod` line, and a line in [`KINDS`].

mod broker_down;
mod byte_limit_near;
mod cluster_not_ready;
mod consumer_gone;
mod consumer_lag;
mod controller_count;
mod dead_letters;
mod disk_full_soon;
mod disk_usage;
mod entity_operator_down;
mod exporter_down;
mod log_dir_offline;
mod no_messages;
mod offline_partitions;
mod operator_down;
mod producer_errors;
mod quorum_down;
mod request_saturation;
mod under_min_isr;
mod under_replicated;

use super::Kind;

/// The kinds, in the order in which guides list them.
pub const KINDS: &[&Kind] = &[
    &broker_down::KIND,
    &quorum_down::KIND,
    &controller_count::KIND,
    &request_saturation::KIND,
    &offline_partitions::KIND,
    &under_min_isr::KIND,
    &under_replicated::KIND,
    &consumer_lag::KIND,
    &consumer_gone::KIND,
    &dead_letters::KIND,
    &no_messages::KIND,
    &producer_errors::KIND,
    &disk_full_soon::KIND,
    &disk_usage::KIND,
    &byte_limit_near::KIND,
    &log_dir_offline::KIND,
    &cluster_not_ready::KIND,
    &operator_down::KIND,
    &entity_operator_down::KIND,
    &exporter_down::KIND,
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_file_is_a_kind_and_each_kind_a_file() {
        #[expect(clippy::disallowed_methods, reason = "the folder is what the list is held against")]
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/alert/kinds")).unwrap();
        let files = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> =
            files.filter(|file| file != "mod.rs").map(|file| file.replace(".rs", "").replace('_', "-")).collect();
        let kinds: BTreeSet<String> = KINDS.iter().map(|kind| kind.name.to_owned()).collect();
        assert_eq!(kinds, files);
        assert_eq!(kinds.len(), KINDS.len());
    }

    #[test]
    fn names_of_the_default_set_are_distinct_and_good() {
        let names: BTreeSet<&str> = KINDS.iter().map(|kind| kind.default_name).collect();
        assert_eq!(names.len(), KINDS.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_alphanumeric())));
    }

    #[test]
    fn each_group_of_kinds_stands_together() {
        let mut groups: Vec<_> = KINDS.iter().map(|kind| kind.group).collect();
        groups.dedup();
        let distinct: BTreeSet<_> = groups.iter().collect();
        assert_eq!(groups.len(), distinct.len(), "{groups:?}");
    }
}
