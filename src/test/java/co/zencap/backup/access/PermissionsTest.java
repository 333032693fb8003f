package co.zencap.backup.access;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Permissions.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table itself; that nothing of the API is missing from it, and each call is held against it, AccessRoutesTest shows. */
class PermissionsTest {
    @Test
    void eachRoleMayDoWhatThoseBeforeItMay() {
        List<Role> roles = List.of(Role.VIEWER, Role.OPERATOR, Role.RECOVERY, Role.ADMIN);
        for (int higher = 0; higher < roles.size(); higher++) {
            for (int lower = 0; lower < roles.size(); lower++) {
                assertThat(roles.get(higher).covers(roles.get(lower)))
                        .as(roles.get(higher) + " and " + roles.get(lower))
                        .isEqualTo(higher >= lower);
            }
        }
        assertThat(Role.words()).containsExactly("viewer", "operator", "recovery", "admin");
        assertThat(Role.of("root")).isEmpty();
    }

    @Test
    void aViewerChangesNothing() {
        assertThat(Permissions.all()).allSatisfy((action, permission) -> {
            if (!action.startsWith("get-") && !action.startsWith("list-")) {
                assertThat(permission.least()).as(action).isNotEqualTo(Role.VIEWER);
                assertThat(permission.trace()).as(action).isNotEqualTo(Trace.NONE);
            }
        });
        assertThat(Permissions.denied(Role.VIEWER))
                .containsEntry("post-backup-system:backup", "operator")
                .containsEntry("list-api-keys", "admin")
                .doesNotContainKey("list-backups");
    }

    @Test
    void whatCanNotBeTakenBackNeedsMoreThanAnOperator() {
        for (String action : List.of(
                "post-backup-system:disaster_recovery", "post-file-restoration", "post-release", "post-cleanup")) {
            assertThat(Role.OPERATOR.covers(Permissions.of(action).orElseThrow().least()))
                    .as(action)
                    .isFalse();
        }
    }

    @Test
    void anAdministratorMayDoAllAndWhatIsNotInTheTableNobody() {
        assertThat(Permissions.denied(Role.ADMIN)).isEmpty();
        assertThat(Permissions.of("post-anything")).isEmpty();
    }
}
