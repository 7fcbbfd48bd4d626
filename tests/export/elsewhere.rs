//! Files of other programs and instruments, typed here as they lay them out, and what is said of them by who opens
//! them.

use std::path::PathBuf;

use ctp10::core::level::LevelUnit;
use ctp10::export::options::{ReadOptions, XUnit};
use ctp10::export::{
    AxisError, ExportError, FormatError, LevelError, NamedTrace, OptionError, TableError, load_with, save,
};

use super::Folder;
use super::edited::{mat, npy, zip};

/// Samples of each fixture: from 1550 nm in steps of 0.1 nm.
const POINTS: usize = 21;

fn nm(n: usize) -> f64 {
    1550.0 + n as f64 * 0.1
}

/// A level of its own for each sample and each trace.
fn level(trace: usize, n: usize) -> f64 {
    -10.0 * trace as f64 - n as f64 * 0.25
}

/// One line for each sample.
fn lines(line: impl Fn(usize) -> String) -> String {
    (0..POINTS).map(|n| line(n) + "\n").collect()
}

struct Elsewhere(Folder);

impl Elsewhere {
    fn new(name: &str) -> Self {
        Self(Folder::new(name))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn open(&self, name: &str, bytes: &[u8], options: &str) -> Result<Vec<NamedTrace>, FormatError> {
        let path = self.write(name, bytes);
        let options = options_of(options);
        load_with(&path, &options).map_err(|error| match error {
            ExportError::Content { what, .. } => what,
            other => panic!("{name}: {other}"),
        })
    }
}

/// As they stand behind the name of a file.
fn options_of(words: &str) -> ReadOptions {
    ReadOptions::behind(&format!("f {words}")).unwrap().1
}

/// Each level lies at the wavelength that stood beside it.
fn right(name: &str, found: &Result<Vec<NamedTrace>, FormatError>, traces: usize) {
    let found = found.as_ref().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(found.len(), traces, "{name}");
    for (of, (_, trace)) in found.iter().enumerate() {
        assert_eq!(trace.y.len(), POINTS, "{name}");
        for (n, found) in trace.y.iter().enumerate() {
            assert!((trace.spacing.nm(n) - nm(n)).abs() < 2e-4, "{name}: {n} at {}", trace.spacing.nm(n));
            assert!((f64::from(*found) - level(of + 1, n)).abs() < 1e-5, "{name}: {n} has {found}");
        }
    }
}

#[test]
fn text_is_read_as_analyzers_and_other_programs_write_it() {
    let elsewhere = Elsewhere::new("text");
    let pairs = |n: usize| format!("{:.4},{:.3},{:.4},{:.3}", nm(n), level(1, n), nm(n), level(2, n));
    let row = |n: usize| format!("{:.4},{:.3}", nm(n), level(1, n));
    let turned = |name: &str, of: &dyn Fn(usize) -> f64| {
        let numbers: Vec<String> = (0..POINTS).map(|n| format!("{:.4}", of(n))).collect();
        format!("{name},{}\n", numbers.join(","))
    };
    let siepic = "# Test:\tLaser Sweep (sweepLaser)\n# Device ID:\t ring_1\n#\tStop wavelength:\t1583 nm\n\
        #Metric Tag, value [, value]\n"
        .to_owned()
        + &turned("wavelength", &nm)
        + &turned("channel_1", &|n| level(1, n))
        + &turned("channel_2", &|n| level(2, n));
    let yokogawa =
        "\"AQ6370D\",\"03.02\"\n\"CTRWL\",1551.00000\n\"RESLN\",0.02\n\"STAWL\",1550.0,\"STPWL\",1552.0\n";
    for (name, text, traces) in [
        ("siepic.csv", siepic, 2),
        ("yokogawa.csv", format!("{yokogawa}[TRACE DATA]\n") + &lines(|n| format!(" {}", row(n))), 1),
        (
            "yokogawa-wide.csv",
            format!("{yokogawa}[TRACE DATA]\n\"Tr A(WL)\",\"Tr A(LEVEL)\",\"Tr B(WL)\",\"Tr B(LEVEL)\"\n")
                + &lines(pairs),
            2,
        ),
        (
            "anritsu.csv",
            "Title,\nMODEL,MS9740A\nTrace,A\nWavelength(nm),Level(dBm)\n".to_owned() + &lines(row),
            1,
        ),
        (
            "keysight.csv",
            "Keysight N7700,v1\nDevice,ring 3\nWavelength [m],IL [dB]\n".to_owned()
                + &lines(|n| format!("{:.7e},{:.3}", nm(n) * 1e-9, level(1, n))),
            1,
        ),
        (
            "units-below.txt",
            "Wavelength\tPower\n[nm]\t[dBm]\n".to_owned() + &lines(|n| row(n).replace(',', "\t")),
            1,
        ),
        ("savetxt.dat", lines(|n| format!("{:.18e} {:.18e}", nm(n), level(1, n))), 1),
        (
            "quoted.csv",
            "\"wavelength, nm\";\"power, dBm\"\n".to_owned()
                + &lines(|n| format!("\"{:.4}\";\"{:.3}\"", nm(n), level(1, n))),
            1,
        ),
    ] {
        right(name, &elsewhere.open(name, text.as_bytes(), ""), traces);
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        right(&format!("{name} as UTF-16"), &elsewhere.open(name, &wide, ""), traces);
    }
    let latin = [
        b"wavelength (nm);power (dBm);20 \xb0C\n".to_vec(),
        lines(|n| row(n).replace(',', ";") + ";1").into_bytes(),
    ];
    right("latin-1", &elsewhere.open("latin.csv", &latin.concat(), "columns=1,2"), 1);
    // A pair that is shorter than the others ends with blank cells.
    let short = |n: usize| if n < 11 { pairs(n) } else { format!("{:.4},{:.3},,", nm(n), level(1, n)) };
    let text = "Tr A(WL),Tr A(LEVEL),Tr B(WL),Tr B(LEVEL)\n".to_owned() + &lines(short);
    let found = elsewhere.open("short.csv", text.as_bytes(), "").unwrap();
    assert_eq!((found[0].1.y.len(), found[1].1.y.len()), (21, 11));
}

/// A variable of MATLAB's that is structs with these fields, one after the other.
fn structs(file: &mut Vec<u8>, name: &str, sizes: [u32; 2], names: &[&str], fields: &[u8]) {
    let room = |name: &str| [name.as_bytes(), &vec![0; 16 - name.len()]].concat();
    let mut inside = Vec::new();
    for (kind, data) in [
        (6, [2u32, 0].map(u32::to_le_bytes).concat()),
        (5, sizes.map(u32::to_le_bytes).concat()),
        (1, name.as_bytes().to_vec()),
        (5, 16u32.to_le_bytes().to_vec()),
        (1, names.iter().flat_map(|name| room(name)).collect()),
    ] {
        inside.extend([kind, data.len() as u32].map(u32::to_le_bytes).concat());
        inside.extend(data);
        inside.resize(inside.len().next_multiple_of(8), 0);
    }
    inside.extend(fields);
    file.extend([14, inside.len() as u32].map(u32::to_le_bytes).concat());
    file.extend(inside);
}

#[test]
fn labext_and_siepic_are_read_in_their_containers() {
    let elsewhere = Elsewhere::new("containers");
    let x: Vec<f64> = (0..POINTS).map(nm).collect();
    let y = |of: usize| -> Vec<f64> { (0..POINTS).map(|n| level(of, n)).collect() };
    let measured = serde_json::json!({
        "name settings": "InsertionLossSweep",
        "measurement settings": { "wavelength start": { "value": 1550.0, "unit": "nm" } },
        "values": { "wavelength [nm]": x, "transmission [dBm]": y(1) },
        "finished": true,
    });
    let found = elsewhere.open("labext.json", measured.to_string().as_bytes(), "");
    right("LabExT's JSON", &found, 1);
    assert_eq!(found.unwrap()[0].1.level_unit(), LevelUnit::Dbm);

    // Its exporter writes four bytes for all of them.
    let single = |numbers: &[f64]| numbers.iter().map(|&number| number as f32).collect::<Vec<f32>>();
    let mut file = hdf5_pure::FileBuilder::new();
    let mut group = file.create_group("values");
    group.create_dataset("wavelength [nm]").with_f32_data(&single(&x));
    group.create_dataset("transmission [dBm]").with_f32_data(&single(&y(1)));
    file.add_group(group.finish());
    right("LabExT's HDF5", &elsewhere.open("labext.h5", &file.finish().unwrap(), ""), 1);

    let metres: Vec<f64> = x.iter().map(|nm| nm * 1e-9).collect();
    let ports = [y(1), y(2)].concat();
    let head = || {
        let mut file = vec![b' '; 124];
        file.extend([0, 1, b'I', b'M']);
        file
    };
    let points = POINTS as u32;
    let mut plain = head();
    mat(&mut plain, "wavelength", (6, 9), [1, points], bytemuck::cast_slice(&metres));
    mat(&mut plain, "power", (6, 9), [points, 2], bytemuck::cast_slice(&ports));
    right("SiEPIC's matrices", &elsewhere.open("plain.mat", &plain, ""), 2);
    let vector = |numbers: &[f64], shape: [u32; 2]| {
        let mut field = Vec::new();
        mat(&mut field, "", (6, 9), shape, bytemuck::cast_slice(numbers));
        field
    };
    let fields = [vector(&metres, [1, points]), vector(&ports, [points, 2])].concat();
    let mut scan = head();
    structs(&mut scan, "scandata", [1, 1], &["wavelength", "power"], &fields);
    right("SiEPIC's struct", &elsewhere.open("scan.mat", &scan, ""), 2);
    // Of each port a table of wavelengths and levels; one was not measured.
    let table = |of: usize| vector(&[&x[..], &y(of)].concat(), [points, 2]);
    let mut name = Vec::new();
    mat(&mut name, "", (4, 4), [1, 2], &[b'T', 0, b'E', 0]);
    let fields = [table(1), name.clone(), vector(&[], [0, 0]), name.clone(), table(2), name].concat();
    let mut scan = head();
    mat(&mut scan, "date", (6, 9), [1, 1], bytemuck::cast_slice(&[737_000.0_f64]));
    structs(&mut scan, "scanResults", [1, 3], &["Data", "Name"], &fields);
    let found = elsewhere.open("scans.mat", &scan, "");
    right("SiEPIC's array of structs", &found, 2);
    let columns = found.unwrap().iter().map(|(_, trace)| trace.origin.to_string()).collect::<Vec<_>>();
    assert_eq!(columns, ["scanResults 1 of scans.mat", "scanResults 3 of scans.mat"]);
    // Of one port alone it is a single struct.
    let mut single = head();
    structs(&mut single, "scanResults", [1, 1], &["Data"], &table(1));
    let found = elsewhere.open("single.mat", &single, "");
    right("SiEPIC's single port", &found, 1);
    assert_eq!(found.unwrap()[0].1.origin.to_string(), "scanResults 1 of single.mat");
    // Two ports beside each other on wavelengths of their own are no wavelengths and levels.
    let mut two = head();
    mat(&mut two, "wavelength", (6, 9), [1, points], bytemuck::cast_slice(&metres));
    structs(&mut two, "scandata", [1, 1], &["power"], &vector(&ports, [points, 2]));
    right("two ports beside their wavelengths", &elsewhere.open("two.mat", &two, ""), 2);
    let mut nothing = head();
    structs(
        &mut nothing,
        "scanResults",
        [1, 2],
        &["Data"],
        &[vector(&[], [0, 0]), vector(&[1.0], [1, 1])].concat(),
    );
    let refused = elsewhere.open("nothing.mat", &nothing, "").unwrap_err().to_string();
    assert!(refused.contains("scanResults 1.Data, scanResults 2.Data are something else"), "{refused}");
}

#[test]
fn arrays_are_read_by_their_fields_and_tables_by_their_columns() {
    let elsewhere = Elsewhere::new("arrays");
    let pairs: Vec<f64> = (0..POINTS).flat_map(|n| [nm(n), level(1, n)]).collect();
    let columns: Vec<f64> = (0..POINTS).map(nm).chain((0..POINTS).map(|n| level(1, n))).collect();
    let count = format!("({POINTS},)");
    // The service that came before this program.
    let ancestor = npy("[('wavelengths', '<f8'), ('values', '<f8')]", &count, bytemuck::cast_slice(&pairs));
    assert_eq!(ancestor.len(), 128 + 16 * POINTS, "its header has 128 bytes");
    let big: Vec<u8> = (0..POINTS)
        .flat_map(|n| [&nm(n).to_be_bytes()[..], &(level(1, n) as f32).to_be_bytes()].concat())
        .collect();
    let order = |turned| if turned { "True" } else { "False" };
    let table = |shape: &str, turned: bool, numbers: &[f64]| {
        let mut text = format!("{{'descr': '<f8', 'fortran_order': {}, 'shape': {shape}, }}", order(turned));
        while !(11 + text.len()).is_multiple_of(64) {
            text.push(' ');
        }
        text.push('\n');
        let length = (text.len() as u16).to_le_bytes();
        [b"\x93NUMPY\x01\x00", &length[..], text.as_bytes(), bytemuck::cast_slice(numbers)].concat()
    };
    let (long, wide) = (format!("({POINTS}, 2)"), format!("(2, {POINTS})"));
    for (name, bytes) in [
        ("the ancestor's", ancestor),
        ("big-endian records", npy("[('wavelength_nm', '>f8'), ('power', '>f4')]", &count, &big)),
        ("a table", table(&long, false, &pairs)),
        ("a table of rows", table(&wide, false, &columns)),
        ("Fortran's table", table(&long, true, &columns)),
        ("Fortran's rows", table(&wide, true, &pairs)),
    ] {
        right(name, &elsewhere.open("t.npy", &bytes, ""), 1);
    }
    let x: Vec<f64> = (0..POINTS).map(nm).collect();
    let y: Vec<f64> = (0..POINTS).map(|n| level(1, n)).collect();
    let named = zip(&[
        ("wavelength", npy("'<f8'", &count, bytemuck::cast_slice(&x))),
        ("dark", npy("'<f8'", "(3,)", bytemuck::cast_slice(&[-80.0, -81.0, -82.0]))),
        ("ids", npy("'<i8'", "(1,)", &[0; 8])),
        ("power", npy("'<f8'", &count, bytemuck::cast_slice(&y))),
    ]);
    right("names that are no letters", &elsewhere.open("t.npz", &named, ""), 1);
    right("picked", &elsewhere.open("t.npz", &named, "columns=wavelength,power"), 1);
    let refused = elsewhere.open("t.npz", &named, "columns=wavelength,Power2").unwrap_err();
    let FormatError::Option(OptionError::NoColumn { pick, known }) = refused else { panic!("{refused}") };
    assert_eq!(pick, "\"Power2\"");
    assert!(
        known.contains(&"\"wavelength\"".to_owned()) && known.contains(&"\"power\"".to_owned()),
        "{known:?}"
    );
}

#[test]
fn what_a_file_does_not_say_is_said_by_who_opens_it() {
    let elsewhere = Elsewhere::new("said");
    let open = |text: &str, options: &str| elsewhere.open("t.csv", text.as_bytes(), options);
    let metres = lines(|n| format!("{:.7e},{:.3}", nm(n) * 1e-9, level(1, n)));
    let refused = open(&metres, "").unwrap_err();
    assert!(matches!(refused, FormatError::Axis(AxisError::Implausible { .. })), "{refused}");
    assert!(refused.to_string().contains("--x-unit"), "it says what to do: {refused}");
    right("metres", &open(&metres, "x-unit=m"), 1);

    let milliwatts = lines(|n| format!("{:.4},{:.9}", nm(n), 10f64.powf(level(1, n) / 10.0)));
    let refused = open(&milliwatts, "").unwrap_err();
    assert!(matches!(refused, FormatError::Level(LevelError::Linear('A'))), "{refused}");
    assert!(refused.to_string().contains("--y-unit"), "{refused}");
    let found = open(&milliwatts, "y-unit=mW");
    let trace = &found.as_ref().unwrap()[0].1;
    assert_eq!(
        (trace.level_unit(), trace.provenance.processing[0].what.as_str()),
        (LevelUnit::Dbm, "10 log10 of mW")
    );
    assert!(trace.y.iter().enumerate().all(|(n, y)| (f64::from(*y) - level(1, n)).abs() < 1e-3));

    let many = "time,Wavelength,set,Power\n".to_owned()
        + &lines(|n| format!("12:00:{n:02},{:.4},{:.4},{:.3}", nm(n), nm(n), level(1, n)));
    let refused = open(&many, "").unwrap_err();
    assert!(matches!(refused, FormatError::Table(TableError::Level { row: 1, .. })), "{refused}");
    right("by number", &open(&many, "columns=2,4"), 1);
    right("by name", &open(&many, "columns=wavelength,power"), 1);
    let refused = open(&many, "columns=2,5").unwrap_err();
    assert!(matches!(refused, FormatError::Option(OptionError::NoColumn { .. })), "{refused}");

    // A head that looks like rows.
    let head = "1550.0,2\n1,2\n".to_owned() + &lines(|n| format!("{:.4},{:.3}", nm(n), level(1, n)));
    assert!(open(&head, "").is_err());
    right("skipped", &open(&head, "skip=2"), 1);
    let blanks = lines(|n| format!("{:.4}   {:.3}", nm(n), level(1, n)));
    right("blanks", &open(&blanks, "delimiter=space"), 1);
    assert!(open(&blanks, "delimiter=tab").is_err());

    let npz = elsewhere.0.0.join("t.npz");
    save(&npz, &open(&blanks, "").unwrap()).unwrap();
    let refused = load_with(&npz, &options_of("skip=1")).unwrap_err();
    let ExportError::Content { what: FormatError::Option(OptionError::NotText("skip")), .. } = refused else {
        panic!("{refused}")
    };
}

#[test]
fn a_unit_that_is_none_of_light_or_levels_is_refused_and_may_be_overridden() {
    let elsewhere = Elsewhere::new("units");
    let table =
        |names: &str| names.to_owned() + "\n" + &lines(|n| format!("{:.4},{:.3}", nm(n), level(1, n)));
    let open = |names: &str, options: &str| elsewhere.open("u.csv", table(names).as_bytes(), options);
    for (names, column, unit, option) in [
        ("Time (s),Power (dBm)", "Time (s)", "s", "x-unit=nm"),
        ("time_ms,A_dBm", "time_ms", "ms", "x-unit=nm"),
        ("Wavelength (nm),Phase (rad)", "Phase (rad)", "rad", "y-unit=dBm"),
        ("Wavelength (nm),Loss (dB/cm)", "Loss (dB/cm)", "dB/cm", "y-unit=dBm"),
    ] {
        let refused = open(names, "").map(|found| found.len()).unwrap_err();
        let (key, _) = option.split_once('=').unwrap();
        for word in [format!("{column:?}"), format!("{unit:?}"), format!("--{key}")] {
            assert!(refused.to_string().contains(&word), "{names}: {word} in {refused}");
        }
        let found = open(names, option);
        right(names, &found, 1);
        let done = &found.unwrap()[0].1.provenance.processing[0].what;
        assert!(done.contains(&format!("and not in {unit}, as its name says")), "{done}");
    }
    // Another quantity without a unit is no wavelength, whatever its numbers are.
    for names in ["Time,Power (dBm)", "elapsed_time,A_dBm", "Temperature,A_dBm"] {
        let refused = open(names, "").map(|found| found.len()).unwrap_err().to_string();
        assert!(
            refused.contains("no wavelength or frequency by its name") && refused.contains("--x-unit"),
            "{refused}"
        );
        right(names, &open(names, "x-unit=nm"), 1);
    }
    // Decibels to a watt become decibels to a milliwatt.
    let dbw = "Wavelength (nm),Power (dBW)\n".to_owned()
        + &lines(|n| format!("{:.4},{:.3}", nm(n), level(1, n) - 30.0));
    let found = elsewhere.open("dbw.csv", dbw.as_bytes(), "");
    right("dBW", &found, 1);
    let trace = &found.unwrap()[0].1;
    assert_eq!(
        (trace.level_unit(), trace.provenance.processing[0].what.as_str()),
        (LevelUnit::Dbm, "dBW + 30 dB")
    );
}

/// A number as it is written where decimals stand behind a comma.
fn comma(number: f64, decimals: usize) -> String {
    format!("{number:.decimals$}").replace('.', ",")
}

#[test]
fn decimal_commas_are_read_where_no_comma_separates_cells() {
    let elsewhere = Elsewhere::new("commas");
    let row = |between: &str, n: usize| format!("{}{between}{}", comma(nm(n), 3), comma(level(1, n), 3));
    let turned = |between: &str, name: &str, of: &dyn Fn(usize) -> f64| {
        let cells: Vec<String> = (0..POINTS).map(|n| comma(of(n), 3)).collect();
        format!("{name}{between}{}\n", cells.join(between))
    };
    for (name, text) in [
        ("bare.csv", lines(|n| row(";", n))),
        ("names.csv", "Wavelength (nm);Power (dBm)\n".to_owned() + &lines(|n| row(";", n))),
        ("blanks.txt", "wavelength_nm A_dBm\n".to_owned() + &lines(|n| row("  ", n))),
        ("tabs.tsv", lines(|n| row("\t", n))),
        (
            "quoted.csv",
            "\"wavelength_nm\",\"A_dB\"\n".to_owned() + &lines(|n| format!("\"{}\"", row("\",\"", n))),
        ),
        (
            "exponents.csv",
            "wavelength (m);A_dB\n".to_owned()
                + &lines(|n| format!("{:.7e};{}", nm(n) * 1e-9, level(1, n)).replace('.', ",")),
        ),
        ("turned.csv", turned(";", "wavelength", &nm) + &turned(";", "channel_1", &|n| level(1, n))),
    ] {
        right(name, &elsewhere.open(name, text.as_bytes(), ""), 1);
    }
}

#[test]
fn decimal_commas_that_are_not_certain_are_refused_and_the_words_say_why() {
    let elsewhere = Elsewhere::new("no commas");
    let row = |n: usize| format!("{},{}", comma(nm(n), 3), comma(level(1, n), 2));
    // A level without decimals has half as many cells.
    let short = |n: usize| if n == 4 { format!("{},-1", comma(nm(n), 3)) } else { row(n) };
    for (name, text, wanted_row) in [
        ("bare.csv", lines(row), 1),
        ("names.csv", "wavelength_nm,A_dB\n".to_owned() + &lines(row), 1),
        ("short.csv", lines(short), 5),
    ] {
        let refused = elsewhere.open(name, text.as_bytes(), "").unwrap_err();
        let told = refused.to_string();
        let FormatError::Table(TableError::DecimalCommas { row, .. }) = refused else {
            panic!("{name}: {told}")
        };
        assert_eq!(row, wanted_row, "{told}");
        assert!(told.contains("semicolons or tabs"), "{told}");
    }
    let mixed = lines(|n| format!("{};{:.2}", comma(nm(n), 3), level(1, n)));
    let refused = elsewhere.open("mixed.csv", mixed.as_bytes(), "").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "row 1 has \"-10.00\" and row 1 has \"1550,000\": one table has decimal points or decimal commas; write all \
         its numbers alike"
    );
    // One of the two signs parts thousands, and nobody says which.
    for cell in ["1.550,1", "1,550.1"] {
        let text = "wavelength_nm;A_dB\n".to_owned() + &format!("{cell};-1\n");
        let refused = elsewhere.open("thousands.csv", text.as_bytes(), "").unwrap_err();
        assert!(matches!(refused, FormatError::Table(TableError::Wavelength { row: 1, .. })), "{refused}");
    }
    // Whole numbers between commas are what they are where they can be.
    let whole = lines(|n| format!("{},-1,0,-3", 1500 + n));
    let found = elsewhere.open("whole.csv", whole.as_bytes(), "y-unit=dB").unwrap();
    assert_eq!((found.len(), found[0].1.y[0], found[2].1.y[0]), (3, -1.0, -3.0));
}

