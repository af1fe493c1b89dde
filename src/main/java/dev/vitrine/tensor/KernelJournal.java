package dev.vitrine.tensor;

import dev.vitrine.tensor.Kernel.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers from one process to the next which kernels are not to be trusted. A fault in native code ends the process,
 * and no Java code can stop it; but the next process can do without the kernel that was at fault.
 *
 * <p>Each process notes what it checks and what it uses. A process that is gone while it checked a kernel was ended by
 * it; one that left a crash log which names libtorch was ended by a kernel that it used. The file {@code distrusted}
 * lists them; deleting it gives them another chance.
 */
public final class KernelJournal {

    private static final Logger LOG = LoggerFactory.getLogger(KernelJournal.class);

    private static final String SUFFIX = ".journal";
    private static final String CHECKING = "checking ";
    private static final String PASSED = "passed ";
    private static final String USING = "using ";
    private static final Pattern NATIVE_FRAME =
            Pattern.compile("# (Problematic frame:\\R)?# [CV] .*(libtorch|libc10|dnnl|libgomp)");

    private final Path folder;
    private final Path own;
    private final Set<String> distrusted = new LinkedHashSet<>();

    /**
     * Opens the journal and draws its conclusions from what ended processes left.
     *
     * @param folder for the journal's files; made when something is noted
     * @param logs where the launcher has the JVM write its crash logs, {@code crash-<process>.log}
     */
    public KernelJournal(Path folder, Path logs) {
        this.folder = folder;
        own = folder.resolve(ProcessHandle.current().pid() + SUFFIX);
        try {
            if (Files.isDirectory(folder)) {
                if (Files.exists(list())) {
                    distrusted.addAll(Files.readAllLines(list()));
                }
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(KernelJournal::isOver).toList()) {
                        conclude(file, logs);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal of kernels in " + folder + " cannot be read", e);
        }
    }

    private Path list() {
        return folder.resolve("distrusted");
    }

    /** Whether the journal's process is gone. One with this process's number is of an earlier one. */
    private static boolean isOver(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            return false;
        }
        long process = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        return process == ProcessHandle.current().pid()
                || ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
    }

    private void conclude(Path journal, Path logs) throws IOException {
        Set<String> checking = new LinkedHashSet<>();
        Set<String> using = new LinkedHashSet<>();
        for (String line : Files.readAllLines(journal)) {
            if (line.startsWith(CHECKING)) {
                checking.add(line.substring(CHECKING.length()));
            } else if (line.startsWith(PASSED)) {
                checking.remove(line.substring(PASSED.length()));
            } else if (line.startsWith(USING)) {
                using.add(line.substring(USING.length()));
            }
        }
        String name = journal.getFileName().toString();
        Path crash = logs.resolve("crash-" + name.substring(0, name.length() - SUFFIX.length()) + ".log");
        checking.forEach(kernel -> distrust(kernel, "a process ended while it checked it"));
        if (Files.isRegularFile(crash)
                && NATIVE_FRAME.matcher(Files.readString(crash)).find()) {
            Path kept = logs.resolve("crash-" + Files.getLastModifiedTime(crash).toMillis() + ".log");
            Files.move(crash, kept);
            String packed = Code.PACKED.name().toLowerCase(Locale.ROOT);
            boolean any = using.stream().anyMatch(kernel -> kernel.startsWith(packed));
            using.stream()
                    .filter(kernel -> !any || kernel.startsWith(packed))
                    .forEach(kernel -> distrust(kernel, "a process that used it crashed, see " + kept));
        }
        Files.write(list(), distrusted);
        Files.delete(journal);
    }

    private void distrust(String kernel, String reason) {
        if (distrusted.add(kernel)) {
            LOG.warn("The kernel {} is not used any more: {}. Delete {} to try it again.", kernel, reason, list());
        }
    }

    /** Whether nothing speaks against the kernel. */
    public boolean trusts(Kernel kernel) {
        return !distrusted.contains(kernel.toString());
    }

    /** Notes that the kernel serves from now on. */
    public void using(Kernel kernel) {
        note(USING + kernel);
    }

    /** Runs a check of a kernel, which may end the process. */
    public <T> T check(Kernel kernel, Supplier<T> check) {
        note(CHECKING + kernel);
        try {
            return check.get();
        } finally {
            note(PASSED + kernel);
        }
    }

    private synchronized void note(String line) {
        try {
            Files.createDirectories(folder);
            Files.write(own, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal of kernels in " + folder + " cannot be written", e);
        }
    }
}
