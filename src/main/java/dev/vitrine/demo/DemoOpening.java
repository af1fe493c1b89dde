package dev.vitrine.demo;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Loads the demo shop once the server is up; until that is done the server's health says so. Commands never load it. */
@Component("demo")
@Profile("!command")
class DemoOpening implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DemoOpening.class);

    private final DemoShop shop;
    private final AtomicReference<State> state = new AtomicReference<>(new State(false, null));

    private record State(boolean done, @Nullable String failure) {}

    DemoOpening(DemoShop shop) {
        this.shop = shop;
    }

    @EventListener(ApplicationReadyEvent.class)
    void open() {
        if (!shop.due()) {
            state.set(new State(true, null));
            return;
        }
        Thread.ofPlatform().name("demo-shop").start(() -> {
            try {
                shop.load();
                state.set(new State(true, null));
            } catch (RuntimeException e) { // whatever it is, the operator sees it in the health and the log
                LOG.error("The demo shop could not be loaded", e);
                state.set(new State(false, String.valueOf(e.getMessage())));
            }
        });
    }

    @Override
    public Health health() {
        State now = Objects.requireNonNull(state.get());
        if (now.failure() != null) {
            return Health.down().withDetail("reason", now.failure()).build();
        }
        return now.done()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "the demo shop is loading")
                        .build();
    }
}
