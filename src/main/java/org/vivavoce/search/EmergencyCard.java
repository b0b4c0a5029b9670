package org.vivavoce.search;

import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Link;
import org.vivavoce.web.Site;

/**
 * What stands before everything else where a search speaks of an emergency.
 *
 * @param emergency whether an ambulance may be needed
 * @param crisis whether somebody may harm themselves
 * @param number to call
 * @param crisisLine to talk to, where there is one
 */
public record EmergencyCard(
    boolean emergency, boolean crisis, Link number, @Nullable Link crisisLine) {
  static @Nullable EmergencyCard of(EmergencyPhrases.Finding finding, Site site) {
    String line = site.crisisLine();
    return finding.isAny()
        ? new EmergencyCard(
            finding.emergency(),
            finding.crisis(),
            telephone(site.emergencyNumber()),
            finding.crisis() && line != null ? telephone(line) : null)
        : null;
  }

  private static Link telephone(String number) {
    return new Link("tel:" + number.replaceAll("[ ()-]", "").replace("#", "%23"), number);
  }
}
