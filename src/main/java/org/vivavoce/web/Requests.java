package org.vivavoce.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.Endpoint;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Slug;

/** What routes read from a request, checked. */
public final class Requests {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");
  private static final String ID = "request-id";

  private Requests() {}

  /** The slug in the path; what cannot be one leads nowhere. */
  public static String slug(Context context) {
    String slug = context.pathParam("slug");
    if (!Slug.isValid(slug)) {
      throw new NotFoundResponse();
    }
    return slug;
  }

  /** The page number, 1 where none is given; what is no number from 1 to 9999999 leads nowhere. */
  public static int page(Context context) {
    String page = context.queryParam("page");
    if (page == null || page.isEmpty()) {
      return 1;
    }
    if (!NUMBER.matcher(page).matches()) {
      throw new NotFoundResponse();
    }
    return Integer.parseInt(page);
  }

  /**
   * The path as it may stand in the log: in the newsroom's, some parts open what others may not
   * see, and the route stands for them.
   */
  static String place(Context context) {
    String path = context.path();
    return path.startsWith("/admin/") ? route(context) : path;
  }

  /**
   * The path of the route that answers, with the names of its parameters; empty where none does.
   */
  public static String route(Context context) {
    Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
    return endpoint == null ? "" : endpoint.path;
  }

  public static String id(Context context) {
    String id = context.attribute(ID);
    return id == null ? "-" : id;
  }

  static void id(Context context, String id) {
    context.attribute(ID, id);
  }

  /**
   * A query parameter without control characters and needless white space, cut to a length; null
   * where it is absent.
   */
  public static @Nullable String text(Context context, String name, int longest) {
    String value = context.queryParam(name);
    if (value == null) {
      return null;
    }
    String clean = value.replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ").strip();
    return clean.length() <= longest ? clean : clean.substring(0, longest).strip();
  }
}
