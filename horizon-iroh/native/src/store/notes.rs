//! What of a record that is being filled is there: pages behind the record, each of which speaks of the same number of
//! groups, one page after the other.
//!
//! ```text
//! [a bit for each group][of an unrooted record, CRC32C of each group: 4 bytes][zeros][check: 8 bytes]
//! ```
//!
//! Bits begin at the lowest of the first byte. The *check* is the first 8 bytes of BLAKE3(file id, number of the page,
//! the bytes before). A page that does not match it says nothing, and one of zeros, which was never written, that nothing
//! is there.

use std::{fs::File, os::unix::fs::FileExt};

use super::record::{self, Kind, PAGE, Record};

const BYTES: usize = PAGE as usize;
const CHECK: usize = 8;

/// Words of bits on a page of a partial record: all of it.
const PARTIAL_WORDS: usize = (BYTES - CHECK) / 8;

/// Words of bits on a page of an unrooted record: 15 MiB of data.
const UNROOTED_WORDS: usize = 15;

/// The words of 64 bits on a page.
pub fn words(kind: Kind) -> usize {
    match kind {
        Kind::Unrooted => UNROOTED_WORDS,
        Kind::Whole | Kind::Tree | Kind::Partial => PARTIAL_WORDS,
    }
}

/// The groups that a page speaks of.
pub fn groups(kind: Kind) -> u64 {
    words(kind) as u64 * 64
}

/// The pages of a record.
pub fn pages(kind: Kind, length: u64) -> u64 {
    record::groups(length).div_ceil(groups(kind))
}

/// Where in the file of a record a page begins.
pub fn offset(record: &Record, number: u64) -> u64 {
    record.offset + record::size(record.length) + number * PAGE
}

/// A page.
#[derive(Clone)]
pub struct Page(Box<[u8; BYTES]>);

/// What the file has in the place of a page.
pub enum Noted {
    /// The page.
    Some(Page),
    /// Nobody ever wrote it: none of its groups is there.
    Nothing,
    /// It does not match its check, or cannot be read.
    Lost,
}

impl Page {
    /// A page that says that nothing is there.
    pub fn blank() -> Self {
        Self(Box::new([0; BYTES]))
    }

    /// Reads a page.
    pub fn read(file: &File, record: &Record, number: u64) -> Noted {
        let mut page = Self::blank();
        let read = file.read_exact_at(&mut page.0[..], offset(record, number));
        match read {
            Ok(()) if page.0.iter().all(|byte| *byte == 0) => Noted::Nothing,
            Ok(()) if page.0[BYTES - CHECK..] == page.check(record, number) => Noted::Some(page),
            Ok(()) | Err(_) => Noted::Lost,
        }
    }

    /// The bits.
    pub fn bits(&self, kind: Kind) -> impl Iterator<Item = u64> {
        let words = self.0.as_chunks::<8>().0.iter().take(words(kind));
        words.map(|word| u64::from_le_bytes(*word))
    }

    /// The CRC32C of a group, by its number on the page of an unrooted record.
    pub fn crc(&self, nth: usize) -> u32 {
        let at = UNROOTED_WORDS * 8 + nth * 4;
        self.0[at..]
            .first_chunk()
            .map_or(0, |crc| u32::from_le_bytes(*crc))
    }

    /// Notes the CRC32C of a group.
    pub fn set_crc(&mut self, nth: usize, crc: u32) {
        let at = UNROOTED_WORDS * 8 + nth * 4;
        self.0[at..at + 4].copy_from_slice(&crc.to_le_bytes());
    }

    /// The bytes of the page with these bits.
    pub fn sealed(&mut self, record: &Record, number: u64, bits: &[u64]) -> &[u8] {
        for (word, bits) in self.0.as_chunks_mut::<8>().0.iter_mut().zip(bits) {
            *word = bits.to_le_bytes();
        }
        let check = self.check(record, number);
        self.0[BYTES - CHECK..].copy_from_slice(&check);
        &self.0[..]
    }

    fn check(&self, record: &Record, number: u64) -> [u8; CHECK] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&record.file.to_le_bytes());
        hasher.update(&number.to_le_bytes());
        hasher.update(&self.0[..BYTES - CHECK]);
        let mut check = [0; CHECK];
        check.copy_from_slice(&hasher.finalize().as_bytes()[..CHECK]);
        check
    }
}
