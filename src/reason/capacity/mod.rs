//! What fits: records in a log, logs on a broker's volumes, pods on nodes.

mod disk;
mod log;
mod nodes;

pub use disk::{Disk, Each, Logs, Room, Verdict};
pub use log::Log;
pub use nodes::{Apart, Ask, Pods, each_node, together};
