package io.horizonpush.iroh.index;

/**
 * The pages of the index's file that nothing uses any more: they are used anew, and where they are
 * more than what is used, go back to the file system a little at a time. Confined to its session's
 * thread.
 *
 * <p>An index that an earlier node made has not noted whose each page is, and keeps its pages.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_incremental_vacuum">SQLite</a>
 */
public final class FreePages {

  /** Pages that go at one time: 4 MiB are moved in some 20 ms. */
  private static final int AT_ONCE = 1024;

  private final Session session;
  private boolean given;

  FreePages(Session session) {
    this.session = session;
  }

  /** Prepares a file that is empty yet. */
  static void prepare(Session session) {
    session.set("auto_vacuum = INCREMENTAL");
  }

  /** Gives some back; tells whether there are still too many. */
  public boolean giveBack() {
    session.set("incremental_vacuum(" + AT_ONCE + ")");
    given = true;
    return areMany();
  }

  /** Whether some were given back since this was asked last. */
  boolean takeGiven() {
    boolean since = given;
    given = false;
    return since;
  }

  /** Whether there are so many that some are to go. */
  public boolean areMany() {
    long free = number("freelist_count");
    return free > AT_ONCE && free > number("page_count") / 2 && number("auto_vacuum") == 2;
  }

  private long number(String pragma) {
    return Long.parseLong(session.pragma(pragma));
  }
}
