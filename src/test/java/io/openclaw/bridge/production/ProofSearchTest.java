package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session's history proves (contract 11a).
class ProofSearchTest {
    private static final String MIRROR = """
            {"role":"assistant","content":[{"type":"text","text":"hello"}],"model":"delivery-mirror","idempotencyKey":"k"}""";
    private static final String QUESTION = "{\"role\":\"user\",\"content\":\"what?\",\"idempotencyKey\":\"k:user\"}";

    private static Proof search(DeliveryStyle style, String... rows) {
        return ProofSearch.search(Frames.json("[" + String.join(",", rows) + "]"), style, "k");
    }

    private static String said(String text, String more) {
        return "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]" + more + "}";
    }

    @Test
    void theMirrorRowProvesADirectText() {
        assertThat(search(DeliveryStyle.DIRECT, QUESTION, MIRROR)).isEqualTo(new Proof.Delivered(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\",\"idempotencyKey\":\"k\"}",
                "{\"role\":\"assistant\",\"idempotencyKey\":\"kk\"}",
                "{\"role\":\"assistant\",\"idempotencyKey\":\"k:user\"}",
                "{\"role\":\"assistant\"}",
                "{}",
                "null",
                "7"
            })
    void nothingElseProvesADirectText(String row) {
        assertThat(search(DeliveryStyle.DIRECT, row)).isEqualTo(new Proof.None());
    }

    @Test
    void theReplyBehindTheUsersRowProvesATurn() {
        assertThat(search(DeliveryStyle.AGENT, said("old", ""), QUESTION, said("forty-two", ""), said("", "")))
                .as("an empty row is no end")
                .isEqualTo(new Proof.TurnBegun());
        assertThat(search(DeliveryStyle.AGENT, said("old", ""), QUESTION, said("forty-two", "")))
                .isEqualTo(new Proof.Delivered("forty-two"));
    }

    @Test
    void aReplyMayBePlainTextOrManyParts() {
        assertThat(search(DeliveryStyle.AGENT, QUESTION, "{\"role\":\"assistant\",\"content\":\"forty-two\"}"))
                .isEqualTo(new Proof.Delivered("forty-two"));
        assertThat(
                        search(
                                DeliveryStyle.AGENT,
                                QUESTION,
                                "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\"},{\"text\":\"forty\"},{\"text\":\"-two\"}]}"))
                .isEqualTo(new Proof.Delivered("forty-two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolUse", "error", "aborted"})
    void whatTheAgentSaysBeforeItHasEndedIsNoReply(String stopReason) {
        String interim = said("Let me look.", ",\"stopReason\":\"" + stopReason + "\"");

        assertThat(search(DeliveryStyle.AGENT, QUESTION, interim)).isEqualTo(new Proof.TurnBegun());
        assertThat(search(
                        DeliveryStyle.AGENT,
                        QUESTION,
                        interim,
                        "{\"role\":\"toolResult\",\"content\":\"42\"}",
                        said("forty-two", ",\"stopReason\":\"stop\"")))
                .isEqualTo(new Proof.Delivered("forty-two"));
    }

    @Test
    void anotherTurnsReplyIsNotOurs() {
        assertThat(search(
                        DeliveryStyle.AGENT,
                        QUESTION,
                        "{\"role\":\"user\",\"content\":\"[System] Your previous turn was interrupted\"}",
                        said("someone else's", "")))
                .isEqualTo(new Proof.TurnBegun());
    }

    @Test
    void aReplyThatCarriesTheRunsIdIsFoundWhereverItStands() {
        String ours = said("forty-two", ",\"__openclaw\":{\"runId\":\"k\"}");
        String theirs = said("not ours", ",\"__openclaw\":{\"runId\":\"other\"}");

        assertThat(search(DeliveryStyle.AGENT, QUESTION, "{\"role\":\"user\"}", theirs, ours))
                .isEqualTo(new Proof.Delivered("forty-two"));
        assertThat(search(DeliveryStyle.AGENT, QUESTION, theirs)).isEqualTo(new Proof.TurnBegun());
    }

    @Test
    void aRunThatEndedInAnErrorAfterARestartIsNoReply() {
        assertThat(search(
                        DeliveryStyle.AGENT,
                        QUESTION,
                        "{\"role\":\"assistant\",\"content\":[],\"idempotencyKey\":\"k:terminal-error\"}"))
                .isEqualTo(new Proof.TurnBegun());
    }

    @Test
    void whatIsNotThereProvesNothing() {
        assertThat(search(DeliveryStyle.AGENT, said("old", ""))).isEqualTo(new Proof.None());
        assertThat(search(DeliveryStyle.AGENT)).isEqualTo(new Proof.None());
        assertThat(ProofSearch.search(Frames.json("null"), DeliveryStyle.DIRECT, "k"))
                .isEqualTo(new Proof.None());
    }
}
