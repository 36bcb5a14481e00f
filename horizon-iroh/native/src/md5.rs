//! MD5 of many bodies side by side: the registers of the processor are wide, but a block of one body has to wait for the
//! one before it.

use md5_many::{Md5Many, Md5State};

/// The bodies that are taken at most at a time.
pub const LANES: usize = 16;

/// Below so many bodies the narrower of the two passes does.
const FEW: usize = 8;

const BLOCK: usize = 64;

/// The state of one MD5.
pub type State = Md5State;

/// Adds to each state the bytes that are for it. Panics with more than [`LANES`], and where there are not as many of both.
pub fn update_all(states: &mut [State], pieces: &[&[u8]]) {
    assert!(states.len() <= LANES && states.len() == pieces.len());
    let mut lanes: Vec<Lane> = Vec::with_capacity(states.len());
    for (index, (state, piece)) in states.iter_mut().zip(pieces).enumerate() {
        let pending = (state.bytes_hashed() % BLOCK as u64) as usize;
        let head = if pending == 0 { 0 } else { BLOCK - pending };
        let (head, rest) = piece.split_at(head.min(piece.len()));
        state.update(head);
        lanes.push(Lane { index, rest });
    }
    let engine = Md5Many::new();
    loop {
        lanes.retain(|lane| lane.rest.len() >= BLOCK || lane.end(states));
        match lanes.as_mut_slice() {
            [] => return,
            [one] => {
                states[one.index].update(one.rest);
                return;
            }
            many => step(engine, states, many),
        }
    }
}

/// What of a piece is still to come.
struct Lane<'a> {
    index: usize,
    rest: &'a [u8],
}

impl Lane<'_> {
    /// Adds what is less than a block; false.
    fn end(&self, states: &mut [State]) -> bool {
        states[self.index].update(self.rest);
        false
    }
}

/// Takes from all lanes as many blocks as the shortest has.
fn step(engine: Md5Many, states: &mut [State], lanes: &mut [Lane]) {
    let shortest = lanes.iter().map(|lane| lane.rest.len()).min().unwrap_or(0);
    let length = shortest - shortest % BLOCK;
    // The library is fast with as many lanes as registers have, and slower than one by one with others: what is missing
    // repeats the first.
    let width = if lanes.len() <= FEW { FEW } else { LANES };
    let mut wide = [State::new(); LANES];
    let mut pieces = [&lanes[0].rest[..length]; LANES];
    for (slot, lane) in lanes.iter_mut().enumerate() {
        wide[slot] = states[lane.index];
        (pieces[slot], lane.rest) = lane.rest.split_at(length);
    }
    engine.update_many(&mut wide[..width], &pieces[..width]);
    for (slot, lane) in lanes.iter().enumerate() {
        states[lane.index] = wide[slot];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_bodies_in_any_pieces_gives_what_each_gives_alone() {
        let bytes: Vec<u8> = (0..40_000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        let mut seed = 7_usize;
        let mut next = |bound: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        for count in 0..=LANES {
            let mut together = vec![State::new(); count];
            let mut alone = vec![State::new(); count];
            for _ in 0..40 {
                let pieces: Vec<&[u8]> = (0..count)
                    .map(|_| {
                        let from = next(bytes.len());
                        let most = 1 << next(16);
                        let length = next(1 + (bytes.len() - from).min(most));
                        &bytes[from..from + length]
                    })
                    .collect();
                update_all(&mut together, &pieces);
                for (state, piece) in alone.iter_mut().zip(&pieces) {
                    state.update(piece);
                }
            }
            for (one, other) in together.iter().zip(&alone) {
                assert_eq!(one.finalize(), other.finalize());
            }
        }
    }

    #[test]
    fn the_texts_of_rfc_1321_give_their_values() {
        let value = |text: &[u8]| {
            let mut states = [State::new(); 2];
            update_all(&mut states, &[text, b"another"]);
            states[0]
                .finalize()
                .map(|byte| format!("{byte:02x}"))
                .concat()
        };
        assert_eq!(value(b""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(value(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            value(
                b"12345678901234567890123456789012345678901234567890123456789012345678901234567890"
            ),
            "57edf4a22be3c955ac49da2e2107b67a"
        );
    }
}
