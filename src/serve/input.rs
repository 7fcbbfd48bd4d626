//! Reads what is said with a request by its row, as the ancestor's library reads it; what is wrong is said input by input, in
//! that library's words.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json, json};

use super::answer::HttpError;
use super::shape::{Input, Kind, Need, Place, Sent};
use crate::core::cast::{count_of, whole_f64};

/// A value that was said.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A whole number.
    Int(i64),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Text.
    Text(String),
}

/// What was said with a request, by name.
pub(super) type Values = BTreeMap<&'static str, Said>;

/// What is wrong with a value: the type of the fault, its words, and what was allowed.
type Wrong = (&'static str, String, Option<Json>);

/// What came with a request.
pub(super) struct Came<'a> {
    /// The parts of the path, by name.
    pub(super) path: &'a [(String, String)],
    /// What stands behind the question mark.
    pub(super) query: &'a str,
    /// The body.
    pub(super) body: &'a [u8],
}

/// The words of a query, in their order.
pub(super) fn query(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(a, b)| (decode(a), decode(b)))
        .collect()
}

/// What is meant where nothing is said, by the name of an input: instead of what its row says.
pub(crate) type Defaults = BTreeMap<&'static str, String>;

/// Reads these inputs, of which those of a body may not need one.
///
/// # Errors
/// Everything that is wrong with them.
pub(super) fn read(
    (inputs, sent): (&[Input], Sent),
    came: &Came,
    defaults: &Defaults,
) -> Result<Values, HttpError> {
    let mut faults = Vec::new();
    let mut values = Values::new();
    let said = query(came.query);
    let wanted = inputs.iter().any(|input| input.place == Place::Body);
    let body = if wanted { body(sent, came.body, &mut faults) } else { None };
    for input in inputs {
        let last = |pairs: &[(String, String)]| {
            let found = pairs.iter().rev().find(|(name, _)| name == input.name);
            found.map(|(_, text)| Json::from(text.clone()))
        };
        let given = match input.place {
            Place::Path => last(came.path),
            Place::Query => last(&said),
            Place::Body => match &body {
                Some(fields) => fields.get(input.name).cloned(),
                None => continue,
            },
        };
        // An optional field of a body may be null.
        let absent = |value: &Json| value.is_null() && input.need == Need::Optional;
        let given = given.filter(|value| !absent(value));
        let given = given.or(match input.need {
            Need::Default(value) => Some(defaults.get(input.name).map_or(value, String::as_str).into()),
            Need::Required | Need::Optional => None,
        });
        match (given, input.need) {
            (Some(given), _) => match value(input.kind, &given) {
                Ok(value) => drop(values.insert(input.name, value)),
                Err((kind, words, limit)) => faults.push(fault(input, kind, &words, &given, limit)),
            },
            (None, Need::Optional) => {}
            (None, Need::Required | Need::Default(_)) => {
                let of_body = Json::Object(body.clone().unwrap_or_default());
                let given = if input.place == Place::Body { of_body } else { Json::Null };
                faults.push(fault(input, "missing", "Field required", &given, None));
            }
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(unprocessable(faults)) }
}

/// Inputs that cannot be used.
pub(super) fn unprocessable(faults: Vec<Json>) -> HttpError {
    HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, Json::Array(faults))
}

fn fault(input: &Input, kind: &str, words: &str, given: &Json, limit: Option<Json>) -> Json {
    let mut fault =
        json!({ "type": kind, "loc": [input.place.name(), input.name], "msg": words, "input": given });
    if let Some(limit) = limit {
        fault["ctx"] = limit;
    }
    fault
}

/// The fields of a body; none where there is none, or none is wanted.
fn body(sent: Sent, bytes: &[u8], faults: &mut Vec<Json>) -> Option<Map<String, Json>> {
    let whole = |kind: &str, words: &str, given: Json| json!({ "type": kind, "loc": ["body"], "msg": words, "input": given });
    if bytes.is_empty() {
        if sent == Sent::Body {
            faults.push(whole("missing", "Field required", Json::Null));
        }
        return None;
    }
    match serde_json::from_slice::<Json>(bytes) {
        Ok(Json::Object(fields)) => Some(fields),
        Ok(Json::Null) if sent == Sent::Maybe => None,
        Ok(Json::Null) => {
            faults.push(whole("missing", "Field required", Json::Null));
            None
        }
        Ok(other) => {
            let words = "Input should be a valid dictionary or object to extract fields from";
            faults.push(whole("model_attributes_type", words, other));
            None
        }
        Err(error) => {
            faults.push(json!({
                "type": "json_invalid",
                "loc": ["body", error.column().saturating_sub(1)],
                "msg": "JSON decode error",
                "input": {},
                "ctx": { "error": error.to_string() },
            }));
            None
        }
    }
}

/// Reads a value of a kind: from JSON, or from a text that says it.
fn value(kind: Kind, given: &Json) -> Result<Said, Wrong> {
    match kind {
        Kind::Int(least, most) => {
            let whole = int(given)?;
            within(whole, (least, most), Json::from)?;
            Ok(Said::Int(whole))
        }
        Kind::Number(least, most) => {
            let number = number(given)?;
            within(number, (least, most), limit)?;
            Ok(Said::Number(number))
        }
        Kind::Flag => flag(given).map(Said::Flag),
        Kind::Written if given.is_number() => Ok(Said::Text(given.to_string())),
        Kind::Text | Kind::Written => given
            .as_str()
            .map(|text| Said::Text(text.to_owned()))
            .ok_or_else(|| ("string_type", "Input should be a valid string".to_owned(), None)),
    }
}

