//! The kinds of mistakes that a policy can have.

use crate::diag::ids;

ids! {
    /// A policy speaks of a rule or an area that does not exist.
    UNKNOWN_RULE = "policy/unknown-rule";
    /// A policy speaks of a limit that does not exist.
    UNKNOWN_LIMIT = "policy/unknown-limit";
    /// A spec weakens what the shared policy locks.
    WEAKENED = "policy/weakened";
    /// A rule of the house bears an id that is ours, is taken or is no id.
    BAD_ID = "policy/bad-id";
    /// A rule of the house is asked of things that do not exist.
    UNKNOWN_NOUN = "policy/unknown-noun";
    /// The expression of a rule of the house could never work.
    BAD_EXPRESSION = "policy/bad-expression";
    /// A rule of the house can say neither that something is right nor that it is wrong.
    RULE_FAILS = "policy/rule-fails";
    /// A file with the names of other files' keys: a spec where a policy belongs, or the other way round.
    WRONG_FILE = "policy/wrong-file";
    /// A test of the policy does not say what it tests.
    BAD_TEST = "policy/bad-test";
    /// A test of the policy did not give what it must give, or gave what it must not.
    TEST_FAILED = "policy/test-failed";
}
