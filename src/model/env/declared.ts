import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'

/** Configuration of hosts and containers that names variables. */
const HOST_FILE =
  /(?:^|\/)(?:wrangler\.(?:toml|jsonc?)|fly\.toml|netlify\.toml|render\.ya?ml|app\.(?:json|ya?ml)|vercel\.json|turbo\.json|apphosting\.yaml|(?:docker-)?compose[\w.-]*\.ya?ml|Dockerfile[\w.-]*|\.replit|README[\w.-]*\.md|(?:DEPLOY|SETUP|INSTALL|ENV)[\w.-]*\.md)$/i

/** A line that gives a variable a place: `NAME=`, `export NAME=`, `# NAME=` (optional ones in examples), `NAME: …`, `- key: NAME`. */
const ENV_LINE = /^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Z][A-Z0-9_]+)[ \t]*=/gm
const HOST_LINE =
  /^[ \t]*(?:[-*][ \t]+)?(?:ENV[ \t]+|ARG[ \t]+|key:[ \t]*)?["'`]?([A-Z][A-Z0-9]*_[A-Z0-9_]+)["'`]?(?=[ \t]*[:=]|[ \t]*,?[ \t]*$)/gm
/** `NAME` quoted anywhere: in lists of `turbo.json` and tables of a README. */
const QUOTED = /["'`]([A-Z][A-Z0-9]*_[A-Z0-9_]+)["'`]/g

/** Places that declare each variable. */
export function readDeclared(source: Source): Map<string, Place[]> {
  const declared = new Map<string, Place[]>()
  for (const file of source.files) {
    if (file.kind === 'env') collect(file, ENV_LINE, declared)
    else if (HOST_FILE.test(file.path)) {
      collect(file, HOST_LINE, declared)
      collect(file, QUOTED, declared)
    }
  }
  return declared
}

function collect(file: SourceFile, pattern: RegExp, into: Map<string, Place[]>): void {
  const text = file.text()
  let line = 1
  let from = 0
  for (const match of text.matchAll(pattern)) {
    for (let at = text.indexOf('\n', from); at >= 0 && at < match.index; at = text.indexOf('\n', from)) {
      line++
      from = at + 1
    }
    const places = into.get(match[1]!) ?? []
    if (!places.some(place => place.file === file.path)) places.push({ file: file.path, line })
    into.set(match[1]!, places)
  }
}

/** A file that tells others which variables to set, rather than setting them. */
export const isExample = (path: string): boolean =>
  /(?:example|sample|template|dist|defaults?)/i.test(path.slice(path.lastIndexOf('/') + 1))
