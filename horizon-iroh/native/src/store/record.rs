//! The format of the content store: what a record of a blob looks like, and where files lie.
//!
//! Below the folder of the store a *file* has an id, a positive number of 63 bits, and the path
//!
//! ```text
//! <id >> 12 as 13 hexadecimal digits>/<id as 16 hexadecimal digits>
//! ```
//!
//! A file holds *records* of blobs. A record begins at a multiple of 4096 bytes, and ends at one:
//!
//! ```text
//! [data][outboard][zeros][trailer: 64 bytes]
//! ```
//!
//! one of kind *tree* without data, the others with room for all of it.
//!
//! The *outboard* has the inner nodes of the BLAKE3 tree over groups of 16 KiB in post-order, each the hashes of its two
//! children, 32 bytes each; there is none for a blob of one group or none. It is what bao-tree calls a post-order
//! outboard with blocks of 16 KiB. The *trailer* has, numbers in little-endian order,
//!
//! ```text
//! magic   8 bytes  "hzrecrd1"
//! length  8 bytes  of the data
//! hash   32 bytes  BLAKE3 of the data
//! kind    8 bytes  1 whole, 2 tree, 3 partial, 4 unrooted: see [`Kind`]
//! check   8 bytes  the first of BLAKE3(file id, offset of the record, the 56 bytes before)
//! ```
//!
//! so that records can be found again without the index. A *segment* is a file of many records, one behind the other; its
//! tail may be unused. Any other file has one record, at 0; behind one that is being filled lie *notes* of what of it is
//! there ([`super::notes`]).

use blake3::Hash;

use crate::error::{Error, Result};

/// Records begin and end at multiples of this many bytes, so that none shares a page with another.
pub const PAGE: u64 = 4096;

/// The bytes under one leaf of the tree.
pub const GROUP: u64 = 16 * 1024;

/// The bytes of an inner node in an outboard.
pub const PARENT: u64 = 64;

/// The bytes of a trailer.
pub const TRAILER: u64 = 64;

/// Files that share a folder.
const FILES_PER_FOLDER_BITS: u32 = 12;

const MAGIC: [u8; 8] = *b"hzrecrd1";

/// More than any blob has, and so little that no sum of a few lengths overflows.
const MAX_LENGTH: u64 = 1 << 60;

/// What a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Kind {
    /// All data, and the tree.
    Whole = 1,
    /// The tree, and no data.
    Tree = 2,
    /// Some groups, and the inner nodes above them.
    Partial = 3,
    /// Some groups of data whose hash is not known yet: what stands for it is a name that somebody gave it.
    Unrooted = 4,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Whole, Self::Tree, Self::Partial, Self::Unrooted];

    /// The bytes that a record of this kind takes, without notes.
    pub fn size(self, length: u64) -> u64 {
        match self {
            Self::Tree => (tree_size(length) + TRAILER).next_multiple_of(PAGE),
            Self::Whole | Self::Partial | Self::Unrooted => size(length),
        }
    }
}

/// The longest record that is filled: what S3 takes. Its notes and bits grow with it, whether anything comes or not.
pub const MAX_FILLED: u64 = 5 << 40;

/// A blob in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// BLAKE3 of the data.
    pub hash: Hash,
    /// Of the data in bytes.
    pub length: u64,
    /// The id of the file.
    pub file: u64,
    /// Where in the file the record begins, in bytes.
    pub offset: u64,
}

impl Record {
    /// The bytes of a record as it crosses the ABI: hash, length, file, offset, in native byte order.
    pub const BYTES: usize = 56;

