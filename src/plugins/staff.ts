/** Names of tables in which only the staff has rows. */
export const STAFF_TABLE =
  /(?:admin(?:istrator)?|moderator|super_?user)s?$|(?:^|_)staff$|(?:^|_)(?:admin|staff|moderator)_(?:users?|accounts?|members?|sessions?)$/i
