//! Setpoints that can be taken back. Light is not among them: it is no parameter.

use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::RequestId;
use crate::core::snapshot::Snapshot;
use crate::ui::common::effect::Way;

/// So many steps can be taken back; older ones are forgotten.
const KEPT: usize = 200;

/// What one job changed, everything the instrument moved with it included.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    id: RequestId,
    before: Vec<Change>,
    after: Vec<Change>,
}

impl Step {
    /// What gives back the values before.
    pub(crate) fn back(&self) -> Vec<Change> {
        let differs = |&(parameter, value): &Change| {
            self.after.iter().any(|&(other, now)| other == parameter && !value.agrees(now))
        };
        self.before.iter().copied().filter(differs).collect()
    }

    /// What somebody else changed since: parameter, as this step left it, as it is.
    pub(crate) fn overridden(&self, bench: &Snapshot) -> Option<(Parameter, Value, Value)> {
        self.after.iter().find_map(|&(parameter, left)| {
            let is = bench.value(parameter)?;
            (!left.agrees(is)).then_some((parameter, left, is))
        })
    }

    fn join(&mut self, before: Vec<Change>, after: Vec<Change>) {
        for change in before {
            if self.before.iter().all(|(parameter, _)| *parameter != change.0) {
                self.before.push(change);
            }
        }
        for change in after {
            self.after.retain(|(parameter, _)| *parameter != change.0);
            self.after.push(change);
        }
    }
}

/// The steps, and those that were taken back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undo {
    done: Vec<Step>,
    undone: Vec<Step>,
    under_way: Vec<UnderWay>,
    /// Taken, and not yet sent.
    taken: Option<(Way, Step)>,
}

/// A job that was sent.
#[derive(Clone, Debug)]
struct UnderWay {
    id: RequestId,
    way: Way,
    /// The step that it takes back or does again; none once it changed something.
    step: Option<Step>,
    /// What it changed so far: before and after.
    moved: Vec<(Parameter, Value, Value)>,
}

impl UnderWay {
    fn moves(&mut self, before: &[Change], after: &[Change]) {
        for &(parameter, is) in after {
            let was = before.iter().find(|(other, _)| *other == parameter).map(|(_, was)| *was);
            match self.moved.iter_mut().find(|(other, ..)| *other == parameter) {
                Some((_, _, last)) => *last = is,
                None => self.moved.extend(was.map(|was| (parameter, was, is))),
            }
        }
    }

    /// What it came to, in words; nothing for what is set anew, which says itself.
    fn words(&self) -> Option<String> {
        let done = match self.way {
            Way::Set => return None,
            Way::Undo => "undone",
            Way::Redo => "redone",
        };
        let moved = self.moved.iter().filter(|(_, was, is)| !was.agrees(*is));
        let words = moved.map(|(parameter, was, is)| format!("{parameter} {was} → {is}"));
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| format!("{done}: {}", words.join(", ")))
    }
}

impl Undo {
    /// Notes which way a job goes that was just sent.
    pub(crate) fn sent(&mut self, id: RequestId, way: Way) {
        let step = self.taken.take().filter(|(taken, _)| *taken == way).map(|(_, step)| step);
        self.under_way.push(UnderWay { id, way, step, moved: Vec::new() });
    }

    /// A job is over: what it took back or did again, in words. A step that changed nothing can be taken again.
    pub(crate) fn over(&mut self, id: RequestId) -> Option<String> {
        let index = self.under_way.iter().position(|job| job.id == id)?;
        let job = self.under_way.remove(index);
        let words = job.words();
        if let Some(step) = job.step {
            self.put_back(job.way, step);
        }
        words
    }

    /// What was taken was not sent.
    pub(crate) fn not_sent(&mut self) {
        if let Some((way, step)) = self.taken.take() {
            self.put_back(way, step);
        }
    }

    fn put_back(&mut self, way: Way, step: Step) {
        if way == Way::Redo { self.undone.push(step) } else { self.done.push(step) }
    }

    /// Takes in what a job changed.
    pub(crate) fn changed(&mut self, id: RequestId, before: Vec<Change>, after: Vec<Change>) {
        // Nobody here sent it.
        let Some(job) = self.under_way.iter_mut().find(|job| job.id == id) else { return };
        job.step = None;
        job.moves(&before, &after);
        let way = job.way;
        let onto = if way == Way::Undo { &mut self.undone } else { &mut self.done };
        match onto.last_mut() {
            Some(last) if last.id == id => last.join(before, after),
            _ => onto.push(Step { id, before, after }),
        }
        if onto.len() > KEPT {
            onto.remove(0);
        }
        if way == Way::Set {
            self.undone.clear();
        }
    }

    /// The step that would be taken back, or done again.
    pub(crate) fn next(&self, way: Way) -> Option<&Step> {
        if way == Way::Redo { self.undone.last() } else { self.done.last() }
    }

    /// Takes it: it is about to be sent.
    pub(crate) fn take(&mut self, way: Way) {
        let step = if way == Way::Redo { self.undone.pop() } else { self.done.pop() };
        self.taken = step.map(|step| (way, step));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::units::Wavelength;

    fn nm(nm: f64) -> Value {
        Value::Wavelength(Wavelength::from_nm(nm))
    }

    #[test]
    fn a_job_is_one_step_and_goes_back_to_where_it_began() {
        let mut undo = Undo::default();
        let (start, stop) = (Parameter::ScanStart, Parameter::ScanStop);
        undo.sent(RequestId::numbered(1), Way::Set);
        undo.changed(
            RequestId::numbered(1),
            vec![(start, nm(1520.0)), (stop, nm(1580.0))],
            vec![(start, nm(1590.0)), (stop, nm(1590.01))],
        );
        undo.changed(
            RequestId::numbered(1),
            vec![(start, nm(1590.0)), (stop, nm(1590.01))],
            vec![(start, nm(1590.0)), (stop, nm(1600.0))],
        );
        let step = undo.next(Way::Undo).unwrap().clone();
        undo.take(Way::Undo);
        assert_eq!(step.back(), [(start, nm(1520.0)), (stop, nm(1580.0))]);
        assert!(undo.next(Way::Undo).is_none());
        // What is not sent, or refused, can be taken back again.
        undo.not_sent();
        assert!(undo.next(Way::Undo).is_some());
        undo.take(Way::Undo);
        undo.sent(RequestId::numbered(3), Way::Undo);
        undo.over(RequestId::numbered(3));
        assert_eq!(undo.next(Way::Undo), Some(&step));
        undo.take(Way::Undo);
        undo.sent(RequestId::numbered(2), Way::Undo);
        undo.changed(RequestId::numbered(2), step.after.clone(), step.before.clone());
        assert_eq!(undo.next(Way::Redo).unwrap().back(), [(start, nm(1590.0)), (stop, nm(1600.0))]);
        undo.changed(RequestId::numbered(9), vec![(start, nm(1.0))], vec![(start, nm(2.0))]);
        assert!(undo.next(Way::Undo).is_none(), "what others changed is not ours to take back");
    }
}
