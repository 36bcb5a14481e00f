-- A bucket goes from one document to the next, an epoch each. whole: whether all is here that this
-- one began with, so that others can have it from this node.
ALTER TABLE document ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;

-- The document that a bucket goes to. phase: 1 it is followed, 2 the records are made anew of what
-- it shows, 3 what this node says in it is brought there. opens: whether this node opens the epoch,
-- with all that it has. tag, after: the key that was done last in phase 2. mark: the sequence of the
-- log up to which it is brought there in phase 3. bound: the sequence of this node's entries up to
-- which all members have seen them, and what is gone by them is left out; 0 leaves nothing out.
CREATE TABLE next_epoch (
  bucket INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  replica TEXT NOT NULL UNIQUE,
  secret TEXT,
  phase INTEGER NOT NULL,
  opens INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  after BLOB NOT NULL,
  mark INTEGER NOT NULL,
  bound INTEGER NOT NULL
);

-- What that document shows so far, in phases 1 and 2.
CREATE TABLE next_entry (
  bucket INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  author INTEGER NOT NULL,
  hash BLOB NOT NULL,
  manifest BLOB NOT NULL,
  PRIMARY KEY (bucket, tag, key, author)
) WITHOUT ROWID;

-- The buckets of which this node is to open an epoch.
CREATE TABLE wanted_epoch (
  bucket INTEGER PRIMARY KEY
);

-- Documents that their buckets have left, and which are to be removed.
CREATE TABLE left_document (
  replica TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- How far other nodes have said that they have what this one has, by the sequence of its entries, and
-- when they said so last.
CREATE TABLE peer_seen (
  bucket INTEGER NOT NULL,
  peer BLOB NOT NULL,
  position INTEGER NOT NULL,
  heard INTEGER NOT NULL,
  PRIMARY KEY (bucket, peer)
) WITHOUT ROWID;

-- What this node may do by the word of who admitted it, for as long as nobody else's has come.
ALTER TABLE sharing ADD COLUMN admitted TEXT;