/// A limit as it is written: whole numbers without a point.
fn limit(of: f64) -> Json {
    if of.fract() == 0.0 && of.abs() < 1e15 { whole(of).into() } else { of.into() }
}

/// A number without a part behind the point.
fn whole(of: f64) -> i64 {
    let size = i64::try_from(count_of(of.abs())).unwrap_or(i64::MAX);
    if of < 0.0 { -size } else { size }
}

fn within<T: PartialOrd + std::fmt::Display + Copy>(
    value: T,
    (least, most): (T, T),
    json: impl Fn(T) -> Json,
) -> Result<(), Wrong> {
    if value < least {
        let limit = json(least);
        let words = format!("Input should be greater than or equal to {limit}");
        return Err(("greater_than_equal", words, Some(json!({ "ge": limit }))));
    }
    if value > most {
        let limit = json(most);
        let words = format!("Input should be less than or equal to {limit}");
        return Err(("less_than_equal", words, Some(json!({ "le": limit }))));
    }
    Ok(())
}

fn int(given: &Json) -> Result<i64, Wrong> {
    let unread = || {
        let words = "Input should be a valid integer, unable to parse string as an integer";
        ("int_parsing", words.to_owned(), None)
    };
    let with_part = || {
        let words = "Input should be a valid integer, got a number with a fractional part";
        ("int_from_float", words.to_owned(), None)
    };
    let of_number = |number: f64| {
        let fits = number.fract() == 0.0 && number.abs() < whole_f64(1 << 53);
        if fits { Ok(whole(number)) } else { Err(with_part()) }
    };
    match given {
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(whole),
            (None, Some(number)) => of_number(number),
            (None, None) => Err(with_part()),
        },
        Json::String(text) => {
            let text = text.trim();
            // `20.0` is a whole number, too.
            let plain = text.strip_suffix(".0").unwrap_or(text);
            plain.parse().map_err(|_| unread())
        }
        Json::Bool(yes) => Ok(i64::from(*yes)),
        Json::Null | Json::Array(_) | Json::Object(_) => {
            Err(("int_type", "Input should be a valid integer".to_owned(), None))
        }
    }
}

fn number(given: &Json) -> Result<f64, Wrong> {
    let number = match given {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => {
            let words = "Input should be a valid number, unable to parse string as a number";
            Some(text.trim().parse().map_err(|_| ("float_parsing", words.to_owned(), None))?)
        }
        Json::Bool(yes) => Some(f64::from(u8::from(*yes))),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    };
    let number = number.ok_or(("float_type", "Input should be a valid number".to_owned(), None))?;
    if number.is_finite() {
        Ok(number)
    } else {
        Err(("finite_number", "Input should be a finite number".to_owned(), None))
    }
}

fn flag(given: &Json) -> Result<bool, Wrong> {
    let word = match given {
        Json::Bool(yes) => return Ok(*yes),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.to_ascii_lowercase(),
        Json::Null | Json::Array(_) | Json::Object(_) => {
            return Err(("bool_type", "Input should be a valid boolean".to_owned(), None));
        }
    };
    match word.as_str() {
        "true" | "1" | "1.0" | "yes" | "on" | "t" | "y" => Ok(true),
        "false" | "0" | "0.0" | "no" | "off" | "f" | "n" => Ok(false),
        _ => {
            let words = "Input should be a valid boolean, unable to interpret input";
            Err(("bool_parsing", words.to_owned(), None))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_the_ancestor_reads_it() {
        let read = |kind, given: Json| value(kind, &given).map_err(|(kind, ..)| kind);
        let small = Kind::Int(1, 20);
        for (kind, given, read_as) in [
            (small, json!("4"), Ok(Said::Int(4))),
            (small, json!(4.0), Ok(Said::Int(4))),
            (small, json!("20.0"), Ok(Said::Int(20))),
            (small, json!(20.5), Err("int_from_float")),
            (small, json!("x"), Err("int_parsing")),
            (small, json!(21), Err("less_than_equal")),
            (small, json!("0"), Err("greater_than_equal")),
            (small, json!(-3.0), Err("greater_than_equal")),
            (small, json!([1]), Err("int_type")),
            (small, json!(1e300), Err("int_from_float")),
            (Kind::Number(0.0, 60.0), json!("5.5"), Ok(Said::Number(5.5))),
            (Kind::Number(0.0, 60.0), json!("nan"), Err("finite_number")),
            (Kind::Number(0.0, 60.0), json!(60.1), Err("less_than_equal")),
            (Kind::Number(0.0, 60.0), json!("a"), Err("float_parsing")),
            (Kind::Flag, json!("YES"), Ok(Said::Flag(true))),
            (Kind::Flag, json!(0), Ok(Said::Flag(false))),
            (Kind::Flag, json!("maybe"), Err("bool_parsing")),
            (Kind::Text, json!(1), Err("string_type")),
        ] {
            assert_eq!(read(kind, given.clone()), read_as, "{given}");
        }
        assert_eq!(limit(60.0).to_string(), "60");
        assert_eq!(limit(-0.5).to_string(), "-0.5");
    }

    #[test]
    fn the_words_of_a_query_are_decoded() {
        let read = query("a=1&b=x%20y+z&&c&a=2");
        let said = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(read, [said("a", "1"), said("b", "x y z"), said("c", ""), said("a", "2")]);
    }
}
