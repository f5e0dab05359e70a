package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Checkup;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class CallbackExaminationTest {
    private static Checkup examine(Callable<Boolean> waiting) {
        return new CallbackExamination(CallbackSettings.of(SigningKeys.NONE, AllowList.parse(List.of())), waiting)
                .examine()
                .getFirst();
    }

    @Test
    void itIsSkippedWhereTheDatabaseIsAway() {
        for (Throwable failure :
                new Throwable[] {new SQLException("refused"), new UnsatisfiedLinkError("_open_utf8")}) {
            Checkup line = examine(() -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (SQLException) failure;
            });
            assertThat(line.result()).isEqualTo(Checkup.Result.WARN);
            assertThat(line.text()).isEqualTo("skipped: the database is away");
            assertThat(line.nextStep()).contains("store.database");
        }
    }

    @Test
    void promisesThatNobodyCanSignAreAFailedLine() {
        assertThat(examine(() -> true).result()).isEqualTo(Checkup.Result.FAIL);
        assertThat(examine(() -> false).result()).isEqualTo(Checkup.Result.OK);
    }
}
