package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** Every route of the newsroom, asked for by everybody: each role alone, and nobody. */
class RoleMatrixIT {
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void everyRouteIsForItsRolesAloneAndForNobodyWithoutAnAccount() {
    Map<Role, Visitor> people = new LinkedHashMap<>();
    for (Role role : Role.ACCOUNTS.stream().sorted().toList()) {
      people.put(role, TestAccounts.signedIn(portal, role));
    }
    List<String> faults = new ArrayList<>();
    int asked = 0;
    for (RouteTable.Route route : newsroom()) {
      String path = path(route);
      for (Role role : people.keySet()) {
        // Signing out, and ending sessions, would end the test.
        if (ends(path)) {
          continue;
        }
        int status = ask(people.get(role), route, path).statusCode();
        asked++;
        boolean refused = status == 401 || status == 403;
        // An author may open answers, but their own alone.
        boolean foreign = role == Role.AUTHOR && path.startsWith("/admin/articles/from/");
        if (refused == (route.roles().contains(role) && !foreign)) {
          faults.add(role + " " + route.method() + " " + path + " -> " + status);
        }
      }
      HttpResponse<String> nobody = ask(portal.visitor(), route, path);
      asked++;
      boolean shut =
          isUnsafe(route)
              ? nobody.statusCode() == 401
              : nobody.statusCode() == 303
                  && nobody.headers().firstValue("Location").orElse("").startsWith("/admin/login");
      if (!shut) {
        faults.add("nobody " + route.method() + " " + path + " -> " + nobody.statusCode());
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(asked > 300, "asked " + asked + " times");
  }

  @Test
  void noFormIsTakenWithoutItsTokenOrFromElsewhere() {
    Visitor everybody =
        TestAccounts.signedIn(portal, Role.AUTHOR, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR);
    List<String> faults = new ArrayList<>();
    for (RouteTable.Route route : newsroom()) {
      if (!isUnsafe(route)) {
        continue;
      }
      String path = path(route);
      String method = route.method().name();
      int forged =
          everybody.send(method, path, Form.of("csrf", "forged-forged-forged-forged")).statusCode();
      int empty = everybody.send(method, path, Form.of("csrf", "")).statusCode();
      int foreign =
          everybody.send(method, path, Form.of(), "Origin", "https://evil.example").statusCode();
      int opaque = everybody.send(method, path, Form.of(), "Origin", "null").statusCode();
      if (forged != 403 || empty != 403 || foreign != 403 || opaque != 403) {
        faults.add(path + ": " + forged + " " + empty + " " + foreign + " " + opaque);
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void nothingOfTheNewsroomIsKeptByCachesOrFoundBySearchEngines() {
    Visitor everybody =
        TestAccounts.signedIn(portal, Role.AUTHOR, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR);
    List<String> faults = new ArrayList<>();
    for (RouteTable.Route route : portal.routes()) {
      if (!route.path().startsWith("/admin") || !route.method().equals(HandlerType.GET)) {
        continue;
      }
      HttpResponse<String> response = everybody.get(path(route));
      if (!response.headers().firstValue("Cache-Control").orElse("").contains("no-store")
          || !response.headers().firstValue("X-Robots-Tag").orElse("").contains("noindex")) {
        faults.add(route.path() + " " + response.statusCode() + " " + response.headers().map());
      }
    }
    assertEquals(List.of(), faults);
  }

  private static List<RouteTable.Route> newsroom() {
    return portal.routes().stream()
        .filter(route -> route.path().startsWith("/admin"))
        .filter(route -> !route.roles().equals(Set.of(Role.NEWCOMER)))
        .toList();
  }

  private static HttpResponse<String> ask(Visitor who, RouteTable.Route route, String path) {
    return isUnsafe(route) ? who.send(route.method().name(), path, Form.of()) : who.get(path);
  }

  private static boolean isUnsafe(RouteTable.Route route) {
    return !Set.of(HandlerType.GET, HandlerType.HEAD).contains(route.method());
  }

  private static boolean ends(String path) {
    return path.equals("/admin/logout") || path.contains("/sessions/");
  }

  /** To things that are not there, so that nothing is changed by those who may. */
  private static String path(RouteTable.Route route) {
    return route
        .path()
        .replace("{name}", "0".repeat(64) + ".mp3")
        .replace("{token}", "A".repeat(43))
        .replaceAll("\\{[a-z]+\\}", "999999");
  }
}
