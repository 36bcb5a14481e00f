package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.config.HostPort;
import io.horizonpush.node.config.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of a node's admin API. Thread-safe; blocks. */
final class AdminClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final HostPort address;
  private final Secret token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  AdminClient(HostPort address, Secret token) {
    this.address = address;
    this.token = token;
  }

  JsonNode get(String path) {
    return send(request(path).GET());
  }

  JsonNode post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  JsonNode delete(String path) {
    return send(request(path).header("Content-Type", "application/json").DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address.url() + "/admin/v1/" + path))
        .header("Authorization", "Bearer " + token.value());
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      JsonNode body = AdminJson.read(response.body());
      if (response.statusCode() >= 400) {
        throw new CliException(body.path("error").path("message").asText());
      }
      return body;
    } catch (ConnectException e) {
      throw new CliException(
          "no admin API answers on " + address.url() + ": is the node running?", e);
    } catch (IllegalArgumentException e) {
      throw new CliException("what answers on " + address.url() + " is no admin API", e);
    } catch (IOException e) {
      throw new CliException(
          "the admin API on " + address.url() + " broke off: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted", e);
    }
  }
}
