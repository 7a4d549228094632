//! What a rule is: a question that is asked of each thing of a kind, the answers that it can give, and examples of them.

use super::out::Out;
use super::world::World;
use crate::bundle::Document;
use crate::diag::Severity;
use crate::inventory::compose::{Service, Stack};
use crate::inventory::wiring::Wire;
use crate::inventory::{
    AlertRule, Cluster, Group, Installation, Listener, MetricsConfig, Monitor, Pool, RuleFile, Topic, User,
};

/// A question, and the answers that it can give. The shortest example is `rules/topic/one_copy_acknowledges.rs`.
#[derive(Debug)]
pub struct Rule {
    /// What it can find.
    pub offences: &'static [&'static Offence],
    /// The question.
    pub check: Check,
    /// Manifests that show it. The tests run them; `kafkasmith explain` shows them.
    pub examples: &'static [Example],
}

/// What can be found.
#[derive(Debug, PartialEq, Eq)]
pub struct Offence {
    /// Its id, `area/offence`, which reads well behind "allow".
    pub id: &'static str,
    /// How much it matters to a cluster that people rely on.
    pub production: Level,
    /// How much it matters to a cluster that may be thrown away.
    pub development: Level,
    /// What is wrong, as a sentence without its full stop.
    pub summary: &'static str,
    /// What will happen, and what a value means that is left out.
    pub why: &'static str,
    /// What to write instead.
    pub write: &'static str,
    /// Where the fact stands: file and release, KIP, or that it was seen on a running component.
    pub source: &'static str,
    /// Whether a waiver may accept it.
    pub waivable: bool,
    /// Whether it lets somebody in, or shows a secret.
    pub security: bool,
}

/// How much a finding matters, or that it is not looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is not looked for.
    Off,
    /// Taste and hygiene.
    Info,
    /// Works until something fails.
    Warning,
    /// Will not start, is refused, loses data, lets somebody in, or is dead.
    Error,
}

/// A question by what it is asked of.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Asked once, of everything together.
    Whole(fn(&World<'_>, &mut Out)),
    /// Asked of each document.
    Document(for<'b> fn(&World<'b>, Document<'b>, &mut Out)),
    /// Asked of each rule of Prometheus, alerts and recorded series alike.
    Alert(for<'b> fn(&World<'b>, &RuleFile<'b>, &Group<'b>, &AlertRule<'b>, &mut Out)),
    /// Asked of each rule of Prometheus, beside what monitors scrape.
    Scraped(for<'w, 'b> fn(&'w World<'b>, &'w [Wire<'w, 'b>], &AlertRule<'b>, &mut Out)),
    /// Asked of each Kafka cluster.
    Cluster(for<'b> fn(&World<'b>, &Cluster<'b>, &mut Out)),
    /// Asked of each pool of a cluster.
    Pool(for<'b> fn(&World<'b>, &Cluster<'b>, &Pool<'b>, &mut Out)),
    /// Asked of each listener of a cluster.
    Listener(for<'b> fn(&World<'b>, &Cluster<'b>, &Listener<'b>, &mut Out)),
    /// Asked of each `metricsConfig`.
    Metrics(for<'b> fn(&World<'b>, &MetricsConfig<'b>, &mut Out)),
    /// Asked of each `ServiceMonitor` and `PodMonitor`.
    Monitor(for<'b> fn(&World<'b>, &Monitor<'b>, &mut Out)),
    /// Asked of each service of a stack of Docker Compose.
    Service(for<'b> fn(&World<'b>, &Stack<'b>, &Service<'b>, &mut Out)),
    /// Asked of each stack of Docker Compose.
    Stack(for<'b> fn(&World<'b>, &Stack<'b>, &mut Out)),
    /// Asked of each cluster operator.
    Operator(for<'b> fn(&World<'b>, &Installation<'b>, &mut Out)),
    /// Asked of each topic.
    Topic(for<'b> fn(&World<'b>, &Topic<'b>, &mut Out)),
    /// Asked of each user.
    User(for<'b> fn(&World<'b>, &User<'b>, &mut Out)),
}

/// Manifests that a rule is shown. Where a finding is expected, the line ends in `# <- ` and its id, or several with commas
/// between them; an example without such a mark is a good one. A line `# file: docker-compose.yml` begins another file,
/// `# strimzi: 1.2.0` names the release, and a file `kafkasmith.toml` holds `[environment]`.
#[derive(Debug)]
pub struct Example {
    /// What it shows, in a few words.
    pub shows: &'static str,
    /// The manifests.
    pub text: &'static str,
}

impl Offence {
    /// An offence that is an error.
    pub const fn error(id: &'static str, summary: &'static str) -> Self {
        Offence::new(id, summary, Level::Error)
    }

    /// An offence that is a warning.
    pub const fn warning(id: &'static str, summary: &'static str) -> Self {
        Offence::new(id, summary, Level::Warning)
    }

    /// An offence that is a remark.
    pub const fn info(id: &'static str, summary: &'static str) -> Self {
        Offence::new(id, summary, Level::Info)
    }

    const fn new(id: &'static str, summary: &'static str, level: Level) -> Self {
        Offence {
            id,
            production: level,
            development: level,
            summary,
            why: "",
            write: "",
            source: "",
            waivable: true,
            security: false,
        }
    }

    /// Says what will happen, and what a value means that is left out.
    pub const fn why(self, why: &'static str) -> Self {
        Offence { why, ..self }
    }

    /// Says what to write instead.
    pub const fn write(self, write: &'static str) -> Self {
        Offence { write, ..self }
    }

    /// Says where the fact stands.
    pub const fn source(self, source: &'static str) -> Self {
        Offence { source, ..self }
    }

    /// It matters less, or not at all, to a cluster that may be thrown away.
    pub const fn in_development(self, development: Level) -> Self {
        Offence { development, ..self }
    }

    /// No waiver may accept it: whatever is built on it does not work at all.
    pub const fn not_waivable(self) -> Self {
        Offence { waivable: false, ..self }
    }

    /// It lets somebody in, or shows a secret.
    pub const fn security(self) -> Self {
        Offence { security: true, ..self }
    }

    /// What stands before the slash.
    pub fn area(&self) -> &'static str {
        self.id.split('/').next().unwrap_or_default()
    }
}

impl Level {
    /// The severity of a finding of that level; nothing for what is not looked for.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }

    /// As policies write it.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl Example {
    /// An example.
    pub const fn new(shows: &'static str, text: &'static str) -> Self {
        Example { shows, text }
    }
}
