package dev.vitrine.models;

import dev.vitrine.models.Attempts.Final;
import dev.vitrine.models.Attempts.Later;
import dev.vitrine.outbound.PublicAddresses;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Calls to the hub: redirects followed one by one, so that each is looked at before it is called. */
@Component
class HubConnection {

    private static final int MOST_REDIRECTS = 5;

    private final ModelsProperties settings;
    private final Predicate<InetAddress> inside;
    private final @Nullable URI proxy;
    private final CloseableHttpClient client;
    private volatile @Nullable Boolean hubIsPrivate;

    /** What is done with an answer that is no redirect. */
    interface Reader<T> {

        /**
         * Reads an answer.
         *
         * @param abort ends the connection: to close an answer is to read it to its end, which may be far
         */
        T read(ClassicHttpResponse answer, Runnable abort) throws IOException;
    }

    @Autowired
    HubConnection(ModelsProperties settings) {
        this(settings, PublicAddresses::isPrivate);
    }

    /**
     * A connection with another notion of the own network.
     *
     * @param inside whether an address lies in it
     */
    HubConnection(ModelsProperties settings, Predicate<InetAddress> inside) {
        this.inside = inside;
        this.settings = settings;
        this.proxy = settings.proxy().isBlank() ? null : proxy(settings.proxy());
        String scheme = String.valueOf(settings.mirror().getScheme());
        if (!scheme.equals("https") && !scheme.equals("http")
                || settings.mirror().getHost() == null
                || settings.mirror().getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "vitrine.models.mirror is an http or https address without a user, such as https://huggingface.co.");
        }
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Guard())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connect()))
                        .setSocketTimeout(Timeout.of(settings.stall()))
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(settings.stall()))
                        .build())
                .setRoutePlanner(new Routes())
                .setDefaultCredentialsProvider(credentials(proxy))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Vitrine")
                .build();
    }

    private static URI proxy(String value) {
        URI uri;
        try {
            uri = new URI(value.contains("://") ? value : "http://" + value);
        } catch (URISyntaxException e) {
            // Without its cause, which would show the proxy's password.
            throw new IllegalArgumentException("vitrine.models.proxy is no address.");
        }
        if (uri.getHost() == null || !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException("vitrine.models.proxy is an address such as http://proxy.example:3128.");
        }
        return uri;
    }

    private static CredentialsProvider credentials(@Nullable URI proxy) {
        var credentials = new BasicCredentialsProvider();
        if (proxy != null && proxy.getUserInfo() != null) {
            String[] parts = proxy.getUserInfo().split(":", 2);
            credentials.setCredentials(
                    new AuthScope(proxy.getHost(), port(proxy)),
                    new UsernamePasswordCredentials(parts[0], (parts.length < 2 ? "" : parts[1]).toCharArray()));
        }
        return credentials;
    }

    /** Refuses names that lead into the own network, unless the hub lies there; the proxy may. */
    private final class Guard extends SystemDefaultDnsResolver {

        private final PublicAddresses outside = new PublicAddresses(inside);

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            boolean free = hubIsPrivate() || proxy != null && host.equalsIgnoreCase(proxy.getHost());
            return free ? super.resolve(host) : outside.resolve(host);
        }
    }

    private boolean hubIsPrivate() {
        Boolean known = hubIsPrivate;
        if (known == null) {
            try {
                known = inside.test(InetAddress.getByName(settings.mirror().getHost()));
            } catch (UnknownHostException e) {
                known = false; // only the proxy can resolve it
            }
            hubIsPrivate = known;
        }
        return known;
    }

    /** Through the proxy, except to what lies beside it. */
    private final class Routes extends DefaultRoutePlanner {

        Routes() {
            super(null);
        }

        @Override
        protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
            return proxy == null || isDirect(target.getHostName())
                    ? null
                    : new HttpHost("http", proxy.getHost(), port(proxy));
        }
    }

    private boolean isDirect(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return settings.noProxy().stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> {
                    String end = entry.startsWith("*") ? entry.substring(1) : entry;
                    String bare = end.startsWith(".") ? end.substring(1) : end;
                    return end.isEmpty() || name.equals(bare) || name.endsWith("." + bare);
                });
    }

    /** An address of the hub. */
    URI address(String path) {
        String base = settings.mirror().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    /**
     * Gets an address, following redirects.
     *
     * @throws Final if it must not be called or will never answer otherwise
     * @throws Later if the server asks for a pause
     */
    <T> T get(URI address, Map<String, String> headers, Reader<T> reader) throws IOException {
        URI at = address;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            check(at);
            HttpGet request = request(at, headers);
            URI here = at;
            var next = new Object() {
                @Nullable
                URI uri;
            };
            T read = client.execute(request, answer -> {
                int code = answer.getCode();
                Header location = answer.getFirstHeader(HttpHeaders.LOCATION);
                if (code >= 301 && code <= 308 && code != 304 && location != null) {
                    next.uri = target(here, location.getValue());
                    request.cancel();
                    return null;
                }
                return reader.read(answer, request::cancel);
            });
            if (next.uri == null) {
                return read;
            }
            if (at.getScheme().equals("https") && !"https".equals(next.uri.getScheme())) {
                throw new Final(at.getHost() + " redirects from https to " + next.uri.getScheme());
            }
            at = next.uri;
        }
        throw new Final(address.getHost() + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private static URI target(URI from, String location) throws Final {
        try {
            return from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new Final(from.getHost() + " redirects to something that is no address");
        }
    }

    private void check(URI at) throws IOException {
        boolean web = "https".equals(at.getScheme()) || "http".equals(at.getScheme());
        if (!web || at.getHost() == null || at.getRawUserInfo() != null) {
            throw new Final("what it redirects to is no plain http or https address");
        }
        if (!hubIsPrivate() && proxy != null && !isDirect(at.getHost())) {
            // The proxy resolves names, but an address can be judged here.
            InetAddress literal = literal(at.getHost());
            if (literal != null && inside.test(literal) || at.getHost().equalsIgnoreCase("localhost")) {
                throw new Final(at.getHost() + " is an address inside the own network");
            }
        }
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private HttpGet request(URI at, Map<String, String> headers) {
        var request = new HttpGet(at);
        headers.forEach(request::setHeader);
        if (!settings.token().isBlank() && isHub(at) && isConfidential(at)) {
            request.setHeader(
                    HttpHeaders.AUTHORIZATION, "Bearer " + settings.token().strip());
        }
        return request;
    }

    private boolean isHub(URI at) {
        URI hub = settings.mirror();
        return hub.getScheme().equals(at.getScheme())
                && hub.getHost().equalsIgnoreCase(at.getHost())
                && port(hub) == port(at);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    private static boolean isConfidential(URI at) {
        InetAddress literal = literal(at.getHost());
        return at.getScheme().equals("https")
                || at.getHost().equalsIgnoreCase("localhost")
                || literal != null && literal.isLoopbackAddress();
    }

    /** The failure that a status means. */
    IOException failure(ClassicHttpResponse answer) {
        int code = answer.getCode();
        if (code == 401 || code == 403) {
            return new Final("it is refused with " + code
                    + ": the hub wants a token (HF_TOKEN) of somebody who agreed to its licence");
        }
        if (code == 408 || code == 425 || code == 429 || code >= 500) {
            return new Later("it is answered with " + code, pause(answer));
        }
        return new Final("it is answered with " + code);
    }

    /** Retry-After in seconds; zero where there is none, or only a date. */
    private static Duration pause(ClassicHttpResponse answer) {
        return Optional.ofNullable(answer.getFirstHeader(HttpHeaders.RETRY_AFTER))
                .map(Header::getValue)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}
