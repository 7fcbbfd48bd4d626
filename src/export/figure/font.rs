//! The font of figures, which comes with the program: a bench has no fonts to rely on. Noto Sans, upright and of regular
//! weight, has the letters of Latin, Greek and Cyrillic, the true minus and the units.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider, Tag};
use subsetter::GlyphRemapper;
use write_fonts::FontBuilder;
use write_fonts::tables::cmap::Cmap;

use super::FigureError;

/// All of it.
pub(super) const BYTES: &[u8] = notosans::REGULAR_TTF;
/// How far letters reach above the base line, of the size.
pub(super) const UP: f64 = 0.78;
/// How far they reach below it.
pub(super) const DOWN: f64 = 0.24;
/// The height of capitals and digits.
pub(super) const CAPITAL: f64 = 0.714;

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "it is a part of the program, and every test of figures reads it")]
    FontRef::new(BYTES).expect("a font")
});

/// A letter of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    pub(super) glyph: GlyphId,
    /// Its width at size 1.
    pub(super) advance: f32,
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
}

pub(super) fn font() -> &'static FontRef<'static> {
    &FONT
}

/// The letters of a text. What the font has not is its sign for that: an empty box.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let (map, widths) = (FONT.charmap(), FONT.glyph_metrics(Size::new(1.0), LocationRef::default()));
    let letter = |(at, c): (usize, char)| {
        let glyph = map.map(c).unwrap_or_default();
        Letter { glyph, advance: widths.advance_width(glyph).unwrap_or(0.0), at: at..at + c.len_utf8() }
    };
    text.char_indices().map(letter).collect()
}

/// The length of a line of text at a size of the font.
pub(super) fn width(text: &str, size: f64) -> f64 {
    letters(text).iter().map(|letter| f64::from(letter.advance)).sum::<f64>() * size
}

/// As much of the front of a text as has room, with a sign for what was left out.
pub(super) fn shortened(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while !short.is_empty() && width(&format!("{short}…"), size) > room {
        short.pop();
    }
    format!("{}…", short.trim_end())
}

/// Lines of whole words that have room; a word that has none alone is a line all the same.
pub(super) fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) if width(&longer, size) <= room => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A font of these letters alone, for a page that carries its font along.
///
/// The library cuts fonts for PDF, which has a table of its own of which letter is which glyph; other readers need that
/// in the font, and what is said of its weight.
pub(super) fn cut(letters: impl Iterator<Item = char>) -> Result<Vec<u8>, FigureError> {
    let map = FONT.charmap();
    let mut kept = GlyphRemapper::new();
    let mut glyphs = BTreeMap::new();
    for letter in letters {
        let Some(glyph) = map.map(letter).and_then(|glyph| u16::try_from(glyph.to_u32()).ok()) else {
            continue;
        };
        glyphs.insert(letter, GlyphId::from(kept.remap(glyph)));
    }
    let small = subsetter::subset(BYTES, 0, &kept).map_err(|why| FigureError::Font(why.to_string()))?;
    let small = FontRef::new(&small).map_err(|why| FigureError::Font(why.to_string()))?;
    let map = Cmap::from_mappings(glyphs).map_err(|why| FigureError::Font(why.to_string()))?;
    let mut built = FontBuilder::new();
    built.add_table(&map).map_err(|why| FigureError::Font(why.to_string()))?;
    let weight = Tag::new(b"OS/2");
    if let Some(table) = FONT.table_data(weight) {
        built.add_raw(weight, table.as_bytes());
    }
    Ok(built.copy_missing_tables(small).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_figures_are_lettered_with() {
        for letter in "0123456789−–+.,()/%λνµΔ°±×·…ÄÖÜäöüßéñЖж".chars() {
            assert_ne!(letters(&letter.to_string())[0].glyph, GlyphId::NOTDEF, "{letter}");
        }
        assert_eq!(letters("\u{4f60}")[0].glyph, GlyphId::NOTDEF);
    }

    #[test]
    fn a_cut_font_has_its_letters_and_no_others() {
        let bytes = cut("Wavelength (nm) −".chars()).unwrap();
        assert!(bytes.len() < 12_000, "{} bytes", bytes.len());
        let font = FontRef::new(&bytes).unwrap();
        let whole = |letter: char| f64::from(letters(&letter.to_string())[0].advance);
        for letter in ['W', 'g', '(', '−'] {
            let glyph = font.charmap().map(letter).unwrap();
            let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
            assert!((f64::from(metrics.advance_width(glyph).unwrap()) - whole(letter)).abs() < 1e-3);
            assert!(font.outline_glyphs().get(glyph).is_some());
        }
        assert_eq!(font.charmap().map('x'), None);
    }

    #[test]
    fn text_is_fitted_into_its_room() {
        assert_eq!(shortened("ring 8", 8.0, 100.0), "ring 8");
        let short = shortened("a very long name of a device", 8.0, 50.0);
        assert!(short.ends_with('…') && width(&short, 8.0) <= 50.0, "{short}");
        let lines = wrapped("one two three four", 8.0, width("one two", 8.0) + 0.1);
        assert_eq!(lines, ["one two", "three", "four"]);
    }
}
