package dev.vitrine.catalog;

import dev.vitrine.outbound.PublicAddresses;
import dev.vitrine.problem.InvalidRequest;
import jakarta.annotation.PreDestroy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Pictures from data URIs and from URLs. The resolver that refuses addresses inside the own network is the one the
 * connection itself uses, so that neither a redirect nor a name that changes its address gets around it.
 */
@Component
public class PictureFetch {

    private final CatalogProperties limits;
    private final CloseableHttpClient client;

    @Autowired
    PictureFetch(CatalogProperties limits) {
        this(limits, limits.fetch().allowPrivate() ? address -> false : PublicAddresses::isPrivate);
    }

    PictureFetch(CatalogProperties limits, Predicate<InetAddress> refused) {
        this.limits = limits;
        Timeout timeout = Timeout.of(limits.fetch().timeout());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new PublicAddresses(refused))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setMaxRedirects(limits.fetch().maxRedirects())
                        .setCircularRedirectsAllowed(false)
                        .build())
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Vitrine")
                .build();
    }

    List<byte[]> all(List<String> sources) {
        if (sources.size() > limits.maxPictures()) {
            throw new InvalidRequest(
                    "pictures",
                    "There are " + sources.size() + " pictures; at most " + limits.maxPictures() + " are taken.");
        }
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            pictures.add(one("pictures[" + i + "]", sources.get(i)));
        }
        return pictures;
    }

    /**
     * The bytes at an address, not yet looked at.
     *
     * @param field by which a refusal names it
     * @throws InvalidRequest if it is no address, leads inside the own network, or answers no picture within the limits
     */
    public byte[] one(String field, String source) {
        if (source.startsWith("data:")) {
            return dataUri(field, source);
        }
        URI uri;
        try {
            uri = new URI(source);
        } catch (URISyntaxException e) {
            throw new InvalidRequest(field, "The picture's address is no URL.");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new InvalidRequest(field, "The picture's address is no data URI and no plain http or https URL.");
        }
        try {
            var request = new HttpGet(uri);
            return client.execute(request, response -> {
                if (response.getCode() != 200) {
                    throw new InvalidRequest(field, "The picture's address answered " + response.getCode() + ".");
                }
                var entity = response.getEntity();
                if (entity == null
                        || entity.getContentType() == null
                        || !entity.getContentType().startsWith("image/")) {
                    throw new InvalidRequest(field, "The picture's address answered something other than a picture.");
                }
                byte[] bytes = bounded(field, entity.getContent(), request);
                EntityUtils.consume(entity);
                return bytes;
            });
        } catch (IOException e) {
            throw new InvalidRequest(field, "The picture could not be fetched: " + reason(e) + ".");
        }
    }

    private static String reason(IOException e) {
        return e instanceof UnknownHostException
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName();
    }

    /** Cancels what is too long or too slow: to close an answer is to read it to its end, which may never come. */
    private byte[] bounded(String field, InputStream in, HttpGet request) throws IOException {
        int most = Math.toIntExact(limits.maxPictureSize().toBytes());
        long end = System.nanoTime() + limits.fetch().total().toNanos();
        var bytes = new ByteArrayOutputStream();
        byte[] part = new byte[16 * 1024];
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            bytes.write(part, 0, read);
            if (bytes.size() > most) {
                request.cancel();
                throw new InvalidRequest(field, "The picture has more than " + most + " bytes.");
            }
            if (System.nanoTime() > end) {
                request.cancel();
                throw new InvalidRequest(
                        field,
                        "The picture took longer than " + limits.fetch().total().toMillis() + " ms to arrive.");
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] dataUri(String field, String source) {
        int comma = source.indexOf(',');
        if (comma < 0 || !source.substring(0, comma).endsWith(";base64")) {
            throw new InvalidRequest(field, "The picture's data URI is not of the form data:image/png;base64,….");
        }
        try {
            return Base64.getDecoder().decode(source.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(field, "The picture's data URI is no base64.");
        }
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}
