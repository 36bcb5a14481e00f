mod signed;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use iroh_docs::CapabilityKind;

use super::{
    document::{State, insert_at, micros_now},
    entry::{Entry, NewEntry, tests::read_written},
    *,
};

const MINUTE: u64 = 60_000_000;

struct Bench {
    _dir: tempfile::TempDir,
    docs: Arc<Docs>,
}

fn bench() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let docs = Docs::new(dir.path().join("docs"), &[1; 32]);
    Bench { _dir: dir, docs }
}

/// A new document: its handle, id and secret.
async fn create(docs: &Arc<Docs>) -> (i64, [u8; 32], [u8; 32]) {
    let reply = docs.clone().create().await.unwrap();
    let (id, secret) = reply.bytes.split_at(32);
    (reply.a, id.try_into().unwrap(), secret.try_into().unwrap())
}

impl Bench {
    async fn doc(&self) -> Arc<Doc> {
        self.docs.get(create(&self.docs).await.0).unwrap()
    }

    /// How this node's entry is read.
    fn read(&self, entry: &NewEntry) -> Entry {
        Entry {
            key: entry.key.clone(),
            author: *self.docs.author().as_bytes(),
            hash: entry.hash,
            length: entry.length,
        }
    }
}

fn entry(key: &[u8], content: &[u8]) -> NewEntry {
    NewEntry {
        key: key.to_vec(),
        hash: Hash::new(content),
        length: content.len() as u64,
    }
}

/// Writes an entry with a time, as a node does whose clock went back: false when it is too far ahead.
fn write_at(time: u64, doc: &Doc, secret: &[u8; 32], entry: &NewEntry) -> bool {
    let secret = NamespaceSecret::from_bytes(secret);
    with_state(doc, |state| {
        let mut replica = state.store.open_replica(&doc.id).unwrap();
        insert_at(&mut replica, doc, &secret, entry, time).unwrap()
    })
}

/// Writes entries: the places of those that have to wait.
async fn insert(doc: &Arc<Doc>, entries: Vec<NewEntry>) -> Vec<u32> {
    let reply = doc.clone().insert(entries).await.unwrap();
    let places = reply.bytes.as_chunks::<4>().0;
    assert_eq!(reply.a as usize, places.len());
    places
        .iter()
        .map(|place| u32::from_ne_bytes(*place))
        .collect()
}

async fn get(doc: &Arc<Doc>, key: &[u8]) -> Vec<Entry> {
    let reply = doc.clone().get(key.to_vec()).await.unwrap();
    let entries = read_written(&reply.bytes);
    assert_eq!(reply.a as usize, entries.len());
    entries
}

fn time_of(docs: &Docs, doc: &Arc<Doc>, key: &[u8]) -> u64 {
    let (id, author) = (doc.id, docs.author());
    let found = with_state(doc, |state| state.store.get_exact(id, author, key, true));
    found.unwrap().unwrap().timestamp()
}

fn with_state<T>(doc: &Doc, work: impl FnOnce(&mut State) -> T) -> T {
    work(doc.state.lock().unwrap().as_mut().unwrap())
}

async fn all(doc: &Arc<Doc>) -> Vec<Entry> {
    let scan = doc.clone().scan().await.unwrap().a;
    let mut entries = Vec::new();
    loop {
        let page = doc.clone().scan_next(scan, 3).await.unwrap();
        if page.a == 0 {
            break;
        }
        entries.extend(read_written(&page.bytes));
    }
    doc.clone().scan_close(scan).await.unwrap();
    entries
}

async fn keys(doc: &Arc<Doc>) -> Vec<Vec<u8>> {
    all(doc).await.into_iter().map(|entry| entry.key).collect()
}

#[tokio::test]
async fn keys_that_end_in_nul_do_not_erase_each_other() {
    let bench = bench();
    let doc = bench.doc().await;
    let entries = vec![
        entry(b"\x01a/b\0", b"1"),
        entry(b"\x01a\0", b"2"),
        entry(b"\x01a!\0", b"3"),
    ];
    insert(&doc, entries).await;
    assert_eq!(
        keys(&doc).await,
        [
            b"\x01a\0".to_vec(),
            b"\x01a!\0".to_vec(),
            b"\x01a/b\0".to_vec()
        ]
    );
}

