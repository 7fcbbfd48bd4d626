//! The columns of an array: those of records, and those of a table.

use super::array::{Type, parse, shape, shape_words, told};
use crate::export::error::{ArrayError, FormatError};
use crate::export::limits;
use crate::export::options::Pick;
use crate::export::sheet::{Numbers, Part, Sheet};

/// One column of an array.
pub(super) struct Field {
    /// Its title, if it has one: the unit of the values, as they are written here.
    pub(super) title: String,
    /// Nothing in a table without names.
    pub(super) name: String,
    pub(super) numbers: Numbers,
}

/// Puts the columns into a sheet: `values` is the trace of this letter.
pub(super) fn put(sheet: &mut Sheet, fields: Vec<Field>, letter: char) -> Result<(), FormatError> {
    let picks = sheet.picks().cloned();
    for (at, Field { title, name, numbers }) in fields.into_iter().enumerate() {
        if name.is_empty() {
            let is = |pick: &Pick| *pick == Pick::Number(at + 1);
            let part = match &picks {
                Some(picks) if is(&picks.axis) => Part::Axis(None),
                Some(picks) if picks.levels.iter().any(is) => Part::Level,
                Some(_) => Part::Other,
                None if at == 0 => Part::Axis(None),
                None => Part::Level,
            };
            sheet.add_as(&name, part, numbers)?;
        } else if name == "values" && picks.is_none() {
            let unit = if title.is_empty() { title } else { format!("_{title}") };
            sheet.add_as(&format!("{letter}{unit}"), Part::Level, numbers)?;
        } else {
            sheet.add(&name, numbers)?;
        }
    }
    Ok(())
}

/// The columns of an array: of records by their names, of a table of two dimensions in order.
pub(super) fn fields(bytes: &[u8]) -> Result<Vec<Field>, FormatError> {
    let (header, data) = parse(bytes)?;
    let descr = told(&header, "'descr'").unwrap_or_default();
    let sizes = shape(&header).ok_or(ArrayError::NoCount)?;
    let records = descr.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match (records, &sizes[..]) {
        (Some((records, _)), &[count]) => of_records(records, count, data),
        (None, &[rows, columns]) => of_table(&header, descr, (rows, columns), data),
        _ => Err(ArrayError::Records(shape_words(&header)).into()),
    }
}

pub(super) fn of_records(records: &str, count: usize, data: &[u8]) -> Result<Vec<Field>, FormatError> {
    // `('name', '<f8')`, or `(('title', 'name'), '<f8')`: words between quotes, and what stands in front of each.
    let pieces: Vec<&str> = records.split('\'').collect();
    let (mut described, mut title, mut name) = (Vec::new(), "", None);
    for piece in pieces.as_chunks::<2>().0 {
        let [before, word] = *piece;
        if before.ends_with("((") {
            title = word;
        } else if let Some(name) = name.take() {
            described.push((std::mem::take(&mut title), name, word));
        } else {
            name = Some(word);
        }
    }
    let kinds = described.iter().map(|(title, name, dtype)| {
        let wrong = || ArrayError::Type { name: (*name).to_owned(), dtype: (*dtype).to_owned() };
        Type::of(dtype).map(|kind| (*title, *name, kind)).ok_or_else(wrong)
    });
    let kinds: Vec<(&str, &str, Type)> = kinds.collect::<Result<_, _>>()?;
    if kinds.len() < 2 {
        return Err(ArrayError::Records(records.to_owned()).into());
    }
    limits::traces(kinds.len() - 1, count)?;
    let record: usize = kinds.iter().map(|(.., kind)| kind.bytes()).sum();
    if !data.len().is_multiple_of(record) {
        return Err(ArrayError::Cut.into());
    }
    limits::agree(count, data.len() / record)?;
    let mut from = 0;
    let field = |(title, name, kind): (&str, &str, Type)| {
        let numbers = kind.read(data, record, from);
        from += kind.bytes();
        Field { title: title.to_owned(), name: name.to_owned(), numbers }
    };
    Ok(kinds.into_iter().map(field).collect())
}

/// The longer side is that of the samples.
pub(super) fn of_table(
    header: &str,
    descr: &str,
    (rows, columns): (usize, usize),
    data: &[u8],
) -> Result<Vec<Field>, FormatError> {
    let kind = descr.split(',').next().and_then(Type::of);
    let kind = kind.ok_or_else(|| ArrayError::Type { name: String::new(), dtype: descr.to_owned() })?;
    let fortran = told(header, "'fortran_order'").is_some_and(|order| order.starts_with("True"));
    let (points, count, turned) =
        if rows >= columns { (rows, columns, fortran) } else { (columns, rows, !fortran) };
    if count < 2 {
        return Err(ArrayError::Records(shape_words(header)).into());
    }
    limits::traces(count - 1, points)?;
    if points * count * kind.bytes() != data.len() {
        let name = shape_words(header);
        return Err(ArrayError::Length { name, count: points * count, bytes: data.len() }.into());
    }
    let size = kind.bytes();
    let column = |at: usize| {
        let numbers = if turned {
            kind.read(&data[at * points * size..(at + 1) * points * size], size, 0)
        } else {
            kind.read(data, count * size, at * size)
        };
        Field { title: String::new(), name: String::new(), numbers }
    };
    Ok((0..count).map(column).collect())
}
