package io.horizonpush.wasm.host;

import java.util.HashMap;
import java.util.Map;

/** What an instance has open for its request, by number. Confined to its instance. */
final class Handles {

  private static final int MOST = 64;

  /** Something that is open. */
  interface Open {

    /** Lets go of it, without waiting. */
    void close();
  }

  private final Map<Integer, Open> open = new HashMap<>();
  private int last;

  /** Refuses what would be one too many, before it is opened. */
  void requireRoom() {
    if (open.size() >= MOST) {
      throw Errno.BUDGET.error();
    }
  }

  int add(Open opened) {
    requireRoom();
    open.put(++last, opened);
    return last;
  }

  <T extends Open> T get(int handle, Class<T> type) {
    Open found = open.get(handle);
    if (!type.isInstance(found)) {
      throw Errno.BAD_HANDLE.error();
    }
    return type.cast(found);
  }

  void remove(int handle) {
    open.remove(handle);
  }

  /** Closes all that is open; numbers are never used twice. */
  void closeAll() {
    open.values().forEach(Open::close);
    open.clear();
  }
}
