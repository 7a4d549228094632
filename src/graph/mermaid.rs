//! A picture as text for Mermaid.
//!
//! Names of nodes are the writer's own (`t3`), so that no name in the spec can be a word of Mermaid's. Texts stand in quotes,
//! and all in them that Mermaid, its Markdown or HTML could take for more than text is written by its number.

use super::label::Label;
use super::network::{FlowKind, Network};
use super::parts::{Ensemble, Monitoring, Operator, Part, Parts};
use super::{Order, Picture};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A picture as text for Mermaid.
pub(super) fn mermaid(picture: &Picture) -> String {
    let Picture { title, subtitle: _, summary, network, parts } = picture;
    let mut page = Page { text: String::from("flowchart LR\n"), depth: 1 };
    page.line(&format!("accTitle: {}", safe(&title.text())));
    page.line(&format!("accDescr: {}", safe(&summary.text())));
    let order = Order::of(network);
    page.clients(network, &order.writers, false);
    page.open("k", &parts.cluster, &parts.namespace);
    page.topics(network, &order.topics);
    page.parts(parts);
    page.close();
    page.clients(network, &order.readers, true);
    page.queues(network, &order.topics, &parts.cluster);
    page.flows(network);
    page.around(parts);
    for (class, style) in [("queue", "stroke-dasharray:4 3"), ("foreign", "stroke-dasharray:2 2")] {
        if page.text.contains(&format!(":::{class}\n")) {
            page.line(&format!("classDef {class} {style}"));
        }
    }
    page.text
}

/// The text so far.
struct Page {
    text: String,
    depth: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:width$}{line}", "", width = 4 * self.depth);
    }

    /// A box in which what follows stands, up to [`Page::close`].
    fn open(&mut self, id: &str, name: &Label, detail: &Label) {
        self.line(&format!("subgraph {id}[{}]", quoted(name, detail, " · ")));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.line("end");
    }

    fn node(&mut self, id: &str, name: &Label, detail: &Label, class: &str) {
        self.line(&format!("{id}[{}]{class}", quoted(name, detail, "<br/>")));
    }

    /// Clients by namespace on one side of the topics; who writes and reads stands on both.
    fn clients(&mut self, network: &Network, groups: &[Vec<usize>], reads: bool) {
        let side = side(reads);
        for (number, members) in groups.iter().enumerate() {
            let clients: Vec<_> = members.iter().filter_map(|at| Some((at, network.clients.get(*at)?))).collect();
            let namespace = clients.first().and_then(|(_, client)| client.namespace.as_ref());
            if let Some(namespace) = namespace {
                let caption = Label::default().and("namespace ", namespace);
                self.open(&format!("n{side}{number}"), &caption, &Label::default());
            }
            for (at, client) in clients {
                let detail = network.and_also(client.detail.clone(), *at, reads);
                self.node(&format!("{side}{at}"), &client.name, &detail, "");
            }
            if namespace.is_some() {
                self.close();
            }
        }
    }

    fn topics(&mut self, network: &Network, families: &[Vec<usize>]) {
        for at in families.iter().filter_map(|members| members.first()) {
            let Some(topic) = network.topics.get(*at) else { continue };
            self.node(&format!("t{at}"), &topic.name, &topic.detail, "");
        }
    }

    /// Dead letter queues stand behind those who fill them, as everything flows to the right here.
    fn queues(&mut self, network: &Network, families: &[Vec<usize>], cluster: &Label) {
        let queues = families.iter().flat_map(|members| members.iter().skip(1));
        let queues: Vec<_> = queues.filter_map(|at| Some((at, network.topics.get(*at)?))).collect();
        if queues.is_empty() {
            return;
        }
        self.line(&format!("subgraph d[\"dead letters in {}\"]", safe(&cluster.text())));
        self.depth += 1;
        for (at, topic) in queues {
            self.node(&format!("t{at}"), &topic.name, &topic.detail, ":::queue");
        }
        self.close();
    }

    /// What runs in the cluster.
    fn parts(&mut self, parts: &Parts) {
        for (at, Ensemble { name, detail, .. }) in parts.ensembles.iter().enumerate() {
            self.node(&format!("e{at}"), name, detail, "");
        }
        for (at, Part { name, detail, about: _ }) in parts.operands.iter().enumerate() {
            self.node(&format!("o{at}"), name, detail, "");
        }
    }

    fn flows(&mut self, network: &Network) {
        for flow in &network.flows {
            let (client, topic) = (flow.client, flow.topic);
            let group = match flow.groups.as_slice() {
                [] => String::new(),
                [group] => format!("|{}|", quoted(&Label::of(group), &Label::default(), "")),
                several => format!("|\"{} groups\"|", several.len()),
            };
            self.line(&match flow.kind {
                FlowKind::Writes => format!("w{client} --> t{topic}"),
                FlowKind::Reads => format!("t{topic} -->{group} r{client}"),
                FlowKind::DeadLetters => format!("r{client} -.->|\"dead letters\"| t{topic}"),
            });
        }
        let filled: BTreeSet<usize> =
            network.flows.iter().filter(|flow| flow.kind == FlowKind::DeadLetters).map(|flow| flow.topic).collect();
        for (at, topic) in network.topics.iter().enumerate().filter(|(at, _)| !filled.contains(at)) {
            if let Some(source) = topic.source {
                self.line(&format!("t{source} -.- t{at}"));
            }
        }
    }

    /// What runs the cluster and what watches it.
    fn around(&mut self, parts: &Parts) {
        if let Some(Operator { part, namespace }) = &parts.operator {
            let class = if namespace.is_none() { ":::foreign" } else { "" };
            self.node("s", &part.name, &part.detail, class);
            self.line("s -->|\"manages\"| k");
        }
        if let Some(Monitoring { part, of_operator, .. }) = &parts.monitoring {
            self.node("p", &part.name, &part.detail, "");
            let ensembles = (0..parts.ensembles.len()).map(|at| format!("e{at}"));
            let operands = (0..parts.operands.len()).map(|at| format!("o{at}"));
            let operator = of_operator.then(|| "s".to_owned());
            for scraped in ensembles.chain(operands).chain(operator) {
                self.line(&format!("p -.->|\"scrapes\"| {scraped}"));
            }
        }
    }
}

