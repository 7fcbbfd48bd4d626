//! How the simulator plays.

use std::time::Duration;

use super::faults::Scenario;
use super::layout::Layout;

/// How the simulator plays.
#[derive(Clone, Debug)]
pub struct Options {
    /// Same seed, same bytes.
    pub seed: u64,
    /// Speed of the link in bytes per second.
    pub rate: Option<u64>,
    /// Time from a question to its answer.
    pub latency: Duration,
    /// Scans, references and warm-ups take one part in so many of their time.
    pub speedup: f64,
    /// Connections served at once; without it as the bench and the scenario have it.
    pub max_clients: Option<usize>,
    /// What is fitted, and how it answers.
    pub layout: Layout,
    /// What goes wrong.
    pub scenario: Scenario,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            rate: None,
            latency: Duration::ZERO,
            speedup: 1.0,
            max_clients: None,
            layout: Layout::default(),
            scenario: Scenario::default(),
        }
    }
}
