//! The console. Nothing to run yet.
fn main() {}
