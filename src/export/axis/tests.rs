use super::*;
use crate::core::cast::{high_u32, level_f32};

#[test]
fn a_column_is_an_axis_by_its_name() {
    for (name, wanted) in [
        ("wavelength_nm", Role::Axis(None)),
        ("nm", Role::Axis(None)),
        ("wavelength_nm_B", Role::Axis(Some('B'))),
        ("IN1_nm", Role::Level),
        ("M", Role::Level),
        ("m", Role::Axis(None)),
        ("Tr A(WL)", Role::Axis(None)),
        ("Tr A(LEVEL)", Role::Level),
        ("frequency [THz]", Role::Axis(None)),
        ("dB", Role::Level),
        ("A_dBm", Role::Level),
        ("No.", Role::Index),
        ("", Role::Index),
    ] {
        assert_eq!(role(name), wanted, "{name:?}");
    }
}

/// Levels as they stand in a file, put onto its wavelengths.
fn put(axis: &Axis, y: Vec<f32>) -> Vec<f32> {
    axis.resampled(axis.turned(y))
}

fn read(name: &str, values: &[f64]) -> Result<Axis, FormatError> {
    Axis::new(name, values.to_vec(), None)
}

#[test]
fn a_unit_is_what_was_said_then_what_is_named_then_what_is_plausible() {
    let start = |name: &str, values: [f64; 2], asked| {
        Axis::new(name, values.to_vec(), asked).map(|axis| axis.spacing.nm(0).round()).ok()
    };
    for (name, values, asked, wanted) in [
        ("x", [1550.0, 1551.0], None, Some(1550.0)),
        ("x", [1.55, 1.551], None, None),
        ("x", [1.55, 1.551], Some(XUnit::Um), Some(1550.0)),
        ("wavelength_nm", [1.55e-6, 1.551e-6], None, None),
        ("wavelength_nm", [1.55e-6, 1.551e-6], Some(XUnit::M), Some(1550.0)),
        ("wavelength", [1.55e-6, 1.551e-6], None, Some(1550.0)),
        ("wavelength_M", [1.55e-6, 1.551e-6], None, Some(1550.0)),
        ("freq", [193.5, 193.4], None, Some(1549.0)),
        ("freq", [193.5, 193.4], Some(XUnit::Ghz), None),
        ("x", [193.5, 193.4], None, None),
    ] {
        assert_eq!(start(name, values, asked), wanted, "{name} {asked:?}");
    }
}

#[test]
fn frequencies_are_resampled_and_each_level_lies_on_the_line_of_its_neighbours() {
    let thz: Vec<f64> = (0..5001).map(|n| 191.0 + f64::from(n) * 0.001).collect();
    let axis = read("frequency_thz", &thz).unwrap();
    // A level that is straight in frequency is nearly so in wavelength.
    let found = put(&axis, thz.iter().map(|&thz| level_f32(-thz)).collect());
    assert!(found.len() > thz.len() && found.len() < thz.len() * 11 / 10, "{}", found.len());
    for (index, level) in found.iter().enumerate() {
        let thz = axis.spacing.thz(index);
        assert!((f64::from(*level) + thz).abs() < 5e-5, "{level} at {thz} THz");
    }
    let done = axis.done(false).concat();
    assert!(done.starts_with("resampled from steps of 1 GHz onto steps of 7.8"), "{done}");
    let down: Vec<f64> = thz.iter().rev().copied().collect();
    let turned = read("frequency_thz", &down).unwrap();
    assert_eq!(put(&turned, down.iter().map(|&thz| level_f32(-thz)).collect()), found);
}

#[test]
fn uneven_wavelengths_are_resampled_and_missing_rows_are_not_made_up() {
    let jitter = |n: u32| 1550.0 + f64::from(n) * 0.01 + f64::from(n * 7 % 5) * 0.001 - 0.002;
    let uneven: Vec<f64> = (0..400).map(jitter).map(|nm| nm + nm.sin() * 0.02).collect();
    let axis = read("wavelength_nm", &uneven).unwrap();
    assert!(axis.done(false).concat().starts_with("resampled from uneven steps of"), "{axis:?}");
    let levels: Vec<f32> = uneven.iter().map(|nm| level_f32(nm - 1560.0)).collect();
    for (index, level) in put(&axis, levels).iter().enumerate() {
        let nm = axis.spacing.nm(index);
        assert!((f64::from(*level) - (nm - 1560.0)).abs() < 1e-5, "{level} at {nm}");
    }
    let mut gone = uneven.clone();
    gone.remove(201);
    let refused = read("wavelength_nm", &gone).unwrap_err();
    let FormatError::Axis(AxisError::Missing(gap)) = refused else { panic!("{refused}") };
    assert_eq!((gap.row, gap.before, gap.value), (201, uneven[200], uneven[202]));
    let header = axis.agrees(axis.spacing).unwrap_err();
    assert!(matches!(header, AxisError::HeaderEven(_)), "{header}");
}

#[test]
fn a_hole_stays_one_when_an_axis_is_resampled() {
    let thz: Vec<f64> = (0..2001).map(|n| 191.0 + f64::from(n) * 0.002).collect();
    let axis = read("frequency_thz", &thz).unwrap();
    let mut y = vec![-1.0; 2001];
    y[1000] = f32::NAN;
    let holes = put(&axis, y).iter().filter(|level| level.is_nan()).count();
    assert!((1..=3).contains(&holes), "{holes}");
}

