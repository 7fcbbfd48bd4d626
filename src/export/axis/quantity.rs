//! What the name of a column says that it is.

/// Quantities that are none of light, in lower case.
const OTHERS: [&str; 20] = [
    "time",
    "timestamp",
    "elapsed",
    "duration",
    "delay",
    "date",
    "temperature",
    "temp",
    "humidity",
    "pressure",
    "voltage",
    "bias",
    "current",
    "resistance",
    "distance",
    "position",
    "angle",
    "index",
    "sample",
    "row",
];

/// The words of a column's name, in lower case: `Wavelength (nm)` has two.
pub(super) fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether the words of a name say another quantity than wavelength or frequency.
pub(super) fn is_another(words: &[String]) -> bool {
    words.iter().any(|word| OTHERS.contains(&word.as_str()))
}
