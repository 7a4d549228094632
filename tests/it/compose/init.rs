//! The script that creates the topics, run as the container would run it, over tools that write down how they are called.

use super::{HOSTILE, SAMPLE, stack};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A tool: writes down its words, a line a call, and answers with what lies beside it; it fails where a word of the call
/// stands in the file `fails`.
const TOOL: &str = r#"#!/usr/bin/env bash
here=$(dirname "$0")
tool=$(basename "$0")
(printf '%s' "$tool"; for word; do printf ' <%s>' "$word"; done; echo) >> "$here/calls"
while IFS= read -r word; do
  for own; do [ "$own" != "$word" ] || { echo "$tool says that $word is wrong"; exit 1; }; done
done < "$here/fails"
for own; do [ "$own" != --describe ] || cat "$here/$tool.says"; done
"#;

/// What the tools of Kafka 3.6.1 said, as they write it.
const THERE: &str = "\
Topic: notification-queue\tTopicId: sWBRkZZrR7CJZ9CTB2S6zg\tPartitionCount: 3\tReplicationFactor: 1\tConfigs: a=1\n\
\tTopic: notification-queue\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\n\
Topic: audit-queue\tTopicId: AmgVpVbARxuUNiBHm5SxjQ\tPartitionCount: 5\tReplicationFactor: 1\tConfigs: \n\
Topic: notification-dlq\tTopicId: Y2xuOtMwTz2TAH_4dRAdWw\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n\
Topic: audit-dlq\tTopicId: aLy2EQbcRNWTgL9TnjdiKw\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n\
Topic: somebodys\tTopicId: 8bjiG54DRmu4ATZOqHXaKg\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n";

/// A broker's state: what its tools say of topics and of settings.
#[derive(Default)]
struct Broker {
    topics: String,
    settings: String,
    fails: &'static str,
}

impl Broker {
    /// One that has the sample's topics as the sample says.
    fn of_the_sample() -> Self {
        let mut lines = vec!["Dynamic configs for topic somebodys are:".to_owned(), said("flush.ms=1")];
        for (name, _, own) in wanted(&stack(SAMPLE)) {
            lines.push(format!("Dynamic configs for topic {name} are:"));
            lines.extend(own.iter().map(|setting| said(setting)));
        }
        Broker { topics: THERE.to_owned(), settings: lines.join("\n") + "\n", fails: "" }
    }
}

/// A setting as `kafka-configs` shows it.
fn said(setting: &str) -> String {
    format!("  {setting} sensitive=false synonyms={{DYNAMIC_TOPIC_CONFIG:{setting}, DEFAULT_CONFIG:x=y}}")
}

/// What came of a run.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// How the tools were called, without the words that are always the same.
    calls: Vec<String>,
    /// Whether something made the file `made`.
    made: bool,
}

/// The words of the command as the container gets them.
fn command(stack: &Value) -> Vec<String> {
    let words = stack["services"]["kafka-init"]["command"].as_array().unwrap();
    words.iter().map(|word| word.as_str().unwrap().replace("$$", "$")).collect()
}

/// The words that are data: each topic's name, partitions and settings.
fn wanted(stack: &Value) -> Vec<(String, String, Vec<String>)> {
    let mut topics: Vec<(String, String, Vec<String>)> = Vec::new();
    let mut words = command(stack).into_iter().skip(4).peekable();
    while let Some(name) = words.next() {
        let partitions = words.next().unwrap();
        let settings = std::iter::from_fn(|| words.next_if(|word| word.contains('='))).collect();
        topics.push((name, partitions, settings));
    }
    topics
}

