//! What a service begins with, alone or beside a screen: its place, and what the settings say of its bench.

use std::net::SocketAddr;

use color_eyre::eyre::{Context, Result};
use tokio::net::TcpListener;

use crate::config::settings::Settings;
use crate::desk::failed::Failed;
use crate::serve::input::Defaults;
use crate::serve::line::Watching;

/// What is read all the time by the settings, and what requests mean that say nothing: the module of the first detector, unless
/// somebody said another one.
pub(crate) fn watching(settings: &Settings, said: Defaults) -> Watching {
    let first = settings.detectors.first().map(|(place, _)| ("module", place.module().to_string()));
    Watching {
        period: settings.period,
        detectors: settings.detectors.clone(),
        defaults: first.into_iter().chain(said).collect(),
    }
}

/// Listens.
///
/// # Errors
/// If nobody can listen there.
pub(super) async fn listen_on(listen: SocketAddr) -> Result<TcpListener> {
    let words = || Failed::Refused(format!("cannot listen on {listen}"));
    TcpListener::bind(listen).await.wrap_err_with(words)
}
