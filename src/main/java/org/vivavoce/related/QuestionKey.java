package org.vivavoce.related;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a title asks, brought to one form, so that answers to the same question are found. To tell
 * two apart that ask the same does little harm; to show answers to different questions as answers
 * to one would do much. So only forms of asking that are known to mean the same are folded, and
 * what is asked about only as far as its words stand in no relation to each other: "cancer of the
 * esophagus" and "esophageal cancer", but not "Can A cause B?" and "Can B cause A?".
 */
final class QuestionKey {
  private static final int LONGEST = 200;
  private static final int LONGEST_TITLE = 500;
  private static final int FEWEST_WORDS = 3;

  /** A shorter name may be an abbreviation, and that of something else. */
  private static final int TELLING_NAME = 6;

  private static final Pattern APART = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern APOSTROPHES = Pattern.compile("['’ʼ`´]+");
  private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");

  /** Signs that say something: "A+" is another blood group than "A-". */
  private static final List<Spelling> SIGNS =
      List.of(
          new Spelling("\\+(?<=[\\p{L}\\p{N}]\\+)", " plus "),
          new Spelling(
              "[-−–](?![\\p{L}\\p{N}\\s])(?<=[\\p{L}\\p{N}].)|[-−–](?=\\s)(?<=\\b\\p{L}.)",
              " minus "),
          new Spelling("[<≤]", " under "),
          new Spelling("[>≥]", " over "),
          new Spelling("%", " percent "));

  /**
   * What stands before is looked at afterwards: the other way round takes a hundred times as long.
   */
  private static final List<Spelling> SPELLINGS =
      List.of(
          new Spelling("ae(?<=[a-z]ae)|\\bae(?=ti)", "e"),
          new Spelling("\\boe(?=[sd])", "e"),
          new Spelling("oe(?<=(?:rrh|pn)oe)(?=a|\\b)", "e"),
          new Spelling("oe(?=t)(?<=\\bfoe)|oe(?=l)(?<=\\bcoe)|oe(?=b)(?<=\\bamoe)", "e"),
          new Spelling("homoeo", "homeo"),
          new Spelling("our(?<=(?:tum|col|od|lab|hum|behavi|flav|fav|vap|neighb|hon)our)", "or"),
          new Spelling("sulph", "sulf"),
          new Spelling("leuc", "leuk"),
          new Spelling("ys(?=e|ing)(?<=(?:anal|dial|paral|catal)ys)", "yz"),
          new Spelling(
              "is(?=e|ing|ation)(?<=(?:immun|hospital|organ|recogn|minim|steril|fertil|normal|stabil|special|local|general)is)",
              "iz"),
          new Spelling("\\b(cent|fib|lit)re(?=s?\\b)", "$1er"),
          new Spelling("\\bageing\\b", "aging"),
          new Spelling("\\bcounselling\\b", "counseling"),
          new Spelling("\\bprogrammes?\\b", "program"),
          new Spelling("\\b(what|who|how|when|where|why)s\\b", "$1 is"),
          new Spelling("\\bcannot\\b|\\bcant\\b", "can not"),
          new Spelling("\\bwont\\b", "will not"),
          new Spelling("\\b(do|does|did|is|are|should|could|would|has|have)nt\\b", "$1 not"),
          new Spelling("\\bim\\b", "i am"),
          new Spelling("\\bive\\b", "i have"));

  private static final Set<String> ASKING =
      Set.of(
          "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "is", "are", "am",
          "was", "do", "does", "did", "can", "could", "should", "would", "will", "may", "must",
          "has", "have");

  /** With these begins what stands in a relation to what was named before it. */
  private static final Set<String> RELATING =
      union(
          ASKING,
          Set.of(
              "i", "you", "we", "one", "it", "they", "he", "she", "that", "there", "not", "no",
              "never", "without", "if", "or", "but", "than", "then", "as", "because", "while",
              "until", "after", "before", "since", "during", "from", "to", "into", "onto", "by",
              "on", "at", "over", "under", "between", "against", "versus", "vs", "instead", "be",
              "been", "being", "had", "were", "might", "cause", "causes", "causing", "caused",
              "mean", "means", "only", "all", "despite", "except", "beyond", "about", "through"));

