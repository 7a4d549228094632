//! The page of the sample and of specs that are unlike it.

use super::super::tests::{page, says};
use crate::diag::{Complaints, Sources};
use crate::render::set;
use std::fmt::Write as _;

const SAMPLE: &str = include_str!("../../../../../hrms-kafka.toml");
const MINIMAL: &str = include_str!("../../../../../tests/specs/minimal.toml");
const EVERYTHING: &str = include_str!("../../../../explain/everything.toml");
const HOSTILE: &str = include_str!("../../../../../tests/specs/hostile.toml");

fn architecture(spec: &str) -> String {
    page(spec, "KAFKA_ARCHITECTURE_ANALYSIS.md")
}

/// The least platform, of so many brokers, with some more of a spec.
fn of_brokers(count: u32, more: &str) -> String {
    architecture(&format!("{}{more}", MINIMAL.replacen("replicas = 3", &format!("replicas = {count}"), 1)))
}

#[test]
fn the_sample_can_be_added_up() {
    let page = architecture(SAMPLE);
    says(
        &page,
        &[
            "| `audit-queue` | 5 × 3 | 5 | 1Gi + 64Mi | 5,440 |\n\
             | `notification-queue` | 3 × 2 | 2 | 512Mi + 64Mi | 1,152 |\n\
             | `notification-dlq` | 1 × 2 | 1 | 128Mi + 32Mi | 160 |\n\
             | `audit-dlq` | 1 × 2 | 1 | 128Mi + 32Mi | 160 |\n\
             | positions of 2 groups | 50 × 3 | 2 in use | 2 × 100Mi | 400 |\n",
            "for 1m | 512 |",
            "4Ki | 38.3 |",
            "**7,862.3** |",
            "**76.8% of the 10Gi** of each broker's volume; the house allows 80%",
            "**It fits**, wherever partitions lie",
            "up to 59 copies of partitions: 9 of topics and 50",
            "| `audit-queue` | 30d | 31d5m | 2,071 B/s | 170.6Mi | 357,000 |",
            "| `notification-queue` | 7d | 8d5m | 2,663 B/s |",
            "| `audit-dlq` | 30d | 31d5m | 52 B/s |",
            "an alert tells: `KafkaRecordsCutSoon`",
        ],
        &["Nothing bounds", "too many", "does not fit"],
    );
}

#[test]
fn the_sample_says_what_goes_on() {
    says(
        &architecture(SAMPLE),
        &[
            "### One broker gone\n\nWhichever it is, **everything goes on**",
            "| `audit-queue` | 3 / 2 | 1 | **stop** | go on |",
            "| `notification-queue` | 2 / 1 | 0 | **stop** in 1 of 3 partitions | **stop** in 1 of 3 partitions |",
            "| `notification-dlq`, `audit-dlq` | 2 / 1 | 0 | **may stop** | **may stop** |",
            "| positions of consumer groups | 3 / 2 | 1 | **stop** | go on |",
            "a node has at most one broker and 1 ZooKeeper",
            "Of 3 ZooKeepers, 2 are needed for a majority: 1 may be gone",
            "must offer these pods 1.45 processors and 5,504 MiB",
            "Of the ZooKeepers, 1 then waits",
        ],
        &["Three brokers", "A zone gone", "There is one broker"],
    );
}

#[test]
fn pods_on_one_node_fail_together() {
    let two = architecture(&SAMPLE.replace("nodes           = 3", "nodes           = 2"));
    says(
        &two,
        &[
            "A node may have **2 brokers and 1 ZooKeeper**. **ZooKeeper has no majority then**",
            "**1 of the ZooKeepers will never start**",
            // One copy of three is left, and nobody can make it the leader.
            "| `audit-queue` | 3 / 2 | 1 | **stop** | **may stop** |",
        ],
        &[],
    );
    let one = architecture(&SAMPLE.replace("nodes           = 3", "nodes           = 1"));
    says(&one, &["There is 1 node. When it is gone, everything is.", "That is all of the brokers"], &[]);
    says(&of_brokers(3, ""), &["How many nodes there are is not said", "does not say how many nodes"], &[]);
}

#[test]
fn a_zone_takes_the_copies_that_lie_in_it() {
    let page = architecture(EVERYTHING);
    says(
        &page,
        &[
            "Of 3 zones, one has up to 2 brokers.",
            "2 ZooKeepers go with it, and the quorum stands.\n\n**Everything goes on**",
            "The brokers are not a multiple of the zones",
        ],
        &[],
    );
    let apart = EVERYTHING
        .replace("spread   = \"zone\"\n\n[cluster.zookeeper.pod", "spread   = \"node\"\n\n[cluster.zookeeper.pod");
    says(
        &architecture(&apart),
        &["ZooKeepers are not spread over zones", "| 3 / 2 | 2 | **may stop** | **may stop** |"],
        &[],
    );
    let unknown = architecture(&EVERYTHING.replace("zones           = ", "# "));
    says(&unknown, &["How many zones there are is not said"], &["A zone gone"]);
}

#[test]
fn one_broker_is_told_as_one() {
    let page = of_brokers(1, "[topic.a]\npartitions = 1\nreplicas = 1\nmax_bytes = \"1Gi\"\n");
    says(
        &page,
        &[
            "1 broker, 3 ZooKeepers, 1 topic, no applications yet.",
            "| `orders-kafka-0` |",
            "**There is one broker**",
            "none: there is no other copy",
            "takes with it what has no other copy: `a`",
            "There is one broker",
        ],
        &["brokers gone", "broker gone", " 1 copies", " 1 brokers", " 1 topics", "deals partitions out"],
    );
}

