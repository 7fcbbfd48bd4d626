//! Files: written, read back here, and read by the programs that people use.

mod edited;
mod elsewhere;
mod figures;
mod resaved;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::level::LevelUnit;
use ctp10::core::processing::Step;
use ctp10::core::trace::{Origin, Provenance, Spacing, SweepSeen, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::export::Ending;
use ctp10::export::{ExportError, Format, FormatError, HeaderError, NamedTrace, load, save};
use proptest::prelude::*;

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("ctp10-export-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn trace(channel: u8, y: Vec<f32>) -> Trace {
    Trace {
        origin: TraceId { detector: DetectorId::new(4, channel).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1550.12345), sampling: Wavelength::from_m(1e-13) },
        y,
        provenance: Provenance {
            light: ctp10::core::laser::LightSeen::Dark,
            instrument: "EXFO,CTP10,SIM00001,1.4.0".into(),
            settings: [("sweep start", "1550.12345 nm"), ("tls 1 speed", "20 nm/s")]
                .map(|(key, value)| (key.into(), value.into()))
                .into(),
            swept_with: std::collections::BTreeMap::new(),
            sweep: SweepSeen {
                scanning: "2026-11-24T12:04:40Z".into(),
                analyzing: "2026-11-24T12:04:50Z".into(),
                done: "2026-11-24T12:04:55Z".into(),
                settings_from: "the sweep".into(),
                settings_changed_since: "sweep start: 1550 nm, then 1560 nm".into(),
            },
            reference: "TF, 2026-11-24 12:04:31, valid".into(),
            taken: "2026-11-24T12:05:00Z".into(),
            program: "ctp10 0.1.0".into(),
            simulated: true,
            name: "IN 1, \"quoted\"".into(),
            notes: "notes: with # and ; µ".into(),
            unit: None,
            processing: Vec::new(),
            own_axis: None,
        },
        x_difference_pm: None,
    }
}

fn ends() -> impl Iterator<Item = &'static str> {
    Format::all().map(Format::end)
}

/// As many of these as the format holds.
fn held<'a>(end: &str, traces: &'a [NamedTrace]) -> &'a [NamedTrace] {
    if end == "npy" { &traces[..1] } else { traces }
}

fn same(a: &Trace, b: &Trace, end: &str) {
    let alike = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
    assert_eq!(a.y.len(), b.y.len(), "{end}");
    for (x, y) in a.y.iter().zip(&b.y) {
        assert!(alike((x, y)), "{end}: {x} came back as {y}");
    }
    let step = (a.spacing.start.nm() - b.spacing.start.nm()).abs()
        + (a.spacing.sampling.nm() - b.spacing.sampling.nm()).abs();
    assert!(step < 1e-9, "{end}");
    assert_eq!((&a.origin, &a.provenance), (&b.origin, &b.provenance), "{end}");
    assert_eq!(a.spacing, b.spacing, "{end}");
}

#[test]
fn every_format_reads_back_what_was_written() {
    let folder = Folder::new("formats");
    let odd = vec![-3.25, f32::NAN, f32::NEG_INFINITY, 1e-7, -81.123_45, 0.0, f32::MIN_POSITIVE];
    let traces: Vec<NamedTrace> = vec![
        ('A', Arc::new(trace(1, odd.clone()))),
        ('C', Arc::new(trace(2, odd.iter().map(|y| y * 2.0).collect()))),
    ];
    for end in ends() {
        let traces = held(end, &traces);
        let path = folder.0.join(format!("t.{end}"));
        assert_eq!(save(&path, traces).unwrap(), path);
        let read = load(&path).unwrap();
        assert_eq!(read.len(), traces.len(), "{end}");
        for ((letter, wanted), (read_letter, found)) in traces.iter().zip(&read) {
            assert_eq!(letter, read_letter, "{end}");
            same(wanted, found, end);
        }
        // Never over another.
        assert_eq!(save(&path, traces).unwrap(), folder.0.join(format!("t-2.{end}")));
    }
}