  /** They join the words of a name, and say nothing. */
  private static final Set<String> JOINING = Set.of("of", "in", "for", "with", "and");

  private static final Set<String> LEFT_OUT = Set.of("the", "an", "my", "your", "our", "please");

  /** After these, "a" is an article; after others it may be the name of a vitamin. */
  private static final Set<String> BEFORE_ARTICLES =
      union(
          RELATING,
          Set.of(
              "of",
              "in",
              "for",
              "with",
              "and",
              "get",
              "getting",
              "prevent",
              "treat",
              "diagnose",
              "like",
              "recognize",
              "such",
              "what",
              "having",
              "need",
              "take",
              "see",
              "tell"));

  private static final Map<String, String> ADJECTIVES =
      Map.ofEntries(
          Map.entry("esophageal", "esophagus"),
          Map.entry("gastric", "stomach"),
          Map.entry("renal", "kidney"),
          Map.entry("pulmonary", "lung"),
          Map.entry("cardiac", "heart"),
          Map.entry("hepatic", "liver"),
          Map.entry("pancreatic", "pancreas"),
          Map.entry("ovarian", "ovary"),
          Map.entry("uterine", "uterus"),
          Map.entry("intestinal", "intestine"),
          Map.entry("rectal", "rectum"),
          Map.entry("testicular", "testicle"));

  /** Names of one and the same, the first of each for all of them. */
  private static final List<List<String>> SAME =
      List.of(
          List.of("heart attack", "myocardial infarction"),
          List.of("high blood pressure", "hypertension"),
          List.of("low blood pressure", "hypotension"),
          List.of("stroke", "cerebrovascular accident", "brain attack"),
          List.of("esophagus", "gullet", "food pipe", "foodpipe"),
          List.of("colorectal cancer", "bowel cancer"),
          List.of("underactive thyroid", "hypothyroidism"),
          List.of("overactive thyroid", "hyperthyroidism"),
          List.of("chickenpox", "chicken pox", "varicella"),
          List.of("shingles", "herpes zoster"),
          List.of("whooping cough", "pertussis"),
          List.of("rubella", "german measles"),
          List.of("glandular fever", "infectious mononucleosis"),
          List.of(
              "copd", "chronic obstructive pulmonary disease", "chronic obstructive lung disease"),
          List.of("urinary tract infection", "uti"),
          List.of(
              "gerd",
              "gord",
              "gastroesophageal reflux disease",
              "gastro esophageal reflux disease"),
          List.of("irritable bowel syndrome", "ibs"),
          List.of("inflammatory bowel disease", "ibd"),
          List.of("difficulty swallowing", "trouble swallowing", "dysphagia"),
          List.of("tuberculosis", "tb"),
          List.of("hay fever", "allergic rhinitis"),
          List.of("deep vein thrombosis", "deep venous thrombosis", "dvt"),
          List.of("atopic eczema", "atopic dermatitis"),
          List.of("kidney stone", "nephrolithiasis"),
          List.of("gallstone", "cholelithiasis"),
          List.of("short sightedness", "nearsightedness", "shortsightedness", "myopia"),
          List.of("long sightedness", "farsightedness", "longsightedness", "hyperopia"),
          List.of("hair loss", "alopecia"),
          List.of("hemorrhoid", "piles"),
          List.of("bedwetting", "bed wetting", "nocturnal enuresis"),
          List.of("lazy eye", "amblyopia"),
          List.of("conjunctivitis", "pink eye"),
          List.of("hiv", "human immunodeficiency virus"),
          List.of("adhd", "attention deficit hyperactivity disorder"),
          List.of("ptsd", "post traumatic stress disorder", "posttraumatic stress disorder"),
          List.of("als", "amyotrophic lateral sclerosis", "lou gehrigs disease"),
          List.of("down syndrome", "downs syndrome", "trisomy 21"),
          List.of("alzheimer", "alzheimers disease", "alzheimer disease"),
          List.of("parkinson", "parkinsons disease", "parkinson disease"),
          List.of("crohn", "crohns disease", "crohn disease"),
          List.of("celiac disease", "celiac sprue"),
          List.of("diabetes", "diabetes mellitus"),
          List.of("nosebleed", "nose bleed", "epistaxis"));

