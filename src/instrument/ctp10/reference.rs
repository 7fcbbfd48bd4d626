//! References: `:REFerence:SENSe<m>:CHANnel<c>`. Taking one is an operation.

use crate::core::ids::DetectorId;
use crate::core::reference::Reference;
use crate::core::text::clip;
use crate::instrument::scpi::message::Question;

/// A field without what may stand around it: a sign before a whole number, quotes around a text.
fn plain(field: &str) -> &str {
    field.trim().trim_matches('"').trim_start_matches('+')
}

fn read(answer: &str) -> Option<Reference> {
    let mut fields = answer.split(',').map(plain);
    match fields.next()? {
        "0" => Some(Reference::None),
        // Firmware that says no more than that there is one is believed.
        "1" => {
            let mut next = || fields.next().map(|field| clip(field, 20)).unwrap_or_default();
            Some(Reference::Taken { polarized: next() == "1", date: next(), time: next() })
        }
        _ => None,
    }
}

/// What there is.
pub fn result(detector: DetectorId) -> Question<Reference> {
    let (module, channel) = (detector.module(), detector.channel());
    Question { text: format!(":REFerence:SENSe{module}:CHANnel{channel}:RESult?"), read }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_firmwares_write_it() {
        let taken = |answer| read(answer).unwrap().when().unwrap();
        for answer in ["1,0,20261124,120431", "+1,+0,20261124,120431", " 1, 0,\"20261124\",\"120431\""] {
            assert_eq!(taken(answer), "2026-11-24 12:04:31", "{answer}");
        }
        for (answer, is) in [("1,1,20261124,120431", true), ("1,0,20261124,120431", false), ("1", false)] {
            let read = read(answer);
            assert!(matches!(read, Some(Reference::Taken { polarized, .. }) if polarized == is), "{answer}");
        }
        assert_eq!(taken("1"), "date not told");
        assert_eq!(read("0"), Some(Reference::None));
        assert_eq!(read("+0,0"), Some(Reference::None));
        assert_eq!((read("1.55000000E-006"), read("")), (None, None));
    }
}
