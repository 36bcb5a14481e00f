package io.horizonpush.node.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests as bytes, to be damaged anywhere. */
final class RawRequests {

  /**
   * What stands behind every request, so that a node that still reads has something to end with.
   */
  private static final byte[] LAST =
      "\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.ISO_8859_1);

  /** A request that is not whole is waited for; whoever sent it does not wait that long. */
  private static final int PATIENCE_MILLIS = 100;

  /** After which an answer that has begun counts as hanging. */
  private static final int HANGING_MILLIS = 15_000;

  private RawRequests() {}

  static byte[] next(Fuzz fuzz, String bucket) {
    String host = " HTTP/1.1\r\nHost: localhost\r\n";
    return fuzz.of(
            List.of(
                "GET /s3/" + bucket + "/k" + host + "Range: bytes=0-9\r\n\r\n",
                "GET /" + bucket + "?list-type=2&prefix=a%20b&delimiter=/" + host + "\r\n",
                "HEAD /s3/" + bucket + "/k" + host + "If-None-Match: \"x\"\r\n\r\n",
                "PUT /s3/" + bucket + "/k" + host + "Content-Length: 5\r\n\r\nhello",
                "PUT /s3/"
                    + bucket
                    + "/k"
                    + host
                    + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "PUT /s3/"
                    + bucket
                    + "/k"
                    + host
                    + "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n"
                    + "x-amz-decoded-content-length: 5\r\nx-amz-trailer: x-amz-checksum-crc32\r\n"
                    + "Content-Length: 52\r\n\r\n5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n\r\n",
                "POST /s3/"
                    + bucket
                    + "?delete"
                    + host
                    + "Expect: 100-continue\r\nContent-Length: 59\r\n"
                    + "Content-MD5: /6WCsIHTLedxf+75O7NGTg==\r\n\r\n"
                    + "<Delete><Object><Key>nothing</Key></Object></Delete>       ",
                "POST /s3/"
                    + bucket
                    + host
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 127\r\n\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n",
                "OPTIONS /"
                    + bucket
                    + "/k"
                    + host
                    + "Origin: http://x\r\n"
                    + "Access-Control-Request-Method: PUT\r\n\r\n",
                "GET /"
                    + bucket
                    + "/k"
                    + host
                    + "Authorization: AWS4-HMAC-SHA256 "
                    + "Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, "
                    + "Signature=0\r\nx-amz-date: 20260101T000000Z\r\n\r\n"))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Sends bytes in one or several pieces and reads until the node closes, or waits for more without
   * having begun to answer.
   *
   * @throws AssertionError when an answer has begun and does not end
   */
  static String exchange(int port, byte[] bytes, Fuzz fuzz) throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      int cut = fuzz.oneIn(2) ? fuzz.below(bytes.length) : 0;
      socket.getOutputStream().write(bytes, 0, cut);
      socket.getOutputStream().write(bytes, cut, bytes.length - cut);
      socket.getOutputStream().write(LAST);
      read(socket, answers);
    } catch (ConnectException e) {
      throw e; // There is no node.
    } catch (SocketException e) {
      // The node has closed on what it took for the end; what it said before counts.
    }
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  private static void read(Socket socket, ByteArrayOutputStream answers) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[32 << 10];
    long begun = System.nanoTime();
    socket.setSoTimeout(PATIENCE_MILLIS);
    while (true) {
      try {
        int length = in.read(piece);
        if (length < 0) {
          return;
        }
        answers.write(piece, 0, length);
      } catch (SocketTimeoutException e) {
        if (!isCutShort(answers.toString(StandardCharsets.ISO_8859_1))) {
          return;
        }
        if (System.nanoTime() - begun > HANGING_MILLIS * 1_000_000L) {
          throw new AssertionError("an answer hangs: " + answers, e);
        }
      }
    }
  }

  /** Whether the last of these answers has a head that is not ended, or less body than it says. */
  private static boolean isCutShort(String answers) {
    int last = answers.lastIndexOf("HTTP/1.1 ");
    int end = answers.indexOf("\r\n\r\n", Math.max(0, last));
    return last >= 0 && end < 0;
  }
}
