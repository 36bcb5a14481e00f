-- Which buckets this node uses an origin for that it has access to, as its operator said. allowed: 1; or 0, where it is
-- not to.
CREATE TABLE origin_grant (
  bucket INTEGER NOT NULL,
  origin BLOB NOT NULL,
  allowed INTEGER NOT NULL,
  PRIMARY KEY (bucket, origin)
) STRICT, WITHOUT ROWID;
-- Buckets that had origins before anybody was asked: what this node has access to of them is allowed at its next start.
CREATE TABLE origin_grant_review (
  bucket INTEGER PRIMARY KEY
) STRICT;
INSERT INTO origin_grant_review (bucket)
  SELECT bucket FROM bucket_setting WHERE name = 'origins' AND document IS NOT NULL;
