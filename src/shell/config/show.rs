//! Each setting, its value, and where that comes from.

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use crate::app::print;
use crate::app::print::Printed;
use crate::config::settings::Settings;
use crate::config::settings::origin::held;
use crate::core::text::{clean_lines, clean_path};
use crate::files::read::{TEXT, read_text};
use crate::shell::common::{Common, From};

/// A setting as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Row {
    key: String,
    /// `None` where nothing is set.
    value: Option<toml::Value>,
    from: String,
}

/// All settings. They are read as the console would read them.
///
/// # Errors
/// If they cannot be used.
pub(super) fn rows(common: &Common) -> Result<Vec<Row>> {
    let settings = common.settings()?;
    let file = common.file();
    let written = file.as_ref().map(|path| read_text(path, TEXT)).transpose()?.unwrap_or_default();
    let name = file.map(|path| clean_path(&path)).unwrap_or_default();
    let beside = common.beside()?;
    let mut rows: Vec<Row> = held(&written, common.profile())
        .into_iter()
        .map(|held| {
            let from = held.line.map_or_else(|| "default".to_owned(), |line| format!("{name}:{line}"));
            Row { key: held.key, value: held.value, from }
        })
        .collect();
    for (key, value, from) in beside {
        let from = match from {
            From::Option(option) => format!("option {option}"),
            From::Environment(variable) => format!("environment {variable}"),
        };
        if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
            *row = Row { key: key.to_owned(), value: Some(value), from };
        }
    }
    rows.extend(usual_detectors(&rows, &settings));
    Ok(rows)
}

/// The detectors that are watched where the settings name none.
fn usual_detectors(rows: &[Row], settings: &Settings) -> Vec<Row> {
    if rows.iter().any(|row| row.key == "detector") {
        return Vec::new();
    }
    let row = |(place, name): &(crate::core::ids::DetectorId, String)| {
        let table = toml::Table::from_iter([
            ("module".to_owned(), i64::from(place.module()).into()),
            ("channel".to_owned(), i64::from(place.channel()).into()),
            ("name".to_owned(), name.clone().into()),
        ]);
        Row { key: "detector".into(), value: Some(table.into()), from: "default".into() }
    };
    settings.detectors.iter().map(row).collect()
}

pub(super) fn print(rows: &[Row], form: Printed) {
    let value = |row: &Row| {
        row.value.as_ref().map_or_else(|| "-".to_owned(), |value| clean_lines(&value.to_string()))
    };
    match form {
        Printed::People => {
            let width = |cells: &dyn Fn(&Row) -> usize| rows.iter().map(cells).max().unwrap_or_default();
            let (keys, values) =
                (width(&|row| row.key.len()), width(&|row| value(row).chars().count()).min(60));
            for row in rows {
                print::line(format_args!("{:keys$}  {:values$}  {}", row.key, value(row), row.from));
            }
        }
        Printed::Json => {
            let one = |row: &Row| json!({ "key": row.key, "value": row.value, "from": row.from });
            let all: Vec<Json> = rows.iter().map(one).collect();
            print::line(json!({ "settings": all }));
        }
    }
}
