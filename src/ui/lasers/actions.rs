//! What keys do to lasers.

use crate::core::ids::LaserSet;
use crate::ui::common::action::{Act, actions};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::world;
use crate::ui::lasers::toggle;

actions! { Act<()>;
    ALL_OFF, "all off", "Switch all lasers off, at once, from anywhere; a scan is stopped", |(), _| world(Effect::Off(LaserSet::ALL));
    LASER_TOGGLE, "laser on/off", "Switch the selected laser off, or on after a confirmation",
        |(), context| toggle(context);
}
