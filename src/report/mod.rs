//! What a run has to say, in one of the formats that people and programs read.
//!
//! A verb hands out one [`Report`]; each format is one file that turns it into text and one line in [`FORMATS`]. Formats
//! decide nothing: not the order, not the severity, not the exit code.

mod alike;
mod concise;
mod contents;
pub mod explanation;
mod fingerprint;
mod fold;
mod frame;
mod full;
mod github;
mod gitlab;
mod json;
mod judged;
mod junit;
mod markdown;
mod page;
pub mod releases;
pub mod rules;
mod prose;
mod said;
mod sarif;
mod table;
mod tally;
mod text;
pub mod upgrade;
pub mod waivers;

#[cfg(test)]
mod tests;

pub use contents::{Counts, FileState, Report};
pub use json::{SCHEMA_ADDRESS, schema};
pub use judged::{Examined, Expiring, Judged, RuleDoc, Skipped, Targets};
pub use page::{Block, Page};
pub use table::Table;

/// One way to write a report down.
#[derive(Debug)]
pub struct Format {
    /// What people call it on the command line.
    pub name: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// Whether programs read it: then it is never coloured and stands alone on standard output.
    pub machine: bool,
    /// Whether its readers start from the root of the git repository, and [`Look::repository_prefix`] is needed.
    pub from_repository: bool,
    /// The report as text that ends in a line break, or empty if there is nothing to say.
    pub write: fn(&Report, &Look<'_>) -> String,
}

/// How much is said in formats for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// What was found, and nothing else.
    Findings,
    /// What was found, what was done, and a summary.
    Summary,
    /// All of that, and what there is nothing to say of.
    Everything,
}

/// What a format has to know of the place that it writes for.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Whether to colour; machine formats ignore it.
    pub colour: bool,
    /// How many characters fit in a line. Only shown source is cut to it; text is never wrapped.
    pub width: usize,
    /// How much to say.
    pub detail: Detail,
    /// The way from the root of the git repository to the working folder (`services/kafka/`), for formats whose readers
    /// start from there.
    pub repository_prefix: &'a str,
}

/// The format for people, which is used where none is named.
pub const FULL: Format = Format {
    name: "full",
    about: "frames around the places that matter",
    machine: false,
    from_repository: false,
    write: full::write,
};

/// Every format, the one for people first.
pub const FORMATS: &[Format] = &[
    FULL,
    Format {
        name: "concise",
        about: "one line for each finding",
        machine: false,
        from_repository: false,
        write: concise::write,
    },
    Format {
        name: "json",
        about: "for programs; now json-v1",
        machine: true,
        from_repository: false,
        write: json::write,
    },
    Format {
        name: "json-v1",
        about: "as `kafkasmith schema report` describes it",
        machine: true,
        from_repository: false,
        write: json::write,
    },
    Format {
        name: "github",
        about: "annotations in GitHub Actions",
        machine: true,
        from_repository: true,
        write: github::write,
    },
    Format {
        name: "gitlab",
        about: "code quality in GitLab merge requests",
        machine: true,
        from_repository: true,
        write: gitlab::write,
    },
    Format {
        name: "sarif",
        about: "code scanning (SARIF 2.1.0), with what is waived",
        machine: true,
        from_repository: true,
        write: sarif::write,
    },
    Format {
        name: "junit",
        about: "test reports: a case for each rule and what it was asked of",
        machine: true,
        from_repository: true,
        write: junit::write,
    },
    Format {
        name: "markdown",
        about: "a comment on a pull request",
        machine: true,
        from_repository: true,
        write: markdown::write,
    },
];

impl Format {
    /// The format of that name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// Whether it is JSON, in whatever version.
    pub fn is_json(&self) -> bool {
        self.name == "json" || self.name.starts_with("json-")
    }
}

impl Look<'_> {
    /// For files and other places that show no colour and have no width of their own.
    pub const PLAIN: Look<'static> = Look { colour: false, width: 100, detail: Detail::Summary, repository_prefix: "" };
}
