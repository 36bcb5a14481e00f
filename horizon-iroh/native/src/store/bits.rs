//! Bits in words, the lowest first.

use std::ops::Range;

/// Whether a bit is set.
pub fn has(bits: &[u64], index: u64) -> bool {
    bits[index as usize / 64] & 1 << (index % 64) != 0
}

/// Sets bits.
pub fn set(bits: &mut [u64], range: Range<u64>) {
    range.for_each(|index| bits[index as usize / 64] |= 1 << (index % 64));
}

/// Clears bits.
pub fn clear(bits: &mut [u64], range: Range<u64>) {
    range.for_each(|index| bits[index as usize / 64] &= !(1 << (index % 64)));
}
