package io.horizonpush.iroh.sync;

import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Part;
import io.horizonpush.s3.model.BucketSetting;
import java.util.Optional;

/**
 * What settings of other nodes have to keep to: the form in which this node would have stored them.
 * One that only a newer node knows is kept whatever it says. Stateless.
 */
final class SettingLimits {

  /** The longest text, in characters. */
  private static final int LONGEST = 128 << 10;

  private SettingLimits() {}

  /**
   * Whether a setting keeps to them.
   *
   * @param text nothing for one that was removed
   */
  static boolean admit(String name, Optional<String> text, SettingForms forms) {
    return text.filter(each -> !admit(name, each, forms)).isEmpty();
  }

  private static boolean admit(String name, String text, SettingForms forms) {
    if (text.length() > LONGEST) {
      return false;
    }
    Optional<BucketSetting> setting = BucketSetting.stored(name);
    Optional<Part> part = Part.stored(name);
    return setting.map(each -> forms.isForm(each, text)).orElse(true)
        && part.map(each -> BucketConfiguration.isForm(each, text)).orElse(true);
  }
}
