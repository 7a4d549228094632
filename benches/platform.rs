//! How long a platform takes from its spec's text to files, and how that grows. Run with `cargo bench --bench platform`; with
//! `-- growth` behind it, each file and each verb has its own line, at 1,000 topics and at ten times as many.
//!
//! Budgets and figures are in `benches/README.md`.

#![expect(clippy::disallowed_methods, reason = "the folder that is checked must be made, and time be taken")]
#![expect(clippy::print_stdout, reason = "figures are for people")]

use divan::Bencher;
use divan::counter::ItemsCount;
use kafkasmith::cli::files::Files;
use kafkasmith::cli::{self, Environment, Exit, Input, Stream, Surroundings};
use kafkasmith::diag::{Complaints, SourceId, Sources};
use kafkasmith::render::{ARTEFACTS, Engine, Platform};
use kafkasmith::{alert, model, render, spec};
use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How many topics the spec has.
const TOPICS: [usize; 4] = [4, 1_000, 10_000, 100_000];

/// Who is there beside the topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum With {
    /// Nobody, and the default alerts.
    Nobody,
    /// Three applications to each four topics, and the project's own alerts.
    Clients,
    /// The same, each application as a user that has rights of its own.
    Users,
}

/// With `once render 10000` or `once alone 10000` instead of a bench: one run alone in its process, with and without clients,
/// whose peak of memory can then be looked at.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--bench").collect();
    let fine = match words.as_slice() {
        ["once", what, topics] => number(topics).and_then(|topics| once(what, topics)).map(|found| found > 0),
        ["growth"] => growth(1_000),
        ["growth", topics] => number(topics).and_then(growth),
        _ => {
            divan::main();
            Ok(true)
        }
    };
    match fine {
        Ok(fine) => ExitCode::from(u8::from(!fine)),
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn number(word: &str) -> Result<usize, Box<dyn Error>> {
    Ok(word.parse()?)
}

/// Spec text to model.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn load(bencher: Bencher<'_, '_>, topics: usize) {
    let (sources, id) = source(topics, With::Clients);
    bencher.counter(ItemsCount::new(topics)).bench_local(|| loaded(&sources, id));
}

/// Spec text to texts that were read back.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn render(bencher: Bencher<'_, '_>, topics: usize) {
    let (sources, id) = source(topics, With::Clients);
    bencher.counter(ItemsCount::new(topics)).bench_local(|| rendered(&sources, id));
}

/// The same for topics that nobody reads.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn render_alone(bencher: Bencher<'_, '_>, topics: usize) {
    let (sources, id) = source(topics, With::Nobody);
    bencher.counter(ItemsCount::new(topics)).bench_local(|| rendered(&sources, id));
}

/// The verb `check` on files that are current.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>, topics: usize) {
    let Ok(folder) = folder(topics, With::Clients) else { std::process::abort() };
    bencher.counter(ItemsCount::new(topics)).bench_local(|| {
        if run(&folder, &["check", "--no-git"]) != Exit::Clean {
            std::process::abort();
        }
    });
}

/// The verb `validate` on the spec with all that is rendered from it.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn validate(bencher: Bencher<'_, '_>, topics: usize) {
    let Ok(folder) = folder(topics, With::Clients) else { std::process::abort() };
    bencher.counter(ItemsCount::new(topics)).bench_local(|| assert!(judged(&folder, &["validate"])));
}

/// The verb `validate` on the rendered files, as if somebody had written them.
#[divan::bench(args = TOPICS, sample_count = 5, sample_size = 1)]
fn validate_files(bencher: Bencher<'_, '_>, topics: usize) {
    let Ok(folder) = folder(topics, With::Clients) else { std::process::abort() };
    bencher.counter(ItemsCount::new(topics)).bench_local(|| assert!(judged(&folder, &["validate", "out"])));
}

fn once(what: &str, topics: usize) -> Result<usize, Box<dyn Error>> {
    let with = if what == "alone" { With::Nobody } else { With::Clients };
    let (sources, id) = source(topics, with);
    Ok(match what {
        "load" => loaded(&sources, id),
        "check" => usize::from(run(&folder(topics, with)?, &["check", "--no-git"]) == Exit::Clean),
        "validate" => usize::from(judged(&folder(topics, with)?, &["validate", "out"])),
        _ => rendered(&sources, id),
    })
}

/// How often, and how long, each step is done at the least; the shortest time counts, as whatever else the machine does makes
/// none shorter.
const TIMES: usize = 3;
const TIME: Duration = Duration::from_millis(20);
/// Ten times the topics may take this many times as long, for caches and allocators are not linear.
const MOST: f64 = 20.0;
/// Steps below this are not judged.
const LEAST: Duration = Duration::from_millis(5);

/// What each step takes with so many topics and with ten times as many. Whether all of them grow as the topics do.
fn growth(topics: usize) -> Result<bool, Box<dyn Error>> {
    let mut linear = true;
    for with in [With::Clients, With::Users, With::Nobody] {
        let (few, many) = (steps(topics, with)?, steps(topics * 10, with)?);
        println!("\n{:<54}{topics:>10}{:>10}  ratio", format!("with {with:?}").to_lowercase(), topics * 10);
        for ((step, few), (_, many)) in few.iter().zip(&many) {
            let ratio = many.as_secs_f64() / few.as_secs_f64().max(f64::EPSILON);
            let fine = ratio <= MOST || *few < LEAST / 10 || *many < LEAST;
            let note = if fine { "" } else { "  worse than linear" };
            let shown = |time: &Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
            println!("{step:<54}{:>10}{:>10}{ratio:>7.1}{note}", shown(few), shown(many));
            linear &= fine;
        }
    }
    Ok(linear)
}

