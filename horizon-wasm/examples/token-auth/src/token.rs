use crate::right::Right;

/// What a token consists of: `KEY.PAYLOAD.CODE`.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    pub key: &'a str,
    pub payload: &'a str,
    pub code: &'a str,
    /// What the code is about: `KEY.PAYLOAD` as it was sent.
    pub signed: &'a str,
}

/// Nothing that is longer is looked at.
const LONGEST: usize = 4096;

impl<'a> Parts<'a> {
    pub fn of(token: &'a str) -> Option<Parts<'a>> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if token.len() > LONGEST || !token.bytes().all(plain) {
            return None;
        }
        let (signed, code) = token.rsplit_once('.')?;
        let (key, payload) = signed.split_once('.')?;
        if payload.contains('.') {
            return None;
        }
        Some(Parts {
            key,
            payload,
            code,
            signed,
        })
    }
}

/// What a payload says, line by line: the principal, the end in seconds since 1970, and rights.
#[derive(Debug, PartialEq, Eq)]
pub struct Claims {
    pub principal: String,
    pub expires: u64,
    pub rights: Vec<Right>,
}

impl Claims {
    /// None if there is anything in it that is not understood: it could be a restriction.
    pub fn parse(payload: &[u8]) -> Option<Claims> {
        let text = std::str::from_utf8(payload).ok()?;
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let principal = lines.next().filter(|name| !name.is_empty())?.to_owned();
        let expires = lines.next()?;
        if !expires.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        Some(Claims {
            principal,
            expires: expires.parse().ok()?,
            rights: lines.map(Right::parse).collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_three_parts() {
        let parts = Parts {
            key: "k1",
            payload: "cGF5",
            code: "bWFj",
            signed: "k1.cGF5",
        };
        assert_eq!(Parts::of("k1.cGF5.bWFj"), Some(parts));
        for other in [
            "",
            "k1",
            "k1.cGF5",
            "k1.c.d.e",
            "k1.cGF5.bWFj=",
            "k1.cGF5.bW+j",
            "k1.cGF5.bWFj ",
        ] {
            assert_eq!(Parts::of(other), None, "{}", other);
        }
        assert_eq!(Parts::of(&format!("k1.{}.x", "c".repeat(4096))), None);
    }

    #[test]
    fn a_payload_is_understood_as_a_whole_or_not_at_all() {
        let claims =
            Claims::parse(b"camera\n1767225600\nr photos/2026/\nrwdl photos/inbox/").unwrap();
        assert_eq!(
            (
                claims.principal.as_str(),
                claims.expires,
                claims.rights.len()
            ),
            ("camera", 1767225600, 2)
        );
        assert_eq!(
            Claims::parse(b"camera\n1767225600\nr photos/a\n")
                .unwrap()
                .rights
                .len(),
            1
        );
        for other in [
            "",
            "camera",
            "\n1\nr a/",
            "camera\n+1\nr a/",
            "camera\n-1\nr a/",
            "camera\n1.5\nr a/",
            "camera\n1\nr a/\nx a/",
            "camera\n1\nr a/\n\n",
            "camera\n99999999999999999999\nr a/",
        ] {
            assert_eq!(Claims::parse(other.as_bytes()), None, "{:?}", other);
        }
        assert_eq!(Claims::parse(b"camera\n1\nr \xff/"), None);
    }
}
