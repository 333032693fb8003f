/** Sizes, times and texts as people read them, at a terminal and in e-mail alike. */
package co.zencap.backup.figures;
