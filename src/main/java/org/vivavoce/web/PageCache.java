package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.ContentChange;

/**
 * Public pages as they were sent, until something changes that they show. Of one that is not there
 * a single request makes it, and the others who ask for it meanwhile wait for that. Pages that are
 * asked for with parameters, such as the hundredth page of a list, have a small share of their own:
 * whoever reads all of them pushes out no other; so have searches.
 *
 * <p>After a lost connection to the database nobody knows what is still true: a page is then made
 * anew, and shown as it was, with its age, only where that fails because the database is out of
 * reach.
 */
public final class PageCache {
  private static final String ATTRIBUTE = "page-in-the-making";
  private static final Pattern PLAIN_PATH = Pattern.compile("/[a-z0-9/._-]{0,200}");
  private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9-]{0,40}");
  private static final int LONGEST_TYPED = 200;

  /** Of all that is kept, for pages with parameters. */
  private static final int SHARE_OF_TAILS = 8;

  /** As a safety net: nothing is said of a page later than that. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** So long a page is waited for that another request makes. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What is older is not shown even where the database is out of reach. */
  private static final Duration OLDEST = Duration.ofDays(1);

  /** After the database was found to be out of reach it is not asked again for a moment. */
  private static final Duration PAUSE_OF_OUTAGE = Duration.ofSeconds(2);

  /** What is asked for so often is worth the dearest coding. */
  private static final int HITS_FOR_BROTLI = 3;

  /** That a request has for itself, and those that a page gets when it is sent. */
  private static final Set<HttpHeader> OWN_HEADERS =
      EnumSet.of(
          HttpHeader.CONTENT_TYPE,
          HttpHeader.CONTENT_LENGTH,
          HttpHeader.ETAG,
          HttpHeader.CACHE_CONTROL,
          HttpHeader.DATE);

  private static final int MOST_COMMON_HEADERS = 20;

  private final boolean keeps;
  private final Clock clock;
  private final Predicate<Throwable> outage;
  private final Cache<String, Entry> pages;
  private final Cache<String, Entry> tails;
  private final ConcurrentHashMap<String, CompletableFuture<Made>> making =
      new ConcurrentHashMap<>();
  private final List<List<HttpField>> commonHeaders = new CopyOnWriteArrayList<>();
  private final Changes changes = new Changes();

  /** Whether changes are heard of. */
  private volatile boolean heard;

  private final LongAdder sentAtOnce = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder staleSent = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final AtomicLong outageUntil = new AtomicLong(Long.MIN_VALUE);
  private final ThreadPoolExecutor compressor =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(200),
          task -> {
            Thread thread = new Thread(task, "page-compressor");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.AbortPolicy());

  /**
   * @param bytes that all pages together may have, about; 0 keeps none
   * @param outage tells of a failure whether the database is out of reach
   */
  public PageCache(long bytes, Clock clock, Predicate<Throwable> outage) {
    this.keeps = bytes > 0;
    this.clock = clock;
    this.outage = outage;
    this.pages = builder(bytes - bytes / SHARE_OF_TAILS).build();
    this.tails =
        builder(bytes / SHARE_OF_TAILS)
            .expireAfter(Expiry.writing(this::kept))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .scheduler(Scheduler.systemScheduler())
            .build();
  }

  private Caffeine<String, Entry> builder(long bytes) {
    return Caffeine.newBuilder()
        .maximumWeight(bytes)
        .evictionListener((String target, Entry entry, RemovalCause cause) -> countEviction(cause))
        .weigher((String key, Entry entry) -> entry.page.weight() + key.length())
        .executor(Runnable::run);
  }

  private void countEviction(RemovalCause cause) {
    if (cause == RemovalCause.SIZE) {
      evictions.increment();
    }
  }

  /** What somebody typed is forgotten as soon as it is no longer true, as readers are told. */
  private Duration kept(String target, Entry entry) {
    return entry.page.isTyped()
        ? Duration.ofMillis(Math.max(1, entry.until - clock.millis()))
        : OLDEST;
  }

  /**
   * The page at this address, if it is there and still true.
   *
   * @param acceptEncoding of whoever asks: what is asked for in Brotli often is made so
   */
  @Nullable KeptPage fresh(String target, @Nullable String acceptEncoding) {
    Entry entry = of(target).getIfPresent(target);
    if (entry == null || !heard || !entry.isTrue(clock.millis())) {
      return null;
    }
    if (!entry.page.hasBrotli()
        && Codings.best(acceptEncoding).isBrotli()
        && entry.wanted.incrementAndGet() == HITS_FOR_BROTLI) {
      try {
        compressor.execute(() -> addBrotli(target, entry));
      } catch (RejectedExecutionException e) {
        // So many wait for it that this one waits to be asked for again.
        entry.wanted.set(0);
      }
    }
    return entry.page;
  }

  /** A route's handler whose pages are kept. */
  public Handler keeping(RouteTable.Kept kept, Handler handler) {
    return context -> {
      String target = keeps ? target(kept, context) : null;
      if (target == null) {
        KeptPage page = make(kept, context, handler, false);
        if (page != null) {
          answer(context, kept, page, false);
        }
        return;
      }
      KeptPage page = fresh(target, context.header("Accept-Encoding"));
      (page == null ? misses : hits).increment();
      if (page != null) {
        answer(context, kept, page, false);
        return;
      }
      Optional<KeptPage> old = isOutage() ? old(target) : Optional.empty();
      if (old.isPresent()) {
        answer(context, kept, old.get(), true);
        return;
      }
      try {
        page = made(kept, target, context, handler);
        if (page != null) {
          answer(context, kept, page, false);
        }
      } catch (Exception e) {
        if (!isPassing(e)) {
          throw e;
        }
        outageUntil.set(System.nanoTime() + PAUSE_OF_OUTAGE.toNanos());
        // Looked for only now: it may have been withdrawn meanwhile.
        old = old(target);
        if (old.isEmpty()) {
          throw e;
        }
        answer(context, kept, old.get(), true);
      }
    };
  }

  private Optional<KeptPage> old(String target) {
    Entry entry = of(target).getIfPresent(target);
    return entry == null || clock.millis() - entry.page.madeMillis() > OLDEST.toMillis()
        ? Optional.empty()
        : Optional.of(entry.page);
  }

  private void answer(Context context, RouteTable.Kept kept, KeptPage page, boolean stale)
      throws Exception {
    kept.noticing().handle(context);
    if (stale) {
      staleSent.increment();
    }
    send(context, page, stale);
  }

  /** A page was answered before anything else looked at the request: the way that must be short. */
  void sentAtOnce() {
    sentAtOnce.increment();
  }

  /** How it fares since the start. */
  public Figures figures() {
    long entries = 0;
    long bytes = 0;
    long most = 0;
    for (Cache<String, Entry> each : List.of(pages, tails)) {
      entries += each.estimatedSize();
      Policy.Eviction<String, Entry> eviction = each.policy().eviction().orElseThrow();
      bytes += eviction.weightedSize().orElse(0);
      most += eviction.getMaximum();
    }
    long atOnce = sentAtOnce.sum();
    return new Figures(
        atOnce,
        atOnce + hits.sum(),
        misses.sum(),
        staleSent.sum(),
        evictions.sum(),
        entries,
        bytes,
        most,
        heard);
  }

  /** What is being answered shows this; to be said by the route, before it answers. */
  public static void shows(Context context, String tag) {
    InTheMaking page = context.attribute(ATTRIBUTE);
    if (page != null) {
      page.tags.add(tag);
    }
  }

  /** Answers that the page lists: what becomes of one is seen there at once. */
  public static void showsAnswers(Context context, List<ArticleTeaser> answers) {
    answers.forEach(each -> shows(context, ContentChange.listed(each.id())));
  }

  /**
   * Takes what was made, where it is for a page that is kept.
   *
   * @return whether it was taken, and is not to be sent
   */
  static boolean take(Context context, String contentType, byte[] bytes) {
    InTheMaking page = context.attribute(ATTRIBUTE);
    if (page == null) {
      return false;
    }
    page.contentType = contentType;
    page.bytes = bytes;
    return true;
  }

  /**
   * What bears one of these tags is no longer true, and never shown again: something in it may have
   * been withdrawn.
   */
  public void drop(Set<String> tags) {
    changes.add(new Change(Set.copyOf(tags)));
    for (Cache<String, Entry> each : Set.of(pages, tails)) {
      // By its address, whatever stands there by now: it may just have got another coding.
      each.asMap()
          .forEach(
              (target, entry) -> {
                if (entry.page.shows(tags)) {
                  each.invalidate(target);
                }
              });
    }
  }

  /** Nothing is heard of changes from now on: no page is taken for true. */
  public void deaf() {
    heard = false;
    doubt();
  }

  /** Changes are heard of, at the start or again. */
  public void hearing() {
    heard = true;
    doubt();
  }

  /** Anything may have changed. What is withdrawn is told by its tag. */
  public void doubt() {
    changes.add(Change.OF_ANYTHING);
    for (Cache<String, Entry> each : Set.of(pages, tails)) {
      each.asMap().values().forEach(entry -> entry.doubted = true);
    }
  }

  private boolean isOutage() {
    long until = outageUntil.get();
    return until != Long.MIN_VALUE && System.nanoTime() - until < 0;
  }

  private Cache<String, Entry> of(String target) {
    return target.indexOf('?') < 0 ? pages : tails;
  }

  /** The one address of a page; null where it is asked for in a way that is not kept. */
  private static @Nullable String target(RouteTable.Kept kept, Context context) {
    String path = context.req().getRequestURI();
    if (!PLAIN_PATH.matcher(path).matches()) {
      return null;
    }
    StringBuilder target = new StringBuilder(path);
    char sign = '?';
    for (String name : kept.parameters()) {
      String value = context.queryParam(name);
      if (value != null) {
        if (!(kept.typed() ? isText(value) : PLAIN_VALUE.matcher(value).matches())) {
          return null;
        }
        // As browsers write it.
        target.append(sign).append(name).append('=').append(URLEncoder.encode(value, UTF_8));
        sign = '&';
      }
    }
    return target.toString();
  }

  /** Of halves of characters, several would be written alike. */
  private static boolean isText(String typed) {
    return typed.length() <= LONGEST_TYPED && UTF_8.newEncoder().canEncode(typed);
  }

  /** The page, as made by this request or by another that asked first; null where it is none. */
  private @Nullable KeptPage made(
      RouteTable.Kept kept, String target, Context context, Handler handler) throws Exception {
    CompletableFuture<Made> mine = new CompletableFuture<>();
    CompletableFuture<Made> other = making.putIfAbsent(target, mine);
    if (other != null) {
      Made made = await(other);
      // What has changed since it was begun is not for whoever asked later.
      return made.page() == null || made.changed()
          ? make(kept, context, handler, false)
          : made.page();
    }
    try {
      long known = changes.count();
      KeptPage page = make(kept, context, handler, true);
      if (page == null) {
        of(target).invalidate(target);
      }
      boolean changed = page != null && !keep(target, page, known);
      mine.complete(new Made(page, changed));
      return page;
    } catch (Exception | Error e) {
      mine.completeExceptionally(e);
      if (!isPassing(e)) {
        // It leads nowhere now: what stood there is not to come back.
        of(target).invalidate(target);
      }
      throw e;
    } finally {
      making.remove(target, mine);
    }
  }

  /** Whether a page fails for a reason that says nothing of the page, and passes. */
  private boolean isPassing(Throwable e) {
    return e instanceof TookTooLong || e instanceof Turns.NoTurn || outage.test(e);
  }

  private static Made await(CompletableFuture<Made> other) throws Exception {
    try {
      return other.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TookTooLong();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Whether nothing has changed in it while it was made. */
  private boolean keep(String target, KeptPage page, long known) {
    Entry entry = new Entry(page, end(page.madeMillis()), known);
    of(target).put(target, entry);
    return settle(target, entry);
  }

  /** Takes back what was put in its place while something changed that it shows. */
  private boolean settle(String target, Entry entry) {
    switch (changes.since(entry.known, entry.page)) {
      case OF_IT -> {
        of(target).invalidate(target);
        return false;
      }
      case OF_ANYTHING -> {
        entry.doubted = true;
        return false;
      }
      default -> {
        return true;
      }
    }
  }

  /** Until which a page is true that is made now: dates are said as of today. */
  private static long end(long millis) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    return Math.min(
        millis + LONGEST.toMillis(),
        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
  }

  private void addBrotli(String target, Entry entry) {
    KeptPage smaller = entry.page.withBrotli();
    if (smaller.hasBrotli()) {
      Entry better = new Entry(smaller, entry.until, entry.known);
      better.doubted = entry.doubted;
      if (of(target).asMap().replace(target, entry, better)) {
        settle(target, better);
      }
    }
  }

  /** Null where what was answered is no page: it leads elsewhere, say. */
  private @Nullable KeptPage make(
      RouteTable.Kept route, Context context, Handler handler, boolean kept) throws Exception {
    InTheMaking page = new InTheMaking();
    context.attribute(ATTRIBUTE, page);
    long now = clock.millis();
    try {
      handler.handle(context);
    } finally {
      context.attribute(ATTRIBUTE, null);
    }
    byte[] bytes = page.bytes;
    String contentType = page.contentType;
    if (bytes == null || contentType == null) {
      return null;
    }
    return KeptPage.of(
        bytes,
        contentType,
        headers(context),
        page.tags,
        now,
        context.header("Accept-Encoding"),
        kept,
        route.typed());
  }

  /** Those that are the same for every reader; nearly all pages have the same ones. */
  private List<HttpField> headers(Context context) {
    List<HttpField> headers = new ArrayList<>();
    for (HttpField field : fields(context)) {
      if (field.is("Set-Cookie")) {
        throw new IllegalStateException(
            context.path() + " is kept for everybody but sets a cookie");
      }
      HttpHeader header = field.getHeader();
      boolean own =
          header == null ? field.is(RequestGuard.REQUEST_ID) : OWN_HEADERS.contains(header);
      if (!own) {
        headers.add(field);
      }
    }
    for (List<HttpField> known : commonHeaders) {
      if (known.equals(headers)) {
        return known;
      }
    }
    List<HttpField> encoded =
        headers.stream()
            .<HttpField>map(field -> new PreEncodedHttpField(field.getName(), field.getValue()))
            .toList();
    if (commonHeaders.size() < MOST_COMMON_HEADERS) {
      commonHeaders.add(encoded);
    }
    return encoded;
  }

  /** The headers of the answer: as they are, where the servlet's methods go by their names. */
  private static HttpFields.Mutable fields(Context context) {
    return ServletContextRequest.getServletContextRequest(context.req())
        .getServletContextResponse()
        .getHeaders();
  }

  private void send(Context context, KeptPage page, boolean stale) throws IOException {
    KeptPage.Representation sent = page.representation(context.header("Accept-Encoding"));
    boolean held =
        page.isHeld(String.join(",", Collections.list(context.req().getHeaders("If-None-Match"))));
    HttpFields.Mutable headers = fields(context);
    HttpFields all = held ? sent.unchanged() : sent.whole();
    for (HttpField field : all) {
      headers.remove(field.getName());
    }
    for (HttpField field : all) {
      headers.add(field);
    }
    if (stale) {
      long seconds = Math.max(0, clock.millis() - page.madeMillis()) / 1_000;
      context.header("Age", Long.toString(seconds));
      context.header("Warning", "110 - \"Response is Stale\"");
    }
    if (held) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    context.disableCompression();
    context.res().getOutputStream().write(sent.bytes());
  }

  /**
   * How the cache fares.
   *
   * @param sentAtOnce pages that were answered before anything else looked at the request
   * @param hits pages that were there and true, these among them
   * @param misses those that had to be made, or were old and the database out of reach
   * @param stale old ones that were shown while the database was out of reach
   * @param evictions pages that had to make room
   * @param bytes that all take, about
   * @param most bytes that they may take
   * @param heard whether changes are heard of: nothing is taken for true without that
   */
  public record Figures(
      long sentAtOnce,
      long hits,
      long misses,
      long stale,
      long evictions,
      long entries,
      long bytes,
      long most,
      boolean heard) {}

  /**
   * What a request has made for those who wait.
   *
   * @param page null where it is no page
   * @param changed whether something has changed in it meanwhile
   */
  private record Made(@Nullable KeptPage page, boolean changed) {}

  /** Another request is at it and does not come to an end. */
  private static final class TookTooLong extends ServiceUnavailableResponse {
    private static final long serialVersionUID = 1L;
  }

  /** What is being made, and is told what it shows. */
  private static final class InTheMaking {
    private final Set<String> tags = ConcurrentHashMap.newKeySet();
    private @Nullable String contentType;
    private byte @Nullable [] bytes;
  }

  /** A page in its place. */
  private static final class Entry {
    private final KeptPage page;
    private final long until;
    private final long known;
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile boolean doubted;

    /**
     * @param known changes when it was begun
     */
    Entry(KeptPage page, long until, long known) {
      this.page = page;
      this.until = until;
      this.known = known;
    }

    boolean isTrue(long now) {
      return !doubted && now < until && now >= page.madeMillis();
    }
  }

  /** The changes that were heard of last. */
  private static final class Changes {
    private static final int REMEMBERED = 256;
    private final ArrayDeque<Change> last = new ArrayDeque<>();
    private long count;

    synchronized long count() {
      return count;
    }

    synchronized void add(Change change) {
      count++;
      last.addFirst(change);
      if (last.size() > REMEMBERED) {
        last.removeLast();
      }
    }

    /** What the changes since then mean for a page. */
    synchronized Concern since(long then, KeptPage page) {
      if (count - then > REMEMBERED) {
        return Concern.OF_IT;
      }
      Concern concern = Concern.OF_OTHERS;
      for (Change each : last.stream().limit(count - then).toList()) {
        Set<String> tags = each.tags();
        if (tags == null) {
          concern = Concern.OF_ANYTHING;
        } else if (page.shows(tags)) {
          return Concern.OF_IT;
        }
      }
      return concern;
    }
  }

  private enum Concern {
    OF_OTHERS,
    OF_ANYTHING,
    OF_IT
  }

  /**
   * What has changed.
   *
   * @param tags null for anything
   */
  private record Change(@Nullable Set<String> tags) {
    private static final Change OF_ANYTHING = new Change(null);
  }
}
