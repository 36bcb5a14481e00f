//! The store as those see it who use it.

use std::{fs, os::unix::fs::FileExt, path::Path};

use bao_tree::{BlockSize, io::outboard::PostOrderMemOutboard};
use bytes::Bytes;
use tempfile::TempDir;

use super::{
    record::{GROUP, PAGE, TRAILER},
    testing::{Random, content, eventually},
    *,
};

const MIB: u64 = 1 << 20;

pub async fn open() -> (TempDir, Arc<Store>) {
    let dir = tempfile::tempdir().unwrap();
    let store = open_in(dir.path(), 1).await;
    (dir, store)
}

pub async fn open_in(dir: &Path, first: u64) -> Arc<Store> {
    let store = Store::new(dir.join("content"));
    store.open(first, MIB).await.unwrap();
    store
}

pub async fn put(store: &Store, blobs: &[&[u8]], durable: bool) -> Result<Vec<Record>> {
    let (done, wait) = oneshot::channel();
    let put = Put::new(blobs, durable)?;
    store.put(put, Box::new(|stored| done.send(stored).unwrap()));
    wait.await.unwrap()
}

pub async fn put_one(store: &Store, blob: &[u8]) -> Record {
    put(store, &[blob], true).await.unwrap()[0]
}

pub async fn write(store: &Store, blob: &[u8], piece: usize, durable: bool) -> Result<Record> {
    let handle = store.create().await?;
    let writing = store.writings.get(handle).unwrap();
    let mut written = Ok(());
    for piece in blob.chunks(piece) {
        written = match writing.add(piece) {
            Ok(left) => writing.hand_on(left).await,
            Err(error) => Err(error),
        };
        if written.is_err() {
            break;
        }
    }
    store.writings.remove(handle).unwrap();
    match written {
        Ok(()) => writing.finish(durable).await,
        Err(error) => {
            writing.abort().await;
            Err(error)
        }
    }
}

pub fn bytes_of(store: &Store, record: &Record) -> Vec<u8> {
    let mut bytes = vec![0; record.length as usize];
    let file = fs::File::open(store.disk.path(record.file)).unwrap();
    file.read_exact_at(&mut bytes, record.offset).unwrap();
    bytes
}

/// A record is as the format says, and what was stored.
pub async fn check(store: &Store, record: &Record, blob: &[u8]) {
    assert_eq!(record.hash, blake3::hash(blob));
    assert_eq!(record.length, blob.len() as u64);
    assert!(bytes_of(store, record) == blob, "{record:?}");
    store
        .verify(*record, 0, record.length, Source::Any)
        .await
        .unwrap();
    let size = record::size(record.length);
    let mut tail = vec![0; (size - record.length) as usize];
    let file = store.disk.read(record.file).unwrap();
    file.read_exact_at(&mut tail, record.tree_offset()).unwrap();
    let outboard = PostOrderMemOutboard::create(blob, BlockSize::from_chunk_log(4)).data;
    let (before, trailer) = tail.split_last_chunk::<{ TRAILER as usize }>().unwrap();
    let (tree, zeros) = before.split_at(outboard.len());
    assert!(tree == outboard, "{record:?}");
    assert!(zeros.iter().all(|byte| *byte == 0), "{record:?}");
    let found = Record::of_trailer(record.file, record.offset + size, trailer);
    assert_eq!(found, Some((record::Kind::Whole, *record)));
}

