-- Keys of buckets that other members changed, and that those are to bring to the bucket's origin: this node looks after
-- them if nobody did. since: in milliseconds; looks: that found nothing and left it to others.
CREATE TABLE awaited_upload (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  since INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  PRIMARY KEY (bucket, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX awaited_upload_since ON awaited_upload (bucket, since);
