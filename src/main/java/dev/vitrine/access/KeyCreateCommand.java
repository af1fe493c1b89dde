package dev.vitrine.access;

import java.util.concurrent.Callable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine key create --role shop}: prints the key alone, so that a script can take it. */
@Component
@Command(name = "key create", description = "Makes an API key and prints it; it is not shown again.")
class KeyCreateCommand implements Callable<Integer> {

    /** As it is typed. */
    private enum RoleName {
        storefront,
        shop,
        admin
    }

    @Option(names = "--role", required = true, description = "What the key may do: ${COMPLETION-CANDIDATES}.")
    private RoleName role = RoleName.storefront;

    @Option(names = "--name", description = "What it is for; shown in lists.")
    private String name = "command line";

    private final ApiKeys keys;

    KeyCreateCommand(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public Integer call() {
        System.out.println(keys.create(Role.valueOf(role.name().toUpperCase(java.util.Locale.ROOT)), name));
        return 0;
    }
}