    /// Reads records that stand one behind the other. `InvalidArgument` if one of them cannot be.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>> {
        let (records, rest) = bytes.as_chunks::<{ Self::BYTES }>();
        if !rest.is_empty() {
            return Err(Error::invalid_argument("a record is cut off"));
        }
        records.iter().map(Self::read).collect()
    }

    fn read(bytes: &[u8; Self::BYTES]) -> Result<Self> {
        let (hash, numbers) = bytes.split_at(32);
        let mut numbers = numbers.as_chunks::<8>().0.iter();
        let mut number = || numbers.next().map_or(0, |bytes| u64::from_ne_bytes(*bytes));
        let record = Self {
            hash: Hash::from_slice(hash)
                .map_err(|_| Error::invalid_argument("a hash has 32 bytes"))?,
            length: number(),
            file: number(),
            offset: number(),
        };
        record.check()?;
        Ok(record)
    }

    /// A record at the beginning of a file. `InvalidArgument` if there can be no such record.
    pub fn checked(hash: Hash, length: u64, file: u64) -> Result<Self> {
        let record = Self {
            hash,
            length,
            file,
            offset: 0,
        };
        record.check()?;
        Ok(record)
    }

    fn check(&self) -> Result<()> {
        if self.length > MAX_LENGTH || self.offset > MAX_LENGTH || !self.offset.is_multiple_of(PAGE)
        {
            return Err(Error::invalid_argument("there can be no such record"));
        }
        check_id(self.file)
    }

    /// Appends the record as it crosses the ABI.
    pub fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.hash.as_bytes());
        to.extend_from_slice(&self.length.to_ne_bytes());
        to.extend_from_slice(&self.file.to_ne_bytes());
        to.extend_from_slice(&self.offset.to_ne_bytes());
    }

    /// Where in the file the outboard begins.
    pub fn tree_offset(&self) -> u64 {
        self.offset + self.length
    }

    /// The last bytes of the record when it is of a kind.
    pub fn trailer(&self, kind: Kind) -> [u8; TRAILER as usize] {
        let mut trailer = [0; TRAILER as usize];
        trailer[..8].copy_from_slice(&MAGIC);
        trailer[8..16].copy_from_slice(&self.length.to_le_bytes());
        trailer[16..48].copy_from_slice(self.hash.as_bytes());
        trailer[48..56].copy_from_slice(&(kind as u64).to_le_bytes());
        let check = check(self.file, self.offset, &trailer[..56]);
        trailer[56..].copy_from_slice(&check);
        trailer
    }

    /// The record that ends with a trailer, which ends at `end` in a file, and what it has; nothing if no record does.
    pub fn of_trailer(
        file: u64,
        end: u64,
        trailer: &[u8; TRAILER as usize],
    ) -> Option<(Kind, Self)> {
        let number = |at: usize| Some(u64::from_le_bytes(*trailer[at..].first_chunk()?));
        let (length, kind) = (number(8)?, number(48)?);
        let kind = Kind::ALL.into_iter().find(|each| *each as u64 == kind)?;
        let size = (length <= MAX_LENGTH).then(|| kind.size(length))?;
        let record = Self {
            hash: Hash::from_slice(&trailer[16..48]).ok()?,
            length,
            file,
            offset: end.checked_sub(size)?,
        };
        (record.trailer(kind) == *trailer).then_some((kind, record))
    }
}

fn check(file: u64, offset: u64, head: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file.to_le_bytes());
    hasher.update(&offset.to_le_bytes());
    hasher.update(head);
    let mut check = [0; 8];
    check.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    check
}

/// The number of groups of a blob; an empty one has none.
pub fn groups(length: u64) -> u64 {
    length.div_ceil(GROUP)
}

/// The bytes of the outboard of a blob of `length` bytes.
pub fn tree_size(length: u64) -> u64 {
    groups(length).saturating_sub(1) * PARENT
}

/// The bytes that the record of a blob of `length` bytes takes.
pub fn size(length: u64) -> u64 {
    (length + tree_size(length) + TRAILER).next_multiple_of(PAGE)
}

/// `InvalidArgument` if no file has this id.
pub fn check_id(file: u64) -> Result<()> {
    match i64::try_from(file) {
        Ok(1..) => Ok(()),
        _ => Err(Error::invalid_argument(format!(
            "no file has the id {file}"
        ))),
    }
}

/// The number of the folder of a file.
pub fn folder(file: u64) -> u64 {
    file >> FILES_PER_FOLDER_BITS
}

/// The name of a folder.
pub fn folder_name(folder: u64) -> String {
    format!("{folder:013x}")
}

