/** A night in which several things go wrong, played by the service with a clock that is moved: who is told of what, and when. */
package co.zencap.backup.incident;
