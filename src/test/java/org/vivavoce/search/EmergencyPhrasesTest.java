package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which searches speak of an emergency, by the phrases that come with the portal. */
class EmergencyPhrasesTest {
  private static final Pattern ROW =
      Pattern.compile("^  \\('((?:[^']|'')*)', '([a-z]+)', (true|false), '", Pattern.MULTILINE);
  private static final List<EmergencyPhrases.Phrase> LISTED = listed();
  private static final EmergencyPhrases PHRASES = EmergencyPhrases.of(LISTED);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chest pain now",
        "CHEST PAIN",
        "chest pian",
        "chest pains when breathing",
        "chestpain",
        "pain in my chest",
        "my chest hurts really bad",
        "chest pain causes in anxiety",
        "not breathing",
        "my dad is not breathing",
        "can't breathe",
        "can’t breathe",
        "I cant breath",
        "cannot breathe properly help",
        "he isn't breathing",
        "baby stopped breathing",
        "overdose",
        "OVERDOSED on paracetamol",
        "paracetamol overdoze",
        "stroke symptoms now",
        "stroke",
        "is my husband having a stroke",
        "signs of stroke in my mother right now",
        "face drooping",
        "face is dropping on one side",
        "her face droops and speech slurred",
        "slurred speech suddenly",
        "baby turning blue",
        "my baby is suddenly turning blue",
        "blue lips",
        "bleeding won't stop",
        "bleeding wont stop",
        "nose bleed that will not stop",
        "can't stop the bleeding",
        "heart attack what should I do",
        "having a heart attack alone",
        "I think I am having a heart attack",
        "heart atack",
        "toddler choking on a grape",
        "child choking what to do",
        "won't wake up",
        "cannot wake him up",
        "my friend passed out",
        "found unconscious on the floor",
        "son is having a seizure",
        "seizure won’t stop",
        "seizure",
        "throat is closing up",
        "vomitting blood",
        "coughing up blood",
        "swallowed button battery",
        "worst headache of my life",
        "stiff neck and high fever is it a rash that does not fade",
        "can t breathe",
        "difficulty breathing",
        "coughing blood",
        "took too many paracetamol",
        "fainted and won't wake",
        "half my face is numb",
        "seizure lasting more than 5 minutes",
        "meningitis rash",
        "call 112",
        "ambulance",
        "child ate washing pod",
        "am I dying",
        "Brustschmerzen"
      })
  void speaksOfAnEmergency(String query) {
    assertTrue(PHRASES.in(query).emergency(), query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "suicide",
        "suiside",
        "SUICIDE help",
        "sucide",
        "suicidal thoughts",
        "thoughts of suicide",
        "want to die",
        "I want to die",
        "i just wanna die",
        "how do I help my mother who wants to die",
        "I don't want to live anymore",
        "I don’t want to be here anymore",
        "wish I were dead, I wish I was dead",
        "everyone would be better off dead without me",
        "kill myself",
        "going to kill myself",
        "my son says he will kill himself",
        "end my life",
        "take my own life",
        "selfharm",
        "self-harm in teenagers",
        "no reason to live",
        "suicidial thoughts",
        "i want to kill my self",
        "how to kill yourself",
        "dont want to wake up",
        "I want to hurt myself",
        "i dont want to be here",
        "Suizid",
        "quiero morir"
      })
  void speaksOfACrisis(String query) {
    assertTrue(PHRASES.in(query).crisis(), query);
    assertFalse(PHRASES.in(query).emergency(), query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "suicide gene",
        "suicide gene therapy for tumours",
        "suicide inhibitors",
        "stroke rehabilitation",
        "recovery after a stroke",
        "risk of having a stroke after 60",
        "what is heart attack",
        "what is a heart attack",
        "diet after having a heart attack",
        "heart attack prevention",
        "statins and heart attacks in women",
        "what causes seizures",
        "seizure medicine",
        "epilepsy driving licence",
        "unconscious bias",
        "choking hazard toys",
        "deep breathing exercises",
        "how to breathe through the nose",
        "why are my veins blue",
        "baby blues after birth",
        "when do warts die off",
        "can I overdo exercise",
        "how long do people want to stay in hospital",
        "bleeding gums",
        "stop bleeding gums",
        "why do cells die",
        "not eating breakfast",
        "does breast feeding hurt",
        "chest x-ray",
        "chest infection antibiotics",
        "pain in the neck",
        "heartburn",
        "heat rash attack",
        "blood pressure tablets for life",
        "stork bite",
        "living with kidney disease",
        "esophageal cancer",
        "can a stent help me swallow",
        "emergency contraception",
        "heavy bleeding during periods",
        "stroke volume",
        "breathing problems in asthma at night",
        "want to lose weight"
      })
  void speaksOfNeither(String query) {
    assertFalse(PHRASES.in(query).isAny(), query);
  }

  @Test
  void wordsAreFoundHoweverTheyAreWritten() {
    for (String written :
        List.of(
            "Can\u2019t\u00a0breathe",
            "CAN'T BREATHE!!!",
            "can\u02bct   breathe??",
            "ca\u0301nt breathe")) {
      assertTrue(PHRASES.in(written).emergency(), written);
    }
  }

  @Test
  void bothIsSaidOfBoth() {
    assertEquals(
        new EmergencyPhrases.Finding(true, true), PHRASES.in("overdose because I want to die"));
  }

  /** What stands beside the harmless words is still looked for. */
  @Test
  void whatIsHarmlessHidesNothingElse() {
    assertTrue(PHRASES.in("suicide gene, and now suicide").crisis());
    assertTrue(PHRASES.in("suicide gene I want to die").crisis());
  }

  @Test
  void whatIsTypedWithoutEndIsLookedThroughAllTheSame() {
    assertTrue(PHRASES.in("can't breathe " + "a".repeat(100_000)).emergency());
    assertFalse(PHRASES.in("chest ".repeat(20_000)).isAny());
    assertFalse(PHRASES.in("\u0000\uD800\u0001 🩺 心臓").isAny());
  }

  @Test
  void phrasesWithoutWordsFindNothing() {
    EmergencyPhrases empty =
        EmergencyPhrases.of(
            List.of(new EmergencyPhrases.Phrase("is it", EmergencyPhrases.Kind.CRISIS, false)));
    assertFalse(empty.in("is it").isAny());
    assertEquals("", EmergencyPhrases.key("is it"));
    assertEquals(EmergencyPhrases.key("can’t breathe"), EmergencyPhrases.key("not breathing"));
  }

  @Test
  void thereAreManyAndNoneStandsTwice() {
    assertTrue(
        LISTED.stream().filter(phrase -> phrase.kind() != EmergencyPhrases.Kind.HARMLESS).count()
            >= 60);
    Map<String, List<String>> byKey = new HashMap<>();
    for (EmergencyPhrases.Phrase phrase : LISTED) {
      byKey
          .computeIfAbsent(EmergencyPhrases.key(phrase.text()), key -> new ArrayList<>())
          .add(phrase.text());
    }
    assertEquals(List.of(), byKey.values().stream().filter(phrases -> phrases.size() > 1).toList());
    assertFalse(byKey.containsKey(""));
  }

  private static List<EmergencyPhrases.Phrase> listed() {
    List<EmergencyPhrases.Phrase> listed = new ArrayList<>();
    try {
      Matcher rows =
          ROW.matcher(Files.readString(Path.of("db/migration/V026__emergency_phrases.sql")));
      while (rows.find()) {
        listed.add(
            new EmergencyPhrases.Phrase(
                rows.group(1),
                EmergencyPhrases.Kind.of(rows.group(2)),
                Boolean.parseBoolean(rows.group(3))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(listed);
  }
}
