//! Trees that are kept without their data: of what was evicted, and of files that are somebody else's.

use super::{
    fill::{G, LENGTHS, begin, trees},
    *,
};
use crate::store::record::Kind;

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_is_kept_without_its_data_and_verifies_what_comes_back() {
    let (_dir, store) = open().await;
    for length in LENGTHS {
        let blob = content(length, 6);
        let own = write(&store, &blob, 1 << 20, true).await.unwrap();
        let tree = store.keep_tree(own).await.unwrap();
        assert_eq!(
            (tree.hash, tree.length, tree.offset),
            (own.hash, own.length, 0)
        );
        let kept = fs::read(store.disk.path(tree.file)).unwrap();
        assert_eq!(kept.len() as u64, Kind::Tree.size(length as u64));
        let outboard = trees(&blob);
        assert!(kept[..outboard.len()] == outboard);
        let end = Record::of_trailer(tree.file, kept.len() as u64, kept.last_chunk().unwrap());
        assert_eq!(end, Some((Kind::Tree, tree)));
        store.remove(vec![own.file]).await.unwrap();
        let refill = begin(&store, &blob, Some(tree)).await;
        let mut rotten = blob.clone();
        if let Some(byte) = rotten.last_mut() {
            *byte ^= 1;
            assert_eq!(
                store
                    .write_at(refill, Kind::Partial, 0, rotten.into())
                    .await
                    .unwrap_err()
                    .code,
                Code::Damaged
            );
        }
        store
            .write_at(refill, Kind::Partial, 0, blob.clone().into())
            .await
            .unwrap();
        let whole = store.complete(refill, Kind::Partial).await.unwrap();
        check(&store, &whole, &blob).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_that_is_not_its_blobs_is_not_kept() {
    let (_dir, store) = open().await;
    let blob = content(100 * G, 7);
    let own = write(&store, &blob, 1 << 20, true).await.unwrap();
    let before = listed(&store).await;
    let tree = store.keep_tree(own).await.unwrap();
    for (record, at) in [(own, own.tree_offset() + 40 * 64), (tree, 98 * 64 + 5)] {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(store.disk.path(record.file))
            .unwrap();
        file.write_all_at(&[1, 2, 3], at).unwrap();
    }
    assert_eq!(store.keep_tree(own).await.unwrap_err().code, Code::Damaged);
    let refill = store
        .begin(Kind::Partial, tree.hash, tree.length, Some(tree))
        .await;
    assert_eq!(refill.unwrap_err().code, Code::Damaged);
    store.remove(vec![tree.file]).await.unwrap();
    assert_eq!(listed(&store).await, before, "nothing is left behind");
    let gone = Record {
        file: tree.file,
        ..tree
    };
    assert_eq!(
        store.keep_tree(gone).await.unwrap_err().code,
        Code::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebodys_file_is_read_only_as_it_was() {
    let (dir, store) = open().await;
    for length in LENGTHS {
        let blob = content(length, 8);
        let path = dir.path().join("theirs");
        fs::write(&path, &blob).unwrap();
        let tree = store.tree_of(path.clone()).await.unwrap();
        assert_eq!(
            (tree.hash, tree.length),
            (blake3::hash(&blob), length as u64)
        );
        let outboard = trees(&blob);
        assert!(fs::read(store.disk.path(tree.file)).unwrap()[..outboard.len()] == outboard);
        for (from, size) in [
            (0, length.min(1 << 20)),
            (length / 2, length.min(77) / 3),
            (length, 0),
        ] {
            let read = store
                .read_outside(tree, path.clone(), (from as u64, size as u64))
                .await
                .unwrap();
            assert!(read == blob[from..from + size]);
        }
        if length > 0 {
            let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
            file.write_all_at(&[blob[length - 1] ^ 1], length as u64 - 1)
                .unwrap();
            let read = store
                .read_outside(tree, path.clone(), (length as u64 - 1, 1))
                .await;
            assert_eq!(read.unwrap_err().code, Code::Damaged);
            file.set_len(length as u64 - 1).unwrap();
            let read = store
                .read_outside(tree, path.clone(), (length as u64 - 1, 1))
                .await;
            assert_eq!(read.unwrap_err().code, Code::Damaged);
        }
        fs::remove_file(&path).unwrap();
        let read = store.read_outside(tree, path.clone(), (0, 0)).await;
        assert_eq!(read.unwrap_err().code, Code::NotFound);
    }
    assert_eq!(
        store.tree_of(dir.path().to_owned()).await.unwrap_err().code,
        Code::InvalidArgument
    );
    let pipe = dir.path().join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(
        store.tree_of(pipe).await.unwrap_err().code,
        Code::InvalidArgument
    );
}