/// Frequencies are not even in wavelength: they are put onto wavelengths that are, and every file says so.
#[test]
fn an_axis_of_frequencies_is_resampled_and_the_trace_says_so() {
    let elsewhere = Elsewhere::new("frequency");
    let thz = |n: usize| 191.5 + n as f64 * 0.0002;
    // A line in frequency is nearly one in wavelength over so little.
    let row = |n: usize| format!("{:.6},{:.6}", thz(n), -thz(n));
    let text =
        "Frequency (THz),Power (dBm)\n".to_owned() + &(0..20_000).map(|n| row(n) + "\n").collect::<String>();
    let found = elsewhere.open("t.csv", text.as_bytes(), "").unwrap();
    let trace = &found[0].1;
    assert_eq!(trace.provenance.processing.len(), 1);
    let what = &trace.provenance.processing[0].what;
    assert!(what.starts_with("resampled from steps of 0.2 GHz onto steps of 1.5"), "{what}");
    for (n, y) in trace.y.iter().enumerate() {
        let thz = 299_792.458 / trace.spacing.nm(n);
        assert!((f64::from(*y) + thz).abs() < 2e-5, "{y} at {thz} THz");
    }
    // The same without a unit in its name, in GHz, and the other way round.
    let row = |n: usize| format!("{:.3},{:.6}", thz(n) * 1e3, -thz(n));
    let ghz: String = (0..20_000).rev().map(|n| row(n) + "\n").collect();
    assert!(elsewhere.open("g.csv", ghz.as_bytes(), "").is_err());
    let same = elsewhere.open("g.csv", ghz.as_bytes(), "x-unit=GHz y-unit=dBm").unwrap();
    assert!(same[0].1.y.iter().zip(&trace.y).all(|(one, other)| (one - other).abs() < 1e-5));
    for end in super::ends() {
        let saved = save(&elsewhere.0.0.join(format!("again.{end}")), &found).unwrap();
        let again = &load_with(&saved, &ReadOptions::default()).unwrap()[0].1;
        assert_eq!(again.provenance.processing, trace.provenance.processing, "{end}");
    }
    // Even wavelengths that are written as frequencies stay where they are.
    let even = "Frequency (THz),dBm\n".to_owned()
        + &lines(|n| format!("{},{:.3}", 299_792.458 / nm(n), level(1, n)));
    let kept = elsewhere.open("e.csv", even.as_bytes(), "");
    right("even", &kept, 1);
    assert!(kept.unwrap()[0].1.provenance.processing.is_empty());
    assert_eq!(options_of("x-unit=thz").x_unit, Some(XUnit::Thz));
}

