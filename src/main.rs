//! The `kafkasmith` program.

fn main() {}