/// Rows of a file, of which one is missing, and what is said of it.
#[test]
fn a_gap_is_named_by_its_row_in_the_unit_of_the_file() {
    let whole = |unit: fn(f64) -> f64| -> Vec<f64> { (0..200).map(f64::from).map(unit).collect() };
    let gone = |unit: fn(f64) -> f64, down: bool, gone: std::ops::Range<usize>| {
        let mut rows = whole(unit);
        if down {
            rows.reverse();
        }
        drop(rows.drain(gone));
        rows
    };
    let (nm, um) = (|n| (155_000.0 + n) / 1e2, |n| (155_000.0 + n) / 1e5);
    let (thz, bent) = (|n| (190_000.0 + n) / 1e3, |n| LIGHT * 1e-3 / (1550.0 + n / 100.0));
    for (name, rows, wanted) in [
        (
            "nm",
            gone(nm, false, 50..51),
            "50: it is at 1550.49 nm and the next one at 1550.51 nm, 20 pm further",
        ),
        ("nm", gone(nm, true, 1..2), "1: it is at 1551.99 nm and the next one at 1551.97 nm, 20 pm further"),
        ("um", gone(um, false, 198..199), "198: it is at 1.55197 um and the next one at 1.55199 um, 20 pm"),
        ("THz", gone(thz, false, 50..60), "50: it is at 190.049 THz and the next one at 190.06 THz, 11 GHz"),
        ("THz", gone(thz, true, 50..60), "50: it is at 190.15 THz and the next one at 190.139 THz, 11 GHz"),
        ("THz", gone(bent, false, 50..51), "50: it is at 193.3"),
    ] {
        let told = read(name, &rows).unwrap_err().to_string();
        assert!(told.starts_with(&format!("rows are missing behind row {wanted}")), "{told}");
    }
    let mut rows = whole(nm);
    rows.swap(7, 8);
    assert_eq!(
        read("nm", &rows).unwrap_err().to_string(),
        "row 9 is at 1550.07 nm and the row before it at 1550.08 nm: rows are in another order; sort them"
    );
    rows.swap(7, 8);
    rows[8] = rows[7];
    let told = read("nm", &rows).unwrap_err().to_string();
    assert!(told.starts_with("rows 8 and 9 are both at 1550.07 nm"), "{told}");
}

/// Numbers from 0 to 1 that are the same in every run, one for each sample: splitmix64.
fn random(n: u32) -> f64 {
    let mut mixed = u64::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from(high_u32(mixed ^ (mixed >> 31))) / f64::from(1_u32 << 31)
}

#[test]
fn real_steps_are_kept_or_resampled_and_marked() {
    let rows = |at: &dyn Fn(f64, u32) -> f64| -> Vec<f64> {
        (0..4000).map(|n| 1550.0 + at(f64::from(n), n) * 1e-3).collect()
    };
    let rounded = |nm: &f64| (nm * 1e3).round() / 1e3;
    for (name, values, points, wanted) in [
        ("even", rows(&|n, _| n), 4000, ""),
        (
            "jitter of 0.1 pm on 1 pm",
            rows(&|n, at| n + if (1..3999).contains(&at) { 0.2 * (random(at) - 0.5) } else { 0.0 }),
            4000,
            "taken for even steps of 1 pm, from which the file is up to 0.09",
        ),
        (
            "jitter of 0.4 pm on 1 pm",
            rows(&|n, at| n + 0.8 * (random(at) - 0.5)),
            4300,
            "resampled from uneven steps of 0.2",
        ),
        (
            "three decimals of 1.2 pm",
            rows(&|n, _| n * 1.2).iter().map(rounded).collect(),
            4000,
            "taken for even steps of 1.2 pm, which the file rounds to 1 pm",
        ),
        (
            "a step that goes from 1.5 to 0.5 pm",
            rows(&|n, _| n * 1.5 - n * n / 8000.0),
            8000,
            "resampled from uneven steps of 0.5",
        ),
    ] {
        let axis = read("wavelength_nm", &values).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        let done = axis.done(false).concat();
        assert!(done.starts_with(wanted) && done.is_empty() == wanted.is_empty(), "{name}: {done}");
        // Each level lies where it did, on the line to its neighbour or within what the words say.
        let found = put(&axis, values.iter().map(|nm| level_f32((nm - 1556.0) * 10.0)).collect());
        assert!(found.len() <= points && found.len() >= 3900, "{name}: {}", found.len());
        for (index, level) in found.iter().enumerate() {
            let off = axis.spacing.nm(index) - 1556.0 - f64::from(*level) / 10.0;
            assert!(off.abs() < 0.00051, "{name}: {index} is {off} nm off");
        }
    }
}

#[test]
fn where_samples_lie_is_kept_where_more_than_rounding_is_between_them_and_an_even_axis() {
    // Even in frequency over a nanometre, in steps of a picometre: bowed by 0.16 pm.
    let bowed: Vec<f64> = (0..1001)
        .map(|n| 1.0 / ((1.0 - f64::from(n) / 1e3) / 1549.5 + f64::from(n) / 1e3 / 1550.5))
        .collect();
    let axis = Axis::new("Wavelength (nm)", bowed.clone(), None).unwrap();
    assert_eq!((axis.points, axis.own().unwrap().nm()), (1001, &*bowed));
    // Downwards in the file, upwards here.
    let axis = Axis::new("Wavelength (nm)", bowed.iter().rev().copied().collect(), None).unwrap();
    assert_eq!(axis.own().unwrap().nm(), bowed);
    let even = |n: u32| 1549.5 + f64::from(n) * 1e-3;
    for (name, values) in [
        ("even", (0..1001).map(even).collect::<Vec<_>>()),
        ("float32", (0..1001).map(|n| f64::from(even(n) as f32)).collect()),
    ] {
        assert_eq!(Axis::new("Wavelength (nm)", values, None).unwrap().own(), None, "{name}");
    }
}