/// A difference of powers is in dB, and each file says what it is the difference of.
#[test]
fn every_format_says_what_was_computed() {
    let folder = Folder::new("computed");
    let parents = [trace(1, vec![-1.0; 3]), trace(2, vec![-2.0; 3])];
    let mut wanted = trace(1, vec![1.0; 3]);
    let id = wanted.origin.trace().unwrap();
    wanted.origin = TraceId { kind: TraceType::new(12).unwrap(), ..id }.into();
    wanted.provenance.unit = Some(LevelUnit::Db);
    wanted.provenance.processing = vec![Step::of("A - B", &[&parents[0], &parents[1]])];
    for end in ends() {
        let path = folder.0.join(format!("t.{end}"));
        let saved = save(&path, &[('C', Arc::new(wanted.clone()))]);
        saved.unwrap();
        let read = &load(&path).unwrap()[0].1;
        assert_eq!((read.unit(), &read.provenance), ("dB", &wanted.provenance), "{end}");
    }
}

/// A trace of another program is none of a detector's, in whatever format it is saved again.
#[test]
fn a_trace_from_elsewhere_stays_one_in_every_format() {
    let folder = Folder::new("foreign");
    let path = folder.0.join("ring.csv");
    std::fs::write(&path, "wavelength_nm,A_dBm\n1550.0,-1.0\n1550.1,-2.0\n1550.2,-1.5\n").unwrap();
    let read = load(&path).unwrap();
    let from = Origin::Foreign { file: "ring.csv".into(), column: "A_dBm".into() };
    assert_eq!((&read[0].1.origin, read[0].1.unit()), (&from, "dBm"));
    for end in ends() {
        let saved = save(&folder.0.join(format!("again.{end}")), &read).unwrap();
        let again = &load(&saved).unwrap()[0].1;
        assert_eq!((&again.origin, again.unit()), (&from, "dBm"), "{end}");
    }
}

/// What a trace type without a name holds depends on the module: no file says a unit of it.
#[test]
fn a_unit_that_is_not_known_stands_in_no_file() {
    let folder = Folder::new("unknown");
    let mut unnamed = trace(1, vec![-1.0, -2.0, -3.0]);
    let id = unnamed.origin.trace().unwrap();
    unnamed.origin = TraceId { kind: TraceType::new(5).unwrap(), ..id }.into();
    for end in ends() {
        let saved = save(&folder.0.join(format!("t.{end}")), &[('A', Arc::new(unnamed.clone()))]).unwrap();
        let bytes = std::fs::read(&saved).unwrap();
        let says = |word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!says("dBm") && !says("dB\"") && !says("dB'") && !says("_dB"), "{end}");
        let read = &load(&saved).unwrap()[0].1;
        assert_eq!((read.level_unit(), read.unit()), (LevelUnit::Unknown, "dB?"), "{end}");
        same(
            &unnamed,
            &Trace { provenance: Provenance { unit: None, ..read.provenance.clone() }, ..(**read).clone() },
            end,
        );
    }
    // Who knows it gives the column its unit.
    let path = folder.0.join("t.csv");
    let text = std::fs::read_to_string(&path).unwrap().replace("wavelength_nm,A\n", "wavelength_nm,A_dBm\n");
    std::fs::write(&path, text).unwrap();
    assert_eq!(load(&path).unwrap()[0].1.level_unit(), LevelUnit::Dbm);
}

fn refused(path: &Path) -> FormatError {
    match load(path).map(|traces| traces.len()).unwrap_err() {
        ExportError::Content { what, .. } => what,
        other => panic!("{other}"),
    }
}

