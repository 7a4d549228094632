//! Which series each scraped component will carry.

pub mod jmx;
