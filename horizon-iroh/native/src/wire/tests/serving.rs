//! Our provider, asked by iroh-blobs as it is.

use std::time::Instant;

use iroh_blobs::{
    BlobFormat, HashAndFormat,
    api::remote::GetProgressItem,
    get::fsm::{self, BlobContentNext, ConnectedNext, EndBlobNext},
    protocol::{ChunkRangesExt, ChunkRangesSeq, GetManyRequest, GetRequest},
    store::mem::MemStore,
};
use n0_future::StreamExt;

use super::*;
use crate::store::testing::eventually;

fn raw(hash: Hash) -> HashAndFormat {
    HashAndFormat {
        hash: hash.into(),
        format: BlobFormat::Raw,
    }
}

/// Asks for ranges of a blob: the leaves that came, and whether all did.
async fn get(
    connection: &Connection,
    hash: Hash,
    ranges: ChunkRanges,
) -> (Vec<(u64, Bytes)>, bool) {
    let request = GetRequest::blob_ranges(hash.into(), ranges);
    let start = fsm::start(connection.clone(), request, Default::default());
    let ConnectedNext::StartRoot(root) = start.next().await.unwrap().next().await.unwrap() else {
        panic!("not a blob");
    };
    let (mut content, _) = root.next().next().await.unwrap();
    let mut leaves = Vec::new();
    loop {
        match content.next().await {
            BlobContentNext::More((rest, Ok(item))) => {
                content = rest;
                if let bao_tree::io::BaoContentItem::Leaf(leaf) = item {
                    leaves.push((leaf.offset, leaf.data));
                }
            }
            BlobContentNext::More((_, Err(error))) => {
                assert!(error.to_string().contains("not found"), "{error}");
                return (leaves, false);
            }
            BlobContentNext::Done(end) => {
                let EndBlobNext::Closing(closing) = end.next() else {
                    panic!("more");
                };
                closing.next().await.unwrap();
                return (leaves, true);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_versions_of_iroh_blobs_fetch_whole_blobs() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let mut sent = 0;
    for length in [0, 1, 1024, 16_384, 16_385, 300_000, 64 * MIB] {
        let blob = content(length as usize, 1);
        let hash = shelf.add(&blob).await;
        let begin = Instant::now();
        let store = MemStore::new();
        let stats = store.remote().fetch(connection.clone(), raw(hash));
        let stats = stats.complete().await.unwrap();
        println!("{length} bytes in {:?}", begin.elapsed());
        assert_eq!(stats.payload_bytes_read, length);
        assert!(store.get_bytes(hash).await.unwrap() == blob);

        let dir = tempfile::tempdir().unwrap();
        let store = iroh_docs_blobs::store::fs::FsStore::load(dir.path());
        let store = store.await.unwrap();
        let wanted = iroh_docs_blobs::HashAndFormat::raw(hash.into());
        let stats = store.remote().fetch(connection.clone(), wanted);
        assert_eq!(stats.complete().await.unwrap().payload_bytes_read, length);
        assert!(store.get_bytes(hash).await.unwrap() == blob);
        store.shutdown().await.unwrap();
        sent += 2 * length;
    }
    // Each is counted once it is on its way.
    eventually(async || shelf.sent.load(Ordering::SeqCst) == sent).await;
    assert!(locked(&shelf.failed).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_aborted_fetch_kept_is_not_sent_again() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let blob = content(64 << 20, 2);
    let hash = shelf.add(&blob).await;
    let store = MemStore::new();
    let connection = serving.dial(&client).await;
    let mut progress = store.remote().fetch(connection.clone(), raw(hash)).stream();
    while let Some(item) = progress.next().await {
        match item {
            GetProgressItem::Progress(bytes) if bytes < 20 * MIB => {}
            GetProgressItem::Progress(_) => break,
            GetProgressItem::Done(_) | GetProgressItem::Error(_) => panic!("{item:?}"),
        }
    }
    drop(progress);
    connection.close(VarInt::from_u32(0), b"aborted");

    // What was under way is still being kept.
    let kept = AtomicUsize::new(0);
    eventually(async || {
        let local = store.remote().local(raw(hash)).await.unwrap();
        let now = local.local_bytes() as usize;
        now > 0 && kept.swap(now, Ordering::SeqCst) == now
    })
    .await;
    let kept = kept.into_inner() as u64;
    assert!(kept < 64 * MIB);
    let stats = store.remote().fetch(serving.dial(&client).await, raw(hash));
    let stats = stats.complete().await.unwrap();
    assert_eq!(kept + stats.payload_bytes_read, 64 * MIB);
    assert!(store.get_bytes(hash).await.unwrap() == blob);
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_alone_are_sent() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let blob = content((5 << 20) + 777, 3);
    let hash = shelf.add(&blob).await;
    let last = ChunkRanges::last_chunk();
    for (ranges, expected) in [
        (ChunkRanges::bytes(..1), 1024),
        (ChunkRanges::bytes(1_000_000..3_000_000), 2_000_896),
        (ChunkRanges::bytes(4 << 20..), MIB + 777),
        (last.clone(), 777),
        (ChunkRanges::bytes(70_000..70_001) | last, 1024 + 777),
    ] {
        let (leaves, all) = get(&connection, hash, ranges).await;
        assert!(all);
        let sizes = leaves.iter().map(|(_, bytes)| bytes.len() as u64);
        assert_eq!(sizes.sum::<u64>(), expected);
        for (offset, bytes) in leaves {
            assert!(blob[offset as usize..].starts_with(&bytes));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_blobs_are_sent_for_one_request() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let mut random = Random::of_now();
    let mut blobs = HashMap::new();
    for _ in 0..1_000 {
        let blob = content(random.below(50_000) as usize, random.next());
        blobs.insert(shelf.add(&blob).await, blob);
    }
    let hashes = blobs.keys().map(|hash| (*hash).into()).collect();
    let store = MemStore::new();
    let request = GetManyRequest::new(hashes, ChunkRangesSeq::all());
    let connection = serving.dial(&client).await;
    let got = store.remote().execute_get_many(connection, request);
    got.complete().await.unwrap();
    for (hash, blob) in &blobs {
        assert!(store.get_bytes(*hash).await.unwrap() == *blob);
    }
    assert_eq!(shelf.open.1.load(Ordering::SeqCst), 1, "one by one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_blob_ends_cleanly_behind_what_there_is() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let blob = content(4 << 20, 4);
    let hash = shelf.add(&blob).await;
    shelf.keep(hash, &[0..70, 100..256]);
    let (leaves, all) = get(&connection, hash, ChunkRanges::all()).await;
    assert!(!all);
    assert_eq!(leaves.len(), 70);
    let rest = ChunkRanges::bytes(100 * GROUP..);
    let (leaves, all) = get(&connection, hash, rest).await;
    assert!(all);
    assert_eq!(leaves.len(), 156);
    assert!(locked(&shelf.failed).is_empty());

    let (absent, there) = (blake3::hash(b"absent"), shelf.add(b"there").await);
    let both = vec![there.into(), absent.into(), there.into()];
    let request = GetManyRequest::new(both, ChunkRangesSeq::all());
    let answer = ask(&connection, request.into()).await.unwrap();
    assert_eq!(answer, [5u64.to_le_bytes().as_slice(), b"there"].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_stops_the_stream_behind_what_is_not() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let blob = content(4 << 20, 5);
    let hash = shelf.add(&blob).await;
    shelf.rot(hash, 77 * GROUP + 5);
    let (leaves, all) = get(&connection, hash, ChunkRanges::all()).await;
    assert!(!all);
    assert_eq!(leaves.len(), 77);
    assert!(
        leaves
            .iter()
            .all(|(at, bytes)| blob[*at as usize..].starts_with(bytes))
    );
    assert_eq!(*locked(&shelf.failed), [hash]);
    let (leaves, all) = get(&connection, hash, ChunkRanges::bytes(78 * GROUP..)).await;
    assert!(all);
    assert_eq!(leaves.len(), 178);
    // The root of the tree, which is its last node.
    shelf.rot(hash, (4 << 20) + record::tree_size(4 << 20) - 1);
    let (leaves, all) = get(&connection, hash, ChunkRanges::bytes(78 * GROUP..)).await;
    assert!(leaves.is_empty() && !all);
    assert_eq!(*locked(&shelf.failed), [hash, hash]);
}
