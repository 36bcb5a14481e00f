//! Signatures of entries that came, verified on all cores at once.
//!
//! One by one, each by the strict rule that iroh-docs has. Checking many in one equation takes less time, but lets pass, by
//! chance, what the rule refuses: an author could make entries that some nodes take and others count as forged.

use std::{num::NonZeroUsize, thread};

use iroh_docs::{NamespaceId, SignedEntry, store::MemPublicKeyStore};

use crate::{blocking::blocking, doc::signed::Signed, error::Result};

/// Entries for which another thread is worth its while.
const SMALLEST_SHARE: usize = 16;

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
    // Most are of few authors.
    let keys = MemPublicKeyStore::default();
    let each = entries.into_iter();
    each.map(|entry| match entry {
        None => Ok(Verified::Known),
        Some(entry) if !entry.is_well_formed() => Ok(Verified::Forged),
        Some(entry) => {
            let entry = entry.entry(&document)?;
            Ok(match entry.verify(&keys) {
                Ok(()) => Verified::Genuine(Box::new(entry)),
                Err(_) => Verified::Forged,
            })
        }
    })
    .collect()
}
