package dev.vitrine.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of an item.
 *
 * @param languages in which texts are taken; the first is meant where a text names none
 * @param maxIdLength characters; ids of shops are SKUs and UUIDs
 * @param maxTitleLength characters
 * @param maxDescriptionLength characters; longer than any shop page
 * @param maxAttributes names an item may have
 * @param maxAttributeValues values of one attribute that is a list
 * @param maxAttributeLength characters of a name or a value
 * @param maxPictures pictures of an item
 * @param maxPictureSize bytes of an encoded picture
 * @param maxPixels width times height by the header: a small file can unpack to gigabytes
 * @param maxBatchLines items of one batch
 * @param maxLineSize bytes of one item in a batch, its pictures included
 * @param itemCache items that are kept in memory, about 4 kB each
 * @param fetch how pictures are fetched by URL
 */
@ConfigurationProperties("vitrine.catalog")
@Validated
record CatalogProperties(
        @DefaultValue({"en", "zh"}) List<String> languages,
        @DefaultValue("200") @Min(1) @Max(1000) int maxIdLength,
        @DefaultValue("500") @Min(1) int maxTitleLength,
        @DefaultValue("20000") @Min(1) int maxDescriptionLength,
        @DefaultValue("100") @Min(0) int maxAttributes,
        @DefaultValue("100") @Min(1) int maxAttributeValues,
        @DefaultValue("500") @Min(1) int maxAttributeLength,
        @DefaultValue("10") @Min(1) int maxPictures,
        @DefaultValue("10MB") DataSize maxPictureSize,
        @DefaultValue("40000000") @Min(1) long maxPixels,
        @DefaultValue("1000") @Min(1) int maxBatchLines,
        @DefaultValue("30MB") DataSize maxLineSize,
        @DefaultValue("20000") @Min(0) int itemCache,
        @DefaultValue Fetch fetch) {

    /**
     * Fetching.
     *
     * @param timeout to connect, and between two packets
     * @param total for the whole picture, so that one that trickles in holds no request for long
     * @param maxRedirects that are followed; each is checked like the first address
     * @param allowPrivate whether addresses inside the own network may be fetched; a shop's server that could be asked
     *     to do so would let outsiders look around in it
     */
    record Fetch(
            @DefaultValue("false") boolean allowPrivate,
            @DefaultValue("10s") Duration timeout,
            @DefaultValue("30s") Duration total,
            @DefaultValue("3") @Min(0) int maxRedirects) {}
}
