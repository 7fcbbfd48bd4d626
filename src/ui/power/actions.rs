//! What keys do to live power.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::context::Page;
use crate::ui::common::next::{Next, only};
use crate::ui::power::PowerState;

actions! { Act<PowerState>;
    FREEZE, "freeze", "Freeze the power chart; recording continues",
        |power, context| only!(power.chart.freeze(context.now));
    RELATIVE, "relative", "Show powers in dB relative to what they are now, as live insertion loss; once more shows dBm again",
        |power, context| power.toggle_relative(context);
    WINDOW_LONGER, "longer", "Show a longer time in the power chart",
        |power, context| only!(power.chart.longer(context.now));
    WINDOW_SHORTER, "shorter", "Show a shorter time in the power chart",
        |power, context| only!(power.chart.shorter(context.now));
    ALIGN, "align", "Open the alignment view: two detectors in digits to read across the room, and the best so far",
        |power, context| {
            power.begin_alignment(context);
            vec![Next::Toggle(Page::Align)]
        };
}
