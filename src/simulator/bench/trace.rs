//! What is asked of a trace.

use super::block::{Block, Quantity};
use super::parameters::Parameters;
use super::reply::Reply;
use crate::simulator::error::{self, Code};
use crate::simulator::header::{DATA, QUERY, Row};
use crate::simulator::syntax::{self, nr3};

/// What is asked of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TraceQuery {
    Length,
    Sampling,
    Start,
    Data,
    X,
}

pub(super) const HEADERS: &[Row<TraceQuery>] = &[
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:LENGth", QUERY, TraceQuery::Length),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:SAMPling", QUERY, TraceQuery::Sampling),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:STARt", QUERY, TraceQuery::Start),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:[IMMediate]", DATA, TraceQuery::Data),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:X:[IMMediate]", DATA, TraceQuery::X),
];

/// The answer about this trace, which need not be there.
pub(super) fn answer(query: TraceQuery, block: Option<Block>, p: &Parameters) -> Result<Reply, Code> {
    Ok(match query {
        TraceQuery::Length => block.map_or(0, |b| b.len()).to_string().into(),
        TraceQuery::Sampling => nr3(block.map_or(0.0, |b| b.record.sampling)).into(),
        TraceQuery::Start => nr3(block.map_or(0.0, |b| b.record.start)).into(),
        TraceQuery::Data => {
            let words =
                [("DB", Quantity::Db), ("1", Quantity::Db), ("Y", Quantity::Linear), ("0", Quantity::Linear)];
            numbers(block, p, &words)?
        }
        TraceQuery::X => {
            let words = [
                ("M", Quantity::Metres),
                ("1", Quantity::Metres),
                ("HZ", Quantity::Hertz),
                ("0", Quantity::Hertz),
            ];
            numbers(block, p, &words)?
        }
    })
}

/// The numbers of a trace in the form and the quantity that the parameters name.
fn numbers(block: Option<Block>, p: &Parameters, words: &[(&str, Quantity)]) -> Result<Reply, Code> {
    let at = |index| p.get(index).ok_or(error::MISSING_PARAMETER);
    let binary = syntax::choice(at(0)?, &[("BINary", true), ("1", true), ("ASCii", false), ("0", false)])?;
    let quantity = syntax::choice(at(1)?, words)?;
    Ok(match (block, binary) {
        (Some(block), true) => Reply::Block(Block { quantity, ..block }),
        (Some(block), false) => Block { quantity, ..block }.text().into(),
        (None, true) => "#10".to_owned().into(),
        (None, false) => String::new().into(),
    })
}
