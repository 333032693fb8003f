/**
 * The few steps around Camel's S3 component in the {@code upload-artifact} route. The component does the transfer; these
 * open the file, have the store confirm what it holds, and clean up after a failure.
 */
package co.zencap.backup.repository.camel;
