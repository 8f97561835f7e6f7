import { spansOf } from '../statement/lex.js'

/** One statement of a file, from its first word on. */
export interface Piece {
  readonly sql: string
  /** Offset of its first character in the file's text. */
  readonly start: number
}

/** Cuts a file into statements. Comments before one are left out; what psql alone understands is skipped. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  const sql = blankCopiedRows(text)
  let start: number | undefined
  const close = (end: number) => {
    if (start !== undefined) pieces.push({ sql: sql.slice(start, end), start })
    start = undefined
  }
  for (const span of spansOf(sql, /\bengine\s*=\s*(?:innodb|myisam)/i.test(text))) {
    if (span.kind === 'comment') continue
    if (span.kind !== 'code') {
      start ??= span.start
      continue
    }
    for (let at = span.start; at < span.end; at++) {
      const character = sql.charCodeAt(at)
      if (character === 59) close(at)
      else if (start === undefined && character > 32) start = at
    }
  }
  close(sql.length)
  return pieces
}

/** Rows of `COPY … FROM stdin` and lines such as `\connect` are blanked, so that offsets stay. */
function blankCopiedRows(text: string): string {
  if (!/^\\|\bfrom stdin\b/im.test(text)) return text
  const blank = (found: string) => found.replace(/[^\n]/g, ' ')
  return text
    .replace(
      /(\bfrom stdin\b[^;]*;[^\n]*\n)([\s\S]*?)(?:^\\\.[^\n]*$|$(?![\s\S]))/gim,
      (_all, head: string, rows: string) => `${head}${blank(rows)}`,
    )
    .replace(/^\\[^\n]*/gm, blank)
}

/** Text up to where a migration tool's way back begins (`-- migrate:down`, `-- +goose Down`). */
export function forwardPart(text: string): string {
  const back = /^--\s*(?:migrate:down|\+goose\s+down|\+migrate\s+down|@down|!down)\b/im.exec(text)
  return back ? text.slice(0, back.index) : text
}
