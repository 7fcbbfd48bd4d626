//! How a piece of work ends that was asked of `/v1`: a word and a code for each way, in one table.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};

use crate::desk::failed::Failed;
use crate::serve::answer::{Answered, json as as_json};

/// A way to end.
pub(in crate::serve) struct Outcome {
    /// As `outcome` of the answer has it.
    pub(in crate::serve) word: &'static str,
    /// The code of the answer.
    pub(in crate::serve) status: StatusCode,
    /// What it means.
    pub(in crate::serve) about: &'static str,
}

const DONE: Outcome =
    Outcome { word: "done", status: StatusCode::OK, about: "carried out, with what was read back" };
const ABSENT: Outcome =
    Outcome { word: "absent", status: StatusCode::NOT_FOUND, about: "there is no such thing, or not yet" };
const REFUSED: Outcome = Outcome {
    word: "refused",
    status: StatusCode::CONFLICT,
    about: "the instrument or this program says no: it holds what it held",
};
const LOST: Outcome = Outcome {
    word: "lost",
    status: StatusCode::BAD_GATEWAY,
    about: "there is no line to the instrument any more",
};
const UNKNOWN: Outcome = Outcome {
    word: "unknown",
    status: StatusCode::BAD_GATEWAY,
    about: "it was sent, and may or may not have been carried out: look before you say it again",
};
const LATE: Outcome = Outcome {
    word: "late",
    status: StatusCode::GATEWAY_TIMEOUT,
    about: "the instrument did not answer in time",
};

/// All of them.
pub(in crate::serve) const OUTCOMES: [&Outcome; 6] = [&DONE, &ABSENT, &REFUSED, &LOST, &UNKNOWN, &LATE];

impl Outcome {
    /// Of what did not come about.
    const fn of(failed: &Failed) -> &'static Self {
        match failed {
            Failed::Absent(_) => &ABSENT,
            // No route has limits: a measurement that does not keep its limits is the shell's.
            Failed::Refused(_) | Failed::Limits(_) => &REFUSED,
            Failed::NoLink(_) => &LOST,
            Failed::Unknown(_) => &UNKNOWN,
            Failed::TimeOut(_) => &LATE,
        }
    }
}

/// Answers what did not come about: how it ended, and why.
pub(super) fn not_done(failed: &Failed) -> Answered {
    let Outcome { word, status, .. } = Outcome::of(failed);
    Ok(as_json(*status, json!({ "outcome": word, "error": failed.to_string() }).to_string()))
}

/// Answers how a piece of work ended; what is told of what is done has its outcome added.
pub(super) fn ended(done: Result<Json, Failed>) -> Answered {
    match done {
        Ok(mut told) => {
            told["outcome"] = DONE.word.into();
            Ok(as_json(DONE.status, told.to_string()))
        }
        Err(failed) => not_done(&failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_names_each_with_its_code_and_each_failure_has_one() {
        let page = include_str!("../../../assets/manual/serve.md");
        for Outcome { word, status, about } in OUTCOMES {
            let row = format!("| `{word}` | {} | {about} |", status.as_u16());
            assert!(page.contains(&row), "serve.md lacks: {row}");
        }
        let all: [fn(String) -> Failed; 5] =
            [Failed::Absent, Failed::Refused, Failed::NoLink, Failed::Unknown, Failed::TimeOut];
        let words = all.map(|failed| Outcome::of(&failed(String::new())).word);
        assert_eq!(words.as_slice(), &OUTCOMES.map(|outcome| outcome.word)[1..]);
    }
}
