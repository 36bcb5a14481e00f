package io.horizonpush.iroh.index;

/** What tells this index from others and from its own copies. Confined to its session's thread. */
public final class IdentityTable {

  private final Session session;

  IdentityTable(Session session) {
    this.session = session;
  }

  /**
   * An index as it stands.
   *
   * @param installation a random id that it keeps, as 32 hexadecimal digits
   * @param history another such id, which changes when a backup is restored
   * @param generation counts the starts of the node and the copies of the index
   * @param settled whether the other stores are known to be of the same generation; else they may
   *     be one behind
   */
  public record Identity(String installation, String history, long generation, boolean settled) {}

  public Identity get() {
    return session
        .first(
            "SELECT lower(hex(id)), lower(hex(history)), generation, settled FROM installation",
            row -> new Identity(row.text(1), row.text(2), row.number(3), row.number(4) == 1))
        .orElseThrow();
  }

  /** Begins the next generation, and answers what the index is then. */
  public Identity advance() {
    session.update("UPDATE installation SET generation = generation + 1, settled = 0");
    return get();
  }

  /** Notes that the other stores are of this index's generation. */
  public Identity settle() {
    session.update("UPDATE installation SET settled = 1");
    return get();
  }

  /** Changes something, so that a commit has something to wait for. */
  int harden() {
    return session.update("UPDATE installation SET hardened = hardened + 1");
  }

  /** Whether no file may be removed, because nobody confirmed what a restore did. */
  public boolean keepsFiles() {
    return session.number("SELECT keeps FROM installation") == 1;
  }

  /** Notes that somebody confirmed it; tells whether that was still to be done. */
  public boolean confirm() {
    return session.update("UPDATE installation SET keeps = 0 WHERE keeps = 1") == 1;
  }

  /**
   * Makes another history of this index.
   *
   * @param generation that it begins behind
   * @param files the first id that no file has
   * @param keeps whether no file may be removed before that is confirmed
   */
  void restore(long generation, long files, boolean keeps) {
    session.update(
        "UPDATE installation SET history = randomblob(16), keeps = ?, generation = ?, settled = 0,"
            + " files = max(files, ?)",
        keeps ? 1 : 0,
        generation + 1,
        files);
  }
}
