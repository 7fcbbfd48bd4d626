//! How a connection is made: TCP in the program, pipes in tests.

use std::future::Future;
use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Makes connections to one instrument.
pub trait Connect: Clone + Send + Sync + 'static {
    /// A connection.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Connects.
    fn connect(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;

    /// Closes at once, without delivering what is still under way in either direction.
    fn reset(stream: Self::Stream);
}

/// A TCP address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tcp {
    /// Name or number.
    pub host: String,
    /// Port.
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
