package dev.vitrine.access;

import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call, and how often.
 *
 * @param writeKeys whether a first start makes keys and an operator and writes them to {@code ${vitrine.home}/keys},
 *     readable by the owner only. Off, so that secrets land on a disk only where somebody asked for it
 * @param password sets the password of the console's operator {@code admin} at start; null leaves it as it is
 * @param leastPassword characters of a password that a person chooses
 * @param maxOperators people who may sign in, the disabled ones too
 * @param keyRate calls a minute with one key; 1,000 a second, more than one server answers, so that only a runaway client meets it
 * @param addressRate calls a minute without a key from one address: a page of 24 pictures every second or two
 * @param loginRate attempts to sign in a minute from one address, and on one name
 * @param origins of web pages that may call the API from a browser, such as {@code https://shop.example}
 */
@Validated
@ConfigurationProperties("vitrine.access")
record AccessProperties(
        @DefaultValue("false") boolean writeKeys,
        @Nullable String password,
        @Min(8) @DefaultValue("12") int leastPassword,
        @Min(1) @DefaultValue("200") int maxOperators,
        @Min(1) @DefaultValue("60000") int keyRate,
        @Min(1) @DefaultValue("1200") int addressRate,
        @Min(1) @DefaultValue("10") int loginRate,
        @DefaultValue List<String> origins) {}
