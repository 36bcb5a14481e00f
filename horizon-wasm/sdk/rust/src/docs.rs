//! The plugins' space of a bucket's document: small entries that travel with the bucket. An empty bucket is the
//! request's.

use crate::error::{bytes, done, optional, size, Error, Result};
use crate::sys::docs as sys;

/// An entry with who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub author: [u8; 32],
    /// Microseconds since 1970, by its author's clock.
    pub clock: u64,
    pub value: Vec<u8>,
}

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    pub author: [u8; 32],
    /// Microseconds since 1970, by its author's clock.
    pub clock: u64,
    /// Bytes of its value.
    pub length: u32,
}

/// The newest entry of a key.
pub fn get(bucket: &str, key: &str) -> Result<Option<Entry>> {
    let found = bytes(|out, cap| unsafe {
        sys::get(
            bucket.as_ptr(),
            bucket.len(),
            key.as_ptr(),
            key.len(),
            out,
            cap,
        )
    });
    match optional(found)? {
        Some(found) => entry(&found).map(Some),
        None => Ok(None),
    }
}

/// Sets this node's entry, as durably as an object is stored.
pub fn set(bucket: &str, key: &str, value: &[u8]) -> Result<()> {
    done(unsafe {
        sys::set(
            bucket.as_ptr(),
            bucket.len(),
            key.as_ptr(),
            key.len(),
            value.as_ptr(),
            value.len(),
        )
    })
}

/// Removes this node's entry.
pub fn remove(bucket: &str, key: &str) -> Result<()> {
    done(unsafe { sys::delete(bucket.as_ptr(), bucket.len(), key.as_ptr(), key.len()) })
}

/// A page of entries with keys behind `after`, the last one of the page before, or the empty text; empty at the end.
pub fn list(bucket: &str, prefix: &str, after: &str) -> Result<Vec<Listed>> {
    let mut page = vec![0; 16 * 1024];
    loop {
        let length = size(unsafe {
            sys::list(
                bucket.as_ptr(),
                bucket.len(),
                prefix.as_ptr(),
                prefix.len(),
                after.as_ptr(),
                after.len(),
                page.as_mut_ptr(),
                page.len(),
            )
        })?;
        match page.get(..length) {
            Some(whole) => return listed(whole),
            // One key has so many authors.
            None => page.resize(length, 0),
        }
    }
}

/// Asks for events about entries with a prefix. In [`Plugin::init`](crate::Plugin::init) only.
pub fn subscribe(bucket: &str, prefix: &str) -> Result<()> {
    done(unsafe { sys::subscribe(bucket.as_ptr(), bucket.len(), prefix.as_ptr(), prefix.len()) })
}

fn entry(bytes: &[u8]) -> Result<Entry> {
    let mut rest = bytes;
    Ok(Entry {
        author: array(&mut rest)?,
        clock: u64::from_le_bytes(array(&mut rest)?),
        value: rest.to_vec(),
    })
}

fn listed(bytes: &[u8]) -> Result<Vec<Listed>> {
    let mut rest = bytes;
    let mut all = Vec::new();
    while !rest.is_empty() {
        let length = usize::from(u16::from_le_bytes(array(&mut rest)?));
        let key = rest.get(..length).ok_or(Error::Failed)?;
        rest = &rest[length..];
        all.push(Listed {
            key: String::from_utf8(key.to_vec()).map_err(|_| Error::Failed)?,
            author: array(&mut rest)?,
            clock: u64::from_le_bytes(array(&mut rest)?),
            length: u32::from_le_bytes(array(&mut rest)?),
        });
    }
    Ok(all)
}

fn array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N]> {
    let taken = rest.get(..N).ok_or(Error::Failed)?;
    *rest = &rest[N..];
    taken.try_into().map_err(|_| Error::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(key: &str, author: u8, clock: u64, length: u32) -> Vec<u8> {
        let mut bytes = (key.len() as u16).to_le_bytes().to_vec();
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(&[author; 32]);
        bytes.extend_from_slice(&clock.to_le_bytes());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes
    }

    #[test]
    fn a_list_is_taken_apart_entry_by_entry() {
        let page = [packed("a", 1, 5, 7), packed("bc", 2, u64::MAX, u32::MAX)].concat();
        let all = listed(&page).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(
            (
                all[0].key.as_str(),
                all[0].author,
                all[0].clock,
                all[0].length
            ),
            ("a", [1; 32], 5, 7)
        );
        assert_eq!((all[1].clock, all[1].length), (u64::MAX, u32::MAX));
    }

    #[test]
    fn a_list_that_breaks_off_is_an_error_wherever_it_does() {
        let page = packed("key", 1, 5, 7);
        for length in 1..page.len() {
            assert_eq!(
                listed(&page[..length]),
                Err(Error::Failed),
                "after {} bytes",
                length
            );
        }
        assert_eq!(listed(&[]), Ok(vec![]));
    }

    #[test]
    fn an_entry_has_its_author_and_clock_before_its_value() {
        let bytes = [[9; 32].as_slice(), &5u64.to_le_bytes(), b"value"].concat();
        assert_eq!(
            entry(&bytes),
            Ok(Entry {
                author: [9; 32],
                clock: 5,
                value: b"value".to_vec()
            })
        );
        assert_eq!(entry(&bytes[..39]), Err(Error::Failed));
    }
}
