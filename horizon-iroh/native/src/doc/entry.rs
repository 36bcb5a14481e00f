//! Entries of documents, and how they cross the ABI.

use iroh_docs::SignedEntry;
use iroh_docs_blobs::Hash;

use crate::error::{Error, Result};

/// An entry as it is read: a key, who wrote it, the hash it maps to, and the length of what is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is mapped.
    pub key: Vec<u8>,
    /// The author's id.
    pub author: [u8; 32],
    /// The content's hash.
    pub hash: Hash,
    /// The content's length.
    pub length: u64,
}

impl Entry {
    /// Writes a length of 4 bytes, the key, 32 bytes of author, 32 bytes of hash and 8 bytes of length, all native order.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.key.len() as u32).to_ne_bytes());
        out.extend_from_slice(&self.key);
        out.extend_from_slice(&self.author);
        out.extend_from_slice(self.hash.as_bytes());
        out.extend_from_slice(&self.length.to_ne_bytes());
    }
}

impl From<&SignedEntry> for Entry {
    fn from(entry: &SignedEntry) -> Self {
        Self {
            key: entry.key().to_vec(),
            author: *entry.author().as_bytes(),
            hash: entry.content_hash(),
            length: entry.content_len(),
        }
    }
}

/// An entry that this node writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Never empty, and no prefix of another key of its document: a new entry erases those it is a prefix of.
    pub key: Vec<u8>,
    /// The content's hash.
    pub hash: Hash,
    /// The content's length, at least 1.
    pub length: u64,
}

impl NewEntry {
    /// Reads entries: for each a length of 4 bytes, the key, 32 bytes of hash and 8 bytes of content length, all native
    /// order.
    pub fn read_all(mut bytes: &[u8]) -> Result<Vec<Self>> {
        let mut entries = Vec::new();
        while !bytes.is_empty() {
            let (entry, rest) =
                Self::read(bytes).ok_or_else(|| Error::invalid_argument("cut off entry"))?;
            if entry.key.is_empty() || entry.length == 0 || entry.hash == Hash::EMPTY {
                return Err(Error::invalid_argument("an entry has a key and content"));
            }
            entries.push(entry);
            bytes = rest;
        }
        Ok(entries)
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (key_length, bytes) = bytes.split_first_chunk::<4>()?;
        let (key, bytes) = bytes.split_at_checked(u32::from_ne_bytes(*key_length) as usize)?;
        let (hash, bytes) = bytes.split_first_chunk::<32>()?;
        let (length, bytes) = bytes.split_first_chunk::<8>()?;
        let entry = Self {
            key: key.to_vec(),
            hash: Hash::from_bytes(*hash),
            length: u64::from_ne_bytes(*length),
        };
        Some((entry, bytes))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::error::Code;

    /// Reads what [`Entry::write`] wrote.
    pub(crate) fn read_written(mut bytes: &[u8]) -> Vec<Entry> {
        let mut entries = Vec::new();
        while let Some((key_length, rest)) = bytes.split_first_chunk::<4>() {
            let (key, rest) = rest.split_at(u32::from_ne_bytes(*key_length) as usize);
            let (author, rest) = rest.split_first_chunk().unwrap();
            let (hash, rest) = rest.split_first_chunk::<32>().unwrap();
            let (length, rest) = rest.split_first_chunk().unwrap();
            entries.push(Entry {
                key: key.to_vec(),
                author: *author,
                hash: Hash::from_bytes(*hash),
                length: u64::from_ne_bytes(*length),
            });
            bytes = rest;
        }
        assert!(bytes.is_empty());
        entries
    }

    fn encoded(key: &[u8], hash: Hash, length: u64) -> Vec<u8> {
        let mut bytes = (key.len() as u32).to_ne_bytes().to_vec();
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(hash.as_bytes());
        bytes.extend_from_slice(&length.to_ne_bytes());
        bytes
    }

    #[test]
    fn cut_off_entries_are_refused() {
        let bytes = encoded(b"\x01a\0", Hash::new(b"1"), 9);
        assert_eq!(NewEntry::read_all(&bytes).unwrap()[0].length, 9);
        for end in 1..bytes.len() {
            let error = NewEntry::read_all(&bytes[..end]).unwrap_err();
            assert_eq!(error.code, Code::InvalidArgument);
        }
    }

    #[test]
    fn entries_without_key_or_content_are_refused() {
        let content = Hash::new(b"1");
        for bytes in [
            encoded(b"", content, 1),
            encoded(b"k", content, 0),
            encoded(b"k", Hash::EMPTY, 1),
        ] {
            let error = NewEntry::read_all(&bytes).unwrap_err();
            assert_eq!(error.code, Code::InvalidArgument);
        }
    }
}
