//! Topics: will they be made, do they keep what they are said to keep, do writers get through when a broker is gone?

mod care;
mod clash;
mod copies;
mod dead_letters;
mod left_to_brokers;
mod managed;
mod name;
mod nearly_round;
mod no_byte_limit;
mod one_copy_acknowledges;
mod recompressed;
mod record_size;
mod refused_together;
mod reserved;
mod segment;
mod settings;
mod tiered;
mod two_names;
mod unclean;
mod units;
mod without_effect;
mod writable;

use crate::inspect::Rule;

/// The rules of the area.
pub(super) const RULES: &[&Rule] = &[
    &care::RULE,
    &clash::RULE,
    &copies::RULE,
    &dead_letters::RULE,
    &left_to_brokers::RULE,
    &managed::RULE,
    &name::RULE,
    &nearly_round::RULE,
    &no_byte_limit::RULE,
    &one_copy_acknowledges::RULE,
    &recompressed::RULE,
    &record_size::RULE,
    &refused_together::RULE,
    &reserved::RULE,
    &segment::RULE,
    &settings::RULE,
    &tiered::RULE,
    &two_names::RULE,
    &unclean::RULE,
    &units::RULE,
    &without_effect::RULE,
    &writable::RULE,
];
