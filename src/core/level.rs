//! The unit of what a detector measured.

/// The unit of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
pub enum LevelUnit {
    /// A ratio.
    #[strum(serialize = "dB")]
    Db,
    /// A power.
    #[strum(serialize = "dBm")]
    Dbm,
    /// One of the two: nothing says which. What a trace type without a name holds depends on the module, and columns
    /// of other programs may have no unit in their names.
    #[strum(serialize = "unknown")]
    Unknown,
}

/// A ratio less a power is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a trace in {0} less one in {1} is no level; subtract the ratio from the power, or two of one unit")]
pub struct NoDifference(LevelUnit, LevelUnit);

impl LevelUnit {
    /// As it stands behind a number on the screen.
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Db => "dB",
            Self::Dbm => "dBm",
            Self::Unknown => "dB?",
        }
    }

    /// The unit of a level of this one less a level of another.
    ///
    /// # Errors
    /// Where that is nothing that could be measured.
    pub fn less(self, other: Self) -> Result<Self, NoDifference> {
        match (self, other) {
            (Self::Dbm, Self::Db) => Ok(Self::Dbm),
            (Self::Db, Self::Dbm) => Err(NoDifference(self, other)),
            (Self::Db, Self::Db) | (Self::Dbm, Self::Dbm) => Ok(Self::Db),
            (Self::Unknown, _) | (_, Self::Unknown) => Ok(Self::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_the_unit_that_it_has_in_the_field() {
        let (db, dbm) = (LevelUnit::Db, LevelUnit::Dbm);
        assert_eq!((dbm.less(dbm), dbm.less(db), db.less(db)), (Ok(db), Ok(dbm), Ok(db)));
        let refused = db.less(dbm).unwrap_err().to_string();
        assert!(refused.contains("a trace in dB less one in dBm is no level"), "{refused}");
        let unknown = LevelUnit::Unknown;
        assert_eq!((db.less(unknown), unknown.less(dbm)), (Ok(unknown), Ok(unknown)));
    }
}
