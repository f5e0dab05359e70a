package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpPatienceTest {
    private static final ConnectionLimits HOURS =
            new ConnectionLimits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    private static final ConnectionLimits MOMENT =
            new ConnectionLimits(Duration.ofMillis(40), Duration.ofMillis(40), Duration.ofMillis(40));

    private static HttpRequest request() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    }

    private static DefaultFullHttpResponse answer(int status) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.copiedBuffer(new byte[10]));
    }

    private static int requests(EmbeddedChannel channel) {
        int requests = 0;
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            requests += message instanceof HttpRequest ? 1 : 0;
        }
        return requests;
    }

    @Test
    void aPipelinedRequestWaitsForTheAnswerBeforeItAndAnInterimAnswerIsNone() {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpPatience(HOURS));
        channel.writeInbound(
                request(), LastHttpContent.EMPTY_LAST_CONTENT, request(), LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(requests(channel)).isEqualTo(1);

        channel.writeOutbound(answer(100));
        assertThat(requests(channel)).isZero();

        channel.writeOutbound(answer(200));
        channel.runPendingTasks();
        assertThat(requests(channel)).isEqualTo(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void whoSendsNoHeadOrNoBodyIsCutAndWhoWaitsForItsAnswerIsNot() {
        EmbeddedChannel silent = new EmbeddedChannel(new HttpPatience(MOMENT));
        EmbeddedChannel withoutBody = new EmbeddedChannel(new HttpPatience(MOMENT));
        EmbeddedChannel waiting = new EmbeddedChannel(new HttpPatience(MOMENT));
        withoutBody.writeInbound(request());
        waiting.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while ((silent.isOpen() || withoutBody.isOpen()) && System.nanoTime() < end) {
            for (EmbeddedChannel channel : new EmbeddedChannel[] {silent, withoutBody, waiting}) {
                channel.advanceTimeBy(10, TimeUnit.MILLISECONDS);
                channel.runScheduledPendingTasks();
            }
        }
        assertThat(silent.isOpen()).isFalse();
        assertThat(withoutBody.isOpen()).isFalse();
        assertThat(waiting.isOpen()).isTrue();
        waiting.finishAndReleaseAll();
    }
}
