//! How long a bundle takes to read, and how that grows. Run with `cargo bench --bench yaml`.
//!
//! Budget: 40 MB in 100,000 documents within 1.2 s and 200 MB (`/usr/bin/time -v` shows the peak; run one bench alone for that).

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use kafkasmith::bundle::Bundle;
use kafkasmith::diag::{Complaints, SourceId, Sources};
use std::fmt::Write as _;

fn main() {
    divan::main();
}

/// Megabytes.
const SIZES: [usize; 3] = [1, 10, 40];

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>, megabytes: usize) {
    let (sources, id) = source(&topics_and_rules(megabytes));
    bench(bencher, &sources, id);
}

/// The same with one value a topic on the line below its key, which only the full parser reads.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn read_in_full(bencher: Bencher<'_, '_>, megabytes: usize) {
    let (sources, id) = source(&topics_and_rules(megabytes).replace("  partitions: 12\n", "  partitions:\n    12\n"));
    bench(bencher, &sources, id);
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn read_beside_an_equal_one(bencher: Bencher<'_, '_>, megabytes: usize) {
    let text = topics_and_rules(megabytes);
    let mut sources = Sources::default();
    let (Ok(before), Ok(after)) = (sources.add("before", text.as_str()), sources.add("after", text.as_str())) else {
        return;
    };
    let bundle = Bundle::read(&sources, [before], &mut Complaints::default());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| bundle.read_beside(&sources, [after], &mut Complaints::default()));
}

/// Every scalar of every document, typed.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn walk(bencher: Bencher<'_, '_>, megabytes: usize) {
    let (sources, id) = source(&topics_and_rules(megabytes));
    let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
    bencher.counter(ItemsCount::new(bundle.len())).bench_local(|| {
        let nodes = bundle.documents().flat_map(|document| document.root().walk());
        nodes.filter(|node| black_box(node.scalar()).is_some()).count()
    });
}

/// By name, as rules do.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn look_up(bencher: Bencher<'_, '_>, megabytes: usize) {
    let (sources, id) = source(&topics_and_rules(megabytes));
    let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
    bencher.counter(ItemsCount::new(bundle.len())).bench_local(|| {
        let topics = bundle.of_kind("KafkaTopic");
        let partitions = topics.filter_map(|topic| topic.at(["spec", "partitions"])?.as_int());
        partitions.sum::<i64>()
    });
}

fn bench(bencher: Bencher<'_, '_>, sources: &Sources, id: SourceId) {
    let size = sources.get(id).map_or(0, |source| source.text().len());
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        let mut complaints = Complaints::default();
        (Bundle::read(sources, [id], &mut complaints), complaints)
    });
}

fn source(text: &str) -> (Sources, SourceId) {
    let mut sources = Sources::default();
    let Ok(id) = sources.add("all.yaml", text) else { std::process::abort() };
    (sources, id)
}

/// Topics with comments, quotes and brackets, and to each ten of them a rule with a `|` block; about 400 bytes a document.
fn topics_and_rules(megabytes: usize) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < megabytes << 20 {
        let written =
            topic(&mut text, number).and_then(|()| if number % 10 == 0 { rule(&mut text, number) } else { Ok(()) });
        if written.is_err() {
            break;
        }
        number += 1;
    }
    text
}

fn topic(out: &mut String, number: usize) -> std::fmt::Result {
    writeln!(
        out,
        "---\n# Source: topics/{number}.yaml\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  \
         name: orders.event-{number}\n  namespace: kafka\n  labels:\n    strimzi.io/cluster: hrms-kafka\n    team: \"on\"\n  \
         annotations: {{ purpose: \"Orders, part {number}: all\", owner: team-a }}\nspec:\n  partitions: 12\n  replicas: 3\n  config:\n    \
         retention.ms: 604800000 # 7d\n    cleanup.policy: delete\n    min.insync.replicas: 2"
    )
}

fn rule(out: &mut String, number: usize) -> std::fmt::Result {
    writeln!(
        out,
        "---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: rule-{number}\nspec:\n  groups:\n  \
         - name: kafka\n    rules:\n    - alert: Lag{number}\n      expr: |\n        sum by (consumergroup, topic) (\n          \
         kafka_consumergroup_lag{{topic=\"orders.event-{number}\"}}\n        ) > 1000\n      for: 5m\n      labels:\n        \
         severity: critical\n      annotations:\n        summary: 'Lag on {{{{ $labels.topic }}}}: it''s late'"
    )
}
