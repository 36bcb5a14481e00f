use crate::mask::{Found, Place};

/// Card numbers have 13 to 19 digits (ISO/IEC 7812), alone or in groups with one blank or hyphen between them.
const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// The longest card number that begins here, at the beginning of a group.
pub fn find(place: Place) -> Found {
    match search(place) {
        Ok(found) | Err(found) => found,
    }
}

fn search(place: Place) -> Result<Found, Found> {
    if place.before.is_ascii_digit() {
        return Ok(Found::Nothing);
    }
    let mut digits = Digits::default();
    let mut at = 0;
    let mut best = Found::Nothing;
    while let Some(byte) = place.at(at)? {
        if byte.is_ascii_digit() {
            if digits.count == LONGEST {
                break;
            }
            digits.push(byte - b'0');
        } else {
            if digits.are_card() {
                best = Found::Match(at);
            }
            let grouped = (byte == b' ' || byte == b'-')
                && place
                    .at(at + 1)?
                    .map_or(false, |next| next.is_ascii_digit());
            if !grouped {
                return Ok(best);
            }
        }
        at += 1;
    }
    // Without a digit that is one too many the text has ended here.
    if place.at(at)?.is_none() && digits.are_card() {
        best = Found::Match(at);
    }
    Ok(best)
}

/// Digits with the sums of Luhn's formula, so that each end of a group is decided at once.
#[derive(Default)]
struct Digits {
    count: usize,
    /// With every digit doubled whose index is even, and with every one whose index is odd.
    sums: [u32; 2],
}

impl Digits {
    fn push(&mut self, digit: u8) {
        let digit = u32::from(digit);
        let doubled = if digit > 4 { 2 * digit - 9 } else { 2 * digit };
        self.sums[self.count % 2] += doubled;
        self.sums[1 - self.count % 2] += digit;
        self.count += 1;
    }

    /// Whether they have the length of a card number, and its check digit, which is the last and is not doubled. All
    /// zeros are no card.
    fn are_card(&self) -> bool {
        let sum = self.sums[self.count % 2];
        self.count >= SHORTEST && sum > 0 && sum % 10 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Found {
        find(Place {
            before: b' ',
            text: text.as_bytes(),
            end: true,
        })
    }

    #[test]
    fn a_number_is_a_card_by_its_length_and_check_digit() {
        for card in [
            "4111111111111111",
            "378282246310005",
            "4222222222222",
            "6304000000000000000",
        ] {
            assert_eq!(whole(card), Found::Match(card.len()), "{}", card);
        }
        for other in [
            "4111111111111112",
            "422222222222",
            "41111111111111110000",
            "0000000000000000",
        ] {
            assert_eq!(whole(other), Found::Nothing, "{}", other);
        }
    }

    #[test]
    fn a_card_ends_before_what_is_no_group_of_it() {
        assert_eq!(whole("4111-1111-1111-1111-"), Found::Match(19));
        assert_eq!(whole("4111 1111 1111 1111 exp 12/27"), Found::Match(19));
        assert_eq!(whole("4111 1111 1111 1111 12"), Found::Match(19));
        assert_eq!(whole("4111  1111 1111 1111"), Found::Nothing);
    }

    #[test]
    fn a_number_that_may_go_on_waits() {
        let text = b"4111111111111111";
        assert_eq!(
            find(Place {
                before: b' ',
                text,
                end: false
            }),
            Found::More
        );
        assert_eq!(
            find(Place {
                before: b'1',
                text,
                end: true
            }),
            Found::Nothing
        );
    }
}
