//! What the screen asks of the world, done.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use ratatui::backend::Backend;
use tokio::time::Instant;

use super::background::Background;
use super::console::{Console, End, Host};
use super::lost::TerminalLost;
use super::script;
use super::wire::NotTaken;
use crate::config::presets::PresetError;
use crate::core::consent::Consent;
use crate::core::event::Severity;
use crate::core::ids::LaserSet;
use crate::core::parameter::Change;
use crate::core::request::{Asking, Order, Query, RequestId, ScpiLine};
use crate::core::text::said;
use crate::core::transcript::{Cause, ScriptKind};
use crate::instrument::ctp10::typed::{self, Verdict};
use crate::ui::common::confirm::Confirm;
use crate::ui::common::effect::{Copied, Effect, LinkOrder, PresetOrder, Way};

/// Longer texts are cut by many terminals.
const CLIPBOARD: usize = 70_000;

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: Send + Sync + 'static,
{
    pub(super) fn perform(&mut self, effects: Vec<Effect>) -> Option<End> {
        for effect in effects {
            tracing::debug!("{effect:?}");
            match effect {
                Effect::Query(query) => drop(self.ask(query)),
                Effect::Order(order) => self.order_noted(order),
                Effect::Set(changes, way) => {
                    if let Some(changes) = self.state.may_set(changes, way) {
                        let still = self.state.still(&changes, way);
                        self.set(changes, way, still, None);
                    }
                }
                Effect::Raise { changes, way, still, consent } => {
                    self.set(changes, way, still, Some(consent));
                }
                Effect::LowerCaps => self.lower_caps(),
                Effect::Say(typed) => self.say(&typed),
                Effect::Off(lasers) => self.off(lasers),
                Effect::Abort => {
                    let aborted = self.wire.as_ref().map(|wire| wire.access.abort());
                    if let Some(Err(refused)) = aborted {
                        self.state.tell(Severity::Warning, refused.to_string());
                    }
                }
                Effect::DownloadCancel => {
                    if let Some(wire) = &self.wire {
                        wire.access.observer().cancel_downloads();
                    }
                }
                Effect::Link(order) => self.link(order),
                Effect::Preset(order) => self.preset(order),
                Effect::SaveTranscript(kind, path) => self.save_transcript(kind, path),
                Effect::SaveTraces(traces, path) => self.background.save(traces, path),
                Effect::SaveTable(trace, table, path) => self.background.save_table(trace, table, path),
                Effect::SaveFigure(options, path) => {
                    self.background.save_figure(self.state.trace.traces.clone(), options, path);
                }
                Effect::Picture => self.picture(),
                Effect::List(folder, times) => self.background.list(folder, times),
                Effect::Glance(files) => self.background.glance(files),
                Effect::Open(path, options) => {
                    let visit = self.state.visit();
                    self.background.open(path, options, visit);
                }
                Effect::Mask(path) => self.background.mask(path),
                Effect::Make => {
                    if let Some(making) = self.state.trace.traces.making() {
                        self.background.make(making.clone());
                    }
                }
                Effect::Discard => Background::discard(self.state.trace.traces.take_old()),
                Effect::Measure => {
                    if let Some(measurement) = self.state.trace.next_measurement() {
                        self.background.measure(measurement);
                    }
                }
                Effect::Search { trace, search } => self.background.search(trace, search),
                Effect::Analyse { trace, within, method } => self.background.analyse(trace, within, method),
                Effect::Run(name, line) => self.background.run(name, line),
                Effect::Copy(Copied(text)) => self.copy(&text),
                Effect::Bell => {
                    if let Err(error) = self.host.bell() {
                        return Some(End::TerminalLost(TerminalLost::Write(Arc::new(error))));
                    }
                }
                Effect::Mouse(take) => {
                    if let Err(error) = self.host.mouse(take) {
                        return Some(End::TerminalLost(TerminalLost::Write(Arc::new(error))));
                    }
                }
                Effect::Redraw => {
                    if let Err(error) = self.terminal.clear() {
                        return Some(End::TerminalLost(TerminalLost::Draw(Arc::new(error))));
                    }
                }
                Effect::Resume => {
                    // Who knows what stood on it meanwhile.
                    self.state.resized();
                    if let Err(error) = self.host.resume(&mut self.terminal, &self.state) {
                        return Some(End::TerminalLost(TerminalLost::Take(Arc::new(error))));
                    }
                }
                Effect::Suspend => match self.host.suspend() {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                        self.state.tell(Severity::Warning, said(&error));
                    }
                    Err(error) => return Some(End::TerminalLost(TerminalLost::Take(Arc::new(error)))),
                },
                Effect::Record(order) => self.record(order),
                Effect::AskBenches(benches) => self.background.hear(benches),
                Effect::Quit(lasers, to) => self.begin_to_leave(lasers, to),
                Effect::Leave => return self.leave_at_once(),
                Effect::Stay => self.stay(),
            }
        }
        None
    }

    fn accepted<T>(&mut self, taken: Option<Result<T, NotTaken>>) -> Option<T> {
        match taken {
            Some(Ok(taken)) => Some(taken),
            Some(Err(refused)) => {
                self.state.tell(Severity::Warning, refused.to_string());
                None
            }
            None => {
                self.state.tell(Severity::Warning, "the connection is closed; nothing was sent");
                None
            }
        }
    }

    fn ask(&mut self, query: Query) -> Option<RequestId> {
        let taken = self.wire.as_ref().map(|wire| wire.access.ask(query));
        self.accepted(taken)
    }

    fn order(&mut self, order: Order) -> Option<RequestId> {
        let taken = self.wire.as_ref().map(|wire| wire.access.order(order));
        self.accepted(taken)
    }

    fn order_noted(&mut self, order: Order) {
        let said = match &order {
            Order::Say(line, _) => Some(line.text().to_owned()),
            Order::Set { .. } | Order::Run(_) => None,
        };
        let Some(id) = self.order(order) else { return };
        if let Some(said) = said {
            self.state.scpi.conversation.sent(id, said);
        }
    }

    fn set(&mut self, changes: Vec<Change>, way: Way, still: Vec<Change>, consent: Option<Consent>) {
        let Some(id) = self.order(Order::Set { changes: changes.clone(), still, consent }) else {
            self.state.not_sent();
            return;
        };
        self.state.sent(id, way, changes);
    }

    fn lower_caps(&mut self) {
        if let Some(wire) = &self.wire {
            wire.access.observer().lower_caps(&self.state.context.link.caps);
        }
    }

    /// Off finds its way also where the connection was closed.
    fn off(&mut self, lasers: LaserSet) {
        if self.wire.is_none() {
            self.state.tell(Severity::Warning, "connecting again to switch off");
            self.connect(None, None);
        }
        if let Some(wire) = &self.wire {
            wire.access.observer().switch_off(lasers);
        }
    }

    /// A line that was typed: questions go out, orders after a look at what they do.
    fn say(&mut self, typed: &str) {
        let line = match ScpiLine::new(typed) {
            Ok(line) => line,
            Err(error) => return self.not_said(typed, &error.to_string()),
        };
        if let Ok(asking) = Asking::new(typed) {
            if let Some(id) = self.ask(Query::Say(asking)) {
                self.state.scpi.conversation.sent(id, line.text().to_owned());
            }
            return;
        }
        if let Err(why) = self.state.context.fixed.may.order() {
            return self.not_said(typed, &why.to_string());
        }
        match typed::judge(&line, &self.state.context.link.caps) {
            Verdict::Send => self.order_noted(Order::Say(line, None)),
            Verdict::Ask { why, lights: None } => self.state.ask(Confirm::Say(line, why, None)),
            Verdict::Ask { why, lights: Some(lights) } => {
                match self.state.context.bench.beams(&lights, &self.state.context.link.caps) {
                    Ok(beams) if !beams.need_consent(&lights) => {
                        self.state.ask(Confirm::Say(line, why, None));
                    }
                    Ok(beams) => self.state.ask(Confirm::Say(line, why, Some(beams))),
                    Err(why) => self.not_said(typed, &why.to_string()),
                }
            }
            Verdict::Refuse(why) => self.not_said(typed, &why),
        }
    }

    fn not_said(&mut self, typed: &str, why: &str) {
        let said = crate::core::text::clean(&typed.chars().take(200).collect::<String>());
        self.state.tell(Severity::Warning, format!("not sent: {why}"));
        self.state.scpi.conversation.refused(said, why.to_owned());
    }

    fn link(&mut self, order: LinkOrder) {
        match order {
            LinkOrder::Connect(address) => self.connect(address, None),
            LinkOrder::TimeOut(time) => {
                self.connect(None, Some(time));
                self.state.inform(format!("an answer may now take {} s", time.as_secs_f64()));
            }
            LinkOrder::Disconnect => {
                self.disconnect();
                self.state.inform("the connection is closed: the instrument is free for others");
            }
        }
    }

    fn preset(&mut self, order: PresetOrder) {
        let Some(folder) = self.presets.clone() else {
            return self.state.tell(Severity::Warning, PresetError::NoFolder.to_string());
        };
        let visit = self.state.visit();
        match order {
            PresetOrder::List => self.background.list_presets(folder, visit),
            PresetOrder::Delete(name) => self.background.delete_preset(folder, name, visit),
            PresetOrder::Show(name) => self.background.read_preset(folder, name, visit),
            PresetOrder::Save(_) | PresetOrder::Overwrite(_) if !self.state.context.bench.is_live() => {
                let words = "no link to the instrument: nothing was saved, since all values are old";
                self.state.tell(Severity::Warning, words);
            }
            PresetOrder::Save(name) => {
                self.background.save_preset(folder, name, self.values(), false, visit);
            }
            PresetOrder::Overwrite(name) => {
                self.background.save_preset(folder, name, self.values(), true, visit);
            }
        }
    }

    /// Every setting of the bench as it was last read.
    fn values(&self) -> Vec<Change> {
        self.state.context.bench.values.iter().map(|(parameter, value)| (*parameter, *value)).collect()
    }

    fn save_transcript(&mut self, kind: ScriptKind, path: PathBuf) {
        let exchanges = self.state.context.fixed.transcript.pick(usize::MAX, |e| e.cause != Cause::Polling);
        if exchanges.is_empty() {
            self.state.inform("nothing was ordered yet: there is nothing to save");
            return;
        }
        let day = self.host.wall();
        let text = script::write(
            kind,
            &exchanges,
            &self.state.context.link.address,
            &day,
            Instant::now().into_std(),
        );
        self.background.save_text(text, path);
    }

    /// Has the picture made that the screen asked for.
    fn picture(&mut self) {
        let trace = &self.state.trace;
        if let (Some(graphics), Some(key)) = (&self.state.context.fixed.graphics, trace.asked_picture()) {
            let theme = self.state.context.theme().clone();
            self.background.picture(trace.traces.clone(), theme, graphics.clone(), key.clone());
        }
    }

    fn copy(&mut self, text: &str) {
        match self.host.copy(text) {
            Err(error) => self.state.tell(Severity::Warning, format!("not copied: {}", said(&error))),
            Ok(()) if text.len() > CLIPBOARD => {
                let words =
                    format!("{} characters sent to the clipboard; many terminals take fewer", text.len());
                self.state.tell(Severity::Warning, words);
            }
            Ok(()) => {
                let count = text.chars().count();
                let words = format!("{count} characters sent to the clipboard, if the terminal takes them");
                self.state.inform(words);
            }
        }
    }
}
