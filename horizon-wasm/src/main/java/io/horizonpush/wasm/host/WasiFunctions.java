package io.horizonpush.wasm.host;

import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.PluginSinks.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;

/**
 * The harmless part of {@code wasi_snapshot_preview1}, for compilers that link it. Confined to its
 * instance.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md">WASI preview
 *     1</a>
 */
final class WasiFunctions {

  static final String NAME = "wasi_snapshot_preview1";

  private static final long SUCCESS = 0;
  private static final long BADF = 8;
  private static final long FAULT = 21;
  private static final long INVAL = 28;
  private static final long IO = 29;
  private static final long NOSYS = 52;

  private static final int MOST_VECTORS = 64;
  private static final int LONGEST_LINE = 4 << 10;
  private static final long MILLI = 1_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What compilers import and nobody gets anything from: files there are none. */
  private static final Map<String, String> OF_FILES =
      Map.ofEntries(
          Map.entry("fd_advise", "iIIi"),
          Map.entry("fd_allocate", "iII"),
          Map.entry("fd_close", "i"),
          Map.entry("fd_datasync", "i"),
          Map.entry("fd_fdstat_get", "ii"),
          Map.entry("fd_fdstat_set_flags", "ii"),
          Map.entry("fd_fdstat_set_rights", "iII"),
          Map.entry("fd_filestat_get", "ii"),
          Map.entry("fd_filestat_set_size", "iI"),
          Map.entry("fd_filestat_set_times", "iIIi"),
          Map.entry("fd_pread", "iiiIi"),
          Map.entry("fd_prestat_dir_name", "iii"),
          Map.entry("fd_prestat_get", "ii"),
          Map.entry("fd_pwrite", "iiiIi"),
          Map.entry("fd_read", "iiii"),
          Map.entry("fd_readdir", "iiiIi"),
          Map.entry("fd_renumber", "ii"),
          Map.entry("fd_seek", "iIii"),
          Map.entry("fd_sync", "i"),
          Map.entry("fd_tell", "ii"));

  private static final Map<String, String> OF_PATHS =
      Map.ofEntries(
          Map.entry("path_create_directory", "iii"),
          Map.entry("path_filestat_get", "iiiii"),
          Map.entry("path_filestat_set_times", "iiiiIIi"),
          Map.entry("path_link", "iiiiiii"),
          Map.entry("path_open", "iiiiiIIii"),
          Map.entry("path_readlink", "iiiiii"),
          Map.entry("path_remove_directory", "iii"),
          Map.entry("path_rename", "iiiiii"),
          Map.entry("path_symlink", "iiiii"),
          Map.entry("path_unlink_file", "iii"),
          Map.entry("poll_oneoff", "iiii"),
          Map.entry("proc_raise", "i"),
          Map.entry("sock_accept", "iii"),
          Map.entry("sock_recv", "iiiiii"),
          Map.entry("sock_send", "iiiii"),
          Map.entry("sock_shutdown", "ii"));

  private final Scope scope;

  private WasiFunctions(Scope scope) {
    this.scope = scope;
  }

  static HostModule of(Scope scope) {
    WasiFunctions wasi = new WasiFunctions(scope);
    HostModule module =
        new HostModule(NAME, scope, WasiFunctions::number)
            .add("fd_write", "iiii", "i", wasi::write)
            .add("clock_time_get", "iIi", "i", wasi::time)
            .add("clock_res_get", "ii", "i", WasiFunctions::resolution)
            .add("random_get", "ii", "i", WasiFunctions::random)
            .add("proc_exit", "i", "", WasiFunctions::exit)
            .add("args_get", "ii", "i", call -> SUCCESS)
            .add("args_sizes_get", "ii", "i", WasiFunctions::none)
            .add("environ_get", "ii", "i", call -> SUCCESS)
            .add("environ_sizes_get", "ii", "i", WasiFunctions::none)
            .add("sched_yield", "", "i", call -> SUCCESS);
    OF_FILES.forEach((name, types) -> module.add(name, types, "i", call -> BADF));
    OF_PATHS.forEach((name, types) -> module.add(name, types, "i", call -> NOSYS));
    return module;
  }

  private static long number(Errno errno) {
    return switch (errno) {
      case INVALID -> FAULT;
      case TOO_LARGE -> INVAL;
      case NOT_FOUND, FORBIDDEN, WRONG_PHASE, BAD_HANDLE -> BADF;
      case BUDGET, UNAVAILABLE, TIMED_OUT, CONFLICT, ERROR -> IO;
    };
  }

  /** What is written to the outputs is logged. */
  private long write(GuestArguments arguments) {
    int file = arguments.integer(0);
    if (file != 1 && file != 2) {
      return BADF;
    }
    arguments.requireRoom(3, Integer.BYTES);
    int vectors = arguments.integer(2);
    if (vectors < 0 || vectors > MOST_VECTORS) {
      return INVAL;
    }
    arguments.requireRoom(1, vectors * 8);
    ByteBuffer table =
        ByteBuffer.wrap(arguments.part(arguments.integer(1), vectors * 8))
            .order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
    long written = 0;
    while (table.hasRemaining()) {
      int address = table.getInt();
      long length = Integer.toUnsignedLong(table.getInt());
      if (!arguments.memory().contains(address, length)) {
        return FAULT;
      }
      line.put(arguments.part(address, (int) Math.min(length, line.remaining())));
      written += length;
    }
    if (written > Integer.MAX_VALUE) {
      return INVAL;
    }
    String text = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
    scope.outbox().log(file == 1 ? Level.INFO : Level.WARN, text.strip(), line.position());
    arguments.put(3, little(Integer.BYTES, written));
    return SUCCESS;
  }

  private static byte[] little(int bytes, long value) {
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return java.util.Arrays.copyOf(buffer.putLong(value).array(), bytes);
  }

  private long time(GuestArguments arguments) {
    arguments.requireRoom(2, Long.BYTES);
    long nanos =
        switch (arguments.integer(0)) {
          case 0 -> scope.plugin().services().clock().millis() * MILLI;
          case 1 -> System.nanoTime() / MILLI * MILLI;
          default -> -1;
        };
    if (nanos < 0 && arguments.integer(0) != 1) {
      return INVAL;
    }
    arguments.put(2, little(Long.BYTES, nanos));
    return SUCCESS;
  }

  private static long resolution(GuestArguments arguments) {
    arguments.put(1, little(Long.BYTES, MILLI));
    return SUCCESS;
  }

  private static long random(GuestArguments arguments) {
    byte[] bytes = new byte[arguments.length(0, GuestArguments.LARGEST_RESULT)];
    RANDOM.nextBytes(bytes);
    arguments.put(0, bytes);
    return SUCCESS;
  }

  private static long none(GuestArguments arguments) {
    arguments.requireRoom(0, Integer.BYTES);
    arguments.requireRoom(1, Integer.BYTES);
    arguments.put(0, little(Integer.BYTES, 0));
    arguments.put(1, little(Integer.BYTES, 0));
    return SUCCESS;
  }

  private static long exit(GuestArguments arguments) {
    throw new GuestException(new GuestFailure.Exited(arguments.integer(0)));
  }
}
