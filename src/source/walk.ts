import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Gap, GapPart } from '#base/gap'
import { codeFile, LARGEST, otherFile, readCode } from './content.js'
import { isGeneratedFile, isGeneratedFolder, isMinified } from './generated.js'
import { isIgnored, rulesIn, type Rules } from './ignored.js'
import { kindOf } from './kind.js'
import type { SourceFile } from './source.js'

/** What a walk needs to know before it starts. */
export interface Ground {
  readonly root: string
  readonly rules: readonly Rules[]
  /** What somebody asked to be left out: nothing of it is read. */
  readonly unwanted: readonly Rules[]
  /** Without a repository nobody knows what git tracks in spite of its `.gitignore`. */
  readonly isRepository: boolean
  /** Folders that hold a tracked file: git keeps those whatever `.gitignore` says. */
  readonly trackedFolders: ReadonlySet<string>
  isTracked(path: string): boolean
}

interface Found {
  readonly files: SourceFile[]
  /** Files of variables that are ignored, where no repository tells whether git has them all the same. */
  readonly setAside: SourceFile[]
  readonly gaps: Gap[]
}

const EVERYTHING: readonly GapPart[] = ['routes', 'guards', 'queries', 'tables', 'env', 'files']

/** Ignored because a tool makes it. */
const MADE = /^(?:\.|(?:(?:auto-?)?generated|gen|dist|build|out|coverage|logs?|te?mp|cache|uploads?|private|venv)$)/i

/**
 * Templates for `.gitignore` leave out more than their authors see (`lib/`, `*.json`, `*.sql`), and git keeps what was added before or by
 * force. In a copy without its repository, code that is there is taken for the app's; variables, keys and data are not.
 */
const isSource = (path: string): boolean =>
  ['code', 'sql', 'prisma'].includes(kindOf(path)) || /(?:^|\/)(?:package|[jt]sconfig[\w.-]*|deno|vercel)\.jsonc?$/.test(path)

export function walk(ground: Ground): Found {
  const found: Found = { files: [], setAside: [], gaps: [] }
  walkFolder(ground, '', ground.rules, false, found)
  return found
}

function walkFolder(ground: Ground, folder: string, above: readonly Rules[], onlyTracked: boolean, found: Found): void {
  const absolute = join(ground.root, folder)
  let entries: Dirent[]
  try {
    entries = readdirSync(absolute, { withFileTypes: true })
  } catch {
    found.gaps.push(gap(folder, 'the folder cannot be read', EVERYTHING))
    return
  }
  const names = new Set(entries.map(entry => entry.name))
  const own = names.has('.gitignore') ? rulesIn(absolute, folder) : undefined
  const rules = own ? [...above, own] : above
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isSymbolicLink()) {
      if (!onlyTracked && !isIgnored(rules, path, false)) inspectLink(ground, path, found)
    } else if (entry.isDirectory()) {
      if (isGeneratedFolder(entry.name, folder, names.has('package.json')) || isIgnored(ground.unwanted, path, true)) continue
      const ignored = onlyTracked || isIgnored(rules, path, true)
      if (!ignored || ground.trackedFolders.has(path) || (!ground.isRepository && !MADE.test(entry.name)))
        walkFolder(ground, path, rules, ignored, found)
    } else if (entry.isFile()) {
      if (isGeneratedFile(entry.name) || isIgnored(ground.unwanted, path, false)) continue
      const ignored = onlyTracked || isIgnored(rules, path, false)
      if (ignored && !(ground.isRepository ? ground.isTracked(path) : isSource(path))) {
        if (!ground.isRepository && kindOf(path) === 'env') setAside(ground, path, found)
        continue
      }
      addFile(ground, path, found)
    }
  }
}

function setAside(ground: Ground, path: string, found: Found): void {
  const absolute = `${ground.root}/${path}`
  const size = statSync(absolute, { throwIfNoEntry: false })?.size ?? 0
  if (size > 0 && size <= LARGEST.other) found.setAside.push(otherFile(absolute, path, 'env', size))
}

function addFile(ground: Ground, path: string, found: Found): void {
  const absolute = `${ground.root}/${path}`
  const kind = kindOf(path)
  try {
    if (kind !== 'code') {
      const { size } = statSync(absolute)
      if (size > LARGEST.other && kind !== 'binary') found.gaps.push(tooLarge(path, size, ['files', 'tables']))
      found.files.push(otherFile(absolute, path, kind, size))
      return
    }
    const content = readCode(absolute)
    if ('text' in content) {
      if (!isMinified(content.text)) found.files.push(codeFile(path, content.size, content.text))
    } else if (content.not === 'binary') {
      found.gaps.push(gap(path, 'the file has a code name but binary content', EVERYTHING))
      found.files.push(otherFile(absolute, path, 'binary', content.size))
    } else {
      found.gaps.push(tooLarge(path, content.size, EVERYTHING))
      found.files.push(otherFile(absolute, path, kind, content.size))
    }
  } catch {
    found.gaps.push(gap(path, 'the file cannot be read', EVERYTHING))
  }
}

/** Links are never followed: what they name inside the app is read where it stands. */
function inspectLink(ground: Ground, path: string, found: Found): void {
  const absolute = join(ground.root, path)
  let target: string
  try {
    target = realpathSync(absolute)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') found.gaps.push(gap(path, 'the symbolic link leads back to itself', ['files']))
    return
  }
  const inner = relative(realpathSync(ground.root), target)
  const isOutside = inner === '..' || inner.startsWith(`..${sep}`)
  const isAbove = inner === '' || `${path}/`.startsWith(`${inner.split(sep).join('/')}/`)
  if (isAbove || (isOutside && `${realpathSync(ground.root)}${sep}`.startsWith(`${target}${sep}`))) {
    found.gaps.push(gap(path, 'the symbolic link leads to a folder that holds it', ['files']))
  } else if (isOutside && (statSync(target).isDirectory() || kindOf(path) === 'code')) {
    found.gaps.push(gap(path, 'the symbolic link leads out of the app and is not followed', EVERYTHING))
  }
}

const gap = (file: string, why: string, hides: readonly GapPart[]): Gap => ({ at: { file: file || '.', line: 1 }, why, hides })

const tooLarge = (file: string, size: number, hides: readonly GapPart[]): Gap =>
  gap(file, `the file is too large to read (${Math.round(size / 1e6)} MB)`, hides)
