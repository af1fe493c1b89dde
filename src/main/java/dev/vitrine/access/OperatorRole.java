package dev.vitrine.access;

import dev.vitrine.problem.InvalidRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person may do in the console; each may what those before may. */
public enum OperatorRole {
    /** Look at everything but keys and operators, and change nothing. */
    VIEWER,
    /** Review, edit, import, order jobs, set rules. */
    OPERATOR,
    /** Manage keys, operators, models and settings. */
    ADMIN;

    /**
     * The role of that name.
     *
     * @throws InvalidRequest if there is none
     */
    public static OperatorRole of(@Nullable String name) {
        for (OperatorRole role : values()) {
            if (role.name().equalsIgnoreCase(name)) {
                return role;
            }
        }
        throw new InvalidRequest("role", "role must be viewer, operator or admin, but is " + Role.quoted(name) + ".");
    }

    /** As people and documents have it. */
    @com.fasterxml.jackson.annotation.JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
