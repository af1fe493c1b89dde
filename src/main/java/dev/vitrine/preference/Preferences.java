package dev.vitrine.preference;

import org.springframework.stereotype.Service;

/** What users like. Fresh: the user's last interaction counts in the very next call. */
@Service
public class Preferences {

    /** The user's preference; empty for a user nothing is known of. */
    public Preference of(String user) {
        throw new UnsupportedOperationException();
    }
}
