package co.zencap.backup.repository;

import co.zencap.backup.repository.S3Capabilities.MultipartChecksum;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Sees the multipart uploads that go through a client. Camel's component neither asks for a checksum when it begins an
 * upload nor names the parts' checksums when it completes one, without which S3 refuses or does not check; this adds
 * both. And it remembers which uploads are open, so that one whose end failed can be aborted by its id.
 */
final class PartLedger implements ExecutionInterceptor {

    private record Upload(String key, Map<Integer, String> checksums) {}

    private final MultipartChecksum kind;
    private final Map<String, Upload> open = new ConcurrentHashMap<>();

    PartLedger(MultipartChecksum kind) {
        this.kind = kind;
    }

    /** Ids of the uploads to this whole key that were begun here and neither completed nor aborted. */
    List<String> open(String inBucket) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().key().equals(inBucket))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (kind == MultipartChecksum.NONE) {
            return request;
        }
        if (request instanceof CreateMultipartUploadRequest create) {
            return create.toBuilder()
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                    .checksumType(type())
                    .build();
        }
        if (request instanceof UploadPartRequest part) {
            return part.toBuilder().checksumAlgorithm(ChecksumAlgorithm.CRC32).build();
        }
        if (request instanceof CompleteMultipartUploadRequest complete && open.containsKey(complete.uploadId())) {
            Map<Integer, String> checksums = open.get(complete.uploadId()).checksums();
            List<CompletedPart> parts = complete.multipartUpload().parts().stream()
                    .map(part -> part.toBuilder()
                            .checksumCRC32(checksums.get(part.partNumber()))
                            .build())
                    .toList();
            return complete.toBuilder()
                    .checksumType(type())
                    .multipartUpload(upload -> upload.parts(parts))
                    .build();
        }
        return request;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (context.response() instanceof CreateMultipartUploadResponse created) {
            String key = ((CreateMultipartUploadRequest) request).key();
            open.put(created.uploadId(), new Upload(key, new ConcurrentHashMap<>()));
        } else if (context.response() instanceof UploadPartResponse stored && stored.checksumCRC32() != null) {
            UploadPartRequest part = (UploadPartRequest) request;
            Upload upload = open.get(part.uploadId());
            if (upload != null) {
                upload.checksums().put(part.partNumber(), stored.checksumCRC32());
            }
        } else if (request instanceof CompleteMultipartUploadRequest complete) {
            open.remove(complete.uploadId());
        } else if (request instanceof AbortMultipartUploadRequest abort) {
            open.remove(abort.uploadId());
        }
    }

    private ChecksumType type() {
        return kind == MultipartChecksum.COMPOSITE ? ChecksumType.COMPOSITE : ChecksumType.FULL_OBJECT;
    }
}
