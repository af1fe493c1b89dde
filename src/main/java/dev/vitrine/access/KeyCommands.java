package dev.vitrine.access;

import dev.vitrine.access.ApiKeys.ApiKey;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** API keys and the operator's password from the command line. */
final class KeyCommands {

    private KeyCommands() {}

    private static CommandLine line(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("A command runs only after picocli has read its arguments");
        }
        return spec.commandLine();
    }

    private static PrintWriter out(@Nullable CommandSpec spec) {
        return line(spec).getOut();
    }

    @Component
    @Command(name = "key create", description = "Makes an API key and prints it, alone.")
    static class Create implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Option(names = "--role", required = true, description = "storefront, shop or admin")
        String role = "";

        @Option(names = "--name", description = "What it is for; by default the role.")
        @Nullable
        String name;

        private final ApiKeys keys;

        Create(ApiKeys keys) {
            this.keys = keys;
        }

        @Override
        public Integer call() {
            Role wanted;
            try {
                wanted = Role.of(role);
            } catch (dev.vitrine.problem.InvalidRequest wrong) {
                throw new CommandLine.ParameterException(line(spec), wrong.detail());
            }
            String called = name == null ? wanted.name().toLowerCase(Locale.ROOT) : name;
            out(spec).println(keys.create(wanted, called).secret());
            return CommandLine.ExitCode.OK;
        }
    }

    @Component
    @Command(name = "key list", description = "Lists the API keys; never the secrets.")
    static class ListKeys implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        private final ApiKeys keys;

        ListKeys(ApiKeys keys) {
            this.keys = keys;
        }

        @Override
        public Integer call() {
            out(spec).printf("%-6s %-11s %-10s %-21s %-21s %s%n", "id", "role", "key", "last used", "revoked", "name");
            for (ApiKey key : keys.list()) {
                out(spec)
                        .printf(
                                "%-6d %-11s %-10s %-21s %-21s %s%n",
                                key.id(),
                                key.role().name().toLowerCase(Locale.ROOT),
                                key.prefix() + "…",
                                second(key.lastUsedAt()),
                                second(key.revokedAt()),
                                key.name());
            }
            return CommandLine.ExitCode.OK;
        }

        private static String second(@Nullable Instant time) {
            return time == null
                    ? "-"
                    : time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        }
    }

    @Component
    @Command(name = "key revoke", description = "Revokes an API key.")
    static class Revoke implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "as key list shows it")
        long id;

        private final ApiKeys keys;

        Revoke(ApiKeys keys) {
            this.keys = keys;
        }

        @Override
        public Integer call() {
            keys.revoke(id);
            return CommandLine.ExitCode.OK;
        }
    }

    @Component
    @Command(
            name = "console password",
            description = "Gives an operator of the console a new password and prints it, alone. Without a NAME it is"
                    + " admin, who can then sign in and manage the others whatever happened before.")
    static class NewPassword implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "by default admin")
        String name = Operators.FIRST;

        private final Operators operators;

        NewPassword(Operators operators) {
            this.operators = operators;
        }

        @Override
        public Integer call() {
            if (name.equals(Operators.FIRST)) {
                String password = Secrets.password();
                operators.first(password);
                out(spec).println(password);
            } else {
                out(spec).println(operators.reset(name).password());
            }
            return CommandLine.ExitCode.OK;
        }
    }
}
