//! The variables of a MAT-file, and which of them are traces.

use super::elements::{Elements, characters, class, kind};
use crate::core::cast::index_of;
use crate::export::error::{FormatError, MatError};
use crate::export::meta::Meta;
use crate::export::sheet::{Numbers, Part, Sheet};
use crate::export::{NamedTrace, limits};

/// What stands in front of the content of a variable.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) class: u32,
    /// Rows, columns, and further ones.
    pub(super) sizes: Vec<usize>,
}

impl Head {
    pub(super) fn read(parts: &mut Elements) -> Result<Self, MatError> {
        let (_, flags) = parts.next()?;
        let class = u32::from(*flags.first().ok_or(MatError::NoClass)?);
        let (_, shape) = parts.next()?;
        let (_, name) = parts.next()?;
        let sizes = shape.as_chunks::<4>().0.iter().map(|size| index_of(u32::from_le_bytes(*size)));
        Ok(Self { name: String::from_utf8_lossy(name).into_owned(), class, sizes: sizes.collect() })
    }
}

/// How the numbers of a variable lie.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Samples: its longer side.
    pub(super) points: usize,
    /// Columns of so many.
    pub(super) count: usize,
    /// They stand below each other.
    pub(super) tall: bool,
}

impl Head {
    /// `None` where it is no vector and no table of numbers.
    pub(super) fn shape(&self) -> Option<Shape> {
        let &[rows, columns] = &self.sizes[..] else { return None };
        let (points, count) = (rows.max(columns), rows.min(columns));
        let has_numbers = (class::DOUBLE..=class::LAST_NUMBER).contains(&self.class);
        let is_one = has_numbers && points >= 2 && (1..=limits::TRACES).contains(&count);
        is_one.then_some(Shape { points, count, tall: rows >= columns })
    }
}

impl Shape {
    /// All numbers, in the order of the file.
    pub(super) fn numbers(self, name: &str, parts: &mut Elements) -> Result<Vec<f64>, FormatError> {
        let Self { points, count, .. } = self;
        limits::traces(count, limits::points(points)?)?;
        let (kind, data) = parts.next()?;
        let told = points * count;
        if data.len() > told * 8 {
            return Err(MatError::Length { name: name.to_owned(), told, bytes: data.len() }.into());
        }
        let numbers = numbers(name, kind, data)?;
        limits::agree(told, numbers.len())?;
        Ok(numbers)
    }

    /// Those of one column: MATLAB goes down the columns first.
    pub(super) fn column(self, numbers: &[f64], number: usize) -> Numbers {
        Numbers::F64(if self.tall {
            numbers[number * self.points..(number + 1) * self.points].to_vec()
        } else {
            numbers.iter().skip(number).step_by(self.count).copied().collect()
        })
    }
}

/// What a file has.
pub(super) struct Found<'a> {
    pub(super) sheet: Sheet<'a>,
    /// What was found in arrays of structs: an axis, and behind it the levels on it.
    pub(super) scans: Sheet<'a>,
}

