/// Headers that make an answer the sender's own.
pub const OWN_HEADERS: [&str; 9] = [
    "origin",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "x-amz-expected-bucket-owner",
    "x-amz-checksum-mode",
    "x-amz-optional-object-attributes",
    "x-amz-server-side-encryption-customer-key",
];

/// What of the query changes the answer to a read.
const OF_READS: [&str; 8] = [
    "versionId",
    "partNumber",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
];

/// And of one to a listing.
const OF_LISTINGS: [&str; 9] = [
    "prefix",
    "delimiter",
    "max-keys",
    "marker",
    "start-after",
    "continuation-token",
    "encoding-type",
    "fetch-owner",
    "list-type",
];

/// What is asked, with all that the answer depends on.
#[derive(Debug, PartialEq, Eq)]
pub struct Question {
    parts: Vec<String>,
}

impl Question {
    /// None for what is no read, or asks for a part of an object.
    pub fn of(
        operation: &str,
        bucket: &str,
        key: &str,
        ranged: bool,
        query: impl Fn(&str) -> Option<String>,
    ) -> Option<Question> {
        let names: &[&str] = match operation {
            "GetObject" if !ranged => &OF_READS,
            "ListObjects" | "ListObjectsV2" => &OF_LISTINGS,
            _ => return None,
        };
        let mut parts = vec![operation.to_owned(), bucket.to_owned(), key.to_owned()];
        for name in names {
            // One that is empty is another question than one that is missing.
            parts.push(query(name).map_or_else(|| "-".to_owned(), |value| format!("={}", value)));
        }
        Some(Question { parts })
    }

    /// The same for equal questions of one sender, and for no others: parts come with their lengths.
    pub fn text(&self, who: &str) -> String {
        let mut text = format!("{}:{}", who.len(), who);
        for part in &self.parts {
            text.push_str(&format!("{}:{}", part.len(), part));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, name: &str, value: &str) -> String {
        let query = |asked: &str| {
            if asked == name {
                Some(value.to_owned())
            } else {
                None
            }
        };
        Question::of("GetObject", "photos", key, false, query)
            .unwrap()
            .text("me")
    }

    #[test]
    fn questions_that_differ_anywhere_are_different() {
        let mut all = vec![
            read("a", "", ""),
            read("b", "", ""),
            read("a", "versionId", ""),
            read("a", "versionId", "1"),
            read("a", "partNumber", "1"),
            read("a3:1:-", "", ""),
        ];
        all.push(
            Question::of("GetObject", "photos", "a", false, |_| None)
                .unwrap()
                .text("you"),
        );
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(read("a", "utm", "1"), read("a", "", ""));
    }

    #[test]
    fn what_is_no_whole_read_is_no_question() {
        assert_eq!(
            Question::of("GetObject", "photos", "a", true, |_| None),
            None
        );
        assert_eq!(
            Question::of("PutObject", "photos", "a", false, |_| None),
            None
        );
    }
}
