package org.vivavoce.backup;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.admin.EditorialHistory;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Await;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.publishing.RelatedWorker;
import org.vivavoce.search.SuggestionBackfill;

/** A newsroom's whole work, written to a file, restored elsewhere, and written again. */
class ArchiveIT {
  private static final String VERSION = "1.2.3";

  /** Of every kind; one that was renamed, and one that was withdrawn, too. */
  private static final List<String> PAGES =
      List.of(
          "/",
          "/articles/giraffes-hum",
          "/articles/do-giraffes-hum-at-night",
          "/articles/giraffes-hum/history",
          "/articles/giraffes-hum/captions.vtt",
          "/articles/can-zebras-sneeze",
          "/articles/zebras-sneezing",
          "/articles/how-can-i-tell-if-eczema-is-infected",
          "/specialties",
          "/specialties/oncology",
          "/doctors",
          "/doctors/amara-okafor",
          "/topics",
          "/search?q=giraffes+hum",
          "/search?q=eczema",
          "/search?q=chest+pain",
          "/search/suggest?q=ecz",
          "/sitemap.xml",
          "/feed.atom",
          "/podcast.xml",
          "/api/v1/articles");

  @TempDir private static Path folder;
  private static TestDatabase source;
  private static Portal portal;
  private static Path archive;

