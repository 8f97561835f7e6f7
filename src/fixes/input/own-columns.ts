/** Columns that nobody sets for themselves, and those that the database fills. */
export const KEPT =
  /^(?:_?id|uuid|created_?at|updated_?at|deleted_?at|role|roles|is_?\w+|permissions?|plan\w*|tier|membership|credits?|balance|\w*credit\w*|wallet\w*|status|\w*verified\w*|price\w*|total\w*|amount\w*|\w*owner_?id|user_?id|author_?id|payouts_?enabled|stripe\w*|\w*password\w*|\w*token\w*|\w*hash\w*|\w*secret\w*|\w*until|\w*bounced|\w*blocked|\w*banned|\w*disabled|\w*expires\w*|is_?featured)$/i
