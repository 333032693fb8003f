/**
 * What a person sees: tables, figures, progress. Results go to standard output, all else to standard error, so that a
 * pipe gets the result alone; colour and rewritten lines are for terminals only.
 */
package co.zencap.backup.terminal;
