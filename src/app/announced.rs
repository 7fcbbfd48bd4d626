//! Instruments that announce themselves by mDNS, as LXI asks of them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use color_eyre::eyre::Result;
use mdns_sd::{ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo};
use serde_json::{Value as Json, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::hear::hear;
use super::print;
use super::print::Printed;
use crate::core::snapshot::{Identity, NotHeard};
use crate::core::text::clean;
use crate::desk::failed::Failed;
use crate::desk::json;

/// SCPI over a plain socket: what announces this says at which port.
const RAW: &str = "_scpi-raw._tcp";
/// What instruments announce.
const SERVICES: [&str; 3] = [RAW, "_lxi._tcp", "_vxi-11._tcp"];

/// How instruments are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search {
    /// How long announcements are waited for.
    pub(crate) wait: Duration,
    /// The port at which an instrument is asked that does not say it.
    pub(crate) port: u16,
    /// How long an instrument may take to answer.
    pub(crate) patience: Duration,
    /// The UDP port of mDNS; another one than the usual for tests.
    pub(crate) mdns: u16,
}

/// Somebody who announces itself.
#[derive(Clone, Debug, Default)]
struct Announced {
    name: String,
    services: BTreeSet<&'static str>,
    addresses: BTreeSet<IpAddr>,
    /// Where it speaks SCPI, if it says so.
    port: Option<u16>,
}

/// The same, and who answers there or what is there instead.
struct Asked {
    announced: Announced,
    place: String,
    answer: Result<Identity, NotHeard>,
}

fn failed(error: mdns_sd::Error) -> Failed {
    Failed::Refused(format!("mDNS cannot be used here: {error}"))
}

/// Lists those that announce themselves, with what answers there.
///
/// # Errors
/// If nobody does, or none of them answers as an instrument.
pub(crate) async fn announced(search: Search, form: Printed) -> Result<()> {
    let all = listen(search).await?;
    let asking: JoinSet<Asked> = all.into_iter().map(|announced| ask(announced, search)).collect();
    let mut asked = asking.join_all().await;
    asked.sort_by(|a, b| (&a.announced.name, &a.place).cmp(&(&b.announced.name, &b.place)));
    match form {
        Printed::People => asked.iter().map(Asked::words).for_each(print::line),
        Printed::Json => print::line(json!({ "found": asked.iter().map(Asked::json).collect::<Vec<_>>() })),
    }
    if asked.is_empty() {
        let services = SERVICES.join(", ");
        let words =
            format!("nobody announces itself by mDNS ({services}); --range asks each address of a range");
        return Err(Failed::NoLink(words).into());
    }
    if asked.iter().all(|one| one.answer.is_err()) {
        return Err(Failed::NoLink("none of those answers as an instrument".into()).into());
    }
    Ok(())
}

/// Those that announce themselves, by their hosts.
async fn listen(search: Search) -> Result<Vec<Announced>, Failed> {
    let daemon = ServiceDaemon::new_with_port(search.mdns).map_err(failed)?;
    let until = Instant::now() + search.wait;
    let mut listening = JoinSet::new();
    for service in SERVICES {
        let events = daemon.browse(&format!("{service}.local.")).map_err(failed)?;
        listening.spawn(async move {
            let mut found = Vec::new();
            while let Ok(Ok(event)) = timeout_at(until, events.recv_async()).await {
                if let ServiceEvent::ServiceResolved(resolved) = event {
                    found.push((service, *resolved));
                }
            }
            found
        });
    }
    let found = listening.join_all().await;
    let _ = daemon.shutdown();
    let mut hosts: BTreeMap<String, Announced> = BTreeMap::new();
    for (service, resolved) in found.into_iter().flatten() {
        hosts.entry(resolved.host.clone()).or_default().also(service, &resolved);
    }
    Ok(hosts.into_values().collect())
}

impl Announced {
    fn also(&mut self, service: &'static str, resolved: &ResolvedService) {
        let name = resolved.fullname.split(&format!(".{service}.")).next().unwrap_or_default();
        if self.name.is_empty() {
            self.name = clean(&name.replace('\\', ""));
        }
        self.services.insert(service);
        self.addresses.extend(resolved.addresses.iter().map(ScopedIp::to_ip_addr));
        if service == RAW {
            self.port = Some(resolved.port);
        }
    }
}

/// Asks at each address until somebody answers; those of IPv4 first.
async fn ask(announced: Announced, search: Search) -> Asked {
    let port = announced.port.unwrap_or(search.port);
    let mut last = ("no address".to_owned(), Err(NotHeard::NoAddress));
    for address in &announced.addresses {
        let answer = hear(&address.to_string(), port, search.patience).await.map(|heard| heard.who);
        let heard = answer.is_ok();
        last = (SocketAddr::new(*address, port).to_string(), answer);
        if heard {
            break;
        }
    }
    Asked { announced, place: last.0, answer: last.1 }
}

impl Asked {
    fn words(&self) -> String {
        let Self { announced: Announced { name, services, .. }, place, answer } = self;
        match answer {
            Ok(who) if who.is_ctp10() => format!("{place}  {}  {name}", who.words()),
            Ok(who) => format!("{place}  {}  {name}  (not a CTP10)", who.words()),
            Err(why) => {
                let services: Vec<&str> = services.iter().copied().collect();
                format!("{place}  {name} ({}): no instrument: {why}", services.join(", "))
            }
        }
    }

    fn json(&self) -> Json {
        let Self { announced: Announced { name, services, .. }, place, answer } = self;
        let mut told = answer.as_ref().map_or_else(|_| json!({}), json::identity);
        told["name"] = name.clone().into();
        told["address"] = place.clone().into();
        told["services"] = services.iter().copied().collect::<Vec<_>>().into();
        told["is_ctp10"] = answer.as_ref().is_ok_and(Identity::is_ctp10).into();
        told["error"] = answer.as_ref().err().map(NotHeard::to_string).into();
        told
    }
}

/// An announcement, for as long as it is held.
pub(crate) struct Announcement(ServiceDaemon);

impl Announcement {
    /// The simulator announces itself as an instrument does.
    ///
    /// # Errors
    /// If there is no mDNS here.
    pub(crate) fn of_simulator(at: SocketAddr, mdns: u16) -> Result<Self, Failed> {
        let daemon = ServiceDaemon::new_with_port(mdns).map_err(failed)?;
        let (name, host) =
            (format!("CTP10 simulator {}", at.port()), format!("ctp10-sim-{}.local.", at.port()));
        for service in SERVICES.into_iter().take(2) {
            let ip = at.ip().to_string();
            let info = ServiceInfo::new(&format!("{service}.local."), &name, &host, ip, at.port(), None);
            daemon.register(info.map_err(failed)?).map_err(failed)?;
        }
        Ok(Self(daemon))
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        let _ = self.0.shutdown();
    }
}
