package io.horizonpush.fallback.gcp;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.StorageScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.horizonpush.fallback.origin.AddressGuard;
import io.horizonpush.fallback.origin.GuardedSockets;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The HTTP client that all origins in Google's cloud share, and what makes them.
 *
 * <p>{@code HttpURLConnection} knows one time-out for reading: that before the answer and that
 * between two pieces are the same. It sends a request without a body once more, when a connection
 * that it had kept turns out to be closed, and nobody can keep it from doing so.
 */
public final class GoogleOrigins implements AutoCloseable {

  private final OriginLimits limits;
  private final AddressGuard guard;
  private final HttpTransport transport;

  public GoogleOrigins(OriginLimits limits, AddressGuard guard) {
    this.limits = limits;
    this.guard = guard;
    this.transport =
        new NetHttpTransport.Builder()
            .setSslSocketFactory(new GuardedSockets(guard))
            .setConnectionFactory(this::connection)
            .build();
  }

  /**
   * An origin of this connection. Asks nothing of the network.
   *
   * @throws OriginException wrong credentials, when the service account's file is none
   */
  public Origin open(OriginConnection connection) {
    Storage storage =
        new Storage.Builder(
                transport, GsonFactory.getDefaultInstance(), requests(connection.credentials()))
            .setRootUrl(connection.place().endpoint() + "/")
            .setApplicationName("horizonpush")
            .build();
    return new GoogleOrigin(connection.description(), storage, limits);
  }

  private HttpRequestInitializer requests(OriginCredentials credentials) {
    HttpRequestInitializer signing = signing(credentials);
    return request -> {
      signing.initialize(request);
      request.setConnectTimeout((int) limits.connect().toMillis());
      request.setReadTimeout((int) limits.silence().toMillis());
      request.setFollowRedirects(false);
      request.setNumberOfRetries(0);
      request.setLoggingEnabled(false);
      request.setCurlLoggingEnabled(false);
    };
  }

  private HttpRequestInitializer signing(OriginCredentials credentials) {
    return switch (credentials) {
      case OriginCredentials.Anonymous a -> _ -> {};
      case OriginCredentials.ServiceAccount account ->
          new HttpCredentialsAdapter(serviceAccount(account));
      case OriginCredentials.AccessKey k -> throw unfit(credentials);
      case OriginCredentials.Profile p -> throw unfit(credentials);
      case OriginCredentials.Chain c -> throw unfit(credentials);
      case OriginCredentials.Instance i -> throw unfit(credentials);
      case OriginCredentials.AccountKey k -> throw unfit(credentials);
      case OriginCredentials.SharedAccess s -> throw unfit(credentials);
    };
  }

  /** Signs each request itself, so that no other service has to be reached for a token. */
  private ServiceAccountCredentials serviceAccount(OriginCredentials.ServiceAccount account) {
    byte[] json = account.json().value().getBytes(StandardCharsets.UTF_8);
    try {
      return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json), () -> transport)
          .toBuilder()
          .setScopes(Set.of(StorageScopes.DEVSTORAGE_READ_WRITE))
          .setUseJwtAccessWithScope(true)
          .build();
    } catch (IOException | IllegalArgumentException e) {
      throw new OriginException(
          new OriginFault.WrongCredentials(),
          "the credentials file of the origin is no service account's: download its JSON key again");
    }
  }

  private static OriginException unfit(OriginCredentials credentials) {
    return OriginException.misconfigured("Google cannot be shown " + credentials.kind());
  }

  private HttpURLConnection connection(URL url) throws IOException {
    try {
      guard.check(new URI(url.getProtocol(), url.getAuthority(), "/", null, null));
    } catch (URISyntaxException e) {
      throw new IOException("No URL", e);
    }
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  @Override
  public void close() {
    try {
      transport.shutdown();
    } catch (IOException e) {
      // It holds nothing that has to be saved.
    }
  }
}
