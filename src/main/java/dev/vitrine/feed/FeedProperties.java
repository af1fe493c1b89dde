package dev.vitrine.feed;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of imports.
 *
 * @param maxFileSize bytes of a file, before any of it is read
 * @param maxRows rows of a file
 * @param maxColumns names of a file's columns, of XML the different names of elements
 * @param maxRowSize bytes of all values of a row
 * @param maxZipSize bytes of a zip of pictures
 * @param maxEntries files in it; read from its end before it is opened
 * @param maxUnpacked bytes of them all together, as the zip says; what is read of each is counted besides
 * @param preview rows that are shown before anything is stored
 * @param checked rows that are looked at for that
 * @param part rows of an uploaded file that are stored as one task
 * @param partTime for the pictures of a part that are fetched
 * @param perHost pictures that are fetched from one host at once
 * @param pause between the beginnings of two fetches from one host
 * @param kept imports that ended, and uploads that nobody started, before the oldest are forgotten
 */
@ConfigurationProperties("vitrine.feed")
@Validated
record FeedProperties(
        @DefaultValue("200MB") DataSize maxFileSize,
        @DefaultValue("500000") @Min(1) int maxRows,
        @DefaultValue("500") @Min(1) int maxColumns,
        @DefaultValue("256KB") DataSize maxRowSize,
        @DefaultValue("1GB") DataSize maxZipSize,
        @DefaultValue("20000") @Min(1) @Max(65_534) int maxEntries,
        @DefaultValue("4GB") DataSize maxUnpacked,
        @DefaultValue("20") @Min(1) @Max(500) int preview,
        @DefaultValue("1000") @Min(1) int checked,
        @DefaultValue("10") @Min(1) @Max(1000) int part,
        @DefaultValue("60s") Duration partTime,
        @DefaultValue("2") @Min(1) @Max(16) int perHost,
        @DefaultValue("200ms") Duration pause,
        @DefaultValue("50") @Min(1) int kept) {}
