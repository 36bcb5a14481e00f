-- What this node is to do as the home of buckets. number: of the home that it is or was; given: whether
-- it gave that up; next: the largest number that it knows to be taken.
CREATE TABLE home_duty (
  bucket INTEGER PRIMARY KEY,
  number INTEGER NOT NULL,
  given INTEGER NOT NULL,
  next INTEGER NOT NULL
);

-- What it decided for other members, so that who missed the answer can ask again. content: SHA-256 of
-- what was asked; outcome: the version that was made, empty where nothing was, none where it never
-- will be.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  peer BLOB NOT NULL,
  request TEXT NOT NULL,
  content TEXT NOT NULL,
  decided INTEGER NOT NULL,
  outcome BLOB,
  UNIQUE (bucket, peer, request)
);

-- What this node asked homes, as long as it does not know what became of it: so long the blobs are
-- used. blobs: pairs of hash and length.
CREATE TABLE asked (
  request TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  home BLOB NOT NULL,
  asked INTEGER NOT NULL,
  key BLOB NOT NULL,
  upload TEXT,
  held INTEGER NOT NULL,
  blobs BLOB NOT NULL
) WITHOUT ROWID;
