//! What clients may take from a broker.

use super::super::scope::{Scope, items, optional, or};
use super::super::versions::Versions;
use super::super::{Setting, Sourced};
use crate::catalog::Capability;
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::Share;
use crate::spec::{Field, ids, tables};
use crate::units::{Bytes, Ratio};

/// What clients may take from a broker.
#[derive(Debug)]
pub struct Quotas {
    /// Whom a rate is for.
    pub per: Sourced<Share>,
    /// What may be written, in bytes a second.
    pub write: Option<Sourced<Bytes>>,
    /// What may be read, in bytes a second.
    pub read: Option<Sourced<Bytes>>,
    /// Writing stops when less is free on a volume.
    pub keep_free: Option<Sourced<Bytes>>,
    /// The same as a share of the volume.
    pub keep_free_share: Option<Sourced<Ratio>>,
    /// Principals that no quota is for.
    pub exempt: Vec<Sourced<String>>,
    /// Percent of a thread's time.
    pub request_percentage: Option<Sourced<u32>>,
    /// Changes of topics a second.
    pub changes: Option<Sourced<u32>>,
}

impl Quotas {
    pub(in crate::model) fn build(
        written: &Field<tables::Quotas>,
        versions: Option<&Versions>,
        config: &[Setting],
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let (tables::Quotas { per, write, read, keep_free, keep_free_share, exempt, request_percentage, changes }, at) =
            written.given()?;
        if let Some(versions) = versions.filter(|versions| versions.known && !versions.release.can(Capability::Quotas))
        {
            scope.push(
                Diagnostic::error(
                    ids::UNSUPPORTED_VERSION,
                    format!("Strimzi {} has no quotas", versions.release.version),
                )
                .at(at, "")
                .because(versions.strimzi.origin.first(), "this release")
                .help("take [cluster.quotas] out, or write a newer release"),
            );
        }
        let quotas = Quotas {
            per: or(per, at, Share::AllClients),
            write: optional(write),
            read: optional(read),
            keep_free: optional(keep_free),
            keep_free_share: optional(keep_free_share),
            exempt: items(exempt),
            request_percentage: optional(request_percentage),
            changes: optional(changes),
        };
        quotas.fits(scope);
        if let Some(own) = config.iter().find(|setting| setting.key == "client.quota.callback.class") {
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, "two things are to keep quotas")
                .at(own.value.origin.first(), "a plugin of your own")
                .because(at, "these quotas");
            scope.push(diagnostic.help("keep one of them"));
        }
        Some(quotas)
    }

    /// Each of the two plugins knows keys that the other does not (`QuotasPluginStrimzi`, `QuotasPluginKafka`, 0.42.0).
    fn fits(&self, scope: &mut Scope<'_>) {
        let together: [(&str, Option<Span>); 3] = [
            ("keep_free", self.keep_free.as_ref().map(|it| it.origin.first())),
            ("keep_free_share", self.keep_free_share.as_ref().map(|it| it.origin.first())),
            ("exempt", self.exempt.first().map(|it| it.origin.first())),
        ];
        let each: [(&str, Option<Span>); 2] = [
            ("request_percentage", self.request_percentage.as_ref().map(|it| it.origin.first())),
            ("changes", self.changes.as_ref().map(|it| it.origin.first())),
        ];
        let (wrong, of, other): (&[(&str, Option<Span>)], _, _) = match self.per.value {
            Share::AllClients => (&each, "each client", "each-client"),
            Share::EachClient => (&together, "all clients together", "all-clients"),
        };
        for (key, at) in wrong {
            let Some(at) = at else { continue };
            let headline = format!("`{key}` is a quota of {of}");
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, headline).at(*at, "");
            let diagnostic = diagnostic.because(self.per.origin.first(), "whom these quotas are for");
            scope.push(diagnostic.help(format!("leave it out, or write `per = \"{other}\"`")));
        }
        if let (Some(bytes), Some(share)) = (&self.keep_free, &self.keep_free_share) {
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, "free room is written as an amount and as a share")
                .at(share.origin.first(), "the share")
                .because(bytes.origin.first(), "the amount");
            scope.push(diagnostic.help("keep one of them"));
        }
    }
}
