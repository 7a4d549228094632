//! How long a platform takes from its spec's text to files, and how that grows. Run with `cargo bench --bench platform`.
//!
//! Budgets and figures are in `benches/README.md`.

#![expect(clippy::disallowed_methods, reason = "the folder that is checked must be made")]

use divan::Bencher;
use divan::counter::ItemsCount;
use kafkasmith::cli::files::Files;
use kafkasmith::cli::{self, Environment, Exit, Input, Stream, Surroundings};
use kafkasmith::diag::{Complaints, SourceId, Sources};
use kafkasmith::{model, render, spec};
use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;
use tempfile::TempDir;

/// How many topics the spec has.
const TOPICS: [usize; 4] = [4, 1_000, 10_000, 100_000];

/// With `once render 10000` instead of a bench: one run alone in its process, whose peak of memory can then be looked at.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["once", what, topics, ..] = words.as_slice() {
        return match topics.parse().map_err(Into::into).and_then(|topics| once(what, topics)) {
            Ok(bytes) => ExitCode::from(u8::from(bytes == 0)),
            Err(_) => ExitCode::FAILURE,
        };
    }
    divan::main();
    ExitCode::SUCCESS
}

/// Spec text to model.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn load(bencher: Bencher<'_, '_>, topics: usize) {
    let (sources, id) = source(topics);
    bencher.counter(ItemsCount::new(topics)).bench_local(|| loaded(&sources, id));
}

/// Spec text to texts that were read back.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn render(bencher: Bencher<'_, '_>, topics: usize) {
    let (sources, id) = source(topics);
    bencher.counter(ItemsCount::new(topics)).bench_local(|| rendered(&sources, id));
}

/// The verb `check` on files that are current.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>, topics: usize) {
    let Ok(folder) = folder(topics) else { std::process::abort() };
    bencher.counter(ItemsCount::new(topics)).bench_local(|| {
        if run(&folder, &["check", "--no-git"]) != Exit::Clean {
            std::process::abort();
        }
    });
}

fn once(what: &str, topics: usize) -> Result<usize, Box<dyn Error>> {
    let (sources, id) = source(topics);
    Ok(match what {
        "load" => loaded(&sources, id),
        "check" => usize::from(run(&folder(topics)?, &["check", "--no-git"]) == Exit::Clean),
        _ => rendered(&sources, id),
    })
}

/// The number of topics of the model.
fn loaded(sources: &Sources, id: SourceId) -> usize {
    let Some(source) = sources.get(id) else { return 0 };
    let mut complaints = Complaints::default();
    let spec = spec::read(source, &mut complaints);
    let model = model::build(&spec, source.span(), &mut complaints);
    model.map_or(0, |model| model.topics.len())
}

/// The number of rendered bytes.
fn rendered(sources: &Sources, id: SourceId) -> usize {
    let Some(source) = sources.get(id) else { return 0 };
    match render::set(source, &mut Complaints::default()) {
        Ok(Some(set)) => set.artefacts.iter().map(|artefact| artefact.text.len()).sum(),
        // A bench of a spec with mistakes would measure something else.
        Ok(None) | Err(_) => std::process::abort(),
    }
}

/// A folder with a spec and what is rendered from it.
fn folder(topics: usize) -> Result<TempDir, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("kafkasmith.toml"), spec_text(topics))?;
    match run(&folder, &["render"]) {
        Exit::Clean => Ok(folder),
        other => Err(format!("`render` ended with {}", other.code()).into()),
    }
}

fn run(folder: &TempDir, words: &[&str]) -> Exit {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut world = Surroundings::new(
        Files::at(folder.path()),
        Environment::default(),
        Input::new(std::io::empty(), false),
        Stream::new(&mut output, false),
        Stream::new(&mut errors, false),
    );
    cli::run(["kafkasmith"].iter().chain(words).map(Into::into), &mut world)
}

fn source(topics: usize) -> (Sources, SourceId) {
    let mut sources = Sources::default();
    let Ok(id) = sources.add("kafkasmith.toml", spec_text(topics)) else { std::process::abort() };
    (sources, id)
}

/// The project's own platform, with as many topics as wanted in place of its own.
fn spec_text(topics: usize) -> String {
    let own = include_str!("../hrms-kafka.toml");
    let (before, rest) = own.split_once("[topic.notification-queue]").unwrap_or((own, ""));
    let (_, after) = rest.split_once("\n[monitoring]").unwrap_or_default();
    // Its hand-written expression and its waivers name topics that are not here.
    let (after, rest) = after.split_once("[alert.AuditBacklog]").unwrap_or((after, ""));
    let (_, stack) = rest.split_once("\n[compose]").unwrap_or_default();
    let (stack, _) = stack.split_once("[[waiver]]").unwrap_or((stack, ""));
    let mut text = before.to_owned();
    for number in 0..topics.div_ceil(4) {
        let _ = four_topics(&mut text, number);
    }
    text + "[monitoring]" + after + "[compose]" + stack
}

/// A service's queue and journal with the dead letters of each, who writes them and who reads them.
fn four_topics(out: &mut String, number: usize) -> std::fmt::Result {
    for (kind, purpose, retention, bytes) in [
        ("orders", "Orders as they are placed", "7d", "512Mi"),
        ("ledger", "What was booked, for audits", "30d", "1Gi"),
    ] {
        let name = format!("{kind}-{number}");
        writeln!(
            out,
            "[topic.{name}]\npurpose    = \"{purpose}, part {number}\"\npartitions = 6\nretention  = \"{retention}\"\n\
             max_bytes  = \"{bytes}\"\nsegment    = \"64Mi\"\n\n[topic.{name}-dlq]\npurpose         = \"Failed in {name}\"\n\
             dead_letter_for = \"{name}\"\npartitions      = 1\nreplicas        = 2\nretention       = \"30d\"\n\
             max_bytes       = \"128Mi\"\nsegment         = \"32Mi\"\n\n[client.{name}-reader]\nnamespace = \"hrms\"\n\
             library   = \"aiokafka\"\nconsumes  = [{{ topic = \"{name}\", group = \"{name}-group\", dead_letters = \"{name}-dlq\" }}]\n"
        )?;
    }
    writeln!(
        out,
        "[client.shop-{number}]\nnamespace = \"hrms\"\nlibrary   = \"aiokafka\"\n\
         produces  = [\"orders-{number}\", \"ledger-{number}\"]\n"
    )
}
