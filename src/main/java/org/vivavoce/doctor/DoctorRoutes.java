package org.vivavoce.doctor;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Listing;
import org.vivavoce.content.Specialty;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.Directory;
import org.vivavoce.db.PublicCache;
import org.vivavoce.seo.StructuredData;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /doctors} and {@code /doctors/{slug}}. */
public final class DoctorRoutes {
  /** Up to so many stand on one page; more are shown letter by letter. */
  private static final int ON_ONE_PAGE = 300;

  private final DoctorQueries queries;
  private final Directory directory;
  private final ArticleLists lists;
  private final Frame frame;
  private final Views views;
  private final StructuredData structuredData;

  public DoctorRoutes(
      Jdbi jdbi,
      PublicCache cache,
      Directory directory,
      ArticleLists lists,
      Frame frame,
      Views views) {
    this.queries = new DoctorQueries(jdbi, cache);
    this.directory = directory;
    this.lists = lists;
    this.frame = frame;
    this.views = views;
    this.structuredData = new StructuredData(frame);
  }

  public void addTo(RouteTable routes) {
    routes.page("/doctors", this::doctors, "letter");
    routes.page("/doctors/{slug}", this::doctor, "page");
  }

  private void doctors(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    PageCache.shows(context, ContentChange.OVERVIEW);
    Paths paths = frame.paths();
    Words words = frame.words();
    List<Doctor> all = directory.doctors();
    String asked = context.queryParam("letter");
    boolean whole = all.size() <= ON_ONE_PAGE && asked == null;
    List<Link> letters =
        whole
            ? List.of()
            : frame.letterLinks(
                all.stream().map(each -> Frame.letter(each.name())), paths::doctorsWith);
    String letter = asked != null || all.isEmpty() ? asked : Frame.letter(all.get(0).name());
    List<Doctor> shown =
        whole
            ? all
            : all.stream().filter(each -> Frame.letter(each.name()).equals(letter)).toList();
    if (asked != null && shown.isEmpty()) {
      throw new NotFoundResponse();
    }
    Frame.HeadBuilder builder =
        frame
            .head(
                asked == null ? paths.doctors() : paths.doctorsWith(asked),
                words.of("title.doctors", frame.siteName()),
                words.of("description.doctors", frame.siteName()))
            .section(paths.doctors())
            .showsDemo(all.stream().anyMatch(Doctor::demo));
    if (asked != null) {
      builder.robots("noindex");
    }
    Head head =
        structuredData.listing(
            builder.named(words.of("nav.doctors")),
            words.of("nav.doctors"),
            shown.stream().map(each -> new Link(paths.doctor(each.slug()), each.name())).toList());
    views.respond(
        context,
        "doctor/doctors",
        new DoctorsPage(
            head,
            letters,
            shown.stream().filter(Doctor::person).map(this::tile).toList(),
            shown.stream().filter(each -> !each.person()).map(this::tile).toList()));
  }

  private void doctor(Context context) {
    PageCache.shows(context, ContentChange.LISTS);
    String slug = Requests.slug(context);
    int page = Requests.page(context);
    Optional<DoctorQueries.Found> known = queries.find(slug);
    if (known.isEmpty()) {
      String current = queries.currentSlug(slug).orElseThrow(NotFoundResponse::new);
      RequestGuard.redirect(context, frame.paths().doctor(current));
      return;
    }
    DoctorQueries.Found found = known.get();
    PageCache.shows(context, ContentChange.doctor(found.id()));
    Listing<ArticleTeaser> listing = lists.page(ArticleLists.Scope.DOCTOR, found.id(), page);
    PageCache.showsAnswers(context, listing.items());
    if (!listing.hasPage()) {
      throw new NotFoundResponse();
    }
    Doctor doctor = found.doctor();
    Paths paths = frame.paths();
    Words words = frame.words();
    String path = paths.doctor(slug);
    Pager pager = frame.pager(listing, number -> paths.paged(path, number));
    String title =
        page == 1
            ? words.of("title.doctor", doctor.name(), frame.siteName())
            : words.of("title.doctor.page", doctor.name(), page, frame.siteName());
    Head head =
        frame
            .head(
                paths.paged(path, page),
                title,
                words.of("description.doctor", doctor.name(), listing.total()))
            .section(paths.doctors())
            .isDemo(doctor.demo())
            .pager(pager)
            .type("profile")
            .image(path, words.of("share.image.doctor", doctor.name()))
            .atom(path, doctor.name())
            .podcast(path, doctor.name())
            .crumb(paths.doctors(), words.of("nav.doctors"))
            .named(doctor.name());
    List<ArticleCard> cards = listing.items().stream().map(frame::card).toList();
    List<Specialty> specialties = queries.specialties(found.id());
    views.respond(
        context,
        "doctor/doctor",
        new DoctorPage(
            structuredData.doctor(
                head, doctor, specialties.stream().map(Specialty::name).toList(), cards),
            doctor.name(),
            doctor.person(),
            doctor.credentials(),
            doctor.title(),
            doctor.institution(),
            doctor.biography(),
            doctor.languages().stream().map(words::language).toList(),
            frame.portrait(doctor.name(), doctor.portrait()),
            specialties.stream()
                .map(each -> new Link(paths.specialty(each.slug()), each.name()))
                .toList(),
            listing.total(),
            cards,
            pager));
  }

  private DoctorsPage.DoctorTile tile(Doctor doctor) {
    return new DoctorsPage.DoctorTile(
        frame.paths().doctor(doctor.slug()),
        doctor.name(),
        doctor.credentials(),
        doctor.title(),
        doctor.institution(),
        frame.portrait(doctor.name(), doctor.portrait()),
        doctor.articleCount());
  }
}
