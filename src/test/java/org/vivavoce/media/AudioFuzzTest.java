package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.content.Work;

/**
 * Thousands of damaged recordings: each is taken or refused in words, and quickly. {@code
 * -Dvivavoce.fuzz.cases=1000000} tries more, {@code -Dvivavoce.fuzz.seed=…} others.
 */
class AudioFuzzTest {
  private static final int CASES = Integer.getInteger("vivavoce.fuzz.cases", 20_000);
  private static final long SEED = Long.getLong("vivavoce.fuzz.seed", 20_261_124);
  private static final long SLOW_NANOS = 1_000_000_000;
  private static final long[] TELLING = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, -1};

  @TempDir Path folder;

  @Test
  void whateverHappensToAFileItIsTakenOrRefusedInWords() throws IOException {
    List<byte[]> samples = samples();
    Random random = new Random(SEED);
    Path file = folder.resolve("mutant");
    int taken = 0;
    for (int number = 0; number < CASES; number++) {
      byte[] mutant = mutant(samples, random);
      Files.write(file, mutant);
      long start = Work.nanos();
      try {
        AudioFacts facts = AudioInspector.inspect(file);
        assertTrue(facts.durationMillis() > 0 && facts.channels() > 0, facts::toString);
        taken++;
      } catch (BadMediaException e) {
        assertTrue(String.valueOf(e.getMessage()).length() < 250, e::getMessage);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        Path kept = Files.write(Path.of("target", "audio-mutant-" + number), mutant);
        fail("case " + number + " of seed " + SEED + ", kept as " + kept, e);
      }
      long nanos = Work.nanos() - start;
      assertTrue(nanos < SLOW_NANOS, "case " + number + " took " + nanos / 1_000_000 + " ms");
    }
    // Were all refused, nothing behind the first check would have been tried.
    int share = taken * 100 / CASES;
    assertTrue(share >= 5 && share <= 95, share + " % were taken");
  }

  private static byte[] mutant(List<byte[]> samples, Random random) {
    byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
    int rounds = 1 + random.nextInt(3);
    for (int round = 0; round < rounds; round++) {
      bytes = changed(bytes, samples, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, List<byte[]> samples, Random random) {
    if (bytes.length < 16) {
      return bytes;
    }
    // Headers are where the harm is done.
    int reach = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 512);
    int at = random.nextInt(reach);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        long value = TELLING[random.nextInt(TELLING.length)];
        int width = 1 << random.nextInt(4);
        boolean little = random.nextBoolean();
        for (int each = 0; each < width && at + each < bytes.length; each++) {
          bytes[at + each] = (byte) (value >> (8 * (little ? each : width - 1 - each)));
        }
      }
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
        return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      }
      case 5 -> {
        return spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(64)), new byte[0]);
      }
      default -> {
        byte[] other = samples.get(random.nextInt(samples.size()));
        int from = random.nextInt(other.length);
        int to = Math.min(other.length, from + 1 + random.nextInt(512));
        return spliced(bytes, at, at, Arrays.copyOfRange(other, from, to));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    byte[] whole = new byte[bytes.length - (to - from) + with.length];
    System.arraycopy(bytes, 0, whole, 0, from);
    System.arraycopy(with, 0, whole, from, with.length);
    System.arraycopy(bytes, to, whole, from + with.length, bytes.length - to);
    return whole;
  }

  private static List<byte[]> samples() throws IOException {
    List<byte[]> samples = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/audio"))) {
      for (Path each : files.sorted().toList()) {
        if (!each.toString().endsWith(".sh")) {
          samples.add(Files.readAllBytes(each));
        }
      }
    }
    return samples;
  }
}
