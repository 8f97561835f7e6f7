import type { Source, SourceFile } from '#source/source'
import { type Resolve, startersOf } from './starters.js'
import { isTest } from './test-files.js'

const SERVER =
  /['"](?:npm:)?(?:express|fastify|hono|koa|@hono\/node-server|@koa\/router|koa-router|express-promise-router|http|node:http|polka|restify|@nestjs\/core|elysia|@apollo\/server\/standalone|apollo-server|graphql-yoga)(?:@[^'"]*)?['"]/
const STARTS =
  /\.listen\s*\(|export\s+default\s+(?:app|server|router|handler|handle\w*|async|function|serverless)|module\.exports\s*=\s*(?:app|server)|exports\.\w+\s*=\s*(?:functions|onRequest)|\bserve\s*\(|NestFactory\.create|startStandaloneServer\s*\(|\.fire\s*\(/

/**
 * Files that start a server: those that scripts run, and those that make an app and listen or export it. Everything else
 * runs only if one of these loads it; a router that nothing loads is not part of the app.
 */
export function serverEntries(source: Source, resolve: Resolve): string[] {
  const candidates = source.files.filter(file => file.kind === 'code' && !isTest(file.path) && SERVER.test(file.text()))
  if (!candidates.length) return []
  const entries = new Set<string>()
  for (const file of candidates) if (STARTS.test(file.text())) entries.add(file.path)
  for (const item of source.packages)
    for (const file of scripted(source, item.folder, [...Object.values(item.scripts), item.main ?? ''])) entries.add(file)
  for (const file of startersOf(source, entries, resolve)) entries.add(file)
  return [...entries].sort()
}

function scripted(source: Source, folder: string, commands: readonly string[]): string[] {
  const base = folder ? `${folder}/` : ''
  return commands
    .flatMap(command =>
      [...command.matchAll(/(?:^|[\s"'=])((?:\.\/)?[\w@./-]+\.[cm]?[jt]s)\b/g)].flatMap(match => {
        const path = base + match[1]!.replace(/^\.\//, '')
        return [
          path,
          path.replace(/^((?:.*\/)?)(?:dist|build|lib|out)\//, '$1src/').replace(/\.js$/, '.ts'),
          path.replace(/^((?:.*\/)?)(?:dist|build|lib|out)\//, '$1').replace(/\.js$/, '.ts'),
        ]
          .filter(one => isCode(source.file(one)))
          .slice(0, 1)
      }),
    )
    .filter(path => SERVER.test(source.file(path)!.text()) || /server|main|index|app/.test(path))
    .filter(path => !/(?:vite|vitest|jest|next|tailwind|postcss|drizzle|eslint)\.config|seed|migrat/.test(path))
}

const isCode = (file: SourceFile | undefined): boolean => file?.kind === 'code'
