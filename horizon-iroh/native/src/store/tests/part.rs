//! Parts of trees, by which blobs are compared.

use std::collections::VecDeque;

use super::{
    fill::{G, LENGTHS, begin, sent, take},
    *,
};
use crate::{
    error::Code,
    store::{fill::Run, part::Compared, record::Kind},
};

/// A record of a blob, and a partial one of another that is to be filled.
struct Two {
    _dir: TempDir,
    store: Arc<Store>,
    /// Of the blob that is wanted, where it is whole.
    source: Record,
    old: Record,
    partial: Record,
}

async fn two(old: &[u8], new: &[u8]) -> Two {
    let (dir, store) = open().await;
    let source = write(&store, new, 1 << 20, true).await.unwrap();
    let old = write(&store, old, 1 << 20, true).await.unwrap();
    let partial = begin(&store, new, None).await;
    Two {
        _dir: dir,
        store,
        source,
        old,
        partial,
    }
}

impl Two {
    /// Compares the trees to the end: the runs that both have, and the bytes of the parts that this took.
    async fn same(&self) -> (Vec<Run>, usize) {
        let (mut same, mut taken) = (Vec::new(), 0);
        let mut open = VecDeque::from([(0, self.source.length)]);
        while let Some(run) = open.pop_front() {
            let part = self.store.part(self.source, run).await.unwrap();
            taken += part.len();
            let compared = self
                .store
                .adopt(self.partial, self.old, run, part)
                .await
                .unwrap();
            same.extend(compared.same);
            open.extend(compared.different);
        }
        same.sort_unstable();
        (same, taken)
    }

    /// Fills the partial record with runs, whose inner nodes have come.
    async fn fill(&self, new: &[u8], runs: &[Run]) -> Result<()> {
        for (from, length) in runs {
            let data = Bytes::copy_from_slice(&new[*from as usize..(from + length) as usize]);
            self.store
                .write_at(self.partial, Kind::Partial, *from, data)
                .await?;
        }
        Ok(())
    }
}