async fn listed(store: &Store) -> Vec<u64> {
    let mut ids: Vec<_> = store.files().await.unwrap().iter().map(|f| f.id).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn blobs_of_every_size_are_stored_as_the_format_says() {
    let (_dir, store) = open().await;
    for length in [0, 1, 4032, 4033, 16_384, 16_385, 100_000, 1 << 20] {
        let blob = content(length, 1);
        check(&store, &put_one(&store, &blob).await, &blob).await;
        for (piece, durable) in [(1 << 20, true), (16_384, false), (7_777, true)] {
            let record = write(&store, &blob, piece, durable).await.unwrap();
            assert_eq!(record.offset, 0);
            check(&store, &record, &blob).await;
        }
    }
    assert!(put(&store, &[&vec![0; (1 << 20) + 1]], true).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_of_a_long_blob_waits_on_disk() {
    let (dir, store) = open().await;
    let blob = content(20 << 20, 2);
    let record = write(&store, &blob, 3_333_333, true).await.unwrap();
    check(&store, &record, &blob).await;
    let names = fs::read_dir(dir.path().join("content")).unwrap();
    assert_eq!(names.count(), 1, "the folder and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_blobs_at_once_go_from_one_segment_to_the_next() {
    let (_dir, store) = open().await;
    let blobs: Vec<_> = (0..100).map(|n| content(n * 500, 3)).collect();
    let borrowed: Vec<&[u8]> = blobs.iter().map(|blob| &blob[..]).collect();
    let records = put(&store, &borrowed, true).await.unwrap();
    for (record, blob) in records.iter().zip(&blobs) {
        check(&store, record, blob).await;
    }
    for pair in records.windows(2) {
        let next = (pair[0].file, pair[0].offset + record::size(pair[0].length));
        assert!((pair[1].file, pair[1].offset) == next || pair[1].offset == 0);
    }
    let files = store.files().await.unwrap();
    assert_eq!(files.len() as u64, records[99].file);
    assert!(files.len() >= 3);
    for file in files.iter().filter(|file| file.id < records[99].file) {
        let last = records
            .iter()
            .rfind(|record| record.file == file.id)
            .unwrap();
        assert_eq!(file.length, last.offset + record::size(last.length), "cut");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_at_the_same_time_share_segments_and_no_pages() {
    let (_dir, store) = open().await;
    let writers = (0..16).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut random = Random::new(writer);
            let mut stored = Vec::new();
            for n in 0..40 {
                let blob = content(random.below(70_000) as usize, writer << 32 | n);
                let durable = n % 4 > 0;
                let record = match n % 5 {
                    4 => write(&store, &blob, 20_000, durable).await.unwrap(),
                    _ => put(&store, &[&blob], durable).await.unwrap()[0],
                };
                stored.push((record, blob));
            }
            stored
        })
    });
    let mut taken = Vec::new();
    for writer in n0_future::join_all(writers).await {
        for (record, blob) in writer.unwrap() {
            check(&store, &record, &blob).await;
            let end = record.offset + record::size(record.length);
            assert_eq!((record.offset % PAGE, end % PAGE), (0, 0));
            taken.push((record.file, record.offset, end));
        }
    }
    taken.sort_unstable();
    for pair in taken.windows(2) {
        assert!(pair[0].0 < pair[1].0 || pair[0].2 <= pair[1].1, "{pair:?}");
    }
    store.sync().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_store_is_cut_to_what_is_used_and_never_appended_to() {
    let dir = tempfile::tempdir().unwrap();
    let store = open_in(dir.path(), 5).await;
    let (a, b) = (content(10_000, 4), content(50_000, 4));
    let first = put(&store, &[&a], false).await.unwrap()[0];
    let own = write(&store, &b, 9_000, false).await.unwrap();
    let copy = store.copy(vec![first]).await.unwrap()[0].unwrap();
    let left = store.create().await.unwrap();
    let writing = store.writings.get(left).unwrap();
    writing.add(b"left").unwrap();
    writing.flush().await.unwrap();
    store.close().await.unwrap();
    assert_eq!(
        writing.finish(true).await.unwrap_err().code,
        Code::InvalidHandle
    );
    assert_eq!(
        put(&store, &[&a], true).await.unwrap_err().code,
        Code::Closed
    );
    assert_eq!(store.open(9, MIB).await.unwrap_err().code, Code::Closed);

    let store = open_in(dir.path(), copy.file + 2).await;
    for file in store.files().await.unwrap() {
        let record = [first, own, copy].into_iter().find(|r| r.file == file.id);
        assert_eq!(file.length, record::size(record.unwrap().length));
        assert!(file.allocated >= file.length);
    }
    for (record, blob) in [(first, &a), (own, &b), (copy, &a)] {
        check(&store, &record, blob).await;
    }
    assert!(put_one(&store, &a).await.file >= copy.file + 2);
    assert!(store.copy(vec![own]).await.unwrap()[0].unwrap().file > copy.file);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_taken_are_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let before = open_in(dir.path(), 4094).await;
    let blob = content(100, 5);
    for _ in 0..4 {
        write(&before, &blob, 100, true).await.unwrap();
    }
    before.close().await.unwrap();
    let store = open_in(dir.path(), 4095).await;
    assert_eq!(write(&store, &blob, 100, true).await.unwrap().file, 4098);
    assert_eq!(listed(&store).await, [4094, 4095, 4096, 4097, 4098]);
    let folders = fs::read_dir(dir.path().join("content")).unwrap().count();
    assert_eq!(folders, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_kept_apart_and_only_sound_ones_are_made() {
    let (_dir, store) = open().await;
    let blobs: Vec<_> = [100, 40_000, 70_000, 1 << 20, 0]
        .iter()
        .map(|length| content(*length, 6))
        .collect();
    let mut from = Vec::new();
    for blob in &blobs {
        from.push(put_one(&store, blob).await);
    }
    let large = content(3 << 20, 6);
    from.push(write(&store, &large, 50_000, true).await.unwrap());
    flip(&store, &from[1], from[1].offset + 39_999, 7);
    let absent = Record {
        file: 999,
        ..from[0]
    };
    let shorter = Record {
        length: 99,
        ..from[0]
    };
    from.extend([absent, shorter, from[2]]);

    let copies = store.copy(from.clone()).await.unwrap();
    assert_eq!((copies[1], copies[6], copies[7]), (None, None, None));
    assert_ne!(copies[2], copies[8]);
    for (n, blob) in [
        (0, &blobs[0]),
        (2, &blobs[2]),
        (3, &blobs[3]),
        (4, &blobs[4]),
    ] {
        check(&store, &copies[n].unwrap(), blob).await;
    }
    check(&store, &copies[5].unwrap(), &large).await;
    let of_puts: Vec<_> = from.iter().map(|record| record.file).collect();
    let apart = |copy: &Record| !of_puts.contains(&copy.file);
    assert!(copies.iter().flatten().all(apart));
    let next = put_one(&store, &blobs[0]).await.file;
    assert!(copies.iter().flatten().all(|copy| copy.file != next));
}

#[tokio::test(flavor = "multi_thread")]
async fn sealing_begins_new_segments() {
    let (_dir, store) = open().await;
    let blob = content(5_000, 7);
    let first = put_one(&store, &blob).await;
    let copied = store.copy(vec![first]).await.unwrap()[0].unwrap();
    store.seal().await.unwrap();
    let sealed = store.files().await.unwrap();
    assert!(sealed.iter().all(|file| file.length == record::size(5_000)));
    let second = put_one(&store, &blob).await;
    assert!(second.file > copied.file && copied.file > first.file);
    let copied_again = store.copy(vec![first]).await.unwrap()[0].unwrap();
    assert!(copied_again.file > second.file);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_use_are_neither_removed_nor_cut() {
    let dir = tempfile::tempdir().unwrap();
    let store = open_in(dir.path(), 1).await;
    let blob = content(5_000, 8);
    let shared = put_one(&store, &blob).await;
    let copy = store.copy(vec![shared]).await.unwrap()[0].unwrap();
    let own = write(&store, &blob, 100, true).await.unwrap();
    for file in [shared.file, copy.file] {
        let removed = store.remove(vec![file]).await.unwrap_err();
        assert_eq!(removed.code, Code::InvalidArgument);
        let cut = store.cut(file, 0).await.unwrap_err();
        assert_eq!(cut.code, Code::InvalidArgument);
    }
    check(&store, &shared, &blob).await;
    let some = vec![shared.file, own.file, 77];
    assert!(store.remove(some).await.is_err());
    assert_eq!(listed(&store).await, [shared.file, copy.file]);
    store.close().await.unwrap();

    let store = open_in(dir.path(), 5000).await;
    store.cut(shared.file, 100_000).await.unwrap();
    check(&store, &shared, &blob).await;
    store.cut(shared.file, 4096).await.unwrap();
    let verified = store
        .verify(shared, 0, 5_000, Source::Any)
        .await
        .unwrap_err();
    assert_eq!(verified.code, Code::Damaged);
    store
        .cut(own.file, 0)
        .await
        .expect("what is gone is passed over");
    let all = vec![shared.file, copy.file, own.file];
    store.remove(all).await.unwrap();
    let left = fs::read_dir(dir.path().join("content")).unwrap().count();
    assert_eq!(left, 0, "the empty folder is gone, too");
    assert_eq!(put_one(&store, &blob).await.file, 5000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_has_another_name_is_not_cut() {
    let dir = tempfile::tempdir().unwrap();
    let store = open_in(dir.path(), 1).await;
    let blob = content(5_000, 8);
    let record = put_one(&store, &blob).await;
    store.close().await.unwrap();
    let backup = dir.path().join("backup");
    fs::hard_link(store_file(dir.path(), record.file), &backup).unwrap();

    let store = open_in(dir.path(), 5000).await;
    store.cut(record.file, 0).await.unwrap();
    check(&store, &record, &blob).await;
    fs::remove_file(backup).unwrap();
    store.cut(record.file, 0).await.unwrap();
    assert!(store.verify(record, 0, 5_000, Source::Any).await.is_err());
}

fn store_file(data: &std::path::Path, file: u64) -> std::path::PathBuf {
    data.join("content")
        .join(record::folder_name(record::folder(file)))
        .join(record::file_name(file))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_given_up_is_removed() {
    let (_dir, store) = open().await;
    let blob = content(300_000, 9);
    for end in 0..3 {
        let handle = store.create().await.unwrap();
        let writing = store.writings.get(handle).unwrap();
        for piece in blob.chunks(50_000) {
            writing.hand_on(writing.add(piece).unwrap()).await.unwrap();
        }
        let removed = store.writings.remove(handle).unwrap();
        match end {
            0 => writing.abort().await,
            1 => store.writings.drain().clear(),
            _ => {}
        }
        drop((writing, removed));
        eventually(async || listed(&store).await.is_empty()).await;
    }
    assert!(store.writings.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_come_one_by_one_are_written_many_at_a_time() {
    let (_dir, store) = open().await;
    let writing = store.writings.get(store.create().await.unwrap()).unwrap();
    let bytes = content(100_000, 11);
    for byte in bytes.chunks(1) {
        assert!(writing.add(byte).unwrap().is_empty());
    }
    let none = listed(&store).await.is_empty();
    assert!(none, "no file is made before there is a piece");
    writing.flush().await.unwrap();
    assert_eq!(listed(&store).await.len(), 1);
    let record = writing.finish(true).await.unwrap();
    check(&store, &record, &bytes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_is_ahead_waits_for_room() {
    let (_dir, store) = open().await;
    let handle = store.create().await.unwrap();
    let writing = store.writings.get(handle).unwrap();
    let piece = content(1 << 20, 10);
    let mut accepted = 0;
    let left = loop {
        let left = writing.add(&piece).unwrap();
        if !left.is_empty() {
            break left;
        }
        accepted += 1;
        assert!(accepted < 1_000, "nobody is told to wait");
    };
    writing.hand_on(left).await.unwrap();
    let record = writing.finish(true).await.unwrap();
    assert_eq!(record.length, (accepted + 1) * MIB);
    check(&store, &record, &piece.repeat(accepted as usize + 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_not_open_lists_removes_and_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let store = open_in(dir.path(), 1).await;
    let record = put_one(&store, b"here").await;
    store.close().await.unwrap();
    fs::write(dir.path().join("content/spill-00"), b"left").unwrap();
    fs::write(dir.path().join("content/0000000000000/other"), b"not ours").unwrap();

    let store = Store::new(dir.path().join("content"));
    assert_eq!(listed(&store).await, [record.file]);
    store.verify(record, 0, 4, Source::Any).await.unwrap();
    assert_eq!(
        put(&store, &[b""], true).await.unwrap_err().code,
        Code::NotOpen
    );
    assert_eq!(store.create().await.unwrap_err().code, Code::NotOpen);
    assert_eq!(store.sync().await.unwrap_err().code, Code::NotOpen);
    store.remove(vec![record.file, 3]).await.unwrap();
    assert!(listed(&store).await.is_empty());
    let gone = store.verify(record, 0, 4, Source::Any).await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    store.open(2, MIB).await.unwrap();
    store.open(2, MIB).await.unwrap();
    assert!(store.open(3, MIB).await.is_err());
    assert!(!dir.path().join("content/spill-00").exists());
}

/// Flips a bit of a record's file.
pub fn flip(store: &Store, record: &Record, at: u64, bit: u32) {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true);
    let file = options.open(store.disk.path(record.file)).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 1 << bit], at).unwrap();
}

mod faults;
mod fill;
mod kept;
mod part;
mod verify;
