//! What the instrument is busy with.

use std::sync::Arc;

use tokio::time::Instant;

use super::block::Record;
use super::sweep::Sweep;

#[derive(Debug)]
pub(super) enum Operation {
    Idle,
    Scan(Sweep),
    /// The traces of a scan are computed; the ones before it are there until then.
    Analysis {
        record: Arc<Record>,
        ends: Instant,
    },
    Reference {
        module: usize,
        channel: usize,
        sweep: Sweep,
    },
    /// What stood in the register stands there until the bit rises.
    Abort {
        before: u16,
        rises: Instant,
        ends: Instant,
    },
    Save {
        rises: Instant,
        ends: Instant,
    },
}

impl Operation {
    /// The condition register.
    pub(super) fn condition(&self, now: Instant) -> u16 {
        let (before, rises, bit) = match self {
            Self::Idle => return 0,
            Self::Analysis { .. } => return 8,
            Self::Scan(sweep) => (0, sweep.begins, 4),
            Self::Reference { sweep, .. } => (0, sweep.begins, 64),
            Self::Abort { before, rises, .. } => (*before, *rises, 16),
            Self::Save { rises, .. } => (0, *rises, 4096),
        };
        if now < rises { before } else { bit }
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self, Self::Idle)
    }

    pub(super) const fn ends(&self) -> Option<Instant> {
        match self {
            Self::Idle => None,
            Self::Scan(Sweep { ends, .. })
            | Self::Reference { sweep: Sweep { ends, .. }, .. }
            | Self::Analysis { ends, .. }
            | Self::Abort { ends, .. }
            | Self::Save { ends, .. } => Some(*ends),
        }
    }

    /// The sweep under way.
    pub(super) const fn sweep(&self) -> Option<&Sweep> {
        match self {
            Self::Scan(sweep) | Self::Reference { sweep, .. } => Some(sweep),
            Self::Idle | Self::Analysis { .. } | Self::Abort { .. } | Self::Save { .. } => None,
        }
    }

    /// The sweep under way, to change it.
    pub(super) const fn sweep_mut(&mut self) -> Option<&mut Sweep> {
        match self {
            Self::Scan(sweep) | Self::Reference { sweep, .. } => Some(sweep),
            Self::Idle | Self::Analysis { .. } | Self::Abort { .. } | Self::Save { .. } => None,
        }
    }
}
