//! Writing JSON (RFC 8259). What is inside of settings is read by [`config`](crate::config).

/// Text as a JSON string, with its quotes.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => {
                out.push_str("\\u00");
                out.push(char::from_digit(c as u32 >> 4, 16).unwrap_or('0'));
                out.push(char::from_digit(c as u32 & 15, 16).unwrap_or('0'));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn what_would_end_or_break_a_string_is_escaped() {
        assert_eq!(
            quote("a\"b\\c\n\r\t\u{1}\u{1f}é"),
            "\"a\\\"b\\\\c\\u000a\\u000d\\u0009\\u0001\\u001fé\""
        );
    }
}
