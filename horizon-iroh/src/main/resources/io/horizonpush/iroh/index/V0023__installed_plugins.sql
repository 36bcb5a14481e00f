-- The plugins that are installed on this node, by the names that they have here. publisher: the key by which
-- upgrades must be signed, empty for nobody's. current: the number of the version that runs.
CREATE TABLE plugin (
  name TEXT NOT NULL PRIMARY KEY,
  enabled INTEGER NOT NULL,
  publisher TEXT NOT NULL,
  current INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Their versions, earlier ones to go back to. digest: of the file. choices: what the operator chose, which is not
-- looked into here; settings: likewise, encrypted. installed: in milliseconds.
CREATE TABLE plugin_version (
  plugin TEXT NOT NULL,
  number INTEGER NOT NULL,
  digest BLOB NOT NULL,
  choices TEXT NOT NULL,
  settings TEXT NOT NULL,
  installed INTEGER NOT NULL,
  PRIMARY KEY (plugin, number)
) STRICT, WITHOUT ROWID;

-- The files of these versions, here and not among the blobs: no bucket gives them to anybody, none evicts them,
-- and an entry and its file become durable together.
CREATE TABLE plugin_file (
  digest BLOB NOT NULL UNIQUE,
  bytes BLOB NOT NULL
) STRICT;

-- The tickets by which other nodes may have them, and who had. id: of the ticket; key: its public key; expires: in
-- seconds; uses: how many nodes may have it, 0 for any number.
CREATE TABLE plugin_share (
  id BLOB NOT NULL PRIMARY KEY,
  plugin TEXT NOT NULL,
  digest BLOB NOT NULL,
  key BLOB NOT NULL,
  expires INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE plugin_share_use (
  share BLOB NOT NULL,
  node BLOB NOT NULL,
  PRIMARY KEY (share, node)
) STRICT, WITHOUT ROWID;

-- How far plugins have heard of what happened, by source: a position in the log. Of those that run alone: who does
-- not hears of nothing meanwhile.
CREATE TABLE plugin_position (
  plugin TEXT NOT NULL,
  source TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (plugin, source)
) STRICT, WITHOUT ROWID;
