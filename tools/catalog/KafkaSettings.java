import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Asks the classes of one Kafka release what its settings are. Everything that moved between 3.5 and 4.3 is found by
 * reflection, so that this one file runs on the jars of any of them:
 *
 * <pre>
 *   java -cp "$JARS" KafkaSettings.java write DIR    broker.tsv and topic.tsv into DIR
 *   java -cp "$JARS" KafkaSettings.java judge        "broker|topic TAB key TAB "value"" lines in, the same with yes or no out
 * </pre>
 */
public class KafkaSettings {
    public static void main(String[] args) throws Exception {
        if (args.length == 2 && args[0].equals("write")) {
            Path folder = Files.createDirectories(Path.of(args[1]));
            Files.writeString(folder.resolve("broker.tsv"), brokerTable());
            Files.writeString(folder.resolve("topic.tsv"), topicTable());
        } else if (args.length == 1 && args[0].equals("judge")) {
            judge();
        } else {
            throw new IllegalArgumentException("write DIR, or judge");
        }
    }

    static String brokerTable() throws Exception {
        Map<String, String> modes = updateModes();
        return table("update", brokerSettings(), key -> modes.getOrDefault(key.name, "read-only"));
    }

    static String topicTable() throws Exception {
        ConfigDef settings = topicSettings();
        Map<String, String> names = serverDefaults(settings);
        return table("server_default", settings, key -> names.getOrDefault(key.name, ""));
    }

    /** One line per setting, sorted by name. */
    static String table(String last, ConfigDef settings, Function<ConfigDef.ConfigKey, String> lastOf) throws Exception {
        StringBuilder text = new StringBuilder("name\ttype\tdefault\tvalid\tinternal\t" + last + "\n");
        for (ConfigDef.ConfigKey key : new TreeMap<>(settings.configKeys()).values()) {
            StringJoiner line = new StringJoiner("\t", "", "\n");
            line.add(key.name).add(key.type.toString()).add(defaultOf(key)).add(validOf(key));
            line.add(key.internalConfig ? "internal" : "").add(lastOf.apply(key));
            text.append(line);
        }
        return text.toString();
    }

