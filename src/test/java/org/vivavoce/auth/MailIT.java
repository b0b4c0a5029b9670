package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Links by mail, to a mail server that takes one letter. */
class MailIT {
  @Test
  void anInvitationIsMailedAndShownToNobody() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Portal portal = portal(server.getLocalPort())) {
      CompletableFuture<String> letter = CompletableFuture.supplyAsync(() -> take(server));
      HttpResponse<String> response = invite(portal);
      assertEquals(303, response.statusCode());
      assertEquals(
          "/admin/people?done=invited", response.headers().firstValue("Location").orElse(""));
      String text = letter.get().replace("=\r\n", "").replace("=3D", "=");
      assertTrue(text.contains("RCPT TO:<ash@example.org>"), text);
      assertTrue(text.contains("http://localhost:8080/admin/invitations/"), text);
      assertTrue(text.contains("Auto-Submitted: auto-generated"), text);
    }
  }

  @Test
  void whereMailFailsTheAdministratorIsToldAndGetsTheLink() throws Exception {
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = server.getLocalPort();
    }
    try (Portal portal = portal(closed)) {
      Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
      Document page = administrator.page("/admin/people/new", invite(portal), 200);
      assertTrue(page.text().contains("It could not be sent to ash@example.org"), page.text());
      assertTrue(page.select("#link").text().contains("/admin/invitations/"));
    }
  }

  private static HttpResponse<String> invite(Portal portal) {
    return TestAccounts.signedIn(portal, Role.ADMINISTRATOR)
        .post("/admin/people/new", "name", "Ash", "email", "ash@example.org", "roles", "editor");
  }

  private static Portal portal(int port) {
    return Portal.over(TestDatabase.migrated(), Map.of("SMTP_URL", "smtp://127.0.0.1:" + port));
  }

  private static String take(ServerSocket server) {
    try (Socket socket = server.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        PrintWriter out = new PrintWriter(socket.getOutputStream(), false, US_ASCII)) {
      StringBuilder all = new StringBuilder();
      say(out, "220 here");
      boolean inLetter = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        all.append(line).append("\r\n");
        if (inLetter) {
          if (line.equals(".")) {
            inLetter = false;
            say(out, "250 taken");
          }
        } else if (line.equals("DATA")) {
          inLetter = true;
          say(out, "354 go on");
        } else if (line.equals("QUIT")) {
          say(out, "221 bye");
          return all.toString();
        } else {
          say(out, "250 fine");
        }
      }
      return all.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void say(PrintWriter out, String line) {
    out.print(line + "\r\n");
    out.flush();
  }
}
