package org.vivavoce.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.vivavoce.content.NameKey;

/**
 * The same question in other words: what patients call a thing stands beside what doctors call it,
 * a condition's name beside its synonyms, and British spelling beside American.
 */
final class NameVariants {
  /** So many other wordings are looked for beside the one that was typed. */
  static final int MOST = 8;

  private static final int LONGEST_QUERY = 16;
  private static final int LONGEST_NAME = 7;

  /** In a query of more words, a single word is hardly the name of what is asked about. */
  private static final int SHORT_QUERY = 8;

  private static final Map<String, List<String>> LAY = lay();

  /** What stands in British words for what stands in American ones, wherever in a word. */
  private static final List<Map.Entry<String, String>> SPELLINGS =
      List.of(
          Map.entry("oesoph", "esoph"),
          Map.entry("oedema", "edema"),
          Map.entry("oestr", "estr"),
          Map.entry("haem", "hem"),
          Map.entry("anaem", "anem"),
          Map.entry("leukaem", "leukem"),
          Map.entry("glycaem", "glycem"),
          Map.entry("paed", "ped"),
          Map.entry("gynaec", "gynec"),
          Map.entry("anaesth", "anesth"),
          Map.entry("caesar", "cesar"),
          Map.entry("faec", "fec"),
          Map.entry("foet", "fet"),
          Map.entry("coeliac", "celiac"),
          Map.entry("diarrhoea", "diarrhea"),
          Map.entry("dyspnoea", "dyspnea"),
          Map.entry("apnoea", "apnea"),
          Map.entry("menorrhoea", "menorrhea"),
          Map.entry("gonorrhoea", "gonorrhea"),
          Map.entry("tumour", "tumor"),
          Map.entry("colour", "color"),
          Map.entry("fibre", "fiber"),
          Map.entry("goitre", "goiter"),
          Map.entry("litre", "liter"),
          Map.entry("ischaem", "ischem"),
          Map.entry("septicaem", "septicem"),
          Map.entry("uraem", "urem"));

  /** Words in quotation marks, or one that is not to be there; a dash between words is neither. */
  private static final Pattern OPERATOR =
      Pattern.compile("\"[^\"]*[\\p{L}\\p{N}][^\"]*\"|(?:^|\\s)-[\\p{L}\\p{N}\"]");

  private NameVariants() {}

  /**
   * Other wordings of the query, the likeliest first; none where it has an operator in it, since
   * whoever writes one means these very words.
   */
  static Variants of(Handle handle, String query) {
    if (hasOperator(query)) {
      return Variants.NONE;
    }
    String key = NameKey.of(query);
    List<String> words = key.isEmpty() ? List.of() : List.of(key.split(" "));
    if (words.isEmpty() || words.size() > LONGEST_QUERY) {
      return Variants.NONE;
    }
    List<Stretch> stretches = stretches(words);
    Map<String, List<String>> named =
        named(handle, stretches.stream().map(Stretch::key).distinct().toList());
    Set<String> variants = new LinkedHashSet<>();
    Set<String> names = new HashSet<>();
    addSpellings(variants, key);
    for (Stretch stretch : stretches) {
      Set<String> others = new LinkedHashSet<>(LAY.getOrDefault(stretch.key(), List.of()));
      others.addAll(named.getOrDefault(stretch.key(), List.of()));
      if (!others.isEmpty()) {
        names.addAll(words.subList(stretch.from(), stretch.to()));
      }
      for (String other : others) {
        String variant = stretch.replaced(words, other);
        variants.add(variant);
        addSpellings(variants, variant);
      }
      if (variants.size() >= MOST) {
        break;
      }
    }
    variants.remove(key);
    return new Variants(variants.stream().limit(MOST).toList(), names);
  }

  /** The word in American spelling if it was in British, or else in British; or as it is. */
  static String respelt(String word) {
    Set<String> other = new HashSet<>();
    addSpellings(other, word);
    return other.isEmpty() ? word : other.iterator().next();
  }

  /** Whether whoever asks says which words are to be there as they stand, or not to be there. */
  static boolean hasOperator(String query) {
    return OPERATOR.matcher(query).find();
  }

  private static void addSpellings(Set<String> variants, String words) {
    String american = words;
    String british = words;
    for (Map.Entry<String, String> each : SPELLINGS) {
      american = american.replace(each.getKey(), each.getValue());
    }
    if (!american.equals(words)) {
      variants.add(american);
      return;
    }
    for (Map.Entry<String, String> each : SPELLINGS) {
      british = british.replaceAll("\\b" + each.getValue(), each.getKey());
    }
    if (!british.equals(words)) {
      variants.add(british);
    }
  }

  /** Of the words, all that may be a name; longer ones say more and come first. */
  private static List<Stretch> stretches(List<String> words) {
    List<Stretch> stretches = new ArrayList<>();
    int shortest = words.size() > SHORT_QUERY ? 2 : 1;
    for (int length = Math.min(LONGEST_NAME, words.size()); length >= shortest; length--) {
      for (int from = 0; from + length <= words.size(); from++) {
        stretches.add(
            new Stretch(from, from + length, String.join(" ", words.subList(from, from + length))));
      }
    }
    return stretches;
  }

  private static Map<String, List<String>> named(Handle handle, Collection<String> keys) {
    Map<String, List<String>> named = new HashMap<>();
    handle
        .createQuery(
            """
            with matched as materialized (
              select distinct key, topic_id, term_id from vocabulary_alias
               where key = any(:keys) and scope in ('name', 'exact'))
            select distinct on (key, other_key) key, other_key
              from (select matched.key, other.key as other_key
                      from matched
                      cross join lateral (select key from vocabulary_alias
                                           where topic_id = matched.topic_id and scope in ('name', 'exact')
                                           limit :most) other
                    union all
                    select matched.key, other.key
                      from matched
                      cross join lateral (select key from vocabulary_alias
                                           where term_id = matched.term_id and scope in ('name', 'exact')
                                           limit :most) other) named
             where other_key <> key and length(other_key) > :shortest
             order by key, other_key
             limit :most
            """)
        .bind("keys", keys.toArray(String[]::new))
        // An abbreviation stands for too much.
        .bind("shortest", 3)
        .bind("most", 50)
        .mapTo(Named.class)
        .forEach(
            each -> named.computeIfAbsent(each.key(), k -> new ArrayList<>()).add(each.otherKey()));
    return named;
  }

  private static Map<String, List<String>> lay() {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    NameVariants.class.getResourceAsStream("/search/lay-names.tsv")),
                UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        String[] pair = line.split("\t", 2);
        String lay = NameKey.of(pair[0]);
        String term = NameKey.of(pair[1]);
        pairs.computeIfAbsent(lay, key -> new ArrayList<>()).add(term);
        pairs.computeIfAbsent(term, key -> new ArrayList<>()).add(lay);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(pairs);
  }

  /**
   * What else may be asked.
   *
   * @param wordings in words parted by single spaces
   * @param names words of the query that are names, or in one
   */
  record Variants(List<String> wordings, Set<String> names) {
    static final Variants NONE = new Variants(List.of(), Set.of());
  }

  /** Names by their keys: {@link NameKey}. */
  public record Named(String key, String otherKey) {}

  /**
   * Some words of a query.
   *
   * @param from where the first stands, counted from 0
   * @param to behind the last
   */
  private record Stretch(int from, int to, String key) {
    String replaced(List<String> words, String other) {
      List<String> all = new ArrayList<>(words.subList(0, from));
      all.add(other);
      all.addAll(words.subList(to, words.size()));
      return String.join(" ", all);
    }
  }
}
