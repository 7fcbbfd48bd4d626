//! The house: which way imports run in `src`. No two files import each other, in however long a circle; no arrow runs
//! back against the layers; no subject of the screen knows another.

mod arrows;
mod layers;
mod light;
mod sources;
mod words;
