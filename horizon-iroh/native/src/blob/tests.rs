use std::{collections::HashSet, time::Instant};

use bytes::Bytes;
use tempfile::TempDir;

use super::*;

async fn open() -> (TempDir, Arc<Blobs>) {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(dir.path().join("blobs"));
    blobs.open().await.unwrap();
    (dir, blobs)
}

/// Content that differs for every length and seed.
fn content(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ length as u64 | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}

async fn add(blobs: &Blobs, bytes: &[u8], piece: usize, durable: bool) -> (i64, Hash) {
    let add = blobs.start_add().unwrap();
    for piece in bytes.chunks(piece) {
        add.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    let reply = blobs.finish_add(add, durable).await.unwrap();
    assert_eq!(reply.b, bytes.len() as i64);
    let hash: [u8; 32] = reply.bytes.try_into().unwrap();
    (reply.a, Hash::from_bytes(hash))
}

async fn collect(blobs: &Blobs, live: &[Hash]) -> HashSet<Hash> {
    let collection = blobs.begin_collection().unwrap();
    blobs
        .collections
        .get(collection)
        .unwrap()
        .lock()
        .unwrap()
        .keep(live.iter().copied());
    let reply = blobs.run_collection(collection).await.unwrap();
    let (hashes, rest) = reply.bytes.as_chunks::<32>();
    assert!(rest.is_empty());
    hashes.iter().map(|hash| Hash::from_bytes(*hash)).collect()
}

async fn is_here(blobs: &Blobs, hash: Hash) -> bool {
    blobs.status(hash).await.unwrap().a == 2
}

#[tokio::test(flavor = "multi_thread")]
async fn blobs_of_every_size_are_read_as_they_were_added() {
    let (dir, blobs) = open().await;
    for length in [0, 1, 1023, 16_384, 16_385, 16_386, 100_000, 5_000_000] {
        for (piece, durable) in [(1 << 20, true), (16_384, false), (7_777, true)] {
            let bytes = content(length, 1);
            let (pin, hash) = add(&blobs, &bytes, piece, durable).await;
            assert_eq!(hash, Hash::new(&bytes));
            assert_eq!(
                blobs.status(hash).await.unwrap(),
                Reply::numbers(2, length as i64)
            );
            let read = blobs.read(hash, 0, length as u64).await.unwrap();
            assert_eq!(read.bytes, bytes, "{length}");
            assert!(blobs.pins.release(pin));
        }
    }
    let left = std::fs::read_dir(dir.path().join("blobs/temp"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "no temporary files are left");
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_lie_inside_a_blob() {
    let (_dir, blobs) = open().await;
    for length in [1_000, 40_000] {
        let bytes = content(length, 2);
        let (_, hash) = add(&blobs, &bytes, 1 << 20, false).await;
        assert_eq!(
            blobs.read(hash, 10, 500).await.unwrap().bytes,
            &bytes[10..510]
        );
        assert_eq!(blobs.read(hash, length as u64, 0).await.unwrap().bytes, b"");
        let behind = blobs.read(hash, length as u64 - 1, 2).await.unwrap_err();
        assert_eq!(behind.code, Code::InvalidArgument);
        let overflow = blobs.read(hash, u64::MAX, 2).await.unwrap_err();
        assert_eq!(overflow.code, Code::InvalidArgument);
    }
    let absent = blobs.read(Hash::new(b"absent"), 0, 1).await.unwrap_err();
    assert_eq!(absent.code, Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut hashes = Vec::new();
    let blobs = Blobs::new(dir.path().join("blobs"));
    blobs.open().await.unwrap();
    for length in [10, 20_000, 6_000_000] {
        hashes.push((
            add(&blobs, &content(length, 3), 1 << 20, true).await.1,
            length,
        ));
    }
    blobs.close().await.unwrap();
    std::fs::write(dir.path().join("blobs/temp/left.temp"), b"x").unwrap();

    let blobs = Blobs::new(dir.path().join("blobs"));
    blobs.open().await.unwrap();
    for (hash, length) in hashes {
        let read = blobs.read(hash, 0, length as u64).await.unwrap();
        assert_eq!(read.bytes, content(length, 3));
    }
    assert!(!dir.path().join("blobs/temp/left.temp").exists(), "swept");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_readers_of_one_small_blob_are_all_served() {
    let (_dir, blobs) = open().await;
    let bytes = content(9_000, 4);
    let (_, hash) = add(&blobs, &bytes, 1 << 20, false).await;
    let reads = (0..500).map(|n| {
        let blobs = blobs.clone();
        tokio::spawn(async move { (n, blobs.read(hash, n, 8_000).await) })
    });
    for read in n0_future::join_all(reads).await {
        let (n, reply) = read.unwrap();
        assert_eq!(reply.unwrap().bytes, &bytes[n as usize..n as usize + 8_000]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_writers_of_one_blob_all_succeed() {
    let (_dir, blobs) = open().await;
    for length in [5_000, 50_000] {
        let bytes = content(length, 5);
        let adds = (0..100).map(|_| {
            let (blobs, bytes) = (blobs.clone(), bytes.clone());
            tokio::spawn(async move { add(&blobs, &bytes, 1 << 20, true).await.1 })
        });
        for hash in n0_future::join_all(adds).await {
            assert_eq!(hash.unwrap(), Hash::new(&bytes));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_blobs_wait_for_the_disk_once() {
    let (_dir, blobs) = open().await;
    let contents: Vec<_> = (0..500).map(|n| content(100 + n, 6)).collect();
    let batch = contents
        .iter()
        .map(|bytes| Bytes::copy_from_slice(bytes))
        .collect();
    let started = Instant::now();
    let reply = blobs.add_many(batch, true).await.unwrap();
    println!("500 small blobs: {:?}", started.elapsed());
    let (stored, rest) = reply.bytes.as_chunks::<48>();
    assert!(rest.is_empty());
    for (bytes, stored) in contents.iter().zip(stored) {
        let hash = Hash::new(bytes);
        assert_eq!(&stored[..32], hash.as_bytes());
        assert_eq!(stored[40..], (bytes.len() as u64).to_ne_bytes());
        assert!(is_here(&blobs, hash).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_equal_and_of_large_blobs_are_answered_in_their_order() {
    let (_dir, blobs) = open().await;
    let batch: Vec<Bytes> = (0..300)
        .map(|n| match n % 50 {
            0 => content(20_000 + n, 8),
            1 => content(50, n as u64),
            _ => b"the same over and over".to_vec(),
        })
        .map(Bytes::from)
        .collect();
    // More of them than imports may end at once.
    let replies = n0_future::join_all((0..30).map(|_| blobs.add_many(batch.clone(), true))).await;
    for reply in replies {
        let bytes = reply.unwrap().bytes;
        let (stored, _) = bytes.as_chunks::<48>();
        assert_eq!(stored.len(), batch.len());
        for (bytes, stored) in batch.iter().zip(stored) {
            assert_eq!(&stored[..32], Hash::new(bytes).as_bytes());
            let pin = i64::from_ne_bytes(stored[32..40].try_into().unwrap());
            assert!(blobs.pins.release(pin), "every blob has a pin of its own");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_add_that_is_given_up_stores_nothing() {
    let (_dir, blobs) = open().await;
    let bytes = content(100_000, 7);
    let add = blobs.start_add().unwrap();
    add.write(Bytes::copy_from_slice(&bytes)).await.unwrap();
    drop(add);
    let (_, other) = self::add(&blobs, b"other", 10, true).await;
    assert!(!is_here(&blobs, Hash::new(&bytes)).await);
    assert!(is_here(&blobs, other).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_drops_what_is_neither_live_nor_pinned() {
    let (dir, blobs) = open().await;
    let mut all = Vec::new();
    for n in 0..40 {
        let length = if n % 2 == 0 { 100 } else { 20_000 };
        all.push(add(&blobs, &content(length, 100 + n), 1 << 20, false).await);
    }
    let hash = |n: usize| all[n].1;
    for (pin, _) in &all[10..] {
        blobs.pins.release(*pin);
    }
    let live: Vec<_> = (10..20).map(hash).collect();
    let dropped = collect(&blobs, &live).await;
    assert_eq!(dropped, (20..40).map(hash).collect());
    for n in 0..40 {
        assert_eq!(is_here(&blobs, hash(n)).await, n < 20, "{n}");
    }
    let files = std::fs::read_dir(dir.path().join("blobs/data"))
        .unwrap()
        .count();
    assert_eq!(files, 10);
    assert!(
        collect(&blobs, &live).await.is_empty(),
        "a second run has nothing to do"
    );
    blobs.pins.release(all[0].0);
    assert_eq!(
        collect(&blobs, &live).await,
        [hash(0)].into(),
        "and a third works"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_that_is_added_and_released_during_a_collection_stays() {
    let (_dir, blobs) = open().await;
    let (old, dead) = add(&blobs, &content(20_000, 8), 1 << 20, false).await;
    blobs.pins.release(old);
    let collection = blobs.begin_collection().unwrap();
    let (pin, added) = add(&blobs, &content(20_000, 9), 1 << 20, false).await;
    blobs.pins.release(pin);
    blobs.run_collection(collection).await.unwrap();
    assert!(is_here(&blobs, added).await);
    assert!(!is_here(&blobs, dead).await);
    assert!(
        collect(&blobs, &[]).await.contains(&added),
        "the next one drops it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn blobs_that_are_added_again_while_collections_run_are_never_lost() {
    let (dir, blobs) = open().await;
    let contents: Vec<_> = (0..8)
        .map(|n| content(if n % 2 == 0 { 300 } else { 30_000 }, 200 + n))
        .collect();
    let until = Instant::now() + std::time::Duration::from_secs(5);
    let writers = contents.iter().cloned().map(|bytes| {
        let (blobs, root) = (blobs.clone(), dir.path().to_path_buf());
        tokio::spawn(async move {
            let mut rounds = 0;
            while Instant::now() < until {
                let (pin, hash) = add(&blobs, &bytes, 1 << 20, rounds % 4 == 0).await;
                assert!(is_here(&blobs, hash).await, "pinned, and gone");
                let path = root.join(format!("blobs/data/{}.data", hash.to_hex()));
                assert!(
                    bytes.len() < 20_000 || path.exists(),
                    "pinned, and its file gone"
                );
                assert!(blobs.pins.release(pin));
                rounds += 1;
            }
            rounds
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut dropped = 0;
    while Instant::now() < until {
        dropped += collect(&blobs, &[]).await.len();
    }
    let mut rounds = 0;
    for writer in writers {
        rounds += writer.await.unwrap();
    }
    println!("{rounds} adds, {dropped} drops");
    assert!(dropped > 0 && rounds > 8, "{rounds} adds, {dropped} drops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_ended_is_taken_for_a_failed_disk_and_is_not_opened_again() {
    let (_dir, blobs) = open().await;
    let (_, hash) = add(&blobs, &content(30_000, 10), 1 << 20, true).await;
    let store = blobs.open_store().unwrap();
    // What a commit in the background that the disk failed leaves behind: the database's actor is gone.
    store.store.shutdown().await.unwrap();
    let failed = blobs
        .add_many(vec![Bytes::from_static(b"x")], true)
        .await
        .unwrap_err();
    assert_eq!(failed.code, Code::SyncFailed);
    let later = blobs.status(hash).await.unwrap_err();
    assert_eq!(later.code, Code::SyncFailed, "whoever asks is told");
    assert_eq!(blobs.open().await.err().unwrap().code, Code::SyncFailed);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_full_disk_the_store_is_opened_again_with_its_pins() {
    let (_dir, blobs) = open().await;
    let bytes = content(30_000, 10);
    let (_, hash) = add(&blobs, &bytes, 1 << 20, true).await;
    let store = blobs.open_store().unwrap();
    let full = || Error::new(Code::DiskFull, "full");
    assert_eq!(store.stop(full()).code, Code::DiskFull);
    assert_eq!(store.stop(full()).code, Code::Stopped, "others may open it");
    assert_eq!(blobs.status(hash).await.unwrap_err().code, Code::Stopped);
    drop(store);

    blobs.open().await.unwrap();
    assert!(collect(&blobs, &[]).await.is_empty());
    assert_eq!(blobs.read(hash, 0, 30_000).await.unwrap().bytes, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_not_open_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(dir.path().join("blobs"));
    assert_eq!(
        blobs.status(Hash::new(b"x")).await.unwrap_err().code,
        Code::NotOpen
    );
    assert_eq!(blobs.start_add().err().unwrap().code, Code::NotOpen);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_whose_file_is_gone_counts_as_absent_and_is_healed_by_a_new_add() {
    let (dir, blobs) = open().await;
    let bytes = content(30_000, 11);
    let (_, hash) = add(&blobs, &bytes, 1 << 20, true).await;
    blobs.close().await.unwrap();
    std::fs::remove_file(
        dir.path()
            .join(format!("blobs/data/{}.data", hash.to_hex())),
    )
    .unwrap();
    let blobs = Blobs::new(dir.path().join("blobs"));
    blobs.open().await.unwrap();
    assert!(!is_here(&blobs, hash).await);
    assert_eq!(blobs.pin(hash).await.unwrap().a, 0);
    add(&blobs, &bytes, 1 << 20, true).await;
    assert_eq!(
        blobs.read(hash, 5, 20_000).await.unwrap().bytes,
        &bytes[5..20_005]
    );
}

/// A small file system of its own; nothing where mounting is not allowed.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=48m", "tmpfs"]);
        let mounted = mount.arg(dir.path()).status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(dir))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let mut unmount = std::process::Command::new("umount");
        unmount.arg("--lazy").arg(self.0.path()).status().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_takes_blobs_again_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: mounting is not allowed");
        return;
    };
    let blobs = Blobs::new(disk.0.path().join("blobs"));
    blobs.open().await.unwrap();
    let mut stored = Vec::new();
    // Many at once, so that they meet the end of the disk in every phase.
    let writers = (0..8).map(|writer| {
        let blobs = blobs.clone();
        tokio::spawn(async move {
            let mut stored = Vec::new();
            for n in 0.. {
                let bytes = content(
                    [1_000, 500_000, 2_000_000][n % 3],
                    (writer * 1000 + n) as u64,
                );
                match try_add(&blobs, &bytes).await {
                    Ok(blob) => stored.push((blob, bytes)),
                    Err(error) => return (stored, error.code),
                }
            }
            unreachable!()
        })
    });
    for writer in n0_future::join_all(writers).await {
        let (blobs, code) = writer.unwrap();
        assert_eq!(code, Code::DiskFull);
        stored.extend(blobs);
    }
    assert!(stored.len() > 10);
    for ((_, hash), bytes) in &stored {
        let read = blobs.read(*hash, 0, bytes.len() as u64).await.unwrap();
        assert!(read.bytes == *bytes, "{} bytes differ", bytes.len());
    }
    for ((pin, _), _) in stored.drain(10..) {
        blobs.pins.release(pin);
    }
    assert!(!collect(&blobs, &[]).await.is_empty());
    add(&blobs, &content(1_000_000, 5), 100_000, true).await;
    for ((_, hash), bytes) in &stored {
        assert_eq!(
            blobs
                .read(*hash, 0, bytes.len() as u64)
                .await
                .unwrap()
                .bytes,
            *bytes
        );
    }
    blobs.close().await.unwrap();
}

async fn try_add(blobs: &Blobs, bytes: &[u8]) -> Result<(i64, Hash)> {
    let handle = blobs.adds.insert(blobs.start_add()?);
    let add = blobs.adds.get(handle).unwrap();
    let mut written = Ok(());
    for piece in bytes.chunks(100_000) {
        written = blobs.check_space(piece.len());
        if written.is_ok() {
            written = add.write(Bytes::copy_from_slice(piece)).await;
        }
        if written.is_err() {
            break;
        }
    }
    blobs.adds.remove(handle);
    written?;
    let reply = blobs.finish_add(add, true).await?;
    let hash = reply.bytes.try_into().map_err(|_| Error::closed())?;
    Ok((reply.a, Hash::from_bytes(hash)))
}
