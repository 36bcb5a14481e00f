package io.horizonpush.iroh.sync;

import io.horizonpush.s3.model.BucketSetting;

/** Which texts settings have that clients of S3 make: a port to whoever reads them. Stateless. */
@FunctionalInterface
public interface SettingForms {

  /** Whether some request for the setting would have stored this. */
  boolean isForm(BucketSetting setting, String text);
}
