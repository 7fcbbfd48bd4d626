//! Colours as numbers: what a terminal shows for one, how well it is read, and which of fewer colours is nearest.

use ratatui::style::Color;

use crate::config::look::Colours;

/// Red, green and blue, 0 to 255.
pub(crate) type Rgb = (u8, u8, u8);

/// The sixteen colours of xterm, in the order of their numbers.
const SIXTEEN: [(Color, Rgb); 16] = [
    (Color::Black, (0, 0, 0)),
    (Color::Red, (0xcd, 0, 0)),
    (Color::Green, (0, 0xcd, 0)),
    (Color::Yellow, (0xcd, 0xcd, 0)),
    (Color::Blue, (0, 0, 0xee)),
    (Color::Magenta, (0xcd, 0, 0xcd)),
    (Color::Cyan, (0, 0xcd, 0xcd)),
    (Color::Gray, (0xe5, 0xe5, 0xe5)),
    (Color::DarkGray, (0x7f, 0x7f, 0x7f)),
    (Color::LightRed, (0xff, 0, 0)),
    (Color::LightGreen, (0, 0xff, 0)),
    (Color::LightYellow, (0xff, 0xff, 0)),
    (Color::LightBlue, (0x5c, 0x5c, 0xff)),
    (Color::LightMagenta, (0xff, 0, 0xff)),
    (Color::LightCyan, (0, 0xff, 0xff)),
    (Color::White, (0xff, 0xff, 0xff)),
];

/// The steps of each part in the cube of the 256 colours.
const STEPS: [u8; 6] = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
/// The numbers of the cube and of the greys in the 256 colours: they follow the sixteen.
const INDEXED: std::ops::RangeInclusive<u8> = 16..=255;
/// As bright as this is read as well on black as on white: 4.6:1. What is brighter is meant for a dark ground.
const MIDDLE: f64 = 0.179;

/// What xterm shows for a colour; `None` for the terminal's own.
pub(crate) fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(number) => Some(indexed(number)),
        Color::Black
        | Color::Red
        | Color::Green
        | Color::Yellow
        | Color::Blue
        | Color::Magenta
        | Color::Cyan
        | Color::Gray
        | Color::DarkGray
        | Color::LightRed
        | Color::LightGreen
        | Color::LightYellow
        | Color::LightBlue
        | Color::LightMagenta
        | Color::LightCyan
        | Color::White => SIXTEEN.iter().find(|(named, _)| *named == colour).map(|(_, rgb)| *rgb),
    }
}

/// One of the 256 colours.
fn indexed(number: u8) -> Rgb {
    match number {
        0..16 => SIXTEEN[usize::from(number)].1,
        16..232 => {
            let step = |worth: u8| STEPS[usize::from((number - 16) / worth % 6)];
            (step(36), step(6), step(1))
        }
        232.. => {
            let grey = 8 + 10 * (number - 232);
            (grey, grey, grey)
        }
    }
}

/// How bright a colour is, 0 to 1: the relative luminance of WCAG 2.
pub(crate) fn luminance((r, g, b): Rgb) -> f64 {
    let part = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

/// Whether a colour is meant for a light ground.
pub(crate) fn is_for_light(colour: Rgb) -> bool {
    luminance(colour) < MIDDLE
}

/// The nearest colour that a terminal with so many has. Of sixteen it is one for the same ground.
pub(crate) fn nearest(colour: Color, colours: Colours) -> Color {
    let Color::Rgb(r, g, b) = colour else { return colour };
    let away = |(x, y, z): Rgb| {
        let part = |one: u8, other: u8| i32::from(one.abs_diff(other)).pow(2);
        part(r, x) + part(g, y) + part(b, z)
    };
    match colours {
        Colours::True => colour,
        Colours::Indexed => {
            INDEXED.min_by_key(|number| away(indexed(*number))).map_or(colour, Color::Indexed)
        }
        Colours::Sixteen => {
            let side = SIXTEEN.iter().filter(|(_, other)| is_for_light(*other) == is_for_light((r, g, b)));
            side.min_by_key(|(_, other)| away(*other)).map_or(colour, |(named, _)| *named)
        }
    }
}

/// How well two colours are told apart, 1 to 21: the contrast of WCAG 2.
#[cfg(test)]
pub(super) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_fewer_colours_is_found() {
        let near = |r, g, b, colours| nearest(Color::Rgb(r, g, b), colours);
        assert_eq!(near(0xd7, 0x87, 0x00, Colours::True), Color::Rgb(0xd7, 0x87, 0x00));
        assert_eq!(near(0xd6, 0x88, 0x02, Colours::Indexed), Color::Indexed(172));
        assert_eq!(near(0x77, 0x75, 0x76, Colours::Indexed), Color::Indexed(243));
        assert_eq!(near(0x40, 0xe0, 0x40, Colours::Sixteen), Color::Green);
        // Nearest is blue, which nobody reads on black: this one is meant for it.
        assert_eq!(near(0x60, 0x70, 0xff, Colours::Sixteen), Color::DarkGray);
        assert_eq!(near(0x00, 0x30, 0xa0, Colours::Sixteen), Color::Blue);
        assert_eq!(nearest(Color::Reset, Colours::Sixteen), Color::Reset);
    }

    #[test]
    fn the_colours_are_those_of_xterm() {
        assert_eq!(rgb(Color::Indexed(88)), Some((0x87, 0, 0)));
        assert_eq!(rgb(Color::Indexed(249)), Some((0xb2, 0xb2, 0xb2)));
        assert_eq!((rgb(Color::Indexed(9)), rgb(Color::Reset)), (rgb(Color::LightRed), None));
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((contrast((0xcd, 0, 0), (0x10, 0x10, 0x10)) - 3.2).abs() < 0.1);
    }
}
