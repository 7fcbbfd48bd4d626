//! Styles by meaning, from files.

use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::config::look::{Colour, Colours};
use crate::core::text::clean;
use crate::ui::kit::colour::{is_for_light, nearest, rgb};

/// The themes that are compiled in, by name.
const BUILT_IN: [(&str, &str); 4] = [
    (DARK, include_str!("../../../assets/themes/dark.toml")),
    (LIGHT, include_str!("../../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../../assets/themes/high-contrast.toml")),
    (PLAIN, include_str!("../../../assets/themes/plain.toml")),
];

/// The theme for a dark background: what is shown where nobody chose one.
pub(crate) const DARK: &str = "dark";
/// The theme for a light background.
pub(crate) const LIGHT: &str = "light";
/// The theme without colours.
pub(crate) const PLAIN: &str = "plain";

/// A theme that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not the name of a colour.
    #[error("{0:?} is not a colour")]
    Colour(String),
    /// The file is no TOML, or has names that no theme has.
    #[error("{0}")]
    Parse(String),
}

/// Styles by what they mean: nothing is drawn in a colour of its own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    text: Look,
    strong: Look,
    dim: Look,
    accent: Look,
    selected: Look,
    moving: Look,
    good: Look,
    warning: Look,
    alarm: Look,
    /// Files that are older than this meaning have the alarm's.
    emission: Option<Look>,
    channels: Vec<Look>,
}

/// A style as a file spells it, and that of a terminal with sixteen colours, if it is another.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct Look(Style, Option<Style>);

impl TryFrom<String> for Look {
    type Error = ThemeError;

    fn try_from(words: String) -> Result<Self, ThemeError> {
        Ok(match words.split_once('/') {
            Some((words, sixteen)) => Self(style(words)?, Some(style(sixteen)?)),
            None => Self(style(&words)?, None),
        })
    }
}

impl Look {
    /// The same in the colours that a terminal has.
    fn shown(self, colours: Colours) -> Self {
        let Self(mut style, sixteen) = self;
        match sixteen {
            Some(sixteen) if colours == Colours::Sixteen => style = sixteen,
            _ => {
                style.fg = style.fg.map(|colour| nearest(colour, colours));
                style.bg = style.bg.map(|colour| nearest(colour, colours));
            }
        }
        Self(style, None)
    }
}

fn style(words: &str) -> Result<Style, ThemeError> {
    let colour = |word: &str| Color::from_str(word).map_err(|_| ThemeError::Colour(clean(word)));
    let (mut style, mut words) = (Style::new(), words.split_whitespace());
    while let Some(word) = words.next() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "italic" => style.add_modifier(Modifier::ITALIC),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            "on" => style.bg(colour(words.next().unwrap_or_default())?),
            fore => style.fg(colour(fore)?),
        };
    }
    Ok(style)
}

impl Theme {
    /// Reads a theme from TOML: a style for each meaning.
    ///
    /// # Errors
    /// What is wrong in it.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        toml::from_str(text).map_err(|error| ThemeError::Parse(clean(error.message())))
    }

    /// The themes that are compiled in, by name.
    pub fn built_in() -> Vec<(String, Self)> {
        #[expect(clippy::expect_used, reason = "tests load them, and they depend on nothing")]
        BUILT_IN
            .into_iter()
            .map(|(name, text)| (name.to_owned(), Self::parse(text).expect("the built-in themes are tested")))
            .collect()
    }

    /// The same in the colours that a terminal has.
    #[must_use]
    pub(crate) fn shown(mut self, colours: Colours) -> Self {
        self.looks().for_each(|look| *look = look.shown(colours));
        self
    }

    fn looks(&mut self) -> impl Iterator<Item = &mut Look> {
        let Self { text, strong, dim, accent, selected, moving, good, warning, alarm, emission, channels } =
            self;
        [text, strong, dim, accent, selected, moving, good, warning, alarm]
            .into_iter()
            .chain(emission)
            .chain(channels)
    }

    /// The name of a bench, in its colour, which is the terminal's own; in that of what is chosen where it has none. A theme
    /// without colours shows none.
    pub(crate) fn bench(&self, colour: Option<Colour>) -> Style {
        let colour = colour.filter(|_| self.accent.0.fg.is_some()).map(|colour| match colour {
            Colour::Green => Color::Green,
            Colour::Yellow => Color::Yellow,
            Colour::Blue => Color::Blue,
            Colour::Magenta => Color::Magenta,
            Colour::Cyan => Color::Cyan,
        });
        colour.map_or(self.accent.0, |colour| Style::new().fg(colour)).add_modifier(Modifier::REVERSED)
    }

    /// Whether it is made for a light ground.
    pub(crate) fn is_light(&self) -> bool {
        let mut looks = [self.text, self.dim].into_iter().chain(self.channels.iter().copied());
        looks.find_map(|look| rgb(look.0.fg?)).is_some_and(is_for_light)
    }

    /// Values as they were read.
    pub(crate) const fn text(&self) -> Style {
        self.text.0
    }

    /// Values that are read first.
    pub(crate) const fn strong(&self) -> Style {
        self.strong.0
    }

    /// Labels, units, what is stale.
    pub const fn dim(&self) -> Style {
        self.dim.0
    }

    /// What has the focus.
    pub(crate) const fn accent(&self) -> Style {
        self.accent.0
    }

    /// The selected value.
    pub(crate) const fn selected(&self) -> Style {
        self.selected.0
    }

    /// What is under way: a sweep, a value that is being set.
    pub(crate) const fn moving(&self) -> Style {
        self.moving.0
    }

    /// What went well.
    pub(crate) const fn good(&self) -> Style {
        self.good.0
    }

    /// What is not as it should be.
    pub(crate) const fn warning(&self) -> Style {
        self.warning.0
    }

    /// Light and alarms, and nothing else.
    pub(crate) const fn alarm(&self) -> Style {
        self.alarm.0
    }

    /// A laser that is on, or may be, where it is seen first: a block.
    pub(crate) fn emission(&self) -> Style {
        self.emission.map_or_else(|| self.alarm().add_modifier(Modifier::REVERSED), |look| look.0)
    }

    /// A channel's own, the same everywhere.
    pub fn channel(&self, index: usize) -> Style {
        let count = self.channels.len().max(1);
        self.channels.get(index % count).map_or(self.text.0, |look| look.0)
    }
}

#[cfg(test)]
mod tests;