#[test]
fn no_topics_and_no_clients_leave_no_empty_table() {
    let page = of_brokers(3, "");
    says(
        &page,
        &["no topics yet, no applications yet", "Nothing here has a size that is known yet."],
        &["How long records live"],
    );
    for spec in [SAMPLE, MINIMAL, EVERYTHING, HOSTILE] {
        let page = architecture(spec);
        let lines: Vec<&str> = page.lines().collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("| ---")) {
            let row = lines.get(number + 1).copied().unwrap_or_default();
            assert!(row.starts_with("| "), "an empty table: {}", lines[number - 1]);
            let cells = |line: &str| line.replace("\\|", "").matches('|').count();
            assert_eq!(cells(row), cells(line), "{row}");
        }
    }
}

#[test]
fn what_nothing_bounds_is_named() {
    let topics = "[topic_defaults]\npartitions = 2\nreplicas = 3\n[topic.timed]\n[topic.ever]\nretention = \"unlimited\"\n\
                  [topic.keys]\ncleanup = \"compact\"\n[topic.both]\ncleanup = \"compact,delete\"\n";
    says(
        &of_brokers(3, topics),
        &[
            // 8 days and 6 minutes at 1,000 B/s; all of 10 GiB in that time.
            "| `timed` | 7d | 659.5Mi | 15 kB/s |",
            "They keep everything for ever, and fill any volume some day: `ever`.",
            "grow with the number of keys: `keys`, `both`.",
            "Nothing here has a size that is known: see below.",
        ],
        &["It fits"],
    );
}

#[test]
fn verdicts_follow_the_numbers() {
    let topics = |max: &str, partitions: u32| {
        of_brokers(
            5,
            &format!("[topic.a]\npartitions = {partitions}\nreplicas = 2\nmax_bytes = \"{max}\"\nsegment = \"64Mi\"\n"),
        )
    };
    says(&topics("1Gi", 5), &["**It fits**, wherever"], &["the house allows"]);
    says(&topics("20Gi", 5), &["**It does not fit**: even spread evenly"], &[]);
    // One copy on some broker, in the worst case; two fifths of one on average.
    says(&topics("11Gi", 1), &["**It fits if partitions lie well**"], &[]);
    let limits = "[policy.limits]\nmax_disk_use = \"50%\"\nmax_partitions_per_broker = 10\n";
    says(&of_brokers(3, limits), &["The house allows 10: **too many**"], &[]);
}

#[test]
fn several_volumes_are_told_by_the_smallest() {
    says(
        &architecture(EVERYTHING),
        &[
            "A broker has 2 volumes, the smallest of 93.1Gi.",
            "of the smallest volume; the house allows 75%",
            "One of several volumes lost",
        ],
        &["each broker's volume"],
    );
}

#[test]
fn many_topics_are_summed_and_not_listed() {
    let mut topics =
        String::from("[topic_defaults]\npartitions = 1\nreplicas = 3\nmax_bytes = \"10Mi\"\nsegment = \"2Mi\"\n");
    for number in 0..100 {
        let _ = writeln!(topics, "[topic.t{number}]");
    }
    says(
        &of_brokers(3, &topics),
        &["| 60 smaller topics | | 60 | | 720 |", "and 60 more.", "`t5` and 94 more | 3 / 2"],
        &["`t40`"],
    );
}

/// The texts in the spec that lead to what stands on the page behind `before`.
fn places(before: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", SAMPLE).unwrap();
    let set = set(sources.get(id).unwrap(), &mut Complaints::default()).unwrap().unwrap();
    let page = set.artefacts.iter().find(|artefact| artefact.path.ends_with("ANALYSIS.md")).unwrap();
    let at = page.text.find(before).unwrap_or_else(|| panic!("{before} in {}", page.text)) + before.len();
    let spans = page.map.at(at).unwrap_or_else(|| panic!("{before} leads nowhere")).spans();
    spans.map(|span| sources.text(span).lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn numbers_lead_to_all_their_places_and_first_to_the_one_to_change() {
    let of = |before: &str| places(before);
    assert_eq!(of("| 1Gi + 64Mi | "), ["\"1Gi\"", "\"64Mi\"", "5", "3", "\"delete\"", "3"]);
    let sum = of("| **together** | | | | **");
    assert_eq!(sum[0], "\"1Gi\"");
    assert_eq!(sum.iter().filter(|text| ["\"1Gi\"", "\"512Mi\"", "\"128Mi\""].contains(&text.as_str())).count(), 4);
    assert_eq!(of("That is **")[0], "\"10Gi\"");
    assert_eq!(of("| 30d | 31d5m | ")[..2], ["\"1Gi\"", "\"30d\""]);
    assert_eq!(of("| `audit-queue` | 30d | ")[0], "\"30d\"");
    assert_eq!(of("ask for **")[0], "3");
    assert_eq!(of("A broker holds up to ")[0], "5");
    assert_eq!(of("the house allows ")[0], "0.8");
    assert_eq!(of("| `audit-queue` | 3 / 2 | ")[0], "3");
}
