package org.vivavoce.seo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.vivavoce.seo.Picture.Format;

/**
 * Times how long pictures take to draw, and leaves them in a folder to be looked at: long and short
 * texts, scripts with and without letters in the font, every kind of portrait.
 */
public final class PictureBenchmark {
  private static final String LONG =
      "My mother has been taking blood thinners since her stroke three years ago, and now she is to have"
          + " two teeth taken out. Her dentist says that she must stop the tablets for five days before, her"
          + " cardiologist says that she must not stop them at all. Whom should we believe, and what would you do in her place?";
  private static final int ROUNDS = 10;

  private PictureBenchmark() {}

  /**
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Map<String, Picture> pictures = pictures();
    long begun = System.nanoTime();
    for (Map.Entry<String, Picture> each : pictures.entrySet()) {
      Files.write(
          folder.resolve(each.getKey() + ".png"),
          fresh().png(each.getValue()).orElseThrow(IllegalStateException::new));
      if (begun != 0) {
        say("the first, with all that is loaded for it: %.0f ms".formatted(millisSince(begun)));
        begun = 0;
      }
    }
    for (Map.Entry<String, Picture> each : pictures.entrySet()) {
      long[] times = new long[ROUNDS];
      int bytes = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long from = System.nanoTime();
        bytes = fresh().png(each.getValue()).map(png -> png.length).orElse(0);
        times[round] = System.nanoTime() - from;
      }
      Arrays.sort(times);
      say(
          "%-28s %6.1f ms (median of %d), %,d bytes"
              .formatted(each.getKey(), times[ROUNDS / 2] / 1e6, ROUNDS, bytes));
    }
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static Pictures fresh() {
    return new Pictures(PictureBenchmark::portrait, 1_000);
  }

  private static Optional<PictureQueries.StoredPortrait> portrait(String name) {
    try {
      Path file = Path.of(name);
      return Optional.of(
          new PictureQueries.StoredPortrait(
              name.endsWith(".svg") ? "image/svg+xml" : "image/jpeg", Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Picture> pictures() {
    String cast = "db/demo/portraits/";
    Picture.Voice amara =
        voice(
            "Amara Okafor",
            "MBBS, FRCP · Consultant medical oncologist",
            cast + "amara-okafor.svg");
    Picture.Voice grand =
        voice(
            "Prof. Dr. med. Dr. h. c. Karl-Theodor von Hohenstein-Waldburg",
            "MD, PhD, FRCP, FESC, FACC · Ärztlicher Direktor der Klinik für Kardiologie und Angiologie",
            null);
    Map<String, Picture> all = new LinkedHashMap<>();
    all.put(
        "answer",
        answer("Can swallowing problems be the first sign of cancer?", "en", "Oncology", amara));
    all.put("answer-short", answer("Why me?", "en", "Oncology", amara));
    all.put("answer-long", answer(LONG, "en", "Heart and Circulation", grand));
    all.put("answer-too-long", answer(LONG + " " + LONG, "en", "Cardiology", amara));
    all.put(
        "answer-german",
        answer(
            "Ist die Krankenversicherungskostendämpfungsgesetzgebung schuld an der Herzkreislauferkrankungsnachsorgeuntersuchungsverzögerung?",
            "de",
            "Herz-Kreislauf-Erkrankungen",
            voice("Jörg Müßiggang", "Facharzt für Innere Medizin", cast + "thomas-keller.svg")));
    all.put("answer-one-word", answer("Aaaargh".repeat(40), "en", "General", amara));
    all.put(
        "answer-cyrillic",
        answer(
            "Можно ли принимать аспирин каждый день, если у меня высокое давление?",
            "ru",
            "Кардиология",
            voice("Анна Юрьевна Щербакова", "Врач-кардиолог, к. м. н.", null)));
    all.put(
        "answer-greek",
        answer(
            "Είναι επικίνδυνη η κολπική μαρμαρυγή;",
            "el",
            "Καρδιολογία",
            voice("Ελένη Παπαδοπούλου", "Καρδιολόγος", null)));
    all.put(
        "answer-arabic",
        answer("هل يمكن أن يكون الصداع علامة على مرض خطير؟", "ar", "Neurology", amara));
    all.put("answer-chinese", answer("高血压药需要终身服用吗？", "zh", "心脏病学", voice("王伟", "心脏科医生", null)));
    all.put(
        "answer-emoji",
        answer(
            "Is coffee ☕️ bad for my heart ❤️‍🔥 — or 👩🏽‍⚕️ just a myth 🤔?",
            "en",
            "Cardiology",
            amara));
    all.put(
        "answer-vietnamese",
        answer("Tôi có nên uống thuốc huyết áp suốt đời không?", "vi", "Cardiology", amara));
    all.put(
        "answer-silent",
        new Picture(
            Format.SHARED_ANSWER,
            "Vivavoce",
            "To AV, or not: what does Waldenström’s “macroglobulinaemia” mean for Tom?",
            "en",
            List.of(),
            "Haematology",
            "An answer to read",
            grand,
            false,
            List.of(),
            null));
    String note = "Answers patients’ questions with their own voice.";
    all.put("doctor", of(Format.SHARED_DOCTOR, amara.name(), note, amara));
    all.put("doctor-long", of(Format.SHARED_DOCTOR, grand.name(), note, grand));
    all.put("doctor-chinese", of(Format.SHARED_DOCTOR, "王伟", note, voice("王伟", null, null)));
    String list = "Questions of patients, answered by doctors with their own voice.";
    all.put("list", of(Format.SHARED_LIST, "Oncology", list, null));
    all.put(
        "list-long",
        of(
            Format.SHARED_LIST,
            "Adenocarcinoma of the gastro-oesophageal junction and lower oesophagus, not otherwise specified",
            list,
            null));
    String site = "Doctors answer patients’ questions with their own voice.";
    all.put("site", of(Format.SHARED_SITE, "Vivavoce", site, null));
    all.put("cover-site", of(Format.SITE_COVER, "Vivavoce", site, null));
    all.put("cover-doctor", of(Format.DOCTOR_COVER, amara.name(), note, amara));
    all.put("cover-doctor-long", of(Format.DOCTOR_COVER, grand.name(), note, grand));
    for (String name :
        List.of("Oncology", "Cardiology", "Obstetrics and Gynaecology", "General Practice")) {
      all.put("cover-" + name.replace(' ', '-'), of(Format.LIST_COVER, name, list, null));
    }
    return all;
  }

  private static Picture.Voice voice(
      String name, @Nullable String credentials, @Nullable String portrait) {
    String initials =
        name.substring(0, 1) + name.substring(name.lastIndexOf(' ') + 1).substring(0, 1);
    return new Picture.Voice(
        name, credentials, "Harbourside Cancer Centre (fictional)", initials, 2, portrait);
  }

  private static Picture answer(
      String question, String lang, String specialty, Picture.Voice voice) {
    List<Integer> levels = new ArrayList<>();
    Random random = new Random(7);
    for (int at = 0; at < 44; at++) {
      levels.add(random.nextInt(at % 9 == 8 ? 10 : 256));
    }
    return new Picture(
        Format.SHARED_ANSWER,
        "Vivavoce",
        question,
        lang,
        List.of("A doctor answers: " + specialty, "A doctor’s own voice"),
        specialty,
        "In the doctor’s own voice",
        voice,
        true,
        levels,
        "Demonstration");
  }

  private static Picture of(
      Format format, String headline, String note, Picture.@Nullable Voice voice) {
    return new Picture(
        format,
        "Vivavoce",
        headline,
        "en",
        List.of("A doctor’s own voice"),
        voice == null ? "Specialty" : null,
        note,
        voice,
        true,
        List.of(),
        "Demonstration");
  }
}
