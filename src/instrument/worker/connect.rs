//! How a connection is made: TCP in the program, pipes in tests.

use std::future::Future;
use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::core::text::said;

/// Makes connections to one instrument.
pub trait Connect: Clone + Send + Sync + 'static {
    /// A connection.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Connects.
    fn connect(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;

    /// Closes at once, without delivering what is still under way in either direction.
    fn reset(stream: Self::Stream);
}

/// Why no connection was made, in words that say what to look at.
#[expect(clippy::wildcard_enum_match_arm, reason = "which kinds of errors there are is the library's")]
pub(super) fn no_connection(error: &io::Error) -> String {
    let why = match error.kind() {
        io::ErrorKind::ConnectionRefused => "refused; nothing listens on that port of the host".to_owned(),
        io::ErrorKind::HostUnreachable => "the host cannot be reached".to_owned(),
        io::ErrorKind::NetworkUnreachable => "there is no way to that network from here".to_owned(),
        io::ErrorKind::TimedOut => "the host does not answer".to_owned(),
        // Its kind is that of all lookups that fail.
        _ if error.to_string().contains("failed to lookup address") => {
            "nobody knows a host of that name".to_owned()
        }
        _ => said(error),
    };
    format!("no connection: {why}")
}

/// A TCP address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tcp {
    /// Name or number.
    pub host: String,
    /// The TCP port; a CTP10 listens on 5025.
    pub port: u16,
}

impl Connect for Tcp {
    type Stream = TcpStream;

    async fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        let keepalive =
            TcpKeepalive::new().with_time(Duration::from_secs(10)).with_interval(Duration::from_secs(5));
        SockRef::from(&stream).set_tcp_keepalive(&keepalive)?;
        Ok(stream)
    }

    fn reset(stream: TcpStream) {
        // Lingering for no time makes the close a reset. If that fails, a plain close is the next best.
        let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn why_there_is_no_connection_is_said_in_plain_words() {
        // A port that was just given back: nobody listens there.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let refused = Tcp { host: "127.0.0.1".into(), port: free }.connect().await.unwrap_err();
        let words = "no connection: refused; nothing listens on that port of the host";
        assert_eq!(no_connection(&refused), words);
        let nobody = Tcp { host: "no-such-host.invalid".into(), port: free }.connect().await.unwrap_err();
        assert_eq!(no_connection(&nobody), "no connection: nobody knows a host of that name");
        assert!(!no_connection(&io::Error::from_raw_os_error(5)).contains("os error"));
    }
}