impl Found<'_> {
    pub(super) fn variable(&mut self, data: &[u8]) -> Result<(), FormatError> {
        let mut parts = Elements(data);
        let head = Head::read(&mut parts)?;
        match head.class {
            class::CHAR if head.name == "meta" => {
                let (kind, data) = parts.next()?;
                self.sheet.meta = Meta::from_json(&characters(kind, data))?;
                Ok(())
            }
            class::CHAR => Ok(()),
            class::STRUCT => self.structs(&head, &mut parts),
            _ => self.numbers(&head, &mut parts),
        }
    }

    /// The fields of structs: of a single one as `SiEPIC` has them, `wavelength` and `power`; of several scans.
    pub(super) fn structs(&mut self, head: &Head, parts: &mut Elements) -> Result<(), FormatError> {
        let (_, length) = parts.next()?;
        let length = length.first_chunk().map_or(0, |length| index_of(u32::from_le_bytes(*length)));
        let (_, names) = parts.next()?;
        let name = |name: &[u8]| {
            let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(name).into_owned()
        };
        let names: Vec<String> = names.chunks(length.max(1)).map(name).collect();
        let has_axis = names.iter().any(|name| matches!(self.sheet.part(name), Part::Axis(_)));
        let mut number = 0;
        // There may be fewer of them than their sizes say, and no more.
        while !names.is_empty() && !parts.0.is_empty() {
            number += 1;
            for name in &names {
                let (_, data) = parts.next()?;
                // Some programs write nothing for what has no value.
                if data.is_empty() {
                    continue;
                }
                let mut field = Elements(data);
                let field_head = Head { name: name.clone(), ..Head::read(&mut field)? };
                match field_head.class {
                    // Text is nothing, and structs within structs are left.
                    class::CHAR => {}
                    // One port alone is an array of one.
                    _ if head.sizes == [1, 1] && (has_axis || !is_scan(&field_head, &field)) => {
                        self.numbers(&field_head, &mut field)?;
                    }
                    _ => self.scan(&format!("{} {number}", head.name), &field_head, &mut field)?,
                }
            }
        }
        Ok(())
    }

    /// A scan: a table of two columns, wavelengths and levels, as `scanResults(port).Data` of `SiEPIC`'s.
    pub(super) fn scan(&mut self, name: &str, head: &Head, parts: &mut Elements) -> Result<(), FormatError> {
        let Some(shape) = head.shape().filter(|shape| shape.count == 2 && shape.points > 2) else {
            self.sheet.leave(&format!("{name}.{}", head.name));
            return Ok(());
        };
        self.scans.room(shape.points)?;
        let numbers = shape.numbers(name, parts)?;
        self.scans.add_as("wavelength", Part::Axis(None), shape.column(&numbers, 0))?;
        Ok(self.scans.add_as(name, Part::Level, shape.column(&numbers, 1))?)
    }

    /// A vector, or a table whose longer side is that of the samples: one column for each port.
    pub(super) fn numbers(&mut self, head: &Head, parts: &mut Elements) -> Result<(), FormatError> {
        let (name, part) = (&head.name, self.sheet.part(&head.name));
        let is_read = |shape: &Shape| part != Part::Other && (shape.count == 1 || part == Part::Level);
        let Some(shape) = head.shape().filter(is_read) else {
            self.sheet.leave(name);
            return Ok(());
        };
        self.sheet.room(shape.points)?;
        let numbers = shape.numbers(name, parts)?;
        if shape.count == 1 {
            return Ok(self.sheet.add(name, Numbers::F64(numbers))?);
        }
        for port in 0..shape.count {
            let column = shape.column(&numbers, port);
            self.sheet.add_as(&format!("{name} {}", port + 1), part, column)?;
        }
        Ok(())
    }

    /// Those of vectors and tables; where there are none those of scans.
    pub(super) fn traces(self) -> Result<Vec<NamedTrace>, FormatError> {
        let Self { sheet, scans } = self;
        if sheet.has_levels() {
            return sheet.traces();
        }
        if scans.has_levels() && scans.picks().is_none() {
            return scans.traces();
        }
        if !sheet.others().is_empty() {
            return Err(MatError::NoVector(sheet.others().to_vec()).into());
        }
        sheet.traces()
    }
}

/// Whether a field is a table of two columns of which the first can be an axis: it goes one way.
pub(super) fn is_scan(head: &Head, field: &Elements) -> bool {
    let shape = head.shape().filter(|shape| shape.count == 2 && shape.points > 2);
    let numbers = shape.and_then(|shape| shape.numbers(&head.name, &mut Elements(field.0)).ok());
    let axis = shape.zip(numbers).map(|(shape, numbers)| shape.column(&numbers, 0).into_f64());
    let goes = |way: fn(&[f64]) -> bool| axis.as_ref().is_some_and(|axis| axis.windows(2).all(way));
    // Levels may go one way, too; they are not above 0, as what stands on an axis is.
    let is_above_nothing = axis.as_ref().is_some_and(|axis| axis.iter().all(|place| *place > 0.0));
    is_above_nothing && (goes(|two| two[0] < two[1]) || goes(|two| two[0] > two[1]))
}

/// Numbers of whichever type they are kept in: MATLAB takes the smallest.
pub(super) fn numbers(name: &str, kind: u32, data: &[u8]) -> Result<Vec<f64>, MatError> {
    fn all<const N: usize, T: Into<f64>>(data: &[u8], read: fn([u8; N]) -> T) -> Vec<f64> {
        data.as_chunks::<N>().0.iter().map(|bytes| read(*bytes).into()).collect()
    }
    Ok(match kind {
        kind::INT8 => all(data, i8::from_le_bytes),
        kind::UINT8 => all(data, u8::from_le_bytes),
        kind::INT16 => all(data, i16::from_le_bytes),
        kind::UINT16 => all(data, u16::from_le_bytes),
        kind::INT32 => all(data, i32::from_le_bytes),
        kind::UINT32 => all(data, u32::from_le_bytes),
        kind::SINGLE => all(data, f32::from_le_bytes),
        kind::DOUBLE => all(data, f64::from_le_bytes),
        _ => return Err(MatError::Numbers { name: name.to_owned(), kind }),
    })
}
