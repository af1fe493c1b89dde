package dev.vitrine.access;

/** What a caller may do. A key has one role; the console's operators have {@link #ADMIN}. */
public enum Role {
    /** A key that a shop's web page may carry: read recommendations and search, send interactions. */
    STOREFRONT,
    /** A shop's server: everything of the storefront, and items, users and their erasure. */
    SHOP,
    /** Everything, the admin API included. */
    ADMIN
}
