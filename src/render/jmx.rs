//! The rules by which the nodes of a rendered platform tell their metrics.

/// Those of brokers with ZooKeeper, and what is common to all nodes.
const COMMON: &str = include_str!("../../templates/shared/jmx/broker.yaml");

/// What KRaft adds, each list with its own.
const KRAFT: &str = include_str!("../../templates/shared/jmx/kraft.yaml");

/// The rules of ZooKeepers.
pub const OF_ZOOKEEPERS: &str = include_str!("../../templates/shared/jmx/zookeeper.yaml");

/// The rules of Cruise Control.
pub const OF_CRUISE_CONTROL: &str = include_str!("../../templates/shared/jmx/cruise-control.yaml");

/// The line that ends the list of beans and begins that of rules.
const BORDER: &str = "\nrules:\n";

/// The rules of Kafka's nodes.
pub fn of_kafka(kraft: bool) -> String {
    let parts = COMMON.split_once(BORDER).zip(KRAFT.split_once(BORDER)).filter(|_| kraft);
    let Some(((beans, rules), (head, more_rules))) = parts else { return COMMON.to_owned() };
    let more_beans = head.split_once("includeObjectNames:\n").map_or("", |(_, beans)| beans);
    format!("{}\n{}\n{BORDER}{}\n\n{}", beans.trim_end(), more_beans.trim_end(), rules.trim_end(), more_rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kraft_adds_to_both_lists_and_takes_nothing_away() {
        let (without, with) = (of_kafka(false), of_kafka(true));
        let lines = |text: &str| text.lines().filter(|line| line.starts_with("  - ")).count();
        assert_eq!(lines(&with), lines(&without) + lines(KRAFT));
        assert_eq!(with.matches(BORDER).count(), 1);
        let (beans, rules) = with.split_once(BORDER).unwrap();
        assert!(beans.contains("type=raft-metrics") && rules.contains("type=raft-metrics"), "{with}");
        assert!(!without.contains("raft") && with.ends_with("cache: true\n") && !with.contains("\n\n\n"));
    }
}
