package dev.vitrine.nightly;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Begins nights by the clock, and lets Prometheus see them. Commands begin none. */
@Component
@Profile("!command")
class NightSchedule implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(NightSchedule.class);

    private final Nights nights;

    NightSchedule(Nights nights) {
        this.nights = nights;
    }

    @Scheduled(cron = "${vitrine.nightly.cron}")
    void begin() {
        try {
            nights.start(false);
        } catch (NightRunning elsewhere) {
            LOG.info("The night runs already, here or in another process");
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "vitrine.night.running", "1 while a night runs", night -> night.ended() ? 0.0 : 1.0);
        gauge(registry, "vitrine.night.failed.users", "users the last night skipped", night -> (double) night.failed());
        gauge(registry, "vitrine.night.users", "users the last night has recomputed so far", NightSchedule::users);
        Gauge.builder("vitrine.night.finished.seconds", nights, NightSchedule::finished)
                .description("when the last night that ended well ended, in seconds since 1970")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String meaning, Function<Night, Double> value) {
        Gauge.builder(name, nights, all -> latest(all).map(value).orElse(0.0))
                .description(meaning)
                .register(registry);
    }

    private static Optional<Night> latest(Nights nights) {
        return nights.all(1).stream().findFirst();
    }

    private static double users(Night night) {
        return night.steps().stream()
                .filter(step -> step.name().equals(NightJob.PREFERENCES))
                .mapToDouble(Night.Step::done)
                .sum();
    }

    private static double finished(Nights nights) {
        return nights.all(10).stream()
                .filter(night -> night.state() == Night.State.DONE)
                .map(Night::endedAt)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .map(Instant::getEpochSecond)
                .orElse(0L);
    }
}
