//! Styles by meaning, from files.

use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::core::text::clean;

/// The themes that are compiled in, by name.
const BUILT_IN: [(&str, &str); 4] = [
    ("dark", include_str!("../../../assets/themes/dark.toml")),
    ("light", include_str!("../../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../../assets/themes/high-contrast.toml")),
    ("plain", include_str!("../../../assets/themes/plain.toml")),
];

/// The theme without colours.
pub(crate) const PLAIN: &str = "plain";

/// A theme that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not the name of a colour.
    #[error("{0:?} is no colour")]
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
    channels: Vec<Look>,
}

/// A style as a file spells it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct Look(Style);

impl TryFrom<String> for Look {
    type Error = ThemeError;

    fn try_from(words: String) -> Result<Self, ThemeError> {
        let mut style = Style::new();
        for word in words.split_whitespace() {
            style = match word {
                "bold" => style.add_modifier(Modifier::BOLD),
                "dim" => style.add_modifier(Modifier::DIM),
                "italic" => style.add_modifier(Modifier::ITALIC),
                "underlined" => style.add_modifier(Modifier::UNDERLINED),
                "reversed" => style.add_modifier(Modifier::REVERSED),
                colour => style.fg(Color::from_str(colour).map_err(|_| ThemeError::Colour(clean(colour)))?),
            };
        }
        Ok(Self(style))
    }
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

    /// Values as they were read.
    pub(crate) const fn text(&self) -> Style {
        self.text.0
    }

    /// Values that are read first.
    pub(crate) const fn strong(&self) -> Style {
        self.strong.0
    }

    /// Labels, units, what is stale.
    pub(crate) const fn dim(&self) -> Style {
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

    /// A channel's own, the same everywhere.
    pub fn channel(&self, index: usize) -> Style {
        let count = self.channels.len().max(1);
        self.channels.get(index % count).map_or(self.text.0, |look| look.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_read_and_the_plain_one_has_no_colour() {
        let themes = Theme::built_in();
        assert_eq!(themes.len(), 4);
        let (_, plain) = themes.iter().find(|(name, _)| name == PLAIN).unwrap();
        let styles =
            [plain.text(), plain.dim(), plain.accent(), plain.selected(), plain.alarm(), plain.channel(3)];
        assert!(styles.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
    }

    #[test]
    fn what_is_wrong_with_a_theme_is_named() {
        let dark = BUILT_IN[0].1;
        assert!(
            Theme::parse(&dark.replace("cyan bold", "cyaan bold")).unwrap_err().to_string().contains("cyaan")
        );
        assert!(Theme::parse(&dark.replace("accent", "acent")).unwrap_err().to_string().contains("acent"));
        assert!(Theme::parse("").is_err());
    }
}
