use proptest::prelude::*;

use super::*;

fn q(value: f64, sigma: Option<f64>) -> Values {
    let mut values = Values::default();
    values.set(Quantity::Q, Measured::new(value, sigma));
    values
}

fn broken(limits: &str, values: &Values, doubt: Option<&'static str>) -> Vec<String> {
    Limits::parse(limits).unwrap().judge(values, doubt).iter().map(Broken::to_string).collect()
}

#[test]
fn least_and_greatest_are_kept_and_what_is_not_known_keeps_nothing() {
    let limits = "q = { min = 100, max = 200.5 }";
    for (value, words) in
        [(99.0, &["q 99 is below 100"][..]), (100.0, &[]), (200.5, &[]), (201.0, &["q 201 is above 200.5"])]
    {
        assert_eq!(broken(limits, &q(value, None), None), words);
    }
    assert_eq!(broken(limits, &Values::default(), None), ["q is not known"]);
    assert_eq!(broken("q = { max = 1 }\nfsr_pm = { min = 1 }", &q(2.0, None), None).len(), 2);
}

#[test]
fn a_limit_is_kept_by_as_many_standard_deviations_as_is_asked_for() {
    let limits = "sigmas = 2\nq = { min = 100, max = 120 }";
    assert_eq!(broken(limits, &q(110.0, Some(4.9)), None), [""; 0]);
    assert_eq!(broken(limits, &q(109.0, Some(4.6)), None), ["q 109.0 ± 4.6 is below 100"]);
    assert_eq!(broken(limits, &q(111.0, Some(4.6)), None), ["q 111.0 ± 4.6 is above 120"]);
    assert_eq!(broken("q = { min = 100 }", &q(101.0, Some(50.0)), None), [""; 0]);
}

#[test]
fn what_is_not_to_be_trusted_fails_unless_it_is_to_be_judged() {
    let doubt = Some("no line fits");
    assert_eq!(broken("q = { min = 1 }", &q(2.0, None), doubt), ["not to be trusted: no line fits"]);
    assert_eq!(broken("doubtful = 'judge'\nq = { min = 1 }", &q(2.0, None), doubt), [""; 0]);
    // A pass band is not fitted.
    let mut band = Values::default();
    band.set(Quantity::Loss, Measured::alone(2.0));
    assert_eq!(broken("loss_db = { max = 3 }", &band, doubt), [""; 0]);
}

#[test]
fn what_has_no_standard_deviation_keeps_no_margin() {
    let mut band = Values::default();
    band.set(Quantity::ThreeBand, Measured::alone(799.0));
    let words = ["band_3db_pm has no standard deviation that a margin could be of"];
    assert_eq!(broken("sigmas = 1\nband_3db_pm = { max = 900 }", &band, None), words);
    assert_eq!(broken("band_3db_pm = { max = 900 }", &band, None), [""; 0], "no margin is asked for");
    assert_eq!(broken("sigmas = 1\ndoubtful = 'judge'\nband_3db_pm = { max = 900 }", &band, None), [""; 0]);
    let mut bound = Values::default();
    bound.set(Quantity::Extinction, Measured::at_least(31.0));
    assert_eq!(broken("sigmas = 2\nextinction_db = { min = 30 }", &bound, None), [""; 0]);
}

#[test]
fn a_trace_has_a_row_at_least() {
    let rows =
        |limits: &str, count| Limits::parse(limits).unwrap().judge_rows(count).map(|one| one.to_string());
    assert_eq!(rows("q = { min = 1 }", 0).as_deref(), Some("0 rows are fewer than 1"));
    assert_eq!(rows("q = { min = 1 }", 900), None);
    assert_eq!(rows("rows = { min = 7, max = 7 }", 8).as_deref(), Some("8 rows are more than 7"));
    assert_eq!(rows("rows = { min = 0 }", 0), None);
}

#[test]
fn a_limit_file_is_read_strictly() {
    for (text, words) in [
        ("fsr = { min = 1 }", "line 1: there is no quantity \"fsr\"; the nearest are fsr_pm"),
        ("\nq = { mni = 1 }", "line 2: q cannot be"),
        ("q = {}", "q has neither min nor max"),
        ("q = { min = 2, max = 1 }", "min 2 is above max 1"),
        ("q = { min = nan }", "q cannot be"),
        ("q = 3", "q cannot be 3"),
        ("q = { min = '3' }", "q cannot be"),
        ("name = 3\nq = { min = 1 }", "line 1: name cannot be 3"),
        ("sigmas = -1\nq = { min = 1 }", "sigmas cannot be -1"),
        ("doubtful = 'yes'\nq = { min = 1 }", "\"fail\" or \"judge\""),
        ("name = 'x'", "limits nothing"),
        ("rows = { min = 1 }", "limits nothing"),
        ("q = { min = 1 }\nq = { min = 2 }", "line 2"),
        ("q = ", "in \"q =\""),
    ] {
        let refused =
            Limits::parse(text).map_or_else(|error| error.to_string(), |limits| format!("{limits:?}"));
        assert!(refused.contains(words), "{text}: {refused}");
    }
    assert!(Limits::parse("name = 'x'\nsigmas = 2.5\ndoubtful = 'fail'\nrows = { max = 3 }").is_ok());
}

/// A line of a limit file, and what it means.
#[derive(Clone, Debug)]
struct Entry {
    quantity: Quantity,
    bounds: Bounds,
    /// Under a heading of its own, and not in braces.
    heading: bool,
}

