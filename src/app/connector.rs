//! Where the console's instrument is: behind an address, or in this process.

use std::io;

use tokio::io::{DuplexStream, duplex};
use tokio::net::TcpStream;
use tokio_util::either::Either;

use crate::config::address::Address;
use crate::instrument::worker::{Connect, Tcp};
use crate::simulator::Server;

/// Bytes that are under way in each direction of a pipe.
const PIPE: usize = 64 << 10;

/// Makes connections to the console's instrument.
#[derive(Clone, Debug)]
pub(crate) enum Connector {
    /// An instrument on the network.
    Tcp(Tcp),
    /// The built-in simulator. It is reached by pipes, so nobody outside of this process can.
    BuiltIn(Server),
}

impl Connector {
    /// Whether it is the built-in simulator.
    pub(crate) const fn is_built_in(&self) -> bool {
        matches!(self, Self::BuiltIn(_))
    }

    /// Where it is as programs read it: a VISA name, or that it is the built-in simulator.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Tcp(tcp) => Address { host: tcp.host.clone(), port: tcp.port }.visa(),
            Self::BuiltIn(_) => self.to_string(),
        }
    }
}

impl From<&Address> for Connector {
    fn from(address: &Address) -> Self {
        Self::Tcp(Tcp { host: address.host.clone(), port: address.port })
    }
}

/// As people read it.
impl std::fmt::Display for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(tcp) => Address { host: tcp.host.clone(), port: tcp.port }.fmt(f),
            Self::BuiltIn(_) => f.write_str("built-in simulator"),
        }
    }
}

impl Connect for Connector {
    type Stream = Either<TcpStream, DuplexStream>;

    async fn connect(&self) -> io::Result<Self::Stream> {
        match self {
            Self::Tcp(tcp) => Ok(Either::Left(tcp.connect().await?)),
            Self::BuiltIn(server) => {
                let (ours, theirs) = duplex(PIPE);
                tokio::spawn(server.clone().session(theirs));
                Ok(Either::Right(ours))
            }
        }
    }

    fn reset(stream: Self::Stream) {
        match stream {
            Either::Left(stream) => Tcp::reset(stream),
            // A pipe whose end is dropped delivers nothing more.
            Either::Right(pipe) => drop(pipe),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

    use super::*;
    use crate::simulator::Options;

    #[tokio::test]
    async fn the_built_in_simulator_is_one_bench_behind_every_pipe() {
        let server = Server::new(Options { max_clients: Some(2), ..Options::default() });
        let connector = Connector::BuiltIn(server);
        let mut first = connector.connect().await.unwrap();
        first.write_all(b"INIT:TLS1:TRIG 5\r\n").await.unwrap();
        first.write_all(b"*OPC?\r\n").await.unwrap();
        let mut first = BufReader::new(first);
        let mut line = String::new();
        first.read_line(&mut line).await.unwrap();
        let mut second = BufReader::new(connector.connect().await.unwrap());
        second.write_all(b"INIT:TLS1:TRIG?\r\n").await.unwrap();
        second.read_line(&mut line).await.unwrap();
        let mut third = BufReader::new(connector.connect().await.unwrap());
        assert_eq!(third.read_line(&mut line).await.unwrap(), 0, "there is no third seat");
        assert_eq!(line, "1\r\n5\r\n");
        assert!(connector.is_built_in());
    }
}
