/** What names and columns tell of a table's rows. */
export * from '#database/access/words'
