//! The texts around the list of options: what the tool is, examples, exit codes, variables.

use super::Exit;
use std::fmt::Write;

/// What `--help` opens with.
pub(super) const LONG_ABOUT: &str = "One TOML file describes a Kafka platform: brokers, topics, clients, monitoring, \
alerts, the local stack. From it kafkasmith renders everything that is deployed (Strimzi resources, monitors and alert rules, a \
compose file) and the guides that people read, and proves that what is committed is what the spec says. It works offline: \
nothing is fetched and nothing is sent.";

const EXAMPLES: &str = "\
Examples:
  kafkasmith render                        write everything that the spec describes
  kafkasmith render --dry-run              only say what would be written
  kafkasmith check                         are the committed files what the spec says?
  kafkasmith check --format github         the same in GitHub Actions, as annotations
  kafkasmith check --report json=r.json    the same, with a report to keep
  kafkasmith fmt                           lay the spec out, comments kept
  kafkasmith explain topic.partitions      what a key means, and where it shows
  kafkasmith upgrade > upgrade.md          the way to the newest Strimzi, as a checklist
  kafkasmith -C services/kafka check       for a spec in another folder
  kafkasmith check --spec - < kafka.toml   for a spec from anywhere";

const VARIABLES: &str = "\
Variables:
  KAFKASMITH_SPEC     the spec, where `--spec` is not given
  KAFKASMITH_FORMAT   the format, where `--format` is not given
  NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, TERM   whether to colour, where `--color` is not given";

/// What stands below the short help.
pub(super) fn after() -> &'static str {
    "Exit codes: 0 nothing wrong, 1 something found, 2 could not run, 3 nothing to look at"
}

/// What stands below the long help.
pub(super) fn after_long() -> String {
    let mut text = format!("{EXAMPLES}\n\nExit codes:\n");
    for exit in Exit::ALL {
        // Writing into a `String` cannot fail.
        let _ = writeln!(text, "  {:<5}{}", exit.code(), exit.meaning());
    }
    let _ = write!(text, "  If several apply: 2, then 3, then 1.\n\n{VARIABLES}");
    text
}
