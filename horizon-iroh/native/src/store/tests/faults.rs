//! The store over a disk that fails.

use std::{process::Command, sync::atomic::AtomicU64};

use super::*;
use crate::store::disk::Op;

/// What was answered, and has to be there whatever comes.
struct Answered(Vec<(Record, Vec<u8>)>);

/// Uses everything that writes, and goes on after an error.
async fn use_everything(store: &Arc<Store>) -> (Answered, Vec<Error>) {
    static SEED: AtomicU64 = AtomicU64::new(0);
    let seed = SEED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let (mut answered, mut errors) = (Answered(Vec::new()), Vec::new());
    let mut keep = |blob: &[u8], stored: Result<Record>| match stored {
        Ok(record) => {
            answered.0.push((record, blob.to_vec()));
            Some(record)
        }
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let (small, middle, large) = (
        content(1_000, seed),
        content(70_000, seed),
        content(1_000_000, seed),
    );
    let first = put(store, &[&small, &middle], true).await;
    let mut records = Vec::new();
    match first {
        Ok(stored) => {
            keep(&small, Ok(stored[0]));
            keep(&middle, Ok(stored[1]));
            records = stored;
        }
        Err(error) => {
            keep(&small, Err(error));
        }
    }
    let first_of_large = put(store, &[&large], true).await.map(|stored| stored[0]);
    records.extend(keep(&large, first_of_large));
    let own = write(store, &large, 300_000, true).await;
    records.extend(keep(&large, own));
    let relaxed = put(store, &[&middle], false).await.map(|stored| stored[0]);
    let relaxed_own = write(store, &middle, 40_000, false).await;
    if let Err(error) = store.sync().await {
        keep(&[], Err(error));
    } else {
        // Not before this are they there to stay.
        keep(&middle, relaxed);
        keep(&middle, relaxed_own);
    }
    match store.copy(records.clone()).await {
        Ok(copies) => {
            for (copy, record) in copies.into_iter().zip(&records) {
                let blob = bytes_of(store, record);
                keep(&blob, Ok(copy.expect("what is sound is copied")));
            }
        }
        Err(error) => {
            keep(&[], Err(error));
        }
    }
    if let Err(error) = store.seal().await {
        keep(&[], Err(error));
    }
    let last = put(store, &[&small], true).await.map(|stored| stored[0]);
    keep(&small, last);
    (answered, errors)
}

async fn check_all(store: &Store, answered: &Answered) {
    for (record, blob) in &answered.0 {
        check(store, record, blob).await;
    }
}

/// Lets every call of a kind fail, one after the other: the numbers of errors that came of it.
async fn fail_each(op: Op, error: i32, code: Code) -> Vec<usize> {
    let mut counts = Vec::new();
    for nth in 0.. {
        let (dir, store) = open().await;
        store.disk.faults.add(op, nth, 1, error);
        let (answered, errors) = use_everything(&store).await;
        let came = store.disk.faults.clear();
        check_all(&store, &answered).await;
        if !came {
            assert!(errors.is_empty(), "{errors:?}");
            store.close().await.unwrap();
            return counts;
        }
        for error in &errors {
            assert_eq!(error.code, code, "{op:?} {nth}: {error}");
        }
        let (again, more) = use_everything(&store).await;
        if code == Code::SyncFailed {
            assert!(!errors.is_empty(), "{op:?} {nth}");
            assert!(again.0.is_empty(), "nothing is answered any more");
            assert!(more.iter().all(|error| error.code == Code::SyncFailed));
            let all = vec![
                answered
                    .0
                    .first()
                    .map_or(77, |(record, _)| record.file + 100),
            ];
            store.remove(all).await.unwrap();
        } else {
            assert!(more.is_empty(), "{op:?} {nth}: {more:?}");
            check_all(&store, &again).await;
        }
        store.close().await.unwrap();
        counts.push(errors.len());
        // The next process finds what was answered, and no file of what failed.
        let next = open_in(dir.path(), 1 << 20).await;
        check_all(&next, &answered).await;
        check_all(&next, &again).await;
    }
    unreachable!()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_that_fails_fails_its_own_blob() {
    let counts = fail_each(Op::Write, libc::EIO, Code::Io).await;
    assert!(counts.len() > 15, "{counts:?}");
    assert!(counts.iter().all(|errors| *errors == 1), "{counts:?}");
    let counts = fail_each(Op::Write, libc::ENOSPC, Code::DiskFull).await;
    assert!(counts.iter().all(|errors| *errors == 1), "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_folder_and_reservation_that_fails_fails_its_own_blob() {
    for (op, error, code) in [
        (Op::Allocate, libc::ENOSPC, Code::DiskFull),
        (Op::Allocate, libc::EIO, Code::Io),
        (Op::Create, libc::EMFILE, Code::Io),
        (Op::Create, libc::ENOSPC, Code::DiskFull),
        (Op::CreateFolder, libc::ENOSPC, Code::DiskFull),
        (Op::Open, libc::EMFILE, Code::Io),
    ] {
        let counts = fail_each(op, error, code).await;
        assert!(!counts.is_empty(), "{op:?}");
        assert!(
            counts.iter().all(|errors| *errors == 1),
            "{op:?}: {counts:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tail_that_cannot_be_cut_stays() {
    let counts = fail_each(Op::Truncate, libc::EIO, Code::Io).await;
    assert!(counts.len() > 2 && counts.iter().all(|errors| *errors == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sync_that_fails_ends_all_writing() {
    for error in [libc::EIO, libc::ENOSPC] {
        let counts = fail_each(Op::Sync, error, Code::SyncFailed).await;
        assert!(counts.len() > 5, "{counts:?}");
        let counts = fail_each(Op::SyncFolder, error, Code::SyncFailed).await;
        assert!(counts.len() > 5, "{counts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_folder_cannot_be_made_durable_does_not_open() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("content"));
    store.disk.faults.add(Op::SyncFolder, 0, 1, libc::EIO);
    for _ in 0..2 {
        let error = store.open(1, MIB).await.unwrap_err();
        assert_eq!(error.code, Code::SyncFailed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_leaves_no_file() {
    let (_dir, store) = open().await;
    for (op, after) in [
        (Op::Write, 0),
        (Op::Write, 2),
        (Op::Write, 4),
        (Op::Sync, 0),
    ] {
        store.disk.faults.add(op, after, 1, libc::EIO);
        write(&store, &content(1_000_000, 1), 300_000, true)
            .await
            .unwrap_err();
        assert!(store.disk.faults.clear());
        eventually(async || listed(&store).await.is_empty()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_waits_for_a_sync_that_fails_is_told() {
    let (_dir, store) = open().await;
    put_one(&store, b"before").await;
    store.disk.faults.add(Op::Sync, 3, 1, libc::EIO);
    let writers = (0..64).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut answered = 0;
            loop {
                match put(&store, &[&content(5_000, n)], true).await {
                    Ok(_) => answered += 1,
                    Err(error) => return (answered, error.code),
                }
            }
        })
    });
    let ends = n0_future::join_all(writers).await;
    assert!(
        ends.iter()
            .all(|end| end.as_ref().unwrap().1 == Code::SyncFailed)
    );
    assert!(ends.iter().map(|end| end.as_ref().unwrap().0).sum::<u32>() > 0);
}

/// A small file system of its own; nothing where mounting is not allowed.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=48m", "tmpfs"]);
        let mounted = mount.arg(dir.path()).status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(dir))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let mut unmount = Command::new("umount");
        unmount.arg("--lazy").arg(self.0.path()).status().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_takes_blobs_again_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: mounting is not allowed");
        return;
    };
    let store = open_in(disk.0.path(), 1).await;
    // Many at once, so that they meet the end of the disk in every phase.
    let writers = (0..8).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut stored = Vec::new();
            for n in 0.. {
                let blob = content(
                    [1_000, 500_000, 2_000_000][n % 3],
                    (writer * 1000 + n) as u64,
                );
                let record = match n % 3 {
                    0 => put(&store, &[&blob], true).await.map(|stored| stored[0]),
                    _ => write(&store, &blob, 100_000, true).await,
                };
                match record {
                    Ok(record) => stored.push((record, blob)),
                    Err(error) => return (stored, error.code),
                }
            }
            unreachable!()
        })
    });
    let mut stored = Vec::new();
    for writer in n0_future::join_all(writers).await {
        let (blobs, code) = writer.unwrap();
        assert_eq!(code, Code::DiskFull);
        stored.extend(blobs);
    }
    assert!(stored.len() > 10);
    check_all(&store, &Answered(stored.clone())).await;
    let own = stored.iter().filter(|(_, blob)| blob.len() > 1_000);
    let own: Vec<_> = own.map(|(record, _)| record.file).collect();
    store.remove(own.clone()).await.unwrap();
    stored.retain(|(record, _)| !own.contains(&record.file));
    let blob = content(1_000_000, 5);
    stored.push((
        write(&store, &blob, 100_000, true).await.unwrap(),
        blob.clone(),
    ));
    stored.push((put_one(&store, &blob).await, blob));
    check_all(&store, &Answered(stored)).await;
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_room_cannot_be_taken_in_advance_segments_grow() {
    let (_dir, store) = open().await;
    store
        .disk
        .faults
        .add(Op::Allocate, 0, u64::MAX, libc::EOPNOTSUPP);
    for n in 0..60 {
        let blob = content(n * 1_000, 11);
        check(&store, &put_one(&store, &blob).await, &blob).await;
    }
    let files = store.files().await.unwrap();
    assert!(files.len() > 1);
    let last = files.iter().max_by_key(|file| file.id).unwrap();
    assert!(last.length < MIB, "not longer than what was written");
}
