//! A sheet as PDF, by krilla: a page of its size, with the letters of its font.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, geom};

use super::sheet::{Colour, Point, Run, Shape, Sheet, Words};
use super::{About, FigureError, font};
use crate::core::cast::place_f32;

/// A sheet, and what is said of it.
pub(super) fn pdf(sheet: &Sheet, about: &About) -> Result<Vec<u8>, FigureError> {
    let (width, height) = (sheet.width, sheet.height);
    let page = PageSettings::from_wh(place_f32(width), place_f32(height));
    let page = page.ok_or(FigureError::Page { width, height })?;
    let font = Font::new(font::BYTES.into(), 0).ok_or_else(|| FigureError::Font("it is no font".into()))?;
    let mut document = Document::new();
    let said = Metadata::new().title(about.title.clone()).description(about.text.clone());
    document.set_metadata(said.creator(about.program.clone()));
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    for shape in &sheet.shapes {
        draw(&mut surface, shape, &font);
    }
    surface.finish();
    page.finish();
    Ok(document.finish()?)
}

fn draw(surface: &mut Surface, shape: &Shape, font: &Font) {
    match shape {
        Shape::Line { points, stroke } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: colour(stroke.colour).into(),
                width: place_f32(stroke.width),
                line_join: LineJoin::Round,
                dash: stroke.dash.map(|dash| StrokeDash { array: dash.map(place_f32).to_vec(), offset: 0.0 }),
                ..Stroke::default()
            }));
            if let Some(path) = path(points, false) {
                surface.draw_path(&path);
            }
        }
        Shape::Filled { points, colour: of } => {
            filling(surface, *of);
            if let Some(path) = path(points, true) {
                surface.draw_path(&path);
            }
        }
        Shape::Words(words) => {
            filling(surface, words.colour);
            write(surface, words, font);
        }
    }
}

fn filling(surface: &mut Surface, of: Colour) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: colour(of).into(), ..Fill::default() }));
}

fn write(surface: &mut Surface, words: &Words, font: &Font) {
    let letters = font::letters(&words.text).into_iter().map(|letter| {
        let glyph = GlyphId::new(letter.glyph.to_u32());
        KrillaGlyph::new(glyph, letter.advance, 0.0, 0.0, 0.0, letter.at, None)
    });
    let letters: Vec<KrillaGlyph> = letters.collect();
    let (x, y) = words.start();
    surface.push_transform(&Transform::from_translate(place_f32(x), place_f32(y)));
    let turned = match words.run {
        Run::Right => Transform::identity(),
        Run::Up => Transform::from_rotate(-90.0),
    };
    surface.push_transform(&turned);
    let start = geom::Point::from_xy(0.0, 0.0);
    surface.draw_glyphs(start, &letters, font.clone(), &words.text, place_f32(words.size), false);
    surface.pop();
    surface.pop();
}

fn colour(Colour(red, green, blue): Colour) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

fn path(points: &[Point], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, point) in points.iter().enumerate() {
        let (x, y) = (place_f32(point.0), place_f32(point.1));
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}
