use crate::pattern::Pattern;
use crate::{card, mail};

/// What is found at a place of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// So many bytes.
    Match(usize),
    /// What comes next decides.
    More,
}

/// The text behind a place, with what stands before it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub before: u8,
    pub text: &'a [u8],
    /// Whether nothing follows the text.
    pub end: bool,
}

impl Place<'_> {
    /// The byte at an index; `Err` if it has not come yet.
    pub fn at(&self, index: usize) -> Result<Option<u8>, Found> {
        match self.text.get(index) {
            Some(byte) => Ok(Some(*byte)),
            None if self.end => Ok(None),
            None => Err(Found::More),
        }
    }
}

const CARD: u8 = 1;
const MAIL: u8 = 2;
const PATTERN: u8 = 4;

/// Masks text that comes in pieces. What could still become a match is held back: a few hundred bytes.
pub struct Masker {
    cards: Vec<u8>,
    mails: Vec<u8>,
    patterns: Vec<(Pattern, Vec<u8>)>,
    /// What could begin with each byte.
    begins: [u8; 256],
    held: Vec<u8>,
    before: u8,
}

impl Masker {
    /// An empty mask leaves what it would stand for.
    pub fn new(cards: String, mails: String) -> Self {
        let mut begins = [0; 256];
        for (byte, kinds) in begins.iter_mut().enumerate() {
            let byte = byte as u8;
            *kinds |= if !cards.is_empty() && byte.is_ascii_digit() {
                CARD
            } else {
                0
            };
            *kinds |= if !mails.is_empty() && mail::is_local(byte) {
                MAIL
            } else {
                0
            };
        }
        Masker {
            cards: cards.into_bytes(),
            mails: mails.into_bytes(),
            patterns: Vec::new(),
            begins,
            held: Vec::new(),
            before: b' ',
        }
    }

    pub fn add(&mut self, pattern: Pattern, mask: String) {
        for (byte, kinds) in self.begins.iter_mut().enumerate() {
            *kinds |= if pattern.begins_with(byte as u8) {
                PATTERN
            } else {
                0
            };
        }
        self.patterns.push((pattern, mask.into_bytes()));
    }

    /// Begins a text.
    pub fn begin(&mut self) {
        self.held.clear();
        self.before = b' ';
    }

    /// Takes the next piece and gives what is decided.
    pub fn push<E>(
        &mut self,
        piece: &[u8],
        end: bool,
        mut out: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut text = std::mem::take(&mut self.held);
        text.extend_from_slice(piece);
        let mut plain = 0;
        let mut at = 0;
        while at < text.len() {
            let before = if at == 0 { self.before } else { text[at - 1] };
            let place = Place {
                before,
                text: &text[at..],
                end,
            };
            match self.find(place) {
                (Found::Nothing, _) => at += 1,
                (Found::Match(length), mask) => {
                    out(&text[plain..at])?;
                    out(mask)?;
                    at += length;
                    plain = at;
                }
                (Found::More, _) => break,
            }
        }
        out(&text[plain..at])?;
        if at > 0 {
            self.before = text[at - 1];
        }
        text.drain(..at);
        self.held = text;
        Ok(())
    }

    /// What begins here, and its mask. The configured patterns come first.
    fn find(&self, place: Place) -> (Found, &[u8]) {
        let kinds = self.begins[usize::from(place.text[0])];
        if kinds & PATTERN != 0 {
            for (pattern, mask) in &self.patterns {
                match pattern.find(place) {
                    Found::Nothing => {}
                    found => return (found, mask),
                }
            }
        }
        if kinds & CARD != 0 {
            match card::find(place) {
                Found::Nothing => {}
                found => return (found, &self.cards),
            }
        }
        if kinds & MAIL != 0 {
            return (mail::find(place), &self.mails);
        }
        (Found::Nothing, &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masker() -> Masker {
        let mut masker = Masker::new("[card]".to_owned(), "[mail]".to_owned());
        masker.add(Pattern::parse(r"key-\w+").unwrap(), "[key]".to_owned());
        masker.add(
            Pattern::parse(r"\d\d\d-\d\d-\d\d\d\d").unwrap(),
            "[ssn]".to_owned(),
        );
        masker
    }

    fn masked(text: &str, piece: usize) -> String {
        let mut masker = masker();
        let mut out = Vec::new();
        let mut push = |piece: &[u8], end| {
            masker.push(piece, end, |bytes| {
                out.extend_from_slice(bytes);
                Ok::<(), ()>(())
            })
        };
        for piece in text.as_bytes().chunks(piece) {
            push(piece, false).unwrap();
        }
        push(&[], true).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_split_of_a_text_gives_the_same() {
        let text =
            "Card 4111 1111 1111 1111, mail jo.do+x@mail.example.com; key-AB_9z. 078-05-1120 \
                    4111111111111112 12 4111-1111-1111-1111 a@b @ x@y. 5500005555555559";
        let expected = "Card [card], mail [mail]; [key]. [ssn] \
                        4111111111111112 12 [card] a@b @ x@y. [card]";
        for piece in 1..=text.len() {
            assert_eq!(masked(text, piece), expected, "in pieces of {}", piece);
        }
    }

    #[test]
    fn what_is_held_back_stays_small_whatever_the_text_is() {
        let mut masker = masker();
        for text in ["a", "1", "1 ", "key-a", "a@", "a@a.", "aa.", "\u{e9}"] {
            masker.begin();
            for _ in 0..5_000 {
                masker
                    .push(text.as_bytes(), false, |_| Ok::<(), ()>(()))
                    .unwrap();
                assert!(
                    masker.held.len() <= 1024,
                    "{} held of {:?}",
                    masker.held.len(),
                    text
                );
            }
        }
    }

    #[test]
    fn what_one_text_held_back_is_not_in_the_next() {
        let mut masker = masker();
        masker
            .push(b"4111 1111", false, |_| Ok::<(), ()>(()))
            .unwrap();
        masker.begin();
        let mut out = Vec::new();
        masker
            .push(b" 1111 1111", true, |bytes| {
                out.extend_from_slice(bytes);
                Ok::<(), ()>(())
            })
            .unwrap();
        assert_eq!(out, b" 1111 1111");
    }
}
