package co.zencap.backup.repository;

import java.time.Clock;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Locks each object as it is stored, so that there is no moment in which it is not. Camel's component has no option for
 * that, so it is added to the requests of the client that both use.
 */
final class LockStamp implements ExecutionInterceptor {

    private final ObjectLock lock;
    private final Clock clock;

    LockStamp(ObjectLock lock, Clock clock) {
        this.lock = lock;
        this.clock = clock;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        ObjectLockMode mode = ObjectLockMode.fromValue(lock.mode().name());
        if (request instanceof PutObjectRequest put) {
            return put.toBuilder()
                    .objectLockMode(mode)
                    .objectLockRetainUntilDate(lock.until(clock.instant()))
                    .build();
        }
        if (request instanceof CreateMultipartUploadRequest create) {
            return create.toBuilder()
                    .objectLockMode(mode)
                    .objectLockRetainUntilDate(lock.until(clock.instant()))
                    .build();
        }
        return request;
    }
}
