//! What a report says, before it has a form.

use super::{Judged, RuleDoc, fold, text};
use crate::diag::{Diagnostic, Severity, Source, Sources, Subject, Target, Waived};
use std::collections::BTreeMap;
use std::fmt;

/// Everything that a run has to say.
#[derive(Debug)]
pub struct Report {
    /// The verb that was asked: `check`.
    pub command: &'static str,
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The way from the working folder to the folder that file names are relative to: empty, `../`, `services/kafka/`.
    pub base: String,
    /// What happened to each file, in the order of paths. Empty for verbs that handle no files.
    pub files: Vec<FileState>,
    /// How many of what were looked at: `objects`, `alerts`.
    pub examined: BTreeMap<&'static str, usize>,
    /// The code that the process ends with.
    pub exit_code: u8,
    /// What to do next. For people, on standard error; part of no format.
    pub hints: Vec<String>,
    /// The file that the run is about, by the name that messages print, or a folder's first one: for formats in which all that is
    /// found needs a place. Without it, the text that was taken in first.
    pub spec: Option<String>,
    /// From which severity on findings make the run end with 1.
    pub fail_on: Severity,
    /// Whether the run ends with 1 whatever was found.
    pub is_failed: bool,
    /// What was judged, by verbs that judge.
    pub judged: Option<Judged>,
    /// What there is to know of rules.
    pub rules: &'static [RuleDoc],
    /// What an id means that is no rule's.
    pub meaning: fn(&str) -> Option<&'static str>,
    findings: Vec<Diagnostic>,
    hidden: usize,
}

/// What is to be said of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileState {
    /// Where it is, relative to the spec's folder, with `/`.
    pub path: String,
    /// One word, part of the program's promise: `current`, `stale`, `written`.
    pub state: &'static str,
    /// Whether formats for people list it even if nobody asks for everything. Not needed where a finding speaks of it.
    pub listed: bool,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Will not work, is refused, or cannot be done.
    pub errors: usize,
    /// Works until something fails.
    pub warnings: usize,
    /// Taste and hygiene.
    pub infos: usize,
}

impl Report {
    /// A report of the verb `command`. Findings may come in any order and are put into one: those with a place by place, then
    /// those of whole files by path, then the others.
    pub fn new(command: &'static str, sources: Sources, findings: impl IntoIterator<Item = Diagnostic>) -> Self {
        let mut report = Report {
            command,
            sources,
            base: String::new(),
            files: Vec::new(),
            examined: BTreeMap::new(),
            exit_code: 0,
            hints: Vec::new(),
            spec: None,
            fail_on: Severity::Error,
            is_failed: false,
            judged: None,
            rules: &[],
            meaning: |_| None,
            findings: Vec::new(),
            hidden: 0,
        };
        report.add(findings);
        report
    }

