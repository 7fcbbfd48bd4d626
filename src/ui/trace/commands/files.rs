//! Commands that bring traces here and take them away: downloads and files.

use crate::core::ids::{DetectorId, TraceType};
use crate::core::request::Query;
use crate::core::trace::TraceId;
use crate::export::Ending;
use crate::export::figure::FigureOptions;
use crate::export::options::OPTIONS;
use crate::export::{Format, figure};
use crate::ui::common::command::{CommandRow, Switch, linked};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::world;
use crate::ui::trace::TraceState;
use crate::ui::trace::argument::{FigureFile, Folder, OpenedFile, TableFile, TracesFile};
use crate::ui::trace::download::ask_for_all;

/// Commands that fetch traces from the instrument.
pub(super) fn downloads() -> Vec<CommandRow<TraceState>> {
    vec![
        CommandRow::new(
            "download all _",
            "Download the traces of all watched detectors",
            |_, context, (kind,): (Option<TraceType>,)| {
                Ok(ask_for_all(context, kind.unwrap_or(TraceType::TF_LIVE)))
            },
        ),
        CommandRow::new(
            "download _ _",
            &format!("Download a trace: {}", TraceType::words()),
            |_, context, (detector, kind): (DetectorId, Option<TraceType>)| {
                let id = TraceId { detector, kind: kind.unwrap_or(TraceType::TF_LIVE) };
                linked(context, Effect::Query(Query::Download(id)))
            },
        ),
        CommandRow::new(
            "auto _",
            "Download the watched detectors' traces after each sweep",
            |part, _, (Switch(on),): (Switch,)| Ok(part.set_auto(on)),
        ),
    ]
}

/// Commands that write and read files.
pub(super) fn rows() -> Vec<CommandRow<TraceState>> {
    vec![
        CommandRow::new(
            "resonances save _",
            "Save the table of resonances; the extension says how: .csv .txt .parquet .json",
            |part, _, (TableFile(name),): (TableFile,)| Ok(part.save_table(&name)),
        ),
        CommandRow::new(
            "save _",
            &format!("Save the shown traces: {}", Format::ends()),
            |part, _, (TracesFile(name),): (TracesFile,)| Ok(part.save_traces(&name)),
        ),
        CommandRow::new(
            "figure _",
            &format!("Save what the chart shows: {}", figure::FigureFormat::ends()),
            |part, _, (FigureFile(name),): (FigureFile,)| {
                Ok(part.save_figure(FigureOptions::default(), &name))
            },
        ),
        CommandRow::new(
            "figure as _ _",
            "Save what the chart shows so, as for a journal: words with commas between them",
            |part, _, (options, FigureFile(name)): (FigureOptions, FigureFile)| {
                Ok(part.save_figure(options, &name))
            },
        ),
        CommandRow::new(
            "browse _",
            "List the saved traces of a folder, to open some of them; without one those of the folder of saves",
            |part, context, (folder,): (Option<Folder>,)| {
                Ok(part.browse(context, folder.map(|Folder(folder)| folder)))
            },
        ),
        CommandRow::new(
            "open _",
            &format!(
                "Open saved traces; Tab offers the last ones; behind the name {}=... say how",
                OPTIONS.join("= ")
            ),
            |_, _, (OpenedFile { path, options },): (OpenedFile,)| Ok(world(Effect::Open(path, options))),
        ),
    ]
}
