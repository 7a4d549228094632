//! What to do when an alert fires: plain text in parts, which the operations guide lays out.

/// What to do when an alert fires. No part holds markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runbook {
    /// What it means.
    pub meaning: String,
    /// What usually causes it, the likeliest first.
    pub causes: Vec<String>,
    /// What to look at, in order.
    pub look: Vec<Step>,
    /// What to do, in order.
    pub act: Vec<Step>,
    /// When it is normal.
    pub normal: String,
}

/// Something to look at or to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is, or what to see in it.
    pub say: String,
    /// What to type for it, if there is something.
    pub run: Option<Command>,
}

/// What to type, with names filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Into a shell.
    Shell(String),
    /// Into Prometheus.
    Query(String),
}

impl Runbook {
    /// A runbook that says what its alert means, and nothing else yet.
    pub(super) fn new(meaning: impl Into<String>) -> Runbook {
        let (causes, look, act) = (Vec::new(), Vec::new(), Vec::new());
        Runbook { meaning: meaning.into(), causes, look, act, normal: String::new() }
    }

    /// Adds a cause.
    pub(super) fn cause(mut self, text: impl Into<String>) -> Runbook {
        self.causes.push(text.into());
        self
    }

    /// Adds a command that shows something.
    pub(super) fn look(mut self, say: impl Into<String>, run: impl Into<String>) -> Runbook {
        self.look.push(Step { say: say.into(), run: Some(Command::Shell(run.into())) });
        self
    }

    /// Adds a query that shows something.
    pub(super) fn query(mut self, say: impl Into<String>, run: impl Into<String>) -> Runbook {
        self.look.push(Step { say: say.into(), run: Some(Command::Query(run.into())) });
        self
    }

    /// Adds something to look at that nothing typed shows.
    pub(super) fn consider(mut self, say: impl Into<String>) -> Runbook {
        self.look.push(Step { say: say.into(), run: None });
        self
    }

    /// Adds something to do.
    pub(super) fn act(mut self, say: impl Into<String>) -> Runbook {
        self.act.push(Step { say: say.into(), run: None });
        self
    }

    /// Adds something to do with a command.
    pub(super) fn act_with(mut self, say: impl Into<String>, run: impl Into<String>) -> Runbook {
        self.act.push(Step { say: say.into(), run: Some(Command::Shell(run.into())) });
        self
    }

    /// Says when it is normal.
    pub(super) fn normal(mut self, text: impl Into<String>) -> Runbook {
        self.normal = text.into();
        self
    }
}
