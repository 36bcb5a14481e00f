//! Hashes, message authentication and encodings, by the node.

use crate::error::{bytes, done, size, text, Result};
use crate::sys::sdk as sys;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Blake3 = 1,
    Sha256 = 2,
    Md5 = 3,
    /// Castagnoli's, big-endian.
    Crc32c = 4,
    Sha1 = 5,
}

/// No hash is longer.
const LONGEST: usize = 32;

/// The hash of bytes.
pub fn digest(algorithm: Algorithm, bytes: &[u8]) -> Result<Vec<u8>> {
    fixed(|out| unsafe { sys::hash(algorithm as i32, bytes.as_ptr(), bytes.len(), out) })
}

/// The code that proves bytes to who has the key, by SHA-256, SHA-1 or MD5.
pub fn hmac(algorithm: Algorithm, key: &[u8], bytes: &[u8]) -> Result<Vec<u8>> {
    fixed(|out| unsafe {
        sys::hmac(
            algorithm as i32,
            key.as_ptr(),
            key.len(),
            bytes.as_ptr(),
            bytes.len(),
            out,
        )
    })
}

fn fixed(call: impl FnOnce(*mut u8) -> i32) -> Result<Vec<u8>> {
    let mut out = vec![0; LONGEST];
    let length = size(call(out.as_mut_ptr()))?;
    out.truncate(length);
    Ok(out)
}

/// A hash of bytes that come in pieces.
#[derive(Debug)]
pub struct Hasher(i32);

impl Hasher {
    pub fn new(algorithm: Algorithm) -> Result<Hasher> {
        let handle = unsafe { sys::hash_open(algorithm as i32) };
        done(handle)?;
        Ok(Hasher(handle))
    }

    pub fn update(&mut self, bytes: &[u8]) -> Result<()> {
        done(unsafe { sys::hash_update(self.0, bytes.as_ptr(), bytes.len()) })
    }

    pub fn finish(self) -> Result<Vec<u8>> {
        fixed(|out| unsafe { sys::hash_finish(self.0, out) })
    }
}

/// Whether two secrets are the same, in a time that says nothing of where they differ.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut difference = u8::from(a.len() != b.len());
    for (a, b) in a.iter().zip(b) {
        difference |= a ^ b;
        // Read back, so that no compiler ends the loop at the first difference.
        difference = unsafe { std::ptr::read_volatile(&difference) };
    }
    difference == 0
}

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Hex = 1,
    Base64 = 2,
    /// Without padding.
    Base64Url = 3,
}

/// Bytes as text.
pub fn encode(form: Form, bytes: &[u8]) -> Result<String> {
    text(|out, cap| unsafe { sys::encode(form as i32, bytes.as_ptr(), bytes.len(), out, cap) })
}

/// Text as bytes; an error if it has not the form.
pub fn decode(form: Form, text: &str) -> Result<Vec<u8>> {
    bytes(|out, cap| unsafe { sys::decode(form as i32, text.as_ptr(), text.len(), out, cap) })
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn secrets_are_equal_if_every_byte_is() {
        assert!(equal(b"", b""));
        assert!(equal(b"secret", b"secret"));
        assert!(!equal(b"secret", b"secres"));
        assert!(!equal(b"secret", b"tecret"));
        assert!(!equal(b"secret", b"secre"));
    }
}
