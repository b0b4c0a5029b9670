package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * How a doctor of the demonstration sounds. Raising the formants raises flite's melody and pace
 * too, which are therefore asked of it so much lower and slower: what is heard is as said here.
 *
 * @param engine the voice of flite: slt is a woman's, awb and rms are men's
 * @param hertz the mean pitch, or 0 for the engine's own (rms knows no other)
 * @param formants above 1 a smaller throat, below 1 a larger one
 * @param pace above 1 faster than the engine's own
 */
record DoctorVoice(String engine, int hertz, double formants, double pace) {
  private static final int ENGINE_PITCH = 0;

  private static final Map<String, DoctorVoice> TABLE =
      Map.ofEntries(
          Map.entry("Amara Okafor", new DoctorVoice("slt", 146, 0.90, 0.92)),
          Map.entry("Mei Tanaka", new DoctorVoice("slt", 214, 1.12, 0.97)),
          Map.entry("Ines Benali", new DoctorVoice("slt", 175, 0.94, 1.01)),
          Map.entry("Priya Raman", new DoctorVoice("slt", 192, 1.03, 0.90)),
          Map.entry("Clara Lindqvist", new DoctorVoice("slt", 160, 1.00, 0.95)),
          Map.entry("Nora Fitzgerald", new DoctorVoice("slt", 228, 0.99, 1.00)),
          Map.entry("Lucia Moretti", new DoctorVoice("slt", 182, 1.10, 0.89)),
          Map.entry("Henrik Solberg", new DoctorVoice("rms", ENGINE_PITCH, 0.90, 0.98)),
          Map.entry("Thomas Keller", new DoctorVoice("rms", ENGINE_PITCH, 1.00, 1.04)),
          Map.entry("Daniel Cohen", new DoctorVoice("rms", ENGINE_PITCH, 1.10, 1.02)),
          Map.entry("Rafael Duarte", new DoctorVoice("awb", 132, 1.07, 0.98)),
          Map.entry("Samuel Adeyemi", new DoctorVoice("awb", 98, 0.91, 0.88)),
          Map.entry("Yusuf Demir", new DoctorVoice("awb", 115, 0.99, 0.93)),
          Map.entry("Vivavoce Demonstration Desk", new DoctorVoice("awb", 158, 1.13, 0.98)));

  /** A doctor whom the table does not know yet has a voice too, and always the same. */
  static DoctorVoice of(String doctor) {
    DoctorVoice chosen = TABLE.get(doctor);
    if (chosen != null) {
      return chosen;
    }
    CRC32 sum = new CRC32();
    sum.update(doctor.getBytes(UTF_8));
    int variant = (int) (sum.getValue() % 60);
    int throat = variant / 2 % 6;
    int haste = variant / 12;
    double formants = 0.92 + 0.03 * throat;
    double pace = 0.90 + 0.03 * haste;
    return variant % 2 == 0
        ? new DoctorVoice("slt", (int) Math.round(180 * formants), formants, pace)
        : new DoctorVoice("awb", (int) Math.round(120 * formants), formants, pace);
  }

  /** The rate at which flite's samples are played so that the formants come out right. */
  int rate() {
    return (int) Math.round(DemoSound.RATE * formants);
  }

  double stretch() {
    return formants / pace;
  }

  double engineHertz() {
    return hertz / formants;
  }

  String description() {
    return String.format(
        Locale.ROOT,
        "flite %s, %s, formants %.2f, pace %.2f",
        engine,
        hertz == ENGINE_PITCH ? "its own pitch" : hertz + " Hz",
        formants,
        pace);
  }
}
