//! Everything a key can do, in one list. The names here are the names in `keymap.toml`, on the command line,
//! on the help page, in the footer and in the log.

use strum::{EnumIter, EnumString, IntoStaticStr};

macro_rules! actions {
    ($($name:ident, $hint:literal, $about:literal;)*) => {
        /// Something an operator can do.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr,
        )]
        #[strum(serialize_all = "kebab-case")]
        pub enum Action {
            $(#[doc = $about] $name,)*
        }

        impl Action {
            /// One or two words for the footer.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }

            /// A sentence for the help page.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }
        }
    };
}

actions! {
    AllOff, "all off", "Switch every laser off, at once, from anywhere";
    LaserToggle, "laser on/off", "Switch the selected laser off, or on after a confirmation";
    SweepStart, "sweep", "Start the sweep";
    Abort, "abort", "Abort the running sweep, or the reference after a confirmation";
    Reference, "reference", "Take the selected detector's reference";
    Download, "download", "Fetch the selected detector's trace";
    DownloadCancel, "stop download", "Give up the running download";
    Edit, "edit", "Edit the selected value (a unit may follow the number)";
    Cancel, "back", "Leave the field, the dialog or the page";
    NudgeUp, "a step up", "The selected value a step up";
    NudgeDown, "a step down", "The selected value a step down";
    NudgeUpTen, "10 up", "The selected value ten steps up";
    NudgeDownTen, "10 down", "The selected value ten steps down";
    NudgeUpTenth, "0.1 up", "The selected value a tenth of a step up";
    NudgeDownTenth, "0.1 down", "The selected value a tenth of a step down";
    Undo, "undo", "Take the last setpoint back (never switches a laser on)";
    Redo, "redo", "Set again what was taken back";
    Form, "all settings", "Everything that the selected laser, sweep or detector has";
    Align, "align", "The alignment view: digits to read across the room";
    Hold, "hold", "Hold the powers as they are, to read the difference in dB; again lets go";
    Status, "status", "Condition, status bytes, errors and figures of the line";
    Scpi, "SCPI", "Speak SCPI with the instrument";
    Transcript, "transcript", "Everything that was said on the line";
    Presets, "presets", "Settings of the bench by name";
    CommandLine, "command", "The command line";
    Connect, "connect", "Connect to the instrument, or connect anew";
    Disconnect, "disconnect", "Close the connection: the instrument is free for others";
    Copy, "copy", "Copy what is selected, or the page, to the terminal's clipboard";
    Save, "save", "Save the page: the transcript as a script, the bench as a preset";
    Expand, "expand", "Give the panel the whole screen, or take it back";
    FocusNext, "next panel", "Go to the next panel";
    FocusPrevious, "previous panel", "Go to the previous panel";
    FocusPower, "power", "Go to live power";
    FocusLasers, "lasers", "Go to the lasers";
    FocusSweep, "sweep", "Go to the sweep";
    FocusDetectors, "detectors", "Go to the detectors";
    FocusTrace, "trace", "Go to the trace";
    FocusMessages, "messages", "Go to the messages";
    Up, "up", "Select the value above";
    Down, "down", "Select the value below";
    Left, "left", "Select the value to the left";
    Right, "right", "Select the value to the right";
    PageUp, "page up", "A page up";
    PageDown, "page down", "A page down";
    Filter, "filter", "Show only what has these words in it";
    Everything, "everything", "With polling, or without";
    DownloadAll, "download all", "Fetch the traces of all watched detectors";
    AutoDownload, "auto", "Fetch the watched detectors' traces after each sweep, or do not";
    ZoomIn, "zoom in", "Half of the window, about the cursor";
    ZoomOut, "zoom out", "Twice the window, about the cursor";
    PanLeft, "pan left", "The window to the left";
    PanRight, "pan right", "The window to the right";
    Full, "full", "The whole trace";
    PreviousView, "previous", "The window before";
    Centre, "centre", "The cursor to the middle of the window";
    FitLevel, "fit", "From the least to the greatest level in the window";
    Spectral, "nm/THz", "Wavelength or frequency at the bottom";
    Linear, "dB/mW", "Decibels or linear power at the side";
    Extreme, "highest/deepest", "The cursor to the highest peak or the deepest pit in the window";
    NextRight, "next", "The cursor to the next peak or pit on the right";
    NextLeft, "before", "The cursor to the next peak or pit on the left";
    NextHigher, "higher", "The cursor to the next higher peak or pit";
    NextLower, "lower", "The cursor to the next lower peak or pit";
    PeaksOrPits, "peaks/pits", "Search peaks, or pits";
    Marker, "marker", "The next free marker at the cursor";
    Delta, "delta", "Count distances from the last marker, or do not";
    ClearMarkers, "no markers", "Take markers and lines away";
    Table, "table", "All resonances in the window, or none";
    TableOrder, "order", "Sort the table by the next column";
    TraceMode, "mode", "The trace's next mode: live, fixed, max hold, min hold, average";
    TraceShow, "show/hide", "Show the trace, or hide it";
    Picture, "picture", "The chart as a real picture, in terminals that show them, or with characters";
    Figure, "figure", "Save what the chart shows as a figure";
    Freeze, "freeze", "Hold the power chart still; recording goes on";
    WindowLonger, "longer", "Show a longer time on the power chart";
    WindowShorter, "shorter", "Show a shorter time on the power chart";
    Theme, "theme", "The next theme";
    Glyphs, "glyphs", "The next set of characters that charts are drawn with";
    Mouse, "mouse", "Take the mouse, or leave it to the terminal";
    Help, "help", "What can be done here; type to search, Enter does it";
    Redraw, "redraw", "Paint the whole screen again";
    Suspend, "suspend", "Suspend to the shell; `fg` comes back";
    Quit, "quit", "Leave (asks while a laser is on)";
}

impl Action {
    /// The name in `keymap.toml` and on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
