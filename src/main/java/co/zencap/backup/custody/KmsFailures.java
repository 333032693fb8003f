package co.zencap.backup.custody;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What went wrong with AWS KMS, in a sentence. What it says itself is not repeated, but for who was refused: it may hold anything.
 *
 * @param place which KMS was asked
 * @param key which key of it
 */
record KmsFailures(String place, String key) {
    private static final Pattern CALLER =
            Pattern.compile("(?s).*?User: (arn:aws[\\w:/+=,.@-]{1,300}) is not authorized.*");

    /** It has answered with another key, or with nothing. */
    IllegalArgumentException foreign() {
        return failure(
                "did not answer as AWS KMS does, or with another key than was named",
                "see which server BACKUP_KMS_ENDPOINT, AWS_ENDPOINT_URL_KMS or AWS_ENDPOINT_URL names");
    }

    /** @param what it should have done */
    IllegalArgumentException sentence(String what, SdkException e) {
        if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            return refused(what, String.valueOf(answer.awsErrorDetails().errorCode()), answer);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains(NeverInTheClear.WHY)) {
            return failure(
                    NeverInTheClear.WHY + ", and its answer is the master key",
                    "write https:// in BACKUP_KMS_ENDPOINT, AWS_ENDPOINT_URL_KMS or AWS_ENDPOINT_URL");
        }
        if (message.startsWith("Unable to load credentials")) {
            return failure(
                    "can't be asked without credentials of AWS",
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine or the pod a role");
        }
        Throwable cause = innermost(e);
        String name = cause.getClass().getSimpleName();
        if (name.startsWith("Json") || cause instanceof RuntimeException && !(cause instanceof SdkException)) {
            return foreign(); // the client has stumbled over what came
        }
        return failure(
                "can't be reached (" + name + ")",
                "see that this machine may connect to it, and that AWS_REGION or the key's name has the right region; without"
                        + " AWS KMS a copy of the master key itself, in BACKUP_ENCRYPTION_KEY or --key-file, opens the backups");
    }

    private IllegalArgumentException refused(String what, String code, AwsServiceException answer) {
        return switch (code) {
            case "AccessDeniedException" -> failure(
                    "does not let " + caller(answer) + " " + what + " with the key " + key,
                    "allow kms:" + (what.equals("decrypt") ? "Decrypt" : "Encrypt")
                            + " on it; ./zencap setup policies prints it");
            case "IncorrectKeyException" -> failure(
                    "says that the reference was not encrypted with the key " + key,
                    "copy the reference whole, as ./zencap keygen --aws-kms printed it");
            case "InvalidCiphertextException" -> failure(
                    "can't make out the reference: it was changed, cut off, or encrypted for another purpose",
                    "copy it whole, as ./zencap keygen --aws-kms printed it");
            case "NotFoundException" -> failure(
                    "has no key " + key, "see that region and account are right, and that it was not deleted");
            case "DisabledException" -> failure("has switched off the key " + key, "aws kms enable-key switches it on");
            case "KMSInvalidStateException" -> failure(
                    "can't use the key " + key + " as it is: it may be about to be deleted",
                    "look at once; aws kms cancel-key-deletion keeps it. After its deletion only a copy of the master key opens"
                            + " the backups");
            case "ExpiredTokenException",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "IncompleteSignature",
                    "MissingAuthenticationTokenException",
                    "SignatureDoesNotMatch" -> failure(
                    "does not believe the credentials (" + code + ")",
                    "they may have ended or be others than you think; see also that this machine's clock is right");
                // Another kind of server, such as the one of S3 that AWS_ENDPOINT_URL names, has none of these words.
            default -> !code.matches("[A-Z]\\w{1,60}") || code.equals("null")
                    ? foreign()
                    : failure(
                            "did not " + what + " (" + code + ", HTTP status " + answer.statusCode() + ")",
                            "try again later; if it stays so, a copy of the master key itself, in BACKUP_ENCRYPTION_KEY or --key-file,"
                                    + " opens the backups");
        };
    }

    private IllegalArgumentException failure(String what, String hint) {
        return new IllegalArgumentException(place + " " + what + ". HINT: " + hint + ".");
    }

    private static String caller(AwsServiceException answer) {
        Matcher who = CALLER.matcher(String.valueOf(answer.awsErrorDetails().errorMessage()));
        return who.matches() ? who.group(1) : "these credentials";
    }

    private static Throwable innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }
}
