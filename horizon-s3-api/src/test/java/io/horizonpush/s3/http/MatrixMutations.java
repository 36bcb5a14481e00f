package io.horizonpush.s3.http;

import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.form.TestingForm;
import io.horizonpush.s3.http.MatrixSigner.Asked;
import io.horizonpush.s3.http.MatrixSigner.Scheme;
import io.horizonpush.s3.http.MatrixSigner.Signed;
import io.horizonpush.s3.http.MatrixSigner.Terms;
import io.horizonpush.s3.request.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Everything that can be done to a signed request so that it must not be accepted any more. */
final class MatrixMutations {

  private static final Pattern SIGNATURE =
      Pattern.compile("(?:X-Amz-Signature=|[&,? ]Signature=|:)([^&,:]*)$|[&?]Signature=([^&]*)");

  private final Scheme scheme;
  private final Asked asked;
  private final Signed signed;
  private final Map<String, Signed> mutated = new LinkedHashMap<>();

  private MatrixMutations(Scheme scheme, Asked asked, Signed signed) {
    this.scheme = scheme;
    this.asked = asked;
    this.signed = signed;
  }

  /** By name, each applicable one; none of them equals the original. */
  static Map<String, Signed> of(Scheme scheme, Asked asked, Signed signed) {
    MatrixMutations mutations = new MatrixMutations(scheme, asked, signed);
    mutations.resign();
    if (scheme.isForm()) {
      mutations.changeForm();
    } else {
      mutations.changeTarget();
      mutations.changeHeaders();
      mutations.changeAuthentication();
      mutations.changeBody();
    }
    return mutations.mutated;
  }