/// What the names of clients begin with on each side.
const fn side(reads: bool) -> char {
    if reads { 'r' } else { 'w' }
}

/// A name and what is to be said of it, as a text in quotes.
fn quoted(name: &Label, detail: &Label, between: &str) -> String {
    let (name, detail) = (safe(&name.text()), safe(&detail.text()));
    let between = if detail.is_empty() { "" } else { between };
    format!("\"{name}{between}{detail}\"")
}

/// A text of which nothing is more than text: what is neither a letter, a digit nor one of a few marks is written by its number.
/// A text that begins like a list of Markdown's (`1. `, `-`) would be taken for one, so what it begins with is written so, too.
fn safe(text: &str) -> String {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && matches!(digits.as_bytes(), [b'.' | b')'] | [b'.' | b')', b' ', ..]);
    let is_list = numbered || text.starts_with('-');
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let plain = c.is_alphabetic()
            || matches!(c, '0'..='9' | ' ' | '.' | '-' | ':' | ',' | '/' | '×' | '·' | '_' | '…' | '(' | ')');
        if plain && !(is_list && at == 0) {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_left_of_a_text() {
        assert_eq!(safe("audit-queue.v1"), "audit-queue.v1");
        assert_eq!(safe("a\"]; end\n"), "a#34;#93;#59; end#10;");
        assert_eq!(safe("<b>`%%{init}"), "#60;b#62;#96;#37;#37;#123;init#125;");
        assert_eq!((safe("1. x"), safe("12)")), ("#49;. x".to_owned(), "#49;2)".to_owned()));
        assert_eq!((safe("- x"), safe("0.39.0")), ("#45; x".to_owned(), "0.39.0".to_owned()));
        assert_eq!(safe("#35;"), "#35;35#59;");
        assert_eq!(safe("Grüße 🎉"), "Grüße #127881;");
    }
}