/// Three decimals of steps of 1.2 pm are even steps, and so they stay, in every file.
#[test]
fn an_axis_that_its_file_rounds_is_even_and_says_so_once() {
    let elsewhere = Elsewhere::new("rounded");
    let row = |n: usize| format!("{:.3},{}\n", 1550.0 + n as f64 * 0.0012, level(1, n));
    let text = "wavelength_nm,A_dB\n".to_owned() + &(0..4000).map(row).collect::<String>();
    let found = elsewhere.open("t.csv", text.as_bytes(), "").unwrap();
    let trace = &found[0].1;
    let done: Vec<&str> = trace.provenance.processing.iter().map(|step| step.what.as_str()).collect();
    assert_eq!(done, ["taken for even steps of 1.2 pm, which the file rounds to 1 pm"]);
    for n in [0, 1, 2, 2000, 3999] {
        assert!((trace.spacing.nm(n) - 1550.0 - n as f64 * 0.0012).abs() < 1e-9, "{}", trace.spacing.nm(n));
        assert_eq!(trace.y[n], level(1, n) as f32);
    }
    for end in super::ends() {
        let saved = save(&elsewhere.0.0.join(format!("again.{end}")), &found).unwrap();
        let again = &load_with(&saved, &ReadOptions::default()).unwrap()[0].1;
        assert_eq!(again.provenance.processing, trace.provenance.processing, "{end}");
        assert_eq!(again.spacing.nm(3999), trace.spacing.nm(3999), "{end}");
    }
    // With a row less it is no axis that was rounded: the gap is named, or it is uneven where the gap is no longer than
    // steps are that were rounded up.
    let without = |gone: usize| -> String { (0..4000).filter(|n| *n != gone).map(row).collect() };
    let refused = elsewhere.open("m.csv", without(1233).as_bytes(), "").unwrap_err();
    let FormatError::Axis(AxisError::Missing(gap)) = refused else { panic!("{refused}") };
    assert_eq!((gap.row, gap.gaps), (1233, 1));
    let found = elsewhere.open("m.csv", without(1234).as_bytes(), "").unwrap();
    let what = &found[0].1.provenance.processing[0].what;
    assert!(what.starts_with("resampled from uneven steps of 1 to 2 pm"), "{what}");
}

/// What a head of several lines and a spoiled row look like is not the same.
#[test]
fn no_row_is_lost_in_the_head() {
    let elsewhere = Elsewhere::new("head");
    let row = |n: usize| format!("{:.4},{:.3}", nm(n), level(1, n));
    let names = "wavelength_nm,A_dB\n";
    for (name, text) in [
        ("first.csv", format!("{names}1549.9,x\n") + &lines(row)),
        ("middle.csv", names.to_owned() + &lines(|n| if n == 7 { "1550.7,bad".into() } else { row(n) })),
    ] {
        let refused = elsewhere.open(name, text.as_bytes(), "").unwrap_err();
        assert!(matches!(refused, FormatError::Table(TableError::Level { .. })), "{name}: {refused}");
    }
    let binary = elsewhere.open("b.csv", b"\x93NUMPY\x01\x00v\xff\n", "").unwrap_err();
    assert!(matches!(binary, FormatError::Table(TableError::NoText { byte: 1, .. })), "{binary}");
}
