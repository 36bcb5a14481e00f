package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void theWidestKnown_areToldFirst_andNoneOfASingleMachineBesideThem() {
    assertThat(told(4, "127.0.0.1:1", "192.168.0.1:1", "[fe80:0:0:0:0:0:0:1]:1", "203.0.113.1:1"))
        .containsExactly("203.0.113.1:1", "192.168.0.1:1");
    assertThat(told(4, "127.0.0.1:1", "[0:0:0:0:0:0:0:1]:1"))
        .containsExactlyInAnyOrder("127.0.0.1:1", "[0:0:0:0:0:0:0:1]:1");
  }

  @Test
  void bothFamilies_areTold_forWhoHasOnlyOne() {
    assertThat(
            told(
                2,
                "[2001:db8:0:0:0:0:0:1]:1",
                "[2001:db8:0:0:0:0:0:2]:1",
                "[2001:db8:0:0:0:0:0:3]:1",
                "192.168.0.1:1"))
        .containsExactly("[2001:db8:0:0:0:0:0:1]:1", "192.168.0.1:1");
    assertThat(told(2, "203.0.113.1:1", "203.0.113.2:1", "[fc00:0:0:0:0:0:0:1]:1"))
        .containsExactly("203.0.113.1:1", "[fc00:0:0:0:0:0:0:1]:1");
    assertThat(told(2, "203.0.113.1:1", "[fc00:0:0:0:0:0:0:1]:1", "192.168.0.1:1"))
        .containsExactly("203.0.113.1:1", "[fc00:0:0:0:0:0:0:1]:1");
  }

  private static List<String> told(int most, String... addresses) {
    List<InetSocketAddress> all = Stream.of(addresses).map(Addresses::parse).toList();
    return Addresses.worthTelling(all, most).stream().map(Addresses::text).toList();
  }
}