#[tokio::test]
async fn a_key_without_nul_erases_those_it_is_a_prefix_of() {
    // Not wanted, but the reason for the NUL: when this fails, iroh-docs has changed.
    let bench = bench();
    let doc = bench.doc().await;
    insert(&doc, vec![entry(b"a/b", b"1")]).await;
    insert(&doc, vec![entry(b"a", b"1")]).await;
    assert_eq!(keys(&doc).await, [b"a".to_vec()]);
}

#[tokio::test]
async fn the_last_write_wins_also_within_a_batch() {
    let bench = bench();
    let doc = bench.doc().await;
    let key = b"\x01k\0";
    let entries: Vec<_> = (0..20).map(|n| entry(key, &[n])).collect();
    let mut before = 0;
    for several in entries.chunks(2).chain(entries.chunks(1)) {
        assert!(insert(&doc, several.to_vec()).await.is_empty());
        assert_eq!(get(&doc, key).await, [bench.read(several.last().unwrap())]);
        let time = time_of(&bench.docs, &doc, key);
        assert!(time > before && time <= micros_now());
        before = time;
    }
}

#[tokio::test]
async fn the_last_write_wins_after_the_clock_went_back() {
    static NOW: AtomicU64 = AtomicU64::new(0);
    let bench = bench();
    let doc = bench.doc().await;
    let key = b"\x01k\0";
    insert(&doc, vec![entry(key, b"1")]).await;
    let time = time_of(&bench.docs, &doc, key);
    with_state(&doc, |state| state.now = || NOW.load(Ordering::Relaxed));
    let clocks = [time - 10 * MINUTE + 1, time - 5 * MINUTE, time + 2];
    for (now, later) in clocks.into_iter().zip(1..) {
        NOW.store(now, Ordering::Relaxed);
        let last = entry(key, &[later as u8]);
        let several = vec![entry(b"\x01a\0", &[later as u8]), entry(key, b"2"), last];
        assert!(insert(&doc, several.clone()).await.is_empty());
        assert_eq!(get(&doc, key).await, [bench.read(&several[2])]);
        assert_eq!(time_of(&bench.docs, &doc, key), time + later);
    }
    // From now on with the clock's time again.
    NOW.store(time + 4, Ordering::Relaxed);
    assert!(insert(&doc, vec![entry(key, b"9")]).await.is_empty());
    assert!(time_of(&bench.docs, &doc, key) > time + 4);
}

