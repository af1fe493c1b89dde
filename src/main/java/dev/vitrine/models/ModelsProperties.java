package dev.vitrine.models;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How known models are fetched.
 *
 * @param catalogue the known models, as JSON; a shop may keep a list of its own
 * @param mirror the hub, or a server that answers like it
 * @param token for models that the hub gives only to those who agreed to a licence; empty for none
 * @param proxy for all calls, such as {@code http://proxy.example:3128}; empty for none
 * @param noProxy hosts and domain endings that are called directly
 * @param connect how long to wait for a connection
 * @param stall after how long without a kilobyte a second a transfer counts as broken off
 * @param attempts in a row that brought nothing, after which a pull gives up
 * @param backOff before the second attempt; doubled for each further one
 * @param longestBackOff also where the server asks for a longer pause
 * @param maxFileSize the largest file that is fetched where its size was not known before
 * @param spareDisk what a pull leaves free on the disk
 */
@ConfigurationProperties("vitrine.models")
@Validated
record ModelsProperties(
        @DefaultValue("classpath:models.json") Resource catalogue,
        @DefaultValue("https://huggingface.co") URI mirror,
        @DefaultValue("") String token,
        @DefaultValue("") String proxy,
        @DefaultValue List<String> noProxy,
        @DefaultValue("10s") Duration connect,
        @DefaultValue("30s") Duration stall,
        @DefaultValue("5") @Min(1) @Max(100) int attempts,
        @DefaultValue("1s") Duration backOff,
        @DefaultValue("1m") Duration longestBackOff,
        @DefaultValue("20GB") DataSize maxFileSize,
        @DefaultValue("256MB") DataSize spareDisk) {

    /** Without the token and the proxy's password. */
    @Override
    public String toString() {
        return "ModelsProperties[catalogue=" + catalogue + ", mirror=" + mirror + "]";
    }
}