#[test]
fn a_header_with_half_an_identity_is_refused() {
    let folder = Folder::new("half");
    let path = folder.0.join("t.csv");
    save(&path, &[('A', Arc::new(trace(1, vec![-1.0; 3])))]).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    let edited = |line: &str, other: &str| {
        assert!(whole.contains(line), "{whole}");
        std::fs::write(&path, whole.replace(line, other)).unwrap();
    };
    edited("# A type: 1 (TF live)\n", "");
    assert!(matches!(refused(&path), FormatError::Header(HeaderError::NoType('A'))));
    edited("# A detector: 4/1\n", "# A detector:\n");
    assert!(matches!(refused(&path), FormatError::Header(HeaderError::NoDetector('A'))));
    edited("# A detector: 4/1\n", "# A detector: 44/1\n");
    assert!(matches!(refused(&path), FormatError::Header(HeaderError::Detector { letter: 'A', .. })));
    edited("# A type: 1 (TF live)\n", "# A type: 24\n");
    assert!(matches!(refused(&path), FormatError::Header(HeaderError::Type { letter: 'A', number: 24 })));
    for (line, key, value) in [
        ("type: 1 (TF live)", "type", "TF"),
        ("points: 3", "points", "3O"),
        ("sampling_m: 1.0e-13", "sampling_m", "x"),
    ] {
        edited(line, &format!("{key}: {value}"));
        let FormatError::Header(HeaderError::Number { key: said, value: found }) = refused(&path) else {
            panic!("{line}")
        };
        assert_eq!((said.as_str(), found.as_str()), (key, value));
    }
}

