//! What KRaft asks of a cluster: a metadata version, disks, an odd number of controllers.

use super::scope::{Scope, optional};
use super::versions::Versions;
use super::{Brokers, Pool, Sourced, Storage};
use crate::catalog::{self, Capability, MetadataFault};
use crate::diag::Diagnostic;
use crate::spec::{ids, tables};

/// What the spec says, else what goes with the Kafka version. Written down in the resource, so that raising it is a step of its
/// own: it cannot be lowered again.
pub(super) fn metadata_version(
    cluster: &tables::Cluster,
    versions: &Versions,
    scope: &mut Scope<'_>,
) -> Sourced<String> {
    let kafka = &versions.kafka;
    let Some(written) = optional(&cluster.metadata_version) else {
        let known = versions.release.kafka(&kafka.value).and_then(|known| known.metadata.clone());
        return kafka.derive(|version| known.unwrap_or_else(|| version.clone()));
    };
    let headline = match catalog::metadata_fault(&written.value, &kafka.value) {
        None => return written,
        Some(MetadataFault::Malformed) => format!("{:?} is no metadata version", written.value),
        Some(MetadataFault::TooOld) => format!("the metadata version {} is too old for the operator", written.value),
        Some(MetadataFault::TooNew) => {
            format!("the metadata version {} is newer than Kafka {}", written.value, kafka.value)
        }
    };
    let fits = versions.release.kafka(&kafka.value).and_then(|known| known.metadata.as_deref());
    let help = match fits {
        Some(fits) => format!("write {fits:?}, or that of the Kafka from which you come"),
        None => "write the first two numbers of the Kafka version, such as \"3.9\"".to_owned(),
    };
    scope.push(
        Diagnostic::error(ids::UNSUPPORTED_VERSION, headline)
            .at(written.origin.first(), "")
            .because(kafka.origin.first(), "this Kafka")
            .help(help),
    );
    written
}

/// Several disks need a release that can, and metadata that says on which of them a log is.
pub(super) fn several_disks(pool: &Pool, version: &Sourced<String>, versions: &Versions, scope: &mut Scope<'_>) {
    let Storage::Several(volumes) = &pool.nodes.storage else { return };
    let Some((second, _)) = volumes.get(1) else { return };
    let marked: Vec<&Sourced<bool>> =
        volumes.iter().filter_map(|(_, volume)| volume.metadata.as_ref()).filter(|marked| marked.value).collect();
    if let [first, again, ..] = marked.as_slice() {
        scope.push(
            Diagnostic::error(ids::CONTRADICTION, "two volumes are to keep the metadata")
                .at(again.origin.first(), "a second one")
                .because(first.origin.first(), "the first one")
                .help("write `metadata = true` for one of them"),
        );
    }
    if !versions.known {
        return;
    }
    let release = versions.release;
    if !release.can(Capability::KraftJbod) {
        let headline = format!("with Strimzi {} a KRaft node has one volume", release.version);
        scope.complain(ids::UNSUPPORTED_VERSION, second.origin.first(), headline, "write one volume");
    } else if !catalog::metadata_takes_several_disks(&version.value) {
        scope.push(
            Diagnostic::error(ids::UNSUPPORTED_VERSION, "several volumes need the metadata version 3.7-IV2 or newer")
                .at(second.origin.first(), "another volume")
                .because(version.origin.first(), "this metadata version")
                .help("write one volume, or a newer Kafka"),
        );
    }
}

/// `metadata = true` says where KRaft's metadata lies.
pub(super) fn refuse_metadata_volumes(brokers: &Brokers, scope: &mut Scope<'_>) {
    for volume in brokers.pools().flat_map(|pool| pool.nodes.storage.volumes()) {
        if let Some(marked) = &volume.metadata {
            let headline = "`metadata` means nothing where ZooKeeper holds the metadata";
            scope.complain(ids::CONTRADICTION, marked.origin.first(), headline, "leave it out");
        }
    }
}

/// An even number of members bears no more than the odd one below it, and more can go wrong.
pub(super) fn odd(quorum: &Sourced<u32>, scope: &mut Scope<'_>) {
    if quorum.value.is_multiple_of(2) {
        let headline = format!("{} controllers decide no better than {}", quorum.value, quorum.value.saturating_sub(1));
        let help = format!(
            "make it {} or {}: a majority must agree, and the number of controllers can never be changed again",
            quorum.value.saturating_sub(1),
            quorum.value.saturating_add(1)
        );
        scope.complain(ids::OUT_OF_RANGE, quorum.origin.first(), headline, help);
    }
}
