//! What is known of models of lasers beforehand: one row for each family. No question on the wire asks for it.

/// A family of models.
struct Family {
    /// How the names of its models begin.
    begins: &'static str,
    /// Sweep speeds, nm/s, in ascending order; each model has some of these.
    speeds: &'static [u32],
    /// The models whose wavelengths are known: name, from and to in nm. Others of the family have others.
    ranges_nm: &'static [(&'static str, (f64, f64))],
}

/// Speeds of the faster families, nm/s.
const FAST: &[u32] = &[10, 20, 50, 100, 200];

const FAMILIES: [Family; 3] = [
    Family {
        begins: "T100S",
        speeds: &[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 20, 22, 25, 29, 33, 40, 50, 67, 100],
        ranges_nm: &[("T100S-HP", (1502.0, 1627.0))],
    },
    Family { begins: "T200S", speeds: FAST, ranges_nm: &[("T200S-O-M", (1262.5, 1355.0))] },
    Family { begins: "T500S", speeds: FAST, ranges_nm: &[] },
];

/// The family of a model, however its letters are written.
fn family(model: &str) -> Option<&'static Family> {
    let begins = |family: &&Family| {
        model.get(..family.begins.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(family.begins))
    };
    FAMILIES.iter().find(begins)
}

/// Sweep speeds of a model, nm/s, where they are known.
pub(crate) fn speeds(model: &str) -> Option<&'static [u32]> {
    family(model).map(|family| family.speeds)
}

/// The wavelengths that a model has, nm, where they are known.
pub(crate) fn range_nm(model: &str) -> Option<(f64, f64)> {
    let ranges = family(model)?.ranges_nm;
    ranges.iter().find(|(name, _)| name.eq_ignore_ascii_case(model)).map(|(_, range)| *range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_and_wavelengths_are_known_of_the_models_that_they_are_known_of() {
        assert!(speeds("T100S-HP").unwrap().contains(&67));
        for model in ["T200S-O-M", "t500s"] {
            assert_eq!(speeds(model), Some(&[10, 20, 50, 100, 200][..]), "{model}");
        }
        assert_eq!(range_nm("t100s-hp"), Some((1502.0, 1627.0)));
        assert_eq!(range_nm("T200S-O-M"), Some((1262.5, 1355.0)));
        for model in ["T300S", "T10", "", "Tµ0S-HP"] {
            assert_eq!((speeds(model), range_nm(model)), (None, None), "{model}");
        }
        // Another model of a known family.
        for model in ["T100S-HPX", "T200S", "T500S"] {
            assert_eq!(range_nm(model), None, "{model}");
        }
    }

    /// A row is in order, and its models are of its family.
    #[test]
    fn rows_are_sound() {
        for known in &FAMILIES {
            assert!(known.speeds.is_sorted(), "{}", known.begins);
            for (name, (shortest, longest)) in known.ranges_nm {
                assert_eq!(family(name).map(|family| family.begins), Some(known.begins), "{name}");
                assert!(shortest < longest, "{name}");
            }
        }
    }
}
