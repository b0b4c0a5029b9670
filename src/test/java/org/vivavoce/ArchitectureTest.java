package org.vivavoce;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rooms of the house, and which of them know of which others; CONTRIBUTING.md says why. */
class ArchitectureTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.vivavoce");

  private static final Map<String, String> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("content", ""),
          Map.entry("config", ""),
          Map.entry("db", "config content"),
          Map.entry("web", "config content"),
          Map.entry("related", "content db"),
          Map.entry("media", "content web db"),
          Map.entry("search", "content web db"),
          Map.entry("seo", "config content web db"),
          Map.entry("feedback", "content web db"),
          Map.entry("api", "config content web db"),
          Map.entry("site", "content web db seo"),
          Map.entry("doctor", "content web db seo"),
          Map.entry("specialty", "content web db seo"),
          Map.entry("topic", "content web db seo"),
          Map.entry("article", "content web db seo media related feedback"),
          Map.entry("publishing", "content db search related media"),
          Map.entry("auth", "config content web db"),
          Map.entry("admin", "content web db auth media related search publishing ingest article"),
          Map.entry("backup", "db search"),
          Map.entry("ingest", "content db media related search publishing"),
          Map.entry("operate", "config content web db media publishing"),
          Map.entry(
              "app",
              "config content db web related media search seo api site doctor specialty topic article feedback"
                  + " publishing ingest auth admin operate"),
          Map.entry("cli", "app config db backup ingest related publishing auth"));

  @TestFactory
  Stream<DynamicTest> everyRoomKnowsOnlyThoseItMay() {
    return MAY_IMPORT.entrySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.getKey(),
                    () ->
                        classes()
                            .that()
                            .resideInAPackage("org.vivavoce." + room.getKey())
                            .should()
                            .onlyDependOnClassesThat(
                                resideInAnyPackage(known(room.getKey(), room.getValue()))
                                    .or(resideOutsideOfPackages("org.vivavoce.."))
                                    .as("JDK, libraries, or " + room.getValue()))
                            .check(CODE)));
  }

  @Test
  void everyRoomIsOnThePlan() {
    noClasses()
        .should()
        .resideOutsideOfPackages(
            Stream.concat(
                    Stream.of("org.vivavoce"),
                    MAY_IMPORT.keySet().stream().map(name -> "org.vivavoce." + name))
                .toArray(String[]::new))
        .check(CODE);
  }

  @Test
  void noRoomsDependOnEachOtherInACircle() {
    slices().matching("org.vivavoce.(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void onlyRoutesTheWebRoomAndTheDoorTouchTheServer() {
    noClasses()
        .that()
        .haveSimpleNameNotContaining("Routes")
        .and()
        .resideOutsideOfPackages("org.vivavoce.web", "org.vivavoce.app", "org.vivavoce.auth")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.javalin..")
        .check(CODE);
  }

  @Test
  void onlyTheWebRoomTouchesTemplates() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.vivavoce.web")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.thymeleaf..")
        .check(CODE);
  }

  @Test
  void pagesAndContentTouchNeitherServerNorDatabaseNorTemplates() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Page")
        .or()
        .resideInAPackage("org.vivavoce.content")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.jdbi..", "org.thymeleaf..")
        .check(CODE);
  }

  @Test
  void theTimeComesFromOneClock() {
    noClasses()
        .should()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Date")
        .check(CODE);
  }

  @Test
  void onlyTheMainClassEndsTheProgram() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.vivavoce.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CODE);
  }

  @Test
  void namesSayWhatAClassIs() {
    for (String vague : List.of("Service", "Util", "Utils", "Manager", "Helper", "Impl")) {
      noClasses().should().haveSimpleNameEndingWith(vague).check(CODE);
    }
  }

  private static String[] known(String room, String others) {
    List<String> names =
        new ArrayList<>(Arrays.asList(others.isEmpty() ? new String[0] : others.split(" ")));
    names.add(room);
    return names.stream().map(name -> "org.vivavoce." + name).toArray(String[]::new);
  }
}
