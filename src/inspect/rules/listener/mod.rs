//! Listeners and users: open to whom, encrypted, authenticated, authorised; what has no use, and who is left out.

mod acl_names;
mod acls;
mod called;
mod dead_acls;
mod doors;
mod external;
mod hosts;
mod in_clear;
mod kinds;
mod outside;
mod own_service;
mod peers;
mod ports;
mod quotas;
mod rights;
mod super_users;
mod user_care;
mod user_secret;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &acl_names::RULE,
    &acls::RULE,
    &called::RULE,
    &dead_acls::RULE,
    &doors::RULE,
    &external::RULE,
    &hosts::RULE,
    &in_clear::RULE,
    &kinds::RULE,
    &outside::RULE,
    &own_service::RULE,
    &peers::RULE,
    &ports::RULE,
    &quotas::RULE,
    &rights::RULE,
    &super_users::RULE,
    &user_care::RULE,
    &user_secret::RULE,
];
