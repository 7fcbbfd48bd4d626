//! `ctp10 serve`: the bench for other programs.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::{Result, bail, eyre};
use tracing::level_filters::LevelFilter;

use super::common::{Common, Simulated};
use super::console::SERVED;
use super::desk::{Done, guarded};
use super::older::Older;
use super::{Task, complain};
use crate::app::connector::Connector;
use crate::app::end::Duty;
use crate::app::listen::watching;
use crate::app::service::{ServiceHost, serve};
use crate::app::{log, setup};
use crate::config::paths;
use crate::core::may::May;
use crate::core::text::{clean, clean_path};
use crate::core::transcript::Transcript;
use crate::serve::policy::{Orders, Policy, Reach};
use crate::serve::token::Token;
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
            let duty = Duty::new(settings.on_exit);
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

/// Who may, as it is typed with the service, alone or beside the screen.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Service")]
pub(super) struct Doors {
    /// Let light out for whoever shows the service's token
    #[arg(long)]
    pub(super) allow_light: bool,
    /// Let programs of this machine set things without the token
    #[arg(long)]
    pub(super) compat: bool,
    /// The file with the token; made if there is none [default: ~/.config/ctp10/token]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A page that may ask as well: `https://bench.lab`
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Vec<String>,
}

impl Doors {
    /// Whether none of it was typed.
    pub(super) fn is_untouched(&self) -> bool {
        let Self { allow_light, compat, token_file, allow_origin } = self;
        !allow_light && !compat && token_file.is_none() && allow_origin.is_empty()
    }

    /// Who may where the service listens there. A token is made where there is none.
    pub(super) fn policy(self, listen: SocketAddr) -> Result<Policy> {
        if self.compat && !listen.ip().is_loopback() {
            bail!("--compat is for programs of this machine, and {listen} is reached by others");
        }
        let usual = || paths::config_dir().map(|folder| folder.join("token"));
        let file =
            self.token_file.or_else(usual).ok_or_else(|| eyre!("there is no home: name a --token-file"))?;
        let (token, made) = Token::of(&file)?;
        if made {
            complain(&format!("a token was made: {}", clean_path(&file)));
        }
        Ok(Policy {
            reach: if listen.ip().is_loopback() { Reach::Home } else { Reach::Everybody },
            token,
            origins: self.allow_origin,
            orders: if self.compat { Orders::Home } else { Orders::Known },
            allow_light: self.allow_light,
        })
    }
}

/// The origin of a page: scheme, host and port.
fn origin(typed: &str) -> Result<String, String> {
    let wrong =
        || format!("{:?} is no origin; write https://bench.lab or http://10.0.0.7:3000", clean(typed));
    let (scheme, rest) = typed.split_once("://").ok_or_else(wrong)?;
    let sound =
        ["http", "https"].contains(&scheme) && !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']);
    if sound { Ok(typed.to_owned()) } else { Err(wrong()) }
}
