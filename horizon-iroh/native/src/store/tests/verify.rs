//! What verification finds.

use super::{super::verify, *};

#[tokio::test(flavor = "multi_thread")]
async fn every_flipped_bit_of_data_and_tree_is_found() {
    let (_dir, store) = open().await;
    let mut random = Random::of_now();
    for length in [1, 5_000, 40_000, 90_000] {
        let blob = content(length, 12);
        put_one(&store, b"before").await;
        let record = put_one(&store, &blob).await;
        let file = store.disk.read(record.file).unwrap();
        let groups = verify::touched(&record, 0, record.length).unwrap();
        let end = record.length + record::tree_size(record.length);
        for at in (0..end).filter(|at| at % 7 == 0 || *at >= record.length) {
            let bits = if at < record.length {
                vec![random.below(8) as u32]
            } else {
                (0..8).collect()
            };
            for bit in bits {
                flip(&store, &record, record.offset + at, bit);
                let found =
                    verify::verify(&record, &file, groups.clone(), Source::Any).unwrap_err();
                assert_eq!(found.code, Code::Damaged, "bit {bit} of {at} in {length}");
                flip(&store, &record, record.offset + at, bit);
            }
        }
        let verified = |source| verify::verify(&record, &file, groups.clone(), source);
        for at in record.offset + end..record.offset + record::size(record.length) {
            flip(&store, &record, at, 5);
            verified(Source::Any).expect("zeros and trailer do not matter to who reads the blob");
            let found = verified(Source::Disk).unwrap_err();
            assert_eq!(found.code, Code::Damaged, "{at} in {length}");
            flip(&store, &record, at, 5);
        }
        verified(Source::Disk).expect("all is as it was");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_damaged_where_a_group_that_it_touches_is() {
    let (_dir, store) = open().await;
    let mut random = Random::of_now();
    for groups in [2, 3, 17, 40, 64, 300] {
        let length = groups * GROUP - random.below(GROUP);
        let record = write(&store, &content(length as usize, groups), 1 << 18, true).await;
        let record = record.unwrap();
        for _ in 0..60 {
            let bad = random.below(length);
            flip(&store, &record, bad, 3);
            let from = random.below(length);
            let range = random.below(length - from + 1).min(random.next() % 200_000);
            let touches = range > 0
                && from / GROUP <= bad / GROUP
                && bad / GROUP <= (from + range - 1) / GROUP;
            let found = store.verify(record, from, range, Source::Any).await;
            assert_eq!(found.is_err(), touches, "{bad} for {range} from {from}");
            flip(&store, &record, bad, 3);
        }
        store.verify(record, 0, length, Source::Any).await.unwrap();
        store.verify(record, length, 0, Source::Any).await.unwrap();
        assert!(store.verify(record, length, 1, Source::Any).await.is_err());
        assert!(
            store
                .verify(record, u64::MAX, 2, Source::Any)
                .await
                .is_err()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off_is_damaged() {
    let (_dir, store) = open().await;
    let blob = content(100_000, 13);
    let record = write(&store, &blob, 100_000, true).await.unwrap();
    for length in [100_384, 100_383, 99_999, 65_536, 1, 0] {
        store.cut(record.file, length).await.unwrap();
        let found = store.verify(record, 0, 100_000, Source::Any).await;
        assert_eq!(found.is_ok(), length == 100_384, "{length}");
    }
    let another = Record {
        hash: blake3::hash(b"x"),
        ..put_one(&store, b"").await
    };
    assert!(store.verify(another, 0, 0, Source::Any).await.is_err());
}
