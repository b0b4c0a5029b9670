package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private static final List<Spelling> SPELLINGS =
      List.of(
          new Spelling("oesoph", "esoph"),
          new Spelling("oedema", "edema"),
          new Spelling("oestr", "estr"),
          new Spelling("haem", "hem"),
          new Spelling("anaem", "anem"),
          new Spelling("leukaem", "leukem"),
          new Spelling("glycaem", "glycem"),
          new Spelling("paed", "ped"),
          new Spelling("gynaec", "gynec"),
          new Spelling("anaesth", "anesth"),
          new Spelling("caesar", "cesar"),
          new Spelling("faec", "fec"),
          new Spelling("foet", "fet"),
          new Spelling("coeliac", "celiac"),
          new Spelling("diarrhoea", "diarrhea"),
          new Spelling("dyspnoea", "dyspnea"),
          new Spelling("apnoea", "apnea"),
          new Spelling("menorrhoea", "menorrhea"),
          new Spelling("gonorrhoea", "gonorrhea"),
          new Spelling("tumour", "tumor"),
          new Spelling("colour", "color"),
          new Spelling("fibre", "fiber"),
          new Spelling("goitre", "goiter"),
          new Spelling("litre", "liter"),
          new Spelling("ischaem", "ischem"),
          new Spelling("septicaem", "septicem"),
          new Spelling("uraem", "urem"));

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

  /** Words in American spelling if any was in British, or else in British; or as they are. */
  static String respelt(String words) {
    String american = words;
    for (Spelling each : SPELLINGS) {
      american = american.replace(each.british(), each.american());
    }
    if (!american.equals(words)) {
      return american;
    }
    String british = words;
    for (Spelling each : SPELLINGS) {
      british = each.beginning().matcher(british).replaceAll(each.british());
    }
    return british;
  }

  /** Whether whoever asks says which words are to be there as they stand, or not to be there. */
  static boolean hasOperator(String query) {
    return OPERATOR.matcher(query).find();
  }

  private static void addSpellings(Set<String> variants, String words) {
    String other = respelt(words);
    if (!other.equals(words)) {
      variants.add(other);
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
                                           limit <most>) other
                    union all
                    select matched.key, other.key
                      from matched
                      cross join lateral (select key from vocabulary_alias
                                           where term_id = matched.term_id and scope in ('name', 'exact')
                                           limit <most>) other) named
             where other_key <> key and length(other_key) > :shortest
             order by key, other_key
             limit <most>
            """)
        .bind("keys", keys.toArray(String[]::new))
        // An abbreviation stands for too much.
        .bind("shortest", 3)
        .define("most", 50)
        .mapTo(Named.class)
        .forEach(
            each -> named.computeIfAbsent(each.key(), k -> new ArrayList<>()).add(each.otherKey()));
    return named;
  }

  private static Map<String, List<String>> lay() {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (String[] pair : ResourceLines.of("lay-names.tsv")) {
      String lay = NameKey.of(pair[0]);
      String term = NameKey.of(pair[1]);
      pairs.computeIfAbsent(lay, key -> new ArrayList<>()).add(term);
      pairs.computeIfAbsent(term, key -> new ArrayList<>()).add(lay);
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

  /**
   * @param british wherever in a word
   * @param american stands for it
   * @param beginning of a word in American spelling: elsewhere it may be something else
   */
  private record Spelling(String british, String american, Pattern beginning) {
    Spelling(String british, String american) {
      this(british, american, Pattern.compile("\\b" + american));
    }
  }
}
