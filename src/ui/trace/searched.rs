//! The cursor from peak to peak, from dip to dip. They are searched for once for each trace and search, off the task that
//! draws; keys that were pressed meanwhile are carried out after it, in their order.

use std::sync::Arc;

use crate::analysis::peaks::Extremum;
use crate::ui::common::action::Act;
use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn};
use crate::ui::trace::TraceState;
use crate::ui::trace::jumps::{Jump, Waiting};
use crate::ui::trace::traces::extremes::{Extremes, Searched};

/// One that is so close to the cursor is the one that it is on.
const SAME_NM: f64 = 1e-9;

impl TraceState {
    /// Does what a key does, after those that wait.
    pub(in crate::ui) fn act(&mut self, act: Act<Self>, context: &Context) -> Vec<Next> {
        if self.jumps.waiting.is_empty() {
            return act(self, context);
        }
        self.jumps.wait(Waiting::Act(act));
        Vec::new()
    }

    /// The cursor by so many rows and columns, after what waits.
    pub(in crate::ui) fn go(&mut self, rows: isize, columns: isize) {
        if self.jumps.waiting.is_empty() {
            self.step(rows, columns);
        } else {
            self.jumps.wait(Waiting::Step(rows, columns));
        }
    }

    /// Does what has waited for peaks or dips that are known now.
    pub(in crate::ui) fn catch_up(&mut self, context: &Context) -> Vec<Next> {
        let mut next = Vec::new();
        while self.knows_extremes()
            && let Some(one) = self.jumps.waiting.pop_front()
        {
            match one {
                Waiting::Jump(jump) => next.extend(self.jump(jump)),
                Waiting::Act(act) => next.extend(act(self, context)),
                Waiting::Step(rows, columns) => self.step(rows, columns),
            }
        }
        if self.jumps.waiting.is_empty() && self.jumps.dropped > 0 {
            let dropped = std::mem::take(&mut self.jumps.dropped);
            next.extend(warn(format!(
                "{dropped} keys were dropped: they came before peaks or dips were found"
            )));
        }
        next
    }

    /// The search that waiting keys need. One at a time: while a trace is measured again and again only the last one
    /// counts.
    pub(in crate::ui) fn wanted_search(&mut self) -> Option<Effect> {
        if self.jumps.waiting.is_empty() || self.jumps.asked.is_some() || self.knows_extremes() {
            return None;
        }
        let (trace, search) = (Arc::clone(self.traces.selected_trace()?), self.traces.method.search);
        self.jumps.asked = Some(Searched::new(&trace, search));
        Some(Effect::Search { trace, search })
    }

    /// Peaks or dips were found. Those of another trace or search than are gone through now are searched for again.
    pub(in crate::ui) fn extremes_found(&mut self, searched: Searched, found: Extremes) {
        self.jumps.asked = None;
        if self.searched().as_ref() == Some(&searched) {
            self.jumps.known = Some((searched, found));
        }
    }

    /// What peaks or dips have to be of now.
    fn searched(&self) -> Option<Searched> {
        self.traces.selected_trace().map(|trace| Searched::new(trace, self.traces.method.search))
    }

    /// Whether those of the selected trace are known; without a trace there is none.
    fn knows_extremes(&self) -> bool {
        let searched = self.searched();
        searched.is_none() || self.jumps.known.as_ref().map(|(of, _)| of) == searched.as_ref()
    }

    /// The cursor to a peak or a dip in the window, as soon as they are known.
    pub(in crate::ui) fn jump(&mut self, jump: Jump) -> Vec<Next> {
        if !self.knows_extremes() {
            self.jumps.waiting.push_front(Waiting::Jump(jump));
            return Vec::new();
        }
        let kind = self.traces.method.search.kind;
        // The next one may lie beyond the window, which follows the cursor.
        let is_beside = matches!(jump, Jump::Right | Jump::Left);
        let samples = if is_beside {
            self.traces.selected_trace().map(|trace| (trace, 0..trace.y.len()))
        } else {
            self.traces.window()
        };
        let within = samples.zip(self.jumps.known.as_ref());
        let found = within.map(|((trace, samples), (_, known))| (trace, known.within(&samples)));
        let Some((trace, found)) = found.filter(|(_, found)| !found.is_empty()) else {
            let excursion = self.traces.method.search.excursion;
            let what = if kind == Extremum::Dip { "dip" } else { "peak" };
            let place = if is_beside { "trace" } else { "window" };
            return inform(format!(
                "no {what} of {excursion} dB in the {place}; :peaks excursion 1dB finds smaller ones"
            ));
        };
        let best = || found.least(|level| Some(kind.to_base() * f64::from(level)));
        let to = match jump {
            Jump::Best => best(),
            Jump::Right | Jump::Left => {
                let from_nm = self.traces.cursor.unwrap_or_else(|| self.traces.view.centre());
                let forward = (jump == Jump::Right) == (self.rightwards(1.0) > 0.0);
                found.beside(forward, |sample| {
                    let nm = trace.spacing.nm(sample);
                    if forward { nm <= from_nm + SAME_NM } else { nm < from_nm - SAME_NM }
                })
            }
            Jump::Higher | Jump::Lower => match self.level_at_cursor() {
                None => best(),
                Some(here) => found.least(|level| {
                    let away = f64::from(level) - here;
                    let away = if jump == Jump::Higher { away } else { -away };
                    (away > 0.0).then_some(away)
                }),
            },
        };
        match to.map(|sample| trace.spacing.nm(sample)) {
            Some(nm) => {
                self.traces.point(nm);
                self.found_at = self.traces.cursor;
                Vec::new()
            }
            None if is_beside => inform("no further one in the trace"),
            None => inform("no other one in the window"),
        }
    }

    fn level_at_cursor(&self) -> Option<f64> {
        let (_, _, level) = self.traces.sample(self.traces.cursor?)?;
        Some(f64::from(level))
    }
}