  @BeforeAll
  static void open() {
    source = TestDatabase.withDemo();
    portal = Portal.over(source);
    EditorialHistory.make(portal, folder);
    archive = folder.resolve("first.zip");
    write(source, archive, true);
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
    }
  }

  /** A table that a later migration adds is decided about, or no archive is written. */
  @Test
  void everyTableIsArchivedOrRebuiltOrPassing() {
    Set<String> tables =
        source.jdbi().withHandle(handle -> new TreeSet<>(Catalogue.read(handle).names()));
    assertEquals(Set.of(), Contents.undecided(tables), "decide about these in Contents");
    List<String> decided = new ArrayList<>(Contents.ARCHIVED);
    decided.addAll(Contents.REBUILT);
    decided.addAll(Contents.PASSING);
    assertEquals(decided.size(), new TreeSet<>(decided).size(), "each stands in one of them");
    assertEquals(tables, new TreeSet<>(decided), "none is there that no longer exists");

    Jdbi owner = source.ownerJdbi();
    owner.useHandle(handle -> handle.execute("create table forgotten (id int primary key)"));
    try {
      BackupException refused =
          assertThrows(
              BackupException.class, () -> write(source, folder.resolve("forgotten.zip"), true));
      assertTrue(refused.getMessage().contains("forgotten"), refused.getMessage());
      assertFalse(Files.exists(folder.resolve("forgotten.zip")));
      assertFalse(Files.exists(folder.resolve("forgotten.zip.part")));
    } finally {
      owner.useHandle(handle -> handle.execute("drop table forgotten"));
    }
  }

  @Test
  void everyColumnIsArchivedButThoseThatTheDatabaseWorksOut() {
    Map<String, Set<String>> archived = new TreeMap<>();
    try (Archive opened = Archive.open(archive)) {
      opened
          .manifest()
          .entries()
          .forEach(entry -> archived.put(entry.table(), new TreeSet<>(entry.columns())));
    }
    Map<String, Set<String>> there = new TreeMap<>();
    source
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select table_name || ' ' || column_name from information_schema.columns
                         where table_schema = 'public' and is_generated = 'NEVER'
                           and table_name in (<tables>)
                        """)
                    .bindList("tables", List.copyOf(Contents.ARCHIVED))
                    .mapTo(String.class)
                    .forEach(
                        line ->
                            there
                                .computeIfAbsent(line.split(" ")[0], table -> new TreeSet<>())
                                .add(line.split(" ")[1])));
    assertEquals(there, archived);
  }

  /** So that the order never says less than which row comes when. */
  @Test
  void everyArchivedTableHasAKeyAndWhatIsLeftEmptyMayBe() {
    source
        .jdbi()
        .useHandle(
            handle -> {
              Catalogue catalogue = Catalogue.read(handle);
              List<String> emptied = new ArrayList<>();
              for (Table table : catalogue.archived()) {
                assertFalse(table.key().isEmpty(), table.name());
                Catalogue.emptied(table).forEach(each -> emptied.add(table.name() + "." + each));
              }
              assertEquals(List.of("import_conflict.run_id"), emptied);
              assertEquals(
                  Contents.ARCHIVED.size(), Catalogue.inOrder(catalogue.archived()).size());
            });
  }

  @Test
  void thereIsSomethingOfEveryKind() {
    try (Archive opened = Archive.open(archive)) {
      Manifest manifest = opened.manifest();
      for (String table :
          List.of(
              "account",
              "approval",
              "article",
              "article_change",
              "article_cue",
              "article_slug",
              "audit_entry",
              "autosave",
              "feedback",
              "feedback_count",
              "manuscript",
              "manuscript_comment",
              "media",
              "media_chunk",
              "preview_link",
              "recording",
              "red_flag",
              "revision")) {
        assertTrue(manifest.rows(table) > 0, table);
      }
      assertEquals("040", manifest.schema());
      assertEquals(VERSION, manifest.portal());
    }
  }

  @Test
  void whatIsRestoredIsWrittenAgainByteByByte() throws Exception {
    try (TestDatabase target = TestDatabase.blank()) {
      ArchiveRestore.Restored restored = restore(archive, target);
      assertTrue(restored.accounts());
      assertEquals(
          count(source, "select count(*) from article"),
          restored.answers(),
          "it tells how many answers");
      Path again = folder.resolve("again.zip");
      write(target, again, true);
      assertArrayEquals(Files.readAllBytes(archive), Files.readAllBytes(again));

      // Beside another backup, and after the portal has run.
      assertEquals(1, count(target, "select count(*) from backup"));
      settle(target);
      write(target, folder.resolve("settled.zip"), true);
      assertArrayEquals(
          Files.readAllBytes(archive), Files.readAllBytes(folder.resolve("settled.zip")));
    }
  }

  @Test
  void thePortalAnswersAsBefore() {
    settle(source);
    source
        .jdbi()
        .useHandle(handle -> handle.execute("insert into pending_work values ('related')"));
    settle(source);
    Path settled = folder.resolve("before.zip");
    write(source, settled, true);
    TestDatabase target = TestDatabase.migrated();
    restore(settled, target);
    settle(target);
    try (Portal restored = Portal.over(target)) {
      for (String page : PAGES) {
        assertEquals(portal.get(page).statusCode(), restored.get(page).statusCode(), page);
        assertEquals(portal.get(page).body(), restored.get(page).body(), page);
      }
      assertTrue(
          restored.page("/search?q=giraffes+hum").text().contains("Do giraffes hum at night?"));
      assertFalse(
          restored.page("/articles/giraffes-hum").select(".voices a").isEmpty(),
          "others are heard beside it");
      assertEquals(301, restored.get("/articles/do-giraffes-hum-at-night").statusCode());
      assertEquals(410, restored.get("/articles/zebras-sneezing").statusCode());
      String sound =
          restored.page("/articles/giraffes-hum").selectFirst("audio source").attr("src");
      assertArrayEquals(portal.bytes(sound).body(), restored.bytes(sound).body(), "it is heard");
      assertEquals(Optional.empty(), restored.setUpLink(), "people sign in as before");
    }
  }

  @Test
  void whatIsWrittenAfterwardsGetsNumbersThatWereNeverGiven() {
    long given =
        count(source, "select pg_sequence_last_value(pg_get_serial_sequence('revision', 'id'))");
    try (TestDatabase target = TestDatabase.blank()) {
      restore(archive, target);
      assertEquals(
          given + 1, count(target, "select nextval(pg_get_serial_sequence('revision', 'id'))"));
      assertEquals(
          0,
          count(
              target,
              """
              select count(*) from pg_trigger
               where not tgisinternal and tgenabled = 'D'
              """),
          "what triggers keep is kept again");
    }
  }

  @Test
  void withoutAccountsNamesStayAndNobodyGetsIn() throws Exception {
    Path nameless = folder.resolve("nameless.zip");
    write(source, nameless, false);
    TestDatabase target = TestDatabase.blank();
    assertFalse(restore(nameless, target).accounts());
    assertAll(
        () ->
            assertEquals(
                2,
                count(
                    target,
                    "select count(*) from account where name in ('Edda Editor', 'Rita Reviewer')")),
        () ->
            assertEquals(
                0,
                count(
                    target,
                    """
                    select count(*) from account
                     where password_hash is not null or totp_secret is not null or disabled_at is null
                        or email not like '%@removed.invalid'
                    """)),
        () -> assertEquals(0, count(target, "select count(*) from passkey")),
        () ->
            assertTrue(
                count(
                        source,
                        "select count(*) from audit_entry where jsonb_exists(detail, 'address')")
                    > 0,
                "somebody signed in"),
        () ->
            assertEquals(
                0,
                count(
                    target,
                    "select count(*) from audit_entry where jsonb_exists(detail, 'address')")),
        () ->
            assertEquals(
                count(source, "select count(*) from audit_entry"),
                count(target, "select count(*) from audit_entry")),
        () ->
            assertEquals(
                count(source, "select count(*) from approval"),
                count(target, "select count(*) from approval")));
    Path again = folder.resolve("nameless-again.zip");
    write(target, again, false);
    assertArrayEquals(Files.readAllBytes(nameless), Files.readAllBytes(again));
    try (Portal restored = Portal.over(target)) {
      assertTrue(restored.setUpLink().isPresent(), "somebody can begin");
    }
  }

  @Test
  void nothingIsRestoredWhereSomethingIs() {
    try (TestDatabase target = TestDatabase.withDemo()) {
      long answers = count(target, "select count(*) from article");
      BackupException refused = assertThrows(BackupException.class, () -> restore(archive, target));
      assertTrue(
          refused.getMessage().startsWith("the database is not empty"), refused.getMessage());
      assertEquals(answers, count(target, "select count(*) from article"));
    }
  }

  @Test
  void afterAnErrorItIsAsEmptyAsBeforeAndIsRestoredOnceThatIsGone() throws Exception {
    try (TestDatabase target = TestDatabase.migrated()) {
      Jdbi owner = target.ownerJdbi();
      owner.useHandle(
          handle ->
              handle.execute(
                  "alter table revision add constraint in_the_way check (number < 1) not valid"));
      long flags = count(target, "select count(*) from red_flag");
      BackupException refused = assertThrows(BackupException.class, () -> restore(archive, target));
      assertTrue(refused.getMessage().contains("in_the_way"), refused.getMessage());
      assertEquals(1, refused.getMessage().lines().count(), "in one line");
      assertEquals(0, count(target, "select count(*) from account"));
      assertEquals(flags, count(target, "select count(*) from red_flag"));
      owner.useHandle(handle -> handle.execute("alter table revision drop constraint in_the_way"));
      restore(archive, target);
      write(target, folder.resolve("after.zip"), true);
      assertArrayEquals(
          Files.readAllBytes(archive), Files.readAllBytes(folder.resolve("after.zip")));
    }
  }

  @Test
  void aLinkThatSomebodyHasLaidIsNotFollowed() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "Somebody's.");
    Files.createSymbolicLink(folder.resolve("linked.zip.part"), victim);
    BackupException refused =
        assertThrows(
            BackupException.class, () -> write(source, folder.resolve("linked.zip"), true));
    assertTrue(refused.getMessage().contains("linked.zip cannot be written"), refused::getMessage);
    assertEquals("Somebody's.", Files.readString(victim));
  }

  @Test
  void aFileOfThatNameIsReplacedOnlyWhenAsked() throws Exception {
    Path file = folder.resolve("kept.zip");
    Files.writeString(file, "Somebody's.");
    BackupException refused = assertThrows(BackupException.class, () -> write(source, file, true));
    assertTrue(refused.getMessage().contains("--force"), refused.getMessage());
    assertEquals("Somebody's.", Files.readString(file));
    Files.writeString(folder.resolve("kept.zip.part"), "Of one that was killed.");
    ArchiveExport.Written written = export(source).write(file, true, true);
    assertArrayEquals(Files.readAllBytes(archive), Files.readAllBytes(file));
    assertFalse(Files.exists(folder.resolve("kept.zip.part")));
    assertEquals(Files.size(file), written.bytes());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)),
        "it holds secrets");
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
        "whoever may have read what was left there");
    assertEquals(
        written.sha256(),
        Rows.one(
            source.jdbi(),
            String.class,
            "select encode(sha256, 'hex') from backup order by id desc limit 1"));
  }

  /** The log is written near the beginning of the archive, conditions near its end. */
  @Test
  void itIsOfOneMomentHoweverMuchIsWrittenMeanwhile() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (TestDatabase busy = TestDatabase.withDemo()) {
      long entries = count(busy, "select count(*) from audit_entry");
      long topics = count(busy, "select count(*) from topic");
      Future<?> writing =
          other.submit(
              () -> {
                while (!done.get()) {
                  int number = written.incrementAndGet();
                  busy.jdbi()
                      .useTransaction(
                          handle -> {
                            handle.execute(
                                "insert into topic (slug, name) values ('c-' || ?, 'C ' || ?)",
                                number,
                                number);
                            handle.execute(
                                "insert into audit_entry (actor, action) values ('test', 'topic.create')");
                          });
                }
              });
      Await.await(() -> written.get() > 5);
      int before = written.get();
      Path file = folder.resolve("busy.zip");
      write(busy, file, true);
      assertTrue(written.get() > before, "somebody wrote meanwhile");
      done.set(true);
      writing.get();
      try (Archive opened = Archive.open(file)) {
        Manifest manifest = opened.manifest();
        assertTrue(manifest.rows("topic") - topics >= 5);
        assertEquals(manifest.rows("topic") - topics, manifest.rows("audit_entry") - entries);
      }
    } finally {
      done.set(true);
      other.shutdown();
    }
  }

  /** As the portal's workers do it in the background. */
  private static void settle(TestDatabase database) {
    RelatedWorker.workOff(database.jdbi());
    BackgroundWorker suggestions = SuggestionBackfill.start(database.jdbi());
    try {
      Await.await(() -> count(database, "select count(*) from suggestion_backfill") == 0);
    } finally {
      suggestions.close();
    }
  }

  private static ArchiveExport export(TestDatabase database) {
    return new ArchiveExport(database.jdbi(), VERSION);
  }

  private static void write(TestDatabase database, Path file, boolean withAccounts) {
    export(database).write(file, withAccounts, false);
  }

  private static ArchiveRestore.Restored restore(Path file, TestDatabase target) {
    try (ArchiveRestore opened = ArchiveRestore.open(file)) {
      return opened.into(target.database());
    }
  }

  private static long count(TestDatabase database, String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
