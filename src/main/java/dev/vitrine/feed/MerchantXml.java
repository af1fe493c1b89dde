package dev.vitrine.feed;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The items of a product feed in XML: RSS 2.0's {@code item} and Atom's {@code entry}, with Google's elements in the
 * namespace {@code g:} and the format's own beside them. The columns are the elements' local names; an element that comes
 * several times has its values separated by {@code |}; what is nested in one, such as the country of a shipping, is left out.
 *
 * <p>A document type declaration ends the reading: no entity is defined or fetched. Nothing is kept but the present item.
 */
final class MerchantXml implements FeedFile.Rows {

    private static final String GOOGLE = "http://base.google.com/ns/1.0";
    private static final Set<String> ITEMS = Set.of("item", "entry");
    private static final int MOST_DEPTH = 20;
    private static final int MOST_TEXT = 1_000_000;

    private final XMLStreamReader xml;
    private final long mostInRow;
    private int depth;
    private @Nullable FeedRow next;

    MerchantXml(Reader reader, long mostInRow) {
        this.mostInRow = mostInRow;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // The declaration itself is seen, and refused below; what it declares never is.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("something outside of the file is asked for");
        });
        try {
            xml = factory.createXMLStreamReader(reader);
        } catch (XMLStreamException e) {
            throw broken(e);
        }
        String declared = xml.getCharacterEncodingScheme();
        if (declared != null && !Set.of("utf-8", "utf8", "us-ascii").contains(declared.toLowerCase(Locale.ROOT))) {
            throw new FeedUnreadable("The feed says that it is " + declared + "; only UTF-8 is taken.");
        }
        next = advance();
    }

    @Override
    public List<String> header() {
        return List.of();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public FeedRow next() {
        FeedRow row = next;
        if (row == null) {
            throw new NoSuchElementException();
        }
        next = advance();
        return row;
    }

    private @Nullable FeedRow advance() {
        try {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.DTD ->
                        throw new FeedUnreadable("The feed has a document type declaration (<!DOCTYPE …>), which is not"
                                + " read; leave it out.");
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (ITEMS.contains(xml.getLocalName())) {
                            return item();
                        }
                        bounded(++depth);
                    }
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    default -> {}
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    private FeedRow item() throws XMLStreamException {
        long line = xml.getLocation().getLineNumber();
        Map<String, StringBuilder> google = new LinkedHashMap<>();
        Map<String, StringBuilder> plain = new LinkedHashMap<>();
        long size = 0;
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                Map<String, StringBuilder> values = GOOGLE.equals(xml.getNamespaceURI()) ? google : plain;
                String name = xml.getLocalName();
                String reference = xml.getAttributeValue(null, "href");
                String text = text();
                String value = text.isEmpty() && reference != null ? reference.strip() : text;
                size += name.length() + value.length();
                if (!value.isEmpty() && size <= mostInRow) {
                    StringBuilder before = values.computeIfAbsent(name, each -> new StringBuilder());
                    before.append(before.isEmpty() ? "" : "|").append(value);
                }
            }
        }
        if (size > mostInRow) {
            return new FeedRow(
                    line, Map.of(), "The item has " + size + " characters; at most " + mostInRow + " are taken.");
        }
        // Atom's own id is an address; what Google's elements say counts.
        Map<String, String> values = new LinkedHashMap<>();
        google.forEach((name, value) -> values.put(name, value.toString()));
        plain.forEach((name, value) -> values.putIfAbsent(name, value.toString()));
        return new FeedRow(line, values, null);
    }

    /** The text of the present element, up to its end; of one with elements in it, nothing. */
    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        boolean nested = false;
        int inside = 1;
        while (inside > 0) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    nested = true;
                    bounded(++inside);
                }
                case XMLStreamConstants.END_ELEMENT -> inside--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (text.length() + xml.getTextLength() > MOST_TEXT) {
                        throw new FeedUnreadable("In line " + xml.getLocation().getLineNumber()
                                + " of the feed an element has more than " + MOST_TEXT + " characters.");
                    }
                    text.append(xml.getText());
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new FeedUnreadable("The feed refers to the entity &" + xml.getLocalName()
                            + ";, which XML does not have; write the character itself.");
                default -> {}
            }
        }
        return nested ? "" : text.toString().strip();
    }

    private void bounded(int nested) {
        if (nested > MOST_DEPTH) {
            throw new FeedUnreadable("In line " + xml.getLocation().getLineNumber()
                    + " of the feed elements are nested more than " + MOST_DEPTH + " deep.");
        }
    }

    private static RuntimeException broken(XMLStreamException e) {
        if (e.getNestedException() instanceof IOException unread) {
            return new UncheckedIOException(unread);
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        return new FeedUnreadable(
                (line > 0 ? "From line " + line + " on the" : "The") + " feed is not well-formed XML.");
    }

    @Override
    public void close() {
        try {
            xml.close();
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }
}
