//! Text of a file: UTF-8 with or without a mark, UTF-16 with one, and what older programs on Windows write, which is
//! latin-1 in all that stands in headers of measurements (µ, °, ²).

use super::error::TableError;

/// The text of these bytes, without the mark in front.
///
/// # Errors
/// Where they are no text: half a character of UTF-16, or bytes that no text has.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, TableError> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
        if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
    };
    match &bytes[..] {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes).ok_or(TableError::HalfCharacter),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes).ok_or(TableError::HalfCharacter),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(wrong) => {
            let bytes = wrong.into_bytes();
            let control =
                |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
            match bytes.iter().position(control) {
                Some(at) => Err(TableError::NoText { at, byte: bytes[at] }),
                None => Ok(bytes.into_iter().map(char::from).collect()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_that_instruments_write() {
        let text = "λ in µm; 20 °C\n";
        let wide = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}λ in µm; 20 °C\n".encode_utf16().flat_map(unit).collect()
        };
        assert_eq!(decode(text.as_bytes().to_vec()).unwrap(), text);
        assert_eq!(decode(format!("\u{feff}{text}").into_bytes()).unwrap(), text);
        assert_eq!(decode(wide(u16::to_le_bytes)).unwrap(), text);
        assert_eq!(decode(wide(u16::to_be_bytes)).unwrap(), text);
        assert_eq!(decode(b"\xb5m; 20 \xb0C\n".to_vec()).unwrap(), "µm; 20 °C\n");
        assert_eq!(decode(b"\xff\xfe1".to_vec()), Err(TableError::HalfCharacter));
        assert_eq!(decode(b"\xb5\0".to_vec()), Err(TableError::NoText { at: 1, byte: 0 }));
    }
}
