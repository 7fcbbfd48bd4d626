//! Commands about traces.

mod analysis;
mod changes;
mod files;
mod window;

use crate::ui::common::command::CommandRow;
use crate::ui::trace::TraceState;

pub(in crate::ui) fn rows() -> Vec<CommandRow<TraceState>> {
    [files::downloads(), window::rows(), changes::rows(), analysis::rows(), files::rows()]
        .into_iter()
        .flatten()
        .collect()
}
