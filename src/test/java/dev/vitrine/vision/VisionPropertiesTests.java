package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class VisionPropertiesTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(VisionProperties.class)
    static class Settings {}

    @Test
    void nothingSetLeavesTheChoiceToTheMachine() {
        runner.run(context -> {
            VisionProperties properties = context.getBean(VisionProperties.class);
            assertThat(properties.kernels().code()).isNull();
            assertThat(properties.precision().precision()).isNull();
            assertThat(properties.device()).isEqualTo("auto");
            assertThat(properties.pool().limits()).isEqualTo(dev.vitrine.tensor.InferencePool.Limits.DEFAULT);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device=cpu",
                "device=gpu",
                "device=gpu:1",
                "kernels=public",
                "kernels=packed",
                "precision=bf16",
                "pool.threads=16",
                "pool.batch=256",
                "pool.queue=32",
                "pool.deadline=100ms"
            })
    void whatIsWithinTheLimitsIsTaken(String setting) {
        runner.withPropertyValues("vitrine.vision." + setting)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device=tpu",
                "device=gpu:",
                "device=gpu:-1",
                "kernels=fast",
                "precision=f16",
                "pool.threads=0",
                "pool.threads=17",
                "pool.batch=257",
                "pool.bulk-batch=33",
                "pool.queue=31",
                "pool.queue=100001",
                "pool.deadline=99ms",
                "pool.bulk-deadline=61m"
            })
    void whatIsBeyondThemEndsTheStart(String setting) {
        runner.withPropertyValues("vitrine.vision." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void eagerCodeInBf16IsRefusedInOneSentence() {
        runner.withPropertyValues("vitrine.vision.kernels=eager", "vitrine.vision.precision=bf16")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("vitrine.vision.precision bf16 needs kernels"));
    }
}