    static String defaultOf(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) return "<required>";
        if (key.defaultValue == null) return "<null>";
        String text = ConfigDef.convertToString(key.defaultValue, key.type);
        return text.isEmpty() ? "<empty>" : oneLine(text);
    }

    /** The validator in its own words; in ours where those are those of another one, or say less than it asks for. */
    static String validOf(ConfigDef.ConfigKey key) throws Exception {
        if (key.validator == null) return "";
        String words = oneLine(key.validator.toString());
        Optional<Field> emptyAllowed = find(key.validator.getClass(), "isEmptyAllowed");
        if (emptyAllowed.isPresent()) { // since 4.2; such a list takes each member once, and none that is empty
            return ("distinct " + (emptyAllowed.get().getBoolean(key.validator) ? "" : "non-empty ") + words).trim();
        }
        return switch (key.validator.getClass().getSimpleName()) {
            case "MetadataVersionValidator" -> "release " + words;
            case "ControllerQuorumVotersValidator" -> "[nodeId]@[host]:[port],[nodeId]@[host]:[port],...";
            case "ControllerQuorumBootstrapServersValidator" -> "[host]:[port],[host]:[port],...";
            default -> key.type == ConfigDef.Type.INT && !words.startsWith("[") ? tried(key) : words;
        };
    }

    /** Some validators print a sentence: what they take is found by trying the numbers around none. */
    static String tried(ConfigDef.ConfigKey key) {
        StringBuilder taken = new StringBuilder();
        for (String number : List.of("-2", "-1", "0", "1")) taken.append(takes(key, number) ? "y" : "n");
        return switch (taken.toString()) {
            case "nyny" -> "[1,...] or -1";
            case "nyyy" -> "[-1,...]";
            default -> throw new IllegalStateException(key.name + " takes of -2, -1, 0, 1: " + taken);
        };
    }

    static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    static ConfigDef brokerSettings() throws Exception {
        return (ConfigDef) call(null, Class.forName("kafka.server.KafkaConfig"), "configDef");
    }

    static ConfigDef topicSettings() throws Exception {
        return (ConfigDef) call(null, Class.forName("org.apache.kafka.storage.internals.log.LogConfig"), "configDefCopy");
    }

    /** What may be changed while brokers run: setting to {@code per-broker} or {@code cluster-wide}. The rest needs a restart. */
    @SuppressWarnings("unchecked")
    static Map<String, String> updateModes() throws Exception {
        for (String name : List.of("kafka.server.DynamicBrokerConfig$", "kafka.server.DynamicBrokerConfig",
                "org.apache.kafka.server.config.DynamicBrokerConfig")) {
            Optional<Class<?>> type = find(name);
            if (type.isEmpty()) continue;
            Optional<Field> module = find(type.get(), "MODULE$");
            Object target = module.isPresent() ? module.get().get(null) : null;
            try {
                return (Map<String, String>) call(target, type.get(), "dynamicConfigUpdateModes");
            } catch (NoSuchMethodException elsewhere) {
                // Moved in some release: the next name may have it.
            }
        }
        throw new IllegalStateException("this release keeps its update modes somewhere else");
    }

    /** Topic setting to the broker settings it falls back to, first one first; units that differ stand in brackets. */
    static Map<String, String> serverDefaults(ConfigDef settings) throws Exception {
        Map<String, String> names = new TreeMap<>();
        Class<?> type = Class.forName("org.apache.kafka.server.config.ServerTopicConfigSynonyms");
        Field all = find(type, "ALL_TOPIC_CONFIG_SYNONYMS").orElseThrow();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) all.get(null)).entrySet()) {
            StringJoiner text = new StringJoiner(" ");
            for (Object synonym : (List<?>) entry.getValue()) {
                text.add(call(synonym, synonym.getClass(), "name") + unit(call(synonym, synonym.getClass(), "converter")));
            }
            names.put((String) entry.getKey(), text.toString());
        }
        names.keySet().retainAll(settings.names());
        return names;
    }

    /** Conversions have no name: what one makes of 1 tells which it is. */
    @SuppressWarnings("unchecked")
    static String unit(Object converter) {
        String one = ((Function<String, String>) converter).apply("1");
        return switch (one) {
            case "1" -> "";
            case "3600000" -> "(hours)";
            case "60000" -> "(minutes)";
            default -> throw new IllegalStateException("a conversion of 1 to " + one);
        };
    }

    /** Says of each line on standard input whether this release takes that value for that setting. */
    static void judge() throws Exception {
        ConfigDef broker = brokerSettings();
        ConfigDef topic = topicSettings();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> verdicts = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] cells = line.split("\t");
            ConfigDef.ConfigKey key = (cells[0].equals("broker") ? broker : topic).configKeys().get(cells[1]);
            String value = cells[2].substring(1, cells[2].length() - 1);
            verdicts.add(String.join("\t", cells[0], cells[1], cells[2], takes(key, value) ? "yes" : "no"));
        }
        System.out.println(String.join("\n", verdicts));
    }

    static boolean takes(ConfigDef.ConfigKey key, String value) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            if (key.validator != null) key.validator.ensureValid(key.name, parsed);
            return true;
        } catch (RuntimeException refusal) {
            return false;
        }
    }

    static Object call(Object target, Class<?> type, String name) throws Exception {
        Method method = type.getDeclaredMethod(name);
        return open(method).invoke(target);
    }

    static Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException absent) {
            return Optional.empty();
        }
    }

    static Optional<Field> find(Class<?> type, String name) {
        try {
            return Optional.of(open(type.getDeclaredField(name)));
        } catch (NoSuchFieldException absent) {
            return Optional.empty();
        }
    }

    static <T extends AccessibleObject> T open(T member) {
        member.setAccessible(true);
        return member;
    }
}
