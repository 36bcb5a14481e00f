//! Our fetch, of iroh-blobs' provider as it is and of liars.

#![expect(clippy::single_range_in_vec_init, reason = "ranges of groups")]

use std::{collections::BTreeMap, io::ErrorKind};

use bao_tree::io::sync::Outboard;
use iroh_blobs::{
    protocol::ERR_PERMISSION,
    provider::{self, events::EventSender},
    store::mem::MemStore,
};

use super::*;
use crate::{
    error::{Code, Error},
    wire::{
        fetch::{Batch, End, Sink, fetch, size},
        progress::Progress,
        rate::{Limiter, Rate},
    },
};

const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps what comes in memory, at most so many bytes.
struct Kept {
    most: u64,
    groups: Mutex<BTreeMap<u64, Bytes>>,
    outboard: Mutex<Vec<u8>>,
}

impl Kept {
    fn new(length: u64, most: u64) -> Arc<Self> {
        Arc::new(Self {
            most,
            groups: Mutex::default(),
            outboard: Mutex::new(vec![0; record::tree_size(length) as usize]),
        })
    }

    fn bytes(&self) -> u64 {
        locked(&self.groups)
            .values()
            .map(|group| group.len() as u64)
            .sum()
    }

    fn ranges(&self) -> Vec<Range<u64>> {
        locked(&self.groups)
            .keys()
            .map(|group| *group..group + 1)
            .collect()
    }

    fn check(&self, blob: &[u8]) {
        for (group, bytes) in &*locked(&self.groups) {
            assert!(blob[(group * GROUP) as usize..].starts_with(bytes));
        }
    }
}

impl Sink for Kept {
    fn take(&self, batch: Batch) -> Result<()> {
        for (place, parent) in &batch.parents {
            let place = *place as usize;
            locked(&self.outboard)[place..place + parent.len()].copy_from_slice(parent);
        }
        for (group, bytes) in batch.groups {
            if self.bytes() >= self.most {
                return Err(Error::io("keep a group", &ErrorKind::StorageFull.into()));
            }
            assert!(locked(&self.groups).insert(group, bytes).is_none(), "twice");
        }
        Ok(())
    }
}

