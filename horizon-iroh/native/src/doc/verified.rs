//! Signatures of entries that came, verified on all cores at once.
//!
//! One by one, each by the strict rule that iroh-docs has. Checking many in one equation takes less time, but lets pass, by
//! chance, what the rule refuses: an author could make entries that some nodes take and others count as forged.

use std::{collections::HashMap, num::NonZeroUsize, sync::LazyLock, thread};

use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use iroh_docs::{NamespaceId, SignedEntry};

use crate::{blocking::blocking, doc::signed::Signed, error::Result};

/// Entries for which another thread is worth its while.
const SMALLEST_SHARE: usize = 16;

/// The points of small order, each in its one form.
static SMALL_ORDER: LazyLock<[[u8; 32]; 8]> =
    LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

/// An entry that came, with what is certain of it.
pub enum Verified {
    /// It is here, or a later one of its author is.
    Known,
    /// It is not signed as it should be, or is none that a node of ours writes.
    Forged,
    /// Both signatures are those of its document and its author.
    Genuine(Box<SignedEntry>),
}

/// Verifies entries for a document. For nothing stands one that is known.
pub async fn verify(document: NamespaceId, entries: Vec<Option<Signed>>) -> Result<Vec<Verified>> {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = entries.len().div_ceil(cores).max(SMALLEST_SHARE);
    let mut entries = entries.into_iter().peekable();
    let mut shares = Vec::with_capacity(cores);
    while entries.peek().is_some() {
        let some: Vec<_> = entries.by_ref().take(share).collect();
        shares.push(blocking(move || verify_some(document, some)));
    }
    let verified = n0_future::join_all(shares).await;
    let verified = verified.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(verified.into_iter().flatten().collect())
}

fn verify_some(document: NamespaceId, entries: Vec<Option<Signed>>) -> Result<Vec<Verified>> {
    let mut keys = Keys::default();
    let each = entries.into_iter();
    each.map(|entry| match entry {
        None => Ok(Verified::Known),
        Some(entry) if !entry.is_well_formed() => Ok(Verified::Forged),
        Some(entry) => {
            let whole = entry.entry(&document)?;
            let said = whole.entry().to_vec();
            let genuine = keys.signed(document.as_bytes(), &said, &entry.document_signature)
                && keys.signed(&entry.name.author, &said, &entry.author_signature);
            Ok(if genuine {
                Verified::Genuine(Box::new(whole))
            } else {
                Verified::Forged
            })
        }
    })
    .collect()
}

/// Keys as signatures are verified by: most entries are of few authors, and each key has to be unpacked. Nothing stands for what is
/// no key, or one by which anybody could sign.
#[derive(Default)]
struct Keys(HashMap<[u8; 32], Option<VerifyingKey>>);

impl Keys {
    /// Whether the owner of a key signed a message.
    ///
    /// The rule is that of `verify_strict`, which unpacks the point that a signature begins with to see whether it is one of small
    /// order. What `verify` lets pass begins with the one form of its point: those eight are known by their bytes.
    fn signed(&mut self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        let key = self.0.entry(*key).or_insert_with_key(|key| {
            let key = VerifyingKey::from_bytes(key).ok();
            key.filter(|key| !key.is_weak())
        });
        let signature = Signature::from_bytes(signature);
        key.is_some_and(|key| {
            !SMALL_ORDER.contains(signature.r_bytes()) && key.verify(message, &signature).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::{EdwardsPoint, Scalar};
    use ed25519_dalek::{Signer, SigningKey};
    use sha2::{Digest, Sha512};

    use super::*;

    const MESSAGE: &[u8] = b"what is signed";

    fn agree(key: &[u8; 32], signature: &[u8; 64]) -> bool {
        let strict = VerifyingKey::from_bytes(key).is_ok_and(|key| {
            key.verify_strict(MESSAGE, &Signature::from_bytes(signature))
                .is_ok()
        });
        assert_eq!(Keys::default().signed(key, MESSAGE, signature), strict);
        strict
    }

    /// A signature that begins with a point of no secret, as its key's owner alone can make it: `k` times the secret.
    fn beginning_with(point: [u8; 32], secret: &SigningKey) -> [u8; 64] {
        let mut hash = Sha512::new();
        hash.update(point);
        hash.update(secret.verifying_key().as_bytes());
        hash.update(MESSAGE);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&point);
        signature[32..].copy_from_slice((k * secret.to_scalar()).as_bytes());
        signature
    }

    #[test]
    fn signatures_are_judged_by_the_strict_rule() {
        let secret = SigningKey::from_bytes(&[7; 32]);
        let key = secret.verifying_key().to_bytes();
        let honest = secret.sign(MESSAGE).to_bytes();
        assert!(agree(&key, &honest));
        for bit in 0..512 {
            let mut forged = honest;
            forged[bit / 8] ^= 1 << (bit % 8);
            assert!(!agree(&key, &forged), "bit {bit}");
        }
        // One larger than the group has scalars, which means the same and has another form.
        let mut larger = honest;
        let order = (-Scalar::ONE).to_bytes();
        let mut carry = 1;
        for (byte, order) in larger[32..].iter_mut().zip(order) {
            carry += u16::from(*byte) + u16::from(order);
            *byte = carry as u8;
            carry >>= 8;
        }
        assert!(!agree(&key, &larger));
    }

    #[test]
    fn a_signature_that_begins_with_a_point_of_small_order_is_none() {
        let secret = SigningKey::from_bytes(&[7; 32]);
        let key = secret.verifying_key();
        let neutral = beginning_with(SMALL_ORDER[0], &secret);
        // The looser rule has nothing against it.
        assert!(
            key.verify(MESSAGE, &Signature::from_bytes(&neutral))
                .is_ok()
        );
        for point in *SMALL_ORDER {
            assert!(!agree(key.as_bytes(), &beginning_with(point, &secret)));
        }
    }

    #[test]
    fn nobody_signs_by_a_key_of_small_order() {
        let begin = EdwardsPoint::mul_base(&Scalar::ONE).compress().to_bytes();
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&begin);
        signature[32] = 1;
        let weak = VerifyingKey::from_bytes(&SMALL_ORDER[0]).unwrap();
        assert!(
            weak.verify(MESSAGE, &Signature::from_bytes(&signature))
                .is_ok()
        );
        for key in *SMALL_ORDER {
            assert!(!agree(&key, &signature));
        }
    }
}