/// Runs a command with the environment of the stack's service; nothing, said aloud, where there is no bash.
fn run(stack: &Value, command: &[String], broker: &Broker) -> Option<Ran> {
    let folder = tempfile::tempdir().unwrap();
    let environment = stack["services"]["kafka-init"]["environment"].as_object().unwrap();
    let text = |key: &str| environment[key].as_str().unwrap().replace("$$", "$");
    let tools = [text("TOPICS_TOOL"), text("CONFIGS_TOOL")];
    for (tool, says) in tools.iter().zip([&broker.topics, &broker.settings]) {
        write(&folder, &format!("{tool}.says"), says);
        if !install(&folder.path().join(tool)) {
            let _ = writeln!(std::io::stderr(), "the script of the local stack was not run: there is no bash");
            return None;
        }
    }
    write(&folder, "fails", broker.fails);
    write(&folder, "calls", "");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::join_paths(std::iter::once(folder.path().to_owned()).chain(std::env::split_paths(&paths)));
    let mut program = Command::new(&command[0]);
    program.args(&command[1..]).current_dir(folder.path()).env("PATH", paths.unwrap());
    program.envs(environment.keys().map(|key| (key, text(key))));
    let Output { status, stdout, stderr } = program.output().unwrap();
    let calls = fs::read_to_string(folder.path().join("calls")).unwrap();
    let calls = calls.lines().map(|call| call.replace(" <--bootstrap-server> <kafka:9092>", ""));
    let calls = calls.map(|call| call.replace(" <--entity-type> <topics>", "")).collect();
    let made = folder.path().join("made").exists();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some(Ran { code: status.code(), stdout: text(stdout), stderr: text(stderr), calls, made })
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

/// Makes the tool; whether there is a bash to do so. Not this process writes it: a child that another test starts at that
/// moment would have it open, and a program that somebody writes to cannot be started.
fn install(tool: &Path) -> bool {
    let mut bash = Command::new("bash");
    bash.args(["-c", "printf '%s' \"$1\" > \"$2\" && chmod +x \"$2\"", "bash", TOOL]).arg(tool);
    bash.status().is_ok_and(|status| status.success())
}

/// Runs the sample's own command.
fn run_sample(broker: &Broker) -> Option<Ran> {
    let stack = stack(SAMPLE);
    run(&stack, &command(&stack), broker)
}

const LOOKS: [&str; 2] = ["kafka-topics <--describe>", "kafka-configs <--describe>"];

#[test]
fn an_empty_broker_gets_all_topics_with_one_call_each() {
    let Some(ran) = run_sample(&Broker::default()) else { return };
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "done: 4 topics\n", ""));
    assert_eq!(ran.calls[..2], LOOKS);
    assert_eq!(
        ran.calls[3],
        "kafka-topics <--create> <--if-not-exists> <--topic> <audit-queue> <--partitions> <5> <--replication-factor> <1> \
         <--config> <cleanup.policy=delete> <--config> <retention.ms=2592000000> <--config> <retention.bytes=1073741824> \
         <--config> <segment.bytes=67108864> <--config> <segment.ms=86400000> <--config> <min.insync.replicas=1>"
    );
    assert_eq!(ran.calls.len(), 6);
}

#[test]
fn a_broker_that_is_as_the_spec_says_is_only_looked_at() {
    let Some(ran) = run_sample(&Broker::of_the_sample()) else { return };
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "done: 4 topics\n", ""));
    assert_eq!(ran.calls, LOOKS);
}

#[test]
fn what_differs_is_changed_and_nothing_else() {
    let mut broker = Broker::of_the_sample();
    broker.topics = broker.topics.replace("PartitionCount: 5", "PartitionCount: 2");
    broker.settings = broker.settings.replacen("  retention.ms=604800000 ", "  retention.ms=60480000 ", 1);
    let odd = "  flush.ms=5 sensitive=false synonyms={}\n  cleanup.policy=compact,delete sensitive=false synonyms={}\n";
    let own = "are:\n  cleanup.policy=delete sensitive=false";
    let at = broker.settings.find("topic audit-dlq are:").unwrap();
    let (before, after) = broker.settings.split_at(at);
    let (_, after) = after.split_at(after.find(own).unwrap() + 5);
    let after = after.split_once('\n').unwrap().1;
    broker.settings = format!("{before}topic audit-dlq are:\n{odd}{after}");
    let Some(ran) = run_sample(&broker) else { return };
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        ran.calls[2..],
        [
            "kafka-configs <--alter> <--entity-name> <notification-queue> <--add-config> <retention.ms=604800000>",
            "kafka-topics <--alter> <--topic> <audit-queue> <--partitions> <5>",
            "kafka-configs <--alter> <--entity-name> <audit-dlq> <--add-config> <cleanup.policy=delete> <--delete-config> \
             <flush.ms>",
        ]
    );
    for line in [
        "audit-queue: from 2 to 5 partitions\n",
        "audit-dlq: --add-config cleanup.policy=delete --delete-config flush.ms\n",
    ] {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
}

