import { isAside, isGiven } from '#checks/env/known-variables'
import { isExample } from '#model/env/declared'
import type { Files } from './migration/format.js'

/** The example of variables with further ones, each under the comment that says what it is for. */
export function withVariables(
  variables: Readonly<Record<string, string>>,
  files: Files,
  near: string,
): { readonly file: string; readonly text: string } | undefined {
  const examples = files.paths
    .filter(path => isExample(path) && /(?:^|\/)\.?env[^/]*$/i.test(path))
    .toSorted((a, b) => closeness(b, near) - closeness(a, near))
  const file = examples[0] ?? '.env.example'
  const text = examples[0] === undefined ? '' : (files.read(file) ?? '')
  // A list that names one variable of many says that there are no others.
  const wanted = examples[0] === undefined ? { ...namesIn(files), ...variables } : variables
  const missing = Object.entries(wanted).filter(
    ([name]) => !new RegExp(`^[ \\t]*(?:#[ \\t]*)?(?:export[ \\t]+)?${name}[ \\t]*=`, 'm').test(text),
  )
  if (missing.length === 0) return undefined
  const newline = /\r\n/.test(text) ? '\r\n' : '\n'
  const empty = /^[A-Z_]+=""\s*$/m.test(text) ? '""' : ''
  const comments = text === '' || /^#/m.test(text)
  const blank = comments && text !== '' ? newline : ''
  const lines = missing.map(
    ([name, comment], index) =>
      `${blank || (index > 0 && comments ? newline : '')}${comments && comment ? `# ${comment}${newline}` : ''}${name}=${empty}${newline}`,
  )
  return { file, text: text.replace(/[^\n]$/, last => last + newline) + lines.join('') }
}

const closeness = (path: string, near: string): number => {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return near.startsWith(folder) ? folder.length : -1
}

/** Variables that the app's code reads. */
function namesIn(files: Files): Readonly<Record<string, string>> {
  const names: Record<string, string> = {}
  for (const path of files.paths) {
    if (!/\.[cm]?[jt]sx?$/.test(path) || isAside(path)) continue
    for (const match of (files.read(path) ?? '').matchAll(
      /(?:process\.env\.|import\.meta\.env\.|Deno\.env\.get\(\s*["'`])([A-Z][A-Z0-9_]+)/g,
    ))
      if (!isGiven(match[1]!)) names[match[1]!] ??= `Read in ${path}`
  }
  return names
}
