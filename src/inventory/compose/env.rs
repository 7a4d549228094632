//! The environment of a service: a map or a list, with what comes from outside.

use super::layers::Layers;
use super::text::interpolate;
use crate::bundle::{Kind, Node};

/// A variable that a service is given.
#[derive(Debug, Clone)]
pub struct Variable<'b> {
    /// Its name.
    pub name: String,
    /// Its value; `None` if the host's is passed on.
    pub value: Option<String>,
    /// Where the value stands: in a list the whole item.
    pub node: Node<'b>,
}

/// All variables of a service.
#[derive(Debug, Clone, Default)]
pub struct Environment<'b> {
    /// Those in the file, each once, the strongest.
    pub variables: Vec<Variable<'b>>,
    /// There may be more: some are read from files.
    pub open: bool,
    /// Those that one list names twice: the first place and the one that holds.
    pub repeated: Vec<(Node<'b>, Node<'b>)>,
}

impl<'b> Environment<'b> {
    pub(super) fn of(body: &Layers<'b>) -> Self {
        let mut found = Environment { open: body.get("env_file").is_some(), ..Environment::default() };
        for node in body.all("environment") {
            match node.kind() {
                Kind::Map => found.add_map(node),
                Kind::Seq => found.add_list(node),
                Kind::Scalar => {}
            }
        }
        found
    }

    fn add_map(&mut self, node: Node<'b>) {
        for (key, value) in node.merged() {
            if value.kind() == Kind::Scalar {
                let text = (!value.is_null()).then(|| interpolate(value.text()));
                let place = if value.text().is_empty() { key } else { value };
                self.put(Variable { name: key.text().to_owned(), value: text, node: place });
            }
        }
    }

    fn add_list(&mut self, node: Node<'b>) {
        let mut here: Vec<(&str, Node<'b>)> = Vec::new();
        for item in node.items().map(Node::followed).filter(|item| item.kind() == Kind::Scalar) {
            let (name, value) = match item.text().split_once('=') {
                Some((name, value)) => (name.trim(), Some(interpolate(value))),
                None => (item.text().trim(), None),
            };
            if let Some((_, first)) = here.iter().find(|(known, _)| *known == name) {
                self.repeated.push((*first, item));
            }
            here.push((name, item));
            self.put(Variable { name: name.to_owned(), value, node: item });
        }
    }

    fn put(&mut self, variable: Variable<'b>) {
        match self.variables.iter_mut().find(|known| known.name == variable.name) {
            Some(known) => *known = variable,
            None => self.variables.push(variable),
        }
    }

    /// The variable of that name.
    pub fn get(&self, name: &str) -> Option<&Variable<'b>> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// Whether it is given something, or may be.
    pub fn may_have(&self, name: &str) -> bool {
        self.open || self.get(name).is_some_and(|variable| variable.value.as_deref() != Some(""))
    }

    /// Its value, if it is set here.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name)?.value.as_deref()
    }
}
