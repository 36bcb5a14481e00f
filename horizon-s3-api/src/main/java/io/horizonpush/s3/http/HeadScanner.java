package io.horizonpush.s3.http;

import io.horizonpush.s3.request.HttpCharacters;
import io.netty.buffer.ByteBuf;

/**
 * The check of a head's bytes against the strict grammar of RFC 9112: a lenient reading of a head
 * is what request smuggling lives on. Confined to its event loop.
 *
 * <p>Refuses bare CR and LF, folded lines, control bytes, whatever is no token in a header's name,
 * and a request line that is not three words with one space between them.
 */
final class HeadScanner {

  private enum State {
    START,
    START_CR,
    REQUEST_LINE,
    LINE_CR,
    LINE_START,
    NAME,
    VALUE,
    END_CR,
    ENDED,
    FAULTY
  }

  private State state = State.START;
  private int spaces;
  private int lines;

  /** Looks at bytes up to the head's end; the index behind the last one looked at. */
  int scan(ByteBuf bytes, int from, int to) {
    int at = from;
    while (at < to && state != State.ENDED && state != State.FAULTY) {
      state = after(bytes.getByte(at) & 0xFF);
      at++;
    }
    return at;
  }

  boolean faulty() {
    return state == State.FAULTY;
  }

  /** Whether a byte of a request line has come, and not yet the head's last. */
  boolean begun() {
    return state != State.START && state != State.START_CR && state != State.ENDED;
  }

  /** The number of header lines so far. */
  int lines() {
    return lines;
  }

  void reset() {
    state = State.START;
    spaces = 0;
    lines = 0;
  }

  private State after(int next) {
    return switch (state) {
      case START -> next == '\r' ? State.START_CR : requestLine(next);
      case START_CR -> next == '\n' ? State.START : State.FAULTY;
      case REQUEST_LINE -> requestLine(next);
      case LINE_CR -> next == '\n' ? State.LINE_START : State.FAULTY;
      case LINE_START -> lineStart(next);
      case NAME -> next == ':' ? State.VALUE : nameByte(next);
      case VALUE -> value(next);
      case END_CR -> next == '\n' ? State.ENDED : State.FAULTY;
      case ENDED, FAULTY -> state;
    };
  }

  private State requestLine(int next) {
    if (next == '\r') {
      return spaces == 2 ? State.LINE_CR : State.FAULTY;
    }
    if (next == ' ') {
      spaces++;
    }
    boolean blankAtStart = next == ' ' && state == State.START;
    return HttpCharacters.isControl(next) || next == '\t' || blankAtStart
        ? State.FAULTY
        : State.REQUEST_LINE;
  }

  private State lineStart(int next) {
    if (next == '\r') {
      return State.END_CR;
    }
    lines++;
    return nameByte(next);
  }

  private static State nameByte(int next) {
    return HttpCharacters.isToken(next) ? State.NAME : State.FAULTY;
  }

  private static State value(int next) {
    if (next == '\r') {
      return State.LINE_CR;
    }
    return HttpCharacters.isControl(next) ? State.FAULTY : State.VALUE;
  }
}
