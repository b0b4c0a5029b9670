package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Those who send what they have to say bit by bit take nothing from others. */
class SlowBodiesIT {
  /** More than there are threads before Java 21. */
  private static final int MANY = 300;

  private static final String BEGINNING = "email=reader@example.org&pass=";

  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.withDemo(), Map.of("CACHE_MEGABYTES", "8"));
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void formsThatDoNotEndHoldNoThread() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int number = 0; number < MANY; number++) {
        slow.add(begun("POST /admin/login", BEGINNING, 2_000));
      }
      assertAll(
          () -> assertEquals(200, portal.get("/").statusCode()),
          () -> assertEquals(200, portal.get("/search?q=cough").statusCode(), "is not kept"),
          () -> assertEquals(200, portal.get("/readyz").statusCode()));
      for (RawConnection each : slow) {
        each.send("w".repeat(2_000 - BEGINNING.length()).getBytes(US_ASCII));
        int status = each.read(false).status();
        assertTrue(status < 500 && status != 408, () -> "it was read to its end: " + status);
      }
    } finally {
      for (RawConnection each : slow) {
        each.close();
      }
    }
  }

  @Test
  void longOnesAreWorkedOnInTurns() throws Exception {
    Visitor editor = TestAccounts.signedIn(portal, TestAccounts.add(portal, Role.EDITOR));
    editor.page("/admin");
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int number = 0; number < 120; number++) {
        slow.add(begun("POST /admin/login", "password=" + "x".repeat(70_000), 100_000));
      }
      List<RawConnection> refused = new ArrayList<>();
      long end = System.nanoTime() + 20_000_000_000L;
      while (refused.size() < 20) {
        assertTrue(System.nanoTime() < end, () -> "refused: " + refused.size());
        Thread.sleep(20);
        for (RawConnection each : slow) {
          if (!refused.contains(each) && each.hasAnswer()) {
            RawConnection.Answer answer = each.read(false);
            assertEquals(503, answer.status());
            assertEquals("5", answer.header("retry-after"));
            refused.add(each);
          }
        }
      }
      assertEquals(20, refused.size());
      assertEquals(200, portal.get("/search?q=pain").statusCode());
      assertEquals(
          422,
          editor.post("/admin/account/password", "password", "n".repeat(80_000)).statusCode(),
          "whoever is signed in is read all the same");
    } finally {
      for (RawConnection each : slow) {
        each.close();
      }
    }
  }

  private static RawConnection begun(String request, String body, int length) throws Exception {
    RawConnection connection = new RawConnection(portal);
    connection.send(
        (request
                + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:8080\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + length
                + "\r\n\r\n"
                + body)
            .getBytes(US_ASCII));
    return connection;
  }
}
