package dev.vitrine.demo;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether the demo shop opens.
 *
 * @param enabled off, so that a real shop never finds drawn items among its own; {@code ./vitrine up} switches it on
 */
@ConfigurationProperties("vitrine.demo")
record DemoProperties(@DefaultValue("false") boolean enabled) {}
