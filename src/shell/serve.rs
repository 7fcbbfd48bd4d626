//! `ctp10 serve`: the bench for other programs.

use std::net::SocketAddr;

use clap::Args;
use color_eyre::eyre::Result;
use tracing::level_filters::LevelFilter;

use super::common::{Common, Simulated};
use super::desk::{Done, guarded};
use super::doors::{Doors, SERVED};
use super::older::Older;
use super::{Task, complain};
use crate::app::connector::Connector;
use crate::app::end::LightDuty;
use crate::app::listen::watching;
use crate::app::service::{ServiceHost, serve};
use crate::app::{log, setup};
use crate::config::paths;
use crate::core::may::May;
use crate::core::transcript::Transcript;
use crate::simulator::Server;

/// Serves the bench over HTTP and WebSocket
///
/// Without an address it serves the built-in simulator. Programs of this machine may read; whoever sets something shows the
/// token. No light without --allow-light.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where it listens; port 0 picks one
    #[arg(long, default_value = SERVED)]
    listen: SocketAddr,
    #[command(flatten)]
    doors: Doors,
    /// How much is logged; `trace` has every message on the wire [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<LevelFilter>,
    #[command(flatten)]
    simulated: Simulated,
}

impl Serve {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let mut settings = common.settings()?;
        let older = if self.doors.compat { Older::of_environment()? } else { Older::default() };
        settings.address = settings.address.or(older.address);
        settings.answer = older.answer.unwrap_or(settings.answer);
        let simulator = self.simulated.options()?;
        let may = May::by(settings.read_only);
        let policy = self.doors.policy(self.listen)?;
        let level = self.log_level.or(older.log_level).unwrap_or(LevelFilter::INFO);
        let listen = self.listen;
        Ok(Box::new(move || {
            let _log = log::start(&paths::log_dir(), level)
                .inspect_err(|error| complain(&format!("no log can be written: {error}")))
                .ok();
            let connector = match &settings.address {
                Some(address) => address.into(),
                None => Connector::BuiltIn(Server::new(simulator)),
            };
            let duty = LightDuty::new(settings.on_exit);
            let lights = policy.allow_light && may.orders();
            if lights && !connector.is_built_in() {
                duty.start_guardian(false);
            }
            let host = ServiceHost {
                connector: tokio::sync::watch::Sender::new(connector),
                setup: duty.guarded(setup::setup(&settings, Transcript::default())),
                watching: watching(&settings, older.defaults),
                duty: duty.clone(),
                may,
                connects: older.connects,
            };
            guarded(&duty, Done::GoesDark, move || serve(listen, policy, host))
        }))
    }
}
