/// What may be done below a prefix of a bucket: `rwdl BUCKET/PREFIX`.
#[derive(Debug, PartialEq, Eq)]
pub struct Right {
    kinds: String,
    bucket: String,
    prefix: String,
}

/// What a request does to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// `r`ead, `w`rite, `d`elete or `l`ist.
    kind: char,
    bucket: &'a str,
    /// The key, or the prefix that is listed.
    name: &'a str,
}

impl Right {
    pub fn parse(line: &str) -> Option<Right> {
        let (kinds, place) = line.split_once(' ')?;
        let (bucket, prefix) = place.split_once('/')?;
        if kinds.is_empty() || bucket.is_empty() || !kinds.chars().all(|kind| "rwdl".contains(kind))
        {
            return None;
        }
        Some(Right {
            kinds: kinds.to_owned(),
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }

    pub fn covers(&self, wanted: &Wanted) -> bool {
        self.kinds.contains(wanted.kind)
            && self.bucket == wanted.bucket
            && wanted.name.starts_with(&self.prefix)
    }
}

impl<'a> Wanted<'a> {
    /// None for what no token allows. A copy is among that: it reads from somewhere else, too.
    pub fn of(
        operation: &str,
        bucket: &'a str,
        key: &'a str,
        prefix: &'a str,
    ) -> Option<Wanted<'a>> {
        let (kind, name) = match operation {
            "GetObject" | "HeadObject" | "GetObjectAttributes" | "GetObjectTagging" => ('r', key),
            "PutObject"
            | "PutObjectTagging"
            | "CreateMultipartUpload"
            | "UploadPart"
            | "CompleteMultipartUpload"
            | "AbortMultipartUpload"
            | "ListParts" => ('w', key),
            "DeleteObject" | "DeleteObjectTagging" => ('d', key),
            "ListObjects" | "ListObjectsV2" | "ListObjectVersions" => ('l', prefix),
            _ => return None,
        };
        Some(Wanted { kind, bucket, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(right: &str, operation: &str, bucket: &str, key: &str, prefix: &str) -> bool {
        let right = Right::parse(right).unwrap();
        Wanted::of(operation, bucket, key, prefix).map_or(false, |wanted| right.covers(&wanted))
    }

    #[test]
    fn a_right_covers_what_begins_with_its_prefix_in_its_bucket() {
        assert!(allows(
            "r photos/2026/",
            "GetObject",
            "photos",
            "2026/a",
            ""
        ));
        assert!(allows("r photos/", "HeadObject", "photos", "a", ""));
        assert!(!allows(
            "r photos/2026/",
            "GetObject",
            "photos",
            "2025/a",
            ""
        ));
        assert!(!allows("r photos/", "GetObject", "photos2", "a", ""));
        assert!(!allows(
            "r photos/2026/",
            "GetObject",
            "photos",
            "",
            "2026/"
        ));
    }

    #[test]
    fn a_right_is_of_the_kinds_that_it_names() {
        assert!(allows("w photos/", "UploadPart", "photos", "a", ""));
        assert!(!allows("w photos/", "GetObject", "photos", "a", ""));
        assert!(!allows("rwl photos/", "DeleteObject", "photos", "a", ""));
        assert!(allows(
            "l photos/in",
            "ListObjectsV2",
            "photos",
            "",
            "inbox/"
        ));
        assert!(!allows("l photos/in", "ListObjectsV2", "photos", "", ""));
    }

    #[test]
    fn what_no_kind_names_is_covered_by_nothing() {
        for operation in [
            "CopyObject",
            "UploadPartCopy",
            "PutBucketPolicy",
            "DeleteObjects",
            "",
            "Unknown",
        ] {
            assert!(
                !allows("rwdl photos/", operation, "photos", "a", ""),
                "{}",
                operation
            );
        }
    }

    #[test]
    fn a_right_has_kinds_and_a_bucket() {
        for line in [
            "",
            "r",
            "r photos",
            " photos/",
            "x photos/",
            "r /a",
            "R photos/",
        ] {
            assert_eq!(Right::parse(line), None, "{:?}", line);
        }
    }
}
