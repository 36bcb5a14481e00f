//! That windows make the same answer as one traversal.

use bao_tree::io::{
    mixed::{EncodedItem, traverse_ranges_validated},
    sync::Outboard,
};

use super::*;
use crate::wire::encode::Encoding;

/// What bao-tree sends, and behind how many bytes each leaf ends.
async fn expected(blob: &[u8], ranges: &ChunkRanges) -> (Vec<u8>, Vec<(u64, usize)>) {
    let (send, mut items) = tokio::sync::mpsc::channel(1 << 16);
    let mut send = send;
    traverse_ranges_validated(blob, outboard(blob), ranges, &mut send)
        .await
        .unwrap();
    drop(send);
    let (mut bytes, mut leaves) = (Vec::new(), Vec::new());
    while let Some(item) = items.recv().await {
        match item {
            EncodedItem::Parent(parent) => {
                bytes.extend_from_slice(parent.pair.0.as_bytes());
                bytes.extend_from_slice(parent.pair.1.as_bytes());
            }
            EncodedItem::Leaf(leaf) => {
                bytes.extend_from_slice(&leaf.data);
                leaves.push((leaf.offset / GROUP, bytes.len()));
            }
            EncodedItem::Size(_) | EncodedItem::Done => {}
            EncodedItem::Error(error) => panic!("{error}"),
        }
    }
    (bytes, leaves)
}

fn encode(blob: &[u8], ranges: ChunkRanges, present: Option<Vec<Range<u64>>>) -> (Vec<u8>, bool) {
    let tree = outboard(blob);
    let mut data = blob.to_vec();
    if let Some(present) = &present {
        let missing = |at: usize| !present.iter().any(|r| r.contains(&(at as u64 / GROUP)));
        let bytes = data.iter_mut().enumerate();
        bytes.for_each(|(at, byte)| *byte = if missing(at) { 0 } else { *byte });
    }
    let opened = Opened {
        hash: tree.root(),
        length: blob.len() as u64,
        data: Place::Memory(data.into()),
        tree: Place::Memory(tree.data.into()),
        present,
        pin: Box::new(()),
    };
    let mut encoding = Encoding::new(opened, ranges);
    let mut bytes = Vec::new();
    while !encoding.is_done() {
        let window = encoding.next(Vec::new());
        assert!(window.failed.is_none(), "{:?}", window.failed);
        assert!(window.bytes.len() <= (256 + 64) * 1024);
        bytes.extend(window.bytes);
    }
    (bytes, encoding.whole)
}

fn some_ranges(random: &mut Random, chunks: u64) -> ChunkRanges {
    let mut ranges = ChunkRanges::empty();
    for _ in 0..random.below(6) {
        let begin = random.below(chunks + 3);
        ranges |= match random.below(4) {
            0 => ChunkRanges::from(ChunkNum(begin)..),
            1 => ChunkRanges::from(ChunkNum(begin)..ChunkNum(begin + 1)),
            _ => ChunkRanges::from(ChunkNum(begin)..ChunkNum(begin + random.below(700))),
        };
    }
    match random.below(8) {
        0 => ranges | ChunkRanges::from(ChunkNum(u64::MAX)..),
        1 => ChunkRanges::all(),
        _ => ranges,
    }
}

#[tokio::test]
async fn windows_are_what_one_traversal_sends() {
    let mut random = Random::of_now();
    for round in 0..600 {
        let length = match round % 3 {
            0 => random.below(40_000),
            1 => random.below(4 << 20),
            _ => (random.below(80) * GROUP).saturating_sub(random.below(2)),
        };
        let blob = content(length as usize, random.next());
        let ranges = some_ranges(&mut random, length.div_ceil(1024));
        let (expected, _) = expected(&blob, &ranges).await;
        let (bytes, whole) = encode(&blob, ranges.clone(), None);
        assert!(whole && bytes == expected, "{length} {ranges:?}");
    }
}

#[tokio::test]
async fn a_partial_blob_is_sent_up_to_the_first_group_that_is_missing() {
    let mut random = Random::of_now();
    for _ in 0..600 {
        let length = 1 + random.below(3 << 20);
        let blob = content(length as usize, random.next());
        let all = groups(length);
        let mut present = Vec::new();
        let mut at = random.below(3);
        while at < all {
            let end = all.min(at + 1 + random.below(60));
            present.push(at..end);
            at = end + 1 + random.below(20);
        }
        let ranges = some_ranges(&mut random, length.div_ceil(1024));
        let (expected, leaves) = expected(&blob, &ranges).await;
        let (bytes, whole) = encode(&blob, ranges.clone(), Some(present.clone()));
        let missing = |group: u64| !present.iter().any(|range| range.contains(&group));
        let kept: Vec<_> = leaves.iter().take_while(|leaf| !missing(leaf.0)).collect();
        assert_eq!(whole, kept.len() == leaves.len());
        assert!(
            expected.starts_with(&bytes),
            "{length} {ranges:?} {present:?}"
        );
        let least = kept.last().map_or(0, |leaf| leaf.1);
        assert_eq!(bytes.len(), least, "{length} {ranges:?} {present:?}");
    }
}
