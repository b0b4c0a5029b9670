package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.article.ArticlePage;
import org.vivavoce.content.Article;
import org.vivavoce.content.Recording;
import org.vivavoce.media.Captions;
import org.vivavoce.media.MediaRoutes;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Head;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * {@code /admin/previews/{token}}: one version of an answer, for whoever was handed the link, with
 * its sound, its captions and its doctor's portrait, and no other file.
 */
public final class PreviewRoutes {
  private final PreviewLinkEditor links;
  private final ManuscriptQueries queries;
  private final ManuscriptPreview preview;
  private final Jdbi jdbi;
  private final Frame frame;
  private final Views views;

  public PreviewRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.jdbi = jdbi;
    this.links = new PreviewLinkEditor(jdbi, clock);
    this.queries = new ManuscriptQueries(jdbi);
    this.preview = new ManuscriptPreview(queries, clock);
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    String path = frame.paths().sharedPreview("{token}");
    routes.get(path, Role.NEWCOMER, this::show);
    routes.get(path + "/media/{name}", Role.NEWCOMER, this::media);
    routes.get(path + "/captions.vtt", Role.NEWCOMER, this::captions);
  }

  private void show(Context context) {
    unreferred(context);
    String token = context.pathParam("token");
    Optional<PreviewLinkEditor.Shown> found = links.find(token);
    if (found.isEmpty()) {
      showVoid(context);
      return;
    }
    PreviewLinkEditor.Shown link = found.get();
    Words words = frame.words();
    Manuscript.Revision revision = revision(link);
    Head.Preview banner =
        new Head.Preview(
            words.of(
                "preview.shared",
                revision.number(),
                link.accountName(),
                Moment.of(link.expiresAt(), frame.zone()).text()),
            null);
    views.respondPrivately(
        context,
        "article/article",
        ArticlePage.preview(article(link, revision), frame.sharing(token), banner));
  }

  private void media(Context context) throws IOException {
    unreferred(context);
    String token = context.pathParam("token");
    PreviewLinkEditor.Shown link = links.find(token).orElseThrow(NotFoundResponse::new);
    Article article = article(link, revision(link));
    Set<String> names = new HashSet<>();
    Recording recording = article.recording();
    if (recording != null) {
      names.add(recording.audio());
      String opus = recording.audioOpus();
      if (opus != null) {
        names.add(opus);
      }
    }
    String portrait = article.doctor().portrait();
    if (portrait != null) {
      names.add(portrait);
    }
    MediaRoutes.serve(
        context,
        new PreviewMediaQueries(jdbi, names, () -> links.find(token).isPresent()),
        "private, no-store");
  }

  private void captions(Context context) {
    unreferred(context);
    Manuscript.Revision revision =
        revision(links.find(context.pathParam("token")).orElseThrow(NotFoundResponse::new));
    if (revision.content().cues().isEmpty()) {
      throw new NotFoundResponse();
    }
    HttpCache.noStore(context);
    context
        .contentType("text/vtt; charset=utf-8")
        .result(Captions.vtt(revision.content().cues(), false));
  }

  private Manuscript.Revision revision(PreviewLinkEditor.Shown link) {
    return queries
        .revisionById(link.manuscriptId(), link.revisionId())
        .orElseThrow(NotFoundResponse::new);
  }

  /** As the newsroom sees it, too: approved, where an approval stands for just this version. */
  private Article article(PreviewLinkEditor.Shown link, Manuscript.Revision revision) {
    Manuscript.Approval approval =
        queries
            .find(link.manuscriptId())
            .filter(manuscript -> manuscript.stage() == Manuscript.Stage.APPROVED)
            .filter(manuscript -> manuscript.revision().id() == revision.id())
            .map(Manuscript::approval)
            .orElse(null);
    return preview.article(revision.content(), revision.recordingId(), approval, frame.words());
  }

  private void showVoid(Context context) {
    context.status(HttpStatus.NOT_FOUND);
    context.attribute("error-shown", true);
    views.respondPrivately(
        context,
        "admin/safety/preview-void",
        new PreviewVoidPage(
            frame.desk(null, frame.words().of("preview.void.heading"), null, null)));
  }

  /** The address is a secret: no site that the answer links to is told of it, this one neither. */
  private static void unreferred(Context context) {
    context.header("Referrer-Policy", "no-referrer");
  }
}
