-- What plugins keep in buckets, by author. clock: a hybrid logical clock; sequence: when it changed here last, in the
-- order of all; length: in bytes, NULL where it was deleted, as value is.
CREATE TABLE plugin_entry (
  bucket INTEGER NOT NULL,
  plugin TEXT NOT NULL,
  key BLOB NOT NULL,
  author INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  length INTEGER,
  value BLOB,
  PRIMARY KEY (bucket, plugin, key, author)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX plugin_entry_sequence ON plugin_entry (sequence);

-- How much of that an author has in a bucket, so that nobody has to count it. entries: that were not deleted; gone: that
-- were; size: of keys and values of the former, in bytes.
CREATE TABLE plugin_author (
  bucket INTEGER NOT NULL,
  author INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (bucket, author)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER plugin_entry_added AFTER INSERT ON plugin_entry BEGIN
  INSERT INTO plugin_author (bucket, author, entries, gone, size)
    VALUES (NEW.bucket, NEW.author, NEW.length IS NOT NULL, NEW.length IS NULL,
      coalesce(length(NEW.key) + NEW.length, 0))
    ON CONFLICT (bucket, author) DO UPDATE
    SET entries = entries + excluded.entries, gone = gone + excluded.gone, size = size + excluded.size;
END;
CREATE TRIGGER plugin_entry_removed AFTER DELETE ON plugin_entry BEGIN
  UPDATE plugin_author
    SET entries = entries - (OLD.length IS NOT NULL), gone = gone - (OLD.length IS NULL),
      size = size - coalesce(length(OLD.key) + OLD.length, 0)
    WHERE bucket = OLD.bucket AND author = OLD.author;
  DELETE FROM plugin_author
    WHERE bucket = OLD.bucket AND author = OLD.author AND entries = 0 AND gone = 0;
END;
CREATE TRIGGER plugin_entry_changed AFTER UPDATE OF length ON plugin_entry BEGIN
  UPDATE plugin_author
    SET entries = entries + (NEW.length IS NOT NULL) - (OLD.length IS NOT NULL),
      gone = gone + (NEW.length IS NULL) - (OLD.length IS NULL),
      size = size + coalesce(length(NEW.key) + NEW.length, 0) - coalesce(length(OLD.key) + OLD.length, 0)
    WHERE bucket = NEW.bucket AND author = NEW.author;
END;

-- The key of what a plugin keeps that was logged last, once all versions are; NULL before that.
ALTER TABLE backfill ADD COLUMN plugin_after BLOB;

-- Blobs that plugins keep, each with a use of kind 8 by bucket 0, which no bucket is. used: grows with every read that was
-- noted: what was read the longest time ago has the smallest.
CREATE TABLE plugin_blob (
  plugin TEXT NOT NULL,
  hash BLOB NOT NULL,
  length INTEGER NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (plugin, hash)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX plugin_blob_used ON plugin_blob (plugin, used, length);

-- How much of that a plugin has. used: the largest of its blobs so far.
CREATE TABLE plugin_shelf (
  plugin TEXT NOT NULL PRIMARY KEY,
  blobs INTEGER NOT NULL,
  size INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER plugin_blob_added AFTER INSERT ON plugin_blob BEGIN
  INSERT INTO plugin_shelf (plugin, blobs, size, used) VALUES (NEW.plugin, 1, NEW.length, NEW.used)
    ON CONFLICT (plugin) DO UPDATE SET blobs = blobs + 1, size = size + NEW.length, used = max(used, NEW.used);
END;
CREATE TRIGGER plugin_blob_touched AFTER UPDATE OF used ON plugin_blob BEGIN
  UPDATE plugin_shelf SET used = max(used, NEW.used) WHERE plugin = NEW.plugin;
END;
CREATE TRIGGER plugin_blob_removed AFTER DELETE ON plugin_blob BEGIN
  UPDATE plugin_shelf SET blobs = blobs - 1, size = size - OLD.length WHERE plugin = OLD.plugin;
  DELETE FROM plugin_shelf WHERE plugin = OLD.plugin AND blobs = 0;
END;
