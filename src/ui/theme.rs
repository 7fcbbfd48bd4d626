//! The few colours there are: the terminal's own, without painted backgrounds.

use ratatui::style::{Color, Modifier, Style};

/// Styles by meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    coloured: bool,
}

/// Colours of the channels, the same everywhere. Red is kept for light and alarms, cyan for the focus.
const CHANNELS: [Color; 6] =
    [Color::Green, Color::Yellow, Color::Magenta, Color::Blue, Color::LightGreen, Color::LightMagenta];

impl Theme {
    /// With colours, or with weight alone (`NO_COLOR`).
    pub const fn new(coloured: bool) -> Self {
        Self { coloured }
    }

    fn colour(&self, colour: Color) -> Style {
        if self.coloured { Style::new().fg(colour) } else { Style::new() }
    }

    /// Values.
    pub const fn text(&self) -> Style {
        Style::new()
    }

    /// Values that are read first.
    pub const fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Labels, units, what is stale.
    pub fn dim(&self) -> Style {
        if self.coloured { self.colour(Color::DarkGray) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// What has the focus.
    pub fn accent(&self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The selected value.
    pub fn selected(&self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::REVERSED)
    }

    /// What moves.
    pub fn moving(&self) -> Style {
        self.colour(Color::Yellow)
    }

    /// What went well.
    pub fn good(&self) -> Style {
        self.colour(Color::Green)
    }

    /// What is not as it should be.
    pub fn warning(&self) -> Style {
        self.colour(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// Light and alarms, and nothing else.
    pub fn alarm(&self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// A channel's own.
    pub fn channel(&self, index: usize) -> Style {
        self.colour(CHANNELS[index % CHANNELS.len()])
    }
}
