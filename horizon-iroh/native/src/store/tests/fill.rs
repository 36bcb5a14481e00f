//! Records that are filled in any order.

use std::{os::unix::fs::MetadataExt, process::Command};

use bao_tree::{
    BaoTree, BlockSize, ChunkNum, ChunkRanges,
    io::{
        BaoContentItem,
        sync::{DecodeResponseIter, encode_ranges},
    },
};

use super::*;
use crate::{
    store::{disk::Op, record::Kind, tree::Parent},
    wire::{
        fetch::{Batch, Sink},
        keep::Keep,
    },
};

const BLOCK: BlockSize = BlockSize::from_chunk_log(4);

pub const G: usize = GROUP as usize;

/// The lengths that matter: around groups, and over several pages of notes of unrooted records.
pub const LENGTHS: [usize; 8] = [0, 1, G, G + 1, 3 * G, 7 * G - 5, 100 * G + 1, 2_000 * G];

pub fn trees(blob: &[u8]) -> Vec<u8> {
    PostOrderMemOutboard::create(blob, BLOCK).data
}

/// What a provider sends of some groups: inner nodes by their places, and groups.
pub fn sent(blob: &[u8], groups: &[u64]) -> Batch {
    let outboard = PostOrderMemOutboard::create(blob, BLOCK);
    let mut ranges = ChunkRanges::empty();
    for group in groups {
        ranges |= ChunkRanges::from(ChunkNum(group * 16)..ChunkNum(group * 16 + 16));
    }
    let mut encoded = Vec::new();
    encode_ranges(blob, &outboard, &ranges, &mut encoded).unwrap();
    let tree = BaoTree::new(blob.len() as u64, BLOCK);
    let mut batch = Batch::default();
    for item in DecodeResponseIter::new(outboard.root, tree, &encoded[..], &ranges) {
        match item.unwrap() {
            BaoContentItem::Parent(parent) => {
                let mut bytes: Parent = [0; 64];
                bytes[..32].copy_from_slice(parent.pair.0.as_bytes());
                bytes[32..].copy_from_slice(parent.pair.1.as_bytes());
                let place = tree.post_order_offset(parent.node).unwrap().value();
                batch.parents.push((place * 64, bytes));
            }
            BaoContentItem::Leaf(leaf) => batch.groups.push((leaf.offset / GROUP, leaf.data)),
        }
    }
    batch
}

pub async fn begin(store: &Arc<Store>, blob: &[u8], tree: Option<Record>) -> Record {
    let length = blob.len() as u64;
    store
        .begin(Kind::Partial, blake3::hash(blob), length, tree)
        .await
        .unwrap()
}

async fn all_missing(store: &Arc<Store>, record: Record, kind: Kind) -> Vec<(u64, u64)> {
    store
        .missing(record, kind, (0, record.length), true)
        .await
        .unwrap()
}

