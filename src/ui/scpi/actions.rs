//! What keys do to the pages in the instrument's own words.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::context::Page;
use crate::ui::common::next::{Next, only};
use crate::ui::scpi::ScpiState;

actions! { Act<ScpiState>;
    SCPI, "SCPI", "Open the SCPI console", |_, _| vec![Next::Toggle(Page::Scpi)];
    STATUS, "status", "Open the status page: condition, status registers, errors, statistics of the connection",
        |_, _| vec![Next::Toggle(Page::Status)];
    TRANSCRIPT, "transcript", "Open the transcript of everything sent and received",
        |_, _| vec![Next::Toggle(Page::Transcript)];
    FILTER, "filter", "Filter the transcript by text",
        |scpi, context| only!(scpi.transcript.typing |= context.page == Page::Transcript);
    EVERYTHING, "everything", "Show or hide polling in the transcript",
        |scpi, context| only!(scpi.transcript.polling ^= context.page == Page::Transcript);
}
