//! Whether to colour a stream: an ordered list of rules, the first that applies decides.

use super::surroundings::Environment;

/// What `--color` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Colour {
    /// Where people look.
    #[default]
    Auto,
    /// Everywhere but in formats for programs and in files.
    Always,
    /// Nowhere.
    Never,
}

/// CI systems whose logs show ANSI colours although they are no terminals.
const COLOURFUL_LOGS: [&str; 3] = ["GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE"];

/// Whether a stream gets colour. `machine` says that programs read what is printed; files are never asked about.
pub fn wanted(choice: Colour, machine: bool, environment: &Environment, terminal: bool) -> bool {
    if machine {
        return false;
    }
    match choice {
        Colour::Always => return true,
        Colour::Never => return false,
        Colour::Auto => {}
    }
    let set = |name| environment.get(name);
    // https://no-color.org: "when present and not an empty string".
    if set("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    if ["CLICOLOR_FORCE", "FORCE_COLOR"].iter().any(|name| set(name).is_some_and(|value| value != "0")) {
        return true;
    }
    if set("TERM").is_some_and(|value| value == "dumb") {
        return false;
    }
    let colourful = COLOURFUL_LOGS.iter().any(|name| set(name).is_some_and(|value| !value.is_empty()));
    colourful || terminal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(variables: &[(&str, &str)], terminal: bool) -> bool {
        wanted(Colour::Auto, false, &variables.iter().copied().collect(), terminal)
    }

    #[test]
    fn rule_1_programs_never_get_colour() {
        let forced = [("FORCE_COLOR", "1")].into_iter().collect();
        assert!(!wanted(Colour::Always, true, &forced, true));
    }

    #[test]
    fn rule_2_the_flag_wins_over_the_environment() {
        assert!(wanted(Colour::Always, false, &[("NO_COLOR", "1"), ("TERM", "dumb")].into_iter().collect(), false));
        assert!(!wanted(Colour::Never, false, &[("FORCE_COLOR", "1")].into_iter().collect(), true));
    }

    #[test]
    fn rule_3_no_color_counts_unless_empty() {
        assert!(!auto(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(!auto(&[("NO_COLOR", "0")], true));
        assert!(auto(&[("NO_COLOR", "")], true));
    }

    #[test]
    fn rule_4_forced_unless_zero() {
        assert!(auto(&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], false));
        assert!(auto(&[("FORCE_COLOR", "3")], false));
        assert!(!auto(&[("FORCE_COLOR", "0")], false));
    }

    #[test]
    fn rule_5_a_dumb_terminal_has_no_colour() {
        assert!(!auto(&[("TERM", "dumb"), ("GITHUB_ACTIONS", "true")], true));
    }

    #[test]
    fn rule_6_logs_that_show_colour_get_it() {
        for name in COLOURFUL_LOGS {
            assert!(auto(&[(name, "true"), ("TERM", "xterm")], false), "{name}");
        }
        assert!(!auto(&[("CI", "true")], false));
    }

    #[test]
    fn rule_7_otherwise_terminals_do_and_pipes_do_not() {
        assert!(auto(&[("TERM", "xterm")], true));
        assert!(!auto(&[("TERM", "xterm")], false));
    }
}
