package dev.vitrine.access;

import java.util.List;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;

/** An operator as a session has it. */
final class SignedIn extends User {

    private final int version;

    SignedIn(String name, String password, OperatorRole role, boolean enabled, int version) {
        super(name, password, enabled, true, true, true, List.of(new SimpleGrantedAuthority("ROLE_" + role.name())));
        this.version = version;
    }

    /** Whether the session was begun since the operator was last disabled or given another password. */
    boolean isSince(SignedIn now) {
        return now.isEnabled() && version == now.version;
    }
}
