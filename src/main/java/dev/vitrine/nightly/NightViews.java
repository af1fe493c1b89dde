package dev.vitrine.nightly;

import dev.vitrine.nightly.Night.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** Nights as they are told, from what Spring Batch keeps of them. */
@Component
class NightViews {

    private static final int LOOKED_BACK = 10;
    private static final String CAUSE = "Caused by: ";

    private final JobRepository repository;
    private final FailedUsers failures;
    private final Clock clock;

    NightViews(JobRepository repository, FailedUsers failures, Clock clock) {
        this.repository = repository;
        this.failures = failures;
        this.clock = clock;
    }

    List<Night> all(int limit) {
        return repository.getJobInstances(NightJob.NAME, 0, limit).stream()
                .map(this::night)
                .toList();
    }

    Optional<Night> find(long id) {
        return Optional.ofNullable(repository.getJobInstance(id))
                .filter(instance -> instance.getJobName().equals(NightJob.NAME))
                .map(this::night);
    }

    private Night night(JobInstance instance) {
        // One by one: only then do their steps come with what the ranges were told.
        List<JobExecution> executions = repository.getJobExecutions(instance).stream()
                .map(JobExecution::getId)
                .sorted()
                .map(repository::getJobExecution)
                .filter(Objects::nonNull)
                .toList();
        if (executions.isEmpty()) {
            return new Night(instance.getId(), State.WAITING, Instant.EPOCH, null, null, 0, null, List.of());
        }
        JobExecution last = executions.getLast();
        State state = state(last.getStatus());
        List<Night.Step> steps = steps(executions);
        return new Night(
                instance.getId(),
                state,
                NightJob.started(last.getJobParameters()),
                instant(last.getEndTime()),
                state == State.RUNNING ? expectedEnd(instance, steps) : null,
                failures.count(instance.getId()),
                state == State.FAILED ? reason(last) : null,
                steps);
    }

    private static List<Night.Step> steps(List<JobExecution> executions) {
        Map<String, List<StepExecution>> byStep = new HashMap<>();
        executions.stream()
                .flatMap(execution -> execution.getStepExecutions().stream())
                .sorted(Comparator.comparingLong(StepExecution::getId))
                .forEach(step -> byStep.computeIfAbsent(NightJob.step(step.getStepName()), name -> new ArrayList<>())
                        .add(step));
        return NightJob.STEPS.stream()
                .map(name -> step(name, byStep.getOrDefault(name, List.of())))
                .toList();
    }

    /** @param all executions of the step and of its ranges, oldest first; a continued one counts on from the earlier */
    private static Night.Step step(String name, List<StepExecution> all) {
        List<StepExecution> whole =
                all.stream().filter(step -> step.getStepName().equals(name)).toList();
        if (whole.isEmpty()) {
            return new Night.Step(name, State.WAITING, 0, null, 0, null, null, null);
        }
        List<StepExecution> ranges =
                all.stream().filter(step -> !step.getStepName().equals(name)).toList();
        Map<String, Long> sizes = new HashMap<>();
        ranges.forEach(range -> sizes.put(range.getStepName(), UserReader.users(range.getExecutionContext())));
        StepExecution last = whole.getLast();
        List<StepExecution> counted = ranges.isEmpty() ? List.of(last) : ranges;
        return new Night.Step(
                name,
                state(last.getStatus()),
                counted.stream().mapToLong(StepExecution::getWriteCount).sum(),
                sizes.isEmpty()
                        ? null
                        : sizes.values().stream().mapToLong(Long::longValue).sum(),
                counted.stream().mapToLong(StepExecution::getSkipCount).sum(),
                instant(whole.getFirst().getStartTime()),
                instant(last.getEndTime()),
                said(last));
    }

    /** What a step says of itself; of a stack trace the innermost cause. */
    private static @Nullable String said(StepExecution step) {
        List<String> lines =
                step.getExitStatus().getExitDescription().strip().lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith(CAUSE))
                .map(line -> line.substring(CAUSE.length()))
                .reduce((outer, inner) -> inner)
                .orElse(lines.isEmpty() || lines.getFirst().isBlank() ? null : lines.getFirst());
    }

    private static @Nullable String reason(JobExecution execution) {
        return execution.getStepExecutions().stream()
                .filter(step -> step.getStatus() == BatchStatus.FAILED)
                // The last are the ranges of a step, which know why it failed.
                .max(Comparator.comparingLong(StepExecution::getId))
                .map(step -> NightJob.step(step.getStepName()) + ": "
                        + Objects.requireNonNullElse(said(step), "no reason given"))
                .orElse(null);
    }

    private static State state(BatchStatus status) {
        return switch (status) {
            case STARTING, STARTED, STOPPING -> State.RUNNING;
            case COMPLETED -> State.DONE;
            case STOPPED -> State.STOPPED;
            case FAILED, ABANDONED, UNKNOWN -> State.FAILED;
        };
    }

    /** What the unfinished steps took in the last finished night; of the one that counts, what its pace foretells. */
    private @Nullable Instant expectedEnd(JobInstance instance, List<Night.Step> steps) {
        Map<String, Duration> before = lastDurations(instance);
        Instant now = clock.instant();
        Duration left = Duration.ZERO;
        for (Night.Step step : steps) {
            Duration elapsed = step.startedAt() == null ? Duration.ZERO : Duration.between(step.startedAt(), now);
            if (step.state() == State.DONE) {
                continue;
            }
            if (step.state() == State.RUNNING && step.of() != null && step.done() > 0) {
                left = left.plus(elapsed.multipliedBy(Math.max(0, step.of() - step.done()))
                        .dividedBy(step.done()));
            } else if (before.containsKey(step.name())) {
                Duration usual = Objects.requireNonNull(before.get(step.name()));
                Duration rest = step.state() == State.RUNNING ? usual.minus(elapsed) : usual;
                left = left.plus(rest.isNegative() ? Duration.ZERO : rest);
            } else if (before.isEmpty() && step.state() == State.WAITING) {
                return null;
            }
        }
        return now.plus(left);
    }

    private Map<String, Duration> lastDurations(JobInstance running) {
        Map<String, Duration> durations = new HashMap<>();
        repository.getJobInstances(NightJob.NAME, 0, LOOKED_BACK).stream()
                .filter(instance -> instance.getId() != running.getId())
                .map(repository::getLastJobExecution)
                .filter(execution -> execution != null && execution.getStatus() == BatchStatus.COMPLETED)
                .findFirst()
                .ifPresent(execution -> {
                    Set<String> wholes = new HashSet<>(NightJob.STEPS);
                    execution.getStepExecutions().stream()
                            .filter(step -> wholes.contains(step.getStepName()))
                            .filter(step -> step.getStartTime() != null && step.getEndTime() != null)
                            .forEach(step -> durations.put(
                                    step.getStepName(), Duration.between(step.getStartTime(), step.getEndTime())));
                });
        return durations;
    }

    /** Spring Batch keeps local times. */
    private static @Nullable Instant instant(@Nullable LocalDateTime time) {
        return time == null ? null : time.atZone(ZoneId.systemDefault()).toInstant();
    }
}
