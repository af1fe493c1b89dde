package dev.vitrine.vision;

import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where models are, and how much picture is accepted.
 *
 * @param shipped the models that come with the program
 * @param maxPictureSize of the encoded bytes; shop photos are far below
 * @param maxPixels width times height, read from the header before decoding: a few kilobytes can unpack to gigabytes
 */
@ConfigurationProperties("vitrine.vision")
@Validated
record VisionProperties(
        @DefaultValue("models") Path shipped,
        @DefaultValue("10MB") DataSize maxPictureSize,
        @DefaultValue("40000000") @Min(1) long maxPixels) {}
