//! The themes that are compiled in, and how well they are read.

use super::*;
use crate::ui::kit::colour::{Rgb, contrast};

/// What a theme stands on: the darkest and the lightest ground that terminals with it are assumed to have.
fn grounds(name: &str) -> Vec<Rgb> {
    if name == "light" { vec![(0xff, 0xff, 0xff)] } else { vec![(0, 0, 0), (0x1e, 0x1e, 0x1e)] }
}

/// What is told apart: the colour of the letters and that of what is behind them.
fn pair(style: Style, ground: Rgb) -> (Rgb, Rgb) {
    (style.fg.and_then(rgb).expect("the theme's own"), style.bg.and_then(rgb).unwrap_or(ground))
}

/// Every meaning but that of light, by name.
fn words(theme: &Theme) -> Vec<(String, Style)> {
    let named = [
        ("text", theme.text()),
        ("strong", theme.strong()),
        ("dim", theme.dim()),
        ("accent", theme.accent()),
        ("selected", theme.selected()),
        ("moving", theme.moving()),
        ("good", theme.good()),
        ("warning", theme.warning()),
        ("alarm", theme.alarm()),
    ];
    let channels = (0..8).map(|index| (format!("channel {index}"), theme.channel(index)));
    named.into_iter().map(|(name, style)| (name.to_owned(), style)).chain(channels).collect()
}

fn coloured() -> impl Iterator<Item = (String, Theme)> {
    Theme::built_in().into_iter().filter(|(name, _)| name != PLAIN)
}

#[test]
fn every_word_and_every_curve_is_read_and_light_is_read_best() {
    for (name, theme) in coloured() {
        for colours in [Colours::True, Colours::Indexed] {
            let theme = theme.clone().shown(colours);
            let least = if name == "high-contrast" { 7.0 } else { 4.5 };
            for ground in grounds(&name) {
                let of = |style| {
                    let (fore, back) = pair(style, ground);
                    contrast(fore, back)
                };
                for (word, style) in words(&theme) {
                    let (reached, light) = (of(style), of(theme.emission()));
                    assert!(reached >= least, "{name}, {word} on {ground:?}: {reached:.2}");
                    assert!(light > reached, "{name}, {word}: {reached:.2}, light {light:.2}");
                }
            }
        }
    }
}

#[test]
fn sixteen_colours_of_xterm_are_read_too() {
    for (name, theme) in coloured() {
        let theme = theme.shown(Colours::Sixteen);
        for (word, style) in words(&theme).into_iter().chain([("emission".to_owned(), theme.emission())]) {
            let (fore, back) = pair(style, grounds(&name)[0]);
            let reached = contrast(fore, back);
            assert!(reached >= 4.5, "{name}, {word}: {reached:.2}");
            let named = style.fg.is_some_and(|colour| !matches!(colour, Color::Rgb(..) | Color::Indexed(_)));
            assert!(named, "{name}, {word}");
        }
    }
}

#[test]
fn light_is_a_block_in_every_theme_and_red_where_there_is_red() {
    for (name, theme) in Theme::built_in() {
        let style = theme.emission();
        if name == PLAIN {
            assert!(style.add_modifier.contains(Modifier::REVERSED));
            continue;
        }
        let (fore, (r, g, b)) = pair(style, (0, 0, 0));
        assert_eq!((fore, g, b), ((0xff, 0xff, 0xff), 0, 0), "{name}");
        assert!(r > 0x50, "{name}");
    }
    // A file that knows nothing of it has the alarm's block.
    let old = BUILT_IN[0].1.lines().filter(|line| !line.starts_with("emission")).collect::<Vec<_>>();
    let old = Theme::parse(&old.join("\n")).unwrap();
    assert_eq!(old.emission(), old.alarm().add_modifier(Modifier::REVERSED));
}

#[test]
fn no_two_channels_have_one_colour() {
    for (name, theme) in coloured() {
        for colours in [Colours::True, Colours::Indexed] {
            let theme = theme.clone().shown(colours);
            let mut all: Vec<_> = (0..8).map(|index| theme.channel(index).fg.map(rgb)).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 8, "{name}");
        }
    }
}

#[test]
fn a_theme_knows_the_ground_that_it_is_made_for() {
    for (name, theme) in Theme::built_in() {
        assert_eq!(theme.is_light(), name == "light", "{name}");
        assert_eq!(theme.shown(Colours::Sixteen).is_light(), name == "light", "{name}");
    }
}

#[test]
fn built_in_themes_read_and_the_plain_one_has_no_colour() {
    let themes = Theme::built_in();
    assert_eq!(themes.len(), 4);
    let (_, plain) = themes.iter().find(|(name, _)| name == PLAIN).unwrap();
    let styles = words(plain).into_iter().map(|(_, style)| style).chain([plain.emission()]);
    assert!(styles.into_iter().all(|style| style.fg.is_none() && style.bg.is_none()));
}

#[test]
fn what_is_wrong_with_a_theme_is_named() {
    let dark = BUILT_IN[0].1;
    for (right, wrong) in
        [("gray", "grai"), ("accent", "acent"), ("on #870000", "on #87000"), ("red bold", "red on")]
    {
        let error = Theme::parse(&dark.replace(right, wrong)).unwrap_err().to_string();
        let named = wrong.rsplit(' ').next().unwrap();
        assert!(error.contains(named) || named == "on", "{error}");
    }
    assert!(Theme::parse("").is_err());
}
