package dev.vitrine;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Vitrine: recommendations for shops that look at the pictures. Without arguments it serves; with a command's name it
 * runs that command on the same beans and the same database, and exits.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Vitrine {

    /** Commands, and groups of them, that need no database. */
    private static final Set<String> WITHOUT_DATABASE = Set.of("models", "bench");

    /** Those of such a group that need one. */
    private static final Set<String> WITH_DATABASE = Set.of("bench serve", "bench enrich");

    public static void main(String[] args) {
        if (args.length == 0 || args[0].startsWith("--")) {
            SpringApplication.run(Vitrine.class, args);
        } else {
            System.exit(command(args));
        }
    }

    /** Runs one command: 0 when it did what it says, 1 when it failed, 2 when it was called wrongly. */
    private static int command(String... args) {
        String command = args.length > 1 ? args[0] + " " + args[1] : args[0];
        boolean without = WITHOUT_DATABASE.contains(args[0]) && !WITH_DATABASE.contains(command);
        Class<?> beans = without ? ModelBeans.class : Vitrine.class;
        try (var context = new SpringApplicationBuilder(beans)
                .web(WebApplicationType.NONE)
                .profiles("command")
                .run()) {
            return commands(context).execute(args);
        }
    }

    /** All commands among the beans. */
    static CommandLine commands(ApplicationContext context) {
        var root = new CommandLine(new Root());
        // Groups before what is in them.
        context.getBeansWithAnnotation(Command.class).values().stream()
                .map(CommandLine::new)
                .sorted(Comparator.comparingInt(command -> words(command).size()))
                .forEach(command -> register(root, command));
        root.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return root;
    }

    /** Files a command under its name; one named "train demo" becomes "demo" of the group "train". */
    private static void register(CommandLine root, CommandLine command) {
        List<String> words = words(command);
        CommandLine parent = root;
        for (String group : words.subList(0, words.size() - 1)) {
            CommandLine known = parent.getSubcommands().get(group);
            if (known == null) {
                known = new CommandLine(new Root()).setCommandName(group);
                parent.addSubcommand(group, known);
            }
            parent = known;
        }
        parent.addSubcommand(words.getLast(), command.setCommandName(words.getLast()));
    }

    private static List<String> words(CommandLine command) {
        return List.of(command.getCommandName().split(" "));
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Command(name = "vitrine", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
    static class Root {}
}