  private void resign() {
    Terms right = Terms.right();
    resign("wrong secret", right.secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ"));
    resign("empty secret", right.secret("unknown"));
    resign("unknown key", right.id("AKIAIOSFODNN7EXAMPLF"));
    resign("expired", right.later(Duration.ofMinutes(-20)));
    if (scheme != Scheme.FORM_V4 && scheme != Scheme.FORM_V2 && scheme != Scheme.QUERY_V2) {
      resign("from the future", right.later(Duration.ofMinutes(20)));
    }
    if (!scheme.isV2()) {
      resign("wrong region", right.region("us-east-2"));
      resign("wrong service", right.service("ec2"));
    }
  }

  private void resign(String name, Terms terms) {
    put(name, MatrixSigner.sign(scheme, asked, terms));
  }

  private void changeTarget() {
    RequestHead head = signed.head();
    for (String verb : List.of("GET", "PUT", "POST", "DELETE", "HEAD")) {
      if (!verb.equals(head.method())) {
        head(
            "verb " + verb, new RequestHead(verb, head.rawPath(), head.rawQuery(), head.headers()));
      }
    }
    path("another key", path -> path + "x");
    path("a slash more", path -> path + "//");
    path("a dot segment", path -> path + "/../other");
    path("another bucket", path -> path.replaceFirst("/[a-z0-9]*", "/other"));
    path("upper case", path -> path.toUpperCase(Locale.ROOT) + "Z");
    header("host", "other host", host -> scheme.isV2() ? "other.localhost" : "other:3000");
    for (String added :
        List.of("acl", "versionId=1", "uploads", "uploadId=other", "partNumber=2", "tagging=")) {
      query("with " + added, query -> query.isEmpty() ? added : query + "&" + added);
      query("with " + added + " first", query -> query.isEmpty() ? added : added + "&" + query);
    }
    for (String parameter : asked.target().replaceFirst("^[^?]*\\??", "").split("&", -1)) {
      boolean covered = !scheme.isV2() || parameter.matches("(upload|part|delete|location).*");
      if (!parameter.isEmpty() && covered) {
        String quoted = Pattern.quote(parameter);
        query(
            "twice " + parameter, query -> query.replaceFirst(quoted, parameter + "&" + parameter));
        query("without " + parameter, query -> query.replaceFirst(quoted + "&?", ""));
        query(
            "changed " + parameter,
            query -> query.replaceFirst(quoted, parameter.split("=", 2)[0] + "=changed"));
      }
    }
  }

  private void changeHeaders() {
    add("x-amz-meta-evil", "x");
    add("x-amz-copy-source-if-match", "x");
    add("x-amz-acl", "public-read");
    add("x-amz-security-token", "x");
    if (signed.head().header("x-amz-copy-source").isEmpty()) {
      add("x-amz-copy-source", "/other/secret");
    }
    add("x-amz-meta-a", "again");
    header("x-amz-meta-a", "changed metadata", value -> value + "x");
    header("x-amz-copy-source", "changed source", value -> value + "x");
    header("content-type", "changed type", value -> value + "x");
    remove("x-amz-meta-a");
    remove("x-amz-copy-source");
    remove("content-type");
    if (!scheme.isV2() && !scheme.isInQuery()) {
      header("x-amz-content-sha256", "payload is unsigned", value -> "UNSIGNED-PAYLOAD");
      header("x-amz-content-sha256", "other hash", value -> "0".repeat(64));
      header(
          "x-amz-content-sha256",
          "other framing",
          value ->
              value.startsWith("STREAMING-U")
                  ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
                  : "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
      header("x-amz-date", "changed date", value -> value.replaceFirst("\\d\\dZ$", "99Z"));
      header("x-amz-date", "other second", MatrixMutations::otherSecond);
      remove("x-amz-date");
      remove("x-amz-content-sha256");
    }
    if (scheme == Scheme.HEADER_V2) {
      header("date", "other second", value -> value.replaceFirst("\\d GMT$", "x GMT"));
      remove("date");
      add("x-amz-date", "20200101T000000Z");
    }
    if (scheme.isInQuery()) {
      add("authorization", "AWS " + TestingSigner.ID + ":x");
    }
  }

  private void changeAuthentication() {
    authentication(
        "truncated signature", text -> signature(text, old -> old.substring(0, old.length() - 4)));
    authentication("empty signature", text -> signature(text, old -> ""));
    authentication(
        "signature in another case", text -> signature(text, MatrixMutations::otherCase));
    authentication("longer signature", text -> signature(text, old -> old + "0"));
    authentication(
        "flipped signature",
        text -> signature(text, old -> (old.charAt(0) == '0' ? '1' : '0') + old.substring(1)));
    authentication(
        "signature of something else",
        text -> signature(text, old -> TestingSigner.signV4("20261123", "x")));
    authentication("other key", text -> text.replace(TestingSigner.ID, "AKIAIOSFODNN7EXAMPLF"));
    authentication("no key", text -> text.replace(TestingSigner.ID, ""));
    if (scheme == Scheme.QUERY_V2) {
      query("longer validity", query -> query.replaceFirst("Expires=(\\d+)", "Expires=9$1"));
      query("without Expires", query -> query.replaceFirst("Expires=\\d+&", ""));
      query("no authentication", query -> query.replaceFirst("&?AWSAccessKeyId=.*", ""));
    } else if (scheme == Scheme.PRESIGNED_V4) {
      query("longer validity", query -> query.replace("X-Amz-Expires=600", "X-Amz-Expires=60000"));
      query("validity twice", query -> query + "&X-Amz-Expires=60000");
      query("changed date", MatrixMutations::otherSecond);
      query("no authentication", query -> query.replaceAll("&?X-Amz-[^&]*", ""));
      query("signature twice", query -> query + "&X-Amz-Signature=00");
    } else {
      remove("authorization");
    }
    if (!scheme.isV2()) {
      authentication("other region", text -> text.replace("us-east-1", "us-east-2"));
      authentication("other service", text -> text.replaceFirst("(/|%2F)s3(/|%2F)", "$1sts$2"));
      authentication("other terminator", text -> text.replace("aws4_request", "aws5_request"));
      authentication(
          "other day", text -> text.replaceFirst("(/|%2F)20(\\d{6})(/|%2F)", "$1" + "19$2$3"));
      authentication(
          "other algorithm", text -> text.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"));
      authentication(
          "Version 4A", text -> text.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"));
      authentication(
          "host is not signed",
          text -> text.replaceFirst("(SignedHeaders=[^,&]*?)host(;|%3B)?", "$1"));
      authentication(
          "x-amz-meta-a is not signed", text -> text.replaceFirst("(;|%3B)x-amz-meta-a", ""));
    }
  }

  private void changeBody() {
    if (scheme.coversBody(asked) && asked.hasBody()) {
      String body = signed.body();
      put("flipped body", new Signed(signed.head(), body.replaceFirst("hello", "hellp")));
      put("shorter body", new Signed(signed.head(), body.substring(0, body.length() - 1)));
      put("no body", new Signed(signed.head(), ""));
      put("longer body", new Signed(signed.head(), body + "x"));
    }
  }

  private void changeForm() {
    RequestHead head = signed.head();
    for (String verb : List.of("GET", "PUT", "DELETE")) {
      head("verb " + verb, new RequestHead(verb, head.rawPath(), head.rawQuery(), head.headers()));
    }
    path("another bucket", path -> path.replace("bucket", "other"));
    path("a key", path -> path + "/k2");
    for (String added : List.of("delete", "uploads", "acl", "X-Amz-Signature=0", "Signature=0")) {
      query("query " + added, query -> added);
    }
    header("content-type", "no form", type -> "text/plain");
    header("content-type", "other boundary", type -> type + "x");
    add("authorization", "AWS " + TestingSigner.ID + ":x");
    boolean v2 = scheme == Scheme.FORM_V2;
    List<String> needed =
        v2
            ? List.of("AWSAccessKeyId", "signature", "policy")
            : List.of(
                "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "policy");
    needed.forEach(
        name -> {
          body(
              "without " + name,
              text -> text.replace("name=\"" + name + "\"", "name=\"x-ignore-a\""));
          body(
              "twice " + name,
              text -> text.replaceFirst("--" + TestingForm.BOUNDARY, part(name, "x")));
          body("empty " + name, text -> field(text, name, old -> ""));
          body("longer " + name, text -> field(text, name, old -> old + "A"));
          body(
              "shorter " + name,
              text -> field(text, name, old -> old.substring(0, old.length() - 5)));
          body("in another case " + name, text -> field(text, name, MatrixMutations::otherCase));
        });
    body(
        "unsigned",
        text -> {
          String without = text;
          for (String name : needed) {
            without = without.replace("name=\"" + name + "\"", "name=\"x-ignore-a\"");
          }
          return without;
        });
    for (String name : List.of("key", "x-amz-meta-a", "content-type")) {
      body("changed " + name, text -> field(text, name, old -> old + "x"));
      body("without " + name, text -> text.replace("name=\"" + name + "\"", "name=\"x-ignore-a\""));
    }
    for (String name :
        List.of(
            "x-amz-meta-evil",
            "acl",
            "bucket",
            "success_action_redirect",
            "x-amz-copy-source",
            "x-amz-security-token",
            "KEY",
            "tagging",
            "content-encoding",
            "x-amz-storage-class")) {
      body(
          "with " + name,
          text -> text.replaceFirst("--" + TestingForm.BOUNDARY, part(name, "other")));
    }
    body("too long", text -> text.replace("hello", "hello world"));
    body("too short", text -> text.replace("hello", ""));
    body(
        "two files",
        text ->
            text.replaceFirst(
                TestingForm.BOUNDARY + "--",
                TestingForm.BOUNDARY
                    + "\r\n"
                    + "Content-Disposition: form-data; name=file\r\n\r\nx\r\n--"
                    + TestingForm.BOUNDARY
                    + "--"));
    body("no file", text -> text.replace("name=\"file\"", "name=\"x-ignore-a\""));
    body("not closed", text -> text.replace(TestingForm.BOUNDARY + "--", TestingForm.BOUNDARY));
  }

  private static String part(String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n--%s"
        .formatted(TestingForm.BOUNDARY, name, value, TestingForm.BOUNDARY);
  }

  private static String field(String text, String name, UnaryOperator<String> change) {
    int from = text.indexOf("\r\n\r\n", text.indexOf("name=\"" + name + "\"")) + 4;
    int to = text.indexOf("\r\n--", from);
    return text.substring(0, from) + change.apply(text.substring(from, to)) + text.substring(to);
  }

  private void body(String name, UnaryOperator<String> change) {
    String body = change.apply(signed.body());
    if (!body.equals(signed.body())) {
      List<RequestHead.Header> headers = new ArrayList<>(signed.head().headers());
      headers.removeIf(header -> header.name().equals("content-length"));
      headers.add(new RequestHead.Header("content-length", Integer.toString(body.length())));
      put(name, new Signed(withHeaders(headers), body));
    }
  }

  /** Changes what carries the signature: the header, or the query. */
  private void authentication(String name, UnaryOperator<String> change) {
    if (scheme.isInQuery()) {
      query(name, change);
    } else {
      header("authorization", name, change);
    }
  }

  private static String signature(String text, UnaryOperator<String> change) {
    MatchResult found = SIGNATURE.matcher(text).results().findFirst().orElseThrow();
    int group = found.group(1) == null ? 2 : 1;
    return text.substring(0, found.start(group))
        + change.apply(found.group(group))
        + text.substring(found.end(group));
  }

  private static String otherCase(String text) {
    StringBuilder other = new StringBuilder();
    text.chars()
        .map(
            next ->
                Character.isLowerCase(next)
                    ? Character.toUpperCase(next)
                    : Character.toLowerCase(next))
        .forEach(other::appendCodePoint);
    return other.toString();
  }

  private static String otherSecond(String text) {
    MatchResult found =
        Pattern.compile("T\\d{5}(\\d)Z").matcher(text).results().findFirst().orElseThrow();
    char other = found.group(1).equals("0") ? '1' : '0';
    return text.substring(0, found.start(1)) + other + text.substring(found.end(1));
  }

  private void path(String name, UnaryOperator<String> change) {
    RequestHead head = signed.head();
    head(
        name,
        new RequestHead(
            head.method(), change.apply(head.rawPath()), head.rawQuery(), head.headers()));
  }

  private void query(String name, UnaryOperator<String> change) {
    head(name, TestingSigner.query(signed.head(), change.apply(signed.head().rawQuery())));
  }

  private void add(String name, String value) {
    head("added " + name, TestingSigner.with(signed.head(), name, value));
  }

  private void remove(String name) {
    List<RequestHead.Header> headers = new ArrayList<>(signed.head().headers());
    headers.removeIf(header -> header.name().equals(name));
    head("removed " + name, withHeaders(headers));
  }

  private void header(String name, String mutation, UnaryOperator<String> change) {
    head(
        mutation,
        withHeaders(
            signed.head().headers().stream()
                .map(
                    header ->
                        header.name().equals(name)
                            ? new RequestHead.Header(name, change.apply(header.value()))
                            : header)
                .toList()));
  }

  private RequestHead withHeaders(List<RequestHead.Header> headers) {
    RequestHead head = signed.head();
    return new RequestHead(head.method(), head.rawPath(), head.rawQuery(), headers);
  }

  private void head(String name, RequestHead head) {
    if (!head.equals(signed.head())) {
      put(name, new Signed(head, signed.body()));
    }
  }

  private void put(String name, Signed request) {
    if (mutated.put(name, request) != null) {
      throw new IllegalStateException("two mutations are called " + name);
    }
  }
}
