package io.horizonpush.s3.form;

import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a multipart/form-data body, one after another, in a window of constant size: how the
 * body is cut into pieces makes no difference. Confined to one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1">RFC 2046, 5.1.1</a>
 */
final class FormParts {

  /** The most that may stand before the file's own bytes, framing included, as AWS has it. */
  static final int MOST_BEFORE_FILE = 20 << 10;

  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  /** The window at first, and the most that it grows to with what comes. */
  private static final int FIRST_WINDOW = 4 << 10;

  private static final int WINDOW = 64 << 10;
  private static final int LONGEST_LINE = 8 << 10;
  private static final int MOST_LINES = 32;
  private static final byte[] LINE_END = {'\r', '\n'};

  private final ContentReader source;
  private final byte[] delimiter;
  private byte[] window = new byte[FIRST_WINDOW];
  private int from;
  private int to;
  private ByteBuffer piece = ByteBuffer.allocate(0);

  /** How many bytes may still be consumed. */
  private long allowance = (long) MOST_BEFORE_FILE + LINE_END.length;

  /** At first what stands before the first part, which nobody reads. */
  private boolean inContent = true;

  private boolean closed;

  /**
   * The parts of a body.
   *
   * @param contentType of the request
   * @throws io.horizonpush.s3.model.S3Exception {@code MalformedPOSTRequest} if it names no
   *     boundary
   */
  FormParts(ContentReader source, String contentType) {
    String boundary =
        HeaderParameters.parse(contentType)
            .parameter("boundary")
            .filter(text -> BOUNDARY.matcher(text).matches())
            .orElseThrow(FormErrors::malformed);
    this.source = source;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter may stand at the very start, without the line end that belongs to it.
    System.arraycopy(LINE_END, 0, window, 0, LINE_END.length);
    this.to = LINE_END.length;
  }

  /** Goes to the next part, over what is left of the present one; nothing behind the last. */
  Optional<PartHead> next() {
    while (content().isPresent()) {
      // goes over it
    }
    if (closed) {
      return Optional.empty();
    }
    if (startsWith("--")) {
      closed = true;
      return Optional.empty();
    }
    if (!line().isBlank()) {
      throw FormErrors.malformed();
    }
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
      if (lines.size() > MOST_LINES) {
        throw FormErrors.malformed();
      }
    }
    inContent = true;
    return Optional.of(PartHead.parse(lines));
  }

  /** The next bytes of the present part, valid until the next call; nothing at its end. */
  Optional<ByteBuffer> content() {
    while (inContent) {
      int found = indexOf(delimiter);
      if (found == from) {
        consume(delimiter.length);
        inContent = false;
      } else {
        // What may be the beginning of a delimiter waits for what follows it.
        int end = found >= 0 ? found : to - delimiter.length + 1;
        if (end > from) {
          ByteBuffer bytes = ByteBuffer.wrap(window, from, end - from).slice();
          consume(end - from);
          return Optional.of(bytes.asReadOnlyBuffer());
        }
        demandMore();
      }
    }
    return Optional.empty();
  }

  /** From here on the bytes are the file's, of which there may be many. */
  void liftLimit() {
    allowance = Long.MAX_VALUE;
  }

  /** Reads what follows the last part, up to the body's end. */
  void finish() {
    piece = ByteBuffer.allocate(0);
    while (source.next().isPresent()) {
      // ignored, as RFC 2046 asks
    }
  }

  private boolean startsWith(String text) {
    while (to - from < text.length()) {
      demandMore();
    }
    return new String(window, from, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }

  private String line() {
    int end = indexOf(LINE_END);
    while (end < 0) {
      if (to - from > LONGEST_LINE) {
        throw FormErrors.malformed();
      }
      demandMore();
      end = indexOf(LINE_END);
    }
    String line = new String(window, from, end - from, StandardCharsets.UTF_8);
    consume(end - from + LINE_END.length);
    return line;
  }

  private int indexOf(byte[] text) {
    for (int at = from; at <= to - text.length; at++) {
      int matched = 0;
      while (matched < text.length && window[at + matched] == text[matched]) {
        matched++;
      }
      if (matched == text.length) {
        return at;
      }
    }
    return -1;
  }

  private void consume(int length) {
    allowance -= length;
    if (allowance < 0) {
      throw FormErrors.fieldsTooLarge();
    }
    from += length;
  }

  private void demandMore() {
    if (!piece.hasRemaining()) {
      piece = source.next().orElseThrow(FormErrors::malformed).duplicate();
    }
    System.arraycopy(window, from, window, 0, to - from);
    to -= from;
    from = 0;
    if (to + piece.remaining() > window.length) {
      window = Arrays.copyOf(window, Math.min(WINDOW, to + piece.remaining()));
    }
    int length = Math.min(piece.remaining(), window.length - to);
    piece.get(window, to, length);
    to += length;
  }
}
