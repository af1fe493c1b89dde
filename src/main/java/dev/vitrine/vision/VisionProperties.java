package dev.vitrine.vision;

import dev.vitrine.tensor.InferencePool.Limits;
import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where models are, how they run, and how much picture is accepted.
 *
 * @param shipped the models that come with the program
 * @param maxPictureSize of the encoded bytes; shop photos are far below
 * @param maxPixels width times height, read from the header before decoding: a few kilobytes can unpack to gigabytes
 * @param device a GPU needs libtorch's libraries for it; auto takes one if it can
 * @param kernels auto tries them when a model is loaded and takes the fastest that is right
 * @param precision of the kernels; auto takes bfloat16 where the processor has it and it is clearly faster
 */
@ConfigurationProperties("vitrine.vision")
@Validated
record VisionProperties(
        @DefaultValue("models") Path shipped,
        @DefaultValue("10MB") DataSize maxPictureSize,
        @DefaultValue("40000000") @Min(1) long maxPixels,

        @DefaultValue("auto")
        @Pattern(regexp = "auto|cpu|gpu(:[0-9]{1,2})?", message = "must be auto, cpu, gpu or gpu: with a number")
        String device,

        @DefaultValue("auto") Kernels kernels,
        @DefaultValue("auto") Digits precision,
        @DefaultValue @Valid Pool pool) {

    /** Which code runs the layers. */
    enum Kernels {
        AUTO,
        EAGER,
        PUBLIC,
        PACKED;

        /** Null to choose. */
        @Nullable
        Code code() {
            return this == AUTO ? null : Code.valueOf(name());
        }
    }

    /** How precise the kernels are. */
    enum Digits {
        AUTO,
        F32,
        BF16;

        /** Null to choose. */
        @Nullable
        Precision precision() {
            return this == AUTO ? null : Precision.valueOf(name());
        }
    }

    @AssertTrue(
            message =
                    "vitrine.vision.precision bf16 needs kernels: set vitrine.vision.kernels to auto, public or packed")
    boolean isPossible() {
        return kernels != Kernels.EAGER || precision != Digits.BF16;
    }

    /**
     * The queue before the models; counts are of pictures and texts.
     *
     * @param threads one uses all cores already; more suit a GPU
     * @param batch together in one pass of calls somebody waits for
     * @param bulkBatch together in one pass of other calls: as long as it takes, the others wait
     * @param queue may wait; what comes then is refused
     * @param deadline until a call's turn comes, where somebody waits for it
     * @param bulkDeadline until the turn of other calls comes
     */
    record Pool(
            @DefaultValue("1") @Min(1) @Max(16) int threads,
            @DefaultValue("32") @Min(1) @Max(256) int batch,
            @DefaultValue("8") @Min(1) @Max(256) int bulkBatch,
            @DefaultValue("512") @Min(1) @Max(100_000) int queue,

            @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(hours = 1)
            Duration deadline,

            @DefaultValue("1m") @DurationMin(millis = 100) @DurationMax(hours = 1)
            Duration bulkDeadline) {

        @AssertTrue(message = "vitrine.vision.pool wants bulk-batch <= batch <= queue")
        boolean isOrdered() {
            return bulkBatch <= batch && batch <= queue;
        }

        Limits limits() {
            return new Limits(threads, batch, bulkBatch, queue, deadline, bulkDeadline);
        }
    }
}
