use crate::mask::{Found, Place};

/// How many bytes a `+` takes at most, so that what is held back is bounded.
const MOST: usize = 256;

/// How many items a pattern has at most.
const ITEMS: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Byte(u8),
    Digit,
    Letter,
    Word,
}

impl Class {
    fn contains(self, byte: u8) -> bool {
        match self {
            Class::Byte(own) => own == byte,
            Class::Digit => byte.is_ascii_digit(),
            Class::Letter => byte.is_ascii_alphabetic(),
            Class::Word => byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-',
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Item {
    class: Class,
    many: bool,
}

/// Text in which `\d` is a digit, `\a` a letter, `\w` a letter, digit, `_` or `-`, any other byte behind `\` itself,
/// and `+` behind one of them means as many as there are.
#[derive(Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Item>);

impl Pattern {
    /// Fails with what is wrong with the text.
    pub fn parse(text: &str) -> Result<Pattern, &'static str> {
        let mut items: Vec<Item> = Vec::new();
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            let class = match byte {
                b'+' => {
                    match items.last_mut() {
                        Some(item) if !item.many => item.many = true,
                        _ => return Err("a + stands behind what there may be many of"),
                    }
                    continue;
                }
                b'\\' => match bytes.next() {
                    Some(b'd') => Class::Digit,
                    Some(b'a') => Class::Letter,
                    Some(b'w') => Class::Word,
                    Some(other) => Class::Byte(other),
                    None => return Err("nothing stands behind the last \\"),
                },
                other => Class::Byte(other),
            };
            items.push(Item { class, many: false });
        }
        if items.is_empty() || items.len() > ITEMS {
            return Err("a pattern has 1 to 256 characters");
        }
        if items.iter().filter(|item| item.many).count() > 2 {
            return Err("a pattern has at most two +");
        }
        Ok(Pattern(items))
    }

    pub fn begins_with(&self, byte: u8) -> bool {
        self.0[0].class.contains(byte)
    }

    pub fn find(&self, place: Place) -> Found {
        match self.search(place) {
            Ok(found) | Err(found) => found,
        }
    }

    fn search(&self, place: Place) -> Result<Found, Found> {
        let mut at = 0;
        for item in &self.0 {
            let begin = at;
            let most = if item.many { MOST } else { 1 };
            while at - begin < most
                && place
                    .at(at)?
                    .map_or(false, |byte| item.class.contains(byte))
            {
                at += 1;
            }
            if at == begin {
                return Ok(Found::Nothing);
            }
        }
        Ok(Found::Match(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(pattern: &str, text: &str) -> Found {
        let place = Place {
            before: b' ',
            text: text.as_bytes(),
            end: true,
        };
        Pattern::parse(pattern).unwrap().find(place)
    }

    #[test]
    fn a_pattern_is_text_with_classes() {
        assert_eq!(whole(r"sk_\w+", "sk_a-9_Z!"), Found::Match(8));
        assert_eq!(whole(r"\d\d-\a", "12-x"), Found::Match(4));
        assert_eq!(whole(r"1\+\\", r"1+\"), Found::Match(3));
        assert_eq!(whole(r"\d\d", "1x"), Found::Nothing);
        assert_eq!(whole("é", "é"), Found::Match(2));
    }

    #[test]
    fn a_pattern_that_says_nothing_or_too_much_is_refused() {
        for text in ["", "+", r"a++", r"a\", r"\d+\a+\w+"] {
            assert!(Pattern::parse(text).is_err(), "{}", text);
        }
        assert!(Pattern::parse(&"a".repeat(257)).is_err());
    }

    #[test]
    fn a_match_that_may_go_on_waits_but_not_for_ever() {
        let pattern = Pattern::parse(r"a+").unwrap();
        let find = |length: usize| {
            pattern.find(Place {
                before: b' ',
                text: "a".repeat(length).as_bytes(),
                end: false,
            })
        };
        assert_eq!(find(255), Found::More);
        assert_eq!(find(256), Found::Match(256));
    }
}
