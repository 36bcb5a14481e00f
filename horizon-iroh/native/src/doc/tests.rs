use super::*;

struct Bench {
    _dir: tempfile::TempDir,
    docs: Arc<Docs>,
}

fn bench() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let docs = Docs::new(dir.path().join("docs"), &[1; 32]);
    Bench { _dir: dir, docs }
}

async fn create(docs: &Arc<Docs>) -> (i64, [u8; 32]) {
    let reply = docs.clone().create().await.unwrap();
    (reply.a, reply.bytes.try_into().unwrap())
}

fn entry(key: &[u8], content: &[u8]) -> Entry {
    Entry {
        key: key.to_vec(),
        hash: Hash::new(content),
        length: content.len() as u64,
    }
}

async fn keys(doc: &Arc<Doc>) -> Vec<Vec<u8>> {
    let scan = doc.clone().scan().await.unwrap().a;
    let mut keys = Vec::new();
    loop {
        let page = doc.clone().scan_next(scan, 3).await.unwrap();
        if page.a == 0 {
            break;
        }
        keys.extend(
            Entry::read_all(&page.bytes)
                .unwrap()
                .into_iter()
                .map(|entry| entry.key),
        );
    }
    doc.clone().scan_close(scan).await.unwrap();
    keys
}

#[tokio::test]
async fn keys_that_end_in_nul_do_not_erase_each_other() {
    let bench = bench();
    let doc = bench.docs.get(create(&bench.docs).await.0).unwrap();
    let entries = vec![
        entry(b"\x01a/b\0", b"1"),
        entry(b"\x01a\0", b"2"),
        entry(b"\x01a!\0", b"3"),
    ];
    doc.clone().insert(entries).await.unwrap();
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
    let doc = bench.docs.get(create(&bench.docs).await.0).unwrap();
    for key in [b"a/b".as_slice(), b"a"] {
        doc.clone().insert(vec![entry(key, b"1")]).await.unwrap();
        doc.state.lock().unwrap().as_mut().unwrap().now = || micros_now() + 1_000_000;
    }
    assert_eq!(keys(&doc).await, [b"a".to_vec()]);
}

#[tokio::test]
async fn the_last_write_wins_also_within_a_batch_and_when_the_clock_is_set_back() {
    let bench = bench();
    let doc = bench.docs.get(create(&bench.docs).await.0).unwrap();
    let key = b"\x01k\0";
    doc.clone()
        .insert(vec![entry(key, b"1"), entry(key, b"2")])
        .await
        .unwrap();
    for (step, content) in [(60, b"3"), (300, b"4"), (590, b"5")] {
        static BACK: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        BACK.store(step * 1_000_000, std::sync::atomic::Ordering::Relaxed);
        let set_back = || micros_now() - BACK.load(std::sync::atomic::Ordering::Relaxed);
        doc.state.lock().unwrap().as_mut().unwrap().now = set_back;
        doc.clone().insert(vec![entry(key, content)]).await.unwrap();
        let found = doc.clone().get(key.to_vec()).await.unwrap();
        assert_eq!(
            Entry::read_all(&found.bytes).unwrap(),
            [entry(key, content)]
        );
    }
}

#[tokio::test]
async fn a_write_wins_over_one_whose_time_is_still_to_come() {
    let bench = bench();
    let doc = bench.docs.get(create(&bench.docs).await.0).unwrap();
    let key = b"\x01k\0";
    let set = |now| doc.state.lock().unwrap().as_mut().unwrap().now = now;
    set(|| micros_now() + 60_000_000);
    // Twice in a batch, so that both get the time of that clock.
    doc.clone()
        .insert(vec![entry(key, b"1"), entry(key, b"2")])
        .await
        .unwrap();
    set(|| micros_now() + 120_000_000);
    doc.clone().insert(vec![entry(key, b"3")]).await.unwrap();
    let found = doc.clone().get(key.to_vec()).await.unwrap();
    assert_eq!(Entry::read_all(&found.bytes).unwrap(), [entry(key, b"3")]);
}

