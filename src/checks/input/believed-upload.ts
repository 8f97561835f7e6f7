import type { Place } from '#base/place'
import type { Problem } from '#checks/check'
import type { Setup } from '#model/app-model'
import type { Source } from '#source/source'
import { lineAt } from '#source/tree'

/** The name that the file is kept under has the ending that the sender gave it. */
const KEEPS_ENDING = /\bfilename\s*(?::|\()[\s\S]{0,300}?\boriginalname\b/
/** The ending is asked as well, or made of the type. */
const ASKS_ENDING =
  /(?:extname|endsWith|\.split\(['"]\.['"]\))[^;\n]{0,120}(?:\.test\(|\.includes\(|\.has\(|indexOf\()|(?:\.test|\.includes|\.has|\.indexOf|\.match)\([^;\n]{0,80}(?:extname|originalname|\bext\b)|originalname[^;\n]{0,40}\.(?:match|endsWith)\(/

/** A type is whatever the sender calls it: a page that is called a picture is served as a page by its ending. */
export function* believed(setups: readonly Setup[], source: Source): Generator<Problem> {
  const files = [...new Set(setups.filter(setup => setup.what === 'upload' && setup.library === 'multer').map(setup => setup.at.file))]
  const [first, ...others] = files.flatMap(path => placeIn(path, source.file(path)?.text() ?? '') ?? [])
  if (!first) return
  yield {
    at: first,
    certainty: 'likely',
    severity: 'medium',
    message: '`multer` believes the type that the sender names, and keeps the ending of the sender’s file.',
    help: 'Choose the ending by the type that is let in, or ask the ending as well.',
    key: 'multer ending',
    trail: others.map(at => ({ at, label: 'and here' })),
  }
}

function placeIn(path: string, text: string): Place | undefined {
  // Of several in one file, which asks what is not told apart.
  if ((text.match(/\bmulter\(/g) ?? []).length > 1) return undefined
  const kept = /diskStorage/.test(text) && /\bmimetype\b/.test(text) && !ASKS_ENDING.test(text) ? KEEPS_ENDING.exec(text) : null
  return kept ? { file: path, line: lineAt(text, kept.index + kept[0].length - 1) } : undefined
}
