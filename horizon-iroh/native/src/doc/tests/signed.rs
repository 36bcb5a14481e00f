use iroh_docs::{Record, SignedEntry};

use super::*;
use crate::doc::signed::{Name, Signed, Taken};

/// Two nodes, the second of which only reads what the first writes.
struct Two {
    bench: Bench,
    followers: Arc<Docs>,
    _dir: tempfile::TempDir,
    secret: NamespaceSecret,
    doc: Arc<Doc>,
    followed: Arc<Doc>,
}

async fn two() -> Two {
    let bench = bench();
    let (handle, id, secret) = create(&bench.docs).await;
    let dir = tempfile::tempdir().unwrap();
    let followers = Docs::new(dir.path().join("docs"), &[2; 32]);
    let followed = followers.clone().follow(id).await.unwrap().a;
    Two {
        doc: bench.docs.get(handle).unwrap(),
        followed: followers.get(followed).unwrap(),
        secret: NamespaceSecret::from_bytes(&secret),
        bench,
        followers,
        _dir: dir,
    }
}

impl Two {
    fn name(&self, key: &[u8]) -> Name {
        Name {
            key: key.to_vec(),
            author: *self.bench.docs.author().as_bytes(),
        }
    }

    /// An entry of the first node's author, signed as it should be.
    fn sign(&self, key: &[u8], record: Record) -> Signed {
        let author = &self.bench.docs.author;
        let entry = SignedEntry::from_parts(&self.secret, author, key, record);
        Signed::of(&entry).unwrap()
    }

    async fn take(&self, entries: Vec<Signed>) -> Vec<Taken> {
        let reply = self.followed.clone().take(entries).await.unwrap();
        let all = [Taken::Taken, Taken::Known, Taken::Early, Taken::Forged];
        let taken = reply.bytes.into_iter();
        taken.map(|number| all[number as usize]).collect()
    }
}

fn record(content: &[u8], time: u64) -> Record {
    Record::new(Hash::new(content), content.len() as u64, time)
}

/// Reads what [`Doc::signed`] answers.
async fn signed(doc: &Arc<Doc>, names: Vec<Name>) -> Vec<Option<Signed>> {
    let count = names.len();
    let reply = doc.clone().signed(names).await.unwrap();
    let mut bytes = reply.bytes.as_slice();
    let found = (0..count).map(|_| {
        let (here, rest) = bytes.split_first().unwrap();
        bytes = rest;
        if *here == 0 {
            return None;
        }
        let key = u32::from_ne_bytes(*bytes.first_chunk().unwrap()) as usize;
        let (one, rest) = bytes.split_at(4 + key + 32 + 32 + 8 + 8 + 64 + 64);
        bytes = rest;
        Signed::read_all(one).unwrap().pop()
    });
    let found = found.collect();
    assert!(bytes.is_empty());
    found
}

#[tokio::test]
async fn entries_are_taken_as_they_were_signed_and_passed_on() {
    let two = two().await;
    let keys = [b"\x01a/b\0".as_slice(), b"\x01a\0", b"\x02member/x\0"];
    let entries = keys.map(|key| entry(key, key));
    insert(&two.doc, entries.to_vec()).await;
    let mut names: Vec<_> = keys.iter().map(|key| two.name(key)).collect();
    names.insert(1, two.name(b"\x01none\0"));

    let found = signed(&two.doc, names.clone()).await;
    assert_eq!(found[1], None);
    let given: Vec<_> = found.iter().flatten().cloned().collect();
    assert_eq!(given.len(), 3);
    assert_eq!(two.take(given.clone()).await, [Taken::Taken; 3]);
    assert_eq!(all(&two.followed).await, all(&two.doc).await);
    // The follower passes on what it took.
    assert_eq!(signed(&two.followed, names).await, found);
    // Whatever its signatures are.
    let mut again = given;
    again[0].author_signature = [0; 64];
    assert_eq!(two.take(again).await, [Taken::Known; 3]);
}

