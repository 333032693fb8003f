/** Servers and faults for tests: real protocols on loopback, each closed by the test that opened it. */
package co.zencap.backup.testing;
