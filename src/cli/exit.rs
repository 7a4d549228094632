//! How a run ends, as the code that the shell sees.

use std::process::ExitCode;

/// How a run ended. The codes are part of the program's promise; formats, severities and numbers never change them.
///
/// No code other than 0 comes without a word on standard output or standard error, except when `-qq` asks for the code alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: it ran, and nothing is wrong.
    Clean,
    /// 1: it ran, and something is wrong with what was looked at. A broken spec is such a thing.
    Findings,
    /// 2: it could not do its work: a bad flag, an unreadable file, an error in the program itself.
    Failed,
    /// 3: there was nothing to look at.
    Nothing,
    /// 141: whoever read the output closed it. What a shell reports of a program that SIGPIPE ends (128 + 13).
    Closed,
}

impl Exit {
    /// All of them, in the order of their codes.
    pub const ALL: [Exit; 5] = [Exit::Clean, Exit::Findings, Exit::Failed, Exit::Nothing, Exit::Closed];

    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::Nothing => 3,
            Exit::Closed => 141,
        }
    }

    /// What it means, as help texts say it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Exit::Clean => "it ran, and nothing is wrong",
            Exit::Findings => "it ran and found something, be it that the spec cannot be read as one",
            Exit::Failed => "it could not do its work: a bad flag, an unreadable file, a mistake of the program",
            Exit::Nothing => "there was nothing to look at: no spec was found, or it is empty",
            Exit::Closed => "whoever read the output closed it",
        }
    }

    /// The one to end with if both apply: a closed output ends everything, then 2 before 3 before 1 before 0.
    #[must_use]
    pub fn or(self, other: Exit) -> Exit {
        let rank = |exit: Exit| match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Nothing => 2,
            Exit::Failed => 3,
            Exit::Closed => 4,
        };
        if rank(other) > rank(self) { other } else { self }
    }

    /// Under `--exit-zero`: findings are no reason to fail; everything else still is.
    #[must_use]
    pub fn forgiving(self) -> Exit {
        if self == Exit::Findings { Exit::Clean } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn codes_are_a_promise() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 141]);
    }

    #[test]
    fn two_comes_before_three_before_one() {
        let order = [Exit::Closed, Exit::Failed, Exit::Nothing, Exit::Findings, Exit::Clean];
        for (index, strong) in order.into_iter().enumerate() {
            for weak in order.into_iter().skip(index) {
                assert_eq!(strong.or(weak), strong);
                assert_eq!(weak.or(strong), strong);
            }
        }
    }

    #[test]
    fn only_findings_are_forgiven() {
        for exit in Exit::ALL {
            assert_eq!(exit.forgiving(), if exit == Exit::Findings { Exit::Clean } else { exit });
        }
    }
}