async fn theirs(blob: &[u8]) -> Serving {
    let store = MemStore::new();
    store.add_bytes(blob.to_vec()).await.unwrap();
    Serving::with(move |connection| {
        provider::handle_connection(connection, (*store).clone(), EventSender::DEFAULT)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_blobs_come_from_iroh_blobs_with_their_trees() {
    let client = endpoint().await;
    for length in [0, 1, 16_384, 16_385, 1_000_000, 64 << 20] {
        let blob = content(length, 1);
        let tree = outboard(&blob);
        let serving = theirs(&blob).await;
        let connection = serving.dial(&client).await;
        let of = (tree.root(), length as u64);
        let kept = Kept::new(of.1, u64::MAX);
        let all = groups(of.1);
        let end = fetch(&connection, of, &[0..all], PATIENCE, &kept).await;
        assert_eq!(end.unwrap(), End::All);
        assert_eq!(kept.bytes(), of.1);
        kept.check(&blob);
        assert!(*locked(&kept.outboard) == tree.data);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_fetch_kept_is_not_fetched_again() {
    let client = endpoint().await;
    let blob = content(64 << 20, 2);
    let tree = outboard(&blob);
    let serving = theirs(&blob).await;
    let of = (tree.root(), 64 * MIB);
    let kept = Kept::new(of.1, 20 * MIB);
    let connection = serving.dial(&client).await;
    let failed = fetch(&connection, of, &[0..4096], PATIENCE, &kept).await;
    assert_eq!(failed.unwrap_err().code, Code::DiskFull);
    assert_eq!(kept.bytes(), 20 * MIB);

    let rest = Kept::new(of.1, u64::MAX);
    let some = [3000..4000, 1280..2000];
    let end = fetch(&connection, of, &some, PATIENCE, &rest)
        .await
        .unwrap();
    assert_eq!(end, End::All);
    let others = [2000..3000, 4000..4096];
    let end = fetch(&connection, of, &others, PATIENCE, &rest)
        .await
        .unwrap();
    assert_eq!(end, End::All);
    assert_eq!(kept.bytes() + rest.bytes(), 64 * MIB);
    kept.check(&blob);
    rest.check(&blob);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_of_a_blob_is_sent_onward() {
    let client = endpoint().await;
    let blob = content((3 << 20) + 5, 3);
    let shelf = TestShelf::new().await;
    let hash = shelf.add(&blob).await;
    let ours = Serving::ours(&shelf, Limits::default()).await;
    let of = (hash, blob.len() as u64);
    shelf.keep(hash, &[5..50, 120..193]);
    let connection = ours.dial(&client).await;
    let kept = Kept::new(of.1, u64::MAX);
    let end = fetch(&connection, of, &[5..60], PATIENCE, &kept)
        .await
        .unwrap();
    assert!(matches!(end, End::Short(_)), "{end:?}");
    let end = fetch(&connection, of, &[150..193], PATIENCE, &kept)
        .await
        .unwrap();
    assert_eq!(end, End::All);
    let absent = fetch(&connection, of, &[60..61], PATIENCE, &kept).await;
    assert!(matches!(absent.unwrap(), End::Short(_)));
    let came: Vec<_> = (5..50).chain(150..193).collect();
    assert!(locked(&kept.groups).keys().eq(&came));
    kept.check(&blob);

    // What came, and nothing else, serves another.
    let (data, tree) = {
        let mut data = vec![0; blob.len()];
        for (group, bytes) in &*locked(&kept.groups) {
            data[(group * GROUP) as usize..][..bytes.len()].copy_from_slice(bytes);
        }
        (data, locked(&kept.outboard).clone())
    };
    let onward = Onward {
        hash,
        data: data.into(),
        tree: tree.into(),
        present: kept.ranges(),
    };
    let provider = Provider::new(onward, Limits::default(), Default::default());
    let serving = Serving::with(move |connection| provider.clone().serve(connection)).await;
    let second = Kept::new(of.1, u64::MAX);
    let connection = serving.dial(&client).await;
    let wanted = [10..40, 160..193];
    let end = fetch(&connection, of, &wanted, PATIENCE, &second)
        .await
        .unwrap();
    assert_eq!(end, End::All);
    let end = fetch(&connection, of, &[45..150], PATIENCE, &second)
        .await
        .unwrap();
    assert!(matches!(end, End::Short(_)), "{end:?}");
    let came: Vec<_> = (10..40).chain(45..50).chain(160..193).collect();
    assert!(locked(&second.groups).keys().eq(&came));
    second.check(&blob);
}

struct Onward {
    hash: Hash,
    data: Bytes,
    tree: Bytes,
    present: Vec<Range<u64>>,
}

impl Shelf for Onward {
    async fn may_have(&self, _peer: EndpointId, _hashes: &[Hash]) -> bool {
        true
    }

    async fn open(&self, _peer: EndpointId, hash: Hash) -> Result<Option<Opened>> {
        Ok((hash == self.hash).then(|| Opened {
            hash,
            length: self.data.len() as u64,
            data: Place::Memory(self.data.clone()),
            tree: Place::Memory(self.tree.clone()),
            present: Some(self.present.clone()),
            pin: Box::new(()),
        }))
    }

    fn failed(&self, hash: Hash, why: &io::Error) {
        panic!("{hash}: {why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn liars_are_found_out_and_nothing_they_say_is_kept() {
    let client = endpoint().await;
    let blob = content(2 << 20, 4);
    let shelf = TestShelf::new().await;
    let of = (shelf.add(&blob).await, 2 * MIB);
    let ours = Serving::ours(&shelf, Limits::default()).await;
    let get = Request::from(iroh_blobs::protocol::GetRequest::blob(of.0));
    let truth = ask(&ours.dial(&client).await, get).await.unwrap();
    let mut random = Random::of_now();
    let mut answers = vec![
        ((2 * MIB + 1).to_le_bytes().to_vec(), true),
        (u64::MAX.to_le_bytes().to_vec(), true),
        (Vec::new(), false),
        (truth[..5].to_vec(), false),
    ];
    for _ in 0..30 {
        let mut lie = truth.clone();
        let at = random.below(lie.len() as u64) as usize;
        lie[at] ^= 1 << random.below(8);
        answers.push((lie, true));
        let cut = random.below(truth.len() as u64) as usize;
        answers.push((truth[..cut].to_vec(), false));
    }
    for (answer, lie) in answers {
        let serving = answering(answer.clone()).await;
        let kept = Kept::new(of.1, u64::MAX);
        let connection = serving.dial(&client).await;
        let end = fetch(&connection, of, &[0..128], PATIENCE, &kept).await;
        match end.unwrap() {
            End::Lie(_) => assert!(lie),
            End::Short(_) => assert!(!lie),
            End::All => panic!("a lie was believed"),
        }
        kept.check(&blob);
        let same = answer
            .iter()
            .zip(&truth)
            .take_while(|(a, b)| a == b)
            .count() as u64;
        assert!(kept.bytes() <= same);
        assert!(
            kept.bytes() + 300 * GROUP / 128 + 64 * 130 + GROUP + 8 > same,
            "all that was true is kept"
        );
    }
}

/// Wants no more after so many bytes.
struct Sated {
    kept: Arc<Kept>,
    progress: Progress,
    after: u64,
}

impl Sink for Sated {
    fn take(&self, batch: Batch) -> Result<()> {
        self.kept.take(batch)
    }

    async fn came(&self, bytes: u64) {
        self.progress.add(bytes, false);
        if self.progress.came() >= self.after {
            self.progress.stop();
        }
    }

    async fn stopped(&self) {
        self.progress.stopped().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_came_before_a_fetch_was_stopped_is_kept_at_the_rate_of_the_provider() {
    let client = endpoint().await;
    let blob = content(16 << 20, 7);
    let shelf = TestShelf::new().await;
    let of = (shelf.add(&blob).await, 16 * MIB);
    let limiter = Arc::<Limiter>::default();
    limiter.set(Rate {
        total: None,
        each: Some(8 * MIB),
    });
    let provider = Provider::new(shelf.clone(), Limits::default(), limiter);
    let serving = Serving::with(move |connection| provider.clone().serve(connection)).await;
    let connection = serving.dial(&client).await;
    let kept = Kept::new(of.1, u64::MAX);
    let sated = Arc::new(Sated {
        kept: kept.clone(),
        progress: Progress::default(),
        after: 4 * MIB + 1,
    });

    let begun = std::time::Instant::now();
    let end = fetch(&connection, of, &[0..1024], PATIENCE, &sated).await;
    let took = begun.elapsed();
    assert!(matches!(end.unwrap(), End::Short(_)));
    assert!(took >= Duration::from_millis(350), "{took:?}");
    assert_eq!(kept.bytes(), sated.progress.came());
    assert!(
        (4 * MIB..6 * MIB).contains(&kept.bytes()),
        "{}",
        kept.bytes()
    );
    kept.check(&blob);
}

/// It is who named the blob that lies.
#[tokio::test(flavor = "multi_thread")]
async fn who_says_and_proves_another_length_does_not_lie() {
    let client = endpoint().await;
    let blob = content(100_000, 8);
    let serving = theirs(&blob).await;
    let connection = serving.dial(&client).await;
    for length in [99_999, 100_001, 1 << 30] {
        let kept = Kept::new(1 << 20, u64::MAX);
        let of = (outboard(&blob).root(), length);
        let end = fetch(&connection, of, &[0..3], PATIENCE, &kept).await;
        assert!(matches!(end.unwrap(), End::Short(_)));
        assert_eq!(kept.bytes(), 0);
    }
}

/// Answers every request with the same bytes.
async fn answering(answer: Vec<u8>) -> Serving {
    Serving::with(move |connection| {
        let answer = answer.clone();
        async move {
            while let Ok((mut send, mut recv)) = connection.accept_bi().await {
                recv.read_to_end(1 << 20).await.unwrap();
                send.write_all(&answer).await.ok();
                send.finish().ok();
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_a_stall_and_a_loss_end_a_fetch() {
    let client = endpoint().await;
    let blob = content(2 << 20, 5);
    let shelf = TestShelf::new().await;
    let of = (shelf.add(&blob).await, 2 * MIB);
    let ours = Serving::ours(&shelf, Limits::default()).await;
    let get = Request::from(iroh_blobs::protocol::GetRequest::blob(of.0));
    let connection = ours.dial(&client).await;
    let truth = ask(&connection, get).await.unwrap();
    locked(&shelf.forbidden).insert(of.0);
    let kept = Kept::new(of.1, u64::MAX);
    let refused = fetch(&connection, of, &[0..128], PATIENCE, &kept).await;
    let End::Short(why) = refused.unwrap() else {
        panic!("not refused");
    };
    assert!(why.contains(&ERR_PERMISSION.to_string()), "{why}");

    for close in [false, true] {
        let half = truth[..truth.len() / 2].to_vec();
        let serving = Serving::with(move |connection| {
            let half = half.clone();
            async move {
                let (mut send, recv) = connection.accept_bi().await.unwrap();
                send.write_all(&half).await.unwrap();
                if close {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    connection.close(VarInt::from_u32(7), b"gone");
                }
                connection.closed().await;
                drop((send, recv));
            }
        })
        .await;
        let kept = Kept::new(of.1, u64::MAX);
        let patience = match close {
            true => PATIENCE,
            false => Duration::from_secs(1),
        };
        let connection = serving.dial(&client).await;
        let end = fetch(&connection, of, &[0..128], patience, &kept).await;
        assert!(matches!(end.unwrap(), End::Short(_)));
        assert!(kept.bytes() >= 3 * MIB / 4, "{}", kept.bytes());
        kept.check(&blob);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_group_proves_the_length_and_no_claim_does() {
    let client = endpoint().await;
    for length in [0, 1, 16_384, 16_385, 1_000_000] {
        let blob = content(length, 6);
        let hash = outboard(&blob).root();
        let serving = theirs(&blob).await;
        let connection = serving.dial(&client).await;
        let told = size(&connection, hash, PATIENCE).await;
        assert_eq!(told, Ok(length as u64));
    }
    let blob = content(1_000_000, 6);
    let shelf = TestShelf::new().await;
    let hash = shelf.add(&blob).await;
    let ours = Serving::ours(&shelf, Limits::default()).await;
    let connection = ours.dial(&client).await;
    let told = size(&connection, hash, PATIENCE).await;
    assert_eq!(told, Ok(1_000_000));
    let last = ChunkRanges::from(ChunkNum(1_000_000 / 1024)..);
    let request = iroh_blobs::protocol::GetRequest::blob_ranges(hash.into(), last);
    let truth = ask(&connection, request.into()).await.unwrap();
    for claimed in [0, 1, 999_999, 1_000_001, 5 << 40, u64::MAX] {
        let claim = [&u64::to_le_bytes(claimed)[..], &truth[8..]].concat();
        let serving = answering(claim).await;
        let connection = serving.dial(&client).await;
        let told = size(&connection, hash, PATIENCE).await;
        assert!(told.is_err(), "{claimed} was believed");
    }
    shelf.keep(hash, &[0..3]);
    let told = size(&connection, hash, PATIENCE).await;
    assert!(matches!(told, Err(End::Short(_))), "{told:?}");
}