#[tokio::test]
async fn writing_an_entry_again_changes_nothing() {
    let bench = bench();
    let doc = bench.doc().await;
    let key = b"\x01k\0";
    insert(&doc, vec![entry(key, b"1")]).await;
    let time = time_of(&bench.docs, &doc, key);
    let again = vec![entry(key, b"2"), entry(key, b"1")];
    assert!(insert(&doc, again[1..].to_vec()).await.is_empty());
    assert!(insert(&doc, again.clone()).await.is_empty());
    // Not even when it could not be replaced.
    with_state(&doc, |state| state.now = || micros_now() - 60 * MINUTE);
    assert!(insert(&doc, again).await.is_empty());
    assert_eq!(time_of(&bench.docs, &doc, key), time);
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_holds_up_nothing_but_what_was_written_then() {
    static NOW: AtomicU64 = AtomicU64::new(0);
    let bench = bench();
    let doc = bench.doc().await;
    insert(&doc, vec![entry(b"\x01k\0", b"1")]).await;
    let time = time_of(&bench.docs, &doc, b"\x01k\0");
    with_state(&doc, |state| state.now = || NOW.load(Ordering::Relaxed));
    for (back, other) in [(60 * MINUTE, b"\x01a\0"), (10 * MINUTE, b"\x01z\0")] {
        NOW.store(time - back, Ordering::Relaxed);
        let entries = [other, b"\x01k\0", b"\x01l\0"].map(|key| entry(key, b"2"));
        assert_eq!(insert(&doc, entries.to_vec()).await, [1]);
        assert_eq!(get(&doc, b"\x01k\0").await[0].hash, Hash::new(b"1"));
    }
    assert_eq!(keys(&doc).await.len(), 4);
}

#[tokio::test]
async fn a_clock_that_goes_back_during_a_batch_loses_no_write() {
    let bench = bench();
    let (handle, _, secret) = create(&bench.docs).await;
    let doc = bench.docs.get(handle).unwrap();
    let key = b"\x01k\0";
    let time = micros_now() + 5 * MINUTE;
    assert!(write_at(time, &doc, &secret, &entry(key, b"1")));
    // The plan is made by a clock that is past the entry, the write by the real one, which is behind it.
    with_state(&doc, |state| state.now = || micros_now() + 60 * MINUTE);
    let later = entry(key, b"2");
    assert!(insert(&doc, vec![later.clone()]).await.is_empty());
    assert_eq!(get(&doc, key).await, [bench.read(&later)]);
    assert_eq!(time_of(&bench.docs, &doc, key), time + 1);
    // What iroh-docs finds too far ahead is no failure.
    let ahead = micros_now() + 30 * MINUTE;
    assert!(!write_at(ahead, &doc, &secret, &entry(key, b"3")));
    assert_eq!(get(&doc, key).await, [bench.read(&later)]);
}

#[tokio::test]
async fn entries_of_every_author_are_read_by_key_and_author() {
    let bench = bench();
    let (handle, id, secret) = create(&bench.docs).await;
    let doc = bench.docs.get(handle).unwrap();
    let keys = [b"\x01a\0".as_slice(), b"\x01b\0"];
    insert(&doc, vec![entry(keys[0], b"1"), entry(keys[1], b"1")]).await;
    bench.docs.close(handle).await.unwrap();

    let others = Docs::new(bench.docs.dir.clone(), &[2; 32]);
    let opened = others.clone().open(id, Some(secret)).await.unwrap().a;
    let doc = others.get(opened).unwrap();
    // Far behind the other author's, and yet not held up by it.
    with_state(&doc, |state| state.now = || micros_now() - 60 * MINUTE);
    let behind = entry(keys[0], b"2");
    assert!(insert(&doc, vec![behind]).await.is_empty());

    let mut authors = [bench.docs.author(), others.author()].map(|id| *id.as_bytes());
    authors.sort();
    let found = get(&doc, keys[0]).await;
    assert_eq!([found[0].author, found[1].author], authors);
    assert!(found.contains(&bench.read(&entry(keys[0], b"1"))));
    assert_eq!(all(&doc).await[..2], found);
    assert_eq!(all(&doc).await[2..], [bench.read(&entry(keys[1], b"1"))]);
}

#[tokio::test]
async fn a_document_is_made_of_its_secret_where_its_file_is_missing() {
    let bench = bench();
    let (handle, id, secret) = create(&bench.docs).await;
    assert_eq!(id_of(&secret), id);
    insert(
        &bench.docs.get(handle).unwrap(),
        vec![entry(b"\x01k\0", b"1")],
    )
    .await;
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    // Left by a power cut.
    let unfinished = bench
        .docs
        .dir
        .join(format!("{}.new", NamespaceId::from(&id)));
    std::fs::write(unfinished, b"half").unwrap();

    let again = bench.docs.clone().open(id, Some(secret)).await.unwrap().a;
    let doc = bench.docs.get(again).unwrap();
    assert!(keys(&doc).await.is_empty());
    insert(&doc, vec![entry(b"\x01k\0", b"1")]).await;
    bench.docs.close(again).await.unwrap();

    // From now on its file is enough.
    let again = bench.docs.clone().open(id, None).await.unwrap().a;
    let doc = bench.docs.get(again).unwrap();
    assert!(insert(&doc, vec![entry(b"\x01l\0", b"1")]).await.is_empty());
    assert_eq!(keys(&doc).await.len(), 2);
}

#[tokio::test]
async fn a_secret_opens_no_other_document() {
    let bench = bench();
    let (_, id, _) = create(&bench.docs).await;
    let opened = bench.docs.clone().open(id, Some([3; 32])).await;
    assert_eq!(opened.unwrap_err().code, Code::InvalidArgument);
}

#[tokio::test]
async fn a_document_that_is_only_read_is_written_once_its_secret_is_given() {
    let bench = bench();
    let (handle, id, secret) = create(&bench.docs).await;
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    let mut store = Store::persistent(bench.docs.path(&NamespaceId::from(&id))).unwrap();
    let read = Capability::Read(NamespaceId::from(&id));
    store.import_namespace(read).unwrap();
    store.flush().unwrap();
    drop(store);

    let read = bench.docs.clone().open(id, None).await.unwrap().a;
    let doc = bench.docs.get(read).unwrap();
    let refused = doc.clone().insert(vec![entry(b"\x01k\0", b"1")]).await;
    assert_eq!(refused.unwrap_err().code, Code::ReadOnly);
    bench.docs.close(read).await.unwrap();

    let written = bench.docs.clone().open(id, Some(secret)).await.unwrap().a;
    let doc = bench.docs.get(written).unwrap();
    assert!(insert(&doc, vec![entry(b"\x01k\0", b"1")]).await.is_empty());
    bench.docs.close(written).await.unwrap();
    let mut store = Store::persistent(bench.docs.path(&NamespaceId::from(&id))).unwrap();
    let kinds: Vec<_> = store
        .list_namespaces()
        .unwrap()
        .map(|found| found.unwrap().1)
        .collect();
    assert!(matches!(kinds[..], [CapabilityKind::Write]));
}

#[tokio::test]
async fn a_document_is_whole_after_it_was_closed_and_opened_again() {
    let bench = bench();
    let (handle, id, _) = create(&bench.docs).await;
    let doc = bench.docs.get(handle).unwrap();
    let mut expected: Vec<_> = (0..1000)
        .map(|n| format!("\x01key {n:04}\0").into_bytes())
        .collect();
    insert(&doc, expected.iter().map(|key| entry(key, key)).collect()).await;
    bench.docs.close(handle).await.unwrap();
    assert_eq!(
        doc.clone().flush().await.unwrap_err().code,
        Code::InvalidHandle
    );

    let again = bench.docs.clone().open(id, None).await.unwrap();
    let doc = bench.docs.get(again.a).unwrap();
    expected.sort();
    assert_eq!(keys(&doc).await, expected);
    let entry = bench.read(&entry(&expected[7], &expected[7]));
    assert_eq!(get(&doc, &expected[7]).await, [entry]);
    assert!(get(&doc, b"\x01none\0").await.is_empty());
}

#[tokio::test]
async fn an_iteration_sees_the_document_as_it_was_and_blocks_nobody() {
    let bench = bench();
    let doc = bench.doc().await;
    insert(&doc, vec![entry(b"\x01a\0", b"1"), entry(b"\x01b\0", b"1")]).await;
    let scan = doc.clone().scan().await.unwrap().a;
    assert_eq!(doc.clone().scan_next(scan, 1).await.unwrap().a, 1);
    insert(&doc, vec![entry(b"\x01c\0", b"1")]).await;
    doc.clone().flush().await.unwrap();
    assert_eq!(doc.clone().scan_next(scan, 10).await.unwrap().a, 1);
    assert_eq!(doc.clone().scan_next(scan, 10).await.unwrap().a, 0);
    doc.clone().scan_close(scan).await.unwrap();
    assert_eq!(
        doc.clone().scan_next(scan, 1).await.unwrap_err().code,
        Code::InvalidHandle
    );
}

#[tokio::test]
async fn a_document_that_is_deleted_or_never_was_is_not_found() {
    let bench = bench();
    let (handle, id, _) = create(&bench.docs).await;
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    assert_eq!(
        bench.docs.clone().open(id, None).await.unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(
        bench
            .docs
            .clone()
            .open([9; 32], None)
            .await
            .unwrap_err()
            .code,
        Code::NotFound
    );
}

#[tokio::test]
async fn a_closed_document_with_an_unfinished_iteration_opens_again() {
    let bench = bench();
    let (handle, id, _) = create(&bench.docs).await;
    let doc = bench.docs.get(handle).unwrap();
    insert(&doc, vec![entry(b"\x01a\0", b"1")]).await;
    doc.clone().scan().await.unwrap();
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().open(id, None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_being_made_is_no_leftover() {
    let bench = bench();
    let docs = bench.docs.clone();
    let done = Arc::new(AtomicBool::new(false));
    let ended = done.clone();
    let cleaning = std::thread::spawn(move || {
        while !ended.load(Ordering::Relaxed) {
            docs.remove_unfinished().unwrap();
        }
    });
    for _ in 0..50 {
        create(&bench.docs).await;
    }
    done.store(true, Ordering::Relaxed);
    cleaning.join().unwrap();
}

#[tokio::test]
async fn documents_are_listed_until_they_are_deleted_and_unfinished_ones_never() {
    let bench = bench();
    assert!(bench.docs.clone().list().await.unwrap().bytes.is_empty());
    bench.docs.remove_unfinished().unwrap();
    let (handle, id, _) = create(&bench.docs).await;
    let cut_short = bench.docs.dir.join("left.new");
    std::fs::write(&cut_short, b"half").unwrap();
    std::fs::write(bench.docs.dir.join("strange.redb"), b"").unwrap();
    assert_eq!(bench.docs.clone().list().await.unwrap().bytes, id);
    bench.docs.remove_unfinished().unwrap();
    assert!(!cut_short.exists());
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    assert!(bench.docs.clone().list().await.unwrap().bytes.is_empty());
}