#[tokio::test]
async fn a_clock_far_behind_is_named() {
    let bench = bench();
    let doc = bench.docs.get(create(&bench.docs).await.0).unwrap();
    doc.clone()
        .insert(vec![entry(b"\x01k\0", b"1")])
        .await
        .unwrap();
    doc.state.lock().unwrap().as_mut().unwrap().now = || micros_now() - 3_600_000_000;
    let error = doc
        .clone()
        .insert(vec![entry(b"\x01k\0", b"2")])
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::ClockBehind);
    // Other keys are not held up.
    doc.clone()
        .insert(vec![entry(b"\x01other\0", b"2")])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_document_is_whole_after_it_was_closed_and_opened_again() {
    let bench = bench();
    let (handle, id) = create(&bench.docs).await;
    let doc = bench.docs.get(handle).unwrap();
    let mut expected: Vec<_> = (0..1000)
        .map(|n| format!("\x01key {n:04}\0").into_bytes())
        .collect();
    doc.clone()
        .insert(expected.iter().map(|key| entry(key, key)).collect())
        .await
        .unwrap();
    bench.docs.close(handle).await.unwrap();
    assert_eq!(
        doc.clone().flush().await.unwrap_err().code,
        Code::InvalidHandle
    );

    let again = bench.docs.clone().open(id).await.unwrap();
    let doc = bench.docs.get(again.a).unwrap();
    expected.sort();
    assert_eq!(keys(&doc).await, expected);
    let found = doc.clone().get(expected[7].clone()).await.unwrap();
    assert_eq!(
        Entry::read_all(&found.bytes).unwrap(),
        [entry(&expected[7], &expected[7])]
    );
    assert_eq!(doc.clone().get(b"\x01none\0".to_vec()).await.unwrap().a, 0);
}

#[tokio::test]
async fn an_iteration_sees_the_document_as_it_was_and_blocks_nobody() {
    let bench = bench();
    let doc = bench.docs.get(create(&bench.docs).await.0).unwrap();
    doc.clone()
        .insert(vec![entry(b"\x01a\0", b"1"), entry(b"\x01b\0", b"1")])
        .await
        .unwrap();
    let scan = doc.clone().scan().await.unwrap().a;
    assert_eq!(doc.clone().scan_next(scan, 1).await.unwrap().a, 1);
    doc.clone()
        .insert(vec![entry(b"\x01c\0", b"1")])
        .await
        .unwrap();
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
    let (handle, id) = create(&bench.docs).await;
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    bench.docs.clone().delete(id).await.unwrap();
    assert_eq!(
        bench.docs.clone().open(id).await.unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(
        bench.docs.clone().open([9; 32]).await.unwrap_err().code,
        Code::NotFound
    );
}

#[tokio::test]
async fn a_closed_document_with_an_unfinished_iteration_opens_again() {
    let bench = bench();
    let (handle, id) = create(&bench.docs).await;
    let doc = bench.docs.get(handle).unwrap();
    doc.clone()
        .insert(vec![entry(b"\x01a\0", b"1")])
        .await
        .unwrap();
    doc.clone().scan().await.unwrap();
    bench.docs.close(handle).await.unwrap();
    bench.docs.clone().open(id).await.unwrap();
}

#[test]
fn cut_off_entries_are_refused() {
    let mut bytes = Vec::new();
    entry(b"\x01a\0", b"1").write(&mut bytes);
    assert!(Entry::read_all(&bytes).is_ok());
    for end in 1..bytes.len() {
        let error = Entry::read_all(&bytes[..end]).unwrap_err();
        assert_eq!(error.code, Code::InvalidArgument);
    }
}

#[tokio::test]
async fn documents_are_listed_until_they_are_deleted_and_unfinished_ones_never() {
    let bench = bench();
    assert!(bench.docs.clone().list().await.unwrap().bytes.is_empty());
    bench.docs.remove_unfinished().unwrap();
    let (handle, id) = create(&bench.docs).await;
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
