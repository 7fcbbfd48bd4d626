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
}

/// A ratio less a power is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a trace in {0} less one in {1} is no level; subtract the ratio from the power, or two of one unit")]
pub struct NoDifference(LevelUnit, LevelUnit);

impl LevelUnit {
    /// The unit of a level of this one less a level of another.
    ///
    /// # Errors
    /// Where that is nothing that could be measured.
    pub fn less(self, other: Self) -> Result<Self, NoDifference> {
        match (self, other) {
            (Self::Dbm, Self::Db) => Ok(Self::Dbm),
            (Self::Db, Self::Dbm) => Err(NoDifference(self, other)),
            (Self::Db, Self::Db) | (Self::Dbm, Self::Dbm) => Ok(Self::Db),
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
    }
}