fn groups_of(runs: &[Run]) -> Vec<u64> {
    let group = G as u64;
    runs.iter()
        .flat_map(|(from, length)| from / group..(from + length).div_ceil(group))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn trees_tell_which_groups_two_blobs_have_in_the_same_place() {
    let mut random = Random::of_now();
    for length in LENGTHS.into_iter().filter(|length| *length > G) {
        for change in 0..6 {
            let old = content(length, 1);
            let mut new = old.clone();
            match change {
                0 => new.extend(content(G + 3, 2)),
                1 => new.truncate(G + 1 + random.below((length - G) as u64) as usize),
                2 => new.insert(0, 0),
                _ => (0..change).for_each(|_| {
                    let at = random.below(length as u64) as usize;
                    new[at] ^= 1;
                }),
            }
            if new == old || new.len() <= G {
                continue;
            }
            let two = two(&old, &new).await;
            let (same, _) = two.same().await;
            let expected: Vec<u64> = (0..new.len().div_ceil(G))
                .filter(|index| {
                    let group = |blob: &[u8]| {
                        let from = (index * G).min(blob.len());
                        blob[from..(from + G).min(blob.len())].to_vec()
                    };
                    group(&old) == group(&new)
                })
                .map(|index| index as u64)
                .collect();
            assert_eq!(groups_of(&same), expected, "{length} changed by {change}");
            two.fill(&new, &same).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_have_and_what_comes_makes_the_blob_whole() {
    let old = content(2_000 * G + 5, 1);
    let mut new = old.clone();
    (0..20).for_each(|place| new[place * 100 * G] ^= 1);
    let two = two(&old, &new).await;
    let (same, taken) = two.same().await;
    assert_eq!(groups_of(&same).len(), 2_001 - 20);
    assert!(taken < 100_000, "{taken} bytes of inner nodes");
    two.fill(&new, &same).await.unwrap();
    let (store, partial) = (&two.store, two.partial);
    let missing = store
        .missing(partial, Kind::Partial, (0, partial.length), true)
        .await
        .unwrap();
    assert_eq!(groups_of(&missing).len(), 20);
    take(store, partial, sent(&new, &groups_of(&missing))).unwrap();
    let whole = store.complete(partial, Kind::Partial).await.unwrap();
    check(store, &whole, &new).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_than_the_tree_says_are_refused_wherever_they_come_from() {
    let (old, mut new) = (content(40 * G, 1), content(40 * G, 1));
    new[0] ^= 1;
    let two = two(&old, &new).await;
    let (same, _) = two.same().await;
    let mut other = new.clone();
    other[same[0].0 as usize] ^= 1;
    let refused = two.fill(&other, &same[..1]).await.unwrap_err();
    assert_eq!(refused.code, Code::Damaged);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_not_of_the_blob_is_refused_and_leaves_nothing() {
    let (old, new) = (content(300 * G, 1), content(300 * G, 2));
    let two = two(&old, &new).await;
    let all = (0, two.source.length);
    let part = two.store.part(two.source, all).await.unwrap();
    let adopt = async |part: Vec<u8>| two.store.adopt(two.partial, two.old, all, part).await;
    let foreign = two.store.part(two.old, all).await.unwrap();
    assert_eq!(adopt(foreign).await.unwrap_err().code, Code::Damaged);
    for at in [0, 64, part.len() - 1] {
        let mut flipped = part.clone();
        flipped[at] ^= 1;
        assert_eq!(adopt(flipped).await.unwrap_err().code, Code::Damaged);
    }
    for length in [0, 63, 64, part.len() - 64, part.len() - 1] {
        let cut = adopt(part[..length].to_vec()).await.unwrap_err();
        assert_eq!(cut.code, Code::InvalidArgument);
    }
    let mut longer = part.clone();
    longer.extend_from_slice(&part[..64]);
    assert_eq!(adopt(longer).await.unwrap_err().code, Code::InvalidArgument);
    let compared = adopt(part).await.unwrap();
    assert_eq!(compared.same, vec![]);
    assert!(!compared.different.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_given_of_inner_nodes_that_are_here_alone() {
    let blob = content(300 * G + 1, 1);
    let (_dir, store) = open().await;
    let whole = write(&store, &blob, 1 << 20, true).await.unwrap();
    let length = whole.length;
    let group = G as u64;
    for run in [
        (0, length - 1),
        (1, length - 1),
        (group, 2 * group),
        (0, group),
        (0, 3 * group),
        (0, 0),
        (length, 0),
        (0, length + group),
        (u64::MAX, group),
        (256 * group, 64 * group),
    ] {
        let refused = store.part(whole, run).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidArgument, "{run:?}");
    }
    for run in [
        (0, 2 * group),
        (0, 256 * group),
        (256 * group, length - 256 * group),
    ] {
        assert!(!store.part(whole, run).await.unwrap().is_empty());
    }
    let partial = begin(&store, &blob, None).await;
    let nothing = store.part(partial, (0, length)).await.unwrap_err();
    assert_eq!(nothing.code, Code::Damaged);
    let of_one = put_one(&store, &blob[..G]).await;
    let refused = store.part(of_one, (0, group)).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_tree_of_the_other_blob_is_like_another_one() {
    let old = content(300 * G, 1);
    let mut new = old.clone();
    new[299 * G] ^= 1;
    let two = two(&old, &new).await;
    flip(&two.store, &two.old, two.old.length + 3 * 64, 0);
    let all = (0, two.source.length);
    let part = two.store.part(two.source, all).await.unwrap();
    let compared = two
        .store
        .adopt(two.partial, two.old, all, part)
        .await
        .unwrap();
    let Compared { same, different } = compared;
    assert!(!groups_of(&same).contains(&3), "{same:?}");
    assert!(groups_of(&different).contains(&3), "{different:?}");
}