/// The name of a file in its folder.
pub fn file_name(file: u64) -> String {
    format!("{file:016x}")
}

/// The id of the file of this name in a folder of that name; nothing if it is not one of the store's.
pub fn id_of(folder_name: &str, name: &str) -> Option<u64> {
    let file = u64::from_str_radix(name, 16).ok()?;
    let same = file_name(file) == name && self::folder_name(folder(file)) == folder_name;
    (same && check_id(file).is_ok()).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            hash: blake3::hash(b"data"),
            length: 70_000,
            file: 0x1234_5678,
            offset: 3 * PAGE,
        }
    }

    #[test]
    fn a_record_crosses_the_abi_and_comes_back() {
        let mut bytes = Vec::new();
        record().write(&mut bytes);
        record().write(&mut bytes);
        assert_eq!(bytes.len(), 2 * Record::BYTES);
        assert_eq!(Record::read_all(&bytes).unwrap(), [record(), record()]);
        assert!(Record::read_all(&bytes[1..]).is_err());
    }

    #[test]
    fn a_record_that_cannot_be_is_refused() {
        let bad = [
            Record {
                file: 0,
                ..record()
            },
            Record {
                file: 1 << 63,
                ..record()
            },
            Record {
                offset: 1,
                ..record()
            },
            Record {
                offset: u64::MAX - PAGE + 1,
                ..record()
            },
            Record {
                length: u64::MAX,
                ..record()
            },
        ];
        for record in bad {
            let mut bytes = Vec::new();
            record.write(&mut bytes);
            assert!(Record::read_all(&bytes).is_err(), "{record:?}");
        }
    }

    #[test]
    fn a_record_is_found_by_its_trailer_and_only_where_it_is() {
        let record = record();
        for kind in Kind::ALL {
            let end = record.offset + kind.size(record.length);
            let trailer = record.trailer(kind);
            let found = Record::of_trailer(record.file, end, &trailer);
            assert_eq!(found, Some((kind, record)));
        }
        let end = record.offset + size(record.length);
        let trailer = record.trailer(Kind::Whole);
        assert_eq!(Record::of_trailer(record.file + 1, end, &trailer), None);
        assert_eq!(Record::of_trailer(record.file, end + PAGE, &trailer), None);
        assert_eq!(Record::of_trailer(record.file, 0, &trailer), None);
        for bit in 0..TRAILER * 8 {
            let mut flipped = trailer;
            flipped[bit as usize / 8] ^= 1 << (bit % 8);
            assert_eq!(
                Record::of_trailer(record.file, end, &flipped),
                None,
                "bit {bit}"
            );
        }
    }

    #[test]
    fn sizes_are_those_of_the_format() {
        assert_eq!((tree_size(0), size(0)), (0, PAGE));
        assert_eq!((tree_size(GROUP), size(GROUP)), (0, GROUP + PAGE));
        assert_eq!((tree_size(GROUP + 1), size(GROUP + 1)), (64, GROUP + PAGE));
        assert_eq!(Kind::Tree.size(GROUP), PAGE);
        assert_eq!(Kind::Tree.size(64 * GROUP), PAGE);
        assert_eq!(Kind::Tree.size(65 * GROUP), 2 * PAGE);
        assert_eq!(size(PAGE - 64), PAGE);
        assert_eq!(size(PAGE - 63), 2 * PAGE);
    }

    #[test]
    fn names_tell_ids_and_others_tell_nothing() {
        for id in [1, 0xfff, 0x1000, i64::MAX as u64] {
            let (folder, name) = (folder_name(folder(id)), file_name(id));
            assert_eq!((folder.len(), name.len()), (13, 16));
            assert_eq!(id_of(&folder, &name), Some(id));
            assert_eq!(id_of("0000000000abc", &name), None);
            assert_eq!(
                id_of(&folder, &name.to_uppercase()).is_some(),
                name == name.to_uppercase()
            );
        }
        assert_eq!(id_of(&folder_name(0), &file_name(0)), None);
        assert_eq!(id_of(&folder_name(0), "+000000000000001"), None);
    }
}
