//! Who answers in a range of addresses.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::hear::hear;
use super::print;
use super::print::Printed;
use crate::core::snapshot::Identity;
use crate::desk::failed::Failed;
use crate::desk::json;

/// Addresses that are asked at once.
const AT_ONCE: usize = 128;

/// Somebody who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    address: Ipv4Addr,
    port: u16,
    who: Identity,
}

impl Found {
    fn words(&self) -> String {
        let Self { address, port, who } = self;
        let other = if who.is_ctp10() { "" } else { "  (not a CTP10)" };
        format!("{address}:{port}  {}{other}", who.words())
    }

    fn json(&self) -> Json {
        let Self { address, port, who } = self;
        let mut found = json::identity(who);
        found["address"] = format!("{address}:{port}").into();
        found["is_ctp10"] = who.is_ctp10().into();
        found
    }
}

/// Asks each address and prints who answers, in the order of their addresses.
///
/// # Errors
/// If nobody does.
pub(crate) async fn discover(
    addresses: Vec<Ipv4Addr>,
    port: u16,
    patience: Duration,
    form: Printed,
) -> Result<()> {
    let asked = addresses.len();
    let free = Arc::new(Semaphore::new(AT_ONCE));
    let mut asking = JoinSet::new();
    for address in addresses {
        let free = Arc::clone(&free);
        asking.spawn(async move {
            let _one = free.acquire().await.ok()?;
            let heard = hear(&address.to_string(), port, patience).await.ok()?;
            Some(Found { address, port, who: heard.who })
        });
    }
    let mut found: Vec<Found> = asking.join_all().await.into_iter().flatten().collect();
    found.sort_by_key(|one| one.address);
    match form {
        Printed::People => found.iter().map(Found::words).for_each(print::line),
        Printed::Json => {
            let all: Vec<Json> = found.iter().map(Found::json).collect();
            print::line(json!({ "asked": asked, "found": all }));
        }
    }
    if found.is_empty() {
        return Err(
            Failed::NoLink(format!("no instrument answers at port {port} of {asked} addresses")).into()
        );
    }
    Ok(())
}
