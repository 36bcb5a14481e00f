//! That peers leave each other room.

use iroh_blobs::protocol::{ERR_LIMIT, GetRequest};

use super::*;
use crate::store::testing::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_has_few_streams_over_all_its_connections() {
    let shelf = TestShelf::new().await;
    let limits = Limits {
        streams: 3,
        connections: 2,
        ..Limits::default()
    };
    let serving = Serving::ours(&shelf, limits).await;
    let (client, other) = (endpoint().await, endpoint().await);
    let hash = shelf.add(b"here").await;
    let connections = [serving.dial(&client).await, serving.dial(&client).await];
    let get = postcard::to_stdvec(&Request::from(GetRequest::blob(hash))).unwrap();
    shelf.gate.forget_permits(Semaphore::MAX_PERMITS);
    let asking = (0..20).map(|n| {
        let (connection, get) = (connections[n % 2].clone(), get.clone());
        tokio::spawn(async move { ask_raw(&connection, &get).await.unwrap() })
    });
    let asking: Vec<_> = asking.collect();
    eventually(async || shelf.open.0.load(Ordering::SeqCst) == 3).await;
    // Another peer has streams of its own.
    let connection = serving.dial(&other).await;
    let others = tokio::spawn(async move { ask_raw(&connection, &get).await.unwrap() });
    eventually(async || shelf.open.0.load(Ordering::SeqCst) == 4).await;
    shelf.gate.add_permits(100);
    for answer in asking.into_iter().chain([others]) {
        assert_eq!(answer.await.unwrap()[8..], *b"here");
    }
    assert_eq!(shelf.open.1.load(Ordering::SeqCst), 4);

    let third = serving.dial(&client).await;
    third.closed().await;
    drop(connections);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_with_many_streams_leaves_half_to_another() {
    let shelf = TestShelf::new().await;
    let limits = Limits {
        turns: 1,
        ..Limits::default()
    };
    let serving = Serving::ours(&shelf, limits).await;
    let (greedy, modest) = (endpoint().await, endpoint().await);
    let blob = content(32 << 20, 1);
    let hash = shelf.add(&blob).await;
    let get = postcard::to_stdvec(&Request::from(GetRequest::blob(hash))).unwrap();
    let taken = Arc::new(AtomicUsize::new(0));
    let mut takes = Vec::new();
    for _ in 0..4 {
        let connection = serving.dial(&greedy).await;
        for _ in 0..2 {
            let (mut send, mut recv) = connection.open_bi().await.unwrap();
            send.write_all(&get).await.unwrap();
            send.finish().unwrap();
            let (taken, open) = (taken.clone(), connection.clone());
            takes.push(tokio::spawn(async move {
                while let Some(chunk) = recv.read_chunk(1 << 20).await.unwrap() {
                    taken.fetch_add(chunk.len(), Ordering::SeqCst);
                }
                drop(open);
            }));
        }
    }
    eventually(async || taken.load(Ordering::SeqCst) > 4 << 20).await;
    let before = taken.load(Ordering::SeqCst);
    let answer = ask_raw(&serving.dial(&modest).await, &get).await.unwrap();
    let meanwhile = taken.load(Ordering::SeqCst) - before;
    println!("{meanwhile} bytes beside {}", answer.len());
    assert!(answer.len() > blob.len());
    // First come, first served, it would be eight times as much.
    assert!(meanwhile < 4 * answer.len());
    for take in takes {
        take.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_does_not_read_keeps_nobody_waiting_and_is_cut_off() {
    let shelf = TestShelf::new().await;
    let limits = Limits {
        turns: 1,
        patience: Duration::from_millis(1_500),
        ..Limits::default()
    };
    let serving = Serving::ours(&shelf, limits).await;
    let (stuck, client) = (endpoint().await, endpoint().await);
    let large = shelf.add(&content(64 << 20, 1)).await;
    let small = content(2 << 20, 2);
    let hash = shelf.add(&small).await;
    let connection = serving.dial(&stuck).await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        let (mut send, recv) = connection.open_bi().await.unwrap();
        let get = Request::from(GetRequest::blob(large));
        let get = postcard::to_stdvec(&get).unwrap();
        send.write_all(&get).await.unwrap();
        send.finish().unwrap();
        streams.push(recv);
    }
    eventually(async || shelf.open.0.load(Ordering::SeqCst) == 8).await;
    let get = Request::from(GetRequest::blob(hash));
    let answer = ask(&serving.dial(&client).await, get).await.unwrap();
    assert!(answer.len() > small.len());
    for mut recv in streams {
        let refused = recv.received_reset().await.unwrap();
        assert_eq!(refused, Some(ERR_LIMIT));
    }
    eventually(async || shelf.open.0.load(Ordering::SeqCst) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_nothing_or_never_ends_asking_is_cut_off() {
    let shelf = TestShelf::new().await;
    let limits = Limits {
        patience: Duration::from_millis(300),
        idle: Duration::from_millis(600),
        ..Limits::default()
    };
    let serving = Serving::ours(&shelf, limits).await;
    let client = endpoint().await;
    let connection = serving.dial(&client).await;
    let (mut send, mut recv) = connection.open_bi().await.unwrap();
    send.write_all(&[0, 1, 2]).await.unwrap();
    assert_eq!(recv.received_reset().await.unwrap(), Some(ERR_LIMIT));
    connection.closed().await;
}
