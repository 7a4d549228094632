//! Roles and bindings: may the operator do what these resources ask of it, and no more than that?

mod dangling;
mod excess;
mod features;
mod gaps;
mod lacks;
mod pod_roles;
mod refused;
mod unused;
mod words;

use crate::inspect::Rule;
use crate::inventory::Installation;

/// The rules of the area.
pub(super) const RULES: &[&Rule] =
    &[&refused::RULE, &lacks::RULE, &pod_roles::RULE, &dangling::RULE, &excess::RULE, &unused::RULE];

/// Whether the set has the rights of an operator and not only a part of them: its account is given a role of the set, or,
/// where no binding names it, others are given the roles that it has by their names.
fn has_rights(installation: &Installation<'_>, roles: &[crate::catalog::Role]) -> bool {
    let given = &installation.rights.given;
    let account = installation.operator.account();
    if installation.has_rights() {
        return given.bindings_of(account).any(|binding| given.role_of(binding).is_some());
    }
    given
        .bindings
        .iter()
        .any(|binding| given.role_of(binding).is_some_and(|role| roles.iter().any(|own| own.name == role.name)))
}
