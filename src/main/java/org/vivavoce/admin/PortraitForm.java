package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vivavoce.web.FormParams;

/** Which square of a photograph somebody asks for, as they typed it. */
record PortraitForm(String across, String down, String size) {
  /** What is asked for unless one says otherwise. */
  static final PortraitForm CENTRE =
      new PortraitForm(
          Integer.toString(PortraitCrop.CENTRE.across()),
          Integer.toString(PortraitCrop.CENTRE.down()),
          Integer.toString(PortraitCrop.CENTRE.size()));

  private static final Pattern PERCENT = Pattern.compile("100|[0-9]{1,2}");

  static PortraitForm of(FormParams params) {
    return new PortraitForm(
        otherwise(params.line("across"), CENTRE.across()),
        otherwise(params.line("down"), CENTRE.down()),
        otherwise(params.line("size"), CENTRE.size()));
  }

  List<ManagedFault> faults() {
    List<ManagedFault> faults = new ArrayList<>();
    if (!PERCENT.matcher(across).matches()) {
      faults.add(ManagedFault.of("across", "portrait.across"));
    }
    if (!PERCENT.matcher(down).matches()) {
      faults.add(ManagedFault.of("down", "portrait.down"));
    }
    if (!PERCENT.matcher(size).matches() || Integer.parseInt(size) < PortraitCrop.SMALLEST_SIZE) {
      faults.add(ManagedFault.of("size", "portrait.size"));
    }
    return faults;
  }

  /**
   * @throws IllegalArgumentException where there are faults
   */
  PortraitCrop crop() {
    return new PortraitCrop(
        Integer.parseInt(across), Integer.parseInt(down), Integer.parseInt(size));
  }

  private static String otherwise(String typed, String centre) {
    return typed.isEmpty() ? centre : typed;
  }
}