    /// Puts more findings among those that are there, each at its place; equal ones once.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        let mut all = std::mem::take(&mut self.findings);
        all.extend(findings);
        all.sort_by(|a, b| order(a).cmp(&order(b)));
        all.dedup();
        self.findings = fold::folded(all);
    }

    /// Leaves out what matters less, and counts it.
    pub fn show_from(&mut self, least: Severity) {
        let all = self.findings.len();
        self.findings.retain(|finding| finding.weight() >= least);
        self.hidden += all - self.findings.len();
    }

    /// What was found, in order, and what is accepted among it.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// What was found and nobody accepted, in order.
    pub fn open(&self) -> impl Iterator<Item = &Diagnostic> + Clone {
        self.findings.iter().filter(|finding| finding.waived().is_none())
    }

    /// What was found and is accepted for a while, in order.
    pub fn waived(&self) -> impl Iterator<Item = (&Diagnostic, &Waived)> + Clone {
        self.findings.iter().filter_map(|finding| Some((finding, finding.waived()?)))
    }

    /// How many findings were left out because they matter less than what was asked for.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// How many findings there are of each severity. What is accepted is none.
    pub fn counts(&self) -> Counts {
        let of = |severity| self.open().filter(|finding| finding.severity == severity).count();
        Counts { errors: of(Severity::Error), warnings: of(Severity::Warning), infos: of(Severity::Info) }
    }

    /// How many findings `--fix` would settle.
    pub fn fixable(&self) -> usize {
        let fix = |finding: &&Diagnostic| {
            finding.about.as_ref().and_then(|about| about.fix.as_ref()).is_some_and(|fix| fix.safe)
        };
        self.open().filter(fix).count()
    }

    /// Whether something was found that makes the run end with 1.
    pub fn fails(&self) -> bool {
        self.is_failed || self.open().any(|finding| finding.severity >= self.fail_on)
    }

    /// What there is to know of the rule of that id.
    pub fn rule(&self, id: &str) -> Option<&'static RuleDoc> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// A file's name as somebody in the working folder writes it; `<stdin>` stays what it is.
    pub fn shown(&self, name: &str) -> String {
        text::join(&self.base, name)
    }

    /// The file that stands for all where something has no place of its own.
    pub(super) fn anchor(&self) -> &str {
        let first = || self.sources.first().map(Source::name).or(self.files.first().map(|file| file.path.as_str()));
        self.spec.as_deref().or_else(first).unwrap_or("kafkasmith.toml")
    }
}

/// What decides the place of a finding in the report: its rank, then place, file, id, what it is about, headline.
type Order<'d> = (u8, Option<(u32, u32)>, &'d str, &'d str, Option<&'d Target>, &'d str);

fn order(finding: &Diagnostic) -> Order<'_> {
    let (rank, span, file) = match &finding.subject {
        Subject::Place(label) => (0, Some((label.span.start(), label.span.end())), ""),
        Subject::File(path) => (1, None, path.as_str()),
        Subject::Nothing => (2, None, ""),
    };
    let about = finding.about.as_ref().map(|about| &about.subject);
    (rank, span, file, finding.id.word(), about, &finding.headline)
}

impl fmt::Display for Counts {
    /// `2 errors, 1 warning`, or `no findings`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { errors, warnings, infos } = *self;
        let mut parts = Vec::new();
        for (count, one, many) in
            [(errors, "error", "errors"), (warnings, "warning", "warnings"), (infos, "info", "infos")]
        {
            match count {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                _ => parts.push(format!("{count} {many}")),
            }
        }
        if parts.is_empty() { out.write_str("no findings") } else { out.write_str(&parts.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Id;

    #[test]
    fn findings_are_put_in_order_whatever_order_they_come_in() {
        const ID: Id = Id::new("x/y");
        let mut sources = Sources::default();
        let spec = sources.add("kafka.toml", "a = 1\nb = 2\n").unwrap();
        let source = sources.get(spec).unwrap();
        let (a, b) = (source.at(0..1), source.at(6..7));
        let mut findings = [
            Diagnostic::error(ID, "nothing"),
            Diagnostic::error(ID, "file b").file("b.yaml"),
            Diagnostic::error(ID, "second").at(b, ""),
            Diagnostic::error(ID, "file a").file("a.yaml"),
            Diagnostic::error(ID, "first").at(a, ""),
            Diagnostic::error(ID, "first").at(a, ""),
        ];
        let headlines = |findings: &[Diagnostic]| -> Vec<String> {
            let report = Report::new("check", Sources::default(), findings.to_vec());
            report.findings().iter().map(|finding| finding.headline.clone()).collect()
        };
        let expected = ["first", "second", "file a", "file b", "nothing"];
        assert_eq!(headlines(&findings), expected);
        findings.reverse();
        assert_eq!(headlines(&findings), expected);
    }

    #[test]
    fn counts_read_as_words() {
        assert_eq!(Counts { errors: 2, warnings: 1, infos: 0 }.to_string(), "2 errors, 1 warning");
        assert_eq!(Counts::default().to_string(), "no findings");
    }
}