#[tokio::test]
async fn an_entry_crosses_as_iroh_docs_encodes_it() {
    let two = two().await;
    for (time, length) in [(1, 1), (u64::MAX, u64::MAX), (1 << 35, 127), (300, 128)] {
        let record = Record::new(Hash::new(b"x"), length, time);
        let author = &two.bench.docs.author;
        let key = vec![b'k'; 200];
        let entry = SignedEntry::from_parts(&two.secret, author, key, record);
        let crossed = Signed::of(&entry).unwrap().entry(&two.secret.id()).unwrap();
        assert_eq!(crossed, entry);
        crossed.verify(&()).unwrap();
    }
}

#[tokio::test]
async fn the_later_entry_of_an_author_counts_in_whatever_order_they_come() {
    let two = two().await;
    let (key, now) = (b"\x01k\0", micros_now());
    let entries = [1, 3, 2].map(|later| two.sign(key, record(&[later as u8], now + later)));
    let taken = two.take(entries.to_vec()).await;
    assert_eq!(taken, [Taken::Taken, Taken::Taken, Taken::Known]);
    assert_eq!(get(&two.followed, key).await[0].hash, Hash::new([3]));
}

#[tokio::test]
async fn what_is_too_far_ahead_has_to_wait_and_holds_up_nothing() {
    let two = two().await;
    let now = micros_now();
    let entries = vec![
        two.sign(b"\x01a\0", record(b"1", now + 60 * MINUTE)),
        two.sign(b"\x01b\0", record(b"1", now + 5 * MINUTE)),
        two.sign(b"\x01c\0", record(b"1", u64::MAX)),
    ];
    let taken = two.take(entries).await;
    assert_eq!(taken, [Taken::Early, Taken::Taken, Taken::Early]);
    assert_eq!(keys(&two.followed).await, [b"\x01b\0".to_vec()]);
}

