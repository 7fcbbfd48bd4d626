//! `ctp10 sim`: the simulator for other programs.

use std::net::SocketAddr;

use clap::Args;
use color_eyre::eyre::{Result, bail};

use super::common::{Common, Simulated};
use super::discover::MDNS;
use super::{Task, block_on};
use crate::app::sim;
use crate::simulator::Options;

/// Runs the simulator as a server of its own
#[derive(Debug, Args)]
pub(super) struct Sim {
    /// Where it listens: a loopback address; port 0 picks one
    #[arg(long, default_value = "127.0.0.1:5025")]
    listen: SocketAddr,
    /// Connections served at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_clients: Option<u16>,
    /// Announce it by mDNS, so that `ctp10 discover` finds it
    #[arg(long)]
    announce: bool,
    #[arg(long, hide = true, default_value_t = MDNS)]
    mdns_port: u16,
    #[command(flatten)]
    simulated: Simulated,
}

impl Sim {
    pub(super) fn task(self, _: Common) -> Result<Task> {
        let listen = self.listen;
        if !listen.ip().is_loopback() {
            bail!(
                "the simulator listens on loopback addresses only, and {listen} is none; try 127.0.0.1:5025"
            );
        }
        let options = self.simulated.options()?;
        let options = Options { max_clients: self.max_clients.map(usize::from), ..options };
        let announced_at = self.announce.then_some(self.mdns_port);
        Ok(Box::new(move || block_on(sim::serve(listen, options, announced_at))))
    }
}
