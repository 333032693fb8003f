/** What is shipped beside the program, image, compose and Kubernetes, is what those who read it expect, and fits the program. */
package co.zencap.backup.shipping;
