package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.campaign.Callers.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What people got to see, held against what was accepted.
///
/// @param lost accepted, and never posted
/// @param disordered posted for the first time after one that was handed in later in the same lane
/// @param strange posted under a key that is not the notification's own, or a text under two keys
/// @param repeated postings beyond the first, all under the first one's key
record Verdict(
        int accepted, int posted, List<String> lost, List<String> disordered, List<String> strange, int repeated) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param postings the gateway's journal, one JSON line each, in the order of posting
    static Verdict of(List<Accepted> accepted, Stream<String> postings) {
        Map<String, String> textOfKey = new HashMap<>();
        accepted.forEach(one -> textOfKey.put("n:" + one.id(), one.text()));
        Map<String, Integer> firstPosting = new HashMap<>();
        Map<String, String> keyOfText = new HashMap<>();
        Set<String> strange = new HashSet<>();
        int posted = 0;
        for (String line : (Iterable<String>) postings::iterator) {
            JsonNode posting = parse(line);
            String key = posting.path("key").asText();
            String text = posting.path("text").asText();
            String own = textOfKey.get(key);
            String known = keyOfText.putIfAbsent(text, key);
            if ((own != null && !own.equals(text)) || (known != null && !known.equals(key))) {
                strange.add(text + " under " + key);
            }
            firstPosting.putIfAbsent(key, posted++);
        }
        List<String> lost = accepted.stream()
                .filter(one -> !firstPosting.containsKey("n:" + one.id()))
                .map(one -> one.text() + ", " + one.id())
                .toList();
        return new Verdict(
                accepted.size(),
                posted,
                lost,
                disordered(accepted, firstPosting),
                List.copyOf(strange),
                posted - firstPosting.size());
    }

    private static List<String> disordered(List<Accepted> accepted, Map<String, Integer> firstPosting) {
        Map<Integer, List<Accepted>> lanes = new HashMap<>();
        accepted.forEach(
                one -> lanes.computeIfAbsent(one.lane(), _ -> new ArrayList<>()).add(one));
        List<String> disordered = new ArrayList<>();
        for (List<Accepted> lane : lanes.values()) {
            lane.sort(Comparator.comparingInt(Accepted::number));
            int last = -1;
            for (Accepted one : lane) {
                Integer at = firstPosting.get("n:" + one.id());
                if (at != null && at < last) {
                    disordered.add(one.text() + ", " + one.id());
                }
                last = at == null ? last : Math.max(last, at);
            }
        }
        return disordered;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the promises held.
    boolean isGood() {
        return lost.isEmpty() && disordered.isEmpty() && strange.isEmpty() && accepted > 0;
    }

    @Override
    public String toString() {
        return "accepted %d, posted %d, lost %d, out of order %d, under a strange key %d, repeated under the same key %d%s"
                .formatted(
                        accepted,
                        posted,
                        lost.size(),
                        disordered.size(),
                        strange.size(),
                        repeated,
                        isGood()
                                ? ""
                                : "\nlost: %s\nout of order: %s\nstrange: %s"
                                        .formatted(some(lost), some(disordered), some(strange)));
    }

    private static List<String> some(List<String> many) {
        return many.subList(0, Math.min(10, many.size()));
    }
}
