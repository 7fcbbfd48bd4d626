//! What keys do to traces.

use crate::core::ids::TraceType;
use crate::export::Ending;
use crate::export::figure::{FigureFormat, FigureOptions};
use crate::ui::common::action::{Act, actions};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{only, world};
use crate::ui::trace::TraceState;
use crate::ui::trace::download::ask_for_all;
use crate::ui::trace::jumps::Jump;

actions! { Act<TraceState>;
    DOWNLOAD, "download", "Download the selected detector's trace", |_, context| TraceState::download_selected(context);
    DOWNLOAD_CANCEL, "stop download", "Stop the running download", |_, _| world(Effect::DownloadCancel);
    DOWNLOAD_ALL, "download all", "Download the traces of all watched detectors",
        |_, context| ask_for_all(context, TraceType::TF_LIVE);
    AUTO_DOWNLOAD, "auto", "Download the watched detectors' traces after each sweep, or only when asked",
        |trace, _| trace.toggle_auto();

    BROWSE, "saved traces", "List the saved traces of the folder of saves, to open some of them",
        |trace, context| trace.browse(context, None);

    ZOOM_IN, "zoom in", "Zoom in to half the window, about the cursor", |trace, _| only!(trace.zoom(0.5));
    ZOOM_OUT, "zoom out", "Zoom out to twice the window, about the cursor", |trace, _| only!(trace.zoom(2.0));
    PAN_LEFT, "pan left", "Move the window to the left", |trace, _| only!(trace.pan(-0.25));
    PAN_RIGHT, "pan right", "Move the window to the right", |trace, _| only!(trace.pan(0.25));
    FULL, "full", "Show the whole trace", |trace, _| only!(trace.full());
    PREVIOUS_VIEW, "previous", "Go back to the previous window", |trace, _| only!(trace.previous_view());
    CENTRE, "centre", "Centre the window on the cursor", |trace, _| only!(trace.centre());
    FIT_LEVEL, "fit", "Fit the level axis to what is in the window", |trace, _| only!(trace.fit_level());
    SPECTRAL, "nm/THz", "Switch the axis between wavelength and frequency", |trace, _| only!(trace.next_spectral());
    LINEAR, "dB/mW", "Switch the axis between decibels and linear power", |trace, _| only!(trace.next_linear());

    EXTREME, "highest/deepest", "Move the cursor to the highest peak or the deepest dip in the window",
        |trace, _| trace.jump(Jump::Best);
    GO_TO, "go to", "Zoom to the selected resonance, ten widths about it; without the table go to the highest peak or the deepest dip",
        |trace, _| trace.go_to();
    NEXT_RIGHT, "next", "Move the cursor to the next peak or dip on the right", |trace, _| trace.jump(Jump::Right);
    NEXT_LEFT, "before", "Move the cursor to the next peak or dip on the left", |trace, _| trace.jump(Jump::Left);
    NEXT_HIGHER, "higher", "Move the cursor to the next higher peak or dip", |trace, _| trace.jump(Jump::Higher);
    NEXT_LOWER, "lower", "Move the cursor to the next lower peak or dip", |trace, _| trace.jump(Jump::Lower);
    PEAKS_OR_DIPS, "peaks/dips", "Search for peaks, or for dips", |trace, _| trace.peaks_or_dips();
    TABLE, "table", "Show or hide the table of resonances", |trace, _| only!(trace.toggle_table());
    SHOW_FIT, "fitted line", "Show or hide the fitted line of the selected resonance; figures also show the residual",
        |trace, _| trace.toggle_fit();
    TABLE_ORDER, "order", "Sort the table by the next column", |trace, _| only!(trace.next_order());

    MARKER, "marker", "Put the next free marker at the cursor", |trace, _| trace.mark();
    DELTA, "delta", "Turn distances from the last marker on or off", |trace, _| only!(trace.toggle_delta());
    CLEAR_MARKERS, "no markers", "Remove all markers and lines", |trace, _| only!(trace.clear_markers());

    TRACE_MODE, "mode", "Give the trace its next mode", |trace, _| trace.next_mode();
    TRACE_SHOW, "show/hide", "Show or hide the trace", |trace, _| only!(trace.show_or_hide());
    PICTURE, "picture", "Draw the chart as a picture, in terminals that show them, or with characters",
        |trace, context| trace.toggle_picture(context);
    FIGURE, "figure", "Save what the chart shows as a figure",
        |trace, context| trace.save_figure(FigureOptions::default(), &trace.usual_name(context, FigureFormat::USUAL.end()));
}
