//! How clients of a listener prove who they are.

use super::scope::{Scope, entries};
use super::{Canonical, Setting, Sourced};
use crate::catalog::{Capability, Release};
use crate::diag::Span;
use crate::spec::{self, Either, Field, Named, ids, tables};

/// How clients prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// With a certificate.
    Tls,
    /// With a password.
    ScramSha512,
    /// In a way of their own.
    Custom,
}

/// What brokers are told of a way of one's own.
#[derive(Debug)]
pub struct Custom {
    /// Whether it is one of SASL.
    pub sasl: Sourced<bool>,
    /// Settings of the listener.
    pub config: Vec<Setting>,
}

/// What a custom authentication may not set (`KafkaListenerAuthenticationCustom`): all that begins with `ssl.` where the
/// operator keeps the trust store, too, else only the key store.
const KEPT: (&str, &str) = ("ssl.", "ssl.keystore.");

impl Authentication {
    /// Strimzi's word.
    pub const fn word(self) -> &'static str {
        match self {
            Authentication::Tls => "tls",
            Authentication::ScramSha512 => "scram-sha-512",
            Authentication::Custom => "custom",
        }
    }

    pub(super) fn build(
        written: &Field<Either<tables::Authentication, tables::CustomAuthentication>>,
        release: &Release,
        scope: &mut Scope<'_>,
    ) -> (Option<Sourced<Authentication>>, Option<Custom>) {
        let Some((how, at)) = written.given() else { return (None, None) };
        let (kind, custom) = match how {
            Either::Short(tables::Authentication::Tls) => (Authentication::Tls, None),
            Either::Short(tables::Authentication::ScramSha512) => (Authentication::ScramSha512, None),
            Either::Long(custom) => (Authentication::Custom, Custom::build(custom, at, release, scope)),
        };
        if !release.listeners.authentication.iter().any(|known| known == kind.word()) {
            let headline = format!("Strimzi {} has no authentication `{}`", release.version, kind.word());
            let help = "write `tls` or `scram-sha-512`, or a table for one of your own";
            scope.complain(ids::UNSUPPORTED_VERSION, at, headline, help);
        }
        (Some(Sourced::written(kind, at)), custom)
    }
}

impl Custom {
    fn build(
        written: &tables::CustomAuthentication,
        at: Span,
        release: &Release,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let tables::CustomAuthentication { sasl, config } = written;
        let sasl =
            scope.required(sasl, at, "sasl", "write `sasl = true` for one of SASL, `sasl = false` for one of TLS");
        let config = settings(config, release, scope);
        Some(Custom { sasl: sasl?, config })
    }

    /// The mechanism that clients use, where the brokers are told a single one.
    pub fn mechanism(&self) -> Option<Sourced<String>> {
        let enabled = self.config.iter().find(|setting| setting.key == "sasl.enabled.mechanisms")?;
        let mechanism = enabled.value.derive(Canonical::text);
        (self.sasl.value && !mechanism.value.contains(',')).then_some(mechanism)
    }
}

/// They are the authentication's own and not in any list, so only what the operator would drop is refused.
fn settings(table: &Field<Named<spec::Setting>>, release: &Release, scope: &mut Scope<'_>) -> Vec<Setting> {
    let kept = if release.can(Capability::OwnListenerTrust) { KEPT.1 } else { KEPT.0 };
    let mut settings = Vec::new();
    for (key, value, entry) in entries(table) {
        let at = entry.value.span().unwrap_or(entry.name_at);
        // `AbstractConfiguration` compares in lower case.
        if key.value.to_lowercase().starts_with(kept) {
            let headline = format!("`{}` belongs to the operator, which would drop it without a word", key.value);
            let help = format!("leave it out: Strimzi {} keeps what begins with `{kept}` to itself", release.version);
            scope.complain(ids::FORBIDDEN_SETTING, key.origin.first(), headline, help);
            continue;
        }
        let value = match value {
            spec::Setting::Whole(number) => Canonical::Whole(*number),
            spec::Setting::Flag(flag) => Canonical::Flag(*flag),
            other => match other.text() {
                Some(text) => Canonical::Text(text),
                None => continue,
            },
        };
        settings.push(Setting { key: key.value, value: Sourced::written(value, at), human: None });
    }
    settings
}
