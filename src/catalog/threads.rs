//! What nodes of a Kafka version tell of the threads that handle their requests.

use super::version::Version;

/// The first that tells of a node's threads as broker and as controller apart: the class `KafkaRequestHandlerPool` of 4.2.0 has
/// a meter for each pool, that of 4.1.2 has one for all.
const APART: (u32, u32) = (4, 2);

/// Whether a node tells of the request threads of brokers and of controllers apart. Before, one that is both adds up what each
/// kind has left, so that it has two at rest where others have one. A text that is no version counts as a new one.
pub fn tells_request_threads_apart(kafka: &str) -> bool {
    Version::parse(kafka).and_then(|kafka| kafka.line()).is_none_or(|line| line >= APART)
}

#[cfg(test)]
mod tests {
    use super::tells_request_threads_apart;

    #[test]
    fn threads_are_told_apart_from_one_line_on() {
        for (kafka, apart) in [("3.9.2", false), ("4.1.2", false), ("4.2.0", true), ("4.10.0", true), ("5.0.0", true)] {
            assert_eq!(tells_request_threads_apart(kafka), apart, "{kafka}");
        }
    }
}
