//! What is there against what would be rendered: the state of each file, and the finding it gives.

mod findings;
pub mod ids;
mod state;

pub use findings::{Context, finding};
pub use state::{Found, State, Tracking, state};