impl Entry {
    fn text(&self) -> String {
        let bound = |(name, bound): (&str, Option<f64>)| bound.map(|bound| format!("{name} = {bound:?}"));
        let bounds = [("min", self.bounds.min), ("max", self.bounds.max)].into_iter().filter_map(bound);
        let bounds: Vec<String> = bounds.collect();
        let name = self.quantity.name();
        if self.heading {
            format!("[{name}]\n{}", bounds.join("\n"))
        } else {
            format!("{name} = {{ {} }}", bounds.join(", "))
        }
    }
}

fn bounds() -> impl Strategy<Value = Bounds> {
    let number = || {
        prop_oneof![-1e6..1e6, Just(0.0), Just(-0.0), any::<f64>().prop_filter("a number", |n| n.is_finite())]
    };
    (number(), number(), 0..3).prop_map(|(one, other, which): (f64, f64, i32)| {
        let (min, max) = (one.min(other), one.max(other));
        Bounds { min: (which != 1).then_some(min), max: (which != 0).then_some(max) }
    })
}

/// Quantities, each once, with headings behind the others as TOML has it.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let all: Vec<Quantity> = Quantity::all().collect();
    let count = all.len();
    let entry = |(quantity, bounds, heading)| Entry { quantity, bounds, heading };
    (prop::sample::subsequence(all, 1..=count).prop_shuffle()).prop_flat_map(move |quantities| {
        let each =
            quantities.into_iter().map(|quantity| (Just(quantity), bounds(), any::<bool>()).prop_map(entry));
        each.collect::<Vec<_>>().prop_map(|mut entries: Vec<Entry>| {
            entries.sort_by_key(|entry| entry.heading);
            entries
        })
    })
}

fn file(entries: &[Entry]) -> String {
    entries.iter().map(|entry| entry.text() + "\n").collect()
}

/// What is said of a file that is refused: the line, and no more than one.
fn refused(text: &str) -> (usize, String) {
    let error = Limits::parse(text).unwrap_err().to_string();
    assert!(error.chars().all(|c| !c.is_control()), "{error:?}");
    let (line, what) = error.strip_prefix("line ").unwrap().split_once(": ").unwrap();
    (line.parse().unwrap(), what.to_owned())
}

proptest! {
    #[test]
    fn rubbish_is_no_limit_file_and_harms_nothing(
        text in prop_oneof![".{0,80}", "([a-z_]{1,6} ?= ?[0-9{}\\[\\]\"'a-z=,. -]{0,20}\n?){0,6}", "[q\\[\\]{}=\\n minax0-9.\"]{0,60}"],
    ) {
        if Limits::parse(&text).is_err() {
            let (line, what) = refused(&text);
            prop_assert!((1..=text.lines().count() + 1).contains(&line) && !what.is_empty(), "{line}: {what}");
        }
    }

    #[test]
    fn a_limit_file_means_what_it_says(
        entries in entries(), sigmas in 0.0..10.0, judge in any::<bool>(), rows in bounds(),
    ) {
        let word = if judge { "judge" } else { "fail" };
        let rows_text = Entry { quantity: Quantity::Q, bounds: rows, heading: false }.text().replacen('q', "rows", 1);
        let text = format!("sigmas = {sigmas:?}\ndoubtful = \"{word}\"\n{rows_text}\nname = \"x\"\n{}", file(&entries));
        let wanted = Limits {
            sigmas,
            doubtful: if judge { Doubtful::Judge } else { Doubtful::Fail },
            rows,
            quantities: entries.iter().map(|entry| (entry.quantity, entry.bounds)).collect(),
        };
        prop_assert_eq!(Limits::parse(&text), Ok(wanted), "{}", text);
    }

    #[test]
    fn a_limit_file_with_a_fault_is_refused_by_its_line_and_its_key(
        entries in entries(), at in any::<prop::sample::Index>(), fault in 0_usize..8,
    ) {
        // All in braces: the key and what is wrong stand on one line.
        let entries: Vec<Entry> = entries.into_iter().map(|entry| Entry { heading: false, ..entry }).collect();
        let at = at.index(entries.len());
        let name = entries[at].quantity.name();
        let spoiled = [
            format!("{name}x = {{ min = 1 }}"),
            format!("{name} = {{}}"),
            format!("{name} = {{ min = 2, max = 1 }}"),
            format!("{name} = {{ least = 1 }}"),
            format!("{name} = {{ min = nan }}"),
            format!("{name} = {{ min = \"1\" }}"),
            format!("{name} = 1"),
            format!("{name} = {{ min = "),
        ];
        let mut lines: Vec<String> = entries.iter().map(Entry::text).collect();
        lines[at].clone_from(&spoiled[fault]);
        let text = lines.join("\n") + "\n";
        let (line, what) = refused(&text);
        // What has no end may be seen at the next one.
        prop_assert!(line == at + 1 || fault == 7 && line == at + 2, "{line}: {what} of\n{text}");
        prop_assert!(what.contains(name) || line == at + 2, "{what}");
        // A key that is there twice is one too many.
        let twice = file(&entries) + &entries[at].text() + "\n";
        let (line, what) = refused(&twice);
        prop_assert!(line == entries.len() + 1 && what.contains(name), "{line}: {what}");
    }
}

#[test]
fn a_bound_keeps_a_least_that_it_is_above_and_no_greatest() {
    let mut values = Values::default();
    values.set(Quantity::Extinction, Measured::at_least(31.24));
    for (limit, why) in [
        ("min = 30", &[][..]),
        ("min = 35", &["extinction_db ≥ 31.24 may be below 35"][..]),
        ("max = 40", &["extinction_db ≥ 31.24 may be above 40"][..]),
    ] {
        assert_eq!(broken(&format!("extinction_db = {{ {limit} }}"), &values, None), why, "{limit}");
    }
}
