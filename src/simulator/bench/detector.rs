//! Detectors: their settings, their readings, their references.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::laser::wavelength;
use super::parameters::Parameters;
use super::reply::Reply;
use super::source::Source;
use crate::core::cast::count_u64;
use crate::core::wall_clock;
use crate::simulator::error::{self, Code};
use crate::simulator::header::{Row, VALUE};
use crate::simulator::layout::{Layout, Module};
use crate::simulator::optics::{self, Path};
use crate::simulator::syntax::{self, nr3};

/// A setting of a detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DetectorSetting {
    UnitX,
    UnitY,
    Wavelength,
    Trigger,
}

pub(super) const HEADERS: &[Row<DetectorSetting>] = &[
    ("CTP:SENSe<20>:CHANnel<6>:UNIT:X", VALUE, DetectorSetting::UnitX),
    ("CTP:SENSe<20>:CHANnel<6>:UNIT:Y", VALUE, DetectorSetting::UnitY),
    ("CTP:SENSe<20>:CHANnel<6>:WAVelength", VALUE, DetectorSetting::Wavelength),
    ("CTP:SENSe<20>:CHANnel<6>:FUNCtion:TRIGger", VALUE, DetectorSetting::Trigger),
];

/// A reference that was taken.
#[derive(Clone, Debug)]
struct Reference {
    stamp: String,
    sources: Arc<[Source]>,
}

#[derive(Clone, Debug)]
struct Channel {
    wavelength: f64,
    frequency: bool,
    milliwatts: bool,
    trigger: u32,
    reference: Option<Reference>,
    readings: u64,
    module: Module,
}

impl Channel {
    const fn new(module: Module) -> Self {
        Self {
            module,
            wavelength: 1550e-9,
            frequency: false,
            milliwatts: false,
            trigger: 0,
            reference: None,
            readings: 0,
        }
    }
}

#[derive(Debug)]
pub(super) struct Detectors(BTreeMap<(usize, usize), Channel>);

impl Detectors {
    pub(super) fn new(layout: &Layout) -> Self {
        let channels = |(&slot, &module): (&usize, &Module)| {
            (1..=module.channels()).map(move |channel| ((slot, channel), Channel::new(module)))
        };
        Self(layout.modules.iter().flat_map(channels).collect())
    }

    /// The path of the light to a detector, if any arrives there.
    pub(super) fn path(&self, module: usize, channel: usize) -> Option<Path> {
        self.0.get(&(module, channel))?.module.path(module, channel)
    }

    pub(super) fn reset(&mut self) {
        for channel in self.0.values_mut() {
            *channel = Channel { readings: channel.readings, ..Channel::new(channel.module) };
        }
    }

    /// Whether there is a detector.
    pub(super) fn check(&self, module: usize, channel: usize) -> Result<(), Code> {
        self.0.get(&(module, channel)).map(|_| ()).ok_or(error::HARDWARE_MISSING)
    }

    fn get(&mut self, module: usize, channel: usize) -> Result<&mut Channel, Code> {
        self.0.get_mut(&(module, channel)).ok_or(error::HARDWARE_MISSING)
    }

    pub(super) fn power(
        &mut self,
        module: usize,
        channel: usize,
        sources: &[(f64, f64)],
        seed: u64,
    ) -> Result<Reply, Code> {
        let path = self.path(module, channel);
        let detector = self.get(module, channel)?;
        detector.readings += 1;
        let signal = path.filter(|_| !sources.is_empty()).map(|path| {
            let milliwatts =
                |&(nm, dbm): &(f64, f64)| 10f64.powf((dbm + path.transmission_db(seed, nm)) / 10.0);
            10.0 * sources.iter().map(milliwatts).sum::<f64>().log10()
        });
        let place = count_u64(module * 10 + channel);
        let dbm = optics::detected_dbm(signal, seed ^ (place << 32), detector.readings);
        Ok(if detector.milliwatts { nr3(10f64.powf(dbm / 10.0)) } else { format!("{dbm:.4}") }.into())
    }

    pub(super) fn execute(
        &mut self,
        setting: DetectorSetting,
        module: usize,
        channel: usize,
        p: &Parameters,
    ) -> Result<Reply, Code> {
        let detector = self.get(module, channel)?;
        let flag = |flag: &bool| u8::from(*flag).to_string();
        match setting {
            DetectorSetting::UnitX => {
                let words = [("WAVelength", false), ("0", false), ("FREQuency", true), ("1", true)];
                p.exchange(&mut detector.frequency, flag, |text| syntax::choice(text, &words))
            }
            DetectorSetting::UnitY => {
                let words = [("DBM", false), ("0", false), ("MW", true), ("1", true)];
                p.exchange(&mut detector.milliwatts, flag, |text| syntax::choice(text, &words))
            }
            DetectorSetting::Wavelength => {
                let read = |text: &str| wavelength(text, 1240.0, 1680.0);
                let reply = p.exchange(&mut detector.wavelength, |&m| nr3(m), read)?;
                self.share_wavelength(module, channel)?;
                Ok(reply)
            }
            DetectorSetting::Trigger => {
                p.exchange(&mut detector.trigger, u32::to_string, |text| syntax::whole(text, 0, 8))
            }
        }
    }

    /// The wavelength of a channel becomes that of those it shares one with.
    fn share_wavelength(&mut self, module: usize, channel: usize) -> Result<(), Code> {
        let &mut Channel { wavelength, module: fitted, .. } = self.get(module, channel)?;
        for (&(slot, other), detector) in &mut self.0 {
            let shared = fitted.shares_wavelength(channel) && fitted.shares_wavelength(other);
            if slot == module && shared {
                detector.wavelength = wavelength;
            }
        }
        Ok(())
    }

    pub(super) fn keep_reference(&mut self, module: usize, channel: usize, sources: Vec<Source>) {
        let stamp = wall_clock::local().strftime("%Y%m%d,%H%M%S").to_string();
        if let Ok(detector) = self.get(module, channel) {
            detector.reference = Some(Reference { stamp, sources: sources.into() });
        }
    }

    pub(super) fn reference(&mut self, module: usize, channel: usize) -> Result<Reply, Code> {
        Ok(match &self.get(module, channel)?.reference {
            Some(reference) => format!("1,0,{}", reference.stamp),
            None => "0".into(),
        }
        .into())
    }

    /// The light by which the detector's reference was taken, if one was.
    pub(super) fn reference_light(&self, module: usize, channel: usize) -> Option<Arc<[Source]>> {
        self.0.get(&(module, channel))?.reference.as_ref().map(|reference| Arc::clone(&reference.sources))
    }
}
