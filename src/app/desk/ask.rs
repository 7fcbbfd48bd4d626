//! Questions as they stand: the identity, a line of SCPI, the error queue.

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::{Desk, Failed, Form, Reply};
use crate::app::print;
use crate::core::request::{Asking, Query};
use crate::core::snapshot::Identity;

/// Prints who answers.
pub(crate) async fn identify(mut desk: Desk, form: Form) -> Result<()> {
    let identity = desk.until(super::LINK, "identified itself", |bench| bench.identity.clone()).await?;
    match form {
        Form::People => print::line(identity.words()),
        Form::Json => {
            let mut who = as_json(&identity);
            who["simulated"] = identity.is_simulated().into();
            print::line(who);
        }
    }
    Ok(())
}

/// Who answers, for a program.
pub(crate) fn as_json(who: &Identity) -> Json {
    json!({ "maker": who.maker, "model": who.model, "serial": who.serial, "firmware": who.firmware })
}

/// Sends one question and prints the answer.
pub(crate) async fn query(mut desk: Desk, asking: Asking, form: Form) -> Result<()> {
    desk.linked().await?;
    let answer = ask(&mut desk, Query::Say(asking)).await?.unwrap_or_default();
    match form {
        Form::People => print::line(answer),
        Form::Json => print::line(json!({ "answer": answer })),
    }
    Ok(())
}

/// Reads the error queue until it is empty, and prints what stood there.
pub(crate) async fn errors(mut desk: Desk, form: Form) -> Result<()> {
    /// An instrument that always has one more is not asked for ever.
    const MOST: usize = 1000;
    desk.linked().await?;
    let mut all = Vec::new();
    while all.len() < MOST {
        let asking = Asking::new(":SYSTem:ERRor?").map_err(Failed::refused)?;
        let answer = ask(&mut desk, Query::Ask(asking)).await?.unwrap_or_default();
        if answer.trim_start_matches(['+', '-']).starts_with('0') {
            break;
        }
        all.push(answer);
    }
    match form {
        Form::People if all.is_empty() => print::line("no errors"),
        Form::People => all.iter().for_each(print::line),
        Form::Json => print::line(json!({ "errors": all })),
    }
    Ok(())
}

pub(super) async fn ask(desk: &mut Desk, query: Query) -> Result<Option<String>, Failed> {
    let id = desk.access().ask(query).map_err(Failed::refused)?;
    Ok(match desk.ended(id).await? {
        Reply::Answer(answer) => answer,
        Reply::Done(words) => Some(words),
    })
}
