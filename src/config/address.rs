//! Where an instrument is: a host, a host with a port, or a VISA name.

use std::fmt;
use std::str::FromStr;

/// The port of the instrument's socket.
pub(crate) const PORT: u16 = 5025;

/// Host and port of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Name or number.
    pub(crate) host: String,
    /// Port.
    pub(crate) port: u16,
}

impl Address {
    /// As a VISA name.
    pub(crate) fn visa(&self) -> String {
        format!("TCPIP::{}::{}::SOCKET", self.host, self.port)
    }
}

/// An address that cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address; write 192.168.1.37, ctp10.lab:5025 or TCPIP::192.168.1.37::5025::SOCKET")]
pub struct BadAddress(String);

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(typed: &str) -> Result<Self, BadAddress> {
        let text = typed.trim();
        let upper = text.to_ascii_uppercase();
        let parsed = if upper.starts_with("TCPIP") { visa(text) } else { plain(text) };
        parsed.ok_or_else(|| BadAddress(crate::core::text::clean(text)))
    }
}

/// `TCPIP[n]::<host>::<port>::SOCKET`.
fn visa(text: &str) -> Option<Address> {
    let parts: Vec<&str> = text.split("::").collect();
    let [interface, host, port, kind] = parts[..] else {
        return None;
    };
    let board = &interface[5..];
    let well_formed = board.bytes().all(|b| b.is_ascii_digit()) && kind.eq_ignore_ascii_case("SOCKET");
    address(host, Some(port)).filter(|_| well_formed)
}

/// `<host>`, `<host>:<port>`, `[<IPv6>]` or `[<IPv6>]:<port>`.
fn plain(text: &str) -> Option<Address> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        return match rest {
            "" => Some(Address { host: host.into(), port: PORT }),
            rest => port(rest.strip_prefix(':')?).map(|port| Address { host: host.into(), port }),
        };
    }
    if text.parse::<std::net::Ipv6Addr>().is_ok() {
        return Some(Address { host: text.into(), port: PORT });
    }
    match text.split_once(':') {
        Some((host, port)) => address(host, Some(port)),
        None => address(text, None),
    }
}

fn address(host: &str, typed_port: Option<&str>) -> Option<Address> {
    let named = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let numeric = host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let sound = if numeric { host.parse::<std::net::Ipv4Addr>().is_ok() } else { named };
    let port = typed_port.map_or(Some(PORT), port)?;
    (!host.is_empty() && host.len() < 254 && sound).then(|| Address { host: host.into(), port })
}

fn port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|&port| port > 0)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_address_is_read() {
        for (typed, meant) in [
            ("192.168.1.37", "192.168.1.37:5025"),
            ("ctp10.lab:5026", "ctp10.lab:5026"),
            ("TCPIP::192.168.1.37::5025::SOCKET", "192.168.1.37:5025"),
            ("tcpip0::ctp10::5030::socket", "ctp10:5030"),
            ("fe80::1", "[fe80::1]:5025"),
            ("[fe80::1]:5030", "[fe80::1]:5030"),
        ] {
            assert_eq!(typed.parse::<Address>().unwrap().to_string(), meant, "{typed}");
        }
    }

    #[test]
    fn a_wrong_address_gets_one_clear_sentence() {
        for typed in [
            "",
            "host:",
            "host:0",
            "host:99999",
            "a b",
            "TCPIP::h::INSTR",
            "1.2.3",
            "300.1.1.1",
            "h:5025:1",
            "\u{1b}[2J",
        ] {
            let error = typed.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains("is not an address; write"), "{error}");
            assert!(!error.contains(['\n', '\u{1b}']));
        }
    }
}
