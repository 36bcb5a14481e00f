package io.horizonpush.wasm.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/** The body of an answer, by how its end is known. Confined to one thread at a time. */
abstract class NetBody {

  /** The next bytes, one at least; none at the end. */
  abstract byte[] next(int most) throws IOException;

  static NetBody none() {
    return new Fixed(InputStream.nullInputStream(), 0);
  }

  /**
   * The body that headers announce.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112, 6.3</a>
   */
  static NetBody of(InputStream input, NetAnswer.Lines lines, Map<String, String> headers)
      throws IOException {
    String coding = headers.get("transfer-encoding");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new IOException("The server sends a body in a coding that is not known here");
      }
      return new Chunked(input, lines);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return new UntilClosed(input);
    }
    if (!length.matches("\\d{1,18}")) {
      throw new IOException("The server says no length that is one");
    }
    return new Fixed(input, Long.parseLong(length));
  }

  private static byte[] some(InputStream input, long most) throws IOException {
    byte[] bytes = new byte[(int) Math.min(most, 64 << 10)];
    int read = input.read(bytes, 0, bytes.length);
    return read < 0 ? new byte[0] : Arrays.copyOf(bytes, read);
  }

  private static final class Fixed extends NetBody {

    private final InputStream input;
    private long left;

    private Fixed(InputStream input, long left) {
      this.input = input;
      this.left = left;
    }

    @Override
    byte[] next(int most) throws IOException {
      if (left == 0) {
        return new byte[0];
      }
      byte[] bytes = some(input, Math.min(most, left));
      if (bytes.length == 0) {
        throw new EOFException("The body ends early");
      }
      left -= bytes.length;
      return bytes;
    }
  }

  private static final class UntilClosed extends NetBody {

    private final InputStream input;

    private UntilClosed(InputStream input) {
      this.input = input;
    }

    @Override
    byte[] next(int most) throws IOException {
      return some(input, most);
    }
  }

  private static final class Chunked extends NetBody {

    private final InputStream input;
    private final NetAnswer.Lines lines;
    private long left;
    private boolean first = true;
    private boolean over;

    private Chunked(InputStream input, NetAnswer.Lines lines) {
      this.input = input;
      this.lines = lines;
    }

    @Override
    byte[] next(int most) throws IOException {
      if (left == 0 && !over) {
        beginChunk();
      }
      if (over) {
        return new byte[0];
      }
      byte[] bytes = some(input, Math.min(most, left));
      if (bytes.length == 0) {
        throw new EOFException("The body ends early");
      }
      left -= bytes.length;
      return bytes;
    }

    private void beginChunk() throws IOException {
      lines.restart();
      if (!first && !lines.next().isEmpty()) {
        throw new IOException("A chunk of the body does not end where it should");
      }
      first = false;
      String line = lines.next();
      int extension = line.indexOf(';');
      String size = (extension < 0 ? line : line.substring(0, extension)).strip();
      if (!size.matches("[0-9A-Fa-f]{1,15}")) {
        throw new IOException("A chunk of the body has no length");
      }
      left = Long.parseLong(size, 16);
      if (left == 0) {
        over = true;
        while (!lines.next().isEmpty()) {
          // Trailers are of no use to anybody here.
        }
      }
    }
  }
}
