//! Many blobs that are whole in memory.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use iroh_blobs::Hash;

use super::{Blobs, INLINE_LIMIT, OpenStore};
use crate::{completion::Reply, error::Result, files};

/// The place of a blob among those that were given, and its pin, hash and length.
type Stored = (usize, Result<(i64, Hash, u64)>);

impl Blobs {
    /// Adds all of them with one wait for the disk. For each 32 bytes hash, pin and length.
    pub async fn add_many(&self, blobs: Vec<Bytes>, durable: bool) -> Result<Reply> {
        let open = self.open_store()?;
        let total: usize = blobs.iter().map(Bytes::len).sum();
        files::check_space(&self.dir, total as u64)?;
        let (small, large): (Vec<_>, Vec<_>) = blobs
            .into_iter()
            .enumerate()
            .partition(|(_, blob)| blob.len() as u64 <= INLINE_LIMIT);
        let on_file = !large.is_empty();
        let mut stored = self.add_small(&open, small).await?;
        stored.extend(self.add_large(large, durable).await);
        stored.sort_unstable_by_key(|(at, _)| *at);
        let release = || {
            for (_, blob) in &stored {
                blob.as_ref().map(|(pin, ..)| self.pins.release(*pin)).ok();
            }
        };
        if let Some(error) = stored.iter().find_map(|(_, blob)| blob.as_ref().err()) {
            release();
            return Err(error.clone());
        }
        if durable && let Err(error) = self.flush(&open, on_file).await {
            release();
            return Err(error);
        }
        let mut reply = Vec::with_capacity(stored.len() * 48);
        for (pin, hash, length) in stored.iter().filter_map(|(_, blob)| blob.as_ref().ok()) {
            reply.extend_from_slice(hash.as_bytes());
            reply.extend_from_slice(&pin.to_ne_bytes());
            reply.extend_from_slice(&length.to_ne_bytes());
        }
        Ok(Reply::bytes(reply))
    }

    /// Adds blobs that fit into the database, all at once and in its order. They count as one import that ends, because
    /// no two that are equal come to the same inbox.
    async fn add_small(&self, open: &OpenStore, blobs: Vec<(usize, Bytes)>) -> Result<Vec<Stored>> {
        let hashes: Vec<Hash> = blobs.iter().map(|(_, blob)| Hash::new(blob)).collect();
        let distinct: BTreeMap<Hash, &Bytes> = hashes
            .iter()
            .copied()
            .zip(blobs.iter().map(|(_, blob)| blob))
            .collect();
        let _room = self.finishing().await?;
        let _no_collection = self.gate.read().await;
        let adding = distinct.into_iter().map(|(hash, blob)| async move {
            let tag = open.store.blobs().add_bytes(blob.clone()).temp_tag().await;
            (hash, tag)
        });
        let tags: HashMap<Hash, _> = n0_future::join_all(adding).await.into_iter().collect();
        let stored = blobs.iter().zip(hashes).map(|((at, blob), hash)| {
            let stored = match &tags[&hash] {
                Ok(_) => Ok((self.pins.acquire(hash), hash, blob.len() as u64)),
                Err(error) => Err(open.failure("add a blob", error)),
            };
            (*at, stored)
        });
        Ok(stored.collect())
    }

    async fn add_large(&self, blobs: Vec<(usize, Bytes)>, durable: bool) -> Vec<Stored> {
        let adding = blobs.into_iter().map(|(at, blob)| async move {
            let stored = async {
                let add = self.start_add()?;
                add.write(blob).await?;
                self.store_add(&add, durable).await
            };
            (at, stored.await)
        });
        n0_future::join_all(adding).await
    }
}
