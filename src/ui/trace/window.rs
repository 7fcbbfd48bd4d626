//! The window on the traces.

use crate::ui::kit::charts::reduce::Spectral;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::view::View;

impl TraceState {
    /// A wavelength that stays where it is on the screen: the cursor's, or that of the middle.
    fn about(&self) -> f64 {
        let view = self.traces.view;
        let seen = self.traces.cursor.filter(|nm| (view.left..=view.right).contains(nm));
        seen.unwrap_or_else(|| view.centre())
    }

    /// Shows another window.
    pub(in crate::ui) fn look(&mut self, view: impl FnOnce(View) -> View) {
        self.traces.look(view(self.traces.view));
    }

    /// Narrower (a factor below 1) or wider, about the cursor. Closer to what was found it goes with that in the middle: at an
    /// edge half of it would be lost.
    pub(in crate::ui) fn zoom(&mut self, factor: f64) {
        let about = self.about();
        let is_found = factor < 1.0 && self.found_at == Some(about);
        self.look(|view| if is_found { view.centred(about) } else { view }.zoomed(factor, about));
    }

    /// To the right by a part of the window.
    pub(in crate::ui) fn pan(&mut self, part: f64) {
        let part = self.rightwards(part);
        self.look(|view| view.panned(part));
    }

    /// Everything from the first to the last sample.
    pub(in crate::ui) fn full(&mut self) {
        self.traces.full();
    }

    /// Back to the window before.
    pub(in crate::ui) fn previous_view(&mut self) {
        self.traces.previous();
    }

    /// The cursor to the middle.
    pub(in crate::ui) fn centre(&mut self) {
        let about = self.about();
        self.look(|view| view.centred(about));
    }

    /// From the least to the greatest level in the window.
    pub(in crate::ui) fn fit_level(&mut self) {
        self.look(View::fitted);
    }

    /// Wavelength or frequency at the bottom.
    pub(in crate::ui) fn next_spectral(&mut self) {
        let spectral = match self.traces.view.spectral {
            Spectral::Wavelength => Spectral::Frequency,
            Spectral::Frequency => Spectral::Wavelength,
        };
        self.look(|view| View { spectral, ..view });
    }

    /// Decibels or linear power at the side.
    pub(in crate::ui) fn next_linear(&mut self) {
        self.look(|view| View { linear: !view.linear, ..view.fitted() });
    }

    /// On a frequency axis the right is where wavelengths are shorter.
    pub(super) fn rightwards(&self, by: f64) -> f64 {
        if self.traces.view.spectral == Spectral::Frequency { -by } else { by }
    }
}
