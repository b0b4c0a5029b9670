package org.vivavoce.search;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words that people write of themselves and of those whom they care for. Where no answer has one of
 * them it is no slip for all that: a “father” is not “rather”.
 */
final class EverydayWords {
  private static final Set<String> WORDS =
      Pattern.compile("\\s+")
          .splitAsStream(
              """
          father fathers mother mothers daddy mummy mommy parent parents grandfather grandmother
          grandpa grandma granny husband wife partner boyfriend girlfriend fiance spouse uncle
          aunt cousin nephew niece brother sister daughter baby babies newborn toddler child
          children kids teenager teen adult elderly neighbour neighbor colleague friend girl boys
          girls lady gentleman myself himself herself themselves yourself ourselves somebody
          someone anybody anyone dont cant wont doesnt didnt isnt arent wasnt werent hasnt havent
          hadnt couldnt wouldnt shouldnt thats whats want wants wanted need needs needed help
          helps please thanks thank hello kill kills killed killing hurt hurts hurting harm
          harming dying died dead death suicide suicidal alive take takes took taken taking stop
          stops stopped stopping skip skipped skipping miss missed quit quitting forgot forget
          forgotten remember lose loses lost losing find found keep keeps kept feel feels feeling
          felt know knows knew think thinks thought worry worried worrying scared afraid
          frightened tired exhausted awful terrible horrible strange weird wrong normal crazy
          lonely alone pill pills tablet tablets drug drugs meds medicine medicines medication
          medications dose doses drink drinks drinking drank drunk smoke smokes smoking smoked
          wine beer coffee milk juice eating eats food foods meal meals dinner lunch breakfast
          sleep sleeps sleeping slept awake wake wakes waking night nights morning evening today
          tonight tomorrow yesterday week weeks month months year years hour hours minute minutes
          since until always never sometimes often again anymore still suddenly already walk
          walks walking stand sitting standing lying lift lifting climb climbing stairs drive
          driving running work works working school travel travelling traveling flying holiday
          plane doctor doctors nurse nurses hospital pharmacy pharmacist clinic surgery
          appointment home house room bathroom toilet shower coughs coughed vomits vomited bleeds
          falls fell fallen fainted happen happens happened happening start starts started
          starting begin began begun better worse worst good best fine okay able unable without
          inside outside allowed safe unsafe dangerous serious urgent really very much many more
          less should could would must might shall what when where which whose whom while""")
          .collect(Collectors.toUnmodifiableSet());

  private EverydayWords() {}

  /**
   * @param word lower case
   */
  static boolean has(String word) {
    return WORDS.contains(word);
  }
}