/// Names of files and columns come from outside, and stand in messages and on the screen.
#[test]
fn no_name_of_a_file_or_a_column_steers_a_terminal() {
    let folder = Folder::new("names");
    let steers = |text: &str| text.contains(|c: char| c.is_control() || c == '\u{202e}');
    let good = "wavelength_nm,power\u{1b}[2J\u{202e} dBm\n1550.0,-1.0\n1550.1,-2.0\n";
    for (name, text) in [
        ("a\u{1b}[2Jb.csv", good.to_owned()),
        ("column.csv", good.to_owned()),
        ("axis.csv", good.replace("wavelength_nm", "wavelength \u{1b}[31m\u{202e} m")),
        ("cell.csv", good.replace("-2.0", "-2\u{1b}\u{202e}")),
        ("two.csv", good.replace("power", "wavelength")),
        ("unit.csv", good.replace("dBm", "mW")),
    ] {
        let path = folder.0.join(name);
        std::fs::write(&path, text).unwrap();
        match load(&path) {
            Ok(traces) => {
                assert!(!steers(&traces[0].1.origin.to_string()), "{name}: {:?}", traces[0].1.origin);
            }
            Err(error) => assert!(!steers(&error.to_string()), "{name}: {error:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_samples_come_back(y in prop::collection::vec(any::<f32>(), 2..300)) {
        let folder = Folder::new("any");
        for end in ends() {
            let path = folder.0.join(format!("t.{end}"));
            let wanted = trace(1, y.clone());
            let saved = save(&path, &[('A', Arc::new(wanted.clone()))]).unwrap();
            let read = load(&saved).unwrap();
            same(&wanted, &read[0].1, end);
        }
    }

    #[test]
    fn rubbish_is_refused_with_words(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = Folder::new("rubbish");
        for end in ends() {
            let path = folder.0.join(format!("r.{end}"));
            std::fs::write(&path, &bytes).unwrap();
            let error = load(&path).map(|traces| traces.len()).unwrap_err();
            prop_assert!(!error.to_string().contains(['\u{1b}', '\n', '\0']), "{error:?}");
        }
    }
}

#[test]
fn a_cut_file_is_refused() {
    let folder = Folder::new("cut");
    for end in ends() {
        let path = folder.0.join(format!("t.{end}"));
        save(&path, &[('A', Arc::new(trace(1, vec![-1.5; 1000])))]).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let length = bytes.len();
        let parts = [0, 1, 10, 100, length / 2, length - 100, length - 9, length - 2, length - 1];
        for part in parts {
            std::fs::write(&path, &bytes[..part]).unwrap();
            assert!(load(&path).is_err(), "{end} cut at {part} of {}", bytes.len());
        }
    }
}

/// A trace on other wavelengths than those of [`trace`].
fn on_others() -> Trace {
    Trace {
        spacing: Spacing { start: Wavelength::from_nm(1310.0), sampling: Wavelength::from_m(5e-13) },
        ..trace(2, vec![-2.0; 5])
    }
}

#[test]
fn traces_on_different_wavelengths_keep_them() {
    let folder = Folder::new("different");
    let other = on_others();
    let traces = vec![('A', Arc::new(trace(1, vec![-1.0; 7]))), ('B', Arc::new(other.clone()))];
    for end in ["npz", "json", "h5", "hdf5", "nc", "mat"] {
        let path = folder.0.join(format!("t.{end}"));
        save(&path, &traces).unwrap();
        same(&load(&path).unwrap()[1].1, &other, end);
        std::fs::remove_file(path).unwrap();
    }
    let refused = save(&folder.0.join("t.npy"), &traces).unwrap_err().to_string();
    assert!(refused.contains("it holds one trace, and these are 2"), "{refused}");
    for end in ["csv", "openepda", "parquet"] {
        let refused = save(&folder.0.join(format!("t.{end}")), &traces).unwrap_err().to_string();
        assert!(refused.contains("trace B lies on different wavelengths than A"), "{refused}");
    }
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0, "nothing is left of what failed");
}

/// Bytes of a parquet file of one row group after the other, each of zeros that take no room.
#[test]
fn more_than_a_trace_can_hold_is_refused_before_it_is_unpacked() {
    use parquet::basic::{Compression, Repetition, Type as Physical, ZstdLevel};
    use parquet::data_type::{DoubleType, FloatType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;
    let folder = Folder::new("bomb");
    let path = folder.0.join("bomb.parquet");
    let column = |name: &str, physical| {
        let built = Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
        Arc::new(built.build().unwrap())
    };
    let fields = vec![column("wavelength_nm", Physical::DOUBLE), column("A", Physical::FLOAT)];
    let schema = Arc::new(Type::group_type_builder("traces").with_fields(fields).build().unwrap());
    let zstd = Compression::ZSTD(ZstdLevel::try_new(3).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(zstd).build());
    let mut writer =
        SerializedFileWriter::new(std::fs::File::create(&path).unwrap(), schema, properties).unwrap();
    for _ in 0..20 {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&vec![0.0; 1_000_000], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<FloatType>().write_batch(&vec![0.0; 1_000_000], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < 1 << 20, "it is a small file");
    let refused = load(&path).unwrap_err().to_string();
    assert!(refused.contains("a trace of 20000000 points"), "{refused}");

    let text = |name: &str, text: String| {
        let path = folder.0.join(name);
        std::fs::write(&path, text).unwrap();
        load(&path).unwrap_err().to_string()
    };
    assert!(text("wide.csv", "1,".repeat(1_000_000)).contains("26 are the most"));
    let lines = (0..2000).fold(String::new(), |text, n| text + &format!("# A key{n}: x\n"));
    assert!(text("said.csv", lines).contains("more than 1000 things"));
    // Larger than anything: not one byte of it is read.
    let large = std::fs::File::create(folder.0.join("large.csv")).unwrap();
    large.set_len(1 << 34).unwrap();
    assert!(load(&folder.0.join("large.csv")).unwrap_err().to_string().contains("which is the limit"));
    std::fs::create_dir(folder.0.join("folder.npz")).unwrap();
    assert!(load(&folder.0.join("folder.npz")).unwrap_err().to_string().contains("it is a folder"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", folder.0.join("zero.csv")).unwrap();
        assert!(load(&folder.0.join("zero.csv")).unwrap_err().to_string().contains("it is a device"));
    }
}

#[test]
fn no_cell_of_a_csv_file_is_a_formula_and_it_reads_back() {
    let folder = Folder::new("formula");
    let path = folder.0.join("t.csv");
    for hostile in ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", " =1", "'=1", "''+1", "\"=1", "a,=1;@x\t-y"]
    {
        let mut wanted = trace(1, vec![-1.0; 3]);
        wanted.provenance.instrument = format!("EXFO,CTP10,SN,{hostile}");
        wanted.provenance.notes = format!("a;{hostile},b");
        // Tabs do not come through the door for text.
        let shown = |text: &str| ctp10::core::text::clean(text);
        let saved = save(&path, &[('A', Arc::new(wanted.clone()))]).unwrap();
        let text = std::fs::read_to_string(&saved).unwrap();
        for line in text.lines().filter(|line| line.starts_with('#')) {
            for cell in line.split([',', ';', '\t']) {
                let cell = cell.trim_start_matches([' ', '"']);
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{line}");
            }
        }
        let read = &load(&saved).unwrap()[0].1.provenance;
        assert_eq!(read.instrument, shown(&wanted.provenance.instrument));
        assert_eq!(read.notes, shown(&wanted.provenance.notes));
        assert!(text.lines().last().unwrap().ends_with(",-1.0"), "numbers stay numbers: {text}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let traces = [('A', Arc::new(trace(1, vec![-1.0; 3])))];
    let refused = |path: &str| save(Path::new(path), &traces).unwrap_err().to_string();
    assert!(refused("/tmp/x.xyz").contains(".npz .npy .csv .openepda .json .parquet .h5"));
    assert!(refused("/nonexistent/x.npz").contains("/nonexistent/x.npz"));
    assert!(load(Path::new("/nonexistent/x.csv")).unwrap_err().to_string().contains("/nonexistent/x.csv"));
}

/// Has a script beside this file read a folder with the programs that people use; whether there is a python3 to do it.
/// What is not installed is said, and where everything has to be there it is an error: `CI` says so, and `.ci/run`
/// installs it.
fn is_read_by(script: &str, folder: &Folder) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export").join(script);
    let output = match Command::new("python3").arg("-B").arg(path).arg(&folder.0).output() {
        Ok(output) => output,
        Err(error) if std::env::var_os("CI").is_some() => panic!("python3: {error}"),
        Err(_) => {
            eprintln!("SKIPPED: there is no python3 here, {script} read nothing");
            return false;
        }
    };
    let told =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    println!("{told}");
    assert!(output.status.success(), "{told}");
    true
}

/// The files are read as users read them.
#[test]
fn the_programs_that_people_use_read_the_files() {
    let folder = Folder::new("python");
    let y: Vec<f32> = (0..1000).map(|n| -3.0 - (n % 17) as f32 * 0.5).collect();
    let traces = vec![('A', Arc::new(trace(1, y.clone()))), ('B', Arc::new(trace(2, y)))];
    for end in ends() {
        save(&folder.0.join(format!("t.{end}")), held(end, &traces)).unwrap();
    }
    save(&folder.0.join("t.nc"), &traces).unwrap();
    save(&folder.0.join("two.nc"), &[traces[0].clone(), ('B', Arc::new(on_others()))]).unwrap();
    if !is_read_by("read.py", &folder) {
        return;
    }
    for entry in std::fs::read_dir(folder.0.join("foreign")).unwrap() {
        let path = entry.unwrap().path();
        let found = load(&path).unwrap_or_else(|error| panic!("{error}"));
        let [(_, trace)] = found.as_slice() else { panic!("{}: {found:?}", path.display()) };
        assert!((trace.spacing.nm(20) - 1552.0).abs() < 1e-6, "{}", path.display());
        assert!(trace.y[7].is_nan() && trace.y[8] == -3.0, "{}: {:?}", path.display(), trace.y);
    }
}
