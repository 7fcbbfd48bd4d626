//! The description of the routes, for programs (`OpenAPI` 3.1) and for people, made from the rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::StatusCode;
use serde_json::{Map, Value as Json, json};

use super::docs::Docs;
use super::input::Defaults;
use super::policy::Right;
use super::row::Row;
use super::shape::{Input, Kind, Method, Need, Place, Sent};
use super::v1::outcome::OUTCOMES;

/// These rows, described.
pub(super) fn described(rows: &[&Row], defaults: &Defaults) -> Docs {
    Docs { programs: whole(rows, defaults).to_string(), people: page(rows) }
}

/// What a request would do, in a word.
pub(super) const fn right(right: Right) -> &'static str {
    match right {
        Right::Read => "read",
        Right::Off => "off",
        Right::Order => "order",
        Right::Raise => "raise",
        Right::Light => "light",
    }
}

/// As the ancestor's library names it: the function, the path, the method.
fn operation(row: &Row) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let name: String = format!("{}{}", row.name, row.path).chars().map(word).collect();
    format!("{name}_{}", row.method.name().to_ascii_lowercase())
}

fn schema(input: &Input, defaults: &Defaults) -> Json {
    let mut schema = match input.kind {
        Kind::Int(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Number(f64::MIN, f64::MAX) => json!({ "type": "number" }),
        Kind::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Written => json!({ "type": ["number", "string"] }),
    };
    if let Need::Default(text) = input.need {
        let text = defaults.get(input.name).map_or(text, String::as_str);
        schema["default"] = serde_json::from_str(text).unwrap_or_else(|_| Json::from(text));
    }
    schema
}

fn body(row: &Row, defaults: &Defaults) -> Option<Json> {
    let fields: Vec<&Input> = row.inputs.iter().filter(|input| input.place == Place::Body).collect();
    let properties: Map<String, Json> =
        fields.iter().map(|input| (input.name.to_owned(), schema(input, defaults))).collect();
    let required: Vec<&str> =
        fields.iter().filter(|input| input.need == Need::Required).map(|input| input.name).collect();
    let object = json!({ "type": "object", "properties": properties, "required": required });
    let content = json!({ "application/json": { "schema": object } });
    (!fields.is_empty()).then(|| json!({ "required": row.sent == Sent::Body, "content": content }))
}

fn parameters(row: &Row, defaults: &Defaults) -> Vec<Json> {
    let told = |input: &&Input| input.place != Place::Body;
    let parameter = |input: &Input| {
        json!({
            "name": input.name,
            "in": input.place.name(),
            "required": input.need == Need::Required,
            "schema": schema(input, defaults),
        })
    };
    row.inputs.iter().filter(told).map(parameter).collect()
}

fn answers(row: &Row) -> Json {
    let fields: Map<String, Json> = row.gives.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
    let good = match row.gives {
        [] => json!({ "description": "Done" }),
        fields_in_order => {
            let object = json!({ "type": "object", "properties": fields, "x-order": fields_in_order });
            json!({ "description": "Done", "content": { "application/json": { "schema": object } } })
        }
    };
    let told = |words: &str, schema: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        json!({ "description": words, "content": { "application/json": { "schema": schema } } })
    };
    let mut all = json!({
        "200": good,
        "401": told("The token is missing, or another one", "HttpError"),
        "403": told("It may not be done here", "HttpError"),
        "422": told("An input cannot be used", "HttpError"),
        "503": told("The instrument is not connected", "HttpError"),
    });
    if !row.ends {
        all["500"] = told("The instrument refused, or failed", "HttpError");
        return all;
    }
    for (code, words) in not_done() {
        all[code] = told(&words, "NotDone");
    }
    all
}

/// The codes of work that did not come about, each with the ways to end that it stands for.
fn not_done() -> BTreeMap<String, String> {
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for outcome in OUTCOMES.iter().filter(|outcome| outcome.status != StatusCode::OK) {
        let words = format!("{}: {}", outcome.word, outcome.about);
        codes.entry(outcome.status.as_str().to_owned()).or_default().push(words);
    }
    codes.into_iter().map(|(code, words)| (code, words.join("; "))).collect()
}

/// All routes but those that open a stream of both directions.
fn whole(rows: &[&Row], defaults: &Defaults) -> Json {
    let mut paths: Map<String, Json> = Map::new();
    for row in rows.iter().filter(|row| row.method != Method::Socket) {
        let mut told = json!({
            "operationId": operation(row),
            "summary": row.about,
            "tags": [row.tag],
            "x-right": right(row.right),
            "parameters": parameters(row, defaults),
            "responses": answers(row),
        });
        if let Some(body) = body(row, defaults) {
            told["requestBody"] = body;
        }
        if [Right::Order, Right::Raise, Right::Light].contains(&row.right) {
            told["security"] = json!([{ "token": [] }]);
        }
        let path = paths.entry(row.path.replace("{*", "{")).or_insert_with(|| json!({}));
        path[row.method.name().to_ascii_lowercase()] = told;
    }
    let words: Vec<&str> = OUTCOMES.iter().map(|outcome| outcome.word).collect();
    let not_done = json!({
        "type": "object",
        "properties": { "outcome": { "enum": words }, "error": { "type": "string" } },
        "required": ["outcome", "error"],
    });
    let refusal = json!({ "type": "object", "properties": { "detail": {} }, "required": ["detail"] });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "EXFO CTP10 Vector Analyzer API", "version": "1.0.0" },
        "paths": paths,
        "components": {
            "schemas": { "HttpError": refusal, "NotDone": not_done },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// What may be said with a request, in words.
fn inputs(row: &Row) -> String {
    let words = |input: &Input| {
        let kind = match input.kind {
            Kind::Int(least, most) => format!("{least} to {most}"),
            Kind::Number(f64::MIN, f64::MAX) => "a number".to_owned(),
            Kind::Number(least, most) => format!("{least} to {most}"),
            Kind::Flag => "true or false".to_owned(),
            Kind::Text => "text".to_owned(),
            Kind::Written => "a number or text".to_owned(),
        };
        let need = match input.need {
            Need::Required => String::new(),
            Need::Optional => ", if at all".to_owned(),
            Need::Default(text) => format!(", else {text}"),
        };
        format!("<code>{}</code> ({}: {kind}{need})", input.name, input.place.name())
    };
    row.inputs.iter().map(words).collect::<Vec<_>>().join("<br>")
}

/// One page without anything from elsewhere.
fn page(rows: &[&Row]) -> String {
    let mut page = String::from(include_str!("docs.html"));
    let mut tag = "";
    for row in rows {
        if row.tag != tag {
            let end = if tag.is_empty() { "" } else { "</table>" };
            tag = row.tag;
            let _ = write!(page, "{end}<h2>{tag}</h2><table>");
        }
        let method = if row.method == Method::Socket { "WS" } else { row.method.name() };
        let fields: Vec<String> = row.gives.iter().map(|name| format!("<code>{name}</code>")).collect();
        let _ = write!(
            page,
            "<tr><td>{method} <b>{}</b><br><small>{}</small></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            row.path,
            right(row.right),
            row.about,
            inputs(row),
            fields.join(", "),
        );
    }
    page + "</table></body></html>\n"
}
