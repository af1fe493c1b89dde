package dev.vitrine.access;

import dev.vitrine.problem.InvalidRequest;
import org.jspecify.annotations.Nullable;

/** What a key may do; people have an {@link OperatorRole}. */
public enum Role {
    /** A key that a shop's web page may carry: read recommendations and search, send interactions. */
    STOREFRONT,
    /** A shop's server: everything of the storefront, and items, users and their erasure. */
    SHOP,
    /** Everything, the admin API included. */
    ADMIN;

    private static final int NAME_SHOWN = 40;

    /**
     * The role of that name.
     *
     * @throws InvalidRequest if there is none
     */
    public static Role of(@Nullable String name) {
        for (Role role : values()) {
            if (role.name().equalsIgnoreCase(name)) {
                return role;
            }
        }
        throw new InvalidRequest("role", "role must be storefront, shop or admin, but is " + quoted(name) + ".");
    }

    static String quoted(@Nullable String name) {
        return name == null ? "missing" : "\"" + name.substring(0, Math.min(name.length(), NAME_SHOWN)) + "\"";
    }
}
