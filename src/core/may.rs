//! Whether a program may change anything at a bench: decided once, by its settings, and asked by whatever would order
//! something or offer it.

/// What may be done with a bench. `Order` holds what orders are given with: who only watches has nothing of the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May<By = ()> {
    /// Everything.
    Order(By),
    /// Only what changes nothing, and light off.
    Watch,
}

/// Nothing may be changed from here: a key, a command of the shell and a route are told the same, and each says with it
/// what was not done. Only [`May`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read-only, by --read-only or the settings")]
pub struct ReadOnly(());

impl May {
    /// By the settings.
    pub const fn by(read_only: bool) -> Self {
        if read_only { Self::Watch } else { Self::Order(()) }
    }
}

impl<By> May<By> {
    /// What an order is given with.
    ///
    /// # Errors
    /// Where nothing may be ordered.
    pub const fn order(&self) -> Result<&By, ReadOnly> {
        match self {
            Self::Order(by) => Ok(by),
            Self::Watch => Err(ReadOnly(())),
        }
    }

    /// Whether an order can be given: what is of no use is not offered.
    pub const fn orders(&self) -> bool {
        self.order().is_ok()
    }

    /// The same for what orders are given with elsewhere.
    pub fn with<Other>(&self, other: impl FnOnce(&By) -> Other) -> May<Other> {
        match self {
            Self::Order(by) => May::Order(other(by)),
            Self::Watch => May::Watch,
        }
    }
}
