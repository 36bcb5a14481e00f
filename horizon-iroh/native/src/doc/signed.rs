//! Entries with their signatures, as they come from other nodes and go to them.

use iroh_docs::{NamespaceId, SignedEntry};
use iroh_docs_blobs::Hash;

use crate::error::{Error, Result};

/// The bytes of a version's id behind a key.
const VERSION_ID: usize = 16;

/// The bytes of an object's key, at most.
const LONGEST_TEXT: usize = 1024;

/// The bytes of a signature.
const SIGNATURE: usize = 64;

/// The key of an entry and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What is mapped.
    pub key: Vec<u8>,
    /// The author's id.
    pub author: [u8; 32],
}

/// An entry as its author signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What it says something of, and who says it.
    pub name: Name,
    /// The content's hash.
    pub hash: Hash,
    /// The content's length.
    pub length: u64,
    /// When it was written by its author's clock, in microseconds since 1970.
    pub time: u64,
    /// Of the document's key, over all this.
    pub document_signature: [u8; SIGNATURE],
    /// Of the author's key, over all this.
    pub author_signature: [u8; SIGNATURE],
}

/// What became of an entry that came. The numbers are part of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Taken {
    /// It is in the document.
    Taken = 0,
    /// The document has it, or a later one of its author.
    Known = 1,
    /// Its author's clock is too far ahead.
    Early = 2,
    /// Nobody signed it who could, or nobody could.
    Forged = 3,
}

impl Name {
    /// Reads names: for each a length of 4 bytes, the key and 32 bytes of author, in native order.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>> {
        read_all(bytes, Self::read)
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (key_length, bytes) = bytes.split_first_chunk::<4>()?;
        let (key, bytes) = bytes.split_at_checked(u32::from_ne_bytes(*key_length) as usize)?;
        let (author, bytes) = bytes.split_first_chunk()?;
        let name = Self {
            key: key.to_vec(),
            author: *author,
        };
        Some((name, bytes))
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.key.len() as u32).to_ne_bytes());
        out.extend_from_slice(&self.key);
        out.extend_from_slice(&self.author);
    }

    /// Whether no key of this form is a prefix of another: one that is would erase those that its author wrote of the others.
    /// That is a tag of one byte, text and a NUL, and behind it what the tag asks for.
    pub fn is_well_formed(&self) -> bool {
        let Some((tag, rest)) = self.key.split_first() else {
            return false;
        };
        let Some(end) = rest.iter().position(|byte| *byte == 0) else {
            return false;
        };
        let behind = match tag {
            1 | 2 | 4 => 0,
            3 => VERSION_ID,
            _ => return false,
        };
        (1..=LONGEST_TEXT).contains(&end)
            && rest.len() == end + 1 + behind
            && std::str::from_utf8(&rest[..end]).is_ok()
    }
}

impl Signed {
    /// Reads entries: for each its name, 32 bytes of hash, 8 of length, 8 of time, and 64 each of the signatures of document and
    /// author.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>> {
        read_all(bytes, Self::read)
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (name, bytes) = Name::read(bytes)?;
        let (hash, bytes) = bytes.split_first_chunk::<32>()?;
        let (length, bytes) = bytes.split_first_chunk()?;
        let (time, bytes) = bytes.split_first_chunk()?;
        let (document_signature, bytes) = bytes.split_first_chunk()?;
        let (author_signature, bytes) = bytes.split_first_chunk()?;
        let signed = Self {
            name,
            hash: Hash::from_bytes(*hash),
            length: u64::from_ne_bytes(*length),
            time: u64::from_ne_bytes(*time),
            document_signature: *document_signature,
            author_signature: *author_signature,
        };
        Some((signed, bytes))
    }

    /// Writes the entry as it is read.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.name.write(out);
        out.extend_from_slice(self.hash.as_bytes());
        out.extend_from_slice(&self.length.to_ne_bytes());
        out.extend_from_slice(&self.time.to_ne_bytes());
        out.extend_from_slice(&self.document_signature);
        out.extend_from_slice(&self.author_signature);
    }

    /// Whether it is something that a node of ours writes. One without content would erase what is there.
    pub fn is_well_formed(&self) -> bool {
        self.name.is_well_formed() && self.length > 0 && self.hash != Hash::EMPTY
    }

    /// The entry of a document's store.
    pub fn of(entry: &SignedEntry) -> Result<Self> {
        // The signatures cannot be had otherwise.
        let bytes = postcard::to_stdvec(entry).map_err(|error| Error::library("read", &error))?;
        let signatures = bytes.as_chunks::<SIGNATURE>().0;
        let [author_signature, document_signature, ..] = signatures else {
            return Err(Error::invalid_argument("an entry without signatures"));
        };
        Ok(Self {
            name: Name {
                key: entry.key().to_vec(),
                author: *entry.author().as_bytes(),
            },
            hash: entry.content_hash(),
            length: entry.content_len(),
            time: entry.timestamp(),
            document_signature: *document_signature,
            author_signature: *author_signature,
        })
    }

    /// The entry for the store of a document, which has to be the one that it was signed for.
    pub fn entry(&self, document: &NamespaceId) -> Result<SignedEntry> {
        let mut bytes = Vec::with_capacity(256 + self.name.key.len());
        bytes.extend_from_slice(&self.author_signature);
        bytes.extend_from_slice(&self.document_signature);
        number(&mut bytes, (32 + 32 + self.name.key.len()) as u64);
        bytes.extend_from_slice(document.as_bytes());
        bytes.extend_from_slice(&self.name.author);
        bytes.extend_from_slice(&self.name.key);
        number(&mut bytes, self.length);
        bytes.extend_from_slice(self.hash.as_bytes());
        number(&mut bytes, self.time);
        postcard::from_bytes(&bytes).map_err(|error| Error::library("read", &error))
    }
}

/// Reads what stands one behind the other.
fn read_all<T>(mut bytes: &[u8], read: impl Fn(&[u8]) -> Option<(T, &[u8])>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let (one, rest) = read(bytes).ok_or_else(|| Error::invalid_argument("cut off entry"))?;
        all.push(one);
        bytes = rest;
    }
    Ok(all)
}

/// Appends a number as postcard does: seven bits a byte, the lowest first.
fn number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
