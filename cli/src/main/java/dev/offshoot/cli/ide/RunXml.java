package dev.offshoot.cli.ide;

import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The text of one of IntelliJ's run configurations, with what is asked for put into it: all else stays as it is, to the character.
 * Immutable.
 */
final class RunXml {
    private static final String TAG_REST = "(?:[^>\"']|\"[^\"]*\"|'[^']*')*>";
    private static final String VALUE = "\\s*=\\s*(?:\"[^\"]*\"|'[^']*')";

    /** The tags that are looked for, and what may hold the like without being one. */
    private static final Pattern TAG =
            Pattern.compile("(?s)<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<(configuration)\\b" + TAG_REST
                    + "|<(method)\\b" + TAG_REST + "|<(/method)\\s*>|<(/configuration)\\s*>");

    private static final Pattern NAME = Pattern.compile("\\sname" + VALUE);
    private static final Pattern GENERATED = Pattern.compile("\\snameIsGenerated" + VALUE);
    private static final Pattern SCRIPT = Pattern.compile("(<option\\s+name=\"SCRIPT_TEXT\"\\s+value=)\"[^\"]*\"");

    private final String text;
    private final Element configuration;

    /** @throws IllegalArgumentException with what is wrong, where it isn't exactly one configuration */
    RunXml(String text) {
        this.text = text;
        NodeList all = parse(text).getElementsByTagName("configuration");
        if (all.getLength() != 1) {
            throw new IllegalArgumentException(all.getLength() + " configurations");
        }
        this.configuration = (Element) all.item(0);
    }

    private static Element parse(String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Thrown());
            return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXParseException wrong) {
            throw new IllegalArgumentException("line " + wrong.getLineNumber() + ": " + wrong.getMessage());
        } catch (SAXException | IOException | ParserConfigurationException wrong) {
            throw new IllegalArgumentException(String.valueOf(wrong.getMessage()));
        }
    }

    /** Instead of the JDK's own, which prints. */
    private static final class Thrown implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }

    @Override
    public String toString() {
        return text;
    }

    String name() {
        return configuration.getAttribute("name");
    }

    /** Whether it is what new configurations of a type begin as. */
    boolean isTemplate() {
        return configuration.getAttribute("default").equals("true");
    }

    /** Whether another configuration of that name runs before it. */
    boolean runsBefore(String name) {
        NodeList options = configuration.getElementsByTagName("option");
        for (int i = 0; i < options.getLength(); i++) {
            if (options.item(i) instanceof Element option
                    && option.getAttribute("name").equals("RunConfigurationTask")
                    && option.getAttribute("run_configuration_name").equals(name)) {
                return true;
            }
        }
        return false;
    }

    RunXml named(String name) {
        Matcher tag = tag(1);
        if (tag == null) {
            throw new IllegalStateException(text);
        }
        String begin = GENERATED.matcher(tag.group()).replaceFirst("");
        begin = NAME.matcher(begin).replaceFirst(Matcher.quoteReplacement(" name=" + quoted(name)));
        return new RunXml(text.substring(0, tag.start()) + begin + text.substring(tag.end()));
    }

    /** Lets a Shell Script configuration run before it, as the last before the process starts. */
    RunXml after(String shellScript) {
        String option = "<option name=\"RunConfigurationTask\" enabled=\"true\" run_configuration_name="
                + quoted(shellScript) + " run_configuration_type=\"ShConfigurationType\" />";
        String eol = text.contains("\r\n") ? "\r\n" : "\n";
        Matcher end = tag(3);
        if (end != null) {
            return inserted(end.start(), "  " + option + eol + indent(end.start()));
        }
        Matcher whole = tag(2); // empty: it has no end
        if (whole != null) {
            String indent = indent(whole.start());
            String begin = whole.group().replaceFirst("\\s*/>$", ">");
            return new RunXml(text.substring(0, whole.start()) + begin + eol + indent + "  " + option + eol + indent
                    + "</method>" + text.substring(whole.end()));
        }
        Matcher last = tag(4);
        if (last == null) { // an empty configuration
            throw new IllegalArgumentException("a configuration without content");
        }
        String indent = indent(last.start());
        return inserted(
                last.start(),
                "  <method v=\"2\">" + eol + indent + "    " + option + eol + indent + "  </method>" + eol + indent);
    }

    RunXml script(String command) {
        return new RunXml(SCRIPT.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(quoted(command))));
    }

    private RunXml inserted(int at, String what) {
        return new RunXml(text.substring(0, at) + what + text.substring(at));
    }

    /** The first of the pattern's tags by its group. */
    private @Nullable Matcher tag(int group) {
        Matcher tags = TAG.matcher(text);
        while (tags.find()) {
            if (tags.group(group) != null) {
                return tags;
            }
        }
        return null;
    }

    /** Of the line, where nothing stands before the character. */
    private String indent(int at) {
        String before = text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
        return before.isBlank() ? before : "";
    }

    static String quoted(String text) {
        return '"'
                + text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                + '"';
    }
}
