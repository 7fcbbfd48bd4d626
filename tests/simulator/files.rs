//! Scenario files as they come: hostile ones are refused in words.

use std::io::Write;
use std::path::PathBuf;

use ctp10::simulator::Scenario;

/// A file of its own, removed at the end.
pub(crate) struct Written(pub(crate) PathBuf);

impl Written {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("ctp10-{}-{name}.toml", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
        Self(path)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_scenario_that_does_not_read_says_file_line_and_value() {
    let said = |name: &str, bytes: &[u8]| {
        let file = Written::new(name, bytes);
        let said = Scenario::load(&file.0).unwrap_err().to_string();
        assert!(said.contains(&format!("{name}.toml")), "{said}");
        assert!(said.chars().all(|c| !c.is_control()), "{said:?}");
        said
    };
    let late = said("late", b"[[fault]]\non = '*IDN?'\nlate = nan\n");
    assert!(
        late.ends_with("cannot be parsed: line 3: NaN is not a time: write seconds from 0 to 86400"),
        "{late}"
    );
    let unknown = said("unknown", "[link]\n\"\\u001b[2J\u{202e}\" = 1\n".as_bytes());
    assert!(unknown.contains("line 2: there is no key \"\u{241b}[2J\u{fffd}\""), "{unknown}");
    assert!(said("bytes", b"\xff\xfe").contains("cannot be read"));
    assert!(said("large", &vec![b'#'; (1 << 20) + 1]).contains("more than 1048576 bytes"));
    let fits = Written::new("fits", &vec![b'#'; 1 << 20]);
    assert_eq!(Scenario::load(&fits.0).unwrap(), Scenario::default());
    let missing = Scenario::load("no\u{1b}where.toml".as_ref()).unwrap_err().to_string();
    assert!(missing.contains("no\u{241b}where.toml cannot be read"), "{missing}");
}