#[test]
fn lists_are_bracketed_and_dots_are_no_pattern() {
    let stack = stack(SAMPLE);
    let mut words = command(&stack);
    words.truncate(4);
    words.extend(["a.b", "3", "cleanup.policy=compact,delete", "x=a=b"].map(str::to_owned));
    let topics = "Topic: a.b\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n".to_owned();
    let settings = "Dynamic configs for topic a.b are:\n  x=a sensitive=false synonyms={}\n".to_owned();
    let Some(ran) = run(&stack, &words, &Broker { topics, settings, fails: "" }) else { return };
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        ran.calls[2..],
        [
            "kafka-topics <--alter> <--topic> <a\\.b> <--partitions> <3>",
            "kafka-configs <--alter> <--entity-name> <a.b> <--add-config> <cleanup.policy=[compact,delete],x=[a=b]>",
        ]
    );
}

#[test]
fn partitions_that_are_too_many_stay_and_that_is_said() {
    let mut broker = Broker::of_the_sample();
    broker.topics = broker.topics.replace("PartitionCount: 5", "PartitionCount: 9");
    let Some(ran) = run_sample(&broker) else { return };
    assert_eq!((ran.code, ran.calls.as_slice()), (Some(0), LOOKS.map(str::to_owned).as_slice()));
    assert!(
        ran.stderr.starts_with("audit-queue: has 9 partitions and keeps them, though the spec says 5"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.ends_with("kafka-topics --bootstrap-server kafka:9092 --delete --topic 'audit-queue'\n"));
}

#[test]
fn a_topic_that_fails_is_named_and_hides_no_other() {
    let Some(ran) = run_sample(&Broker { fails: "notification-queue\n", ..Broker::default() }) else { return };
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr, "NOT as the spec says: notification-queue\n");
    assert!(ran.stdout.contains("kafka-topics says that notification-queue is wrong\n"), "{}", ran.stdout);
    assert_eq!(ran.calls.len(), 6);

    let mut broker = Broker { fails: "--alter\n", ..Broker::of_the_sample() };
    broker.topics = broker.topics.replace("PartitionCount: 5", "PartitionCount: 2");
    broker.settings = broker.settings.replacen("retention.ms=604800000 ", "retention.ms=1 ", 1);
    let Some(ran) = run_sample(&broker) else { return };
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "NOT as the spec says: notification-queue audit-queue\n"));
}

#[test]
fn a_broker_that_does_not_answer_ends_it_at_once() {
    let Some(ran) = run_sample(&Broker { fails: "--describe\n", ..Broker::default() }) else { return };
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr, "the topics could not be listed: kafka-topics says that --describe is wrong\n");
    assert_eq!(ran.calls, LOOKS[..1]);
}

#[test]
fn no_word_becomes_a_command() {
    let stack = stack(HOSTILE);
    let Some(ran) = run(&stack, &command(&stack), &Broker::default()) else { return };
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    for name in ["on", "1e3", "0x1", "null", "a.b-c_D", "blank", "empty"] {
        let call = format!("kafka-topics <--create> <--if-not-exists> <--topic> <{name}> ");
        assert!(ran.calls.iter().any(|made| made.starts_with(&call)), "{name}: {:?}", ran.calls);
    }

    // No spec gives such words, and they would do nothing if one did.
    let odd =
        ["k=$(touch made)", "k=`touch made`", "k=\"; touch made; \"", "k='x' * ~ {a,b} \\ <x> && touch made", "k= "];
    let mut words = command(&stack);
    words.truncate(4);
    words.extend(["topic", "1"].into_iter().chain(odd).map(str::to_owned));
    let there = "Topic: topic\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n".to_owned();
    for topics in [String::new(), there] {
        let Some(ran) = run(&stack, &words, &Broker { topics, ..Broker::default() }) else { return };
        assert_eq!((ran.code, ran.stderr.as_str(), ran.calls.len(), ran.made), (Some(0), "", 3, false));
        for word in odd {
            // In an update, what has a comma or an equals sign stands in brackets.
            let value = &word[2..];
            let inside = ran.calls[2].contains(word) || ran.calls[2].contains(&format!("k=[{value}]"));
            assert!(inside, "{word}: {}", ran.calls[2]);
        }
    }
}
