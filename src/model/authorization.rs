//! Who may do what.

use super::scope::{Scope, items, optional, or};
use super::{Authentication, Listener, Sourced};
use crate::catalog::Release;
use crate::diag::{Diagnostic, Span};
use crate::spec::{Field, ids, tables};

use crate::spec::tables::AuthorizationType;

/// Who may do what.
#[derive(Debug)]
pub struct Authorization {
    /// Who decides.
    pub kind: Sourced<AuthorizationType>,
    /// Users who may do everything, as brokers call them.
    pub super_users: Vec<Sourced<String>>,
    /// The authorizer's class, where it is one of one's own.
    pub class: Option<Sourced<String>>,
    /// Whether an authorizer of one's own keeps the rights that KafkaUsers list.
    pub acls: Sourced<bool>,
}

impl Authorization {
    /// Whether somebody decides.
    pub fn is_on(&self) -> bool {
        self.kind.value != AuthorizationType::None
    }

    /// Whether what KafkaUsers list holds. Where it does not, the user operator refuses a KafkaUser with a list
    /// (`KafkaUserModel.fromCrd`, 0.39.0).
    pub fn keeps_rights(&self) -> bool {
        match self.kind.value {
            AuthorizationType::Simple => true,
            AuthorizationType::Custom => self.acls.value,
            AuthorizationType::None => false,
        }
    }

    /// What a careful operator wants where nothing is written: rights that are listed, as soon as everybody can be told apart.
    /// With one listener that takes anybody, its clients have no name that a right could be given to, and all would stop; and
    /// what a way of one's own calls its users nobody here knows.
    pub(super) fn build(
        written: &Field<tables::Authorization>,
        cluster: Span,
        listeners: &[Listener],
        release: &Release,
        scope: &mut Scope<'_>,
    ) -> Self {
        let nothing = tables::Authorization::default();
        let at = written.span().unwrap_or(cluster);
        let tables::Authorization { r#type, super_users, class, acls } = written.get().unwrap_or(&nothing);
        let by_default = match told_apart(listeners) {
            Some(first) => first.derive(|_| AuthorizationType::Simple),
            None => Sourced::default(AuthorizationType::None, at),
        };
        let kind = optional(r#type).unwrap_or(by_default);
        let authorization =
            Authorization { kind, super_users: items(super_users), class: optional(class), acls: or(acls, at, false) };
        authorization.check(at, acls.span(), listeners, release, scope);
        authorization
    }
}

/// How the first listener asks who a client is, where all do so by certificate or password.
fn told_apart(listeners: &[Listener]) -> Option<&Sourced<Authentication>> {
    let known = |listener: &'_ Listener| {
        let how = listener.authentication.as_ref().map(|how| how.value);
        matches!(how, Some(Authentication::Tls | Authentication::ScramSha512))
    };
    listeners.first()?.authentication.as_ref().filter(|_| listeners.iter().all(known))
}

impl Authorization {
    fn check(&self, at: Span, acls: Option<Span>, listeners: &[Listener], release: &Release, scope: &mut Scope<'_>) {
        let custom = self.kind.value == AuthorizationType::Custom;
        let word = self.kind.value.word();
        if self.is_on() && !release.cluster.authorization.iter().any(|known| known == word) {
            let headline = format!("Strimzi {} has no authorization of type `{word}`", release.version);
            scope.complain(ids::UNSUPPORTED_VERSION, self.kind.origin.first(), headline, "write `simple` or `none`");
        }
        if custom && self.class.is_none() {
            scope.missing(at, "`class`", "write the authorizer's class: `class = \"org.example.HouseAuthorizer\"`");
        }
        let class = self.class.as_ref().map(|class| class.origin.first());
        for (key, place) in [("class", class), ("acls", acls)] {
            if let Some(place) = place.filter(|_| !custom) {
                self.contradict(place, &format!("authorization of type `{word}` has no `{key}`"), scope);
            }
        }
        if let Some(first) = self.super_users.first().filter(|_| !self.is_on()) {
            self.contradict(first.origin.first(), "without authorization there are no super users", scope);
        }
        for user in &self.super_users {
            check_super_user(user, scope);
        }
        let anybody = listeners.iter().all(|listener| listener.authentication.is_none());
        if self.kind.value == AuthorizationType::Simple && anybody && !listeners.is_empty() {
            let headline = "no listener asks who a client is, so nobody would have any right";
            let help = "give a listener `authentication`, or write `type = \"none\"`";
            scope.complain(ids::CONTRADICTION, self.kind.origin.first(), headline, help);
        }
    }

    fn contradict(&self, place: Span, headline: &str, scope: &mut Scope<'_>) {
        scope.push(
            Diagnostic::error(ids::CONTRADICTION, headline)
                .at(place, "")
                .because(self.kind.origin.first(), "who decides")
                .help("leave it out, or write another `type`"),
        );
    }
}

/// The operator puts `User:` before each and `;` between them (`KafkaBrokerConfigurationBuilder`, 0.39.0 to 1.2.0).
fn check_super_user(user: &Sourced<String>, scope: &mut Scope<'_>) {
    let name = user.value.as_str();
    let place = user.origin.first();
    if let Some(rest) = name.strip_prefix("User:") {
        let help = format!("write {rest:?}: `User:` is put before it");
        scope.complain(ids::BAD_NAME, place, format!("{name:?} is no name for a user"), help);
    } else if name.trim().is_empty() || name.contains([';', '\n', '\r']) {
        let help = "write what brokers call the user: \"CN=name\" by certificate, \"name\" by password";
        scope.complain(ids::BAD_NAME, place, format!("{name:?} is no name for a user"), help);
    }
}
