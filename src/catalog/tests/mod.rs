//! The whole catalogue is read here, and held against what Kafka and Strimzi themselves say.

mod around;
mod crds;
mod files;
mod strimzi;
mod tables;
mod values;
mod written;

use super::*;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn settings_361() -> &'static Settings {
    settings("3.6.1").unwrap()
}

fn strimzi_039() -> &'static Release {
    release("0.39.0").unwrap()
}
