package io.horizonpush.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.sas.AccountSasPermission;
import com.azure.storage.common.sas.AccountSasResourceType;
import com.azure.storage.common.sas.AccountSasService;
import com.azure.storage.common.sas.AccountSasSignatureValues;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBudget;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginReader;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Patience;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.AzuriteServer;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Origins of type {@code azure-blob}, at Azurite. */
class AzureOriginTest extends OriginContract {

  private @Nullable AzuriteServer server;

  @Override
  void start(Path folder) {
    AzuriteServer started = AzuriteServer.start(folder);
    server = started;
    service(started).createBlobContainer(bucket());
  }

  private static BlobServiceClient service(AzuriteServer started) {
    return new BlobServiceClientBuilder()
        .endpoint(started.url().toString())
        .httpClient(new JdkHttpClientBuilder().build())
        .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
        .buildClient();
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  OriginConnection connection(String bucket, boolean readOnly) {
    return connection(bucket, readOnly, AzuriteServer.KEY);
  }

  private OriginConnection connection(String bucket, boolean readOnly, String key) {
    return connection(
        bucket, readOnly, new OriginCredentials.AccountKey(AzuriteServer.ACCOUNT, new Secret(key)));
  }

  private OriginConnection connection(
      String bucket, boolean readOnly, OriginCredentials credentials) {
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(OriginType.AZURE_BLOB, bucket)
                .withEndpoint(server().url().toString())
                .withReadOnly(readOnly)),
        credentials,
        true);
  }

  @Test
  void tags_comeWithWhatIsLearnt() {
    Tags tags = Tags.of(List.of(new Tag("class", "a")), Tags.Carrier.OBJECT);
    OriginMetadata tagged = new OriginMetadata(ObjectMetadata.EMPTY, tags, Optional.empty());
    origin().put(OriginWrite.of("tagged", 1).with(tagged), of(new byte[1]));
    OriginReader reader = new OriginReader(origin(), OriginBudget.UNLIMITED, Patience.USUAL);

    StoredVersion learnt =
        reader
            .describe("tagged")
            .version(origin().description().place().id(), new ObjectKey("tagged"));

    assertThat(learnt.attributes().tags()).isEqualTo(tags);
  }

  private AzuriteServer server() {
    if (server == null) {
      throw new IllegalStateException("Not started");
    }
    return server;
  }

  @Test
  void aSharedAccessSignature_letsInWhereItSays() {
    String readable = signature(new AccountSasPermission().setReadPermission(true));
    Origin reading =
        origins()
            .open(
                connection(
                    bucket(),
                    false,
                    new OriginCredentials.SharedAccess(new Secret("?" + readable))));
    origins().open(connection(bucket(), false)).put(OriginWrite.of("shared", 3), of(new byte[3]));

    assertThat(reading.head("shared").size()).isEqualTo(3);
    assertThatThrownBy(() -> reading.put(OriginWrite.of("shared", 1), of(new byte[1])))
        .isInstanceOfSatisfying(
            OriginException.class,
            failure -> assertThat(failure.fault()).isInstanceOf(OriginFault.Denied.class))
        .hasMessageNotContaining(readable.substring(readable.indexOf("sig=") + 4))
        .hasNoCause();
  }

  private String signature(AccountSasPermission permission) {
    return service(server())
        .generateAccountSas(
            new AccountSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                permission,
                new AccountSasService().setBlobAccess(true),
                new AccountSasResourceType().setObject(true).setContainer(true)));
  }

  @Test
  void credentialsThatAreWrong_areNoMiss() {
    Origin badKey = origins().open(connection(bucket(), false, "YW5vdGhlcg=="));

    // Azurite says AuthorizationFailure, where Azure says AuthenticationFailed.
    assertFault(() -> badKey.list(OriginListing.of("")), OriginFault.Denied.class);
    assertFault(() -> badKey.head("key"), OriginFault.Denied.class);
  }
}
