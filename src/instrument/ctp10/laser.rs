//! Lasers: `:CTP:RLASer<n>`. Power and wavelength are parameters, on is an operation; off is here.

use crate::core::ids::LaserId;
use crate::core::laser::Fitted;
use crate::core::text::clip;
use crate::instrument::scpi::message::{Command, Question};
use crate::instrument::scpi::number;

/// From the answer to `:IDN?` (maker, model, serial, firmware). How an empty position answers is not known: no model, `0` or
/// `NONE` all mean empty, as far as a name can (see [`Fitted::from_both`]). Anything else is a laser, whatever it says: a
/// position is not taken for dark because its answer is strange.
fn fitted(answer: &str) -> Fitted {
    let model = answer.split(',').nth(1).unwrap_or(answer).trim().trim_matches('"');
    match model.to_ascii_uppercase().as_str() {
        "" | "0" | "-" | "NONE" | "N/A" | "NO LASER" => Fitted::Empty,
        _ => Fitted::Model(clip(model, 20)),
    }
}

/// What is fitted at a position.
pub fn identity(laser: LaserId) -> Question<Fitted> {
    Question { text: format!(":CTP:RLASer{laser}:IDN?"), read: |answer| Some(fitted(answer)) }
}

/// Whether it emits.
pub fn state(laser: LaserId) -> Question<bool> {
    Question { text: format!(":CTP:RLASer{laser}:POWer:STATe?"), read: number::read_flag }
}

/// Switches off.
pub(crate) fn off(laser: LaserId) -> Command {
    Command::line(format!(":CTP:RLASer{laser}:POWer:STATe OFF"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_position_is_told_from_a_laser() {
        assert_eq!(fitted("EXFO,T100S-HP,0,6.06"), Fitted::Model("T100S-HP".into()));
        for empty in ["", ",,,", "EXFO,NONE,0,0", "0", "EXFO,-,,"] {
            assert_eq!(fitted(empty), Fitted::Empty, "{empty}");
        }
        assert_eq!(fitted("strange"), Fitted::Model("strange".into()));
    }
}
