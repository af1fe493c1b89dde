package dev.vitrine.nightly;

import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.UserRange;
import dev.vitrine.preference.Preferences;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The steps of a night in their order. Each looks after its own transactions: a step may be repeated, and none is one
 * transaction from end to end.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class NightJob {

    static final String NAME = "night";

    /** The night's beginning, in milliseconds since 1970: what tells nights apart, and as of when they compute. */
    static final String STARTED = "started";

    /** Tells nights of the same moment apart. */
    static final String TOKEN = "token";

    static final String PREFERENCES = "preferences";

    /** All steps in their order. */
    static final List<String> STEPS = List.of(
            "vectors",
            "neighbours",
            "affinity",
            PREFERENCES,
            "weights",
            "re-ranker",
            "evaluation",
            "indexes",
            "clean-up");

    private static final String RANGE = "range";

    private final JobRepository repository;
    private final NightlyProperties settings;
    private final ResourcelessTransactionManager none = new ResourcelessTransactionManager();

    NightJob(JobRepository repository, NightlyProperties settings) {
        this.repository = repository;
        this.settings = settings;
    }

    static Instant started(JobParameters parameters) {
        Long millis = parameters.getLong(STARTED);
        return Instant.ofEpochMilli(millis == null ? 0 : millis);
    }

    @Bean
    Job night(Chores chores, Step everyUser, NightBegun begun) {
        return new JobBuilder(NAME, repository)
                .listener(begun)
                .start(chore("vectors", night -> chores.vectors()))
                .next(chore("neighbours", chores::neighbours))
                .next(chore("affinity", night -> chores.affinity()))
                .next(everyUser)
                .next(chore("weights", night -> chores.weights()))
                .next(chore("re-ranker", night -> chores.reRanker()))
                .next(chore("evaluation", night -> chores.evaluation()))
                .next(chore("indexes", night -> chores.indexes()))
                .next(chore("clean-up", chores::cleanUp))
                .build();
    }

    private Step chore(String name, Function<Instant, Chores.Done> chore) {
        return new StepBuilder(name, repository)
                .tasklet(
                        (contribution, context) -> {
                            Chores.Done done = chore.apply(
                                    started(contribution.getStepExecution().getJobParameters()));
                            contribution.incrementWriteCount(done.count());
                            contribution.setExitStatus(ExitStatus.COMPLETED.addExitDescription(done.said()));
                            return RepeatStatus.FINISHED;
                        },
                        none)
                .build();
    }

    @Bean
    Step everyUser(Interactions interactions, Step usersOfRange) {
        var threads = new SimpleAsyncTaskExecutor("night-");
        threads.setConcurrencyLimit(settings.threads());
        return new StepBuilder(PREFERENCES, repository)
                .partitioner(PREFERENCES, ranges(interactions))
                .step(usersOfRange)
                .gridSize(settings.ranges())
                .taskExecutor(threads)
                .build();
    }

    /** Always the same names, so that a continued night finds each range again, whoever came or went meanwhile. */
    private static Partitioner ranges(Interactions interactions) {
        return count -> {
            List<UserRange> ranges = interactions.userRanges(count);
            Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                contexts.put(RANGE + i, i < ranges.size() ? UserReader.context(ranges.get(i)) : UserReader.nobody());
            }
            return contexts;
        };
    }

    @Bean
    Step usersOfRange(UserReader rangeUsers, ItemWriter<String> recompute, SkipListener<String, String> failed) {
        return new StepBuilder(PREFERENCES, repository)
                .<String, String>chunk(settings.users())
                .reader(rangeUsers)
                .writer(recompute)
                .transactionManager(none)
                .faultTolerant()
                .skip(RuntimeException.class)
                .skipLimit(settings.mostFailures())
                .skipListener(failed)
                .build();
    }

    @Bean
    @StepScope
    UserReader rangeUsers(Interactions interactions) {
        return new UserReader(interactions);
    }

    @Bean
    @StepScope
    ItemWriter<String> recompute(Preferences preferences, @Value("#{stepExecution}") StepExecution step) {
        Instant night = started(step.getJobParameters());
        return users -> preferences.recompute(List.copyOf(users.getItems()), night);
    }

    @Bean
    @StepScope
    SkipListener<String, String> failed(FailedUsers failures, @Value("#{stepExecution}") StepExecution step) {
        return new SkipListener<>() {
            @Override
            public void onSkipInWrite(String user, Throwable why) {
                failures.add(step.getJobExecution().getJobInstanceId(), PREFERENCES, user, why);
            }
        };
    }

    /** The step's name without its range. */
    static String step(@Nullable String name) {
        return name == null ? "" : name.replaceFirst(":" + RANGE + "\\d+$", "");
    }
}
