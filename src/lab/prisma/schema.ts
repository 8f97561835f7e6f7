import type { Source } from '#source/source'

/** What booting needs to know of the app's Prisma. */
export interface PrismaUse {
  /** Path of the main schema file, relative to the app. */
  readonly schema: string
  readonly provider: string
  /** Its database is none that the lab runs, and its models are ones that Postgres holds as well. */
  readonly moves: boolean
  /** Its client loads an engine that npm has not: it must be replaced. */
  readonly needsEngine: boolean
  /** Folders where the client is generated, beside the default one; relative to the app. */
  readonly output: string | undefined
  readonly text: string
}

export function prismaUse(source: Source, folder: string): PrismaUse | undefined {
  const files = source.files.filter(file => file.kind === 'prisma' && /^\s*generator\s+\w+\s*\{/m.test(file.text()))
  const file = files.find(one => one.path.startsWith(folder)) ?? files[0]
  if (!file) return undefined
  const text = file.text()
  const generator = /generator\s+\w+\s*\{([^}]*provider\s*=\s*"prisma-client(?:-js)?"[^}]*)\}/.exec(text)?.[1] ?? ''
  const output = /^\s*output\s*=\s*"([^"]+)"/m.exec(generator)?.[1]
  const base = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const clientOnly = /engineType\s*=\s*"client"/.test(generator) || /provider\s*=\s*"prisma-client"\s/.test(`${generator} `)
  const provider = /datasource\s+\w+\s*\{[^}]*provider\s*=\s*"(\w+)"/.exec(text)?.[1] ?? 'postgresql'
  return {
    schema: file.path,
    provider,
    moves: /^(?:mysql|sqlite|sqlserver)$/.test(provider),
    needsEngine: !clientOnly && majorOf(source) < 7,
    output: output === undefined ? undefined : joined(base, output),
    text,
  }
}

function majorOf(source: Source): number {
  const versions = source.packages.flatMap(one => [
    one.devDependencies['prisma'],
    one.dependencies['prisma'],
    one.dependencies['@prisma/client'],
  ])
  return Number(/\d+/.exec(versions.find(Boolean) ?? '6')?.[0] ?? 6)
}

function joined(base: string, path: string): string {
  const parts: string[] = []
  for (const part of `${base}${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
