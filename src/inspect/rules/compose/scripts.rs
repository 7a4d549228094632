//! Do the scripts in commands get the variables that they use?

use crate::bundle::{Kind, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack};
use std::collections::BTreeSet;

const OWN: Offence =
    Offence::error("compose/dollar-of-script", "a variable that a script sets itself is taken by Compose")
        .why(
            "Compose puts the host's variables into the file before a shell sees it. It knows none of that name, puts \
             nothing, and the script works with empty words.",
        )
        .write("`$$NAME` for what the shell in the container should see")
        .source("Compose Specification, interpolation");

const SERVICE: Offence = Offence::warning(
    "compose/dollar-of-service",
    "a variable of a service is used in its command and taken by Compose",
)
.why(
    "Compose puts the host's variable into the command, and not what stands in `environment`: nothing, unless \
             the host has one of that name, too.",
)
.write("`$$NAME` for what the shell in the container should see")
.source("Compose Specification, interpolation");

const UNBOUND: Offence = Offence::error(
    "compose/script-variable-missing",
    "a script that stops at unset variables uses one that nobody sets",
)
.why("With `set -u` a shell ends at the first variable that is not set: `unbound variable`.")
.write("the variable in `environment`")
.source("POSIX, `set -u`");

pub(super) const RULE: Rule = Rule {
    offences: &[&OWN, &SERVICE, &UNBOUND],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "one dollar where two are needed, and a variable that is not there",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment: { BOOTSTRAP: 'kafka:9092' }
    command: bash -c 'for t in a b; do kafka-topics --bootstrap-server $BOOTSTRAP --create --topic $t; done' # <- compose/dollar-of-script, compose/dollar-of-service
  two:
    image: confluentinc/cp-kafka:7.6.1
    entrypoint: [bash, -c]
    command:
      - |
        set -euo pipefail # <- compose/script-variable-missing
        kafka-topics --bootstrap-server \"$$BOOTSTRAP\" --list
",
        ),
        Example::new(
            "two dollars, the host's variables, and all that a shell has or is given",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment: { BOOTSTRAP: 'kafka:9092', TOPIC: '${TOPIC}' }
    entrypoint: [bash, -c]
    command:
      - |
        set -eu
        while read -r line; do echo $$line $$HOME $${OPTION:-none} $$1 $$#; done < list
        for t in a ${TOPIC} $TAG; do kafka-topics --bootstrap-server $$BOOTSTRAP --create --topic $$t; done
  two:
    image: confluentinc/cp-kafka:7.6.1
    env_file: one.env
    command: bash -uc 'echo $$BOOTSTRAP'
",
        ),
    ],
};

/// Variables that a shell or a container has by itself.
const GIVEN: [&str; 22] = [
    "HOME",
    "PATH",
    "HOSTNAME",
    "PWD",
    "OLDPWD",
    "USER",
    "SHELL",
    "IFS",
    "RANDOM",
    "SECONDS",
    "LINENO",
    "UID",
    "EUID",
    "PPID",
    "TERM",
    "LANG",
    "SHLVL",
    "FUNCNAME",
    "PIPESTATUS",
    "REPLY",
    "OPTARG",
    "OPTIND",
];

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let mut texts = Vec::new();
    for key in ["entrypoint", "command"] {
        texts.extend(service.body.get(key).into_iter().flat_map(scalars));
    }
    texts.extend(service.body.inner("healthcheck").get("test").into_iter().flat_map(scalars));
    let mut said = BTreeSet::new();
    for node in texts {
        let text = node.text();
        let (of_compose, of_shell) = used(text);
        let set = assigned(text);
        for name in of_compose {
            let variable = service.env.get(name).filter(|variable| !variable.node.text().contains('$'));
            if set.contains(name) && said.insert(name) {
                out.raise(
                    &OWN,
                    node,
                    format!("the script of `{}` sets `{name}`, and Compose puts nothing for it", service.name),
                )
                .help(format!("write `$${name}`"));
            } else if let Some(variable) = variable.filter(|variable| variable.value.is_some())
                && said.insert(name)
            {
                out.raise(
                    &SERVICE,
                    node,
                    format!("`${name}` in a command of `{}` is the host's, not its own", service.name),
                )
                .because(variable.node, "the shell would see this")
                .help(format!("write `$${name}`"));
            }
        }
        if !stops_at_unset(text) || service.env.open || service.partly {
            continue;
        }
        // The image may set others: what is in capitals and in no image is told.
        for name in of_shell.into_iter().filter(|name| !set.contains(name) && !GIVEN.contains(name)) {
            let foreign = ["KAFKA_", "CONFLUENT_", "JAVA_", "BASH", "LC_", "ZOO", "CUB_", "COMPONENT"];
            let known = service.env.get(name).is_some() || foreign.iter().any(|start| name.starts_with(start));
            if !known && said.insert(name) {
                out.raise(
                    &UNBOUND,
                    node,
                    format!("the script of `{}` ends at once: `{name}` is not set", service.name),
                )
                .help(format!("set `{name}` in `environment`"));
            }
        }
    }
}

fn scalars(node: Node<'_>) -> Vec<Node<'_>> {
    if node.kind() == Kind::Scalar {
        return vec![node];
    }
    node.items().map(Node::followed).filter(|item| item.kind() == Kind::Scalar).collect()
}

/// Whether a script says that a shell should end at a variable that is not set.
fn stops_at_unset(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if word == "set" {
            while let Some(flag) = words.next_if(|flag| flag.starts_with('-')) {
                if flag == "-o" && words.peek() == Some(&"nounset") || !flag.starts_with("--") && flag.contains('u') {
                    return true;
                }
            }
        }
    }
    false
}

fn is_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

/// The variables that Compose puts in, and those that it leaves to the shell. Those with a default, or with something else
/// behind their name, are left out.
fn used(text: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let (mut of_compose, mut of_shell) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('$') {
        let (list, after) = match after.strip_prefix('$') {
            Some(after) => (&mut of_shell, after),
            None => (&mut of_compose, after),
        };
        let open = after.strip_prefix('{');
        let inside = open.unwrap_or(after);
        let end = inside.find(|char: char| !is_name(char)).unwrap_or(inside.len());
        let (name, behind) = inside.split_at_checked(end).unwrap_or((inside, ""));
        let whole = open.is_none() || behind.starts_with('}');
        if whole && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            list.insert(name);
        }
        rest = inside;
    }
    (of_compose, of_shell)
}

/// The variables that a script sets: `a=…`, `for a in`, `read a`, `local a`.
fn assigned(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut taking = false;
    for line in text.split(['\n', ';', '&', '|', '(', '{']) {
        for (at, word) in line.split_whitespace().enumerate() {
            let word = word.trim_start_matches(['"', '\'']);
            let end = word.find(|char: char| !is_name(char)).unwrap_or(word.len());
            let Some((name, behind)) = word.split_at_checked(end) else { continue };
            let sets = behind.starts_with('=') || behind.starts_with("+=") || behind.starts_with('[');
            if sets || (taking && behind.is_empty()) {
                found.insert(name);
            }
            let takes = ["for", "select", "read", "local", "declare", "typeset", "export", "readonly", "mapfile"];
            if at == 0 {
                taking = false;
            }
            taking = takes.contains(&word) || taking && word != "in" && !word.starts_with('<');
        }
    }
    found
}