#[tokio::test]
async fn what_nobody_signed_who_could_is_forged() {
    let two = two().await;
    let now = micros_now();
    let honest = two.sign(b"\x01k\0", record(b"1", now));
    let other = NamespaceSecret::from_bytes(&[9; 32]);
    let stranger = Author::from_bytes(&[9; 32]);
    let by = |secret: &NamespaceSecret, author: &Author| {
        let entry = SignedEntry::from_parts(secret, author, b"\x01k\0", record(b"1", now));
        Signed::of(&entry).unwrap()
    };
    let mut renamed = by(&two.secret, &stranger);
    renamed.name = honest.name.clone();
    let mut swapped = honest.clone();
    std::mem::swap(
        &mut swapped.author_signature,
        &mut swapped.document_signature,
    );
    let mut no_author = honest.clone();
    no_author.name.author = [0xff; 32];
    let forged = [
        Signed {
            time: now + 1,
            ..honest.clone()
        },
        Signed {
            length: 2,
            ..honest.clone()
        },
        Signed {
            hash: Hash::new(b"2"),
            ..honest.clone()
        },
        Signed {
            document_signature: [0; 64],
            ..honest.clone()
        },
        Signed {
            name: two.name(b"\x01l\0"),
            ..honest.clone()
        },
        by(&other, &two.bench.docs.author),
        renamed,
        swapped,
        no_author,
    ];
    let taken = two.take(forged.to_vec()).await;
    assert_eq!(taken, [Taken::Forged; 9]);
    assert!(keys(&two.followed).await.is_empty());
    assert_eq!(two.take(vec![honest]).await, [Taken::Taken]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_entries_each_is_judged_by_its_own_signatures() {
    let two = two().await;
    let now = micros_now();
    let entries = (0..500_u32).map(|number| {
        let key = format!("\x01key {number}\0");
        let mut entry = two.sign(key.as_bytes(), record(b"1", now));
        match number % 7 {
            2 => entry.author_signature[number as usize % 64] ^= 1,
            5 => entry.document_signature[number as usize % 64] ^= 1,
            _ => {}
        }
        entry
    });
    let taken = two.take(entries.collect()).await;
    for (number, taken) in taken.iter().enumerate() {
        let forged = matches!(number % 7, 2 | 5);
        let expected = if forged { Taken::Forged } else { Taken::Taken };
        assert_eq!(*taken, expected, "{number}");
    }
    let here = keys(&two.followed).await.len();
    let expected = taken.iter().filter(|taken| **taken == Taken::Taken);
    assert_eq!(here, expected.count());
}

#[tokio::test]
async fn a_signed_entry_erases_no_other() {
    let two = two().await;
    let now = micros_now();
    let version = [b"\x03a\0".as_slice(), &[7; 16]].concat();
    let honest = [b"\x01a/b\0".as_slice(), &version, b"\x02a\0"];
    let honest = honest.map(|key| two.sign(key, record(b"1", now)));
    assert_eq!(two.take(honest.to_vec()).await, [Taken::Taken; 3]);
    let before = keys(&two.followed).await;

    let text = |length: usize| [b"\x01".as_slice(), &vec![b'a'; length], b"\0"].concat();
    let bad: Vec<Vec<u8>> = vec![
        vec![],
        b"\x01".to_vec(),
        b"\x01a".to_vec(),
        b"\x01a/b".to_vec(),
        b"\x01\0".to_vec(),
        b"\x01a\0b\0".to_vec(),
        b"\x02a\0b".to_vec(),
        b"\x03a\0".to_vec(),
        version[..version.len() - 1].to_vec(),
        [version.as_slice(), b"x"].concat(),
        b"\x05a\0".to_vec(),
        b"\0a\0".to_vec(),
        b"\x01\xff\0".to_vec(),
        text(1025),
    ];
    let later = bad.iter().map(|key| two.sign(key, record(b"2", now + 1)));
    assert_eq!(
        two.take(later.collect()).await,
        vec![Taken::Forged; bad.len()]
    );
    // A delete of iroh-docs, whose signatures are as they should be.
    let deleted = two.sign(b"\x01a/b\0", Record::empty(now + 1));
    assert_eq!(two.take(vec![deleted]).await, [Taken::Forged]);
    assert_eq!(keys(&two.followed).await, before);
    let longest = two.sign(&text(1024), record(b"2", now + 1));
    assert_eq!(two.take(vec![longest]).await, [Taken::Taken]);
}

#[tokio::test]
async fn a_document_that_is_followed_is_read_and_kept() {
    let two = two().await;
    let id = *two.secret.id().as_bytes();
    let refused = two.followed.clone().insert(vec![entry(b"\x01k\0", b"1")]);
    assert_eq!(refused.await.unwrap_err().code, Code::ReadOnly);
    let honest = two.sign(b"\x01k\0", record(b"1", micros_now()));
    assert_eq!(two.take(vec![honest]).await, [Taken::Taken]);
    two.followers.close_all().await.unwrap();

    for open in 0..2 {
        let again = match open {
            0 => two.followers.clone().follow(id).await,
            _ => two.followers.clone().open(id, None).await,
        };
        let again = again.unwrap().a;
        let doc = two.followers.get(again).unwrap();
        assert_eq!(keys(&doc).await, [b"\x01k\0".to_vec()]);
        two.followers.close(again).await.unwrap();
    }
    // Once the secret is known it is written, and following it takes nothing away.
    let secret = two.secret.to_bytes();
    let written = two
        .followers
        .clone()
        .open(id, Some(secret))
        .await
        .unwrap()
        .a;
    two.followers.close(written).await.unwrap();
    let followed = two.followers.clone().follow(id).await.unwrap().a;
    let doc = two.followers.get(followed).unwrap();
    assert!(insert(&doc, vec![entry(b"\x01l\0", b"1")]).await.is_empty());
}

#[test]
fn cut_off_entries_and_names_are_refused() {
    let whole = Signed {
        name: Name {
            key: b"\x01k\0".to_vec(),
            author: [1; 32],
        },
        hash: Hash::new(b"1"),
        length: 1,
        time: 2,
        document_signature: [3; 64],
        author_signature: [4; 64],
    };
    let mut bytes = Vec::new();
    whole.write(&mut bytes);
    assert_eq!(
        Signed::read_all(&bytes).unwrap(),
        std::slice::from_ref(&whole)
    );
    assert_eq!(Name::read_all(&bytes[..39]).unwrap(), [whole.name]);
    for end in 1..bytes.len() {
        assert!(Signed::read_all(&bytes[..end]).is_err());
    }
    for end in 1..39 {
        assert!(Name::read_all(&bytes[..end]).is_err());
    }
}
