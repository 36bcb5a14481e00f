//! Requests that are refused.

use iroh_blobs::{
    hashseq::HashSeq,
    protocol::{
        ChunkRangesSeq, ERR_INTERNAL, ERR_LIMIT, ERR_PERMISSION, GetManyRequest, GetRequest,
        ObserveRequest, PushRequest,
    },
    store::mem::MemStore,
};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_that_stands_in_a_blob_opens_nothing() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let secret = shelf.add(b"what the peer may not have").await;
    let names = HashSeq::from_iter([iroh_blobs::Hash::from(secret)]);
    let bait = shelf.add(&Bytes::from(names)).await;
    locked(&shelf.forbidden).insert(secret);

    // The peer may have the bait, and iroh-blobs' own provider would go on to the hash that it is.
    let connection = serving.dial(&client).await;
    for ranges in [
        ChunkRangesSeq::all(),
        ChunkRangesSeq::from_ranges([ChunkRanges::empty(), ChunkRanges::all()]),
        ChunkRangesSeq::from_ranges([ChunkRanges::all(), ChunkRanges::all()]),
        ChunkRangesSeq::verified_child_sizes(),
        ChunkRangesSeq::empty(),
    ] {
        let request = GetRequest::new(bait.into(), ranges);
        assert_eq!(ask(&connection, request.into()).await, Err(ERR_PERMISSION));
    }
    let store = MemStore::new();
    let all = iroh_blobs::HashAndFormat::hash_seq(bait.into());
    let fetched = store.remote().fetch(connection.clone(), all);
    assert!(fetched.complete().await.is_err());
    assert!(!store.has(secret).await.unwrap());
    assert_eq!(shelf.open.1.load(Ordering::SeqCst), 0);

    let bait_alone = GetRequest::blob(bait);
    let answer = ask(&connection, bait_alone.into()).await.unwrap();
    assert_eq!(answer[8..], *secret.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_have_one_of_several_gets_none() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let mut hashes = Vec::new();
    for n in 0..100 {
        hashes.push(shelf.add(&content(1_000, n)).await.into());
    }
    let request = || GetManyRequest::new(hashes.clone(), ChunkRangesSeq::all());
    let answer = ask(&connection, request().into()).await.unwrap();
    assert_eq!(answer.len(), 100 * 1_008);
    let opened = shelf.open.1.swap(0, Ordering::SeqCst);
    locked(&shelf.forbidden).insert(hashes[99].into());
    assert_eq!(
        ask(&connection, request().into()).await,
        Err(ERR_PERMISSION)
    );
    // Not even where nothing is wanted of that one.
    let first = ChunkRangesSeq::from_ranges([ChunkRanges::all()]);
    let request = GetManyRequest::new(hashes.clone(), first);
    assert_eq!(ask(&connection, request.into()).await, Err(ERR_PERMISSION));
    let one = GetRequest::blob(hashes[99]);
    assert_eq!(ask(&connection, one.into()).await, Err(ERR_PERMISSION));
    assert_eq!((opened, shelf.open.1.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_questions_and_what_nobody_knows_are_refused() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let blob = content(100_000, 1);
    let hash = shelf.add(&blob).await;

    let observe = ObserveRequest::new(hash.into());
    assert_eq!(ask(&connection, observe.into()).await, Err(ERR_PERMISSION));
    // A push is a length, a request, and the blob.
    let push = PushRequest::new(hash.into(), ChunkRangesSeq::root());
    let push = postcard::to_stdvec(&push).unwrap();
    let mut bytes = vec![8, push.len() as u8];
    bytes.extend(push);
    assert_eq!(ask_raw(&connection, &bytes).await, Err(ERR_PERMISSION));
    bytes.extend(&blob);
    assert_eq!(ask_raw(&connection, &bytes).await, Err(ERR_LIMIT));

    let mut random = Random::of_now();
    let get = postcard::to_stdvec(&Request::from(GetRequest::blob(hash))).unwrap();
    for kind in [2, 3, 7, 10, 127, 128, 255] {
        let mut unknown = get.clone();
        unknown[0] = kind;
        assert_eq!(ask_raw(&connection, &unknown).await, Err(ERR_INTERNAL));
    }
    for length in 0..get.len() {
        assert!(
            ask_raw(&connection, &get[..length]).await.is_err(),
            "{length}"
        );
    }
    for _ in 0..300 {
        let garbage = content(random.below(200) as usize, random.next());
        assert!(ask_raw(&connection, &garbage).await.is_err(), "{garbage:?}");
        let mut garbage = get.clone();
        garbage.truncate(34);
        garbage.extend(content(random.below(30) as usize, random.next()));
        // Whatever ranges these are, the blob's end is the end.
        let answer = ask_raw(&connection, &garbage).await.unwrap_or_default();
        assert!(answer.len() < 2 * blob.len());
    }
    let many = vec![hash.into(); 3_000];
    let many = GetManyRequest::new(many, ChunkRangesSeq::all());
    assert_eq!(ask(&connection, many.into()).await, Err(ERR_LIMIT));
    let endless = vec![9; 80_000_000];
    assert_eq!(ask_raw(&connection, &endless).await, Err(ERR_LIMIT));

    let answer = ask(&connection, GetRequest::blob(hash).into()).await;
    assert!(answer.unwrap().len() > blob.len(), "it goes on");
}

/// Who reads slowly would have its blob to the end, hours after it was removed.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_have_a_blob_any_more_gets_no_more_of_it() {
    let shelf = TestShelf::new().await;
    let serving = Serving::ours(&shelf, Limits::default()).await;
    let client = endpoint().await;
    let blob = content(64 << 20, 5);
    let hash = shelf.add(&blob).await;
    let connection = serving.dial(&client).await;
    let (mut send, mut recv) = connection.open_bi().await.unwrap();
    let request = Request::from(GetRequest::blob(hash));
    send.write_all(&postcard::to_stdvec(&request).unwrap())
        .await
        .unwrap();
    send.finish().unwrap();
    let mut begun = vec![0; 1 << 20];
    recv.read_exact(&mut begun).await.unwrap();
    locked(&shelf.forbidden).insert(hash);
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let mut rest = 0;
    let end = loop {
        match recv.read(&mut begun).await {
            Ok(Some(read)) => rest += read,
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    let refused = iroh::endpoint::ReadError::Reset(ERR_PERMISSION);
    assert_eq!(end, Some(refused), "after {rest} bytes more");
}