  private static final Names NAMES = Names.of(SAME);

  private static final String WHAT_ARE = "(?:what (?:is|are)(?: are)? (?:the )?)?(?:the )?";
  private static final String SIGNS_OF =
      "(?:signs and symptoms|symptoms and signs|symptoms|symptom|signs)";
  private static final String USUAL = "(?:main |common |usual |typical )?";

  /**
   * Forms of asking that mean the same; s is what is asked about, t what is said of it afterwards.
   */
  private static final List<Form> FORMS =
      List.of(
          new Form("symptoms", WHAT_ARE + USUAL + SIGNS_OF + " of (?<s>.+)"),
          new Form(
              "early symptoms", WHAT_ARE + "(?:early|earliest|first) " + SIGNS_OF + " of (?<s>.+)"),
          new Form("warning signs", WHAT_ARE + "warning signs of (?<s>.+)"),
          new Form("causes", "what causes (?<s>.+)"),
          new Form("causes", WHAT_ARE + USUAL + "causes? of (?<s>.+)"),
          new Form("risk", "who is at risk (?:for|of|from) (?<s>.+)"),
          new Form("risk", WHAT_ARE + USUAL + "risk factors (?:for|of) (?<s>.+)"),
          new Form(
              "prevention",
              "how (?:to|can (?:i|you|we|one|people)|do (?:i|you|we|people)) prevent (?<s>.+)"),
          new Form("prevention", "how (?:can|is|are) (?<s>.+?) (?:be )?prevented(?<t> .+)?"),
          new Form("prevention", "(?:the )?prevention of (?<s>.+)"),
          new Form("treatment", "how (?:is|are|can|should) (?<s>.+?) (?:be )?treated(?<t> .+)?"),
          new Form("treatment", "how (?:to|do doctors) treat (?<s>.+)"),
          new Form(
              "treatment",
              WHAT_ARE
                  + "(?:available |possible )?(?:treatments?|treatment options)(?: available)? (?:for|of) (?<s>.+)"),
          new Form(
              "treatment", "what treatments? (?:is|are) (?:there|available|possible) for (?<s>.+)"),
          new Form("diagnosis", "how (?:is|are|can) (?<s>.+?) (?:be )?diagnosed(?<t> .+)?"),
          new Form("diagnosis", "how (?:to|do doctors) diagnose (?<s>.+)"),
          new Form("diagnosis", "(?:the )?diagnosis of (?<s>.+)"),
          new Form("outlook", WHAT_ARE + "(?:outlook|prognosis) (?:for|of|with|in) (?<s>.+)"),
          new Form("inherited", "(?:is|are) (?<s>.+) (?:inherited|hereditary)"),
          new Form("frequency", "how (?:common|frequent) (?:is|are) (?<s>.+)"),
          new Form("complications", WHAT_ARE + "(?:possible |main )?complications of (?<s>.+)"),
          new Form("what", "what (?:is|are)(?: are)? (?<s>.+)"));

  /** A name, and then one word for what is asked about it. */
  private static final List<Form> NAMED_FIRST =
      List.of(
          new Form("symptoms", "(?<s>.+) " + SIGNS_OF),
          new Form("treatment", "(?<s>.+) treatments?"),
          new Form("prevention", "(?<s>.+) prevention"),
          new Form("diagnosis", "(?<s>.+) diagnosis"));

  /** What is said of something else, and may be said before or after it. */
  private static final List<Spelling> SPREAD =
      List.of(
          new Spelling(
              "\\b(?:when|once|after|if) it (?=has (?:not )?spread\\b)|\\bthat (?=has (?:not )?spread\\b)",
              ""),
          new Spelling(
              "\\bmetastatic ((?:[\\p{L}\\p{N}]+ ){0,3}?cancer)\\b(?! has)", "$1 has spread"));

  private QuestionKey() {}

