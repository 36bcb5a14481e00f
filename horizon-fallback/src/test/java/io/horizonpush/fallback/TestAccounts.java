package io.horizonpush.fallback;

import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Credentials that are made for a test. */
public final class TestAccounts {

  private TestAccounts() {}

  /** A service account whose key is made now. */
  public static OriginCredentials.ServiceAccount google() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      String key =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
              .replace("\n", "\\n");
      return new OriginCredentials.ServiceAccount(
          new Secret(
              """
              {"type": "service_account", "project_id": "test", "private_key_id": "1",
               "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
               "client_email": "test@test.iam.gserviceaccount.com", "client_id": "1",
               "token_uri": "http://127.0.0.1:1/never-asked"}
              """
                  .formatted(key)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
