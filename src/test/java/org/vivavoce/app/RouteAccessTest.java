package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.article.BesideKeeper;
import org.vivavoce.auth.Accounts;
import org.vivavoce.auth.PasswordCost;
import org.vivavoce.config.Config;
import org.vivavoce.db.PublicCache;
import org.vivavoce.db.TestClock;
import org.vivavoce.related.ReadNextEditor;
import org.vivavoce.web.Assets;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** Walks the route table: nothing is reachable that was not declared, with its role. */
class RouteAccessTest {
  private static final List<RouteTable.Route> ROUTES = routes();

  /** Where somebody is who has no session yet; INTERFACES names them. */
  private static final List<String> DOOR =
      List.of(
          "/admin/login", "/admin/set-up", "/admin/invitations", "/admin/reset", "/admin/previews");

  @Test
  void everyRouteDeclaresARole() {
    assertAll(
        ROUTES.stream().map(route -> () -> assertFalse(route.roles().isEmpty(), route.path())));
  }

  @Test
  void aRouteWithoutARoleDoesNotStart() {
    assertThrows(
        NullPointerException.class,
        () -> new RouteTable().get("/forgotten", (Role) null, context -> {}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RouteTable().post("/forgotten", Set.of(), context -> {}));
  }

  @Test
  void everyRouteOfTheNewsroomNeedsAnAccountButForItsDoor() {
    List<String> open =
        ROUTES.stream()
            .filter(route -> isNewsroom(route) && !Role.ACCOUNTS.containsAll(route.roles()))
            .map(RouteTable.Route::path)
            .filter(path -> DOOR.stream().noneMatch(door -> isBelow(path, door)))
            .toList();
    assertEquals(List.of(), open);
  }

  @Test
  void theDoorIsForNewcomersAndNothingElseIs() {
    assertAll(
        ROUTES.stream()
            .map(
                route ->
                    () ->
                        assertEquals(
                            isNewsroom(route)
                                && DOOR.stream().anyMatch(door -> isBelow(route.path(), door)),
                            route.roles().equals(Set.of(Role.NEWCOMER)),
                            route.path())));
  }

  @Test
  void whatCanBeReadCanBeAskedForByHead() {
    Set<String> read = paths(HandlerType.GET);
    assertEquals(read, paths(HandlerType.HEAD));
    assertTrue(
        read.containsAll(
            Set.of(
                "/",
                "/articles/{slug}",
                "/specialties",
                "/specialties/{slug}",
                "/doctors",
                "/doctors/{slug}",
                "/topics",
                "/topics/{slug}",
                "/search",
                "/about/{name}",
                "/robots.txt")),
        () -> "the public pages are among " + read);
  }

  @Test
  void nothingCanBeWrittenFromThePublicSideButWhatReadersSayOfAnAnswer() {
    assertEquals(
        Set.of("/articles/{slug}/feedback"),
        ROUTES.stream()
            .filter(route -> !isNewsroom(route))
            .filter(
                route ->
                    !Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS)
                        .contains(route.method()))
            .map(RouteTable.Route::path)
            .collect(Collectors.toSet()));
  }

  private static boolean isNewsroom(RouteTable.Route route) {
    return isBelow(route.path(), "/admin");
  }

  private static boolean isBelow(String path, String above) {
    return path.equals(above) || path.startsWith(above + "/");
  }

  private static Set<String> paths(HandlerType method) {
    return ROUTES.stream()
        .filter(route -> route.method().equals(method))
        .map(RouteTable.Route::path)
        .collect(Collectors.toSet());
  }

  private static List<RouteTable.Route> routes() {
    Words words = Words.load();
    Config config = Config.from(Map.of());
    PublicCache cache = new PublicCache();
    Frame frame =
        new Frame(config, new Paths(config.baseUrl()), words, Assets.load(), TestClock.FIXED);
    Jdbi nowhere =
        Jdbi.create(
            () -> {
              throw new AssertionError("declaring routes asks no database");
            });
    Views views = new Views(words);
    ClientAddress addresses = new ClientAddress(List.of());
    Accounts accounts =
        new Accounts(
            nowhere,
            addresses,
            frame,
            views,
            Assets.load(),
            TestClock.FIXED,
            PasswordCost.STANDARD);
    ReadNextEditor readNext = new ReadNextEditor(nowhere, TestClock.FIXED);
    return App.routes(
            nowhere,
            nowhere,
            cache,
            TestClock.FIXED,
            addresses,
            frame,
            views,
            accounts,
            readNext,
            new BesideKeeper(nowhere))
        .routes();
  }
}