/// The time of each step from a spec's text to what is written, and of the verbs.
fn steps(topics: usize, with: With) -> Result<Vec<(String, Duration)>, Box<dyn Error>> {
    let (sources, id) = source(topics, with);
    let source = sources.get(id).ok_or("no source")?;
    let mut steps = vec![("text to model".to_owned(), best(|| loaded(&sources, id) == topics)?)];
    let mut complaints = Complaints::default();
    let model = model::build(&spec::read(source, &mut complaints), source.span(), &mut complaints).ok_or("no model")?;
    steps.push(("alerts".to_owned(), best(|| !alert::rules(&model).is_empty())?));
    let rules = alert::rules(&model);
    let (platform, engine) = (Platform::new(&model, &rules), Engine::new());
    for description in ARTEFACTS {
        let files = description.files(platform);
        let mut one = |file| render::one(description, file, &engine, source.name(), &mut complaints).is_ok();
        if !files.is_empty() {
            steps.push((description.path.to_owned(), best(|| files.iter().all(|file| one(*file)))?));
        }
    }
    let folder = folder(topics, with)?;
    for words in [&["render", "--dry-run"][..], &["check", "--no-git"], &["fmt", "--check"], &["graph"]] {
        let time = best(|| run(&folder, words) == Exit::Clean);
        steps.push((words.join(" "), time.map_err(|error| format!("{}: {error}", words.join(" ")))?));
    }
    for words in [&["validate"][..], &["validate", "out"]] {
        steps.push((words.join(" "), best(|| judged(&folder, words))?));
    }
    Ok(steps)
}

/// The shortest time that some work took; an error if it went wrong.
fn best(mut work: impl FnMut() -> bool) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::new();
    while times.len() < TIMES || times.iter().sum::<Duration>() < TIME {
        let (start, before) = (Instant::now(), worked());
        if !work() {
            return Err("a step went wrong".into());
        }
        let worked = worked().and_then(|after| after.checked_sub(before?));
        times.push(worked.unwrap_or_else(|| start.elapsed()));
    }
    Ok(times.into_iter().min().unwrap_or_default())
}

/// How long this thread has had a processor, where the system tells. On a machine that does other work the clock would show
/// that as well.
fn worked() -> Option<Duration> {
    // The system adds up when threads take turns.
    std::thread::yield_now();
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(counted.split(' ').next()?.parse().ok()?))
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
fn folder(topics: usize, with: With) -> Result<TempDir, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("kafkasmith.toml"), spec_text(topics, with))?;
    for verb in ["fmt", "render"] {
        let exit = run(&folder, &[verb]);
        if exit != Exit::Clean {
            return Err(format!("`{verb}` ended with {}", exit.code()).into());
        }
    }
    Ok(folder)
}

/// Whether that was judged, whatever was found.
fn judged(folder: &TempDir, words: &[&str]) -> bool {
    matches!(run(folder, words), Exit::Clean | Exit::Findings)
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

fn source(topics: usize, with: With) -> (Sources, SourceId) {
    let mut sources = Sources::default();
    let Ok(id) = sources.add("kafkasmith.toml", spec_text(topics, with)) else { std::process::abort() };
    (sources, id)
}

/// The encrypted listener of the project's own platform, for users with rights.
const GUARDED: &str = "tls  = true\nauthentication = \"scram-sha-512\"\n\n[cluster.authorization]\ntype = \"simple\"\n";

/// The project's own platform, with as many topics as wanted in place of its own.
fn spec_text(topics: usize, with: With) -> String {
    let own = include_str!("../hrms-kafka.toml");
    let (before, rest) = own.split_once("[topic.notification-queue]").unwrap_or((own, ""));
    let (_, after) = rest.split_once("\n[monitoring]").unwrap_or_default();
    // Its hand-written expression and its waivers name topics that are not here.
    let (after, rest) = after.split_once("[alert.AuditBacklog]").unwrap_or((after, ""));
    let (monitoring, _) = after.split_once("[alert.").unwrap_or((after, ""));
    let after = if with == With::Nobody { monitoring } else { after };
    let (_, stack) = rest.split_once("\n[compose]").unwrap_or_default();
    let (stack, _) = stack.split_once("[[waiver]]").unwrap_or((stack, ""));
    let mut text = match with {
        With::Users => before.replace("tls  = true\n", GUARDED),
        With::Nobody | With::Clients => before.to_owned(),
    };
    let listener = if text.contains(GUARDED) { "listener  = \"tls\"\n" } else { "" };
    for number in 0..topics.div_ceil(4) {
        let _ = four_topics(&mut text, number, with, listener);
    }
    text + "[monitoring]" + after + "[compose]" + stack
}

/// A service's queue and journal with the dead letters of each, who writes them and who reads them.
fn four_topics(out: &mut String, number: usize, with: With, listener: &str) -> std::fmt::Result {
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
             max_bytes       = \"128Mi\"\nsegment         = \"32Mi\"\n"
        )?;
        if with != With::Nobody {
            writeln!(
                out,
                "[client.{name}-reader]\nnamespace = \"hrms\"\nlibrary   = \"aiokafka\"\n{listener}\
                 consumes  = [{{ topic = \"{name}\", group = \"{name}-group\", dead_letters = \"{name}-dlq\" }}]\n"
            )?;
        }
    }
    if with != With::Nobody {
        writeln!(
            out,
            "[client.shop-{number}]\nnamespace = \"hrms\"\nlibrary   = \"aiokafka\"\n{listener}\
             produces  = [\"orders-{number}\", \"ledger-{number}\"]\n"
        )?;
    }
    Ok(())
}
