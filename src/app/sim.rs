//! The simulator as a program of its own: it plays the instrument at a port.

use std::net::SocketAddr;

use color_eyre::eyre::{Context, Result};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::announced::Announcement;
use super::print;
use crate::platform::signals::told_to_stop;
use crate::simulator::{Options, Server};

/// Runs the simulator as a server of its own until it is told to stop; it announces itself at this port of mDNS, if at one.
pub(crate) async fn serve(listen: SocketAddr, options: Options, announced_at: Option<u16>) -> Result<()> {
    let listener = TcpListener::bind(listen).await.wrap_err_with(|| format!("cannot listen on {listen}"))?;
    let at = listener.local_addr()?;
    let _announced = announced_at.map(|mdns| Announcement::of_simulator(at, mdns)).transpose()?;
    print::line(format_args!("listening on {at}"));
    let cancel = CancellationToken::new();
    tokio::select! {
        () = told_to_stop()? => {}
        () = Server::new(options).serve(listener, cancel.clone()) => {}
    }
    cancel.cancel();
    Ok(())
}
