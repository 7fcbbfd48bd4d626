//! `ctp10 discover`: who answers in a range of addresses.

use std::net::Ipv4Addr;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::Result;

use super::common::Common;
use super::desk::Printed;
use super::{Task, block_on};
use crate::app::discover::discover;
use crate::config::address::PORT;

/// Finds instruments in a range of addresses by `*IDN?`
///
/// Instruments that answer are printed; the exit code is 3 if there are none. Each address gets one connection for a moment, which an
/// instrument that serves a single client may refuse.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 discover --range 192.168.1.0/24\n  ctp10 discover --range 10.0.0.37/32 --json"
)]
pub(super) struct Discover {
    /// The addresses: A.B.C.D/NN, at the most /20
    #[arg(long, value_name = "RANGE")]
    range: Range,
    /// The TCP port
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Time-out of a connection, and of an answer, ms
    #[arg(long, value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    timeout: u64,
    #[command(flatten)]
    printed: Printed,
}

impl Discover {
    #[expect(clippy::unnecessary_wraps, reason = "as all rows")]
    pub(super) fn task(self, _: Common) -> Result<Task> {
        let Self { range, port, timeout, printed } = self;
        let patience = Duration::from_millis(timeout);
        Ok(Box::new(move || {
            block_on(async move { discover(range.addresses(), port, patience, printed.form()).await })
        }))
    }
}

/// Addresses that begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    first: u32,
    /// How many there are.
    count: u32,
}

/// What is no range of addresses, or too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum BadRange {
    #[error("write a range like 192.168.1.0/24")]
    Form,
    #[error("a range is /20 to /32: at the most 4096 addresses")]
    Size,
}

impl FromStr for Range {
    type Err = BadRange;

    fn from_str(typed: &str) -> Result<Self, BadRange> {
        let (address, bits) = typed.split_once('/').ok_or(BadRange::Form)?;
        let address: Ipv4Addr = address.parse().map_err(|_| BadRange::Form)?;
        let bits: u32 = bits.parse().map_err(|_| BadRange::Form)?;
        if !(20..=32).contains(&bits) {
            return Err(BadRange::Size);
        }
        let count = 1 << (32 - bits);
        Ok(Self { first: address.to_bits() & !(count - 1), count })
    }
}

impl Range {
    /// Every address at which somebody may be: not that of the net itself and not that of all.
    fn addresses(self) -> Vec<Ipv4Addr> {
        let all = self.first..=self.first + (self.count - 1);
        let ends = u32::from(self.count > 2);
        let (first, last) = (self.first + ends, self.first + (self.count - 1) - ends);
        all.filter(|at| (first..=last).contains(at)).map(Ipv4Addr::from_bits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_addresses_at_which_somebody_may_be() {
        let range = |typed: &str| {
            let all = typed.parse::<Range>().unwrap().addresses();
            (all.len(), all[0].to_string(), all[all.len() - 1].to_string())
        };
        assert_eq!(range("192.168.1.77/24"), (254, "192.168.1.1".into(), "192.168.1.254".into()));
        assert_eq!(range("10.0.0.37/32"), (1, "10.0.0.37".into(), "10.0.0.37".into()));
        assert_eq!(range("10.0.0.37/31"), (2, "10.0.0.36".into(), "10.0.0.37".into()));
        assert_eq!(range("255.255.255.255/20").2, "255.255.255.254");
        for (typed, why) in
            [("10.0.0.0/8", BadRange::Size), ("10.0.0/24", BadRange::Form), ("x", BadRange::Form)]
        {
            assert_eq!(typed.parse::<Range>(), Err(why), "{typed}");
        }
    }
}
