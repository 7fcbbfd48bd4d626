//! Numbers as the conventions of netCDF pack them: whole ones with a factor and an offset, and one that stands for what is
//! missing.

use std::collections::HashMap;

use hdf5_pure::{AttrValue, DType, Dataset, Error};

use crate::export::sheet::Numbers;

/// Kinds of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Float,
    Whole,
}

/// The kind of a type; `None` where it has no numbers.
#[expect(clippy::wildcard_enum_match_arm, reason = "which types there are is the library's")]
pub(super) const fn kind(dtype: &DType) -> Option<Kind> {
    match dtype {
        DType::F32 | DType::F64 => Some(Kind::Float),
        DType::I8
        | DType::I16
        | DType::I32
        | DType::I64
        | DType::U8
        | DType::U16
        | DType::U32
        | DType::U64 => Some(Kind::Whole),
        _ => None,
    }
}

/// What the attributes of a dataset say of its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Packed {
    /// In what they are when they are unpacked.
    pub(super) unit: Option<String>,
    scale: Option<f64>,
    offset: Option<f64>,
    /// Which numbers stand for what is missing.
    missing: Vec<f64>,
}

impl Packed {
    pub(super) fn of(attributes: &HashMap<String, AttrValue>) -> Self {
        let number = |key: &str| attributes.get(key).and_then(number);
        let missing = ["_FillValue", "missing_value"].into_iter().filter_map(number);
        Self {
            unit: attributes.get("units").and_then(AttrValue::as_str).map(str::to_owned),
            scale: number("scale_factor"),
            offset: number("add_offset"),
            // Not-a-number stays what it is.
            missing: missing.filter(|value| !value.is_nan()).collect(),
        }
    }

    /// Whether they are others than those that stand in the file.
    pub(super) const fn is_scaled(&self) -> bool {
        self.scale.is_some() || self.offset.is_some()
    }

    /// The numbers of a dataset, unpacked; what is missing is not-a-number.
    pub(super) fn numbers(&self, dataset: &Dataset, dtype: &DType) -> Result<Numbers, Error> {
        if *dtype == DType::F32 && !self.is_scaled() && self.missing.is_empty() {
            return Ok(Numbers::F32(dataset.read_f32()?));
        }
        let (scale, offset) = (self.scale.unwrap_or(1.0), self.offset.unwrap_or(0.0));
        let mut numbers = dataset.read_f64()?;
        for number in &mut numbers {
            *number = if self.missing.contains(number) { f64::NAN } else { *number * scale + offset };
        }
        Ok(Numbers::F64(numbers))
    }
}

/// A number of an attribute, which netCDF keeps as an array of one.
fn number(value: &AttrValue) -> Option<f64> {
    use AttrValue as A;
    fn first<T: Copy + Into<f64>>(numbers: &[T]) -> Option<f64> {
        numbers.first().copied().map(Into::into)
    }
    #[expect(clippy::wildcard_enum_match_arm, reason = "which attributes there are is the library's")]
    match value {
        A::F32Array(numbers) => first(numbers),
        A::F64Array(numbers) => first(numbers),
        A::I8Array(numbers) => first(numbers),
        A::I16Array(numbers) => first(numbers),
        A::I32Array(numbers) => first(numbers),
        A::U8Array(numbers) => first(numbers),
        A::U16Array(numbers) => first(numbers),
        A::U32Array(numbers) => first(numbers),
        A::I64Array(numbers) => numbers.first().map(|&number| crate::core::cast::whole_f64(number)),
        A::U64Array(numbers) => numbers.first().map(|&number| crate::core::cast::u64_f64(number)),
        one => one.as_f64().or_else(|| one.as_i64().map(crate::core::cast::whole_f64)),
    }
}
