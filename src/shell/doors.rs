//! Where the service listens and who may, as it is typed for the service alone and for that beside the screen.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::{Result, bail, eyre};

use super::complain;
use crate::config::paths;
use crate::core::text::{clean, clean_path};
use crate::serve::policy::{Orders, Policy, Reach};
use crate::serve::token::Token;

/// Where other programs find a bench.
pub(super) const SERVED: &str = "127.0.0.1:8002";

/// Who may.
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
