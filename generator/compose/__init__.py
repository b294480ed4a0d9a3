"""Model + setting (clinic, branch, patient, date) → the block tree. Forms and handouts differ only up to here."""
