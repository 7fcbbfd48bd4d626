//! `ctp10 discover`: who announces itself, or who answers in a range of addresses.

use std::net::Ipv4Addr;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::Result;

use super::common::Common;
use super::desk::JsonFlag;
use super::{Task, block_on};
use crate::app::announced::{Search, announced};
use crate::app::discover::discover;
use crate::config::address::PORT;

/// The UDP port of mDNS.
pub(super) const MDNS: u16 = 5353;

/// Finds instruments that announce themselves by mDNS, or those of a range of addresses
///
/// Each that is found is asked `*IDN?`, which takes one connection for a moment; an instrument that serves a single client may refuse
/// it. The exit code is 3 if none answers. Not every network passes mDNS on: `--range` asks each address.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 discover\n  ctp10 discover --range 192.168.1.0/24\n  ctp10 discover --range 10.0.0.37/32 --json"
)]
pub(super) struct Discover {
    /// The addresses that are asked, instead of mDNS: A.B.C.D/NN, at the most /20
    #[arg(long, value_name = "RANGE")]
    range: Option<Range>,
    /// The TCP port, where an instrument does not announce it
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Time-out of a connection, and of an answer, ms
    #[arg(long, value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    timeout: u64,
    /// How long announcements are waited for, ms
    #[arg(long, value_name = "MS", default_value_t = 2000, conflicts_with = "range", value_parser = clap::value_parser!(u64).range(100..=60_000))]
    wait: u64,
    #[arg(long, hide = true, default_value_t = MDNS)]
    mdns_port: u16,
    #[command(flatten)]
    printed: JsonFlag,
}

impl Discover {
    #[expect(clippy::unnecessary_wraps, reason = "as all rows")]
    pub(super) fn task(self, _: Common) -> Result<Task> {
        let Self { range, port, timeout, wait, mdns_port, printed } = self;
        let (patience, form) = (Duration::from_millis(timeout), printed.form());
        let search = Search { wait: Duration::from_millis(wait), port, patience, mdns: mdns_port };
        Ok(Box::new(move || {
            block_on(async move {
                match range {
                    Some(range) => discover(range.addresses(), port, patience, form).await,
                    None => announced(search, form).await,
                }
            })
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
