import type { Gap } from '#base/gap'
import type { Package, SourceFile } from './source.js'

/** Every `package.json` that can be read; one that cannot is a gap. */
export function readPackages(files: readonly SourceFile[], gaps: Gap[]): readonly Package[] {
  const packages: Package[] = []
  for (const file of files) {
    if (file.path !== 'package.json' && !file.path.endsWith('/package.json')) continue
    const folder = file.path.slice(0, Math.max(0, file.path.length - '/package.json'.length))
    const content = parse(file.text())
    if (content) packages.push(packageFrom(content, folder))
    else gaps.push({ at: { file: file.path, line: 1 }, why: '`package.json` is not valid JSON', hides: ['routes', 'guards', 'queries'] })
  }
  return packages
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function packageFrom(content: Record<string, unknown>, folder: string): Package {
  return {
    folder,
    name: typeof content.name === 'string' ? content.name : '',
    dependencies: { ...strings(content.optionalDependencies), ...strings(content.peerDependencies), ...strings(content.dependencies) },
    devDependencies: strings(content.devDependencies),
    scripts: strings(content.scripts),
    main: typeof content.main === 'string' ? content.main : undefined,
    type: content.type === 'module' ? 'module' : 'commonjs',
  }
}

function strings(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