  /**
   * The key, or for other languages than English its words, which are still to be stemmed.
   *
   * @param lang BCP 47 tag of the title
   * @param names what the conditions that the answer is about are called: of each the name itself
   *     first
   * @return null where the title asks nothing that could be told from what else is asked of the
   *     same
   */
  static @Nullable String of(String lang, String title, Collection<List<String>> names) {
    String shortened = title.substring(0, Math.min(title.length(), LONGEST_TITLE));
    String language = lang.split("-", 2)[0];
    if (!language.equals("en")) {
      String words =
          APART
              .matcher(
                  Normalizer.normalize(shortened, Normalizer.Form.NFKC)
                      .toLowerCase(Locale.forLanguageTag(lang)))
              .replaceAll(" ")
              .strip();
      return words.split(" ").length < FEWEST_WORDS ? null : language + ":" + words;
    }
    List<String> words = words(folded(shortened));
    String text = String.join(" ", words);
    for (Spelling each : SPREAD) {
      text = each.in(text);
    }
    Names known = NAMES.and(names);
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(text);
      if (matcher.matches()) {
        String after = form.hasTail() ? matcher.group("t") : null;
        return asked(form.name(), matcher.group("s") + (after == null ? "" : after), known);
      }
    }
    if (words.stream().noneMatch(RELATING::contains)) {
      for (Form form : NAMED_FIRST) {
        Matcher matcher = form.pattern().matcher(text);
        if (matcher.matches()) {
          return asked(form.name(), matcher.group("s"), known);
        }
      }
    }
    return words.size() >= FEWEST_WORDS && words.stream().anyMatch(ASKING::contains)
        ? whole(text, known)
        : null;
  }

  /** A key that fits its column, whatever it is made of. */
  static String bounded(String key) {
    if (key.length() <= LONGEST) {
      return key;
    }
    int cut = Character.isHighSurrogate(key.charAt(149)) ? 149 : 150;
    return key.substring(0, cut) + "#" + hash(key);
  }

  private static @Nullable String asked(String form, String about, Names names) {
    List<String> words = names.folded(Arrays.asList(about.strip().split(" ")));
    int relation = 0;
    while (relation < words.size() && !RELATING.contains(words.get(relation))) {
      relation++;
    }
    List<String> named =
        words.subList(0, relation).stream()
            .filter(word -> !JOINING.contains(word))
            .sorted()
            .toList();
    if (named.isEmpty()) {
      // Such as "What is it?", of which nobody knows what.
      return null;
    }
    List<String> all = new ArrayList<>(named);
    all.addAll(words.subList(relation, words.size()));
    return bounded("en:" + form + "|" + String.join(" ", all));
  }

  /** Words in their order, which may be what tells two questions apart. */
  private static String whole(String text, Names names) {
    List<String> words =
        names.folded(
            Arrays.stream(text.split(" "))
                .map(word -> word.equals("you") || word.equals("we") ? "i" : word)
                .toList());
    return bounded("en:?|" + String.join(" ", words));
  }

  private static String folded(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    folded = ACCENTS.matcher(folded).replaceAll("");
    folded = folded.replace("æ", "ae").replace("œ", "oe").replace("ß", "ss").replace("ø", "o");
    folded = APOSTROPHES.matcher(folded).replaceAll("");
    for (Spelling each : SIGNS) {
      folded = each.in(folded);
    }
    folded = APART.matcher(folded).replaceAll(" ").strip();
    for (Spelling each : SPELLINGS) {
      folded = each.in(folded);
    }
    return folded;
  }

  private static List<String> words(String folded) {
    List<String> words = new ArrayList<>();
    String before = null;
    for (String word : folded.split(" ")) {
      boolean article = word.equals("a") && (before == null || BEFORE_ARTICLES.contains(before));
      if (!article && !word.isEmpty() && !LEFT_OUT.contains(word)) {
        words.add(word);
      }
      before = word;
    }
    return words;
  }

  /** A plural and its singular alike; what else it makes of words it makes of all of them. */
  private static String singular(String word) {
    int length = word.length();
    if (length < 4
        || !word.endsWith("s")
        || word.equals("aids")
        || endsIn(word, "ss", "us", "is")) {
      return word;
    }
    if (length > 4 && word.endsWith("ies")) {
      return word.substring(0, length - 3) + "y";
    }
    return word.substring(0, length - (endsIn(word, "xes", "ches", "shes", "sses", "zes") ? 2 : 1));
  }

  private static boolean endsIn(String word, String... ends) {
    return Arrays.stream(ends).anyMatch(word::endsWith);
  }

  private static List<String> stems(Collection<String> words) {
    return words.stream()
        .map(QuestionKey::singular)
        .map(word -> ADJECTIVES.containsKey(word) ? singular(ADJECTIVES.get(word)) : word)
        .toList();
  }

  private static String hash(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return Set.copyOf(all);
  }

  private record Form(String name, Pattern pattern, boolean hasTail) {
    Form(String name, String pattern) {
      this(name, Pattern.compile(pattern), pattern.contains("(?<t>"));
    }
  }

  private record Spelling(Pattern pattern, String instead) {
    Spelling(String pattern, String instead) {
      this(Pattern.compile(pattern), instead);
    }

    String in(String text) {
      return pattern.matcher(text).replaceAll(instead);
    }
  }

  /**
   * Runs of words that stand for one name.
   *
   * @param instead by the run
   * @param longest of them, in words
   */
  private record Names(Map<List<String>, List<String>> instead, int longest) {
    static Names of(List<List<String>> groups) {
      Map<List<String>, List<String>> instead = new HashMap<>();
      for (List<String> group : groups) {
        List<String> first = stems(words(QuestionKey.folded(group.get(0))));
        group.forEach(name -> instead.put(stems(words(QuestionKey.folded(name))), first));
      }
      return new Names(Map.copyOf(instead), longest(instead));
    }

    /** With the names of these conditions, where they tell exactly one of them. */
    Names and(Collection<List<String>> conditions) {
      if (conditions.isEmpty()) {
        return this;
      }
      Map<List<String>, List<String>> all = new HashMap<>(instead);
      Set<List<String>> ambiguous = new HashSet<>();
      Map<List<String>, List<String>> own = new HashMap<>();
      for (List<String> names : conditions) {
        List<String> name = folded(words(QuestionKey.folded(names.get(0))));
        for (String each : names) {
          List<String> run = stems(words(QuestionKey.folded(each)));
          boolean telling = run.size() > 1 || run.get(0).length() >= TELLING_NAME;
          // A synonym that is part of the name, or holds it, is that of something wider or
          // narrower.
          boolean other =
              each.equals(names.get(0))
                  || !(new HashSet<>(name).containsAll(run)
                      || new HashSet<>(run).containsAll(name));
          if (!run.isEmpty() && !name.isEmpty() && telling && other) {
            List<String> before = own.put(run, name);
            if (before != null && !before.equals(name)) {
              ambiguous.add(run);
            }
          }
        }
      }
      own.keySet().removeAll(ambiguous);
      all.putAll(own);
      return new Names(all, longest(all));
    }

    /** The words with plurals and names folded, the longest name first. */
    List<String> folded(List<String> words) {
      List<String> stems = stems(words);
      List<String> folded = new ArrayList<>();
      int at = 0;
      while (at < stems.size()) {
        int length = Math.min(longest, stems.size() - at);
        while (length > 0 && !instead.containsKey(stems.subList(at, at + length))) {
          length--;
        }
        if (length == 0) {
          folded.add(stems.get(at++));
        } else {
          List<String> name = instead.get(stems.subList(at, at + length));
          // "Heart attack (myocardial infarction)" names one thing.
          boolean again =
              folded.size() >= name.size()
                  && folded.subList(folded.size() - name.size(), folded.size()).equals(name);
          if (!again) {
            folded.addAll(name);
          }
          at += length;
        }
      }
      return folded;
    }

    private static int longest(Map<List<String>, List<String>> instead) {
      return instead.keySet().stream()
          .max(Comparator.comparingInt(List::size))
          .map(List::size)
          .orElse(0);
    }
  }
}
