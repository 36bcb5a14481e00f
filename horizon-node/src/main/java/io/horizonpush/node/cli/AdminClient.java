package io.horizonpush.node.cli;

import io.horizonpush.node.admin.AdminError;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.Paged;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.tls.PinnedCertificate;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A client of a node's admin API. Thread-safe; blocks. */
final class AdminClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final String url;
  private final Secret token;
  private final HttpClient client;

  /**
   * @param certificate that the API shows; nothing if it speaks no TLS
   */
  AdminClient(HostPort address, Secret token, Optional<PinnedCertificate> certificate) {
    this.url = address.url(certificate.isPresent());
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    certificate.map(PinnedCertificate::context).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  <T> T get(String path, Class<T> answer) {
    return send(request(path).GET(), answer);
  }

  /** The whole of a list, page by page. */
  <L extends Paged<L>> L all(String path, Class<L> type) {
    return rest(path, get(path, type), type);
  }

  /** A list whose first page is there. */
  <L extends Paged<L>> L rest(String path, L first, Class<L> type) {
    L all = first;
    while (all.next().isPresent()) {
      all = all.followedBy(get(path + "?after=" + encoded(all.next().get()), type));
    }
    return all;
  }

  /** Gives an order that needs no words. */
  <T> T post(String path, Class<T> answer) {
    return post(path, Map.of(), answer);
  }

  <T> T post(String path, Object body, Class<T> answer) {
    return send(write("POST", path, body), answer);
  }

  <T> T patch(String path, Object body, Class<T> answer) {
    return send(write("PATCH", path, body), answer);
  }

  <T> T delete(String path, Class<T> answer) {
    return send(write("DELETE", path, Map.of()), answer);
  }

  /**
   * Follows an answer that goes on and on.
   *
   * @param last the id of the last event that was heard; empty for none
   */
  AnswerLines follow(String path, String last) {
    HttpRequest.Builder request = request(path);
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
    if (response.statusCode() >= 400) {
      throw refusal(response.body().collect(Collectors.joining("\n")));
    }
    return new AnswerLines(response.body());
  }

  /** A text as it stands in a path or query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder write(String method, String path, Object body) {
    return request(path)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(AdminJson.write(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + "/admin/v1/" + path))
        .header("Authorization", "Bearer " + token.value());
  }

  private <T> T send(HttpRequest.Builder request, Class<T> answer) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw refusal(response.body());
    }
    return read(response.body(), answer);
  }

  private CliException refusal(String body) {
    AdminError error = read(body, AdminError.class);
    return new CliException(error.message(), ExitCode.of(error.code()));
  }

  private <T> T read(String body, Class<T> type) {
    try {
      return AdminJson.readAnswer(body, type);
    } catch (IllegalArgumentException e) {
      throw new CliException("what answers on " + url + " is no admin API", e);
    }
  }

  private <B> HttpResponse<B> send(HttpRequest.Builder request, BodyHandler<B> body) {
    try {
      return client.send(request.build(), body);
    } catch (ConnectException e) {
      throw new CliException("no admin API answers on " + url + ": is the node running?", e);
    } catch (IOException e) {
      throw new CliException("the admin API on " + url + " broke off: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted", e);
    }
  }
}
