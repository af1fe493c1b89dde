package dev.vitrine.access;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** The people who sign in to the console. */
@Component
class Operators implements UserDetailsService {

    static final String FIRST = "admin";

    private final JdbcClient jdbc;
    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    Operators(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return jdbc.sql("select name, password from operator where name = ?")
                .param(name)
                .query((row, number) -> User.withUsername(row.getString("name"))
                        .password(row.getString("password"))
                        .roles(Role.ADMIN.name())
                        .build())
                .optional()
                .orElseThrow(() -> new UsernameNotFoundException("There is no operator of that name."));
    }

    /** Makes an operator or gives one a new password. */
    void put(String name, String password) {
        jdbc.sql("""
                        insert into operator (name, password) values (?, ?)
                        on conflict (name) do update set password = excluded.password""").params(name, encoder.encode(password)).update();
    }

    boolean exists(String name) {
        return jdbc.sql("select count(*) from operator where name = ?")
                        .param(name)
                        .query(Long.class)
                        .single()
                > 0;
    }

    boolean matches(String name, String password) {
        return jdbc.sql("select password from operator where name = ?")
                .param(name)
                .query(String.class)
                .optional()
                .filter(stored -> encoder.matches(password, stored))
                .isPresent();
    }
}
