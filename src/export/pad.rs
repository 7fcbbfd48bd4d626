//! What fills bytes up to where the next ones begin: MAT-files and HDF5 both go on at multiples of eight.

use std::io::{self, Write};

/// Where things begin.
const AT: usize = 8;

/// The first place behind so many bytes where something can begin.
pub(super) const fn up(bytes: usize) -> usize {
    bytes.next_multiple_of(AT)
}

/// Fills bytes up.
pub(super) fn fill(bytes: &mut Vec<u8>) {
    bytes.resize(up(bytes.len()), 0);
}

/// Writes what fills so many bytes up.
pub(super) fn write(out: &mut (impl Write + ?Sized), bytes: usize) -> io::Result<()> {
    out.write_all(&[0; AT][..up(bytes) - bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_up_ends_where_the_next_begins() {
        for (bytes, wanted) in [(0, 0), (1, 8), (7, 8), (8, 8), (9, 16)] {
            let mut filled = vec![1; bytes];
            fill(&mut filled);
            let mut written = vec![1; bytes];
            write(&mut written, bytes).unwrap();
            assert_eq!((filled.len(), written), (wanted, filled));
        }
    }
}
