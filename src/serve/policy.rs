//! Who may: by where the listener is, by the token, by the page that asks, and by what was allowed at the start. Decided here
//! for every route, before anything is read of what is asked.

use std::net::IpAddr;

use axum::http::header::{AUTHORIZATION, HOST, HeaderName, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};

use super::answer::HttpError;
use super::token::Token;
use crate::instrument::worker::Access;

/// What a request would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Change nothing.
    Read,
    /// Switch light off.
    Off,
    /// Set, start or stop something; no light comes out by it, and none that is out gets stronger.
    Order,
    /// Set something that may make light stronger that is out already: an order, and one of light where it does.
    Raise,
    /// Let light out.
    Light,
}

/// Who reaches the listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Programs of this machine alone.
    Home,
    /// Others as well.
    Everybody,
}

/// Who may set, start and stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Orders {
    /// Whoever shows the token.
    Known,
    /// The ancestor's clients, too, which know no token, from this machine.
    Home,
}

/// What was allowed at the start.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    /// Who reaches it.
    pub(crate) reach: Reach,
    /// What whoever orders has to show.
    pub(crate) token: Token,
    /// Pages that may ask, besides our own: `https://bench.lab`.
    pub(crate) origins: Vec<String>,
    /// Who may order then.
    pub(crate) orders: Orders,
    /// Who may order may let light out.
    pub(crate) allow_light: bool,
}

/// What a visitor showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Token,
    Another,
}

/// Who asks, as far as the door can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Visitor {
    /// He is on this machine, and nobody passed him on.
    at_home: bool,
    shown: Shown,
}

/// What says that somebody passed the request on.
const PASSED_ON: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

impl Policy {
    /// Lets a visitor in whose words are for us, and who does not speak for a page of somebody else's.
    pub(super) fn enter(&self, uri: &Uri, headers: &HeaderMap) -> Result<Visitor, HttpError> {
        let host = only(headers, &HOST)?.ok_or_else(|| HttpError::forbidden("the request names no host"))?;
        let authority = host.parse::<Authority>().map_err(|_| HttpError::forbidden("that is no host"))?;
        let ours = self.is_ours(&authority) && uri.authority().is_none_or(|other| self.is_ours(other));
        if !ours {
            let words = "this server is not the host that was asked for; --allow-origin names others";
            return Err(HttpError::forbidden(words));
        }
        let origin = only(headers, &ORIGIN)?;
        if let Some(origin) = origin
            && !self.allows(origin, host)
        {
            let words = "pages of this origin may not ask here; --allow-origin names those that may";
            return Err(HttpError::forbidden(words));
        }
        let passed_on = PASSED_ON.iter().any(|name| headers.contains_key(*name));
        let at_home = self.reach == Reach::Home && is_loopback(authority.host()) && !passed_on;
        let said = only(headers, &AUTHORIZATION)?.map(|said| said.split_once(' ').unwrap_or((said, "")));
        let shown = match said {
            None => Shown::Nothing,
            Some((scheme, token)) => {
                let is_it = scheme.eq_ignore_ascii_case("bearer") && self.token.is(token.trim());
                if is_it { Shown::Token } else { Shown::Another }
            }
        };
        Ok(Visitor { at_home, shown })
    }

    /// The same where a browser cannot send the header: the token stands behind the question mark.
    pub(super) fn shown_in_query(&self, visitor: Visitor, token: &str) -> Visitor {
        let shown = if self.token.is(token) { Shown::Token } else { Shown::Another };
        Visitor { shown: if visitor.shown == Shown::Nothing { shown } else { visitor.shown }, ..visitor }
    }

    /// Whether a visitor may, at a worker of which so much may be asked.
    pub(super) fn may(&self, visitor: Visitor, right: Right, access: &Access) -> Result<(), HttpError> {
        let Visitor { at_home, shown } = visitor;
        let known = match shown {
            Shown::Another => return Err(HttpError::who_are_you("the token is another one")),
            Shown::Token => true,
            Shown::Nothing => false,
        };
        let free = match right {
            Right::Read | Right::Off => at_home,
            Right::Order | Right::Raise | Right::Light => at_home && self.orders == Orders::Home,
        };
        if !(known || free) {
            let words = "this needs the token of the server: Authorization: Bearer TOKEN";
            return Err(HttpError::who_are_you(words));
        }
        let ordered = || access.may_order().map_err(|why| HttpError::forbidden(why.to_string()));
        match right {
            Right::Read | Right::Off => Ok(()),
            Right::Order | Right::Raise => ordered(),
            Right::Light => {
                ordered()?;
                if self.allow_light {
                    return Ok(());
                }
                let words = "this server was started without --allow-light; nothing was sent";
                Err(HttpError::forbidden(words))
            }
        }
    }

    /// Whether a visitor showed the token.
    pub(super) fn is_known(visitor: Visitor) -> bool {
        visitor.shown == Shown::Token
    }

    /// Whether it is us who are asked. A page of somebody else's whose name was made to lead here (DNS rebinding) asks for its
    /// own name: an address in numbers is nobody's name.
    fn is_ours(&self, authority: &Authority) -> bool {
        let host = authority.host();
        let number = bare(host).parse::<IpAddr>().is_ok();
        let named = || {
            let of = |origin: &String| origin.split_once("://").map(|(_, of)| of.to_owned());
            let mut all = self.origins.iter().filter_map(of);
            all.any(|of| {
                of.parse::<Authority>().is_ok_and(|allowed| allowed.host().eq_ignore_ascii_case(host))
            })
        };
        is_loopback(host) || (number && self.reach == Reach::Everybody) || named()
    }

    /// Whether pages of an origin may ask: our own, and those that were named.
    fn allows(&self, origin: &str, host: &str) -> bool {
        let own = origin.split_once("://").is_some_and(|(_, of)| of.eq_ignore_ascii_case(host));
        own || self.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
    }
}

/// The one header of a name.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, HttpError> {
    let mut all = headers.get_all(name).iter();
    let (first, second) = (all.next(), all.next());
    if second.is_some() {
        return Err(HttpError::forbidden(format!("{name} is said twice")));
    }
    let text = first.map(|value| value.to_str()).transpose();
    text.map_err(|_| HttpError::forbidden(format!("{name} is no text")))
}

/// An address without its brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// Whether a host is this machine, whoever says so.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || bare(host).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
