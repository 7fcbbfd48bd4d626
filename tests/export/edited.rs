//! Files that somebody edited, and files from elsewhere: read as they are, or refused with what is wrong.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::Arc;

use ctp10::export::Ending;
use ctp10::export::{Format, NamedTrace, load, save};

use super::{Folder, trace};

/// Numbers that are the same in every run: splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

/// A table as an editor leaves it: a row's wavelength and level, and what the header says.
pub(super) struct Edited {
    pub(super) rows: Vec<(f64, f32)>,
    pub(super) meta: Option<serde_json::Value>,
}

const POINTS: usize = 400;

/// No two samples have the same level, so that it tells which one it was.
fn level(index: usize) -> f32 {
    -1.0 - index as f32 * 0.125
}

pub(super) fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut text = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}");
    while !(11 + text.len()).is_multiple_of(64) {
        text.push(' ');
    }
    text.push('\n');
    let length = (text.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], text.as_bytes(), data].concat()
}

pub(super) fn zip(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(format!("{name}.npy"), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(super) fn parquet_with(edited: &Edited, compression: parquet::basic::Compression) -> Vec<u8> {
    use parquet::basic::{Repetition, Type as Physical};
    use parquet::data_type::{DoubleType, FloatType};
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;
    let column = |name: &str, physical| {
        let built = Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
        Arc::new(built.build().unwrap())
    };
    let fields = vec![column("wavelength_nm", Physical::DOUBLE), column("A", Physical::FLOAT)];
    let schema = Arc::new(Type::group_type_builder("traces").with_fields(fields).build().unwrap());
    let meta = edited.meta.as_ref().map(|meta| vec![KeyValue::new("ctp10".to_owned(), meta.to_string())]);
    let properties = Arc::new(
        WriterProperties::builder().set_compression(compression).set_key_value_metadata(meta).build(),
    );
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let (x, y): (Vec<f64>, Vec<f32>) = edited.rows.iter().copied().unzip();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&x, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<FloatType>().write_batch(&y, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

/// A variable of MATLAB's of this class, with data of this type.
pub(super) fn mat(file: &mut Vec<u8>, name: &str, (class, kind): (u32, u32), shape: [u32; 2], data: &[u8]) {
    let mut matrix = Vec::new();
    for (kind, data) in [
        (6, &[class, 0].map(u32::to_le_bytes).concat()[..]),
        (5, &shape.map(u32::to_le_bytes).concat()),
        (1, name.as_bytes()),
        (kind, data),
    ] {
        matrix.extend([kind, data.len() as u32].map(u32::to_le_bytes).concat());
        matrix.extend(data);
        matrix.resize(matrix.len().next_multiple_of(8), 0);
    }
    file.extend([14, matrix.len() as u32].map(u32::to_le_bytes).concat());
    file.extend(matrix);
}

fn parquet(edited: &Edited) -> Vec<u8> {
    parquet_with(edited, parquet::basic::Compression::UNCOMPRESSED)
}

/// The bytes that an editor makes of a table, with the header as it was.
fn bytes(end: &str, edited: &Edited, saved: &[u8]) -> Vec<u8> {
    let (x, y): (Vec<f64>, Vec<f32>) = edited.rows.iter().copied().unzip();
    let rows = edited.rows.iter().fold(String::new(), |mut text, (nm, level)| {
        let _ = writeln!(text, "{nm:.6},{level}");
        text
    });
    let count = format!("({},)", x.len());
    match end {
        "csv" | "openepda" => {
            let saved = std::str::from_utf8(saved).unwrap();
            let is_row = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit());
            let head: String = saved
                .lines()
                .take_while(|line| !is_row(line))
                .fold(String::new(), |text, line| text + line + "\n");
            let bare = if end == "csv" {
                "wavelength_nm,A_dB\n"
            } else {
                "_x: 1\n...\n\"wavelength_nm\",\"A_dB\"\n"
            };
            format!("{}{rows}", if edited.meta.is_some() { &head } else { bare }).into_bytes()
        }
        "npz" => {
            let mut arrays = vec![
                ("wavelength_nm", npy("'<f8'", &count, bytemuck::cast_slice(&x))),
                ("A", npy("'<f4'", &count, bytemuck::cast_slice(&y))),
            ];
            if let Some(meta) = &edited.meta {
                let text: Vec<u32> = meta.to_string().chars().map(u32::from).collect();
                arrays.push(("meta", npy(&format!("'<U{}'", text.len()), "()", bytemuck::cast_slice(&text))));
            }
            zip(&arrays)
        }
        "npy" => {
            let records: Vec<f64> =
                edited.rows.iter().flat_map(|&(nm, level)| [nm, f64::from(level)]).collect();
            npy("[('wavelengths', '<f8'), ('values', '<f8')]", &count, bytemuck::cast_slice(&records))
        }
        "json" => {
            let mut file: serde_json::Value = serde_json::from_slice(saved).unwrap();
            file["wavelengths"]["wavelength_nm"] = serde_json::to_value(&x).unwrap();
            if edited.meta.is_none() {
                file.as_object_mut().unwrap().remove("meta");
            }
            file["levels"]["A"] = serde_json::to_value(&y).unwrap();
            file.to_string().into_bytes()
        }
        "parquet" => parquet(edited),
        "h5" => {
            let mut file = hdf5_pure::FileBuilder::new();
            file.create_dataset("wavelength_nm").with_f64_data(&x);
            file.create_dataset("A").with_f32_data(&y);
            if let Some(meta) = &edited.meta {
                file.set_attr("meta", hdf5_pure::AttrValue::VarLenString(meta.to_string()));
            }
            file.finish().unwrap()
        }
        "mat" => {
            let mut file = vec![b' '; 124];
            file.extend([0, 1, b'I', b'M']);
            let shape = [x.len() as u32, 1];
            mat(&mut file, "wavelength_nm", (6, 9), shape, bytemuck::cast_slice(&x));
            mat(&mut file, "A", (7, 7), shape, bytemuck::cast_slice(&y));
            if let Some(meta) = &edited.meta {
                let units: Vec<u16> = meta.to_string().encode_utf16().collect();
                let shape = [1, units.len() as u32];
                mat(&mut file, "meta", (4, 4), shape, bytemuck::cast_slice(&units));
            }
            file
        }
        other => panic!("a format that nobody edits here: {other}"),
    }
}

/// One of the ways in which tables are edited.
fn edit(random: &mut Random, rows: &mut Vec<(f64, f32)>) {
    let at = 1 + random.below(POINTS / 2);
    match random.below(8) {
        0 => drop(rows.drain(..at)),
        1 => rows.truncate(POINTS - at),
        2 => {
            let every = 2 + random.below(7);
            *rows = rows.iter().copied().step_by(every).collect();
        }
        3 => rows.reverse(),
        4 => {
            let shift = (random.below(4_000_000) as f64 - 2e6) * 1e-6;
            for (nm, _) in rows.iter_mut() {
                *nm = ((*nm + shift) * 1e6).round() / 1e6;
            }
        }
        5 => drop(rows.drain(at..at + 1 + random.below(19))),
        6 => rows.swap(at, at + 7),
        _ => *rows = rows[at..].iter().chain(&rows[..at]).copied().collect(),
    }
}

/// A file that says what its levels were, and has others.
#[test]
fn a_level_that_was_edited_is_noticed_in_every_format() {
    let folder = Folder::new("levels");
    let mut y: Vec<f32> = (0..POINTS).map(level).collect();
    (y[3], y[4]) = (f32::NAN, f32::NEG_INFINITY);
    let whole = trace(1, y.clone());
    for end in Format::all().map(Format::end).filter(|end| *end != "npy") {
        let path = folder.0.join(format!("saved.{end}"));
        save(&path, &[('A', Arc::new(whole.clone()))]).unwrap();
        assert!(load(&path).unwrap()[0].1.provenance.processing.is_empty(), "{end}");
        let saved = std::fs::read(&path).unwrap();
        let json = folder.0.join("meta.json");
        if !json.exists() {
            save(&json, &[('A', Arc::new(whole.clone()))]).unwrap();
        }
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
        let mut rows: Vec<(f64, f32)> = (0..POINTS).map(|n| (whole.spacing.nm(n), level(n))).collect();
        let meta = Some(json["meta"].clone());
        rows[1].1 = -40.0;
        let edited = folder.0.join(format!("edited.{end}"));
        std::fs::write(&edited, bytes(end, &Edited { rows, meta }, &saved)).unwrap();
        let found = load(&edited).unwrap_or_else(|error| panic!("{error}"));
        let steps = |trace: &ctp10::core::trace::Trace| -> Vec<String> {
            trace.provenance.processing.iter().map(|step| step.what.clone()).collect()
        };
        assert_eq!(steps(&found[0].1), ["levels differ from those that were measured"], "{end}");
        // Saved anew it has a sum of its own, and what was said of it stays: once.
        let again = folder.0.join(format!("again.{end}"));
        save(&again, &found).unwrap();
        assert_eq!(steps(&load(&again).unwrap()[0].1), steps(&found[0].1), "{end}");
    }
}

/// Rows in the other order are the same levels.
#[test]
fn levels_that_were_turned_round_are_not_taken_for_edited() {
    let folder = Folder::new("turned");
    let whole = trace(1, (0..POINTS).map(level).collect());
    let path = folder.0.join("saved.csv");
    save(&path, &[('A', Arc::new(whole.clone()))]).unwrap();
    let saved = std::fs::read(&path).unwrap();
    let rows = (0..POINTS).rev().map(|n| (whole.spacing.nm(n), level(n))).collect();
    let meta = Some(serde_json::Value::Null);
    std::fs::write(&path, bytes("csv", &Edited { rows, meta }, &saved)).unwrap();
    let found = &load(&path).unwrap()[0].1;
    assert_eq!((&found.y, found.provenance.processing.len()), (&whole.y, 0));
}

#[test]
fn a_thousand_edited_files_are_read_right_or_refused() {
    let folder = Folder::new("edited");
    let whole = trace(1, (0..POINTS).map(level).collect());
    let mut random = Random(10);
    let saved = |end: &str| {
        let path = folder.0.join(format!("saved.{end}"));
        save(&path, &[('A', Arc::new(whole.clone()))]).unwrap();
        std::fs::read(path).unwrap()
    };
    let formats: Vec<(&str, Vec<u8>)> =
        Format::all().map(|format| (format.end(), saved(format.end()))).collect();
    let json = &formats.iter().find(|(end, _)| *end == "json").unwrap().1;
    let meta = serde_json::from_slice::<serde_json::Value>(json).unwrap()["meta"].clone();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..1200usize.div_ceil(formats.len()) {
        for (end, saved) in &formats {
            let mut rows: Vec<(f64, f32)> = (0..POINTS).map(|n| (whole.spacing.nm(n), level(n))).collect();
            for _ in 0..=random.below(2) {
                if rows.len() == POINTS {
                    edit(&mut random, &mut rows);
                }
            }
            let edited = Edited { rows, meta: (random.below(2) == 0).then(|| meta.clone()) };
            let mut bytes = bytes(end, &edited, saved);
            let cut = random.below(5) == 0;
            if cut {
                bytes.truncate(random.below(bytes.len()));
            }
            let path = folder.0.join(format!("edited.{end}"));
            std::fs::write(&path, &bytes).unwrap();
            match load(&path) {
                Ok(found) => {
                    assert!(!cut || is_text(end), "{end}: a cut file of {} rows was read", edited.rows.len());
                    let rows = if cut { rows_of(&bytes) } else { edited.rows.len() };
                    right(end, &found, &edited.rows[..rows]);
                    read += 1;
                }
                Err(error) => {
                    let words = error.to_string().split(' ').count();
                    assert!(words >= 8, "{end}: {error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(read > 200 && refused > 300, "{read} read, {refused} refused");
}

/// Text that ends behind a row says nothing of rows that were there.
fn is_text(end: &str) -> bool {
    matches!(end, "csv" | "openepda")
}

fn rows_of(text: &[u8]) -> usize {
    String::from_utf8_lossy(text).lines().filter(|line| line.starts_with("15")).count()
}

/// Each level lies at the wavelength that stood beside it.
fn right(end: &str, found: &[NamedTrace], rows: &[(f64, f32)]) {
    let [(_, trace)] = found else { panic!("{end}: {} traces", found.len()) };
    assert_eq!(trace.y.len(), rows.len(), "{end}");
    for (index, level) in trace.y.iter().enumerate() {
        let (nm, _) = rows.iter().find(|(_, there)| there == level).unwrap();
        assert!((nm - trace.spacing.nm(index)).abs() < 1e-6, "{end}: {level} at {}", trace.spacing.nm(index));
    }
}

/// Rows from elsewhere: 21 wavelengths from 1550 nm in steps of 0.1 nm.
fn rows(row: impl Fn(usize, f64) -> String) -> String {
    (0..21).map(|n| row(n, 1550.0 + n as f64 * 0.1) + "\n").collect()
}

fn from_elsewhere(name: &str, bytes: &[u8]) -> Result<Vec<NamedTrace>, String> {
    let folder = Folder::new(name);
    let path = folder.0.join(name);
    std::fs::write(&path, bytes).unwrap();
    load(&path).map_err(|error| error.to_string())
}

#[test]
fn tables_from_elsewhere_are_read_by_their_names() {
    for (name, head, row) in [
        ("names.csv", "wavelength_nm,A_dB", "{nm},-3"),
        ("metres.csv", "Wavelength (m),Power [dBm]", "{m},-3"),
        ("micron.csv", "wavelength_um;level", "{um};-3"),
        ("index.csv", ",wavelength_nm,A_dB", "{n},{nm},-3"),
        ("santec.csv", "No.,Wavelength,Power", "{n},{nm},-3"),
        ("tabs.csv", "\u{feff}Power\tWavelength (nm)", "-3\t{nm}"),
        ("bare.csv", "", "{nm},-3"),
    ] {
        let row = |n: usize, nm: f64| {
            let row = row.replace("{nm}", &format!("{nm:.4}")).replace("{n}", &n.to_string());
            row.replace("{m}", &format!("{:.7e}", nm * 1e-9)).replace("{um}", &format!("{:.7}", nm * 1e-3))
        };
        let found = from_elsewhere(name, format!("{head}\n{}", rows(row)).as_bytes());
        let found = found.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.len(), 1, "{name}");
        let trace = &found[0].1;
        assert!((trace.spacing.nm(20) - 1552.0).abs() < 1e-6, "{name}: {:?}", trace.spacing);
        assert_eq!(trace.y, [-3.0; 21], "{name}");
        let said = ["dBm", "dB"].into_iter().find(|unit| head.contains(unit));
        assert_eq!(trace.unit(), said.unwrap_or("dB?"), "{name}");
    }
    let blank = |n: usize, nm: f64| if n == 7 { format!("{nm:.4},") } else { format!("{nm:.4},-{n}") };
    let found = from_elsewhere("blank.csv", rows(blank).as_bytes()).unwrap();
    assert!(found[0].1.y[7].is_nan() && found[0].1.y[8] == -8.0, "a blank cell is a sample that is missing");
}

#[test]
fn tables_from_elsewhere_that_are_not_certain_are_refused() {
    let thz = |nm: f64| 299_792.458 / nm;
    for (name, text, wanted) in [
        ("bare-metres.csv", rows(|_, nm| format!("{:e},-3", nm * 1e-9)), "outside of 600 to 2500 nm"),
        ("thz.csv", rows(|_, nm| format!("{},-3", thz(nm))), "outside of 600 to 2500 nm"),
        (
            "wrong-unit.csv",
            "wavelength_nm,dB\n".to_owned() + &rows(|_, nm| format!("{:e},-3", nm * 1e-9)),
            "its name says",
        ),
        ("linear.csv", rows(|n, nm| format!("{nm:.4},0.{n}")), "as of a linear scale"),
        (
            "ma.csv",
            "wavelength_nm,A_mA\n".to_owned() + &rows(|_, nm| format!("{nm:.4},0.5")),
            "is in \"mA\" by its name",
        ),
        ("two.csv", rows(|_, nm| format!("{nm:.4},{nm:.4},-3")), "both could be wavelengths"),
        (
            "missing.csv",
            rows(|n, nm| if n == 5 { "\n".into() } else { format!("{nm:.4},-3") }),
            "behind row 5: it is at 1550.4 nm",
        ),
        (
            "cells.csv",
            rows(|n, nm| if n == 5 { format!("{nm:.4}") } else { format!("{nm:.4},-3") }),
            "row 6 has 1 cells",
        ),
        (
            "letters.csv",
            "wavelength_nm,A_dB,A_dB\n".to_owned() + &rows(|_, nm| format!("{nm:.4},-3,-3")),
            "two columns are trace A",
        ),
        ("cut.csv", rows(|_, nm| format!("{nm:.4},-3")).trim_end().to_owned(), "its last line is cut"),
    ] {
        let refused = from_elsewhere(name, text.as_bytes()).map(|found| found.len()).unwrap_err();
        assert!(refused.contains(wanted), "{name}: {refused}");
    }
}

/// What stands beside an array says nothing of another one.
#[test]
fn an_array_that_was_edited_says_so_and_one_of_another_file_is_refused() {
    let folder = Folder::new("beside");
    let path = folder.0.join("t.npy");
    let mut wanted = trace(1, (0..20).map(level).collect());
    wanted.provenance.notes = "mine".into();
    save(&path, &[('C', Arc::new(wanted))]).unwrap();
    assert_eq!(load(&path).unwrap()[0].1.provenance.notes, "mine");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let edited = |path: &Path| -> Vec<String> {
        load(path).unwrap()[0].1.provenance.processing.iter().map(|step| step.what.clone()).collect()
    };
    assert_eq!(edited(&path), ["levels differ from those that were measured"]);
    // Of a version whose sum stands once.
    let beside = folder.0.join("t.npy.json");
    let mut said: serde_json::Value = serde_json::from_slice(&std::fs::read(&beside).unwrap()).unwrap();
    said["meta"]["traces"]["C"].as_object_mut().unwrap().remove("crc32").unwrap();
    std::fs::write(&beside, said.to_string()).unwrap();
    assert_eq!(edited(&path), ["levels differ from those that were measured"]);
    // What stands beside another array is not read with this one.
    save(&folder.0.join("u.npy"), &[('C', Arc::new(trace(1, (0..19).map(level).collect())))]).unwrap();
    std::fs::rename(folder.0.join("u.npy.json"), &beside).unwrap();
    let refused = load(&path).unwrap_err().to_string();
    assert!(refused.contains("a trace has 19 points, and 20 are there"), "{refused}");
    std::fs::remove_file(&beside).unwrap();
    assert_eq!(load(&path).unwrap()[0].1.provenance.notes, "");
}

#[test]
fn arrays_from_elsewhere_are_read_by_their_type_and_shape() {
    let x: Vec<f64> = (0..21).map(|n| 1550.0 + f64::from(n) * 0.1).collect();
    let singles: Vec<f32> = x.iter().map(|&nm| nm as f32).collect();
    let y = vec![-3.0_f32; 21];
    let levels = |shape| npy("'<f4'", shape, bytemuck::cast_slice(&y));
    let axis = || npy("'<f8'", "(21,)", bytemuck::cast_slice(&x));
    let read = |arrays: &[(&str, Vec<u8>)]| from_elsewhere("t.npz", &zip(arrays));

    let found = read(&[
        ("wavelength_nm", npy("'<f4'", "(21,)", bytemuck::cast_slice(&singles))),
        ("A", levels("(21,)")),
    ]);
    assert!((found.unwrap()[0].1.spacing.nm(20) - 1552.0).abs() < 1e-3);
    let own: Vec<f64> = x.iter().map(|nm| nm + 5.0).collect();
    let own = npy("'<f8'", "(21,)", bytemuck::cast_slice(&own));
    let found = read(&[
        ("wavelength_nm", axis()),
        ("A", levels("(21,)")),
        ("wavelength_nm_B", own),
        ("B", levels("(21,)")),
    ]);
    let starts: Vec<f64> = found.unwrap().iter().map(|(_, trace)| trace.spacing.nm(0).round()).collect();
    assert_eq!(starts, [1550.0, 1555.0]);
    for (array, wanted) in [
        (levels("(3, 7)"), "one dimension is read"),
        (levels("(20,)"), "has 20 numbers by its header"),
        (npy("'<f4'", "(20,)", bytemuck::cast_slice(&y[1..])), "has 20 levels, and its axis 21 wavelengths"),
        (npy("'<c8'", "(21,)", bytemuck::cast_slice(&y)), "of type <c8"),
        (
            npy("'|O'", "(21,)", b"\x80\x04"),
            "an array of Python objects, which is not read; save numbers with .astype",
        ),
    ] {
        let refused = read(&[("wavelength_nm", axis()), ("A", array)]).map(|found| found.len()).unwrap_err();
        assert!(refused.contains(wanted), "{refused}");
    }
}
