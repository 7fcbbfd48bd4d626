//! What can go wrong with a figure.

/// A figure that cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// No sample in the window is a number.
    #[error("there is no number in the window to draw")]
    NoNumber,
    /// No trace is shown.
    #[error("there is no trace")]
    NoTrace,
    /// Parts of one and milliwatts have no axis in common.
    #[error("traces in dB and in dBm have no linear axis in common; draw them in panels, or in decibels")]
    Units,
    /// A script reads the traces that stand beside it.
    #[error("a script draws traces, and this is of none; write it as .png, .svg or .pdf")]
    NoScript,
    /// All letters are in use.
    #[error(
        "a fitted line and what it leaves over need two letters, and none are free; hide and clear some traces"
    )]
    NoLetter,
    /// A picture of no pixels, or of more than there is memory for.
    #[error("there are no pictures of {width} by {height} pixels")]
    Pixels {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    },
    /// A page of no size.
    #[error("there are no pages of {width} by {height} points")]
    Page {
        /// Points.
        width: f64,
        /// Points.
        height: f64,
    },
    /// The font cannot be cut to the letters that are used; in the library's words.
    #[error("its font cannot be embedded: {0}")]
    Font(String),
    /// The page cannot be written.
    #[error("it cannot be written as PDF: {0}")]
    Pdf(#[from] krilla::error::KrillaError),
    /// The traces cannot be written for the script; in the words of their format.
    #[error("its traces cannot be written: {0}")]
    Data(String),
    /// The picture cannot be encoded.
    #[error("it cannot be written as PNG: {0}")]
    Png(#[from] png::EncodingError),
}
