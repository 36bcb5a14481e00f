use crate::mask::{Found, Place};

/// An address of mail is not longer (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;

/// Whether a byte is taken for one before the @: letters of every script, and what addresses have in practice. What
/// RFC 5321 allows beside that (`=`, `|`, `'`, …) separates fields of the texts around them.
pub fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"._%+-".contains(&byte)
}

fn is_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'-'
}

/// The address that begins here, at the beginning of a word.
pub fn find(place: Place) -> Found {
    match search(place) {
        Ok(found) | Err(found) => found,
    }
}

fn search(place: Place) -> Result<Found, Found> {
    if is_local(place.before) {
        return Ok(Found::Nothing);
    }
    let mut at = 0;
    while place.at(at)?.map_or(false, is_local) {
        at += 1;
        if at == LONGEST {
            return Ok(Found::Nothing);
        }
    }
    if at == 0 || place.at(at)? != Some(b'@') {
        return Ok(Found::Nothing);
    }
    at += 1;
    // The domain ends with the last label that two letters or more follow a dot with.
    let mut best = Found::Nothing;
    let mut dots = 0;
    loop {
        let label = at;
        while at < 2 * LONGEST && place.at(at)?.map_or(false, is_label) {
            at += 1;
        }
        if at == label || at == 2 * LONGEST {
            return Ok(best);
        }
        if dots > 0 && is_top(&place.text[label..at]) {
            best = Found::Match(at);
        }
        if place.at(at)? != Some(b'.') {
            return Ok(best);
        }
        dots += 1;
        at += 1;
    }
}

fn is_top(label: &[u8]) -> bool {
    label.len() >= 2 && !label[0].is_ascii_digit()
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
    fn an_address_has_a_domain_of_two_labels_at_least() {
        for mail in [
            "a@b.de",
            "jo.do+tag@mail.example.co.uk",
            "josé@müller.example",
            "o_neil%a@x-y.org",
        ] {
            assert_eq!(whole(mail), Found::Match(mail.len()), "{}", mail);
        }
        for other in [
            "a@b", "@b.de", "a@.de", "a@b.1", "a b@c.de", "a@b.c", "a|", "=a@b.de",
        ] {
            assert_eq!(whole(other), Found::Nothing, "{}", other);
        }
    }

    #[test]
    fn an_address_ends_with_its_domain() {
        assert_eq!(whole("a@b.de. Next"), Found::Match(6));
        assert_eq!(whole("a@b.de, c"), Found::Match(6));
        assert_eq!(whole("a@b.de.7"), Found::Match(6));
    }

    #[test]
    fn an_address_that_may_go_on_waits() {
        for text in ["a", "a@", "a@b", "a@b.de", "a@b.de."] {
            let place = Place {
                before: b' ',
                text: text.as_bytes(),
                end: false,
            };
            assert_eq!(find(place), Found::More, "{}", text);
        }
    }
}
