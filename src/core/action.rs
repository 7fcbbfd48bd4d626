//! Everything a key can do. The names here are the names in `keymap.toml`, in the help page, in the
//! footer and in the log.

use strum::{EnumIter, EnumString, IntoStaticStr};

/// Something an operator can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// All lasers off, from anywhere.
    AllOff,
    /// Switch the selected laser: off at once, on after a confirmation.
    LaserToggle,
    /// Start the sweep.
    SweepStart,
    /// Abort the sweep.
    Abort,
    /// Fetch the selected detector's trace.
    Download,
    /// Give up the download.
    DownloadCancel,
    /// Edit the selected value.
    Edit,
    /// Leave what is open.
    Cancel,
    /// Next panel.
    FocusNext,
    /// Previous panel.
    FocusPrevious,
    /// The power panel.
    FocusPower,
    /// The lasers panel.
    FocusLasers,
    /// The sweep panel.
    FocusSweep,
    /// The detectors panel.
    FocusDetectors,
    /// The trace panel.
    FocusTrace,
    /// The messages panel.
    FocusMessages,
    /// Selection up.
    Up,
    /// Selection down.
    Down,
    /// Selection left.
    Left,
    /// Selection right.
    Right,
    /// Hold the chart still; recording goes on.
    Freeze,
    /// A longer window on the live chart.
    WindowLonger,
    /// A shorter window on the live chart.
    WindowShorter,
    /// The help page.
    Help,
    /// Paint the whole screen again.
    Redraw,
    /// Suspend to the shell.
    Suspend,
    /// Leave the program.
    Quit,
}

impl Action {
    /// The name in `keymap.toml`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// One or two words for the footer.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::AllOff => "all off",
            Self::LaserToggle => "laser on/off",
            Self::SweepStart => "sweep",
            Self::Abort => "abort",
            Self::Download => "download",
            Self::DownloadCancel => "stop download",
            Self::Edit => "edit",
            Self::Cancel => "back",
            Self::FocusNext => "next panel",
            Self::FocusPrevious => "previous panel",
            Self::FocusPower => "power",
            Self::FocusLasers => "lasers",
            Self::FocusSweep => "sweep",
            Self::FocusDetectors => "detectors",
            Self::FocusTrace => "trace",
            Self::FocusMessages => "messages",
            Self::Up => "up",
            Self::Down => "down",
            Self::Left => "left",
            Self::Right => "right",
            Self::Freeze => "freeze",
            Self::WindowLonger => "longer",
            Self::WindowShorter => "shorter",
            Self::Help => "help",
            Self::Redraw => "redraw",
            Self::Suspend => "suspend",
            Self::Quit => "quit",
        }
    }

    /// A sentence for the help page.
    pub const fn about(self) -> &'static str {
        match self {
            Self::AllOff => "Switch every laser off, at once, from anywhere",
            Self::LaserToggle => "Switch the selected laser off, or on after a confirmation",
            Self::SweepStart => "Start the sweep",
            Self::Abort => "Abort the running sweep",
            Self::Download => "Fetch the selected detector's trace",
            Self::DownloadCancel => "Give up the running download",
            Self::Edit => "Edit the selected value (a unit may follow the number)",
            Self::Cancel => "Leave the field, the dialog or the page",
            Self::FocusNext => "Go to the next panel",
            Self::FocusPrevious => "Go to the previous panel",
            Self::FocusPower => "Go to live power",
            Self::FocusLasers => "Go to the lasers",
            Self::FocusSweep => "Go to the sweep",
            Self::FocusDetectors => "Go to the detectors",
            Self::FocusTrace => "Go to the trace",
            Self::FocusMessages => "Go to the messages",
            Self::Up => "Select the value above",
            Self::Down => "Select the value below",
            Self::Left => "Select the value to the left",
            Self::Right => "Select the value to the right",
            Self::Freeze => "Hold the power chart still; recording goes on",
            Self::WindowLonger => "Show a longer time on the power chart",
            Self::WindowShorter => "Show a shorter time on the power chart",
            Self::Help => "Show this page",
            Self::Redraw => "Paint the whole screen again",
            Self::Suspend => "Suspend to the shell; `fg` comes back",
            Self::Quit => "Leave (asks while a laser is on)",
        }
    }
}
