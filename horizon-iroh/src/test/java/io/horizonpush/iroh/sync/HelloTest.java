package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.share.Addresses;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloTest {

  private static final byte[] ADDRESS = Addresses.bytes(Addresses.parse("192.0.2.1:4433"));

  @Test
  void whereANodeIs_comesWithItsHello() {
    Hello hello =
        new Hello(
            Hello.VERSION,
            Instant.ofEpochMilli(1234),
            List.of(
                Addresses.parse("192.0.2.1:4433"), Addresses.parse("[2001:db8:0:0:0:0:0:1]:4433")),
            ProcessId.random());

    assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
  }

  @Test
  void addressesThatAreNone_orTooMany_areNoHello() {
    assertThat(Hello.decode(hello(Collections.nCopies(Addresses.MOST, ADDRESS))).addresses())
        .hasSize(Addresses.MOST);
    for (List<byte[]> wrong :
        List.of(
            Collections.nCopies(Addresses.MOST + 1, ADDRESS),
            List.of(new byte[0]),
            List.of(new byte[] {127, 0, 0, 1, 0, 0}),
            List.of(new byte[17]))) {
      assertThatThrownBy(() -> Hello.decode(hello(wrong)))
          .isInstanceOfSatisfying(
              PeerException.class,
              e -> assertThat(e.reason()).isEqualTo(PeerException.Reason.PROTOCOL));
    }
  }

  private static byte[] hello(List<byte[]> addresses) {
    return CborWriter.write(
        out ->
            out.tuple(
                5,
                each ->
                    each.number(1)
                        .number(Hello.VERSION)
                        .number(0)
                        .list(addresses, each::bytes)
                        .bytes(new byte[16])));
  }
}