pub fn take(store: &Arc<Store>, record: Record, batch: Batch) -> Result<()> {
    let store = store.clone();
    Keep { store, record }.take(batch)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_is_filled_from_a_peer_in_any_order_and_becomes_whole() {
    let (_dir, store) = open().await;
    let mut random = Random::of_now();
    for length in LENGTHS {
        let blob = content(length, 1);
        let record = begin(&store, &blob, None).await;
        let mut groups: Vec<u64> = (0..record::groups(length as u64)).collect();
        while !groups.is_empty() {
            assert_eq!(
                store
                    .complete(record, Kind::Partial)
                    .await
                    .unwrap_err()
                    .code,
                Code::Damaged
            );
            let mut some = Vec::new();
            for _ in 0..1 + random.below(400) {
                if !groups.is_empty() {
                    some.push(groups.swap_remove(random.below(groups.len() as u64) as usize));
                }
            }
            take(&store, record, sent(&blob, &some)).unwrap();
            let missing: u64 = all_missing(&store, record, Kind::Partial)
                .await
                .iter()
                .map(|run| run.1)
                .sum();
            let expected: u64 = groups
                .iter()
                .map(|group| GROUP.min(length as u64 - group * GROUP))
                .sum();
            assert_eq!(missing, expected);
        }
        let whole = store.complete(record, Kind::Partial).await.unwrap();
        check(&store, &whole, &blob).await;
        assert_eq!(
            fs::metadata(store.disk.path(whole.file)).unwrap().len(),
            record::size(length as u64)
        );
        assert_eq!(
            store.complete(record, Kind::Partial).await.unwrap(),
            whole,
            "again"
        );
    }
}

/// A record may claim any length: nothing is paid for it before bytes have come.
#[tokio::test(flavor = "multi_thread")]
async fn the_longest_record_takes_a_few_blocks_until_something_comes() {
    let (dir, store) = open().await;
    for kind in [Kind::Partial, Kind::Unrooted] {
        let hash = blake3::hash(b"nobody has it");
        let record = store.begin(kind, hash, record::MAX_FILLED, None).await;
        let record = record.unwrap();
        let taken = fs::metadata(store.disk.path(record.file)).unwrap().blocks() * 512;
        assert!(taken < 64 << 10, "{taken} bytes");
        let all = [(0, record.length)];
        assert_eq!(all_missing(&store, record, kind).await, all);
        let sparse = store.sparse.get(&store.disk, record, kind).unwrap();
        assert_eq!(sparse.bytes_of_bits(), 0);
        drop(sparse);
        store.flush(record, kind).await.unwrap();
        store.remove(vec![record.file]).await.unwrap();
    }
    drop(dir);
}

/// One that is closed is synced meanwhile, and the next one that wants it may come before that is done.
#[tokio::test(flavor = "multi_thread")]
async fn more_records_than_stay_open_lose_nothing_when_all_are_filled_at_once() {
    let (_dir, store) = open().await;
    let mut filling = tokio::task::JoinSet::new();
    for number in 0..10 {
        let blob = content(20 * G + 5, 100 + number);
        let tree = write(&store, &blob, 1 << 20, true).await.unwrap();
        let tree = store.keep_tree(tree).await.unwrap();
        let record = begin(&store, &blob, Some(tree)).await;
        let store = store.clone();
        filling.spawn(async move {
            for at in (0..blob.len()).step_by(G).rev() {
                let group = Bytes::copy_from_slice(&blob[at..blob.len().min(at + G)]);
                let written = store
                    .write_at(record, Kind::Partial, at as u64, group)
                    .await;
                written.unwrap();
                let there = (at as u64, record.length - at as u64);
                let missing = store.missing(record, Kind::Partial, there, false).await;
                assert!(missing.unwrap().is_empty(), "{number} from {at} on");
            }
            let whole = store.complete(record, Kind::Partial).await.unwrap();
            check(&store, &whole, &blob).await;
        });
    }
    filling.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_group_of_the_blob_is_refused_and_leaves_it_as_it_was() {
    let (_dir, store) = open().await;
    let blob = content(9 * G + 100, 2);
    let record = begin(&store, &blob, None).await;
    let good = || sent(&blob, &[4]);
    let (index, data) = good().groups.remove(0);
    let mut rotten = data.to_vec();
    rotten[77] ^= 1;
    let (first, last) = (good().parents[0], *good().parents.last().unwrap());
    let with = |parents: Vec<(u64, Parent)>, groups: Vec<(u64, Bytes)>| Batch { parents, groups };
    for batch in [
        with(vec![first, last], vec![(index, data.clone())]),
        with(vec![(first.0, last.1)], vec![]),
        with(vec![(64 * 9, first.1)], vec![]),
        with(vec![(u64::MAX, first.1)], vec![]),
        with(good().parents, vec![(4, rotten.into())]),
        with(good().parents, vec![(5, data.clone())]),
        with(good().parents, vec![(4, data.slice(1..))]),
        with(good().parents, vec![(10, data.clone())]),
        with(good().parents, vec![(u64::MAX, data.clone())]),
        with(good().parents, vec![(u64::MAX / GROUP, data.clone())]),
    ] {
        let refused = take(&store, record, batch).unwrap_err();
        assert!(
            matches!(refused.code, Code::Damaged | Code::InvalidArgument),
            "{refused}"
        );
        assert_eq!(
            all_missing(&store, record, Kind::Partial).await,
            [(0, record.length)]
        );
    }
    // Without the tree nothing can tell what whole groups are.
    let refused = store
        .write_at(record, Kind::Partial, 0, blob.clone().into())
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Damaged);
    take(&store, record, sent(&blob, &[4])).unwrap();
    assert_eq!(
        store
            .missing(record, Kind::Partial, (4 * GROUP - 5, GROUP + 7), true)
            .await
            .unwrap(),
        [(4 * GROUP - 5, 5), (5 * GROUP, 2)]
    );
    for (from, length) in [(record.length, 1), (u64::MAX, 2), (1, u64::MAX)] {
        assert_eq!(
            store
                .missing(record, Kind::Partial, (from, length), true)
                .await
                .unwrap_err()
                .code,
            Code::InvalidArgument
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filled_is_there_in_the_next_process() {
    for kind in [Kind::Partial, Kind::Unrooted] {
        let (dir, store) = open().await;
        let blob = content(2_000 * G, 3);
        let whole = write(&store, &blob, 1 << 20, true).await.unwrap();
        let tree = store.keep_tree(whole).await.unwrap();
        let record = store
            .begin(
                kind,
                whole.hash,
                whole.length,
                (kind == Kind::Partial).then_some(tree),
            )
            .await
            .unwrap();
        for at in [0, 700 * G, 1_999 * G] {
            let data = Bytes::copy_from_slice(&blob[at..at + G]);
            store.write_at(record, kind, at as u64, data).await.unwrap();
        }
        store.close().await.unwrap();
        let store = open_in(dir.path(), 1 << 20).await;
        let missing = all_missing(&store, record, kind).await;
        assert_eq!(
            missing,
            [(GROUP, 699 * GROUP), (701 * GROUP, 1_298 * GROUP)]
        );
        for (from, length) in missing {
            let data = Bytes::copy_from_slice(&blob[from as usize..(from + length) as usize]);
            store.write_at(record, kind, from, data).await.unwrap();
        }
        let done = store.complete(record, kind).await.unwrap();
        assert_eq!(
            done,
            Record {
                hash: blake3::hash(&blob),
                ..record
            }
        );
        check(&store, &done, &blob).await;
        store.close().await.unwrap();
        // The row may not have learnt of it.
        let store = open_in(dir.path(), 1 << 21).await;
        assert!(all_missing(&store, record, kind).await.is_empty());
        assert_eq!(store.complete(record, kind).await.unwrap(), done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filled_is_there_after_the_process_was_killed_but_for_the_last_of_it() {
    for kind in [Kind::Partial, Kind::Unrooted] {
        let (dir, store) = open().await;
        let blob = content(40 * G, 3);
        let whole = write(&store, &blob, 1 << 20, true).await.unwrap();
        let tree = store.keep_tree(whole).await.unwrap();
        let tree = (kind == Kind::Partial).then_some(tree);
        let record = store.begin(kind, whole.hash, whole.length, tree).await;
        let record = record.unwrap();
        for (at, group) in blob[..31 * G].chunks(G).enumerate() {
            let (offset, data) = (at as u64 * GROUP, Bytes::copy_from_slice(group));
            store.write_at(record, kind, offset, data).await.unwrap();
        }

        // What a process that is killed leaves: nothing of it was closed.
        let left = tempfile::tempdir().unwrap();
        let copied = Command::new("cp")
            .args(["-a", "--", &format!("{}/.", dir.path().display())])
            .arg(left.path())
            .status();
        assert!(copied.unwrap().success());
        let after = open_in(left.path(), 1 << 20).await;
        let missing = all_missing(&after, record, kind).await;
        assert_eq!(missing, [(28 * GROUP, 12 * GROUP)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_that_are_lost_torn_or_wrong_cost_nothing_but_work() {
    let blob = content(1_500 * G, 4);
    for kind in [Kind::Partial, Kind::Unrooted] {
        for harm in 0..4 {
            let (dir, store) = open().await;
            let whole = write(&store, &blob, 1 << 20, true).await.unwrap();
            let tree = store.keep_tree(whole).await.unwrap();
            let record = store
                .begin(
                    kind,
                    whole.hash,
                    whole.length,
                    (kind == Kind::Partial).then_some(tree),
                )
                .await
                .unwrap();
            let half = 700 * G;
            store
                .write_at(record, kind, 0, Bytes::copy_from_slice(&blob[..half]))
                .await
                .unwrap();
            store.close().await.unwrap();
            let path = store.disk.path(record.file);
            let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
            let notes = record::size(record.length);
            match harm {
                0 => file.set_len(notes).unwrap(),
                1 => file.write_all_at(&[0xff; 100], notes + 50).unwrap(),
                // Noted and not there.
                2 => file.write_all_at(&[0; 3 * G], 5 * GROUP).unwrap(),
                _ => file.write_all_at(&[7], 6 * GROUP + 9).unwrap(),
            }
            let store = open_in(dir.path(), 1 << 20).await;
            let missing = all_missing(&store, record, kind).await;
            let rest = (half as u64, record.length - half as u64);
            match (harm, kind) {
                (0 | 1, Kind::Partial) => assert_eq!(missing, [rest]),
                (0 | 1, _) => assert_eq!(missing, [(0, record.length)]),
                (2, _) => assert_eq!(missing, [(5 * GROUP, 3 * GROUP), rest]),
                _ => assert_eq!(missing, [(6 * GROUP, GROUP), rest]),
            }
            for (from, length) in missing {
                let data = Bytes::copy_from_slice(&blob[from as usize..(from + length) as usize]);
                store.write_at(record, kind, from, data).await.unwrap();
            }
            let done = store.complete(record, kind).await.unwrap();
            check(&store, &done, &blob).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rots_after_it_became_whole_and_before_its_row_knows_is_filled_again() {
    for kind in [Kind::Partial, Kind::Unrooted] {
        let (dir, store) = open().await;
        let blob = content(50 * G, 5);
        let tree = store
            .keep_tree(write(&store, &blob, 1 << 20, true).await.unwrap())
            .await
            .unwrap();
        let record = store
            .begin(
                kind,
                tree.hash,
                tree.length,
                (kind == Kind::Partial).then_some(tree),
            )
            .await
            .unwrap();
        store
            .write_at(record, kind, 0, blob.clone().into())
            .await
            .unwrap();
        store.complete(record, kind).await.unwrap();
        store.close().await.unwrap();
        let file = fs::OpenOptions::new()
            .write(true)
            .open(store.disk.path(record.file))
            .unwrap();
        file.write_all_at(&[0; 40], 7 * GROUP).unwrap();
        let store = open_in(dir.path(), 1 << 20).await;
        assert_eq!(
            all_missing(&store, record, kind).await,
            [(7 * GROUP, GROUP)]
        );
        assert_eq!(
            store.complete(record, kind).await.unwrap_err().code,
            Code::Damaged
        );
        let mut again = 0;
        let done = loop {
            again += 1;
            assert!(again < 4, "{kind:?} never became whole");
            // Without a tree the others may have to come again, too.
            for (from, length) in all_missing(&store, record, kind).await {
                let data = Bytes::copy_from_slice(&blob[from as usize..(from + length) as usize]);
                store.write_at(record, kind, from, data).await.unwrap();
            }
            if let Ok(done) = store.complete(record, kind).await {
                break done;
            }
        };
        check(&store, &done, &blob).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_somebody_claims_takes_no_room_before_bytes_come() {
    let (_dir, store) = open().await;
    let hash = blake3::hash(b"claimed");
    for kind in [Kind::Partial, Kind::Unrooted] {
        for length in [record::MAX_FILLED + 1, 1 << 60, u64::MAX] {
            let refused = store.begin(kind, hash, length, None).await.unwrap_err();
            assert_eq!(refused.code, Code::InvalidArgument);
        }
        let record = store.begin(kind, hash, 1 << 38, None).await.unwrap();
        let file = fs::metadata(store.disk.path(record.file)).unwrap();
        assert!(std::os::unix::fs::MetadataExt::blocks(&file) * 512 < 4 << 20);
        store.remove(vec![record.file]).await.unwrap();
    }
    assert!(listed(&store).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_records_are_filled_by_many_at_once_with_few_files_open() {
    let (dir, store) = open().await;
    let mut expected = Vec::new();
    for n in 0..12 {
        let blob = content((10 + n) * G, n as u64);
        let kind = [Kind::Partial, Kind::Unrooted][n % 2];
        let tree = store
            .keep_tree(write(&store, &blob, 1 << 20, true).await.unwrap())
            .await
            .unwrap();
        let record = store
            .begin(
                kind,
                tree.hash,
                tree.length,
                (kind == Kind::Partial).then_some(tree),
            )
            .await
            .unwrap();
        expected.push((record, kind, blob));
    }
    let tasks = (0..4).flat_map(|writer| {
        let store = store.clone();
        expected.iter().cloned().map(move |(record, kind, blob)| {
            let store = store.clone();
            tokio::spawn(async move {
                // Each leaves out some, so that all of them together are needed.
                for (index, group) in blob
                    .chunks(G)
                    .enumerate()
                    .filter(|(index, _)| index % 4 != writer)
                {
                    let data = Bytes::copy_from_slice(group);
                    store
                        .write_at(record, kind, index as u64 * GROUP, data)
                        .await
                        .unwrap();
                }
            })
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let open_files = fs::read_dir("/proc/self/fd").unwrap();
    let ours = open_files
        .filter_map(|fd| fs::read_link(fd.unwrap().path()).ok())
        .filter(|path| path.starts_with(dir.path()));
    assert!(ours.count() < 8);
    for (record, kind, blob) in expected {
        let whole = store.complete(record, kind).await.unwrap();
        check(&store, &whole, &blob).await;
    }
}

/// What one life of records that are filled answered, for checking after whatever came.
async fn fill_everything(store: &Arc<Store>, blob: &[u8]) -> (Vec<Record>, Vec<Error>) {
    let (mut whole, mut errors) = (Vec::new(), Vec::new());
    for kind in [Kind::Partial, Kind::Unrooted] {
        let life = async {
            let own = write(store, blob, 1 << 20, true).await?;
            let tree = store.keep_tree(own).await?;
            let record = store
                .begin(
                    kind,
                    own.hash,
                    own.length,
                    (kind == Kind::Partial).then_some(tree),
                )
                .await?;
            for (nth, some) in blob.chunks(9 * G).enumerate() {
                let data = Bytes::copy_from_slice(some);
                store
                    .write_at(record, kind, (nth * 9 * G) as u64, data)
                    .await?;
            }
            store.flush(record, kind).await?;
            store.complete(record, kind).await
        };
        match life.await {
            Ok(record) => whole.push(record),
            Err(error) => errors.push(error),
        }
    }
    (whole, errors)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_the_disk_that_fails_is_an_error_and_never_a_loss() {
    let blob = content(24 * G + 9, 9);
    for (op, error, code) in [
        (Op::Write, libc::EIO, Code::Io),
        (Op::Write, libc::ENOSPC, Code::DiskFull),
        (Op::Create, libc::EMFILE, Code::Io),
        (Op::Open, libc::EMFILE, Code::Io),
        (Op::Sync, libc::EIO, Code::SyncFailed),
        (Op::SyncFolder, libc::EIO, Code::SyncFailed),
        (Op::Truncate, libc::EIO, Code::Io),
    ] {
        let mut failed = 0;
        for nth in 0.. {
            let (dir, store) = open().await;
            store.disk.faults.add(op, nth, 1, error);
            let (whole, errors) = fill_everything(&store, &blob).await;
            let came = store.disk.faults.clear();
            assert!(
                errors.iter().all(|error| error.code == code),
                "{op:?} {nth}: {errors:?}"
            );
            if code == Code::SyncFailed && came {
                let (none, all) = fill_everything(&store, &blob).await;
                assert!(none.is_empty() && all.iter().all(|error| error.code == code));
            }
            store.close().await.unwrap();
            let next = open_in(dir.path(), 1 << 20).await;
            for record in &whole {
                check(&next, record, &blob).await;
            }
            if !came {
                assert!(errors.is_empty() && whole.len() == 2);
                break;
            }
            failed += errors.len();
        }
        println!("{op:?}: {failed} errors");
        assert!(failed > 1, "{op:?}");
    }
}
