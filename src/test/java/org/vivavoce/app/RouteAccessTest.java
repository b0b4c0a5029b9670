package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.config.Config;
import org.vivavoce.db.PublicCache;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** Walks the route table: nothing is reachable that was not declared, with its role. */
class RouteAccessTest {
  private static final List<RouteTable.Route> ROUTES = routes();

  @Test
  void everyRouteDeclaresARole() {
    assertAll(ROUTES.stream().map(route -> () -> assertNotNull(route.role(), () -> route.path())));
  }

  @Test
  void aRouteWithoutARoleDoesNotStart() {
    assertThrows(
        NullPointerException.class, () -> new RouteTable().get("/forgotten", null, context -> {}));
  }

  @Test
  void nothingOfTheNewsroomIsThereYet() {
    assertFalse(ROUTES.stream().anyMatch(route -> route.path().startsWith("/admin")));
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
  void nothingCanBeWrittenFromThePublicSide() {
    assertEquals(
        Set.of(HandlerType.GET, HandlerType.HEAD),
        ROUTES.stream().map(RouteTable.Route::method).collect(Collectors.toSet()));
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
    PublicCache cache = new PublicCache(TestClock.FIXED);
    Frame frame =
        new Frame(config, new Paths(config.baseUrl()), words, Assets.load(), TestClock.FIXED);
    Jdbi nowhere =
        Jdbi.create(
            () -> {
              throw new AssertionError("declaring routes asks no database");
            });
    return App.routes(nowhere, cache, frame, new Views(words, cache::lastChange)).routes();
  }
}
