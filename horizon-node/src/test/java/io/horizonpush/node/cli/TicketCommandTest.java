package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.node.admin.TestingShares;
import io.horizonpush.node.testing.Json;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands about tickets and members, over a real admin API. */
class TicketCommandTest extends CommandsOfANode {

  @Test
  void export_printsTheTicketAlone() {
    assertThat(run("ticket export b-1")).isEqualTo(ExitCode.OK);

    assertThat(out()).isEqualTo(TestingShares.TICKET + System.lineSeparator());
    assertThat(err()).isEmpty();
    assertThat(control.shares.asked).containsExactly("export b-1 read PT168H - -");
  }

  @Test
  void export_asALink_printsTheLinkAlone() {
    assertThat(run("ticket export b-1 --link")).isEqualTo(ExitCode.OK);

    assertThat(out()).isEqualTo("horizon://t/" + TestingShares.TICKET + System.lineSeparator());
  }

  @Test
  void export_ofATicketForThisNetworkOnly_saysSoBesideIt() {
    control.shares.nearOnly = true;
    run("ticket export b-1 --mode write --expires 12h --max-uses 2 --for " + TestingShares.NODE);

    assertThat(out()).isEqualTo(TestingShares.TICKET + System.lineSeparator());
    assertThat(err()).contains("this network only").hasLineCount(1);
    assertThat(control.shares.asked)
        .containsExactly("export b-1 write PT12H 2 " + TestingShares.NODE);
  }

  @Test
  void import_takesTheTicketAsAnArgument_fromInput_orAsks() {
    assertThat(run("ticket import " + TestingShares.TICKET)).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("Joined bucket b-1, to read.");
    input = TestingShares.TICKET + "\n";
    assertThat(run("ticket import - --as ours")).isEqualTo(ExitCode.OK);
    assertThat(err()).isEmpty();
    assertThat(run("ticket import")).isEqualTo(ExitCode.OK);

    assertThat(err()).isEqualTo("Ticket: ");
    assertThat(control.shares.asked)
        .containsExactly(
            "import " + TestingShares.TICKET + " as -",
            "import " + TestingShares.TICKET + " as ours",
            "import " + TestingShares.TICKET + " as -");
  }

  @Test
  void list_revoke_members_andLeave_areShown() {
    run("ticket list");
    run("ticket revoke some-id --with-members");
    run("bucket members b-1");
    run("bucket members b-1 --mode " + TestingShares.NODE + "=owner");
    run("bucket members b-1 --remove " + TestingShares.NODE);
    run("bucket leave b-1 --force");

    assertThat(out())
        .contains(
            " b-1 to read, used-up, expires 1970-01-01T00:00:00Z, used 2 of 2 times, for ",
            "Revoked some-id.",
            "Removed " + TestingShares.NODE,
            TestingShares.NODE + "  write, this node, laptop, at 192.0.2.1:4433, by ticket 0c",
            "  direct at 192.0.2.1:4433, round trip 1.25 ms",
            "  has from it  not all, last all at 1970-01-01T00:00:00Z; 5242880 bytes of objects",
            "  lacks        more than 7 records, of 700 bytes of objects; last heard of more at"
                + " 1970",
            "  STOPPED      too much came",
            "Left bucket b-1.");
    assertThat(control.shares.asked)
        .containsExactly(
            "revoke some-id with members",
            "member " + TestingShares.NODE + " of b-1: owner",
            "member " + TestingShares.NODE + " of b-1: removed",
            "leave b-1 by force");
  }

  @Test
  void theHome_isShown_andMoved() {
    assertThat(run("bucket home b-1")).isEqualTo(ExitCode.OK);
    assertThat(run("bucket home b-1 " + TestingShares.NODE + " --force")).isEqualTo(ExitCode.OK);

    assertThat(out())
        .contains(
            "b-1  decided all-at-home, home " + TestingShares.NODE + ", number 3, this node",
            ", forced");
    assertThat(control.homes.asked).containsExactly("move b-1 to " + TestingShares.NODE + " true");
  }

  @Test
  void everything_isAlsoSaidAsJson() {
    for (String command :
        new String[] {
          "ticket export b-1",
          "ticket list",
          "ticket revoke x",
          "bucket members b-1",
          "bucket leave b-1",
          "bucket home b-1"
        }) {
      out.reset();
      assertThat(run(command + " --json")).isEqualTo(ExitCode.OK);
      assertThat(Json.read(out()).isObject()).isTrue();
    }
  }

  @Test
  void everyRefusalOfATicket_hasAnExitCodeOfItsOwn() {
    Set<Reason> others = EnumSet.of(Reason.ABSENT, Reason.CONFLICT, Reason.PROTOCOL);
    Map<Integer, Reason> codes = new HashMap<>();
    for (Reason reason : Reason.values()) {
      control.shares.refusal = Optional.of(reason);
      int code = run("ticket import x");
      assertThat(err()).isEqualToIgnoringNewLines("horizon-node: Because of " + reason + ".");
      if (others.contains(reason)) {
        assertThat(code).isEqualTo(ExitCode.FAILURE);
      } else {
        assertThat(code).isBetween(10, 24);
        assertThat(codes.put(code, reason)).as("%s has the code of", reason).isNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ticket export b-1 --mode owner      | --mode is read or write",
        "ticket export b-1 --expires 7       | '7' is not a whole number",
        "ticket export b-1 --max-uses many   | --max-uses",
        "bucket members b-1 --mode x         | --mode is NODE=read, NODE=write or NODE=owner",
        "bucket members b-1 --mode x=king    | --mode is NODE=read, NODE=write or NODE=owner",
        "bucket members b-1 --mode x=read --remove x | give either --remove or --mode",
        "bucket home b-1 --force             | --force needs a NODE",
      })
  void whatMakesNoSense_isOneLineAndCode2(String command, String why) {
    assertThat(run(command)).isEqualTo(ExitCode.USAGE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).contains(why);
    assertThat(control.shares.asked).isEmpty();
  }

  @Test
  void aTicketInTheWrongPlace_isNotRepeatedInTheRefusal() {
    for (String command : List.of("ticket ", "ticket list ", "gc ")) {
      assertThat(run(command + TestingShares.TICKET)).isEqualTo(ExitCode.USAGE);
      assertThat(err()).doesNotContain(TestingShares.TICKET).contains("horizon***");
    }
    assertThat(run("ticket export " + TestingShares.TICKET)).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).doesNotContain(TestingShares.TICKET);
  }

  private int run(String command) {
    err.reset();
    return run(command.split(" ", -1));
  }
}
